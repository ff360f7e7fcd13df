// What the garbage collector proved: by marks in the text, or by the leak profile of the same moment.

import { type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import { listedOf } from '../../query/dumps/hidden-frames';
import type { DumpIndex } from '../../query/dumps/types';
import type { Case } from './evidence';
import { fits } from './match';
import { plural } from './words';

/** debug=2 of the leak profile looks like that of goroutines; only the goroutine that writes it tells. */
const WRITER = ['runtime/pprof.writeGoroutineLeak*'];

/** Was the collector asked for leaks at this moment? Then marks are fresh, and no mark means something. */
export function askedForLeaks(index: DumpIndex, moment: Moment): boolean {
  const snapshot = mainSnapshot(moment);
  if (moment.leaks !== undefined || snapshot.profile === 'goroutineleak') return true;
  if (snapshot.length === 0) return false;
  return index.facts(snapshot.columns.stack[0]).frames.some(({ func }) => fits(func, WRITER));
}

/** Goroutines of a stack that the leak profile of the moment lists; it does not tell states and go statements. */
export function listedAsLeaked(index: DumpIndex, { leaks }: Moment, stack: number): number {
  // debug=2 of the leak profile lists everybody; there only the marks count, and they are in the rows.
  return leaks === undefined || leaks.form !== 'counts' ? 0 : listedOf(index, leaks, stack);
}

export interface Proof {
  /** Everybody in the group. */
  readonly all: boolean;
  readonly evidence: readonly string[];
}

/** @returns undefined if nothing is proved of the group. */
export function proofOf({ index, moment, snapshot, group, facts }: Case): Proof | undefined {
  const groups = index.groups(snapshot);
  const [stack, weight, marked] = [groups.stack[group], groups.weight[group], groups.leaked[group]];
  const evidence: string[] = [];
  const listed = listedAsLeaked(index, moment, stack);
  let all = false;
  if (listed > 0) {
    const same = facts.ofStack(stack);
    all = listed >= same;
    evidence.push(
      `the goroutineleak profile of this moment lists ${plural(listed, 'goroutine')} of this stack${all ? '' : `; the dump has ${same}`}`,
    );
  }
  if (marked > 0 && snapshot.form === 'goroutines') {
    all ||= marked >= weight;
    evidence.push(`${marked} of ${plural(weight, 'goroutine')} marked (leaked) by the garbage collector`);
    if (!askedForLeaks(index, moment)) {
      evidence.push(
        'the mark is of the last leak profile that somebody took, perhaps long before this dump: what leaked since then is not marked',
      );
    }
    evidence.push('how long they wait is not told: the runtime prints no minutes for those that are marked');
  }
  return evidence.length === 0 ? undefined : { all, evidence };
}

/** Goroutines of a moment of which it is proved. */
export function provedIn(index: DumpIndex, moment: Moment, snapshot: Snapshot): number {
  const groups = index.groups(snapshot);
  const byStack = new Map<number, { weight: number; marked: number }>();
  for (let group = 0; group < groups.length; group++) {
    const sums = byStack.get(groups.stack[group]) ?? { weight: 0, marked: 0 };
    byStack.set(groups.stack[group], sums);
    sums.weight += groups.weight[group];
    sums.marked += groups.leaked[group];
  }
  let proved = 0;
  for (const [stack, { weight, marked }] of byStack) {
    proved += Math.max(marked, Math.min(weight, listedAsLeaked(index, moment, stack)));
  }
  return proved;
}
