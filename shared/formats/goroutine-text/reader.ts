// Reads goroutine dumps in text form into columns.

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
