// Labels, alone and in pairs, that are more frequent in some goroutines than in all: what the growing ones have in common.

import type { LabelSet } from '../../model/dumps';

export interface Lift {
  readonly labels: LabelSet;
  /** How many times as frequent. */
  readonly lift: number;
  /** Goroutines of the group that have them. */
  readonly count: number;
}

/** Goroutines per label set. */
export type LabelCounts = ReadonlyMap<number, number>;

const SHOWN = 4;
/** A label of one or two goroutines says nothing. */
const LEAST = 3;

export function labelLift(
  sets: readonly LabelSet[],
  group: LabelCounts,
  all: LabelCounts,
  least: number,
): readonly Lift[] {
  const [inGroup, inAll] = [combinations(sets, group), combinations(sets, all)];
  const [size, whole] = [sum(group), sum(all)];
  if (size === 0 || whole === size) return [];
  const lifts: Lift[] = [];
  for (const [key, { labels, count }] of inGroup) {
    const everywhere = inAll.get(key)?.count ?? count;
    const lift = count / size / (everywhere / whole);
    if (count >= LEAST && lift >= least) lifts.push({ labels, lift, count });
  }
  // A pair says more than its parts where it is as frequent.
  return lifts
    .sort((a, b) => b.count - a.count || b.labels.length - a.labels.length || b.lift - a.lift)
    .filter((lift, i, list) => !list.slice(0, i).some((other) => other.count === lift.count && contains(other, lift)))
    .slice(0, SHOWN);
}

const sum = (counts: LabelCounts): number => [...counts.values()].reduce((total, count) => total + count, 0);

const contains = ({ labels }: Lift, { labels: part }: Lift): boolean =>
  part.every(([key, value]) => labels.some((label) => label[0] === key && label[1] === value));

function combinations(sets: readonly LabelSet[], counts: LabelCounts) {
  const found = new Map<string, { readonly labels: LabelSet; count: number }>();
  for (const [set, count] of counts) {
    const labels = sets[set] ?? [];
    for (let a = 0; a < labels.length; a++) {
      for (let b = a; b < labels.length; b++) {
        const pair: LabelSet = a === b ? [labels[a]] : [labels[a], labels[b]];
        const key = JSON.stringify(pair);
        const known = found.get(key);
        if (known === undefined) found.set(key, { labels: pair, count });
        else known.count += count;
      }
    }
  }
  return found;
}
