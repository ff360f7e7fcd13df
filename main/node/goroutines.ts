// `ghostlight goroutines`: one row per goroutine, of the whole trace or of a window of its time.

import { filterGoroutines } from '../../shared/query/filter';
import { expressionErrorText } from './expression-error';
import { findOne } from './find-sources';
import { goroutinesCsv, goroutinesText } from './goroutine-output';
import { type GoroutineRow, goroutineRow } from './goroutine-rows';
import { collectWindow, windowRow } from './goroutine-window';
import { jsonArray, wantsColour, writeError, writeOut } from './output';
import { readTrace } from './read-trace';

export interface GoroutinesOptions {
  readonly json: boolean;
  readonly csv: boolean;
  readonly filter?: string;
  /** Window in ns since the start of the trace; one end may be open. */
  readonly from?: number;
  readonly to?: number;
}

/** Prints the rows and returns the exit code. */
export async function goroutines(path: string, options: GoroutinesOptions): Promise<number> {
  const { from = 0, to = Number.POSITIVE_INFINITY, filter = '' } = options;
  if (to < from) {
    writeError('--to is before --from');
    return 2;
  }
  const found = await findOne(path, 0);
  if (!found.ok) {
    writeError(found.error);
    return 2;
  }
  const [file] = found.value;
  if (found.value.length > 1) {
    writeError(`${path}: there are ${found.value.length} files in this folder; to list goroutines takes one trace`);
    return 2;
  }
  const hasWindow = options.from !== undefined || options.to !== undefined;
  const window = hasWindow ? collectWindow({ fromNs: from, toNs: to }) : undefined;
  const read = await readTrace(file, window?.sink);
  const { problems } = read.status === 'ready' ? read.index.summary : read.summary;
  for (const { message } of problems) writeError(`${file.name}: ${message}`);
  if (read.status === 'unreadable') return 2;

  const { index } = read;
  const filtered = filterGoroutines(index, filter);
  if (!filtered.ok) {
    writeError(expressionErrorText('--filter', filter, filtered.error));
    return 2;
  }
  const times = window?.times(index);
  const rows: GoroutineRow[] = [];
  for (let row = 0; row < index.goroutines.length; row++) {
    if (filtered.mask[row] === 0) continue;
    if (times === undefined) rows.push(goroutineRow(index, row));
    else {
      const spent = times.get(row);
      if (spent !== undefined) rows.push(windowRow(index, row, spent));
    }
  }
  // The table has them in order of appearance; people and diffs want them by id.
  rows.sort((a, b) => a.id - b.id);
  if (options.json) await writeOut(jsonArray(rows));
  else if (options.csv) await writeOut(goroutinesCsv(rows));
  else await writeOut(goroutinesText(rows, index.goroutines.length, wantsColour()));
  return 0;
}
