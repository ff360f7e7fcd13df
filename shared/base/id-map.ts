// A map from ids to small numbers, for ids that are mostly small: goroutine ids count from 1 in each process.

/** Ids below are found in an array (16 MB at most), which takes a fifth of the time of a Map; others in a Map. */
const DENSE_IDS = 2 ** 22;

export interface IdMap {
  /** -1 if the id is not in the map. */
  get(id: number): number;
  /** @param value 0 … 2^31 - 2 */
  set(id: number, value: number): void;
}

export function createIdMap(): IdMap {
  // Values plus one, so that fresh memory is empty.
  let dense = new Int32Array(1024);
  const sparse = new Map<number, number>();
  const isDense = (id: number): boolean => id >= 0 && id < DENSE_IDS && Number.isInteger(id);
  return {
    get(id) {
      if (id >= 0 && id < dense.length) {
        const value = dense[id];
        // A fraction is no index.
        return value === undefined ? (sparse.get(id) ?? -1) : value - 1;
      }
      return sparse.get(id) ?? -1;
    },
    set(id, value) {
      if (!isDense(id)) {
        sparse.set(id, value);
        return;
      }
      if (id >= dense.length) {
        const larger = new Int32Array(Math.min(DENSE_IDS, Math.max(id + 1, dense.length * 2)));
        larger.set(dense);
        dense = larger;
      }
      dense[id] = value + 1;
    },
  };
}
