// Columns in which merged items are collected, row after row, and copied out of when all are there.
//
// They are open to the loops that fill them (merge-block.ts, merge-items.ts): a call and a dozen fields for every span cost more than
// the merging itself.

import { SPAN_CLASS_COUNT } from '../../model/states';
import { grown } from '../growable';
import type { LodItems } from './built-block';

export class ItemColumns {
  private capacity = 4096;
  startNs = new Float64Array(this.capacity);
  longestNs = new Float64Array(this.capacity);
  classNs = new Float32Array(this.capacity * SPAN_CLASS_COUNT);
  kind = new Uint32Array(this.capacity);
  arg = new Int32Array(this.capacity);
  count = new Uint32Array(this.capacity);
  private rows = new Int32Array(256);
  private rowOffset = new Uint32Array(256);
  private rowStartNs = new Float64Array(256);
  private rowEndNs = new Float64Array(256);
  private rowCount = 0;
  /** Items so far. */
  length = 0;

  /** Forgets all; what `take` returned is not touched. */
  clear(): void {
    this.length = 0;
    this.rowCount = 0;
  }

  /** Makes room for so many more items; the columns may be others afterwards. */
  reserve(items: number): void {
    const needed = this.length + items;
    if (needed <= this.capacity) return;
    this.capacity = Math.max(needed, this.capacity * 2);
    this.startNs = grown(this.startNs, this.capacity, 0);
    this.longestNs = grown(this.longestNs, this.capacity, 0);
    this.classNs = grown(this.classNs, this.capacity * SPAN_CLASS_COUNT, 0);
    this.kind = grown(this.kind, this.capacity, 0);
    this.arg = grown(this.arg, this.capacity, 0);
    this.count = grown(this.count, this.capacity, 0);
  }

  /** The items from `from` on are a row. */
  endRow(row: number, startNs: number, endNs: number, from: number): void {
    const at = this.rowCount++;
    if (at >= this.rows.length) {
      this.rows = grown(this.rows, at + 1, 0);
      this.rowOffset = grown(this.rowOffset, this.rows.length, 0);
      this.rowStartNs = grown(this.rowStartNs, this.rows.length, 0);
      this.rowEndNs = grown(this.rowEndNs, this.rows.length, 0);
    }
    this.rows[at] = row;
    this.rowOffset[at] = from;
    this.rowStartNs[at] = startNs;
    this.rowEndNs[at] = endNs;
  }

  /** A copy of the rows and items, on one buffer. */
  take(): LodItems {
    const { length, rowCount } = this;
    const bytes = rowCount * 24 + 4 + length * (28 + 4 * SPAN_CLASS_COUNT);
    const buffer = new ArrayBuffer(bytes);
    let at = 0;
    const place = (size: number): number => {
      const from = at;
      at += size;
      return from;
    };
    const items: LodItems = {
      rowStartNs: new Float64Array(buffer, place(8 * rowCount), rowCount),
      rowEndNs: new Float64Array(buffer, place(8 * rowCount), rowCount),
      startNs: new Float64Array(buffer, place(8 * length), length),
      longestNs: new Float64Array(buffer, place(8 * length), length),
      classNs: new Float32Array(buffer, place(4 * SPAN_CLASS_COUNT * length), SPAN_CLASS_COUNT * length),
      rows: new Int32Array(buffer, place(4 * rowCount), rowCount),
      rowOffset: new Uint32Array(buffer, place(4 * (rowCount + 1)), rowCount + 1),
      kind: new Uint32Array(buffer, place(4 * length), length),
      arg: new Int32Array(buffer, place(4 * length), length),
      count: new Uint32Array(buffer, place(4 * length), length),
    };
    items.rowStartNs.set(this.rowStartNs.subarray(0, rowCount));
    items.rowEndNs.set(this.rowEndNs.subarray(0, rowCount));
    items.startNs.set(this.startNs.subarray(0, length));
    items.longestNs.set(this.longestNs.subarray(0, length));
    items.classNs.set(this.classNs.subarray(0, SPAN_CLASS_COUNT * length));
    items.rows.set(this.rows.subarray(0, rowCount));
    items.rowOffset.set(this.rowOffset.subarray(0, rowCount));
    items.rowOffset[rowCount] = length;
    items.kind.set(this.kind.subarray(0, length));
    items.arg.set(this.arg.subarray(0, length));
    items.count.set(this.count.subarray(0, length));
    return items;
  }
}
