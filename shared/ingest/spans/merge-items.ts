// Items of several blocks put together row by row and merged at a coarser width, in one walk.

import { NONE } from '../../model/events';
import { SPAN_CLASS_COUNT } from '../../model/states';
import { grown } from '../growable';
import type { LodItems } from './built-block';
import { ItemColumns } from './item-columns';

/** Long enough for any trace: what is merged at this width is one item a row. */
const WIDEST_NS = 2 ** 52;
/** No bucket is open: every start lies behind this. */
const CLOSED = Number.NEGATIVE_INFINITY;

export interface MergedItems {
  readonly items: LodItems;
  /** How many there would be of the same rows if nothing were merged: items, and gaps between the parts of a row. */
  readonly unmerged: number;
}

export class ItemMerger {
  private readonly columns = new ItemColumns();
  /** Place of a row among the joined rows; all NONE between two calls. */
  private placeOf = new Int32Array(1024).fill(NONE);
  /** Of the item that grows: what starts before it and is short joins it. */
  private bucketEndNs = CLOSED;

  /**
   * The items of all parts, rows ascending; gaps between the parts of a row are filled with kind 0. Neighbours shorter than the width
   * that start in the same bucket become one item, longer ones stay alone.
   * @param widthNs a power of two
   * @param least rows of fewer items are left out
   */
  merge(parts: readonly LodItems[], widthNs: number, least: number): MergedItems {
    const rows = this.unite(parts);
    // Which parts have a row, in their order: entries entryOffset[place] … of part and of the row's place in it.
    const entryOffset = new Uint32Array(rows.length + 1);
    for (const part of parts) for (let i = 0; i < part.rows.length; i++) entryOffset[this.placeOf[part.rows[i]] + 1]++;
    for (let i = 0; i < rows.length; i++) entryOffset[i + 1] += entryOffset[i];
    const next = entryOffset.slice();
    const entryPart = new Uint32Array(entryOffset[rows.length]);
    const entryPlace = new Uint32Array(entryOffset[rows.length]);
    parts.forEach((part, number) => {
      for (let i = 0; i < part.rows.length; i++) {
        const entry = next[this.placeOf[part.rows[i]]]++;
        entryPart[entry] = number;
        entryPlace[entry] = i;
      }
    });
    for (let i = 0; i < rows.length; i++) this.placeOf[rows[i]] = NONE;

    const { columns } = this;
    columns.clear();
    let unmerged = 0;
    for (let i = 0; i < rows.length; i++) {
      const first = entryOffset[i];
      const last = entryOffset[i + 1];
      let items = 0;
      for (let entry = first; entry < last; entry++) {
        const { rowOffset } = parts[entryPart[entry]];
        items += rowOffset[entryPlace[entry] + 1] - rowOffset[entryPlace[entry]];
      }
      if (items < least) continue;
      unmerged += items;
      columns.reserve(items + last - first);
      const from = columns.length;
      const rowStartNs = parts[entryPart[first]].rowStartNs[entryPlace[first]];
      let endNs = rowStartNs;
      this.bucketEndNs = CLOSED;
      for (let entry = first; entry < last; entry++) {
        const part = parts[entryPart[entry]];
        const place = entryPlace[entry];
        if (part.rowStartNs[place] > endNs) {
          unmerged++;
          this.addGap(endNs, part.rowStartNs[place], widthNs);
        }
        this.addRow(part, place, widthNs);
        endNs = part.rowEndNs[place];
      }
      columns.endRow(rows[i], rowStartNs, endNs, from);
    }
    return { items: columns.take(), unmerged };
  }

