// Where the command line writes: results to stdout, everything else to stderr.

import { threeDigits } from '../../shared/base/format';
import type { Progress } from '../../shared/model/requests';

/** Ends the process quietly when the reader of a pipe goes away (`ghostlight goroutines FILE | head`). */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

/** Writes text to stdout piece by piece, never faster than it is taken. */
export async function writeOut(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  // Pieces are gathered: a write per row of a large table costs more than the row.
  let gathered = '';
  const flush = async () => {
    const taken = process.stdout.write(gathered);
    gathered = '';
    if (!taken) await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
  };
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length > 65_536) await flush();
  }
  if (gathered !== '') await flush();
}

/** One JSON array, a row per line. */
export async function* jsonArray(rows: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[';
  for await (const row of rows) {
    yield `${before}\n${JSON.stringify(row)}`;
    before = ',';
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

export function writeError(message: string): void {
  process.stderr.write(`ghostlight: ${message}\n`);
}

export interface ProgressLine {
  show(progress: Progress): void;
  /** Wipes the line, before anything else is written. */
  end(): void;
}

const SILENT: ProgressLine = { show: () => undefined, end: () => undefined };

/** One line on stderr that is written over; nothing where stderr is no terminal. */
export function progressLine(name: string): ProgressLine {
  if (!process.stderr.isTTY) return SILENT;
  let shown = false;
  return {
    show({ phase, bytesIndexed, totalBytes, bytesPerSecond }) {
      const percent = totalBytes > 0 ? Math.floor((bytesIndexed / totalBytes) * 100) : 100;
      const rate = bytesPerSecond > 0 ? `  ${threeDigits(bytesPerSecond / 1e6)} MB/s` : '';
      process.stderr.write(`\r\x1b[K${name}: ${phase} ${percent} %${rate}`);
      shown = true;
    },
    end() {
      if (shown) process.stderr.write('\r\x1b[K');
      shown = false;
    },
  };
}

/** Whether stdout is a terminal that wants colour (https://no-color.org). */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
}
