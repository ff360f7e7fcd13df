// What follows the pointer: crosshair with its time at the ruler, outline of the hovered span. A canvas of its own, so that
// moving the pointer redraws no lane.

import { formatTimeAt, rulerTicks } from '../canvas/ruler';
import type { Surface } from '../canvas/surface';
import { nsPerPx, pxAt } from '../canvas/viewport';
import { TICK_GAP_PX, TICK_LABEL_X } from './timeline-frame';
import { itemTimes, type Target } from './timeline-hover';
import { pinnedRow } from './timeline-pin';
import { type RangeBadge, rangeBadge } from './timeline-range';
import { canvasY, RULER_PX, type Scene } from './timeline-scene';

const BESIDE_PX = 4;

/** `x` is the pointer's place on the canvas. */
export function drawOverlay(surface: Surface, scene: Scene, x: number | undefined, target: Target | undefined): void {
  surface.clear();
  if (x === undefined || target === undefined || target.area === 'gutter') return;
  const { palette, viewport, gutterPx, heightPx } = scene;
  const times = itemTimes(target);
  if (times !== undefined && target.place !== undefined && target.row?.kind !== 'section') {
    const pinned = pinnedRow(scene)?.place;
    const clipPx = pinned === undefined ? RULER_PX : canvasY(scene, pinned.topPx) + pinned.rowPx;
    surface.clip(gutterPx, clipPx, viewport.widthPx, heightPx - clipPx);
    const from = Math.round(Math.max(-4, pxAt(viewport, times.startNs)));
    const to = Math.round(Math.min(viewport.widthPx + 4, pxAt(viewport, times.endNs)));
    const top = canvasY(scene, target.place.topPx);
    surface.outline(
      gutterPx + from - 0.5,
      top + 1.5,
      Math.max(2, to - from) + 1,
      target.place.rowPx - 3,
      palette.text,
      2,
    );
    surface.unclip();
  }
  const line = Math.round(x) + 0.5;
  surface.line(line, RULER_PX, line, heightPx, palette.faint);
  const font = `11px ${palette.mono}`;
  const text = formatTimeAt(target.timeNs, nsPerPx(viewport));
  const width = Math.ceil(surface.measure(text, font)) + 12;
  const left = labelLeft(x, width, gutterPx, viewport.widthPx, rangeBadge(surface, scene));
  coverTicks(surface, scene, left, left + width);
  surface.outline(left + 0.5, 3.5, width, RULER_PX - 8, palette.faint, 4, palette.raised);
  surface.text(text, left + 0.5 + width / 2, RULER_PX / 2 - 0.5, { font, fill: palette.text, align: 'center' });
}

/** Half a label could be read as another number: those that the pointer's time would cut go away whole. */
function coverTicks(surface: Surface, scene: Scene, leftPx: number, rightPx: number): void {
  const { viewport, gutterPx, palette } = scene;
  const font = `11px ${palette.mono}`;
  for (const { ns, label } of rulerTicks(viewport.fromNs, viewport.toNs, viewport.widthPx, TICK_GAP_PX).ticks) {
    const left = gutterPx + Math.round(pxAt(viewport, ns)) + TICK_LABEL_X;
    const width = Math.ceil(surface.measure(label, font)) + 1;
    if (left > rightPx || left + width < leftPx) continue;
    surface.rects([{ fill: palette.panel, xywh: Float32Array.of(left, 3, width, RULER_PX - 6), length: 1 }]);
  }
}

/** Left edge of the label of the pointer's time: around the pointer, but beside the length of the range, at its nearer side. */
export function labelLeft(
  x: number,
  width: number,
  leftPx: number,
  lanesPx: number,
  badge: Pick<RangeBadge, 'x' | 'width'> | undefined,
): number {
  const last = leftPx + lanesPx - width;
  const left = Math.round(Math.max(leftPx, Math.min(last, x - width / 2)));
  if (badge === undefined || left + width + BESIDE_PX <= badge.x || left >= badge.x + badge.width + BESIDE_PX)
    return left;
  const before = badge.x - BESIDE_PX - width;
  const after = badge.x + badge.width + BESIDE_PX;
  const wanted = x < badge.x + badge.width / 2 ? [before, after] : [after, before];
  return wanted.find((place) => place >= leftPx && place <= last) ?? left;
}
