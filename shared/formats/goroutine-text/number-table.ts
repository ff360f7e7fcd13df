// Sequences of numbers seen before: which stack a list of frames is. Verified number by number, like ByteTable.

const MAX_ENTRIES = 1 << 20;
const MAX_NUMBERS = 1 << 24;
const MAX_PROBES = 64;

export class NumberTable {
  length = 0;
  private pool = new Int32Array(1 << 12);
  private poolLength = 0;
  private starts = new Int32Array(65);
  private hashes = new Int32Array(64);
  private slots = new Int32Array(128);
  private shift = 25;

  get full(): boolean {
    return this.length >= MAX_ENTRIES || this.poolLength >= MAX_NUMBERS;
  }

  clear(): void {
    this.length = 0;
    this.poolLength = 0;
    this.slots.fill(0);
  }

  /** Entry of the first `count` numbers; a new one is `length - 1` and was not there before the call. */
  entry(numbers: Int32Array, count: number): number {
    let hash = count;
    for (let i = 0; i < count; i++) hash = Math.imul(hash ^ numbers[i], 0x85ebca6b) ^ (hash >>> 15);
    let slot = Math.imul(hash, 0x9e3779b1) >>> this.shift;
    let probes = 0;
    for (; this.slots[slot] !== 0 && probes < MAX_PROBES; slot = (slot + 1) & (this.slots.length - 1)) {
      probes++;
      const entry = this.slots[slot] - 1;
      if (this.hashes[entry] === hash && this.is(entry, numbers, count)) return entry;
    }
    const entry = this.length++;
    if (entry === this.hashes.length) this.grow();
    if (this.poolLength + count > this.pool.length) {
      const pool = new Int32Array(Math.max(this.pool.length * 2, this.poolLength + count));
      pool.set(this.pool);
      this.pool = pool;
    }
    this.pool.set(numbers.subarray(0, count), this.poolLength);
    this.starts[entry] = this.poolLength;
    this.poolLength += count;
    this.starts[entry + 1] = this.poolLength;
    this.hashes[entry] = hash;
    if (this.length * 2 > this.slots.length) this.rehash();
    else if (probes < MAX_PROBES) this.slots[slot] = entry + 1;
    return entry;
  }

  private is(entry: number, numbers: Int32Array, count: number): boolean {
    const start = this.starts[entry];
    if (this.starts[entry + 1] - start !== count) return false;
    for (let i = 0; i < count; i++) if (this.pool[start + i] !== numbers[i]) return false;
    return true;
  }

  private grow(): void {
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    const starts = new Int32Array(hashes.length + 1);
    starts.set(this.starts);
    this.starts = starts;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.shift--;
    for (let entry = 0; entry < this.length; entry++) {
      let slot = Math.imul(this.hashes[entry], 0x9e3779b1) >>> this.shift;
      let probes = 0;
      for (; this.slots[slot] !== 0 && probes < MAX_PROBES; probes++) slot = (slot + 1) & (this.slots.length - 1);
      if (probes < MAX_PROBES) this.slots[slot] = entry + 1;
    }
  }
}
