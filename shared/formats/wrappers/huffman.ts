// Codes of deflate as lookup tables: the next bits of the stream, lowest first, lead to a symbol and its length.

/** Longest code that deflate allows. */
const MAX_BITS = 15;

export interface HuffmanTable {
  /** symbol << 4 | bits, by the next `bits` bits; 0 = no such code. */
  readonly entry: Uint16Array;
  readonly bits: number;
}

/**
 * Table of canonical codes. Undefined where the lengths contradict each other; codes may be incomplete (a single distance
 * code is), what they leave out is found as entry 0.
 * @param lengths bits of each symbol's code, 0 = not used
 */
export function huffmanTable(lengths: Uint8Array): HuffmanTable | undefined {
  const count = new Uint16Array(MAX_BITS + 1);
  let bits = 1;
  for (const length of lengths) {
    count[length]++;
    if (length > bits) bits = length;
  }
  count[0] = 0;
  const nextCode = new Uint32Array(MAX_BITS + 2);
  for (let length = 1; length <= MAX_BITS; length++) {
    nextCode[length + 1] = (nextCode[length] + count[length]) << 1;
    if (nextCode[length] + count[length] > 1 << length) return undefined;
  }
  const entry = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol];
    if (length === 0) continue;
    const step = 1 << length;
    for (let at = reversed(nextCode[length]++, length); at < entry.length; at += step) {
      entry[at] = (symbol << 4) | length;
    }
  }
  return { entry, bits };
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >>> i) & 1) << (length - 1 - i);
  return result;
}
