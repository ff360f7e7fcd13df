// How a group's counts and goroutines change over a series (research on dump analysers, 5.5): slope, turnover, survivors.

import type { DumpSettings } from '../../model/dump-requests';

export interface Trend {
  readonly counts: readonly number[];
  readonly delta: number;
  /** Median of the slopes between all pairs of moments (Theil–Sen), per minute; absent without times. */
  readonly perMinute?: number;
  /** Share of the steps in which the count rises. */
  readonly rising: number;
  /** Counts rise in every one of as many steps as the settings ask for, by enough, and those that were there stay. */
  readonly growing: boolean;
  /** Absent without ids. */
  readonly newIds?: readonly number[];
  readonly goneIds?: readonly number[];
  readonly survivors?: number;
  readonly turnover?: number;
}

/** @param ids of the group at each moment; undefined where the moment has none, or cannot be compared with the one before */
export function trendOf(
  counts: readonly number[],
  ids: readonly (ReadonlySet<number> | undefined)[],
  timesMs: readonly (number | undefined)[],
  settings: DumpSettings,
): Trend {
  const steps = counts.length - 1;
  const risen = counts.slice(1).filter((count, i) => count > counts[i]).length;
  const delta = counts[steps] - counts[0];
  const settled = withoutYoung(counts, ids, timesMs, settings.newOlderThanSeconds * 1000);
  const grows = settled.every((count, i) => i === 0 || count > settled[i - 1]);
  const flow = flowOf(counts, ids);
  const enough = Math.max(settings.growthMinimum, settings.growthFraction * Math.max(0, counts[0]));
  const growing =
    steps >= settings.growthSteps &&
    grows &&
    settled[steps] - settled[0] >= enough &&
    (flow.survivors === undefined || flow.survivors >= settings.growthSurvivors);
  const perMinute = slope(counts, timesMs);
  return {
    counts,
    delta,
    rising: steps === 0 ? 0 : risen / steps,
    growing,
    ...flow,
    ...(perMinute === undefined ? {} : { perMinute }),
  };
}

/**
 * Counts without goroutines that are new and younger than `leastMs`: what lives shorter comes and goes. How old one is a dump does
 * not tell; it is that old if it is still there in a dump so much later, and may be in the last dump only if the one before
 * lies so far back. Where times or ids are missing all count.
 */
function withoutYoung(
  counts: readonly number[],
  ids: readonly (ReadonlySet<number> | undefined)[],
  timesMs: readonly (number | undefined)[],
  leastMs: number,
): readonly number[] {
  return counts.map((count, i) => {
    const [now, before, nowMs, beforeMs] = [ids[i], ids[i - 1], timesMs[i], timesMs[i - 1]];
    if (now === undefined || before === undefined || nowMs === undefined || beforeMs === undefined) return count;
    const later = timesMs.findIndex((timeMs, j) => j > i && timeMs !== undefined && timeMs - nowMs >= leastMs);
    const mayBeOld = nowMs - beforeMs >= leastMs;
    let young = 0;
    for (const id of now) {
      if (before.has(id)) continue;
      if (later < 0 ? !mayBeOld : ids[later]?.has(id) === false) young++;
    }
    return count - young;
  });
}

type Flow = Pick<Trend, 'newIds' | 'goneIds' | 'survivors' | 'turnover'>;

function flowOf(counts: readonly number[], ids: readonly (ReadonlySet<number> | undefined)[]): Flow {
  const newIds: number[] = [];
  const goneIds: number[] = [];
  let compared = 0;
  let stayed = 0;
  let came = 0;
  let present = 0;
  for (let i = 1; i < counts.length; i++) {
    const [before, after] = [ids[i - 1], ids[i]];
    if (before === undefined || after === undefined) return {};
    let kept = 0;
    for (const id of before) if (after.has(id)) kept++;
    newIds.push(after.size - kept);
    goneIds.push(before.size - kept);
    compared += before.size;
    stayed += kept;
    came += after.size - kept;
    present += after.size;
  }
  if (newIds.length === 0) return {};
  return {
    newIds,
    goneIds,
    ...(compared === 0 ? {} : { survivors: stayed / compared }),
    ...(present === 0 ? {} : { turnover: came / present }),
  };
}

/** Per minute; undefined if a time is missing or all are the same. */
function slope(counts: readonly number[], timesMs: readonly (number | undefined)[]): number | undefined {
  const slopes: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    for (let j = i + 1; j < counts.length; j++) {
      const [from, to] = [timesMs[i], timesMs[j]];
      if (from === undefined || to === undefined) return undefined;
      if (to > from) slopes.push((counts[j] - counts[i]) / ((to - from) / 60_000));
    }
  }
  return slopes.length === 0 ? undefined : median(slopes);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
