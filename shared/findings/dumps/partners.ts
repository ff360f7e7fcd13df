// Is anybody to be seen who could do the other half of a channel operation? A dump does not say which channel a goroutine
// waits on, so this looks for people, not for channels: other goroutines that are in the same type or in the same function
// and its closures, or that were started there. Finding nobody is evidence, never proof: the channel may have been handed to
// another package, and a timer or a signal has no goroutine at all.

import { splitFunctionName } from '../../base/function-name';
import type { Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import type { DumpIndex } from '../../query/dumps/types';

/**
 * What a function belongs to: its type for a method, else itself without its closures.
 * `pkg.(*Server).run.func1` -> `pkg.Server`, `pkg.fetch.func1.2` -> `pkg.fetch`, `pkg.F[...]` -> `pkg.F`.
 */
export function ownerOf(func: string): string {
  const { path, name } = splitFunctionName(func);
  const type = /^\(\*?([^)[]*)/.exec(name)?.[1] ?? name.split(/[.[]/, 1)[0];
  return `${path}.${type}`;
}

/** Owners of a stack's frames. Locks compare a thousand stacks with each waiter: taken apart anew that was 1.2 s. */
const known = new WeakMap<readonly Frame[], readonly string[]>();

export function ownersOf(frames: readonly Frame[]): readonly string[] {
  let owners = known.get(frames);
  if (owners === undefined) {
    owners = frames.map(({ func }) => ownerOf(func));
    known.set(frames, owners);
  }
  return owners;
}

export interface Partners {
  /** Nobody else is in, or was started by, what the functions belong to. */
  readonly missing: (group: number, functions: readonly string[]) => boolean;
}

export function createPartners(index: DumpIndex, snapshot: Snapshot): Partners {
  const groups = index.groups(snapshot);
  const groupsOfOwner = new Map<string, Set<number>>();
  const add = (func: string, group: number): void => {
    if (func === '') return;
    const owner = ownerOf(func);
    const known = groupsOfOwner.get(owner);
    if (known === undefined) groupsOfOwner.set(owner, new Set([group]));
    // Two are enough to know that somebody else is there.
    else if (known.size < 2) known.add(group);
  };
  const { symbols } = index.series;
  for (let group = 0; group < groups.length; group++) {
    if (groups.weight[group] <= 0) continue;
    for (const { func } of index.facts(groups.stack[group]).frames) add(func, group);
    if (groups.creator[group] >= 0) add(symbols.frameAt(groups.creator[group]).func, group);
  }
  return {
    missing: (group, functions) =>
      functions.every((func) => {
        const known = groupsOfOwner.get(ownerOf(func));
        return known === undefined || (known.size === 1 && known.has(group));
      }),
  };
}
