// Spans of some rows at the resolution of the screen: two items per pixel and row at most, exact spans where they are wide
// enough. Reads, per block, a stored level that is fine enough for the window, from whichever height of the tree that is, and merges the rest on the fly.
//
// In the lane `gc` the gaps are no spans. Stored levels merge them with what is active, so this lane is always read exactly:
// it has a few spans per collection, not thousands.

import type { SpansReply, SpansRequest } from '../model/requests';
import { GoState, SPAN_CLASS_COUNT } from '../model/states';
import type { SpanLevel } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { isGhost } from './ghosts';
import { CLASS_STRIDE, type LaneContext, type QueryContext } from './query-context';
import { createSpanCollector, type SpanItem } from './span-collector';
import { itemsInWindow, placesOfRows, type TimeWindow, visitBlocks } from './visit-blocks';

/** Finer than any stored level. */
const EXACT = 0;
/** State of the time between two ranges of the lane `gc`. */
const GAP = 0;

/** Items of one row and block within the window, copied out of their level. */
interface RowItems extends Pick<SpanLevel, 'startNs' | 'state' | 'reason' | 'arg' | 'count' | 'coverage'> {
  /** Start of the row's first item and end of its last one in the block: the row's pieces follow each other by these. */
  readonly rowStartNs: number;
  readonly rowEndNs: number;
  /** End of the last item. */
  readonly endNs: number;
}

/**
 * Items keep their real start and end; those wholly outside the window are left out.
 * @param context `index` tells the ghosts: other lanes than that of the goroutines need none
 */
export async function spans(context: LaneContext & Partial<QueryContext>, request: SpansRequest): Promise<SpansReply> {
  const { lane, rows, fromNs, toNs, nsPerPx } = request;
  const isGc = lane === 'gc';
  const window = isGc ? { fromNs, toNs, nsPerPx: EXACT } : request;
  const pieces = new Map<number, RowItems[]>();
  await visitBlocks(
    context,
    lane,
    placesOfRows(context, lane, rows, window),
    window,
    (height, block, level, places) => {
      const info = context.heights[lane][height].blocks[block];
      for (const place of places) {
        const items = rowItems(level, place, request, info.rowStartNs[place]);
        const known = pieces.get(info.rows[place]);
        if (known === undefined) pieces.set(info.rows[place], [items]);
        else known.push(items);
      }
    },
  );
  for (const ofRow of pieces.values()) ofRow.sort((a, b) => a.rowStartNs - b.rowStartNs || a.rowEndNs - b.rowEndNs);

  const classes = context.classes[lane];
  const collector = createSpanCollector(rows.length, nsPerPx, isGc);
  const item: SpanItem = { startNs: 0, endNs: 0, state: 0, reason: 0, arg: 0, count: 1, spanClass: 0, ghost: 0 };
  for (const row of rows) {
    collector.beginRow();
    const ghostSinceNs =
      lane === 'goroutine' && context.index !== undefined ? ghostSince(context.index, row) : Number.POSITIVE_INFINITY;
    for (const items of pieces.get(row) ?? []) {
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
function ghostSince(index: TraceIndex, row: number): number {
  return row < index.goroutines.length && isGhost(index, row)
    ? index.goroutines.finalSinceNs[row]
    : Number.POSITIVE_INFINITY;
}

function rowItems(level: SpanLevel, place: number, window: TimeWindow, rowStartNs: number): RowItems {
  const [first, end] = itemsInWindow(level, place, window);
  return {
    rowStartNs,
    rowEndNs: level.rowEndNs[place],
    startNs: level.startNs.slice(first, end),
    endNs: end < level.rowOffset[place + 1] ? level.startNs[end] : level.rowEndNs[place],
    state: level.state.slice(first, end),
    reason: level.reason.slice(first, end),
    arg: level.arg.slice(first, end),
    count: level.count?.slice(first, end),
    coverage: level.coverage?.slice(first * SPAN_CLASS_COUNT, end * SPAN_CLASS_COUNT),
  };
}
