// Writes unsigned LEB128 numbers (read by shared/store/span-format.ts).

/** Bytes of the longest number: whole ns up to 2^53. */
export const VARINT_BYTES = 8;

/** Writes a whole number 0 … 2^53; returns the place after it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let place = at;
  let rest = value;
  while (rest >= 0x8000_0000) {
    bytes[place++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 0x80) {
    bytes[place++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[place++] = rest;
  return place;
}
