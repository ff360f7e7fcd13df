// Collects the spans of a lane into blocks of BLOCK_SPANS and hands on each as bytes, sorted by row, with its one level of detail
// and with the items that the tree above takes (shared/model/tables.ts says what a block is).
//
// Problem. Ten million spans in 60 MB of trace: each may cost some 30 ns from `add` to bytes, else the index is slower than the
// reader; and each may take some 3 bytes, since IndexedDB costs 10 ns of CPU for every byte that it stores.
//
// Plan. `add` only writes five numbers into the columns of a small batch, so that it is inlined and its times need no heap numbers. A
// full batch is appended to the bytes of its rows (row-bytes.ts): a span is its duration and the code of its kind; its start follows
// from the span before it, a gap is a span of kind 0. A full block is its rows put end to end; one walk over these bytes merges the items
// of LOD_WIDTH (merge-block.ts). Loops over spans call nothing and hold their columns in locals.
//
// Measured (Node 20, one of two busy cores, a trace of 60 MB with 10.2 M spans of goroutines and 6.7 M of processors): 24 to 28 ns a
// span in the writer (13 to 15 in the bytes of the rows, 10 in the merge, 3 in the level of detail), where a counting sort of columns and
// a walk over them took 45 to 50. 3.0 and 3.1 bytes a span in level 0, 3.8 and 3.4 with all levels and heights. Decoding a whole
// block takes 0.6 to 0.7 ms, p95 4 ms.
//
// Decided against. Sorting the columns of a block by row: see above. Columns of start, state, reason and argument: 14 bytes a span, 6.7 times the file. Kind and argument as two numbers:
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
import { ItemColumns } from './item-columns';
import { mergeBlock } from './merge-block';
import { BATCH_FIELDS, RowBytes } from './row-bytes';

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

/** Spans are taken from `add` in batches, which stay in the cache; a block is whole batches. */
const BATCH = 512;
const UNASKED = 254;

/**
 * @param classOfKind SpanClass of a kind, or NO_CLASS; asked once per kind
 * @param emit receives each full block (BLOCK_SPANS spans); its columns are not used again by the writer
 */
export function createSpanBlockWriter(
  lane: Lane,
  classOfKind: (kind: number) => number,
  emit: (block: BuiltBlock) => void,
): SpanBlockWriter {
  const fields = new Int32Array(BATCH * BATCH_FIELDS);
  const timesNs = new Float64Array(2 * BATCH);
  const batch = { fields, timesNs };
  const withArg = hasArg(lane);
  const book = new CodeBook(withArg);
  const rowBytes = new RowBytes(book);
  const columns = new ItemColumns();
  let classes = new Uint8Array(256).fill(UNASKED);
  let classOfCode = new Uint8Array(256);
  /** Spans in the batch, and in the block before it. */
  let length = 0;
  let appended = 0;

  function classOf(kind: number): number {
    if (kind >= classes.length) classes = grown(classes, kind + 1, UNASKED);
    if (classes[kind] === UNASKED) classes[kind] = classOfKind(kind);
    return classes[kind];
  }

  function append(): void {
    rowBytes.append(batch, length);
    appended += length;
    length = 0;
    if (appended === BLOCK_SPANS) flush();
  }

  function flush(): void {
    appended = 0;
    const taken = rowBytes.take();
    if (book.length > classOfCode.length) classOfCode = grown(classOfCode, book.length, NO_CLASS);
    for (let code = 0; code < book.length; code++) classOfCode[code] = classOf(book.kinds[code]);
    const rowSpans = mergeBlock(taken, book, classOfCode, columns);
    const lod = columns.take();
    const levels: EncodedLevel[] = [{ widthNs: 0, bytes: assembleLevel(book, rowSpans, taken.rowOffset, taken.bytes) }];
    book.reset();
    let spans = 0;
    let fromNs = Number.POSITIVE_INFINITY;
    let toNs = Number.NEGATIVE_INFINITY;
    const { rows, rowStartNs, rowEndNs } = taken;
    for (let i = 0; i < rows.length; i++) {
      spans += rowSpans[i];
      if (rowStartNs[i] < fromNs) fromNs = rowStartNs[i];
      if (rowEndNs[i] > toNs) toNs = rowEndNs[i];
    }
    // A level of more than half the items would save little and cost its bytes: rows of three spans have none.
    if (lod.startNs.length * 2 <= spans) levels.push({ widthNs: LOD_WIDTH, bytes: encodeMerged(lane, lod) });
    const block = { rows, rowStartNs, rowEndNs, levels, lod };
    emit({ lane, height: 0, firstChild: 0, endChild: 0, spans, fromNs, toNs, ...block });
  }

  return {
    add(row, startNs, endNs, kind, arg) {
      const i = length++;
      const field = i * BATCH_FIELDS;
      fields[field] = row;
      fields[field + 1] = kind;
      fields[field + 2] = withArg ? arg : NONE;
      timesNs[2 * i] = startNs;
      timesNs[2 * i + 1] = endNs;
      if (length === BATCH) append();
    },
    finish() {
      if (length > 0) append();
      if (appended > 0) flush();
    },
  };
}

/** For whoever reads a trace without keeping its spans. */
export const discardSpans: SpanBlockWriter = { add() {}, finish() {} };
