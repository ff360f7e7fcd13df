// Who created whom among the goroutines of a dump, as rows.

import type { Snapshot } from '../../model/dumps';
import { type Buckets, bucketsOf } from './dump-index';
import type { DumpIndex } from './types';

/** Row of the goroutine that created each row's; -1 = not told, or ended. A broken file may make these a circle. */
export function parentRows(index: DumpIndex, snapshot: Snapshot): Int32Array {
  const { parent } = snapshot.columns;
  const rows = new Int32Array(snapshot.length);
  // Goroutines of one creator stand beside each other in most dumps.
  let [lastId, lastRow] = [Number.NaN, -1];
  for (let row = 0; row < rows.length; row++) {
    const id = parent[row];
    if (id !== lastId) {
      lastId = id;
      lastRow = id > 0 ? index.rowOfId(snapshot, id) : -1;
    }
    rows[row] = lastRow;
  }
  return rows;
}

/** Rows created by each row, in the order of the dump. */
export const childRows = (parents: Int32Array): Buckets => bucketsOf(parents, parents.length);
