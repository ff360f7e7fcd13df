// What test/bench/dumps.mjs runs in a process of its own: one dump parsed and grouped once, as a user meets it, without a
// warm-up. `node dump-entry.js FILE`

import { existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { createGoroutineTextReader } from '../../shared/formats/goroutine-text/reader';
import { DumpSymbols } from '../../shared/model/dumps';
import { createDumpIndex } from '../../shared/query/dumps/dump-index';

/** The page gets files in such pieces. */
const PIECE_BYTES = 64 * 1024;

/** Processor time of this thread in ms: what else the machine does is not in it. NaN where the system does not tell. */
const SCHEDULED = '/proc/thread-self/schedstat';
const threadMs = existsSync(SCHEDULED)
  ? (): number => Number(readFileSync(SCHEDULED, 'utf8').split(' ')[0]) / 1e6
  : (): number => Number.NaN;

const path = process.argv[2];
const file = openSync(path, 'r');
const symbols = new DumpSymbols();
const reader = createGoroutineTextReader({ symbols, file: 0, name: path });
const piece = new Uint8Array(PIECE_BYTES);
let parseMs = 0;
const startThreadMs = threadMs();
let bytes = 0;
for (;;) {
  const length = readSync(file, piece);
  const start = performance.now();
  if (length > 0) reader.push(piece.subarray(0, length));
  const snapshots = length > 0 ? undefined : reader.end();
  parseMs += performance.now() - start;
  bytes += length;
  if (snapshots === undefined) continue;
  const [snapshot] = snapshots;
  const { format } = snapshot;
  const grouping = performance.now();
  const files = [{ name: path, bytes, format, problems: reader.problems, readFraction: 1 }];
  const groups = createDumpIndex({ symbols, files, moments: [{ name: 'dump', goroutines: snapshot }] }).groups(
    snapshot,
  );
  const groupMs = performance.now() - grouping;
  const { maxRSS } = process.resourceUsage();
  console.log(
    JSON.stringify({
      goroutines: snapshot.length,
      groups: groups.length,
      problems: reader.problems.length,
      parseMs,
      groupMs,
      threadMs: threadMs() - startThreadMs,
      peakBytes: maxRSS * 1024,
    }),
  );
  break;
}
