// Files that end too early, at every byte of the smallest ones and at seeded places of larger ones.

import { describe, expect, test } from 'vitest';
import { complaintsOfCut, readDamaged } from '../support/damage';
import { complaintsOf, inputOf, label, sourceOf, tracesIn } from '../support/fuzz';
import { FIXTURES } from '../support/reference';

const names = tracesIn(FIXTURES, 1000, 120_000);
const sources = names.map((name) => sourceOf(FIXTURES, name));
const old = sources.filter(({ minor }) => minor < 22);
const recent = sources.filter(({ minor }) => minor >= 22);
const smallest = [old[0], recent[0]].filter((source) => source !== undefined);
const larger = [...old.slice(-2), ...recent.filter(({ reading }) => reading.generations > 1).slice(-2)];

test('both formats are there', () => {
  expect(old.length).toBeGreaterThan(1);
  expect(recent.length).toBeGreaterThan(30);
  expect(larger.length).toBe(4);
});

describe.each(smallest)('$name', (source) => {
  test('cut at every byte', () => {
    const complaints: string[] = [];
    for (let length = 0; length < source.bytes.length; length++) {
      const cut = readDamaged(source.bytes.slice(0, length));
      const found = complaintsOfCut(cut, source.reading);
      // Shorter by a byte is shorter: there is always something to say.
      if (cut.problems.length === 0) found.push('no problem');
      if (found.length > 0) complaints.push(`${length}: ${found.join('; ')}`);
    }
    expect(complaints.slice(0, 5)).toEqual([]);
  });
});

describe.each(larger)('$name', (source) => {
  test('cut at 500 places', () => {
    const complaints: string[] = [];
    for (let seed = 0; seed < 500; seed++) {
      const found = complaintsOf(source, 'cut', inputOf(source, 'cut', seed));
      if (found.length > 0) complaints.push(label(source, 'cut', seed, found));
    }
    expect(complaints.slice(0, 5)).toEqual([]);
  });
});
