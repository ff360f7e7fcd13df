// Where an event ends. Events have no length and batches neither, so this walks every byte of a file once.

import { Ev, LENGTH_PREFIXED, MAX_COUNTED_BYTES, MAX_STRING_BYTES } from './wire';

/** The bytes end inside the event. */
export const INCOMPLETE = -1;
/** No event can begin here. */
export const BROKEN = -2;

/** Numbers of 64 bits take at most ten bytes. */
const MAX_VARINT_BYTES = 10;

/**
 * Position after the event that begins at `start`, or INCOMPLETE, or BROKEN.
 * @param valid bytes that an event may begin with (validFirstBytes)
 */
export function recordEnd(data: Uint8Array, start: number, valid: Uint8Array): number {
  const first = data[start] as number;
  if (valid[first] === 0) return BROKEN;
  const type = first & 63;
  if (type === Ev.String) {
    const afterId = skipNumber(data, start + 1);
    return afterId < 0 ? afterId : skipCounted(data, afterId, MAX_STRING_BYTES);
  }
  const code = first >> 6;
  if (code === LENGTH_PREFIXED) {
    const end = skipCounted(data, start + 1, MAX_COUNTED_BYTES);
    return end < 0 || type !== Ev.UserLog ? end : skipCounted(data, end, MAX_STRING_BYTES);
  }
  const length = data.length;
  let position = start + 1;
  for (let left = code + 1, run = 0; left > 0; ) {
    if (position >= length) return INCOMPLETE;
    if ((data[position++] as number) < 0x80) {
      left--;
      run = 0;
    } else if (++run === MAX_VARINT_BYTES) return BROKEN;
  }
  return position;
}

function skipNumber(data: Uint8Array, start: number): number {
  const limit = Math.min(data.length, start + MAX_VARINT_BYTES);
  for (let position = start; position < limit; ) if ((data[position++] as number) < 0x80) return position;
  return limit === data.length && limit - start < MAX_VARINT_BYTES ? INCOMPLETE : BROKEN;
}

/** Skips a length and as many bytes. */
function skipCounted(data: Uint8Array, start: number, most: number): number {
  const from = skipNumber(data, start);
  if (from < 0) return from;
  let length = 0;
  for (let position = from - 1; position >= start; position--)
    length = length * 128 + ((data[position] as number) & 127);
  if (length > most) return BROKEN;
  return from + length > data.length ? INCOMPLETE : from + length;
}
