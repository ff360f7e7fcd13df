// Where the length of the chosen range stands on the ruler; what follows the pointer keeps clear of it.

import { formatDuration } from '../../shared/base/format';
import type { Surface } from '../canvas/surface';
import { pxAt } from '../canvas/viewport';
import type { Scene } from './timeline-scene';

export interface RangeBadge {
  readonly text: string;
  readonly font: string;
  /** Left edge and width on the canvas. */
  readonly x: number;
  readonly width: number;
}

/** Undefined where there is no range in the window. */
export function rangeBadge(surface: Pick<Surface, 'measure'>, scene: Scene): RangeBadge | undefined {
  const { range, palette, gutterPx, viewport } = scene;
  if (range === undefined) return undefined;
  const x1 = gutterPx + Math.round(pxAt(viewport, range.fromNs));
  const x2 = gutterPx + Math.round(pxAt(viewport, range.toNs));
  if (x2 < gutterPx || x1 > gutterPx + viewport.widthPx) return undefined;
  const font = `600 11px ${palette.mono}`;
  const text = formatDuration(range.toNs - range.fromNs);
  const width = Math.ceil(surface.measure(text, font)) + 14;
  // Beside a range that is too narrow for it, and within the window.
  const wanted = x2 - x1 >= width + 6 ? (x1 + x2 - width) / 2 : x2 + 4;
  return {
    text,
    font,
    width,
    x: Math.round(Math.max(gutterPx + 2, Math.min(gutterPx + viewport.widthPx - width - 2, wanted))),
  };
}
