// Finds pieces of text that were seen before by their bytes, so that each is decoded once: a dump of 100 000 goroutines
// repeats a few hundred frames a million times. A hash says where to look, the bytes themselves whether it is the same.

/** Entries, and bytes of their copies, after which a table is emptied: only a hostile file has so many different ones. */
const MAX_ENTRIES = 1 << 18;
const MAX_BYTES = 1 << 25;

/** FNV-1a over 32 bits. */
export function hashBytes(bytes: Uint8Array, from: number, to: number, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash;
}

/** A piece of text is two stretches of bytes, the second of which may be empty. Entries are counted from 0. */
export class ByteTable {
  length = 0;
  private pool = new Uint8Array(1 << 12);
  private poolLength = 0;
  /** Of each entry: where its bytes begin, and the lengths of its two parts. */
  private starts = new Int32Array(64);
  private firsts = new Int32Array(64);
  private seconds = new Int32Array(64);
  private hashes = new Int32Array(64);
  /** Entry + 1, 0 = free; open addressing, at most half full. */
  private slots = new Int32Array(128);
  private shift = 25;

  get full(): boolean {
    return this.length >= MAX_ENTRIES || this.poolLength >= MAX_BYTES;
  }

  clear(): void {
    this.length = 0;
    this.poolLength = 0;
    this.slots.fill(0);
  }

  /** Whether an entry is exactly these bytes. */
  is(entry: number, a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): boolean {
    const aLength = aTo - aFrom;
    const bLength = bTo - bFrom;
    if (this.firsts[entry] !== aLength || this.seconds[entry] !== bLength) return false;
    const { pool } = this;
    const start = this.starts[entry];
    for (let i = 0; i < aLength; i++) if (pool[start + i] !== a[aFrom + i]) return false;
    const middle = start + aLength;
    for (let i = 0; i < bLength; i++) if (pool[middle + i] !== b[bFrom + i]) return false;
    return true;
  }

  /** Entry of these bytes; a new one is `length - 1` and was not there before the call. */
  entry(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): number {
    const hash = hashBytes(b, bFrom, bTo, hashBytes(a, aFrom, aTo));
    let slot = this.slotOf(hash);
    for (; this.slots[slot] !== 0; slot = (slot + 1) & (this.slots.length - 1)) {
      const entry = this.slots[slot] - 1;
      if (this.hashes[entry] === hash && this.is(entry, a, aFrom, aTo, b, bFrom, bTo)) return entry;
    }
    const entry = this.length++;
    if (entry === this.starts.length) this.grow();
    this.starts[entry] = this.poolLength;
    this.firsts[entry] = aTo - aFrom;
    this.seconds[entry] = bTo - bFrom;
    this.hashes[entry] = hash;
    this.keep(a, aFrom, aTo);
    this.keep(b, bFrom, bTo);
    if (this.length * 2 > this.slots.length) this.rehash();
    else this.slots[slot] = entry + 1;
    return entry;
  }

  private slotOf(hash: number): number {
    // The low bits of FNV-1a depend on the low bits of the bytes only.
    return Math.imul(hash, 0x9e3779b1) >>> this.shift;
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (this.poolLength + length > this.pool.length) {
      const pool = new Uint8Array(Math.max(this.pool.length * 2, this.poolLength + length));
      pool.set(this.pool);
      this.pool = pool;
    }
    this.pool.set(bytes.subarray(from, to), this.poolLength);
    this.poolLength += length;
  }

  private grow(): void {
    const larger = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(column.length * 2);
      grown.set(column);
      return grown;
    };
    this.starts = larger(this.starts);
    this.firsts = larger(this.firsts);
    this.seconds = larger(this.seconds);
    this.hashes = larger(this.hashes);
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.shift--;
    for (let entry = 0; entry < this.length; entry++) {
      let slot = this.slotOf(this.hashes[entry]);
      while (this.slots[slot] !== 0) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = entry + 1;
    }
  }
}
