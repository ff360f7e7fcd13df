// Loads of each block the level that a window needs, a few blocks at a time, and hands them on.
//
// Which level that is does not follow from the resolution alone. A long wait is written when it ends, so at deep zoom many
// later blocks of a busy trace have some row that reaches back into the window. In a trace of 60 MB, 54 of 155 blocks touch a
// window of 0.19 ms, and loading the 0.9 MB of exact spans of each took 170 to 360 ms. But what reaches into the window from
// afar is a long span, and long spans are exact in every level. So the coarsest, smallest level is looked at first, and only
// where it has something merged within the window is the finer level loaded: 3 to 40 ms.

import { upperBound } from '../base/bisect';
import type { Lane, SpanLevel } from '../model/tables';
import { levelFor } from './lane-blocks';
import type { QueryContext } from './query-context';

export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
  readonly nsPerPx: number;
}

// IndexedDB answers reads in parallel, but a hundred megabytes at once would double the worker's memory.
const AT_ONCE = 8;

/**
 * @param wanted by index into the lane's blocks: the places of the rows that matter
 * @param visit gets each block once, in no particular order; it must not keep the level, which may be large
 */
export async function visitBlocks(
  context: QueryContext,
  lane: Lane,
  wanted: ReadonlyMap<number, readonly number[]>,
  window: TimeWindow,
  visit: (block: number, level: SpanLevel, places: readonly number[]) => void,
): Promise<void> {
  const one = async (block: number, places: readonly number[]) =>
    visit(block, await levelInWindow(context, lane, block, places, window), places);
  let loading: Promise<void>[] = [];
  for (const [block, places] of wanted) {
    loading.push(one(block, places));
    if (loading.length < AT_ONCE) continue;
    await Promise.all(loading);
    loading = [];
  }
  await Promise.all(loading);
}

async function levelInWindow(
  context: QueryContext,
  lane: Lane,
  block: number,
  places: readonly number[],
  window: TimeWindow,
): Promise<SpanLevel> {
  const info = context.lanes[lane].blocks[block];
  const fine = levelFor(info, window.nsPerPx);
  const coarsest = info.widthNs.length - 1;
  if (fine < coarsest) {
    const level = await context.level(lane, info.block, coarsest);
    if (places.every((place) => isExact(level, place, window))) return level;
  }
  return context.level(lane, info.block, fine);
}

/** Whether nothing of the row is merged within the window. */
function isExact(level: SpanLevel, place: number, window: TimeWindow): boolean {
  if (level.count === undefined) return true;
  const [first, end] = itemsInWindow(level, place, window);
  for (let item = first; item < end; item++) if (level.count[item] > 1) return false;
  return true;
}

/** Items of a row [first, end) that overlap the window; one of no length counts where it starts within. */
export function itemsInWindow(
  level: SpanLevel,
  place: number,
  { fromNs, toNs }: Pick<TimeWindow, 'fromNs' | 'toNs'>,
): readonly [first: number, end: number] {
  const { startNs, rowOffset, rowEndNs } = level;
  const rowEnd = rowOffset[place + 1];
  // The last item that starts before the window may reach into it; several may start right at its edge.
  let first = upperBound(startNs, fromNs, rowOffset[place], rowEnd);
  while (first > rowOffset[place]) {
    const endNs = first < rowEnd ? startNs[first] : rowEndNs[place];
    if (endNs <= fromNs && startNs[first - 1] < fromNs) break;
    first--;
    if (startNs[first] < fromNs) break;
  }
  let end = first;
  while (end < rowEnd && startNs[end] < toNs) end++;
  return [first, end];
}
