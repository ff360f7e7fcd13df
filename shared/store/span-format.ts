// The bytes of one level of a block, and how they become columns again. All numbers are unsigned LEB128.
//
//   dictionary   codes n, then n times: kind [lanes proc, gc: arg + 1]
//   directory    for each row of BlockInfo.rows: items, bytes
//   rows         for each row its items:
//                  duration in ns, code; levels above 0 also: spans in the item, and where these are more than one:
//                  a byte with a bit per SpanClass that has a share, and a byte for each such share in 1/255
//
// The first item of a row starts at rowStartNs, each further one where the one before it ends. Kinds and goroutine rows are
// those of the section that wrote the level. Rows are decoded one by one: a screen of 100 rows decodes no others.

import { assert } from '../base/assert';
import { NONE } from '../model/events';
import { SPAN_CLASS_COUNT } from '../model/states';
import type { BlockInfo, KindColumns, SectionMap, SpanLevel } from '../model/tables';

export class LevelReader {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++];
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 128; ; scale *= 128) {
      byte = bytes[this.at++];
      if (byte < 0x80) return value + byte * scale;
      // Behind the end bytes are undefined: no comparison holds, and the loop must not run on.
      assert(byte !== undefined, 'the bytes of a span level end within a number');
      value += (byte & 0x7f) * scale;
    }
  }
}

/** What each code of the level stands for. */
interface Codes {
  readonly state: Uint8Array;
  readonly reason: Uint8Array;
  readonly arg: Int32Array;
}

function readCodes(reader: LevelReader, info: BlockInfo, kinds: KindColumns, map: SectionMap): Codes {
  const length = reader.varint();
  const state = new Uint8Array(length);
  const reason = new Uint8Array(length);
  const arg = new Int32Array(length);
  const { kindOf, rowOf } = map;
  for (let code = 0; code < length; code++) {
    const local = reader.varint();
    const kind = kindOf === undefined ? local : kindOf[local];
    state[code] = kinds.state[kind];
    reason[code] = kinds.reason[kind];
    if (info.lane === 'goroutine') arg[code] = kinds.arg[kind];
    else {
      const own = reader.varint() - 1;
      arg[code] = info.lane === 'proc' && own !== NONE && rowOf !== undefined ? rowOf[own] : own;
    }
  }
  return { state, reason, arg };
}

/**
 * A level, or some rows of it.
 * @param level place in info.widthNs
 * @param places of the wanted rows in info.rows, undefined = all; the other rows come out empty
 */
export function decodeLevel(
  bytes: Uint8Array,
  info: BlockInfo,
  level: number,
  kinds: KindColumns,
  map: SectionMap,
  places?: readonly number[],
): SpanLevel {
  const reader = new LevelReader(bytes);
  const codes = readCodes(reader, info, kinds, map);
  const { rows, rowStartNs, rowEndNs } = info;
  const wanted = places === undefined ? undefined : new Uint8Array(rows.length);
  for (const place of places ?? []) (wanted as Uint8Array)[place] = 1;
  const rowOffset = new Uint32Array(rows.length + 1);
  const rowBytes = new Uint32Array(rows.length);
  let items = 0;
  for (let row = 0; row < rows.length; row++) {
    const rowItems = reader.varint();
    rowBytes[row] = reader.varint();
    if (wanted === undefined || wanted[row] === 1) items += rowItems;
    rowOffset[row + 1] = items;
  }
  const startNs = new Float64Array(items);
  const state = new Uint8Array(items);
  const reason = new Uint8Array(items);
  const arg = new Int32Array(items);
  const exact = { rows, rowOffset, rowEndNs, startNs, state, reason, arg };
  const merged = info.widthNs[level] > 0;
  const count = merged ? new Uint32Array(items) : undefined;
  const coverage = merged ? new Uint8Array(items * SPAN_CLASS_COUNT) : undefined;
  let at = reader.at;
  for (let row = 0; row < rows.length; row++) {
    const from = rowOffset[row];
    const to = rowOffset[row + 1];
    if (to > from) {
      reader.at = at;
      if (count !== undefined && coverage !== undefined) {
        decodeMerged(reader, from, to, rowStartNs[row], codes, exact, count, coverage);
      } else decodeExact(bytes, at, from, to, rowStartNs[row], codes, exact);
    }
    at += rowBytes[row];
  }
  assert(at === bytes.length, 'the bytes of a span level do not fit its directory');
  return count === undefined ? exact : { ...exact, count, coverage };
}

type ExactColumns = Pick<SpanLevel, 'startNs' | 'state' | 'reason' | 'arg'>;

function decodeExact(
  bytes: Uint8Array,
  begin: number,
  from: number,
  to: number,
  rowStartNs: number,
  codes: Codes,
  { startNs, state, reason, arg }: ExactColumns,
): void {
  let at = begin;
  let nowNs = rowStartNs;
  for (let i = from; i < to; i++) {
    startNs[i] = nowNs;
    let byte = bytes[at++];
    let value = byte & 0x7f;
    for (let scale = 128; byte >= 0x80; scale *= 128) {
      byte = bytes[at++];
      value += (byte & 0x7f) * scale;
    }
    nowNs += value;
    byte = bytes[at++];
    let code = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++];
      code |= (byte & 0x7f) << shift;
    }
    state[i] = codes.state[code];
    reason[i] = codes.reason[code];
    arg[i] = codes.arg[code];
  }
}

function decodeMerged(
  reader: LevelReader,
  from: number,
  to: number,
  rowStartNs: number,
  codes: Codes,
  { startNs, state, reason, arg }: ExactColumns,
  count: Uint32Array,
  coverage: Uint8Array,
): void {
  const { bytes } = reader;
  let nowNs = rowStartNs;
  for (let i = from; i < to; i++) {
    startNs[i] = nowNs;
    nowNs += reader.varint();
    const code = reader.varint();
    state[i] = codes.state[code];
    reason[i] = codes.reason[code];
    arg[i] = codes.arg[code];
    count[i] = reader.varint();
    if (count[i] === 1) continue;
    const mask = bytes[reader.at++];
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
      if ((mask & (1 << c)) !== 0) coverage[i * SPAN_CLASS_COUNT + c] = bytes[reader.at++];
    }
  }
}

/** Memory of a decoded level. */
export const levelBytes = ({ rows, startNs, count }: SpanLevel): number =>
  20 * rows.length + startNs.length * (count === undefined ? 14 : 18 + SPAN_CLASS_COUNT);
