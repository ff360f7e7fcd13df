import { expect, test } from 'vitest';
import { itemAt } from '../../../../renderer/canvas/hit-test';
import { firstVisible } from '../../../../renderer/canvas/row-box';

// Row before, then items 2 … 4 with a gap from 20 to 30.
const start = Float64Array.of(0, 50, 0, 10, 30, 0);
const end = Float64Array.of(50, 90, 10, 20, 40, 5);
const at = (time: number, tolerance = 0) => itemAt(start, end, 2, 5, time, tolerance);

test('the item that covers a time', () => {
  expect([0, 9.9, 10, 19, 30, 39.9].map((time) => at(time))).toEqual([2, 2, 3, 3, 4, 4]);
});

test('nothing in a gap, before and after', () => {
  expect([-1, 20, 25, 40, 100].map((time) => at(time))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the nearest item within the tolerance', () => {
  expect(at(22, 3)).toBe(3);
  expect(at(28, 3)).toBe(4);
  expect(at(25, 3)).toBeUndefined();
  expect(at(-2, 3)).toBe(2);
});

test('an empty row has none', () => {
  expect(itemAt(start, end, 2, 2, 5, 100)).toBeUndefined();
});

test('drawing begins with the item that reaches into the window', () => {
  expect(firstVisible(start, end, 2, 5, 15)).toBe(3);
  expect(firstVisible(start, end, 2, 5, 25)).toBe(4);
  expect(firstVisible(start, end, 2, 5, -5)).toBe(2);
  expect(firstVisible(start, end, 2, 5, 45)).toBe(5);
});
