// The whole trace in one strip: goroutines by state, garbage collection and pauses, heap in use.

import { METRIC_HEAP } from '../../shared/model/events';
import type { DensityReply, SpansReply } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT, SpanClass } from '../../shared/model/states';
import type { CounterTable } from '../../shared/model/tables';
import type { Painter } from '../canvas/paint';
import type { Palette } from '../canvas/palette';
import { snap } from '../canvas/row-box';
import { ACTIVE_CLASSES, stackParts } from '../canvas/stack';
import type { Surface } from '../canvas/surface';
import { fitAll, pxAt, type Viewport } from '../canvas/viewport';

const HEIGHT_PX = 64;
const BAR_PX = 3;
const STACK_PX = 46;
const HEAP_PX = 50;
const WAITING_SHARE = 0.45;
/** Goroutines of the runtime sleep all the time; at full weight they would be a grey block. */
const INACTIVE_SHARE = 0.08;

export const overviewTrack = { id: 'overview', heightPx: HEIGHT_PX, draw } as const;

export interface OverviewData {
  readonly density: DensityReply | undefined;
  /** Rows GC and STW of the whole trace. */
  readonly gc: SpansReply | undefined;
  readonly counters: readonly CounterTable[];
}

/** `widthPx`: what the trace takes of the surface. */
function draw(
  surface: Surface,
  painter: Painter,
  data: OverviewData,
  spanNs: number,
  widthPx: number,
  palette: Palette,
): void {
  const viewport = fitAll(widthPx, spanNs);
  if (data.density !== undefined) drawStates(painter, data.density, viewport, palette);
  if (data.gc !== undefined) drawMarks(painter, data.gc, viewport, palette);
  painter.flush();
  const heap = data.counters.find(({ name }) => name === METRIC_HEAP);
  if (heap !== undefined) surface.polyline(heapCurve(heap, viewport), palette.dim);
}

function drawStates(painter: Painter, density: DensityReply, viewport: Viewport, palette: Palette): void {
  const ratio = painter.pixelRatio;
  const left = pxAt(viewport, 0);
  const bars = Math.ceil((viewport.widthPx - 2 * left) / BAR_PX);
  const barNs = viewport.spanNs / bars;
  const amounts = new Float32Array(bars * SPAN_CLASS_COUNT);
  let peak = 0;
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * barNs - density.fromNs) / density.nsPerPx);
    const to = Math.min(
      density.columns,
      Math.max(from + 1, Math.floor(((bar + 1) * barNs - density.fromNs) / density.nsPerPx)),
    );
    if (from >= to) continue;
    let height = 0;
    for (let kind = 0; kind < SPAN_CLASS_COUNT; kind++) {
      let sum = 0;
      for (let column = from; column < to; column++) sum += density.value[column * SPAN_CLASS_COUNT + kind] as number;
      const weight = kind === SpanClass.Inactive ? INACTIVE_SHARE / WAITING_SHARE : 1;
      const mean = (sum / (to - from)) * weight;
      amounts[bar * SPAN_CLASS_COUNT + kind] = mean;
      height += mean * (kind < ACTIVE_CLASSES ? 1 : WAITING_SHARE);
    }
    peak = Math.max(peak, height);
  }
  if (peak === 0) return;
  const rects = palette.classes.map((fill) => painter.rects(fill, 1));
  for (let bar = 0; bar < bars; bar++) {
    const x = snap(left + bar * BAR_PX, ratio);
    const width = snap(left + (bar + 1) * BAR_PX, ratio) - x;
    const unitPx = STACK_PX / peak;
    stackParts(
      amounts,
      bar * SPAN_CLASS_COUNT,
      unitPx,
      WAITING_SHARE,
      HEIGHT_PX - 4,
      STACK_PX,
      ratio,
      (kind, top, height) => {
        rects[kind]?.push(x, top, width, height);
      },
    );
  }
}

/** Cycles as a thin line at the top, pauses as short marks below it. */
function drawMarks(painter: Painter, gc: SpansReply, viewport: Viewport, palette: Palette): void {
  const ratio = painter.pixelRatio;
  for (const [row, fill, top, height] of [
    [0, palette.gc, 4, 3],
    [1, palette.stw, 4, 8],
  ] as const) {
    const rects = painter.rects(fill, 2 + row);
    for (let item = gc.offset[row] as number; item < (gc.offset[row + 1] as number); item++) {
      const x = snap(pxAt(viewport, gc.startNs[item] as number), ratio);
      const right = snap(pxAt(viewport, gc.endNs[item] as number), ratio);
      rects.push(x, top, Math.max(2, right - x), height);
    }
  }
}

/** The last heap size of each bucket as a curve, 0 at the bottom. Buckets without a sample keep the value before. */
function heapCurve(heap: CounterTable, viewport: Viewport): Float32Array {
  let highest = 0;
  for (const value of heap.max) if (value > highest) highest = value;
  const points: number[] = [];
  for (let bucket = 0; bucket < heap.last.length; bucket++) {
    const value = heap.last[bucket] as number;
    if (Number.isNaN(value)) continue;
    const timeNs = Math.min(viewport.spanNs, (bucket + 0.5) * heap.bucketNs);
    points.push(pxAt(viewport, timeNs), HEIGHT_PX - 4 - (value / Math.max(1, highest)) * HEAP_PX);
  }
  return Float32Array.from(points);
}