  /** Adds a row of a part. */
  private addRow(part: LodItems, place: number, widthNs: number): void {
    const { startNs, longestNs, classNs, kind, arg, count } = this.columns;
    const { rowOffset, rowEndNs } = part;
    const from = rowOffset[place];
    const to = rowOffset[place + 1];
    let { bucketEndNs } = this;
    let item = this.columns.length - 1;
    for (let i = from; i < to; i++) {
      const itemNs = part.startNs[i];
      const durationNs = (i + 1 < to ? part.startNs[i + 1] : rowEndNs[place]) - itemNs;
      const outOf = i * SPAN_CLASS_COUNT;
      if (itemNs < bucketEndNs && durationNs < widthNs) {
        count[item] += part.count[i];
        if (part.longestNs[i] > longestNs[item]) {
          longestNs[item] = part.longestNs[i];
          kind[item] = part.kind[i];
          arg[item] = part.arg[i];
        }
        const into = item * SPAN_CLASS_COUNT;
        for (let c = 0; c < SPAN_CLASS_COUNT; c++) classNs[into + c] += part.classNs[outOf + c];
        continue;
      }
      item++;
      bucketEndNs = durationNs < widthNs ? bucketEnd(itemNs, widthNs) : CLOSED;
      startNs[item] = itemNs;
      count[item] = part.count[i];
      longestNs[item] = part.longestNs[i];
      kind[item] = part.kind[i];
      arg[item] = part.arg[i];
      const into = item * SPAN_CLASS_COUNT;
      for (let c = 0; c < SPAN_CLASS_COUNT; c++) classNs[into + c] = part.classNs[outOf + c];
    }
    this.columns.length = item + 1;
    this.bucketEndNs = bucketEndNs;
  }

  /** Adds the filler between two parts of a row. */
  private addGap(fromNs: number, toNs: number, widthNs: number): void {
    const { startNs, longestNs, classNs, kind, arg, count } = this.columns;
    const durationNs = toNs - fromNs;
    const merges = fromNs < this.bucketEndNs && durationNs < widthNs;
    const item = merges ? this.columns.length - 1 : this.columns.length++;
    if (!merges) {
      this.bucketEndNs = durationNs < widthNs ? bucketEnd(fromNs, widthNs) : CLOSED;
      startNs[item] = fromNs;
      count[item] = 0;
      longestNs[item] = -1;
      classNs.fill(0, item * SPAN_CLASS_COUNT, (item + 1) * SPAN_CLASS_COUNT);
    }
    count[item]++;
    if (durationNs > longestNs[item]) {
      longestNs[item] = durationNs;
      kind[item] = 0;
      arg[item] = NONE;
    }
  }

  /** All rows, ascending; leaves their places in `placeOf`. */
  private unite(parts: readonly LodItems[]): Int32Array {
    let length = 0;
    const rows = new Int32Array(parts.reduce((sum, part) => sum + part.rows.length, 0));
    for (const part of parts) {
      for (let i = 0; i < part.rows.length; i++) {
        const row = part.rows[i];
        if (row >= this.placeOf.length) this.placeOf = grown(this.placeOf, row + 1, NONE);
        if (this.placeOf[row] !== NONE) continue;
        this.placeOf[row] = 0;
        rows[length++] = row;
      }
    }
    const sorted = rows.slice(0, length).sort();
    for (let i = 0; i < length; i++) this.placeOf[sorted[i]] = i;
    return sorted;
  }
}

const bucketEnd = (startNs: number, widthNs: number): number => (Math.floor(startNs / widthNs) + 1) * widthNs;

/** The narrowest width from `widthNs` on in steps of 4 at which at most `enough` items are left. */
export function usefulWidth(items: LodItems, widthNs: number, enough: number): number {
  let width = widthNs;
  while (width < WIDEST_NS && mergedLength(items, width) > enough) width *= 4;
  return width;
}

/** How many items are left when merged at a width, by the rule of ItemMerger. */
function mergedLength({ rowOffset, rowEndNs, startNs }: LodItems, widthNs: number): number {
  const perNs = 1 / widthNs;
  let merged = 0;
  for (let row = 0; row < rowEndNs.length; row++) {
    let openBucket = NONE;
    const to = rowOffset[row + 1];
    for (let i = rowOffset[row]; i < to; i++) {
      const durationNs = (i + 1 < to ? startNs[i + 1] : rowEndNs[row]) - startNs[i];
      const bucket = durationNs >= widthNs ? NONE : Math.floor(startNs[i] * perNs);
      if (bucket === NONE || bucket !== openBucket) merged++;
      openBucket = bucket;
    }
  }
  return merged;
}
