// Spans of some rows at the resolution of the screen: two items per pixel and row at most, exact spans where they are wide
// enough. Reads, per block, a stored level that is fine enough for the window, and merges the rest on the fly.
//
// In the lane `gc` the gaps are no spans. Stored levels merge them with what is active, so this lane is always read exactly:
// it has a few spans per collection, not thousands.

import { assert } from '../base/assert';
import type { SpansReply, SpansRequest } from '../model/requests';
import { GoState, SPAN_CLASS_COUNT } from '../model/states';
import type { SpanLevel } from '../model/tables';
import { isGhost } from './ghosts';
import { overlappingEntries } from './lane-blocks';
import { CLASS_STRIDE, type QueryContext } from './query-context';
import { createSpanCollector, type SpanItem } from './span-collector';
import { itemsInWindow, type TimeWindow, visitBlocks } from './visit-blocks';

/** Finer than any stored level. */
const EXACT = 0;
/** State of the time between two ranges of the lane `gc`. */
const GAP = 0;

/** Items of one row and block within the window, copied out of their level. */
interface RowItems extends Pick<SpanLevel, 'startNs' | 'state' | 'reason' | 'arg' | 'count' | 'coverage'> {
  /** End of the last item. */
  readonly endNs: number;
}

/** Items keep their real start and end; those wholly outside the window are left out. */
export async function spans(context: QueryContext, request: SpansRequest): Promise<SpansReply> {
  const { lane, rows, fromNs, toNs, nsPerPx } = request;
  const { block, place } = context.lanes[lane];
  const places = new Map<number, Set<number>>();
  for (const row of rows) {
    for (const entry of overlappingEntries(context.lanes[lane], row, fromNs, toNs)) {
      const known = places.get(block[entry]);
      if (known === undefined) places.set(block[entry], new Set([place[entry]]));
      else known.add(place[entry]);
    }
  }
  const wanted = new Map([...places].map(([index, set]) => [index, [...set]]));
  const found = new Map<number, Map<number, RowItems>>();
  const isGc = lane === 'gc';
  const window = isGc ? { fromNs, toNs, nsPerPx: EXACT } : request;
  await visitBlocks(context, lane, wanted, window, (index, level, rowPlaces) => {
    found.set(index, new Map(rowPlaces.map((rowPlace) => [rowPlace, rowItems(level, rowPlace, request)])));
  });

  const classes = context.classes[lane];
  const collector = createSpanCollector(rows.length, nsPerPx, isGc);
  const item: SpanItem = { startNs: 0, endNs: 0, state: 0, reason: 0, arg: 0, count: 1, spanClass: 0, ghost: 0 };
  for (const row of rows) {
    collector.beginRow();
    const ghostSinceNs = lane === 'goroutine' ? ghostSince(context, row) : Number.POSITIVE_INFINITY;
    for (const entry of overlappingEntries(context.lanes[lane], row, fromNs, toNs)) {
      const items = found.get(block[entry])?.get(place[entry]);
      assert(items !== undefined, `block ${block[entry]} was not visited`);
      const { startNs, state, reason, arg, count, coverage } = items;
      for (let i = 0; i < startNs.length; i++) {
        if (isGc && state[i] === GAP) continue;
        item.startNs = startNs[i];
        item.endNs = i + 1 < startNs.length ? startNs[i + 1] : items.endNs;
        item.state = state[i];
        item.reason = reason[i];
        item.arg = arg[i];
        item.count = count === undefined ? 1 : count[i];
        item.spanClass = classes[item.state * CLASS_STRIDE + item.reason];
        item.ghost = item.state === GoState.Waiting && item.endNs > ghostSinceNs ? 1 : 0;
        collector.add(item, item.count > 1 ? coverage : undefined, i * SPAN_CLASS_COUNT);
      }
    }
  }
  return collector.reply();
}

/** Since when a ghost waits; infinite for a row that is none. */
function ghostSince({ index }: QueryContext, row: number): number {
  return row < index.goroutines.length && isGhost(index, row)
    ? index.goroutines.finalSinceNs[row]
    : Number.POSITIVE_INFINITY;
}

function rowItems(level: SpanLevel, place: number, window: TimeWindow): RowItems {
  const [first, end] = itemsInWindow(level, place, window);
  return {
    startNs: level.startNs.slice(first, end),
    endNs: end < level.rowOffset[place + 1] ? level.startNs[end] : level.rowEndNs[place],
    state: level.state.slice(first, end),
    reason: level.reason.slice(first, end),
    arg: level.arg.slice(first, end),
    count: level.count?.slice(first, end),
    coverage: level.coverage?.slice(first * SPAN_CLASS_COUNT, end * SPAN_CLASS_COUNT),
  };
}
