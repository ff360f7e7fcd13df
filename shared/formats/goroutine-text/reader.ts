// Reads goroutine dumps in text form into columns: goroutine?debug=2, runtime.Stack, panics and fatal errors, SIGQUIT, in the
// dialects of Go 1.10 to 1.27, alone or anywhere in a log.
//
// The text is made for people, no version of it is like the next, and the largest one is 64 MB of it. So:
//
//   lines.ts           cuts bytes into lines and frees them from what loggers put around them (beside.ts, escaped.ts)
//   rows.ts            decides where a dump begins and ends (between.ts) and writes what a goroutine said into columns
//   open-goroutine.ts  takes the lines of one goroutine; header.ts and frame-lines.ts know their grammar
//   frames.ts          turns their bytes into indices of the symbol table (byte-table.ts, number-table.ts)
//   detail.ts          reads one goroutine again with all its details, by the same grammar, when somebody looks at it
//
// Nothing is decoded twice. A dump of 100 000 goroutines has a million lines, but some hundred different frames: the two lines
// of a frame are found by their bytes in a table, and mostly not even there, because the frame that followed the last one
// before follows it again. Its bytes are then compared once and never hashed. A stack is a list of such entries and found the
// same way. Every hit is verified byte by byte: a hash only says where to look.
//
// Nothing is dropped. A block that begins like a goroutine is a row, readable or not; a line inside of one that is no part of
// a traceback is shown by the detail; text outside says why and when the dump was written. What is unknown stays unknown: no
// minutes are -1, no address is NaN, and an argument with `?` may be stale and is no address.
//
// Nothing trusts the file. Lines are held up to a megabyte, names are cut at 64 KB, tables of texts are emptied when they are
// full, probes of a table end after 64, rows and dumps have limits: memory is bounded, and time is linear in the bytes.

import type { DumpSymbols } from '../../model/dumps';
import type { DumpReader } from '../dump-reader';
import { createLines } from './lines';
import { DumpRows } from './rows';

/**
 * @param file place of the file in the series.
 * @param name its name, for problems.
 * @param modifiedMs its last change, ms since 1970: gives the year to times of a log that has none (klog, syslog).
 */
export function createGoroutineTextReader({
  symbols,
  file,
  name,
  modifiedMs,
}: {
  readonly symbols: DumpSymbols;
  readonly file: number;
  readonly name: string;
  readonly modifiedMs?: number;
}): DumpReader {
  const rows = new DumpRows({ symbols, file, name, modifiedMs });
  const lines = createLines(rows);
  return {
    format: 'goroutine-text',
    problems: rows.problems,
    get rows() {
      return rows.length;
    },
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end();
      return rows.snapshots();
    },
  };
}
