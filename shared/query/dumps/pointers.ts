// Pointers that several goroutines show: the channel, lock or connection that they have in common. Addresses are not in the
// columns (there are tens of millions of them in a large dump), so texts are read again when somebody looks at a goroutine.

import type { Snapshot } from '../../model/dumps';
import type { DumpIndex, TextOf } from './types';

/** What a look at one goroutine may cost; a dump of 2000 goroutines is searched whole. */
export const MAX_SEARCHED_TEXTS = 2000;
const MAX_SEARCHED_BYTES = 8_000_000;
/** Texts asked for at once. */
const BATCH = 64;

export interface PointerCounts {
  /** Goroutines that show each pointer of the one that was looked at, itself among them. */
  readonly goroutines: ReadonlyMap<number, number>;
  /** Goroutines whose texts were searched. */
  readonly searched: number;
}
export const NO_POINTERS: PointerCounts = { goroutines: new Map(), searched: 0 };

const [ZERO, NINE, X, PLUS, EQUALS] = [48, 57, 120, 43, 61];
const [LOWER_A, LOWER_F] = [97, 102];
/** As panicparse: smaller values are numbers. Addresses have 48 bits; what is larger is a number too. */
const MIN_POINTER = 512 * 1024;
const MAX_POINTER = 2 ** 48;

/** Values that look like pointers, each once; not the offsets (`+0x5d`) and registers (`sp=0x…`) of a traceback. */
export function pointersIn(bytes: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i] !== X || bytes[i - 1] !== ZERO) continue;
    const before = i < 2 ? 0 : bytes[i - 2];
    let value = 0;
    for (i++; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte >= ZERO && byte <= NINE) value = value * 16 + byte - ZERO;
      else if (byte >= LOWER_A && byte <= LOWER_F) value = value * 16 + byte - LOWER_A + 10;
      else break;
    }
    if (before !== PLUS && before !== EQUALS && value >= MIN_POINTER && value < MAX_POINTER) found.add(value);
  }
  return found;
}

/** A hexadecimal word of a traceback as a pointer; undefined if it is none. */
export function pointerOf(word: string): number | undefined {
  const value = Number(word);
  return value >= MIN_POINTER && value < MAX_POINTER ? value : undefined;
}

/**
 * Counts the goroutines that show the pointers of one of them: first in those of its own stack group, then in the others in the
 * order of the dump, until as much was read as a look may cost.
 * @param raw the text of `row`.
 */
export async function countPointers(
  index: DumpIndex,
  snapshot: Snapshot,
  row: number,
  raw: Uint8Array,
  textOf: TextOf,
): Promise<PointerCounts> {
  const goroutines = new Map(Array.from(pointersIn(raw), (pointer) => [pointer, 1]));
  let searched = 1;
  if (goroutines.size === 0) return { goroutines, searched };
  const rows = rowsToSearch(index, snapshot, row);
  for (let i = 0; i < rows.length; i += BATCH) {
    const texts = await Promise.all(rows.slice(i, i + BATCH).map((other) => textOf(snapshot, other)));
    for (const text of texts) {
      searched++;
      for (const pointer of pointersIn(text)) {
        const count = goroutines.get(pointer);
        if (count !== undefined) goroutines.set(pointer, count + 1);
      }
    }
  }
  return { goroutines, searched };
}

function rowsToSearch(index: DumpIndex, snapshot: Snapshot, row: number): readonly number[] {
  const { rawFrom, rawTo } = snapshot.columns;
  const { of } = index.groups(snapshot);
  const rows: number[] = [];
  let bytes = 0;
  const take = (other: number): boolean => {
    bytes += rawTo[other] - rawFrom[other];
    if (rows.length + 1 >= MAX_SEARCHED_TEXTS || bytes > MAX_SEARCHED_BYTES) return false;
    rows.push(other);
    return true;
  };
  for (const other of index.rowsOf(snapshot, of[row])) if (other !== row && !take(other)) return rows;
  for (let other = 0; other < snapshot.length; other++) if (of[other] !== of[row] && !take(other)) return rows;
  return rows;
}
