// Merges the spans of a block at LOD_WIDTH: neighbours shorter than it that start in the same bucket become one item; longer ones
// stay alone, so that what is wide enough to be seen keeps its exact edges.
//
// The spans are read back from the bytes of their rows, which are still in the cache: row by row, an item that grows is a few whole
// numbers in registers (what is shorter than a bucket has 13 bits), and is written once, when it ends.

import { SPAN_CLASS_COUNT } from '../../model/states';
import { LOD_WIDTH } from './built-block';
import type { CodeBook } from './code-book';
import type { ItemColumns } from './item-columns';
import type { TakenRows } from './row-bytes';

/**
 * @param book of the codes in the bytes
 * @param classOf SpanClass by code, or NO_CLASS
 * @param into what was there is forgotten
 * @returns spans of each row, fillers included (r)
 */
export function mergeBlock(taken: TakenRows, book: CodeBook, classOf: Uint8Array, into: ItemColumns): Uint32Array {
  const { rows, rowStartNs, rowEndNs, rowOffset, bytes } = taken;
  const { kinds, args } = book;
  const rowSpans = new Uint32Array(rows.length);
  into.clear();
  // A span takes two bytes at least.
  into.reserve(rowOffset[rows.length] >>> 1);
  const { startNs, longestNs, classNs, kind, arg, count } = into;
  for (let row = 0; row < rows.length; row++) {
    let at = rowOffset[row];
    const to = rowOffset[row + 1];
    const first = into.length;
    let item = first - 1;
    let spans = 0;
    /** Where the item starts; it lasts `lengthNs` so far, and takes what starts in the next `leftNs`. */
    let nowNs = rowStartNs[row];
    let lengthNs = 0;
    let leftNs = 0;
    let merged = 0;
    let longest = 0;
    let face = 0;
    while (at < to) {
      let duration = bytes[at++];
      let wideNs = 0;
      if (duration >= 0x80) {
        const high = bytes[at++];
        duration = (duration & 0x7f) | ((high & 0x7f) << 7);
        if (high >= 0x80) {
          wideNs = duration;
          for (let scale = 0x4000, byte = high; byte >= 0x80; scale *= 128) {
            byte = bytes[at++];
            wideNs += (byte & 0x7f) * scale;
          }
        } else if (duration >= LOD_WIDTH) wideNs = duration;
      }
      let code = bytes[at++];
      if (code >= 0x80) {
        code &= 0x7f;
        for (let shift = 7, byte = 0x80; byte >= 0x80; shift += 7) {
          byte = bytes[at++];
          code |= (byte & 0x7f) << shift;
        }
      }
      spans++;
      const spanClass = classOf[code];
      if (leftNs > 0 && wideNs === 0) {
        merged++;
        leftNs -= duration;
        lengthNs += duration;
        if (duration > longest) {
          longest = duration;
          face = code;
        }
        if (spanClass < SPAN_CLASS_COUNT) classNs[item * SPAN_CLASS_COUNT + spanClass] += duration;
        continue;
      }
      if (merged > 0) {
        count[item] = merged;
        longestNs[item] = longest;
        kind[item] = kinds[face];
        arg[item] = args[face];
        nowNs += lengthNs;
      }
      item++;
      startNs[item] = nowNs;
      const classes = item * SPAN_CLASS_COUNT;
      for (let c = 0; c < SPAN_CLASS_COUNT; c++) classNs[classes + c] = 0;
      if (wideNs > 0) {
        if (spanClass < SPAN_CLASS_COUNT) classNs[classes + spanClass] = wideNs;
        count[item] = 1;
        longestNs[item] = wideNs;
        kind[item] = kinds[code];
        arg[item] = args[code];
        nowNs += wideNs;
        lengthNs = 0;
        leftNs = 0;
        merged = 0;
        continue;
      }
      // The bucket is a power of two; times before the trace's start have their buckets too.
      leftNs = LOD_WIDTH - (nowNs & (LOD_WIDTH - 1)) - duration;
      if (spanClass < SPAN_CLASS_COUNT) classNs[classes + spanClass] = duration;
      lengthNs = duration;
      merged = 1;
      longest = duration;
      face = code;
    }
    if (merged > 0) {
      count[item] = merged;
      longestNs[item] = longest;
      kind[item] = kinds[face];
      arg[item] = args[face];
    }
    rowSpans[row] = spans;
    into.length = item + 1;
    into.endRow(rows[row], rowStartNs[row], rowEndNs[row], first);
  }
  return rowSpans;
}
