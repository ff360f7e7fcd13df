// Finite state entropy, the second code of zstd (RFC 8878, 4.1): tables, and the streams that are read from their end.

/** Thrown inside, where a block contradicts itself. */
export class DamagedBlock extends Error {}

export interface FseTable {
  readonly log: number;
  readonly symbol: Uint8Array;
  /** Bits to read for the next state, and what to add to them. */
  readonly bits: Uint8Array;
  readonly base: Uint16Array;
}

export const highBit = (value: number): number => 31 - Math.clz32(value);

/** @param frequencies of each symbol, -1 = rarer than one; they add up to `1 << log` */
export function fseTable(frequencies: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log;
  const symbol = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  const next = new Uint16Array(frequencies.length);
  let high = size;
  for (let s = 0; s < frequencies.length; s++) {
    if (frequencies[s] !== -1) continue;
    symbol[--high] = s;
    next[s] = 1;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (let s = 0; s < frequencies.length; s++) {
    if (frequencies[s] <= 0) continue;
    next[s] = frequencies[s];
    for (let i = 0; i < frequencies[s]; i++) {
      symbol[at] = s;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  }
  for (let i = 0; i < size; i++) {
    const state = next[symbol[i]]++;
    bits[i] = log - highBit(state);
    base[i] = (state << bits[i]) - size;
  }
  return { log, symbol, bits, base };
}

/** A table with one symbol, which takes no bits. */
export const singleTable = (symbol: number): FseTable => ({
  log: 0,
  symbol: Uint8Array.of(symbol),
  bits: new Uint8Array(1),
  base: new Uint16Array(1),
});

/** Reads the description of a table; `end` is the byte behind it. */
export function readFseTable(
  bytes: Uint8Array,
  from: number,
  maxLog: number,
  maxSymbol: number,
): { readonly table: FseTable; readonly end: number } {
  let at = from * 8;
  const read = (count: number): number => {
    const byte = at >> 3;
    if (at + count > bytes.length * 8) throw new DamagedBlock();
    const word = bytes[byte] | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    const value = (word >>> (at & 7)) & ((1 << count) - 1);
    at += count;
    return value;
  };
  const log = read(4) + 5;
  if (log > maxLog) throw new DamagedBlock();
  const frequencies: number[] = [];
  let left = 1 << log;
  while (left > 0) {
    if (frequencies.length > maxSymbol) throw new DamagedBlock();
    const count = highBit(left + 1) + 1;
    // The description may end within the bits that are looked at.
    const short = at + count > bytes.length * 8;
    let value = short ? read(count - 1) : read(count);
    const lowMask = (1 << (count - 1)) - 1;
    const threshold = (1 << count) - 1 - (left + 1);
    if ((value & lowMask) < threshold) {
      if (!short) at--;
      value &= lowMask;
    } else if (short) throw new DamagedBlock();
    else if (value > lowMask) value -= threshold;
    const frequency = value - 1;
    left -= Math.abs(frequency);
    frequencies.push(frequency);
    if (frequency !== 0) continue;
    for (let repeat = 3; repeat === 3; ) {
      repeat = read(2);
      for (let i = 0; i < repeat; i++) frequencies.push(0);
    }
  }
  if (left < 0 || frequencies.length > maxSymbol + 1) throw new DamagedBlock();
  return { table: fseTable(frequencies, log), end: (at + 7) >> 3 };
}

/** Bits of a stream from its end to its beginning. The highest bit that is set in its last byte ends it. */
export class BackwardBits {
  /** Bits that are left. Less than 0 = more were read than there are. */
  left: number;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly from: number,
    to: number,
  ) {
    const last = to > from && to <= bytes.length ? bytes[to - 1] : 0;
    if (last === 0) throw new DamagedBlock();
    this.left = (to - from - 1) * 8 + highBit(last);
  }

  /** Up to 31 bits; zeros where the stream has begun. */
  read(count: number): number {
    if (count > 16) {
      const high = this.read(count - 16);
      return high * 65_536 + this.read(16);
    }
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  /** Up to 16 bits. */
  peek(count: number): number {
    const at = this.left - count;
    if (at < 0) return this.left <= 0 ? 0 : (this.at(0) & ((1 << this.left) - 1)) << -at;
    return this.at(at) & ((1 << count) - 1);
  }

  private at(bit: number): number {
    const { bytes } = this;
    const byte = this.from + (bit >> 3);
    // Bytes behind the end of the block's array read as undefined, which counts as 0 here.
    return (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16)) >>> (bit & 7);
  }
}
