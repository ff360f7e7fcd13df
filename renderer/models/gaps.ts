// The stretches of time that the file tells nothing of, because a part of it could not be read.

import type { Gap, TraceSummary } from '../../shared/model/requests';
import type { TimeWindow } from './session';

/** How much of a stretch of time is not readable, in ns. Gaps do not overlap. */
export function unreadableNs(gaps: readonly Gap[], fromNs: number, toNs: number): number {
  let sum = 0;
  for (const gap of gaps) sum += Math.max(0, Math.min(toNs, gap.toNs) - Math.max(fromNs, gap.fromNs));
  return sum;
}

/** A problem's gap: the one that says so; undefined where it left none, or none that is known to be its own. */
export function gapOfProblem({ gaps }: Pick<TraceSummary, 'gaps'>, problem: number): Gap | undefined {
  return gaps.find((gap) => gap.problem === problem);
}

/** What the file says about a gap, in a sentence; undefined if it does not tell. */
export function gapMessage({ problems }: Pick<TraceSummary, 'problems'>, gap: Gap): string | undefined {
  return gap.problem === undefined ? undefined : problems[gap.problem]?.message;
}

/** Short gaps are shown with this much of the trace around them, so that one sees where one is. */
const LEAST_SHARE = 0.01;

/**
 * A window with the gap in its middle third. Of a gap that is a large part of the trace it shows less around it, so that it is
 * closer than the whole trace however long the gap is.
 */
export function windowAround(gap: Gap, spanNs: number): TimeWindow {
  const gapNs = gap.toNs - gap.fromNs;
  const lengthNs = Math.max(Math.min(3 * gapNs, (gapNs + spanNs) / 2), spanNs * LEAST_SHARE);
  const middleNs = (gap.fromNs + gap.toNs) / 2;
  return { fromNs: middleNs - lengthNs / 2, toNs: middleNs + lengthNs / 2 };
}

/** Number of the next gap after (+1) or before (-1) a time, around the ends; undefined without gaps. */
export function neighbourGap(gaps: readonly Gap[], timeNs: number, step: -1 | 1): number | undefined {
  if (gaps.length === 0) return undefined;
  const middleNs = ({ fromNs, toNs }: Gap): number => (fromNs + toNs) / 2;
  if (step > 0)
    return Math.max(
      0,
      gaps.findIndex((gap) => middleNs(gap) > timeNs),
    );
  const before = gaps.findLastIndex((gap) => middleNs(gap) < timeNs);
  return before < 0 ? gaps.length - 1 : before;
}
