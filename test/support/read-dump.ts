// Dumps of the corpus as a series, by the readers of the product, without what assembles a series: a test says itself which
// file is what of which moment.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createDumpReaders, detectDump } from '../../shared/formats/detect-dump';
import { readGoroutineText } from '../../shared/formats/goroutine-detail';
import { DumpSymbols, type Moment, type Snapshot } from '../../shared/model/dumps';
import { createDumpIndex } from '../../shared/query/dumps/dump-index';
import type { TextOf } from '../../shared/query/dumps/types';
import { makeSeries } from './make-dump';

const FIXTURES = fileURLToPath(new URL('../fixtures/dumps', import.meta.url));

export type MomentFiles = { readonly [K in 'goroutines' | 'counts' | 'leaks' | 'threads']?: string };

/** @param moments per moment the files, `finalizer-1.22/goroutine.debug2.txt`. The first snapshot of each file is taken. */
export function readDumps(moments: readonly MomentFiles[]) {
  const symbols = new DumpSymbols();
  const files: Uint8Array[] = [];
  const read = (path: string): Snapshot => {
    const packed = readFileSync(`${FIXTURES}/${path}`);
    const bytes = new Uint8Array(path.endsWith('.gz') ? gunzipSync(packed) : packed);
    const file = files.push(bytes) - 1;
    const { kind } = detectDump(bytes, path);
    if (kind === 'unknown') throw new Error(`${path} is no dump`);
    for (const reader of createDumpReaders(kind, { symbols, file, name: path })) {
      reader.push(bytes);
      const [snapshot] = reader.end();
      if (snapshot !== undefined) return snapshot;
    }
    throw new Error(`${path} has no dump in it`);
  };
  const series = makeSeries(
    symbols,
    moments.map((names) =>
      Object.fromEntries(Object.entries(names).map(([listing, path]) => [listing, read(path)])),
    ) as Partial<Moment>[],
  );
  const raw = ({ file, columns }: Snapshot, row: number) =>
    files[file].subarray(columns.rawFrom[row], columns.rawTo[row]);
  const textOf: TextOf = async (snapshot, row) => raw(snapshot, row);
  return {
    series,
    moments: series.moments,
    index: createDumpIndex(series),
    raw,
    textOf,
    text: (snapshot: Snapshot, row: number) => readGoroutineText(raw(snapshot, row)),
  };
}
