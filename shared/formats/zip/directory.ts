// The directory at the end of a zip file: when its files were changed, and how many there are.

import { shownName } from '../wrappers/archive';

export interface Directory {
  readonly files: number;
  /** Ms since 1970 by the name as it is shown. */
  readonly modifiedMs: ReadonlyMap<string, number>;
}

const END_RECORD = 0x06054b50;
const FILE_RECORD = 0x02014b50;
/** The end record may be followed by a comment. */
const MOST_BEHIND = 22 + 65_535;

/** @param tail the last bytes of the file. Undefined if they do not end like a zip file. */
export function readDirectory(tail: Uint8Array): Directory | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let end = tail.length - 22;
  while (end >= 0 && end >= tail.length - MOST_BEHIND && view.getUint32(end, true) !== END_RECORD) end--;
  if (end < 0 || view.getUint32(end, true) !== END_RECORD) return undefined;
  const modifiedMs = new Map<string, number>();
  const utf8 = new TextDecoder();
  // Its place in the file is of no use where the file was not kept: it stands before the end record.
  let at = end - view.getUint32(end + 12, true);
  while (at >= 0 && at + 46 <= end && view.getUint32(at, true) === FILE_RECORD) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end) break;
    const name = utf8.decode(tail.subarray(at + 46, at + 46 + nameLength));
    const exact = exactTime(view, at + 46 + nameLength, extraLength);
    const time = exact ?? dosTime(view.getUint16(at + 14, true), view.getUint16(at + 12, true));
    if (time > 0) modifiedMs.set(shownName(name), time);
    at = next;
  }
  return { files: view.getUint16(end + 10, true), modifiedMs };
}

/** Seconds since 1970, which newer zip programs add. */
function exactTime(view: DataView, from: number, length: number): number | undefined {
  for (let at = from; at + 4 <= from + length; ) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 0x5455 && size >= 5 && at + 9 <= from + length && view.getUint8(at + 4) & 1) {
      return view.getInt32(at + 5, true) * 1000;
    }
    at += 4 + size;
  }
  return undefined;
}

/** In the time zone of whoever packed it, taken for that of the reader; NaN if it is no time. */
function dosTime(date: number, time: number): number {
  if (date === 0) return Number.NaN;
  const month = ((date >> 5) & 15) - 1;
  return new Date(1980 + (date >> 9), month, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2).getTime();
}
