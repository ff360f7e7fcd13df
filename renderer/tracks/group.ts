// The goroutines of one start function as a strip: how many are in which state, stacked per column.

import type { DensityReply } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT } from '../../shared/model/states';
import type { Painter } from '../canvas/paint';
import type { Palette } from '../canvas/palette';
import { type RowBox, snap } from '../canvas/row-box';
import { ACTIVE_CLASSES, stackParts } from '../canvas/stack';
import { nsPerPx } from '../canvas/viewport';

const ROW_PX = 26;
const STRIP_PX = 20;
/** Bars of two pixels: single ones flicker like noise. */
const BAR_PX = 2;
/** Waiting goroutines are many and idle: they count for a third of the height of an active one. */
const WAITING_SHARE = 0.35;

export interface DensityPiece {
  readonly density: DensityReply;
  readonly group: number;
  readonly fromNs: number;
  readonly toNs: number;
}

export const groupTrack = { id: 'group', rowPx: ROW_PX, draw, hit } as const;

/** Draws all pieces of a row at once, because they share one scale: the highest visible column fills the strip. */
function draw(painter: Painter, pieces: readonly DensityPiece[], box: RowBox, palette: Palette): void {
  const { viewport } = box;
  const ratio = painter.pixelRatio;
  const barNs = BAR_PX * nsPerPx(viewport);
  // Bars stand at multiples of their length since the start of the trace, so that a pan moves them without flicker.
  const first = Math.floor(Math.max(0, viewport.fromNs) / barNs);
  const bars = Math.max(0, Math.ceil(Math.min(viewport.spanNs, viewport.toNs) / barNs) - first);
  const amounts = new Float32Array(bars * SPAN_CLASS_COUNT);
  let peak = 0;
  for (const piece of pieces) {
    const from = Math.max(first, Math.ceil(piece.fromNs / barNs - 0.5));
    const to = Math.min(first + bars, Math.ceil(piece.toNs / barNs - 0.5));
    for (let bar = from; bar < to; bar++) {
      peak = Math.max(peak, average(piece, bar * barNs, barNs, amounts, (bar - first) * SPAN_CLASS_COUNT));
    }
  }
  if (peak === 0) return;
  const unitPx = STRIP_PX / steadyPeak(peak);
  const bottomPx = box.topPx + ROW_PX - 3;
  const rects = palette.classes.map((fill, kind) => painter.rects(fill, 1, palette.hatches[kind]));
  const xOf = (bar: number) => box.leftPx + snap((bar * barNs - viewport.fromNs) / nsPerPx(viewport), ratio);
  for (let bar = 0; bar < bars; bar++) {
    const x = xOf(first + bar);
    const width = xOf(first + bar + 1) - x;
    stackParts(
      amounts,
      bar * SPAN_CLASS_COUNT,
      unitPx,
      WAITING_SHARE,
      bottomPx,
      STRIP_PX,
      ratio,
      (kind, top, height) => {
        rects[kind]?.push(x, top, width, height);
      },
    );
  }
}

/** Writes the average number per state within a bar; returns the bar's weighted height. */
function average(piece: DensityPiece, fromNs: number, lengthNs: number, out: Float32Array, at: number): number {
  const { density, group } = piece;
  const from = Math.max(0, Math.floor((fromNs - density.fromNs) / density.nsPerPx));
  const to = Math.min(
    density.columns,
    Math.max(from + 1, Math.round((fromNs + lengthNs - density.fromNs) / density.nsPerPx)),
  );
  if (to <= from) return 0;
  let height = 0;
  for (let kind = 0; kind < SPAN_CLASS_COUNT; kind++) {
    let sum = 0;
    for (let column = from; column < to; column++) {
      sum += density.value[(group * density.columns + column) * SPAN_CLASS_COUNT + kind] as number;
    }
    const mean = sum / (to - from);
    out[at + kind] = mean;
    height += mean * (kind < ACTIVE_CLASSES ? 1 : WAITING_SHARE);
  }
  return height;
}

/** The next of 1, 1.5, 2, 3, 4, 6, 8, 12 …: a scale that does not tremble while the window moves. Never below 1. */
function steadyPeak(peak: number): number {
  if (peak <= 1) return 1;
  const power = 2 ** Math.floor(Math.log2(peak));
  if (peak <= power * 1.0001) return power;
  return peak <= power * 1.5 ? power * 1.5 : power * 2;
}

/** Average number of goroutines per SpanClass in the column at a time; undefined where nothing is known. */
function hit(pieces: readonly DensityPiece[], timeNs: number): readonly number[] | undefined {
  const piece = pieces.find(({ fromNs, toNs }) => timeNs >= fromNs && timeNs < toNs);
  if (piece === undefined) return undefined;
  const { density, group } = piece;
  const column = Math.floor((timeNs - density.fromNs) / density.nsPerPx);
  if (column < 0 || column >= density.columns) return undefined;
  const at = (group * density.columns + column) * SPAN_CLASS_COUNT;
  return Array.from(density.value.subarray(at, at + SPAN_CLASS_COUNT));
}
