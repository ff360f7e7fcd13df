// Ended ancestors. With GODEBUG=tracebackancestors a goroutine's text goes on with the stacks of those that created it, as they
// were when they did: the only thing a dump tells of goroutines that are gone.

import { GoroutineFlag, type GoroutineText, type Snapshot } from '../../model/dumps';
import type { DumpIndex, TextOf } from './types';

/** By row: what its text says of its ancestors, the creator first. */
export type Ancestors = ReadonlyMap<number, GoroutineText['ancestors']>;

/** Texts that are read again for the created-by tree; the goroutines behind that number stand under what their columns tell. */
export const MAX_ANCESTOR_TEXTS = 5000;

/** Texts asked for at once. */
const BATCH = 64;
const known = new WeakMap<Snapshot, Promise<Ancestors>>();

/**
 * Reads the ancestors of goroutines whose creator is not in the dump, or not told (Go 1.20 and older): of those that one goroutine
 * created, one tells the same as all. What was found is kept with the snapshot; a file that could not be read is tried again.
 */
export function readAncestors(
  index: DumpIndex,
  snapshot: Snapshot,
  textOf: TextOf,
  read: (bytes: Uint8Array) => GoroutineText,
): Promise<Ancestors> {
  const found = known.get(snapshot);
  if (found !== undefined) return found;
  const reading = readAll(snapshot, rowsToRead(index, snapshot), textOf, read);
  known.set(snapshot, reading);
  reading.catch(() => known.delete(snapshot));
  return reading;
}

function rowsToRead(index: DumpIndex, snapshot: Snapshot): readonly number[] {
  const { flags, parent } = snapshot.columns;
  const asked = new Set<number>();
  const rows: number[] = [];
  for (let row = 0; row < snapshot.length && rows.length < MAX_ANCESTOR_TEXTS; row++) {
    if ((flags[row] & GoroutineFlag.Ancestors) === 0) continue;
    const creator = parent[row];
    if (creator >= 0 && (asked.has(creator) || index.rowOfId(snapshot, creator) >= 0)) continue;
    asked.add(creator);
    rows.push(row);
  }
  return rows;
}

async function readAll(
  snapshot: Snapshot,
  rows: readonly number[],
  textOf: TextOf,
  read: (bytes: Uint8Array) => GoroutineText,
): Promise<Ancestors> {
  const found = new Map<number, GoroutineText['ancestors']>();
  for (let i = 0; i < rows.length; i += BATCH) {
    const batch = rows.slice(i, i + BATCH);
    const texts = await Promise.all(batch.map((row) => textOf(snapshot, row)));
    batch.forEach((row, at) => {
      found.set(row, read(texts[at]).ancestors);
    });
  }
  return found;
}
