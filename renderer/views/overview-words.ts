// What the overview says about a time: goroutines by state, heap, garbage collection.

import { formatMemory } from '../../shared/base/format';
import { METRIC_HEAP } from '../../shared/model/events';
import type { DensityReply, SpansReply } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT } from '../../shared/model/states';
import { type CounterTable, GC_ROW, STW_ROW } from '../../shared/model/tables';
import { formatTimeAt } from '../canvas/ruler';
import { gcTrack, type OverviewData } from '../tracks';
import { classLines, type TooltipLine } from './timeline-words';

/** `resolutionNs`: nanoseconds per pixel of the overview. */
export function overviewLines(data: OverviewData, timeNs: number, resolutionNs: number): readonly TooltipLine[] {
  const heap = heapAt(data.counters, timeNs);
  return [
    { text: formatTimeAt(timeNs, resolutionNs), style: 'title' },
    ...(data.density === undefined ? [] : classLines(countsAt(data.density, timeNs))),
    ...(heap === undefined ? [] : [{ text: `heap ${formatMemory(heap)}`, style: 'faint' } as const]),
    ...(data.gc === undefined ? [] : gcLines(data.gc, timeNs, resolutionNs)),
  ];
}

/** `heap up to 3.73 MB`; undefined if the trace has no samples of the heap. */
export function highestHeap(counters: readonly CounterTable[]): string | undefined {
  let highest = Number.NaN;
  for (const value of counters.find(({ name }) => name === METRIC_HEAP)?.max ?? []) {
    if (!(value <= highest) && !Number.isNaN(value)) highest = value;
  }
  return Number.isNaN(highest) ? undefined : `heap up to ${formatMemory(highest)}`;
}

function countsAt(density: DensityReply, timeNs: number): readonly number[] {
  const column = Math.floor((timeNs - density.fromNs) / density.nsPerPx);
  const at = Math.max(0, Math.min(density.columns - 1, column)) * SPAN_CLASS_COUNT;
  return Array.from(density.value.subarray(at, at + SPAN_CLASS_COUNT));
}

/** The last sample before or in the bucket of a time, as the curve shows it. */
function heapAt(counters: readonly CounterTable[], timeNs: number): number | undefined {
  const heap = counters.find(({ name }) => name === METRIC_HEAP);
  if (heap === undefined) return undefined;
  for (let bucket = Math.min(heap.last.length - 1, Math.floor(timeNs / heap.bucketNs)); bucket >= 0; bucket--) {
    const value = heap.last[bucket] as number;
    if (!Number.isNaN(value)) return value;
  }
  return undefined;
}

function gcLines(gc: SpansReply, timeNs: number, resolutionNs: number): readonly TooltipLine[] {
  const lines: TooltipLine[] = [];
  for (const [row, one, many] of [
    [GC_ROW, 'GC cycle under way', 'GC cycles'],
    [STW_ROW, 'world stopped', 'stops of the world'],
  ] as const) {
    const item = gcTrack.hit(gc, gc.offset[row] as number, gc.offset[row + 1] as number, timeNs, resolutionNs / 2);
    if (item === undefined) continue;
    const count = gc.count[item] as number;
    lines.push({ text: count > 1 ? `${count} ${many}` : one, style: 'faint' });
  }
  return lines;
}
