// Garbage collection cycles and stop-the-world pauses. A pause is short and matters: it is never thinner than 2 pixels.
// Replies hold what is active only: there are no items between pauses.

import type { SpansReply } from '../../shared/model/requests';
import type { Painter } from '../canvas/paint';
import type { Palette } from '../canvas/palette';
import { firstVisible, type RowBox, snap } from '../canvas/row-box';
import { pxAt } from '../canvas/viewport';

const ROW_PX = 18;
const SPAN_PX = 12;
const MIN_WIDTH_PX = 2;

export const gcTrack = { id: 'gc', rowPx: ROW_PX, spanPx: SPAN_PX, draw, hit } as const;

function draw(
  painter: Painter,
  spans: SpansReply,
  first: number,
  last: number,
  box: RowBox,
  palette: Palette,
  stopTheWorld: boolean,
): void {
  const ratio = painter.pixelRatio;
  const { viewport, leftPx } = box;
  const rects = painter.rects(stopTheWorld ? palette.stw : palette.gc, stopTheWorld ? 2 : 1);
  const topPx = box.topPx + snap((ROW_PX - SPAN_PX) / 2, ratio);
  const fromNs = Math.max(box.fromNs, viewport.fromNs);
  const toNs = Math.min(box.toNs, viewport.toNs);
  let drawnPx = Number.NEGATIVE_INFINITY;
  for (let item = firstVisible(spans.startNs, spans.endNs, first, last, fromNs); item < last; item++) {
    const startNs = spans.startNs[item] as number;
    if (startNs >= toNs) break;
    const x1 = snap(pxAt(viewport, Math.max(fromNs, startNs)), ratio);
    const x2 = Math.max(x1 + MIN_WIDTH_PX, snap(pxAt(viewport, Math.min(toNs, spans.endNs[item] as number)), ratio));
    // Thousands of cycles in a window: marks that are covered already are left out.
    if (x2 <= drawnPx) continue;
    rects.push(leftPx + x1, topPx, x2 - x1, SPAN_PX);
    drawnPx = x2;
  }
}

/** The pause or cycle nearest to a time, within 4 pixels. */
function hit(spans: SpansReply, first: number, last: number, timeNs: number, perPx: number): number | undefined {
  const toleranceNs = 4 * perPx;
  let nearest: number | undefined;
  let nearestNs = toleranceNs;
  for (let item = firstVisible(spans.startNs, spans.endNs, first, last, timeNs - toleranceNs); item < last; item++) {
    const startNs = spans.startNs[item] as number;
    if (startNs > timeNs + toleranceNs) break;
    const distanceNs = Math.max(0, startNs - timeNs, timeNs - (spans.endNs[item] as number));
    if (distanceNs >= nearestNs) continue;
    nearest = item;
    nearestNs = distanceNs;
  }
  return nearest;
}
