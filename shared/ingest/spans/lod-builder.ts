// Merges spans, or items that are merged already, at one bucket width: neighbours shorter than the width that start in the same
// bucket become one item; longer ones stay alone, so that what is wide enough to be seen keeps its exact edges.

import { NONE } from '../../model/events';
import { SPAN_CLASS_COUNT } from '../../model/states';
import { grown } from '../growable';
import { type LodItems, NO_CLASS } from './built-block';

/** No bucket is open: every start lies behind this. */
const CLOSED = Number.NEGATIVE_INFINITY;

export class LodBuilder {
  private capacity = 4096;
  private startNs = new Float64Array(this.capacity);
  private kind = new Uint32Array(this.capacity);
  private arg = new Int32Array(this.capacity);
  private count = new Uint32Array(this.capacity);
  private longestNs = new Float64Array(this.capacity);
  private classNs = new Float64Array(this.capacity * SPAN_CLASS_COUNT);
  private rows = new Int32Array(256);
  private rowOffset = new Uint32Array(257);
  private rowStartNs = new Float64Array(256);
  private rowEndNs = new Float64Array(256);
  private rowCount = 0;
  /** Items so far. */
  length = 0;
  private widthNs = 1;
  private bucketEndNs = CLOSED;

  /** Forgets all; what `take` returned is not touched. */
  begin(widthNs: number): void {
    this.widthNs = widthNs;
    this.length = 0;
    this.rowCount = 0;
    this.bucketEndNs = CLOSED;
  }

  /** @param atMost spans or items that the row will get at most */
  beginRow(row: number, startNs: number, atMost: number): void {
    const at = this.rowCount++;
    if (at >= this.rows.length) {
      this.rows = grown(this.rows, at + 1, 0);
      this.rowOffset = grown(this.rowOffset, this.rows.length + 1, 0);
      this.rowStartNs = grown(this.rowStartNs, this.rows.length, 0);
      this.rowEndNs = grown(this.rowEndNs, this.rows.length, 0);
    }
    this.rows[at] = row;
    this.rowOffset[at] = this.length;
    this.rowStartNs[at] = startNs;
    this.bucketEndNs = CLOSED;
    if (this.length + atMost > this.capacity) this.grow(this.length + atMost);
  }

  endRow(endNs: number): void {
    this.rowEndNs[this.rowCount - 1] = endNs;
  }

  private grow(atLeast: number): void {
    this.capacity = Math.max(atLeast, this.capacity * 2);
    this.startNs = grown(this.startNs, this.capacity, 0);
    this.kind = grown(this.kind, this.capacity, 0);
    this.arg = grown(this.arg, this.capacity, 0);
    this.count = grown(this.count, this.capacity, 0);
    this.longestNs = grown(this.longestNs, this.capacity, 0);
    this.classNs = grown(this.classNs, this.capacity * SPAN_CLASS_COUNT, 0);
  }

  private open(startNs: number, durationNs: number): number {
    const item = this.length++;
    this.startNs[item] = startNs;
    this.count[item] = 0;
    // Even a span of no length names the item that it begins.
    this.longestNs[item] = -1;
    const { classNs } = this;
    const from = item * SPAN_CLASS_COUNT;
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) classNs[from + c] = 0;
    this.bucketEndNs = durationNs >= this.widthNs ? CLOSED : (Math.floor(startNs / this.widthNs) + 1) * this.widthNs;
    return item;
  }

  /** The next span of the row. @param spanClass SpanClass or NO_CLASS */
  addSpan(startNs: number, durationNs: number, kind: number, arg: number, spanClass: number): void {
    const merges = startNs < this.bucketEndNs && durationNs < this.widthNs;
    const item = merges ? this.length - 1 : this.open(startNs, durationNs);
    this.count[item]++;
    if (durationNs > this.longestNs[item]) {
      this.longestNs[item] = durationNs;
      this.kind[item] = kind;
      this.arg[item] = arg;
    }
    if (spanClass !== NO_CLASS) this.classNs[item * SPAN_CLASS_COUNT + spanClass] += durationNs;
  }

  /** The next item of the row, from the place `from` of other items. */
  addItem(items: LodItems, from: number, durationNs: number): void {
    const startNs = items.startNs[from];
    const merges = startNs < this.bucketEndNs && durationNs < this.widthNs;
    const item = merges ? this.length - 1 : this.open(startNs, durationNs);
    this.count[item] += items.count[from];
    if (items.longestNs[from] > this.longestNs[item]) {
      this.longestNs[item] = items.longestNs[from];
      this.kind[item] = items.kind[from];
      this.arg[item] = items.arg[from];
    }
    const into = item * SPAN_CLASS_COUNT;
    const outOf = from * SPAN_CLASS_COUNT;
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) this.classNs[into + c] += items.classNs[outOf + c];
  }

  /** The rows and items so far, copied out. */
  take(): LodItems {
    const { length, rowCount } = this;
    const rowOffset = this.rowOffset.slice(0, rowCount + 1);
    rowOffset[rowCount] = length;
    return {
      rows: this.rows.slice(0, rowCount),
      rowOffset,
      rowStartNs: this.rowStartNs.slice(0, rowCount),
      rowEndNs: this.rowEndNs.slice(0, rowCount),
      startNs: this.startNs.slice(0, length),
      kind: this.kind.slice(0, length),
      arg: this.arg.slice(0, length),
      count: this.count.slice(0, length),
      longestNs: this.longestNs.slice(0, length),
      classNs: this.classNs.slice(0, length * SPAN_CLASS_COUNT),
    };
  }
}

/** The filler between two items of a row that do not touch. */
export const addGap = (builder: LodBuilder, startNs: number, endNs: number): void =>
  builder.addSpan(startNs, endNs - startNs, 0, NONE, NO_CLASS);
