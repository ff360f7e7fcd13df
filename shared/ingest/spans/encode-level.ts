// Items of a level as bytes (the format: shared/store/span-format.ts).

import { NONE } from '../../model/events';
import { SPAN_CLASS_COUNT } from '../../model/states';
import type { Lane } from '../../model/tables';
import type { LodItems } from './built-block';
import { CodeBook } from './code-book';
import { VARINT_BYTES, writeVarint } from './varints';

/** Whether the spans of a lane have an argument of their own beside their kind. */
export const hasArg = (lane: Lane): boolean => lane !== 'goroutine';

/**
 * Puts a level together: dictionary, directory of the rows, then the rows' items; a buffer of exactly its size.
 * @param rowOffset bytes of row i: rowOffset[i] … rowOffset[i + 1]
 */
export function assembleLevel(
  book: CodeBook,
  rowItems: Uint32Array,
  rowOffset: Uint32Array,
  items: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(book.maxBytes + 2 * VARINT_BYTES * rowItems.length);
  let at = book.write(head, 0);
  for (let i = 0; i < rowItems.length; i++) {
    at = writeVarint(head, at, rowItems[i]);
    at = writeVarint(head, at, rowOffset[i + 1] - rowOffset[i]);
  }
  const level = new Uint8Array(at + items.length);
  level.set(head.subarray(0, at));
  level.set(items, at);
  return level;
}

/** Duration, code and count at most, then the mask and a share per class. */
const MAX_ITEM_BYTES = 3 * VARINT_BYTES + 1 + SPAN_CLASS_COUNT;

export function encodeMerged(lane: Lane, lod: LodItems): Uint8Array<ArrayBuffer> {
  const { rowOffset, rowEndNs, startNs, kind, arg, count, classNs } = lod;
  const withArg = hasArg(lane);
  const book = new CodeBook(withArg);
  const rowItems = new Uint32Array(rowEndNs.length);
  const byteOffset = new Uint32Array(rowEndNs.length + 1);
  let bytes = new Uint8Array(startNs.length * 8 + MAX_ITEM_BYTES);
  let at = 0;
  for (let row = 0; row < rowEndNs.length; row++) {
    const to = rowOffset[row + 1];
    for (let i = rowOffset[row]; i < to; i++) {
      if (at + MAX_ITEM_BYTES > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      const nextNs = i + 1 < to ? startNs[i + 1] : rowEndNs[row];
      const durationNs = Math.max(0, nextNs - startNs[i]);
      at = writeVarint(bytes, at, durationNs);
      at = writeVarint(bytes, at, book.code(kind[i], withArg ? arg[i] : NONE));
      at = writeVarint(bytes, at, count[i]);
      if (count[i] > 1) at = writeShares(bytes, at, classNs, i * SPAN_CLASS_COUNT, durationNs);
    }
    rowItems[row] = to - rowOffset[row];
    byteOffset[row + 1] = at;
  }
  return assembleLevel(book, rowItems, byteOffset, bytes.subarray(0, at));
}

/**
 * Which classes have a share, and each share in 1/255: running totals are rounded, so that the shares of an item without gaps
 * add up to 255 exactly. Spans of no length take no time: such an item has no share and is drawn by its state.
 */
function writeShares(bytes: Uint8Array, at: number, classNs: Float32Array, from: number, durationNs: number): number {
  let place = at + 1;
  let mask = 0;
  let coveredNs = 0;
  let rounded = 0;
  const scale = durationNs > 0 ? 255 / durationNs : 0;
  for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
    if (classNs[from + c] === 0) continue;
    coveredNs += classNs[from + c];
    const next = (coveredNs * scale + 0.5) | 0;
    if (next === rounded) continue;
    mask |= 1 << c;
    bytes[place++] = next - rounded;
    rounded = next;
  }
  bytes[at] = mask;
  return place;
}
