// The checksum of zstd frames: XXH64 with seed 0. In halves of 32 bits, since bigint would cost more than the unpacking.

interface Half {
  lo: number;
  hi: number;
}

const P1 = { lo: 0x85ebca87, hi: 0x9e3779b1 };
const P2 = { lo: 0x27d4eb4f, hi: 0xc2b2ae3d };
const P3 = { lo: 0x9e3779f9, hi: 0x165667b1 };
const P4 = { lo: 0xc2b2ae63, hi: 0x85ebca77 };
const P5 = { lo: 0x165667c5, hi: 0x27d4eb2f };
const STRIPE_BYTES = 32;

/** `a *= b`, modulo 2^64. */
function multiply(a: Half, b: Half): void {
  const aLow = a.lo & 0xffff;
  const aHigh = a.lo >>> 16;
  const bLow = b.lo & 0xffff;
  const bHigh = b.lo >>> 16;
  const low = Math.imul(aLow, bLow);
  const cross = Math.imul(aHigh, bLow) >>> 0;
  const other = Math.imul(aLow, bHigh) >>> 0;
  const middle = (low >>> 16) + (cross & 0xffff) + (other & 0xffff);
  const high = Math.imul(aHigh, bHigh) + (cross >>> 16) + (other >>> 16) + (middle >>> 16);
  a.hi = (high + Math.imul(a.lo, b.hi) + Math.imul(a.hi, b.lo)) | 0;
  a.lo = (middle << 16) | (low & 0xffff) | 0;
}

function add(a: Half, lo: number, hi: number): void {
  const sum = (a.lo >>> 0) + (lo >>> 0);
  a.hi = (a.hi + hi + (sum > 0xffffffff ? 1 : 0)) | 0;
  a.lo = sum | 0;
}

function xor(a: Half, lo: number, hi: number): void {
  a.lo ^= lo;
  a.hi ^= hi;
}

function rotateLeft(a: Half, bits: number): void {
  const { lo, hi } = a;
  const [low, high] = bits < 32 ? [lo, hi] : [hi, lo];
  const by = bits & 31;
  if (by === 0) {
    a.lo = low;
    a.hi = high;
    return;
  }
  a.lo = (low << by) | (high >>> (32 - by));
  a.hi = (high << by) | (low >>> (32 - by));
}

function xorShift(a: Half, bits: number): void {
  if (bits >= 32) xor(a, a.hi >>> (bits - 32), 0);
  else xor(a, (a.lo >>> bits) | (a.hi << (32 - bits)), a.hi >>> bits);
}

const scratch: Half = { lo: 0, hi: 0 };

/** `acc = rotl(acc + input * P2, 31) * P1` */
function round(acc: Half, lo: number, hi: number): void {
  scratch.lo = lo;
  scratch.hi = hi;
  multiply(scratch, P2);
  add(acc, scratch.lo, scratch.hi);
  rotateLeft(acc, 31);
  multiply(acc, P1);
}

export class Xxh64 {
  private readonly lanes: readonly [Half, Half, Half, Half];
  private readonly rest = new Uint8Array(STRIPE_BYTES);
  private restLength = 0;
  private length = 0;

  constructor() {
    const of = (half: Half): Half => ({ lo: half.lo | 0, hi: half.hi | 0 });
    const both = of(P1);
    add(both, P2.lo, P2.hi);
    const minus = { lo: 0, hi: 0 };
    add(minus, ~P1.lo, ~P1.hi);
    add(minus, 1, 0);
    this.lanes = [both, of(P2), { lo: 0, hi: 0 }, minus];
  }

  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    let at = 0;
    if (this.restLength > 0) {
      at = Math.min(STRIPE_BYTES - this.restLength, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.restLength);
      this.restLength += at;
      if (this.restLength < STRIPE_BYTES) return;
      this.stripes(this.rest, 0, STRIPE_BYTES);
      this.restLength = 0;
    }
    const end = at + ((bytes.length - at) & ~(STRIPE_BYTES - 1));
    this.stripes(bytes, at, end);
    this.rest.set(bytes.subarray(end));
    this.restLength = bytes.length - end;
  }

  /** The lower 32 bits, which is what a frame carries. */
  low32(): number {
    const [a, b, c, d] = this.lanes;
    const hash: Half = { lo: P5.lo | 0, hi: P5.hi | 0 };
    if (this.length >= STRIPE_BYTES) {
      hash.lo = 0;
      hash.hi = 0;
      for (const [lane, bits] of [
        [a, 1],
        [b, 7],
        [c, 12],
        [d, 18],
      ] as const) {
        const turned = { ...lane };
        rotateLeft(turned, bits);
        add(hash, turned.lo, turned.hi);
      }
      for (const lane of this.lanes) {
        const merged = { lo: 0, hi: 0 };
        round(merged, lane.lo, lane.hi);
        xor(hash, merged.lo, merged.hi);
        multiply(hash, P1);
        add(hash, P4.lo, P4.hi);
      }
    }
    add(hash, this.length % 2 ** 32, Math.floor(this.length / 2 ** 32));
    this.tail(hash);
    xorShift(hash, 33);
    multiply(hash, P2);
    xorShift(hash, 29);
    multiply(hash, P3);
    xorShift(hash, 32);
    return hash.lo >>> 0;
  }

  private tail(hash: Half): void {
    const view = new DataView(this.rest.buffer);
    let at = 0;
    for (; at + 8 <= this.restLength; at += 8) {
      const merged = { lo: 0, hi: 0 };
      round(merged, view.getInt32(at, true), view.getInt32(at + 4, true));
      xor(hash, merged.lo, merged.hi);
      rotateLeft(hash, 27);
      multiply(hash, P1);
      add(hash, P4.lo, P4.hi);
    }
    if (at + 4 <= this.restLength) {
      const word = { lo: view.getInt32(at, true), hi: 0 };
      multiply(word, P1);
      xor(hash, word.lo, word.hi);
      rotateLeft(hash, 23);
      multiply(hash, P2);
      add(hash, P3.lo, P3.hi);
      at += 4;
    }
    for (; at < this.restLength; at++) {
      const byte = { lo: this.rest[at], hi: 0 };
      multiply(byte, P5);
      xor(hash, byte.lo, byte.hi);
      rotateLeft(hash, 11);
      multiply(hash, P1);
    }
  }

  private stripes(bytes: Uint8Array, from: number, to: number): void {
    if (from >= to) return;
    const [a, b, c, d] = this.lanes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = from; at < to; at += STRIPE_BYTES) {
      round(a, view.getInt32(at, true), view.getInt32(at + 4, true));
      round(b, view.getInt32(at + 8, true), view.getInt32(at + 12, true));
      round(c, view.getInt32(at + 16, true), view.getInt32(at + 20, true));
      round(d, view.getInt32(at + 24, true), view.getInt32(at + 28, true));
    }
  }
}
