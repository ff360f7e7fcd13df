// Rows of the goroutines: the n-th goroutine to appear in the trace is row n, in every table and lane.

import { createIdMap } from '../base/id-map';
import { NONE } from '../model/events';
import { grown } from './growable';

export interface RowMap {
  readonly length: number;
  /** Row of a goroutine; a new one gets the next row. */
  rowOf(id: number): number;
  /** Row of a goroutine that has appeared already, else NONE. */
  find(id: number): number;
  /** Goroutine ids by row: a view. */
  ids(): Float64Array;
}

export function createRowMap(): RowMap {
  const rows = createIdMap();
  let length = 0;
  let ids = new Float64Array(0);
  // Several indexers ask for the goroutine of the same event, one after another.
  let lastId = NONE;
  let lastRow: number = NONE;

  function find(id: number): number {
    if (id === lastId) return lastRow;
    if (id === NONE) return NONE;
    const row = rows.get(id);
    if (row === NONE) return NONE;
    lastId = id;
    lastRow = row;
    return row;
  }

  return {
    get length() {
      return length;
    },
    find,
    rowOf(id) {
      const known = find(id);
      if (known !== NONE) return known;
      const row = length++;
      rows.set(id, row);
      if (row >= ids.length) ids = grown(ids, row + 1, 0);
      ids[row] = id;
      lastId = id;
      lastRow = row;
      return row;
    },
    ids: () => ids.subarray(0, length),
  };
}
