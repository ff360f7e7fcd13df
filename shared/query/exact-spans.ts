// Exact look-ups in one row: the span at a time and its neighbours, across block borders. Level 0 only.

import { upperBound } from '../base/bisect';
import type { Lane } from '../model/tables';
import { CLASS_STRIDE, NO_CLASS, type QueryContext } from './query-context';

/** Blocks of height 0 have every span in their first level. */
const EXACT_LEVEL = 0;

export interface ExactSpan {
  readonly startNs: number;
  readonly endNs: number;
  readonly state: number;
  readonly reason: number;
  readonly arg: number;
  /** NO_CLASS: nothing is there (a gap between two lives of the row). */
  readonly spanClass: number;
  /** Place in the row: entry of LaneBlocks and item of the row in that block, to step from. */
  readonly entry: number;
  readonly item: number;
}

async function spanOf(
  context: QueryContext,
  lane: Lane,
  entry: number,
  pick: (first: number, last: number, startNs: Float64Array) => number,
): Promise<ExactSpan> {
  const { blocks, block, place } = context.lanes[lane];
  const level = await context.level(blocks[block[entry]], EXACT_LEVEL, [place[entry]]);
  const row = place[entry];
  const last = level.rowOffset[row + 1] - 1;
  const item = pick(level.rowOffset[row], last, level.startNs);
  const state = level.state[item];
  const reason = level.reason[item];
  return {
    startNs: level.startNs[item],
    endNs: item < last ? level.startNs[item + 1] : level.rowEndNs[row],
    state,
    reason,
    arg: level.arg[item],
    spanClass: context.classes[lane][state * CLASS_STRIDE + reason],
    entry,
    item: item - level.rowOffset[row],
  };
}

/** The span that contains the time (its start included, its end not; the row's very end counts to its last span). */
export async function findSpan(
  context: QueryContext,
  lane: Lane,
  row: number,
  timeNs: number,
): Promise<ExactSpan | undefined> {
  const { blocks, block, place, offset } = context.lanes[lane];
  if (row < 0 || row + 1 >= offset.length) return undefined;
  for (let entry = offset[row + 1] - 1; entry >= offset[row]; entry--) {
    const info = blocks[block[entry]];
    if (info.rowStartNs[place[entry]] > timeNs) continue;
    const isLast = entry === offset[row + 1] - 1;
    const endNs = info.rowEndNs[place[entry]];
    if (timeNs > endNs || (timeNs === endNs && !isLast)) return undefined;
    const span = await spanOf(context, lane, entry, (first, last, startNs) =>
      Math.max(first, upperBound(startNs, timeNs, first, last + 1) - 1),
    );
    return span.spanClass === NO_CLASS ? undefined : span;
  }
  return undefined;
}

/** The next span of the row in either direction, gaps left out; undefined at the row's ends. */
export async function stepSpan(
  context: QueryContext,
  lane: Lane,
  row: number,
  from: ExactSpan,
  step: -1 | 1,
): Promise<ExactSpan | undefined> {
  let span = from;
  do {
    const next = await adjacent(context, lane, row, span, step);
    if (next === undefined) return undefined;
    span = next;
  } while (span.spanClass === NO_CLASS);
  return span;
}

async function adjacent(
  context: QueryContext,
  lane: Lane,
  row: number,
  from: ExactSpan,
  step: -1 | 1,
): Promise<ExactSpan | undefined> {
  const { offset } = context.lanes[lane];
  const within = await spanOf(context, lane, from.entry, (first, last) =>
    Math.min(last, Math.max(first, first + from.item + step)),
  );
  if (within.item !== from.item) return within;
  const entry = from.entry + step;
  if (entry < offset[row] || entry >= offset[row + 1]) return undefined;
  return spanOf(context, lane, entry, (first, last) => (step > 0 ? first : last));
}
