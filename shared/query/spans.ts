// Spans of some rows at the resolution of the screen: two items per pixel and row at most, exact spans where they are wide
// enough. Reads, per block, the coarsest stored level that is finer than a pixel, and merges the rest on the fly.

import { upperBound } from '../base/bisect';
import type { SpansReply, SpansRequest } from '../model/requests';
import { GoState, SPAN_CLASS_COUNT } from '../model/states';
import type { SpanLevel } from '../model/tables';
import { isGhost } from './ghosts';
import { levelFor, overlappingEntries } from './lane-blocks';
import { loadLevels } from './load-levels';
import { CLASS_STRIDE, type QueryContext } from './query-context';
import { createSpanCollector, type SpanItem } from './span-collector';

/** Items keep their real start and end; those wholly outside the window are left out. */
export async function spans(context: QueryContext, request: SpansRequest): Promise<SpansReply> {
  const { lane: laneName, rows, fromNs, toNs, nsPerPx } = request;
  const lane = context.lanes[laneName];
  const wanted = new Map<number, number>();
  for (const row of rows) {
    for (const entry of overlappingEntries(lane, row, fromNs, toNs)) {
      const block = lane.block[entry];
      wanted.set(block, levelFor(lane.blocks[block], nsPerPx));
    }
  }
  const levels = await loadLevels(context, laneName, wanted);

  const classes = context.classes[laneName];
  const { goroutines } = context.index;
  const collector = createSpanCollector(rows.length, nsPerPx);
  const item: SpanItem = { startNs: 0, endNs: 0, state: 0, reason: 0, arg: 0, count: 1, spanClass: 0, ghost: 0 };
  for (const row of rows) {
    collector.beginRow();
    const ghostSinceNs =
      laneName === 'goroutine' && isGhost(context.index, row) ? goroutines.finalSinceNs[row] : Number.POSITIVE_INFINITY;
    for (const entry of overlappingEntries(lane, row, fromNs, toNs)) {
      const level = levels.get(lane.block[entry]) as SpanLevel;
      const place = lane.place[entry];
      const to = level.rowOffset[place + 1];
      // The last item that starts at or before the window, since it may reach into it.
      const first = upperBound(level.startNs, fromNs, level.rowOffset[place], to) - 1;
      for (let i = Math.max(first, level.rowOffset[place]); i < to && level.startNs[i] < toNs; i++) {
        item.startNs = level.startNs[i];
        item.endNs = i + 1 < to ? level.startNs[i + 1] : level.rowEndNs[place];
        if (item.endNs <= fromNs && item.startNs < fromNs) continue;
        item.state = level.state[i];
        item.reason = level.reason[i];
        item.arg = level.arg[i];
        item.count = level.count === undefined ? 1 : level.count[i];
        item.spanClass = classes[item.state * CLASS_STRIDE + item.reason];
        item.ghost = item.state === GoState.Waiting && item.endNs > ghostSinceNs ? 1 : 0;
        collector.add(item, item.count > 1 ? level.coverage : undefined, i * SPAN_CLASS_COUNT);
      }
    }
  }
  return collector.reply();
}
