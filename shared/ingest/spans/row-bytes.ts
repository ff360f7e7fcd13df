// The spans of a block as bytes, row by row while they come: each row has a chain of pieces of one large buffer, and each span is
// appended to its row's last piece. Sorting whole columns by row when the block is full cost twice as much: 1.8 MB of columns do not
// stay in the cache, 280 rows of some hundred bytes do.

import { NONE } from '../../model/events';
import { grown } from '../growable';
import { type CodeBook, GAP_CODE, homeOf, SLOT_FIELDS } from './code-book';
import { VARINT_BYTES, writeVarint } from './varints';

/** A code is at most 3 bytes (two entries a span at most), and each span may have a filler before it. */
const MAX_SPAN_BYTES = 2 * (VARINT_BYTES + 3);
const FIRST_PIECE = 64;
const LARGEST_PIECE = 32 * 1024;
/** A first piece may be as large as a row of the block before, while all first pieces together fit in so much. */
const GENEROUS_BYTES = 1024 * 1024;

/**
 * Finished spans; within a row they come in time order. Few columns, since V8 checks each that a loop touches, for every span.
 * Span i has BATCH_FIELDS from i * BATCH_FIELDS on: row, kind, argument (NONE where the lane has none); and two times: start, end.
 */
export interface SpanBatch {
  readonly fields: Int32Array;
  readonly timesNs: Float64Array;
}
export const BATCH_FIELDS = 4;

/** Fields of a row: where its next byte goes, where its last piece ends, its first and last piece. */
const AT = 0;
const LIMIT = 1;
const FIRST = 2;
const LAST = 3;
const FIELDS = 4;

export class RowBytes {
  private readonly book: CodeBook;
  private pool = new Uint8Array(GENEROUS_BYTES);
  private poolLength = 0;
  private joined = new Uint8Array(0);
  /** Place by row; NONE = not in the block. */
  private placeOf = new Int32Array(1024).fill(NONE);
  /** By place, in the order in which rows appear. */
  private rows = new Int32Array(1024);
  private fields = new Int32Array(1024 * FIELDS);
  private firstNs = new Float64Array(1024);
  private nowNs = new Float64Array(1024);
  private rowCount = 0;
  private pieceFrom = new Int32Array(1024);
  private pieceEnd = new Int32Array(1024);
  private nextPiece = new Int32Array(1024);
  private pieces = 0;
  private firstPiece = FIRST_PIECE;

  constructor(book: CodeBook) {
    this.book = book;
  }

  /** Appends the first `length` spans of a batch. */
  append(batch: SpanBatch, length: number): void {
    for (let i = 0; i < length; i++) {
      i = this.appendKnown(batch, i, length);
      if (i < length) this.appendAny(batch, i);
    }
  }

  /**
   * Appends spans up to the first that needs more than bytes written: a new row, piece or code, a gap, seconds. Nothing is called
   * here and no column replaced, so all of them stay in registers. Returns the place of that span.
   */
  private appendKnown({ fields: spans, timesNs }: SpanBatch, from: number, to: number): number {
    const { placeOf, fields, nowNs, pool } = this;
    const { slots } = this.book;
    // A field is not known to be a boolean, a comparison is.
    const withArg = this.book.withArg === true;
    const mask = slots.length - SLOT_FIELDS;
    for (let i = from; i < to; i++) {
      const span = i * BATCH_FIELDS;
      const row = spans[span];
      if (row >= placeOf.length) return i;
      const place = placeOf[row];
      if (place === NONE) return i;
      const field = place * FIELDS;
      let at = fields[field + AT];
      if (fields[field + LIMIT] - at < MAX_SPAN_BYTES) return i;
      const now = nowNs[place];
      if (now < timesNs[2 * i]) return i;
      const end = timesNs[2 * i + 1];
      const duration = end > now ? end - now : 0;
      if (duration >= 0x8000_0000) return i;
      const kind = spans[span + 1];
      let code = NONE;
      if (withArg) {
        const arg = spans[span + 2];
        let slot = homeOf(kind, arg) & mask;
        code = slots[slot];
        while (code !== NONE && (slots[slot + 2] !== arg || slots[slot + 1] !== kind)) {
          slot = (slot + SLOT_FIELDS) & mask;
          code = slots[slot];
        }
      } else if (kind * SLOT_FIELDS < slots.length) code = slots[kind * SLOT_FIELDS];
      if (code === NONE) return i;
      let rest = duration | 0;
      while (rest >= 0x80) {
        pool[at++] = rest | 0x80;
        rest >>>= 7;
      }
      pool[at++] = rest;
      while (code >= 0x80) {
        pool[at++] = code | 0x80;
        code >>>= 7;
      }
      pool[at++] = code;
      fields[field + AT] = at;
      nowNs[place] = now + duration;
    }
    return to;
  }

