// What follows the pointer: crosshair with its time at the ruler, outline of the hovered span. A canvas of its own, so that
// moving the pointer redraws no lane.

import { formatTimeAt } from '../canvas/ruler';
import type { Surface } from '../canvas/surface';
import { nsPerPx, pxAt } from '../canvas/viewport';
import { itemTimes, type Target } from './timeline-hover';
import { canvasY, RULER_PX, type Scene } from './timeline-scene';

/** `x` is the pointer's place on the canvas. */
export function drawOverlay(surface: Surface, scene: Scene, x: number | undefined, target: Target | undefined): void {
  surface.clear();
  if (x === undefined || target === undefined || target.area === 'gutter') return;
  const { palette, viewport, gutterPx, heightPx } = scene;
  const times = itemTimes(target);
  if (times !== undefined && target.place !== undefined && target.row?.kind !== 'section') {
    surface.clip(gutterPx, RULER_PX, viewport.widthPx, heightPx - RULER_PX);
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
  const left = Math.round(Math.max(gutterPx, Math.min(gutterPx + viewport.widthPx - width, x - width / 2)));
  surface.outline(left + 0.5, 3.5, width, RULER_PX - 8, palette.faint, 4, palette.raised);
  surface.text(text, left + 0.5 + width / 2, RULER_PX / 2 - 0.5, { font, fill: palette.text, align: 'center' });
}
