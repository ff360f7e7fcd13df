import { describe, expect, test } from 'vitest';
import {
  createRowIndex,
  placeOf,
  rowAt,
  rowByNumber,
  rowCount,
  totalPx,
  visitRows,
} from '../../../../renderer/canvas/rows';

const index = createRowIndex([
  { count: 1, rowPx: 22 },
  { count: 0, rowPx: 18 },
  { count: 4, rowPx: 18 },
  { count: 1, rowPx: 26 },
  { count: 100_000, rowPx: 17 },
  { count: 1, rowPx: 26 },
]);

test('heights and numbers add up', () => {
  expect(totalPx(index)).toBe(22 + 72 + 26 + 1_700_000 + 26);
  expect(rowCount(index)).toBe(100_007);
});

describe('the row at a height', () => {
  test.each([
    [0, 0, 0, 0],
    [21.9, 0, 0, 0],
    [22, 2, 0, 22],
    [40, 2, 1, 40],
    [93.5, 2, 3, 76],
    [94, 3, 0, 94],
    [120, 4, 0, 120],
    [120 + 17 * 77_777 + 5, 4, 77_777, 120 + 17 * 77_777],
    [1_700_120, 5, 0, 1_700_120],
  ])('%d', (y, segment, offset, topPx) => {
    expect(rowAt(index, y)).toMatchObject({ segment, offset, topPx });
  });

  test('there is none above and below', () => {
    expect(rowAt(index, -1)).toBeUndefined();
    expect(rowAt(index, totalPx(index))).toBeUndefined();
    expect(rowAt(createRowIndex([]), 0)).toBeUndefined();
  });
});

test('numbers lead to the same rows as heights', () => {
  for (const number of [0, 1, 4, 5, 6, 50_000, 100_005, 100_006]) {
    const place = rowByNumber(index, number);
    expect(place).toBeDefined();
    expect(rowAt(index, (place?.topPx ?? 0) + 1)).toEqual(place);
  }
  expect(rowByNumber(index, -1)).toBeUndefined();
  expect(rowByNumber(index, 100_007)).toBeUndefined();
});

test('a place knows its top and height', () => {
  expect(placeOf(index, 4, 10)).toEqual({ segment: 4, offset: 10, topPx: 290, rowPx: 17 });
});

test('visits only rows that touch the window, in order and across segments', () => {
  const seen: string[] = [];
  visitRows(index, 85, 140, ({ segment, offset }) => seen.push(`${segment}.${offset}`));
  expect(seen).toEqual(['2.3', '3.0', '4.0', '4.1']);
});

test('a window above the first row begins with the first row', () => {
  let count = 0;
  visitRows(index, -50, 23, () => count++);
  expect(count).toBe(2);
});
