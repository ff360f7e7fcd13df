// Which goroutines an answer is about: those that match the filter, without what every program has unless it is asked for.

import type { Snapshot } from '../../model/dumps';
import type { DumpIndex, GroupJudge } from './types';

/** 1 = a stack group that every program has at this number. */
export function backgroundGroups(index: DumpIndex, snapshot: Snapshot, judge: GroupJudge): Uint8Array {
  const { length } = index.groups(snapshot);
  const background = new Uint8Array(length);
  for (let group = 0; group < length; group++) if (judge.background(group)) background[group] = 1;
  return background;
}

/** 1 = the row is shown. @param mask rows that match the filter; absent = all. */
export function visibleRows(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  withBackground: boolean,
  mask: Uint8Array | undefined,
): Uint8Array {
  const { of } = index.groups(snapshot);
  const visible = mask === undefined ? new Uint8Array(snapshot.length).fill(1) : mask.slice(0, snapshot.length);
  if (withBackground) return visible;
  const background = backgroundGroups(index, snapshot, judge);
  for (let row = 0; row < visible.length; row++) if (background[of[row]] === 1) visible[row] = 0;
  return visible;
}

/** Sums by small whole numbers (0 … size - 1), emptied at a cost of what was counted: one is used for thousands of groups. */
export class Tally {
  private readonly sums: Float64Array;
  private readonly seen: Uint8Array;
  private values: number[] = [];

  constructor(size: number) {
    this.sums = new Float64Array(size);
    this.seen = new Uint8Array(size);
  }

  add(value: number, count: number): void {
    if (this.seen[value] === 0) {
      this.seen[value] = 1;
      this.values.push(value);
    }
    this.sums[value] += count;
  }

  get distinct(): number {
    return this.values.length;
  }

  /** Largest first (of a delta profile: by size of the change); empties. */
  take(): readonly { readonly value: number; readonly count: number }[] {
    const taken = this.values.map((value) => ({ value, count: this.sums[value] }));
    for (const value of this.values) {
      this.sums[value] = 0;
      this.seen[value] = 0;
    }
    this.values = [];
    return taken.sort((a, b) => Math.abs(b.count) - Math.abs(a.count));
  }
}
