// Stretches of time of which nothing is known: what could not be read of the file, and what was not read of it yet. They
// lie over all rows, so that nobody takes the emptiness there for idleness.

import type { Gap } from '../../shared/model/requests';
import type { Palette } from '../canvas/palette';
import type { Surface } from '../canvas/surface';
import { pxAt, type Viewport } from '../canvas/viewport';

/** However short a gap is: this wide it is seen. */
const MIN_WIDTH_PX = 3;
const LABEL_PAD_PX = 6;
const LABEL_PX = 17;

/** A part of a surface: x and width, as of the lanes; `topPx` and `heightPx` where it is drawn. */
export interface ZoneBox {
  readonly x: number;
  readonly width: number;
  readonly topPx: number;
  readonly heightPx: number;
}

export const zoneTrack = { id: 'zone', gapPx, gapAt, drawGap, drawUnread } as const;

/** Where a gap lies on the lanes, in whole pixels and never too narrow to be seen; undefined outside the window. */
function gapPx(viewport: Viewport, gap: Gap): { readonly x: number; readonly width: number } | undefined {
  let x1 = Math.round(pxAt(viewport, gap.fromNs));
  let x2 = Math.round(pxAt(viewport, gap.toNs));
  if (x2 - x1 < MIN_WIDTH_PX) {
    x1 = Math.round((pxAt(viewport, gap.fromNs) + pxAt(viewport, gap.toNs) - MIN_WIDTH_PX) / 2);
    x2 = x1 + MIN_WIDTH_PX;
  }
  // Wide of the window by a little, so that its edges are drawn outside.
  x1 = Math.max(-2, x1);
  x2 = Math.min(viewport.widthPx + 2, x2);
  return x2 <= 0 || x1 >= viewport.widthPx ? undefined : { x: x1, width: x2 - x1 };
}

/** The gap that is drawn at a place of the lanes. */
function gapAt(viewport: Viewport, gaps: readonly Gap[], px: number): Gap | undefined {
  return gaps.find((gap) => {
    const place = gapPx(viewport, gap);
    return place !== undefined && px >= place.x && px < place.x + place.width;
  });
}

/** Hatched, with edges in the colour of warnings; says what it is where there is room. */
function drawGap(surface: Surface, box: ZoneBox, palette: Palette, label = ''): void {
  const { x, width, topPx, heightPx } = box;
  fill(surface, box, palette, 'rising');
  for (const edge of [x + 0.5, x + width - 0.5]) {
    surface.line(edge, topPx, edge, topPx + heightPx, palette.lamp);
  }
  drawLabel(surface, box, palette, label);
}

/** Dotted, with an edge at the left: what comes next in the file. */
function drawUnread(surface: Surface, box: ZoneBox, palette: Palette, label = ''): void {
  fill(surface, box, palette, 'dots');
  surface.line(box.x + 0.5, box.topPx, box.x + 0.5, box.topPx + box.heightPx, palette.faint);
  drawLabel(surface, box, palette, label);
}

function fill(surface: Surface, box: ZoneBox, palette: Palette, hatch: 'rising' | 'dots'): void {
  const { x, width, topPx, heightPx } = box;
  surface.rects([
    { fill: palette.panel, hatch, ink: palette.faint, xywh: Float32Array.of(x, topPx, width, heightPx), length: 1 },
  ]);
}

/** On a plain plate in the middle: letters over a hatch cannot be read. */
function drawLabel(surface: Surface, box: ZoneBox, palette: Palette, label: string): void {
  const font = `500 11px ${palette.sans}`;
  if (label === '' || box.heightPx < LABEL_PX) return;
  const width = Math.ceil(surface.measure(label, font)) + 2 * LABEL_PAD_PX;
  if (width + 2 * LABEL_PAD_PX > box.width) return;
  const x = Math.round(box.x + (box.width - width) / 2);
  const y = Math.round(box.topPx + (box.heightPx - LABEL_PX) / 2);
  surface.outline(x + 0.5, y + 0.5, width, LABEL_PX, palette.line, 4, palette.panel);
  surface.text(label, x + 0.5 + width / 2, y + LABEL_PX / 2, { font, fill: palette.dim, align: 'center' });
}
