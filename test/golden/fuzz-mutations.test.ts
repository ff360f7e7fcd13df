// Files with a wrong byte, a wrong run of bytes, a run too few or too many; and those that were once read wrongly.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guardAllocations } from '../support/damage';
import { type CaseKind, complaintsOf, complaintsOfIngest, inputOf, label, sourceOf, tracesIn } from '../support/fuzz';
import { FIXTURES } from '../support/reference';

const CASES = 5000;
/** Every so many of them go all the way into an index, which takes ten times as long. */
const INGEST_EVERY = 10;
/** The largest array that a trace of 60 KB justifies: blocks of the index are as large for the smallest trace. */
const MOST_ARRAY_BYTES = 16 << 20;
const FINDS = join(import.meta.dirname, '..', 'fixtures', 'fuzz');

const names = tracesIn(FIXTURES, 1000, 60_000);

describe(`${CASES} damaged files`, () => {
  // Each trace gets its share; the seeds differ, so that no two get the same damage.
  const share = Math.ceil(CASES / names.length);
  test.each(names.map((name, index) => ({ name, from: index * share })))('$name', async ({ name, from }) => {
    const source = sourceOf(FIXTURES, name);
    const complaints: string[] = [];
    await guardAllocations(MOST_ARRAY_BYTES, async () => {
      for (let seed = from; seed < from + share; seed++) {
        const input = inputOf(source, 'mutation', seed);
        const found = complaintsOf(source, 'mutation', input);
        if (seed % INGEST_EVERY === 0) found.push(...(await complaintsOfIngest(input)));
        if (found.length > 0) complaints.push(label(source, 'mutation', seed, found));
      }
    });
    expect(complaints.slice(0, 5)).toEqual([]);
  });

  test('memory is that of one file, not of all of them', () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    // The sources and their readings stay; 5 000 files of 20 KB would be 100 MB, their events ten times that.
    expect(heapUsed + arrayBuffers).toBeLessThan(700 << 20);
  });
});

test('the guard sees an array that is too large', async () => {
  await expect(guardAllocations(1000, () => new Float64Array(126))).rejects.toThrow('1008 bytes');
  expect(new Float64Array(126).length).toBe(126);
});

test('what `npm run fuzz` found once', async () => {
  const list = join(FINDS, 'finds.jsonl');
  const lines = existsSync(list) ? readFileSync(list, 'utf8').trimEnd().split('\n') : [];
  const finds = lines.map((line) => JSON.parse(line) as { file: string; source: string; kind: CaseKind });
  expect(finds.map(({ file }) => file).sort()).toEqual(
    readdirSync(FINDS)
      .filter((name) => name.endsWith('.trace'))
      .sort(),
  );
  await guardAllocations(MOST_ARRAY_BYTES, async () => {
    for (const { file, source, kind } of finds) {
      const bytes = new Uint8Array(readFileSync(join(FINDS, file)));
      expect(complaintsOf(sourceOf(FIXTURES, source), kind, bytes), file).toEqual([]);
      expect(await complaintsOfIngest(bytes), file).toEqual([]);
    }
  });
});
