// Finds for each row the blocks and levels that a window needs, loads them a few at a time, and hands them on.
//
// Which ones these are does not follow from the resolution alone. A long wait is written when it ends, so at deep zoom many
// later blocks of a busy trace have some row that reaches back into the window: in a trace of 60 MB, 54 of 155 blocks touch a
// window of 0.19 ms. But what reaches into the window from afar is a long span, and long spans are exact in every level and
// every node of the tree. So the way goes from the tops of the tree down, at each node from the coarsest level to the finest: a row
// is done where the level is fine enough for the window, or has nothing merged within it; only the other rows go on.

import { upperBound } from '../base/bisect';
import type { Lane, SpanLevel } from '../model/tables';
import { type LaneBlocks, levelFor, overlappingEntries } from './lane-blocks';
import type { LaneContext } from './query-context';

export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
  readonly nsPerPx: number;
}

/** By height, then by index into its blocks: places of rows. */
export type Places = readonly Map<number, number[]>[];

/** Gets rows of a block of a height, in no particular order; it must not keep the level, which may be large. */
export type VisitLevel = (height: number, block: number, level: SpanLevel, places: readonly number[]) => void;

// IndexedDB answers reads in parallel, but a hundred megabytes at once would double the worker's memory.
const AT_ONCE = 16;

/** No places yet at any height. */
export const noPlaces = (context: LaneContext, lane: Lane): Places => context.heights[lane].map(() => new Map());

/** Where a visit begins for these rows: the blocks and nodes whose part of the row no node above has. */
export function placesOfRows(context: LaneContext, lane: Lane, rows: Iterable<number>, window: TimeWindow): Places {
  const places = noPlaces(context, lane);
  for (const row of new Set(rows)) {
    context.heights[lane].forEach((blocks, height) => {
      for (const entry of overlappingEntries(blocks, row, window.fromNs, window.toNs)) {
        if (blocks.isRoot[entry] === 1) addPlace(places[height], blocks, entry);
      }
    });
  }
  return places;
}

function addPlace(places: Map<number, number[]>, { block, place }: LaneBlocks, entry: number): void {
  const known = places.get(block[entry]);
  if (known === undefined) places.set(block[entry], [place[entry]]);
  else known.push(place[entry]);
}

/** @param wanted parts of rows that no node above has; places below are added to it. Each part of a row's time is visited once. */
export async function visitBlocks(
  context: LaneContext,
  lane: Lane,
  wanted: Places,
  window: TimeWindow,
  visit: VisitLevel,
): Promise<void> {
  for (let height = wanted.length - 1; height >= 0; height--) {
    let loading: Promise<void>[] = [];
    for (const [block, places] of wanted[height]) {
      loading.push(visitBlock(context, lane, height, block, places, window, visit, wanted));
      if (loading.length < AT_ONCE) continue;
      await Promise.all(loading);
      loading = [];
    }
    await Promise.all(loading);
  }
}

async function visitBlock(
  context: LaneContext,
  lane: Lane,
  height: number,
  block: number,
  places: readonly number[],
  window: TimeWindow,
  visit: VisitLevel,
  wanted: Places,
): Promise<void> {
  const info = context.heights[lane][height].blocks[block];
  const enough = levelFor(info, window.nsPerPx);
  const coarsest = info.widthNs.length - 1;
  let rest = places;
  if (enough < coarsest) {
    const level = await context.level(info, coarsest, places);
    const exact = places.filter((place) => isExact(level, place, window));
    if (exact.length > 0) visit(height, block, level, exact);
    if (exact.length === places.length) return;
    rest = exact.length === 0 ? places : places.filter((place) => !isExact(level, place, window));
  }
  if (enough >= 0) {
    visit(height, block, await context.level(info, enough, rest), rest);
    return;
  }
  const below = context.heights[lane][height - 1];
  for (const place of rest) {
    const fromNs = Math.max(window.fromNs, info.rowStartNs[place]);
    const toNs = Math.min(window.toNs, info.rowEndNs[place]);
    for (const entry of overlappingEntries(below, info.rows[place], fromNs, toNs)) {
      addPlace(wanted[height - 1], below, entry);
    }
  }
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
