// Ended ancestors. With GODEBUG=tracebackancestors a goroutine's text goes on with the stacks of those that created it, as they
// were when they did: the only thing a dump tells of goroutines that are gone.

import { GoroutineFlag, type GoroutineText, type Snapshot } from '../../model/dumps';
import type { DumpIndex, TextOf } from './types';

/** By row: what its text says of its ancestors, the creator first. */
export type Ancestors = ReadonlyMap<number, GoroutineText['ancestors']>;

/** Texts that are read again for the created-by tree; the goroutines behind that number stand under what their columns tell. */
export const MAX_ANCESTOR_TEXTS = 5000;

/**
 * Reads the ancestors of goroutines whose creator is not in the dump, or not told (Go 1.20 and older): of those that one goroutine
 * created, one tells the same as all.
 */
export async function readAncestors(
  index: DumpIndex,
  snapshot: Snapshot,
  textOf: TextOf,
  read: (bytes: Uint8Array) => GoroutineText,
): Promise<Ancestors> {
  const { flags, parent } = snapshot.columns;
  const asked = new Set<number>();
  const found = new Map<number, GoroutineText['ancestors']>();
  for (let row = 0; row < snapshot.length && found.size < MAX_ANCESTOR_TEXTS; row++) {
    if ((flags[row] & GoroutineFlag.Ancestors) === 0) continue;
    const creator = parent[row];
    if (creator >= 0 && (asked.has(creator) || index.rowOfId(snapshot, creator) >= 0)) continue;
    asked.add(creator);
    found.set(row, read(await textOf(snapshot, row)).ancestors);
  }
  return found;
}
