// The exact spans of a block as they are stored, row by row into columns that are used again: for walks over a whole trace, where
// decoding into columns of states, reasons and stacks (span-format.ts) would cost more than what is done with them.

import type { BlockInfo, SectionMap } from '../model/tables';
import { LevelReader } from './span-format';

/** Spans of one row; the first begins at BlockInfo.rowStartNs, each further one where the one before it ends. */
export interface RawRow {
  length: number;
  code: Int32Array;
  endNs: Float64Array;
}

export const createRawRow = (): RawRow => ({ length: 0, code: new Int32Array(1024), endNs: new Float64Array(1024) });

export interface RawLevel {
  /** Kind of the trace by code: index into KindColumns. */
  readonly kind: Int32Array;
  /** Fills `into` with the spans of a row of BlockInfo.rows. */
  read(place: number, into: RawRow): void;
}

/** @param bytes of the level 0 of a block of the lane goroutine, which has no arguments */
export function openRawLevel(bytes: Uint8Array, { rows, rowStartNs }: BlockInfo, { kindOf }: SectionMap): RawLevel {
  const reader = new LevelReader(bytes);
  const kind = new Int32Array(reader.varint());
  for (let code = 0; code < kind.length; code++) {
    const local = reader.varint();
    kind[code] = kindOf === undefined ? local : kindOf[local];
  }
  const items = new Uint32Array(rows.length);
  const from = new Uint32Array(rows.length);
  for (let place = 0, at = 0; place < rows.length; place++) {
    items[place] = reader.varint();
    from[place] = at;
    at += reader.varint();
  }
  const begin = reader.at;
  return {
    kind,
    read(place, into) {
      const length = items[place];
      if (into.code.length < length) {
        into.code = new Int32Array(2 * length);
        into.endNs = new Float64Array(2 * length);
      }
      into.length = length;
      const { code, endNs } = into;
      let at = begin + from[place];
      let nowNs = rowStartNs[place];
      for (let i = 0; i < length; i++) {
        let byte = bytes[at++];
        let value = byte & 0x7f;
        for (let scale = 128; byte >= 0x80; scale *= 128) {
          byte = bytes[at++];
          value += (byte & 0x7f) * scale;
        }
        nowNs += value;
        endNs[i] = nowNs;
        byte = bytes[at++];
        value = byte & 0x7f;
        for (let shift = 7; byte >= 0x80; shift += 7) {
          byte = bytes[at++];
          value |= (byte & 0x7f) << shift;
        }
        code[i] = value;
      }
    },
  };
}