  private appendAny({ fields: spans, timesNs }: SpanBatch, span: number): void {
    const row = spans[span * BATCH_FIELDS];
    const kind = spans[span * BATCH_FIELDS + 1];
    const arg = spans[span * BATCH_FIELDS + 2];
    const startNs = timesNs[2 * span];
    const endNs = timesNs[2 * span + 1];
    const known = row < this.placeOf.length ? this.placeOf[row] : NONE;
    const place = known === NONE ? this.openRow(row, startNs) : known;
    const field = place * FIELDS;
    if (this.fields[field + LIMIT] - this.fields[field + AT] < MAX_SPAN_BYTES) this.extend(place);
    const { pool, nowNs } = this;
    let at = this.fields[field + AT];
    if (nowNs[place] < startNs) {
      at = writeVarint(pool, at, startNs - nowNs[place]);
      pool[at++] = GAP_CODE;
      nowNs[place] = startNs;
    }
    // What overlaps is cut.
    const durationNs = Math.max(0, endNs - nowNs[place]);
    at = writeVarint(pool, at, durationNs);
    at = writeVarint(pool, at, this.book.code(kind, arg));
    nowNs[place] += durationNs;
    this.fields[field + AT] = at;
  }

  private openRow(row: number, startNs: number): number {
    const place = this.rowCount++;
    if (row >= this.placeOf.length) this.placeOf = grown(this.placeOf, row + 1, NONE);
    if (place >= this.rows.length) {
      this.rows = grown(this.rows, place + 1, 0);
      this.fields = grown(this.fields, this.rows.length * FIELDS, 0);
      this.firstNs = grown(this.firstNs, this.rows.length, 0);
      this.nowNs = grown(this.nowNs, this.rows.length, 0);
    }
    this.placeOf[row] = place;
    this.rows[place] = row;
    this.firstNs[place] = startNs;
    this.nowNs[place] = startNs;
    const generous = (place + 1) * this.firstPiece <= GENEROUS_BYTES;
    this.fields[place * FIELDS + FIRST] = this.openPiece(place, generous ? this.firstPiece : FIRST_PIECE);
    return place;
  }

  private openPiece(place: number, bytes: number): number {
    const piece = this.pieces++;
    if (piece >= this.pieceFrom.length) {
      this.pieceFrom = grown(this.pieceFrom, piece + 1, 0);
      this.pieceEnd = grown(this.pieceEnd, piece + 1, 0);
      this.nextPiece = grown(this.nextPiece, piece + 1, 0);
    }
    const from = this.poolLength;
    this.poolLength += bytes;
    if (this.poolLength > this.pool.length) this.pool = grown(this.pool, this.poolLength, 0);
    this.pieceFrom[piece] = from;
    this.nextPiece[piece] = NONE;
    const field = place * FIELDS;
    this.fields[field + AT] = from;
    this.fields[field + LIMIT] = from + bytes;
    this.fields[field + LAST] = piece;
    return piece;
  }

  private extend(place: number): void {
    const field = place * FIELDS;
    const last = this.fields[field + LAST];
    this.pieceEnd[last] = this.fields[field + AT];
    const size = this.fields[field + LIMIT] - this.pieceFrom[last];
    // It may replace `nextPiece`: an assignment in one line would go into the column from before.
    const piece = this.openPiece(place, Math.min(2 * size, LARGEST_PIECE));
    this.nextPiece[last] = piece;
  }

  /** Puts the rows end to end, ascending, and forgets all. The bytes are a view, valid until the next `append`. */
  take(): TakenRows {
    const { rowCount, fields, pieceFrom, pieceEnd, nextPiece, pool } = this;
    // On one buffer, as LodItems.
    const buffer = new ArrayBuffer(20 * rowCount);
    const rowStartNs = new Float64Array(buffer, 0, rowCount);
    const rowEndNs = new Float64Array(buffer, 8 * rowCount, rowCount);
    const rows = new Int32Array(buffer, 16 * rowCount, rowCount);
    rows.set(this.rows.subarray(0, rowCount));
    rows.sort();
    const rowOffset = new Uint32Array(rowCount + 1);
    if (this.joined.length < this.poolLength) this.joined = new Uint8Array(this.pool.length);
    const { joined: bytes } = this;
    let length = 0;
    for (let i = 0; i < rowCount; i++) {
      const place = this.placeOf[rows[i]];
      this.placeOf[rows[i]] = NONE;
      rowStartNs[i] = this.firstNs[place];
      rowEndNs[i] = this.nowNs[place];
      const field = place * FIELDS;
      pieceEnd[fields[field + LAST]] = fields[field + AT];
      for (let piece = fields[field + FIRST]; piece !== NONE; piece = nextPiece[piece]) {
        const to = pieceEnd[piece];
        // A view costs as much as a hundred bytes copied one by one.
        if (to - pieceFrom[piece] < 128) for (let at = pieceFrom[piece]; at < to; at++) bytes[length++] = pool[at];
        else {
          bytes.set(pool.subarray(pieceFrom[piece], to), length);
          length += to - pieceFrom[piece];
        }
      }
      rowOffset[i + 1] = length;
    }
    const average = rowCount === 0 ? 0 : length / rowCount;
    this.firstPiece = Math.min(LARGEST_PIECE, Math.max(FIRST_PIECE, Math.ceil(average * 1.25) + MAX_SPAN_BYTES));
    this.rowCount = 0;
    this.pieces = 0;
    this.poolLength = 0;
    return { rows, rowStartNs, rowEndNs, rowOffset, bytes: bytes.subarray(0, length) };
  }
}

/** Rows, ascending (r), and the bytes of their spans: those of row i lie from rowOffset[i] to rowOffset[i + 1]. */
export interface TakenRows {
  readonly rows: Int32Array<ArrayBuffer>;
  readonly rowStartNs: Float64Array<ArrayBuffer>;
  readonly rowEndNs: Float64Array<ArrayBuffer>;
  readonly rowOffset: Uint32Array;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
