import { expect, it } from 'vitest';
import { Lru } from '../../../../shared/base/lru';

it('drops what was used longest ago when the budget is full', () => {
  const lru = new Lru<string, number>(10);
  lru.set('a', 1, 4);
  lru.set('b', 2, 4);
  expect(lru.get('a')).toBe(1);
  lru.set('c', 3, 4);
  expect(lru.get('b')).toBeUndefined();
  expect(lru.get('a')).toBe(1);
  expect(lru.get('c')).toBe(3);
  expect(lru.bytes).toBe(8);
});

it('counts a replaced value once, and does not keep one larger than the budget', () => {
  const lru = new Lru<string, number>(10);
  lru.set('a', 1, 4);
  lru.set('a', 2, 6);
  expect(lru.bytes).toBe(6);
  lru.set('a', 3, 11);
  expect(lru.get('a')).toBeUndefined();
  expect(lru.bytes).toBe(0);
});
