// Collects the spans of a lane into blocks of BLOCK_SPANS and hands on each as bytes, sorted by row, with its one level of detail
// and with the items that the tree above takes (shared/model/tables.ts says what a block is).
//
// Problem. Ten million spans in 60 MB of trace: each may cost some 40 ns from `add` to bytes, else the index is slower than the
// reader; and each may take some 3 bytes, since IndexedDB costs 10 ns of CPU for every byte that it stores.
//
// Plan. `add` only writes five numbers into preallocated columns. A full block is sorted by row (counting sort: 280 rows share 65 536
// spans), and one walk over the sorted spans writes the varints of level 0 and merges the items of LOD_WIDTH at the same time. A span
// is its duration and the code of its kind: its start follows from the span before it, a gap is a span of kind 0.
//
// Measured (Node 20, one of two busy cores, a trace of 60 MB with 10.2 M spans of goroutines and 6.7 M of processors): 48 ns a span in the
// writer and 62 with tree and chunks; 3.0 and 3.1 bytes a span in level 0, 3.75 and 3.3 with all levels and heights. A trace of 220 MB
// (60 M spans) has 1.02 of its size in bytes of spans, and 0.09 in block infos. Decoding a
// whole block takes 0.6 to 0.7 ms, p95 4 ms.
//
// Decided against. Columns of start, state, reason and argument: 14 bytes a span, 6.7 times the file. Kind and argument as two numbers:
// 4.6 bytes for each span of a processor. Compression, so far: deflate at its fastest leaves 25 to 29 % of level 0 for 6.5 to 7.6 ns a
// byte, some of which the store would give back; but then a single row needs its whole block, or chunk, unpacked.
// A width below LOD_WIDTH: at 1 µs 27 % of the spans are left and at 4 µs 9 %, at 8 µs 6 %, and three blocks cover a screen below that.
//
// Where a span ends before it starts, or starts before the last one of its row ended (a damaged part of the file), what overlaps is cut.

import { NONE } from '../../model/events';
import { BLOCK_SPANS, type Lane } from '../../model/tables';
import { grown } from '../growable';
import { type BuiltBlock, type EncodedLevel, LOD_WIDTH, NO_CLASS } from './built-block';
import { CodeBook } from './code-book';
import { assembleLevel, encodeMerged, hasArg } from './encode-level';
import { addGap, LodBuilder } from './lod-builder';
import { VARINT_BYTES, writeVarint } from './varints';

export interface SpanBlockWriter {
  /**
   * A finished span. Within a row they come in time order; a gap before it is filled with kind 0.
   * @param startNs whole ns since trace start, as endNs
   * @param kind of a KindTable
   * @param arg lanes proc (goroutine row) and gc (row of the GC ranges), NONE = -1; the lane goroutine ignores it
   */
  add(row: number, startNs: number, endNs: number, kind: number, arg: number): void;
  /** Hands on the last, partly filled block. The writer may be used on: a new block begins. */
  finish(): void;
}

/** A code is at most 3 bytes (two entries a span at most), and each span may have a filler before it. */
const MAX_SPAN_BYTES = 2 * (VARINT_BYTES + 3);
const UNASKED = 254;
/** Of the filler: see CodeBook.reset. */
const GAP_ENTRY = 0;

/**
 * @param classOfKind SpanClass of a kind, or NO_CLASS; asked once per kind
 * @param emit receives each full block (BLOCK_SPANS spans); its columns are not used again by the writer
 */
