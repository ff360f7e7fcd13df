// Counted goroutine profiles of the corpus: their totals are those of the manifest, and debug=1 and debug=0 of one moment count the same stacks.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createGoroutineCountsReader } from '../../shared/formats/goroutine-counts/reader';
import { createPprofReader } from '../../shared/formats/pprof/reader';
import { DumpSymbols, type Snapshot } from '../../shared/model/dumps';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const manifest = JSON.parse(readFileSync(join(fixtures, 'dumps-manifest.json'), 'utf8')) as {
  readonly files: readonly { readonly file: string; readonly profileTotal?: number }[];
};

function read(file: string, symbols: DumpSymbols): { snapshot: Snapshot; problems: readonly string[] } {
  const bytes = readFileSync(join(fixtures, file));
  const packed = file.endsWith('.gz');
  const create = packed ? createPprofReader : createGoroutineCountsReader;
  const reader = create({ symbols, file: 0, name: file });
  reader.push(packed ? gunzipSync(bytes) : bytes);
  const [snapshot] = reader.end();
  return { snapshot, problems: reader.problems.map(({ message }) => message) };
}

const weightOf = ({ length, columns }: Snapshot): number =>
  columns.weight.subarray(0, length).reduce((a, b) => a + b, 0);

/** Goroutines by stack and labels. */
function counts(snapshot: Snapshot, symbols: DumpSymbols): Record<string, number> {
  const sums: Record<string, number> = {};
  for (let row = 0; row < snapshot.length; row++) {
    const frames = symbols.table.frames(snapshot.columns.stack[row]);
    const labels = symbols.labelSets[snapshot.columns.labels[row]].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = `${frames.map(({ func, file, line }) => `${func} ${file}:${line}`).join('\n')} ${JSON.stringify(labels)}`;
    sums[key] = (sums[key] ?? 0) + snapshot.columns.weight[row];
  }
  return sums;
}

describe('debug=1 of the corpus', () => {
  const files = manifest.files.filter(({ file, profileTotal }) => profileTotal !== undefined && !file.endsWith('.gz'));
  test('there are some', () => expect(files.length).toBeGreaterThan(20));
  test.each(files)('$file', ({ file, profileTotal }) => {
    const { snapshot, problems } = read(file, new DumpSymbols());
    expect(problems).toEqual([]);
    expect(snapshot.statedTotal).toBe(profileTotal);
    expect(weightOf(snapshot)).toBe(profileTotal);
    expect(snapshot.truncated).toBe(false);
    expect(snapshot.profile).toBe(
      /(goroutineleak|goroutine|threadcreate|snap)/.exec(file.split('/')[2])?.[0].replace('snap', 'goroutine'),
    );
  });

  test('the bytes of a row are its record', () => {
    const symbols = new DumpSymbols();
    const file = 'dumps/leak-1.26/goroutine.debug1.txt';
    const { snapshot } = read(file, symbols);
    const bytes = readFileSync(join(fixtures, file));
    for (let row = 0; row < snapshot.length; row++) {
      const text = bytes.subarray(snapshot.columns.rawFrom[row], snapshot.columns.rawTo[row]).toString();
      expect(text).toMatch(new RegExp(`^${snapshot.columns.weight[row]} @ 0x[^]*:\\d+$`));
      expect(text.match(/^#\t/gm)?.length).toBe(symbols.table.frames(snapshot.columns.stack[row]).length);
    }
  });
});

/** One was taken after the other: who writes it stands elsewhere, and the calls of cgo went on. */
const MOVED = /runtime\/pprof\.writeGoroutine|main\.work\.func1/;

describe('debug=0 beside debug=1', () => {
  const pairs = readdirSync(join(fixtures, 'dumps'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.debug0.pb.gz'))
    .map((path) => `dumps/${path}`);
  test('there are some', () => expect(pairs.length).toBeGreaterThan(10));
  test.each(pairs)('%s', (packed) => {
    const symbols = new DumpSymbols();
    const profile = read(packed, symbols);
    const text = read(packed.replace('.debug0.pb.gz', '.debug1.txt'), symbols);
    expect(profile.problems).toEqual([]);
    expect(profile.snapshot.timeMs).toBeGreaterThan(Date.UTC(2020));
    const both = [counts(profile.snapshot, symbols), counts(text.snapshot, symbols)].map((sums) =>
      Object.fromEntries(Object.entries(sums).filter(([key]) => !MOVED.test(key))),
    );
    expect(both[0]).toEqual(both[1]);
    expect(weightOf(profile.snapshot)).toBe(weightOf(text.snapshot));
  });
});
