// Rows sorted digit by digit stand as a comparison would put them.

import { describe, expect, test } from 'vitest';
import { sortRows } from '../../../../shared/base/sort-rows';
import { seeded } from '../../../support/seeded';

const compare = (a: number, b: number, descending: boolean): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return descending ? b - a : a - b;
};

const SPECIAL = [Number.NaN, 0, -0, -1, 1, 0.5, -0.5, 2 ** 53, -(2 ** 53), Number.POSITIVE_INFINITY, Number.MIN_VALUE];

describe.each([100, 20_000])('%i rows', (length) => {
  const random = seeded(length);
  const kinds: Record<string, () => number> = {
    'times and what is not known': () => (random(10) === 0 ? Number.NaN : random(2 ** 31) * random(2 ** 20)),
    'many equal ones': () => random(5),
    'numbers at the edges': () => SPECIAL[random(SPECIAL.length)],
    'one number': () => 7,
  };
  test.each(Object.keys(kinds))('%s', (kind) => {
    const keys = Float64Array.from({ length: 2 * length }, kinds[kind]);
    const rows = Int32Array.from({ length }, () => random(2 * length));
    for (const descending of [false, true]) {
      const sorted = rows.slice();
      sortRows(sorted, keys, descending);
      expect(sorted).toEqual(rows.slice().sort((a, b) => compare(keys[a], keys[b], descending)));
    }
  });
});
