// Ids of any size find their value, small ones in an array and others in a map.

import { expect, test } from 'vitest';
import { createIdMap } from '../../../../shared/base/id-map';

test('small, large and odd ids', () => {
  const map = createIdMap();
  const ids = [0, 1, 1023, 1024, 70_000, 2 ** 22 - 1, 2 ** 22, 2 ** 40, 2 ** 70, -1, -7, 0.5, 1.5];
  for (const id of ids) expect(map.get(id)).toBe(-1);
  for (const [i, id] of ids.entries()) map.set(id, i);
  expect(ids.map((id) => map.get(id))).toEqual(ids.map((_, i) => i));
  expect(map.get(2)).toBe(-1);
  expect(map.get(2 ** 22 + 1)).toBe(-1);
  map.set(1024, 99);
  expect(map.get(1024)).toBe(99);
  expect(map.get(1023)).toBe(2);
  expect(map.add(1024, 7)).toBe(false);
  expect(map.get(1024)).toBe(99);
  expect(map.add(3, 7)).toBe(true);
  expect(map.get(3)).toBe(7);
});
