// A map from ids to small numbers, for ids that are mostly small: goroutine ids count from 1 in each process, string and stack
// ids in each file or generation. A hostile id allocates no more than the array may have.

/** Ids below are found in an array (16 MB at most), others in a Map. */
const DENSE_IDS = 2 ** 22;

export interface IdMap {
  /** -1 if the id is not in the map. */
  get(id: number): number;
  /** @param value 0 … 2^31 - 2 */
  set(id: number, value: number): void;
  /** The same for an id that must be new; false, and nothing is changed, if it is not. */
  add(id: number, value: number): boolean;
}

/** @param denseIds where to go over from the array to the map */
export function createIdMap(denseIds = DENSE_IDS): IdMap {
  // Values plus one, so that fresh memory is empty.
  let dense = new Int32Array(1024);
  const sparse = new Map<number, number>();
  const isDense = (id: number): boolean => id >= 0 && id < denseIds && Number.isInteger(id);
  function get(id: number): number {
    if (id >= 0 && id < dense.length) {
      const value = dense[id];
      // A fraction is no index.
      return value === undefined ? (sparse.get(id) ?? -1) : value - 1;
    }
    return sparse.get(id) ?? -1;
  }

  function set(id: number, value: number): void {
    if (!isDense(id)) {
      sparse.set(id, value);
      return;
    }
    if (id >= dense.length) {
      const larger = new Int32Array(Math.min(denseIds, Math.max(id + 1, dense.length * 2)));
      larger.set(dense);
      dense = larger;
    }
    dense[id] = value + 1;
  }

  return {
    get,
    set,
    add(id, value) {
      if (get(id) >= 0) return false;
      set(id, value);
      return true;
    },
  };
}
