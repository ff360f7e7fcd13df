// Real dumps of test/fixtures as moments: the listings of one folder are of one process at one time.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGoroutineCountsReader } from '../../shared/formats/goroutine-counts/reader';
import { createGoroutineTextReader } from '../../shared/formats/goroutine-text/reader';
import { DumpSymbols, type Moment, type Snapshot } from '../../shared/model/dumps';
import { createDumpIndex } from '../../shared/query/dumps/dump-index';
import type { DumpIndex, TextOf } from '../../shared/query/dumps/types';
import { makeSeries } from './make-dump';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

export interface OpenDump {
  readonly index: DumpIndex;
  readonly moment: Moment;
  readonly snapshot: Snapshot;
  readonly textOf: TextOf;
}

/** @param text a dump as it stands in a file. @param beside counted listing and leak profile of the same moment. */
export function openText(
  text: string | Uint8Array,
  beside: { readonly counts?: Uint8Array; readonly leaks?: Uint8Array } = {},
  symbols = new DumpSymbols(),
): OpenDump {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const reader = createGoroutineTextReader({ symbols, file: 0, name: 'dump.txt' });
  reader.push(bytes);
  const [snapshot] = reader.end();
  if (snapshot === undefined) throw new Error('no dump in the text');
  const counted = (part: Uint8Array | undefined, file: number): Snapshot | undefined => {
    if (part === undefined) return undefined;
    const counts = createGoroutineCountsReader({ symbols, file, name: 'counts.txt' });
    counts.push(part);
    return counts.end()[0];
  };
  const counts = counted(beside.counts, 1);
  const leaks = counted(beside.leaks, 2);
  const moment: Moment = {
    name: 'dump',
    goroutines: snapshot,
    ...(counts === undefined ? {} : { counts }),
    ...(leaks === undefined ? {} : { leaks }),
  };
  const index = createDumpIndex(makeSeries(symbols, [moment]));
  const textOf: TextOf = async ({ columns }, row) => bytes.subarray(columns.rawFrom[row], columns.rawTo[row]);
  return { index, moment, snapshot, textOf };
}

export const readFixture = (path: string): Uint8Array => readFileSync(FIXTURES + path);

/** @param path file below test/fixtures. @param withSiblings with debug=1 and the leak profile of the same folder. */
export function openFixture(path: string, withSiblings = false): OpenDump {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const sibling = (name: string): Uint8Array | undefined =>
    withSiblings && existsSync(FIXTURES + folder + name) ? readFixture(folder + name) : undefined;
  const [counts, leaks] = [sibling('goroutine.debug1.txt'), sibling('goroutineleak.debug1.txt')];
  return openText(readFixture(path), {
    ...(counts === undefined ? {} : { counts }),
    ...(leaks === undefined ? {} : { leaks }),
  });
}

/** A counted listing alone. */
export function openCounts(path: string): OpenDump {
  const symbols = new DumpSymbols();
  const reader = createGoroutineCountsReader({ symbols, file: 0, name: path });
  reader.push(readFixture(path));
  const [snapshot] = reader.end();
  if (snapshot === undefined) throw new Error(`no dump in ${path}`);
  const moment: Moment = { name: path, counts: snapshot };
  return {
    index: createDumpIndex(makeSeries(symbols, [moment])),
    moment,
    snapshot,
    textOf: async () => new Uint8Array(),
  };
}