export function createSpanBlockWriter(
  lane: Lane,
  classOfKind: (kind: number) => number,
  emit: (block: BuiltBlock) => void,
): SpanBlockWriter {
  const rowOf = new Int32Array(BLOCK_SPANS);
  const starts = new Float64Array(BLOCK_SPANS);
  const ends = new Float64Array(BLOCK_SPANS);
  const kinds = new Int32Array(BLOCK_SPANS);
  const args = new Int32Array(BLOCK_SPANS);
  const entries = new Int32Array(BLOCK_SPANS);
  const order = new Int32Array(BLOCK_SPANS);
  const bytes = new Uint8Array(BLOCK_SPANS * MAX_SPAN_BYTES);
  const book = new CodeBook(hasArg(lane));
  const lodBuilder = new LodBuilder();
  /** Spans per row while counting, then the place after the row's last placed span; all zero between flushes. */
  let places = new Int32Array(1024);
  let classes = new Uint8Array(256).fill(UNASKED);
  let classOfEntry = new Uint8Array(256);
  let length = 0;

  function classOf(kind: number): number {
    if (kind >= classes.length) classes = grown(classes, kind + 1, UNASKED);
    if (classes[kind] === UNASKED) classes[kind] = classOfKind(kind);
    return classes[kind];
  }

  /** Fills `order` with the spans by row, those of a row as they came; returns the rows, ascending. */
  function sortByRow(): Int32Array {
    const present = new Int32Array(length);
    let rowCount = 0;
    for (let i = 0; i < length; i++) {
      const row = rowOf[i];
      if (row >= places.length) places = grown(places, row + 1, 0);
      if (places[row]++ === 0) present[rowCount++] = row;
    }
    const rows = present.slice(0, rowCount).sort();
    let place = 0;
    for (let i = 0; i < rows.length; i++) {
      const count = places[rows[i]];
      places[rows[i]] = place;
      place += count;
    }
    for (let i = 0; i < length; i++) order[places[rowOf[i]]++] = i;
    return rows;
  }

  function noteKinds(): void {
    book.note(kinds, args, length, entries);
    book.assign();
    if (book.length > classOfEntry.length) classOfEntry = grown(classOfEntry, book.length, NO_CLASS);
    for (let entry = 0; entry < book.length; entry++) classOfEntry[entry] = classOf(book.kindOf(entry));
  }

  function flush(): void {
    noteKinds();
    const rows = sortByRow();
    const { codes } = book;
    const spanClass = classOfEntry;
    const rowItems = new Uint32Array(rows.length);
    const rowBytes = new Uint32Array(rows.length);
    lodBuilder.begin(LOD_WIDTH);
    let at = 0;
    let next = 0;
    let items = 0;
    let fromNs = Number.POSITIVE_INFINITY;
    let toNs = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const to = places[row];
      places[row] = 0;
      const rowAt = at;
      let rowCount = to - next;
      const rowStartNs = starts[order[next]];
      let nowNs = rowStartNs;
      lodBuilder.beginRow(row, rowStartNs, 2 * rowCount);
      for (; next < to; next++) {
        const span = order[next];
        const startNs = starts[span];
        if (nowNs < startNs) {
          at = writeVarint(bytes, at, startNs - nowNs);
          at = writeVarint(bytes, at, codes[GAP_ENTRY]);
          addGap(lodBuilder, nowNs, startNs);
          nowNs = startNs;
          rowCount++;
        }
        const endNs = ends[span];
        const durationNs = endNs > nowNs ? endNs - nowNs : 0;
        // Nearly all durations are 128 … 16 383 ns and nearly all codes below 128.
        if (durationNs >= 0x80 && durationNs < 0x4000) {
          bytes[at++] = (durationNs & 0x7f) | 0x80;
          bytes[at++] = durationNs >>> 7;
        } else at = writeVarint(bytes, at, durationNs);
        const entry = entries[span];
        const code = codes[entry];
        if (code < 0x80) bytes[at++] = code;
        else at = writeVarint(bytes, at, code);
        lodBuilder.addSpan(nowNs, durationNs, kinds[span], args[span], spanClass[entry]);
        nowNs += durationNs;
      }
      lodBuilder.endRow(nowNs);
      rowItems[i] = rowCount;
      rowBytes[i] = at - rowAt;
      items += rowCount;
      if (rowStartNs < fromNs) fromNs = rowStartNs;
      if (nowNs > toNs) toNs = nowNs;
    }
    length = 0;
    const lod = lodBuilder.take();
    const levels: EncodedLevel[] = [
      { widthNs: 0, bytes: assembleLevel(book, rowItems, rowBytes, rows.length, bytes.subarray(0, at)) },
    ];
    book.reset();
    // A level of more than half the items would save little and cost its bytes: rows of three spans have none.
    if (lod.startNs.length * 2 <= items) levels.push({ widthNs: LOD_WIDTH, bytes: encodeMerged(lane, lod) });
    const block = { rows: lod.rows.slice(), rowStartNs: lod.rowStartNs.slice(), rowEndNs: lod.rowEndNs.slice() };
    emit({ lane, height: 0, firstChild: 0, endChild: 0, spans: items, fromNs, toNs, ...block, levels, lod });
  }

  const argOf = hasArg(lane) ? undefined : NONE;
  return {
    add(row, startNs, endNs, kind, arg) {
      const i = length++;
      rowOf[i] = row;
      starts[i] = startNs;
      ends[i] = endNs;
      kinds[i] = kind;
      args[i] = argOf ?? arg;
      if (length === BLOCK_SPANS) flush();
    },
    finish() {
      if (length > 0) flush();
    },
  };
}

/** For whoever reads a trace without keeping its spans. */
export const discardSpans: SpanBlockWriter = { add() {}, finish() {} };
