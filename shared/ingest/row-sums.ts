// Sums per row and key, where most rows have no key or one and the keys are few: blocked time per reason, time per range.
// During the trace each row has a linked list of entries in shared columns (20 bytes an entry, no object per goroutine);
// at the end the lists become one slice per row.

import { grown } from './growable';

const END = -1;

export interface RowSums {
  /** Entry of (row, key); made with sum 0 where there is none yet. Stays valid until `clear(row)`. */
  entry(row: number, key: number): number;
  add(entry: number, value: number): void;
  /** Entries of a row: first(row), then next(entry), until negative. */
  first(row: number): number;
  next(entry: number): number;
  key(entry: number): number;
  sum(entry: number): number;
  /** Forgets the entries of a row. */
  clear(row: number): void;
  /** Those of row i are offset[i] … offset[i + 1], in order of first appearance. */
  finish(rows: number): { readonly offset: Uint32Array; readonly key: Int32Array; readonly sum: Float64Array };
}

export function createRowSums(): RowSums {
  let head = new Int32Array(0);
  let length = 0;
  let key = new Int32Array(0);
  let next = new Int32Array(0);
  let sum = new Float64Array(0);

  function append(row: number, last: number, newKey: number): number {
    if (length >= key.length) {
      key = grown(key, length + 1, 0);
      next = grown(next, length + 1, END);
      sum = grown(sum, length + 1, 0);
    }
    const entry = length++;
    key[entry] = newKey;
    if (last === END) head[row] = entry;
    else next[last] = entry;
    return entry;
  }

  return {
    entry(row, wanted) {
      if (row >= head.length) head = grown(head, row + 1, END);
      let last = END;
      for (let entry = head[row]; entry !== END; entry = next[entry]) {
        if (key[entry] === wanted) return entry;
        last = entry;
      }
      return append(row, last, wanted);
    },
    add(entry, value) {
      sum[entry] += value;
    },
    first: (row) => (row < head.length ? head[row] : END),
    next: (entry) => next[entry],
    key: (entry) => key[entry],
    sum: (entry) => sum[entry],
    clear(row) {
      if (row < head.length) head[row] = END;
    },
    finish(rows) {
      const offset = new Uint32Array(rows + 1);
      const keys = new Int32Array(length);
      const sums = new Float64Array(length);
      let written = 0;
      for (let row = 0; row < rows; row++) {
        for (let entry = row < head.length ? head[row] : END; entry !== END; entry = next[entry]) {
          keys[written] = key[entry];
          sums[written++] = sum[entry];
        }
        offset[row + 1] = written;
      }
      return { offset, key: keys.slice(0, written), sum: sums.slice(0, written) };
    },
  };
}
