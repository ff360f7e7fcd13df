// The list of groups of one dump: who belongs together, how many they are and what they share, the most suspicious first.

import {
  type CountOf,
  type DumpGroup,
  type GroupingRequest,
  type GroupsReply,
  MAX_GROUPS,
  type WaitRange,
} from '../../model/dump-requests';
import { GoroutineFlag, type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { bucketsOf } from './dump-index';
import { withHiddenRoots } from './hidden-frames';
import { partition } from './partition';
import { listsLeaksOnly } from './stack-groups';
import type { DumpIndex, GroupJudge } from './types';
import { backgroundGroups, Tally } from './visible';

const SHOWN_LABELS = 12;
const SHOWN_CREATORS = 12;
const SHOWN_IDS = 20;

/**
 * `total` counts all goroutines of the snapshot, `matched` those that match the filter, background or not: shown are
 * `matched - hidden.goroutines`. A group has background and other goroutines only if it is not by stack; then its numbers are
 * those of the shown ones.
 * @param mask 1 = the row matches the filter; absent = all do. `request.filter` is not looked at.
 */
export function groupReply(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  request: GroupingRequest,
  mask: Uint8Array | undefined,
): Extract<GroupsReply, { ok: true }> {
  const sums = sumGroups(index, snapshot, judge, request, mask);
  const shown = sums.order.slice(0, MAX_GROUPS);
  const place = new Int32Array(sums.parts.length).fill(-1);
  shown.forEach((part, at) => {
    place[part] = at;
  });
  const of = new Int32Array(snapshot.length);
  for (let row = 0; row < of.length; row++) of[row] = sums.visible[row] === 1 ? place[sums.parts.of[row]] : -1;
  const { start, rows } = bucketsOf(of, shown.length);
  const describe = describer(index, snapshot);
  const groups = shown.map(
    (part, at): DumpGroup => ({
      key: sums.parts.keys[part],
      title: sums.parts.titles[part],
      diagnosis: judge.diagnosis(sums.worst[part]),
      background: sums.background[part] === 1,
      ...describe(rows.subarray(start[at], start[at + 1])),
    }),
  );
  const { total, matched, hidden } = sums;
  return { ok: true, total, matched, hidden, groups, moreGroups: sums.order.length - shown.length };
}

function sumGroups(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  request: GroupingRequest,
  mask: Uint8Array | undefined,
) {
  const stackGroups = index.groups(snapshot);
  const parts = partition(index, snapshot, request);
  const { weight } = snapshot.columns;
  const inBackground = backgroundGroups(index, snapshot, judge);
  const suspicion = Float64Array.from({ length: stackGroups.length }, (_, group) => judge.suspicion(group));

  const count = new Float64Array(parts.length);
  const worst = new Int32Array(parts.length).fill(-1);
  const background = new Uint8Array(parts.length).fill(1);
  const hiddenPart = new Uint8Array(parts.length);
  const visible = new Uint8Array(snapshot.length);
  let [total, matched, hiddenGoroutines] = [0, 0, 0];
  for (let row = 0; row < snapshot.length; row++) {
    total += weight[row];
    if (mask !== undefined && mask[row] === 0) continue;
    matched += weight[row];
    const stackGroup = stackGroups.of[row];
    const part = parts.of[row];
    if (inBackground[stackGroup] === 0) background[part] = 0;
    else if (!request.background) {
      hiddenGoroutines += weight[row];
      hiddenPart[part] = 1;
      continue;
    }
    visible[row] = 1;
    count[part] += weight[row];
    if (worst[part] < 0 || suspicion[stackGroup] > suspicion[worst[part]]) worst[part] = stackGroup;
  }
  const order: number[] = [];
  let hiddenGroups = 0;
  for (let part = 0; part < parts.length; part++) {
    if (worst[part] >= 0) order.push(part);
    else if (hiddenPart[part] === 1) hiddenGroups++;
  }
  // Of a delta profile the size of the change counts. The sort is stable: what is equal stays in the order of the dump.
  order.sort((a, b) => suspicion[worst[b]] - suspicion[worst[a]] || Math.abs(count[b]) - Math.abs(count[a]) || 0);
  const hidden = { goroutines: hiddenGoroutines, groups: hiddenGroups };
  return { parts, order, worst, background, visible, total, matched, hidden };
}

/** What the rows of a group share, in numbers. */
function describer(index: DumpIndex, snapshot: Snapshot) {
  const { symbols, moments } = index.series;
  const { columns } = snapshot;
  const allLeaked = listsLeaksOnly(snapshot);
  const moment: Moment | undefined = moments.find((one) => mainSnapshot(one) === snapshot);
  const states = new Tally(symbols.table.stringCount);
  const stacks = new Tally(symbols.table.stackCount + 1);
  const creators = new Tally(symbols.table.frameCount + 1);
  const labelSets = new Tally(symbols.labelSets.length);
  const pairs = new LabelPairs(symbols.labelSets);

  return (rows: Int32Array): Omit<DumpGroup, 'key' | 'title' | 'diagnosis' | 'background'> => {
    let [count, leaked, cut, elided, untold, min, max] = [0, 0, 0, 0, 0, -1, -1];
    const ids: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const weight = columns.weight[row];
      const flags = columns.flags[row];
      const minutes = columns.minutes[row];
      count += weight;
      if (allLeaked || (flags & GoroutineFlag.Leaked) !== 0) leaked += weight;
      if ((flags & GoroutineFlag.Cut) !== 0) cut += weight;
      if ((flags & GoroutineFlag.Elided) !== 0) elided += weight;
      if (minutes < 0) untold += weight;
      else {
        min = min < 0 || minutes < min ? minutes : min;
        max = Math.max(minutes, max);
      }
      if (ids.length < SHOWN_IDS && columns.id[row] >= 0) ids.push(columns.id[row]);
      states.add(columns.state[row], weight);
      stacks.add(columns.stack[row] + 1, weight);
      creators.add(columns.creator[row] + 1, weight);
      labelSets.add(columns.labels[row], weight);
    }
    const wait: WaitRange | undefined = max < 0 ? undefined : { minMinutes: min, maxMinutes: max, untold };
    const stackCount = stacks.distinct;
    const stack = (stacks.take()[0]?.value ?? 0) - 1;
    const { blocking, user, frames } = index.facts(stack);
    const creatorCounts = creators.take().map(({ value, count: n }) => creatorOf(value - 1, n));
    const creatorTold = creatorCounts.some(({ value }) => value.func !== '');
    const labels = pairs.count(labelSets.take());
    return {
      count,
      states: states.take().map(({ value, count: n }) => ({ value: index.string(value), count: n })),
      wait,
      leaked,
      labels: labels.slice(0, SHOWN_LABELS),
      moreLabels: Math.max(0, labels.length - SHOWN_LABELS),
      creators: creatorCounts.slice(0, SHOWN_CREATORS),
      frames: moment === undefined ? frames : withHiddenRoots(index, moment, stack, creatorTold),
      blockingFrame: blocking,
      userFrame: user,
      stacks: stackCount,
      ids,
      cut,
      elided,
    };
  };

  function creatorOf(creator: number, count: number): CountOf<Frame> {
    return { value: creator < 0 ? { func: '', file: '', line: 0, pc: 0 } : symbols.frameAt(creator), count };
  }
}

type Pair = readonly [key: string, value: string];

/** Counts of single labels from counts of label sets. */
class LabelPairs {
  private readonly pairs: Pair[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly ofSet: (readonly number[])[] = [];
  private readonly sets: readonly (readonly Pair[])[];

  constructor(sets: readonly (readonly Pair[])[]) {
    this.sets = sets;
  }

  count(sets: readonly { readonly value: number; readonly count: number }[]): readonly CountOf<Pair>[] {
    const counts = new Map<number, number>();
    for (const { value: set, count } of sets) {
      for (const pair of this.of(set)) counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
    return [...counts]
      .map(([pair, count]) => ({ value: this.pairs[pair], count }))
      .sort((a, b) => Math.abs(b.count) - Math.abs(a.count));
  }

  private of(set: number): readonly number[] {
    const known = this.ofSet[set];
    if (known !== undefined) return known;
    const made = (this.sets[set] ?? []).map((pair) => this.number(pair));
    this.ofSet[set] = made;
    return made;
  }

  private number(pair: Pair): number {
    const key = JSON.stringify(pair);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.pairs.push(pair);
    this.numbers.set(key, this.pairs.length - 1);
    return this.pairs.length - 1;
  }
}
