// The literals of a zstd block (RFC 8878, 3.1.1.3.1): as they are, one repeated, or in a Huffman code.

import { BackwardBits, DamagedBlock, highBit, readFseTable } from './fse';

const MAX_CODE_BITS = 11;
const MAX_WEIGHT_LOG = 6;

/** symbol << 4 | bits, by the next `bits` bits. */
export interface LiteralCode {
  readonly entry: Uint16Array;
  readonly bits: number;
}

export interface Literals {
  readonly bytes: Uint8Array;
  /** Where the sequences begin. */
  readonly end: number;
  readonly code: LiteralCode | undefined;
}

/** @param before the code of the block before, which may be used again */
export function readLiterals(block: Uint8Array, maxBytes: number, before: LiteralCode | undefined): Literals {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0] = block;
  const type = b0 & 3;
  const sizeFormat = (b0 >> 2) & 3;
  if (type < 2) {
    const head = sizeFormat === 1 ? 2 : sizeFormat === 3 ? 3 : 1;
    const size = head === 1 ? b0 >> 3 : head === 2 ? (b0 >> 4) | (b1 << 4) : (b0 >> 4) | (b1 << 4) | (b2 << 12);
    const end = head + (type === 0 ? size : 1);
    if (size > maxBytes || end > block.length) throw new DamagedBlock();
    const bytes = type === 0 ? block.subarray(head, end) : new Uint8Array(size).fill(block[head]);
    return { bytes, end, code: before };
  }
  const head = sizeFormat < 2 ? 3 : sizeFormat + 2;
  const size = ((b0 >> 4) | (b1 << 4) | (b2 << 12)) & (head === 3 ? 0x3ff : head === 4 ? 0x3fff : 0x3ffff);
  const packed =
    head === 3 ? (b1 >> 6) | (b2 << 2) : head === 4 ? (b2 >> 2) | (b3 << 6) : (b2 >> 6) | (b3 << 2) | (b4 << 10);
  const end = head + packed;
  if (size > maxBytes || end > block.length) throw new DamagedBlock();
  const described = type === 2 ? readCode(block, head, end) : undefined;
  const code = described === undefined ? before : described.code;
  if (code === undefined) throw new DamagedBlock();
  const bytes = new Uint8Array(size);
  const from = described?.end ?? head;
  if (sizeFormat === 0) readStream(block, from, end, code, bytes);
  else readFourStreams(block, from, end, code, bytes);
  return { bytes, end, code };
}

function readFourStreams(block: Uint8Array, from: number, end: number, code: LiteralCode, into: Uint8Array): void {
  const part = (into.length + 3) >> 2;
  if (from + 6 > end || part * 3 > into.length) throw new DamagedBlock();
  let at = from + 6;
  for (let i = 0; i < 4; i++) {
    const size = block[from + 2 * i] | (block[from + 2 * i + 1] << 8);
    const to = i === 3 ? end : at + size;
    if (to > end) throw new DamagedBlock();
    readStream(block, at, to, code, into.subarray(part * i, i === 3 ? into.length : part * (i + 1)));
    at = to;
  }
}

function readStream(block: Uint8Array, from: number, to: number, code: LiteralCode, into: Uint8Array): void {
  const stream = new BackwardBits(block, from, to);
  const { entry, bits } = code;
  for (let i = 0; i < into.length; i++) {
    const found = entry[stream.peek(bits)];
    stream.left -= found & 15;
    into[i] = found >> 4;
  }
  if (stream.left !== 0) throw new DamagedBlock();
}

function readCode(block: Uint8Array, from: number, end: number): { readonly code: LiteralCode; readonly end: number } {
  const head = block[from];
  const weights: number[] = [];
  let at = from + 1;
  if (head >= 128) {
    for (let i = 0; i < head - 127; i++)
      weights.push((i & 1) === 0 ? block[at + (i >> 1)] >> 4 : block[at + (i >> 1)] & 15);
    at += (head - 126) >> 1;
  } else {
    at += head;
    if (at > end) throw new DamagedBlock();
    readWeights(block.subarray(from + 1, at), weights);
  }
  if (at > end) throw new DamagedBlock();
  return { code: codeOf(weights), end: at };
}

/** Weights in a code of their own, by two states that take turns. */
function readWeights(bytes: Uint8Array, weights: number[]): void {
  const { table, end } = readFseTable(bytes, 0, MAX_WEIGHT_LOG, 255);
  const stream = new BackwardBits(bytes, end, bytes.length);
  const states = [stream.read(table.log), stream.read(table.log)];
  if (stream.left < 0) throw new DamagedBlock();
  for (let turn = 0; ; turn ^= 1) {
    if (weights.length > 254) throw new DamagedBlock();
    const state = states[turn];
    weights.push(table.symbol[state]);
    if (stream.left < table.bits[state]) {
      weights.push(table.symbol[states[turn ^ 1]]);
      return;
    }
    states[turn] = table.base[state] + stream.read(table.bits[state]);
  }
}

function codeOf(weights: number[]): LiteralCode {
  let sum = 0;
  for (const weight of weights) {
    if (weight > MAX_CODE_BITS) throw new DamagedBlock();
    sum += weight === 0 ? 0 : 1 << (weight - 1);
  }
  if (sum === 0 || weights.length > 255) throw new DamagedBlock();
  const bits = highBit(sum) + 1;
  const rest = (1 << bits) - sum;
  if (bits > MAX_CODE_BITS || (rest & (rest - 1)) !== 0) throw new DamagedBlock();
  // The last weight is not written: it is what the others leave.
  const all = [...weights, highBit(rest) + 1];
  const entry = new Uint16Array(1 << bits);
  let at = 0;
  for (let weight = 1; weight <= bits; weight++) {
    for (let symbol = 0; symbol < all.length; symbol++) {
      if (all[symbol] !== weight) continue;
      const width = 1 << (weight - 1);
      entry.fill((symbol << 4) | (bits + 1 - weight), at, at + width);
      at += width;
    }
  }
  return { entry, bits };
}
