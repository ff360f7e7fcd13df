// Finds pieces of text that were seen before by their bytes, so that each is decoded once: a dump of 100 000 goroutines
// repeats a few hundred frames a million times. A hash says where to look, the bytes themselves whether it is the same.

/** Entries, and bytes of their copies, after which a table is emptied: only a hostile file has so many different ones. */
const MAX_ENTRIES = 1 << 18;
const MAX_BYTES = 1 << 25;

/** After so many others an entry is not looked for any longer: a file may be made so that all its names have one hash. */
const MAX_PROBES = 64;

/** Four bytes at a time: a multiplication waits for the one before. */
function hashBytes(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed ^ (to - from);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x85ebca6b);
  return hash ^ (hash >>> 13);
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

  /** Where the first part of an entry ends in `bytes` if it begins at `at`; -1 = it does not, or not before `end`. */
  afterFirst(entry: number, bytes: Uint8Array, at: number, end: number): number {
    const length = this.firsts[entry];
    if (at + length > end) return -1;
    const { pool } = this;
    const start = this.starts[entry];
    for (let i = 0; i < length; i++) if (pool[start + i] !== bytes[at + i]) return -1;
    return at + length;
  }

  /** The same for its second part. */
  afterSecond(entry: number, bytes: Uint8Array, at: number, end: number): number {
    const length = this.seconds[entry];
    if (at + length > end) return -1;
    const { pool } = this;
    const start = this.starts[entry] + this.firsts[entry];
    for (let i = 0; i < length; i++) if (pool[start + i] !== bytes[at + i]) return -1;
    return at + length;
  }

  /** Entry of these bytes; a new one is `length - 1` and was not there before the call. */
  entry(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): number {
    const hash = hashBytes(b, bFrom, bTo, hashBytes(a, aFrom, aTo, 0x2545f491));
    let slot = this.slotOf(hash);
    let probes = 0;
    for (; this.slots[slot] !== 0 && probes < MAX_PROBES; slot = (slot + 1) & (this.slots.length - 1)) {
      probes++;
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
    else if (probes < MAX_PROBES) this.slots[slot] = entry + 1;
    return entry;
  }

  private slotOf(hash: number): number {
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
      let probes = 0;
      for (; this.slots[slot] !== 0 && probes < MAX_PROBES; probes++) slot = (slot + 1) & (this.slots.length - 1);
      if (probes < MAX_PROBES) this.slots[slot] = entry + 1;
    }
  }
}
