// What the rows of a stack group say beyond its columns: whether those that started them are still there, whether they have
// children, and which addresses they wait for. Asked only of groups whose pattern wants to know.

import { GoroutineFlag, type Snapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';

/** Rows of a group that are looked at: what holds for a thousand goroutines of one place is told by a thousand. */
const SAMPLE = 1000;

const STACK_MISSING = GoroutineFlag.NoStack | GoroutineFlag.Cut | GoroutineFlag.Elided | GoroutineFlag.Unparsed;

export interface GroupFacts {
  /** All creators are known, and none of them is in the dump any more. */
  creatorGone(group: number): boolean;
  /** Of half of its goroutines at least: the same, or the function with the go statement is not on the creator's stack any more. */
  starterReturned(group: number): boolean;
  /** None of its goroutines has started one that is still there; false where the dump does not tell creators. */
  childless(group: number): boolean;
  /** Goroutines of a stack, in whatever state and started wherever. */
  ofStack(stack: number): number;
  /** Distinct addresses that its goroutines wait for, of how many that tell one. */
  addresses(group: number): { readonly distinct: number; readonly told: number };
}

/** A dump that ends in the middle, or has one goroutine only, does not tell who is missing. */
export const isWhole = ({ truncated, length }: Snapshot): boolean => !truncated && length > 1;

export function createGroupFacts(index: DumpIndex, snapshot: Snapshot): GroupFacts {
  const { columns, length } = snapshot;
  const groups = index.groups(snapshot);
  let parents: Set<number> | undefined;
  let byStack: Map<number, number> | undefined;
  const sample = (group: number): Int32Array => index.rowsOf(snapshot, group).subarray(0, SAMPLE);
  const hasChildren = (): Set<number> => {
    if (parents !== undefined) return parents;
    parents = new Set();
    for (let row = 0; row < length; row++) if (columns.parent[row] > 0) parents.add(columns.parent[row]);
    return parents;
  };
  return {
    creatorGone(group) {
      if (!isWhole(snapshot)) return false;
      const rows = sample(group);
      return (
        rows.length > 0 &&
        rows.every((row) => columns.parent[row] > 0 && index.rowOfId(snapshot, columns.parent[row]) < 0)
      );
    },
    starterReturned(group) {
      if (!isWhole(snapshot)) return false;
      const rows = sample(group);
      const creator = groups.creator[group];
      if (rows.length === 0 || creator < 0) return false;
      const { func } = index.series.symbols.frameAt(creator);
      const returned = rows.filter((row) => {
        if (!(columns.parent[row] > 0)) return false;
        const parent = index.rowOfId(snapshot, columns.parent[row]);
        if (parent < 0) return true;
        if ((columns.flags[parent] & STACK_MISSING) !== 0) return false;
        return !index.facts(columns.stack[parent]).frames.some((frame) => frame.func === func);
      });
      // A connection that is used again may be in the same handler again.
      return returned.length * 2 >= rows.length;
    },
    childless(group) {
      if (!isWhole(snapshot)) return false;
      const known = hasChildren();
      return known.size > 0 && sample(group).every((row) => !known.has(columns.id[row]));
    },
    ofStack(stack) {
      if (byStack === undefined) {
        byStack = new Map();
        for (let group = 0; group < groups.length; group++) {
          byStack.set(groups.stack[group], (byStack.get(groups.stack[group]) ?? 0) + groups.weight[group]);
        }
      }
      return byStack.get(stack) ?? 0;
    },
    addresses(group) {
      const found = new Set<number>();
      let told = 0;
      for (const row of sample(group)) {
        if (Number.isNaN(columns.waitsFor[row])) continue;
        found.add(columns.waitsFor[row]);
        told++;
      }
      return { distinct: found.size, told };
    },
  };
}
