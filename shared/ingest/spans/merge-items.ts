// Items of several blocks put together row by row, and merged at a coarser width.

import { NONE } from '../../model/events';
import { grown } from '../growable';
import type { LodItems } from './built-block';
import { addGap, LodBuilder } from './lod-builder';

/** Long enough for any trace: what is merged at this width is one item a row. */
const WIDEST_NS = 2 ** 52;

export class ItemMerger {
  private readonly builder = new LodBuilder();
  /** Place of a row among the joined rows; all NONE between two calls. */
  private placeOf = new Int32Array(1024).fill(NONE);

  /**
   * The items of all parts, rows ascending; gaps between the parts of a row are filled with kind 0. Nothing is merged.
   * @param least rows of fewer items are left out
   */
  join(parts: readonly LodItems[], least: number): LodItems {
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

    const { builder } = this;
    // Nothing is shorter than no time.
    builder.begin(0);
    for (let i = 0; i < rows.length; i++) {
      let atMost = 0;
      for (let entry = entryOffset[i]; entry < entryOffset[i + 1]; entry++) {
        const { rowOffset } = parts[entryPart[entry]];
        atMost += rowOffset[entryPlace[entry] + 1] - rowOffset[entryPlace[entry]] + 1;
      }
      const entries = entryOffset[i + 1] - entryOffset[i];
      if (atMost - entries < least) continue;
      const first = entryOffset[i];
      let endNs = parts[entryPart[first]].rowStartNs[entryPlace[first]];
      builder.beginRow(rows[i], endNs, atMost);
      for (let entry = first; entry < entryOffset[i + 1]; entry++) {
        endNs = addRow(builder, parts[entryPart[entry]], entryPlace[entry], endNs);
      }
      builder.endRow(endNs);
    }
    return builder.take();
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

  /** The same items merged at a width. */
  merge(items: LodItems, widthNs: number): LodItems {
    const { builder } = this;
    const { rows, rowOffset, rowStartNs } = items;
    builder.begin(widthNs);
    for (let i = 0; i < rows.length; i++) {
      builder.beginRow(rows[i], rowStartNs[i], rowOffset[i + 1] - rowOffset[i]);
      builder.endRow(addRow(builder, items, i, rowStartNs[i]));
    }
    return builder.take();
  }

  /**
   * The narrowest width from `widthNs` on in steps of 4 at which at most half is left of what a row has beyond its first item.
   * Spans of milliseconds do not get fewer at 65 µs: a level of them would be a copy.
   */
  usefulWidth(items: LodItems, widthNs: number): number {
    const enough = (items.startNs.length + items.rows.length) / 2;
    let width = widthNs;
    while (width < WIDEST_NS && mergedLength(items, width) > enough) width *= 4;
    return width;
  }
}

/** Adds a row of other items, with the gap before it; returns where it ends. */
function addRow(builder: LodBuilder, items: LodItems, place: number, endNs: number): number {
  const { rowOffset, rowStartNs, rowEndNs, startNs } = items;
  if (rowStartNs[place] > endNs) addGap(builder, endNs, rowStartNs[place]);
  const to = rowOffset[place + 1];
  for (let i = rowOffset[place]; i < to; i++) {
    const nextNs = i + 1 < to ? startNs[i + 1] : rowEndNs[place];
    builder.addItem(items, i, Math.max(0, nextNs - startNs[i]));
  }
  return rowEndNs[place];
}

/** How many items are left when merged at a width, by the rule of LodBuilder. */
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
