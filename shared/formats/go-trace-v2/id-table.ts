// Maps ids of one generation (small and dense in real files, anything in hostile ones) to indices of the whole trace.

/** Ids up to here live in an array (4 MB at most); others in a map, so that a hostile id allocates nothing large. */
const DENSE_LIMIT = 1 << 20;

export class IdTable {
  private dense = new Int32Array(1024).fill(-1);
  private readonly sparse = new Map<number, number>();

  /** False if the id is taken. */
  set(id: number, index: number): boolean {
    if (this.get(id) >= 0) return false;
    if (id >= DENSE_LIMIT) {
      this.sparse.set(id, index);
      return true;
    }
    if (id >= this.dense.length) {
      let size = this.dense.length;
      while (size <= id) size *= 2;
      const grown = new Int32Array(size).fill(-1);
      grown.set(this.dense);
      this.dense = grown;
    }
    this.dense[id] = index;
    return true;
  }

  /** -1 if unknown. */
  get(id: number): number {
    if (id < this.dense.length) return this.dense[id] as number;
    return this.sparse.get(id) ?? -1;
  }
}
