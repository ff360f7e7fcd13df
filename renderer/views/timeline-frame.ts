// Draws one frame of ruler, names and lanes from what is known now.

import { STW_ROW } from '../../shared/model/tables';
import { createPainter, type Painter } from '../canvas/paint';
import type { RowBox } from '../canvas/row-box';
import { type RowPlace, visitRows } from '../canvas/rows';
import { rulerTicks } from '../canvas/ruler';
import type { Surface } from '../canvas/surface';
import type { Piece } from '../canvas/tile-cache';
import { pxAt } from '../canvas/viewport';
import { gcTrack, goroutineTrack, groupTrack, procTrack } from '../tracks';
import type { SpanSlice } from './timeline-data';
import { drawRulerZones, drawZones } from './timeline-gaps';
import { drawGutterRow } from './timeline-gutter';
import { pinnedRow } from './timeline-pin';
import { rangeBadge } from './timeline-range';
import type { TimelineRow } from './timeline-rows';
import { canvasY, isSelected, RULER_PX, type Scene, sceneLevel } from './timeline-scene';

export const TICK_GAP_PX = 90;
/** From a tick to its label. */
export const TICK_LABEL_X = 6;

export interface FrameDrawer {
  draw(scene: Scene): void;
}

export function createFrameDrawer(surface: Surface): FrameDrawer {
  const painter = createPainter(surface);
  return {
    draw(scene) {
      const { palette, viewport, gutterPx, heightPx } = scene;
      surface.clear(palette.bg);
      const visible: { readonly row: TimelineRow; readonly place: RowPlace }[] = [];
      visitRows(scene.rows.index, scene.scrollPx, scene.scrollPx + heightPx - RULER_PX, (place) => {
        visible.push({ row: scene.rows.at(place), place });
      });

      surface.clip(0, RULER_PX, scene.widthPx, heightPx - RULER_PX);
      drawGrid(surface, scene);
      for (const { row, place } of visible) drawBackground(painter, scene, row, place);
      painter.flush();
      surface.unclip();

      surface.clip(gutterPx, RULER_PX, viewport.widthPx, heightPx - RULER_PX);
      scene.data.begin();
      for (const { row, place } of visible) drawLane(painter, scene, row, place);
      painter.flush();
      drawSelectedSpan(surface, scene);
      surface.unclip();

      surface.clip(0, RULER_PX, gutterPx, heightPx - RULER_PX);
      for (const { row, place } of visible) drawGutterRow(surface, scene, row, place);
      surface.unclip();
      drawPinned(surface, painter, scene);
      surface.clip(gutterPx, RULER_PX, viewport.widthPx, heightPx - RULER_PX);
      drawZones(surface, scene);
      drawRangeBand(surface, scene);
      surface.unclip();
      surface.line(gutterPx - 0.5, 0, gutterPx - 0.5, heightPx, palette.line);
      drawRuler(surface, scene);
      wishAhead(scene);
      scene.data.ask();
    },
  };
}

/** The group whose goroutines are at the top, over their rows. */
function drawPinned(surface: Surface, painter: Painter, scene: Scene): void {
  const pinned = pinnedRow(scene);
  if (pinned === undefined) return;
  const { palette, gutterPx, widthPx, viewport } = scene;
  const { row, place } = pinned;
  const y = canvasY(scene, place.topPx);
  surface.clip(0, RULER_PX, widthPx, y + place.rowPx - RULER_PX);
  painter.rects(palette.bg, 0).push(0, y, widthPx, place.rowPx);
  drawBackground(painter, scene, row, place);
  painter.flush();
  surface.clip(gutterPx, y, viewport.widthPx, place.rowPx);
  drawLane(painter, scene, row, place);
  painter.flush();
  surface.unclip();
  surface.clip(0, y, gutterPx, place.rowPx);
  drawGutterRow(surface, scene, row, place);
  surface.unclip();
  surface.line(0, y + place.rowPx - 0.5, widthPx, y + place.rowPx - 0.5, palette.line);
  surface.unclip();
}

function drawBackground(painter: Painter, scene: Scene, row: TimelineRow, place: RowPlace): void {
  const { palette, widthPx } = scene;
  const y = canvasY(scene, place.topPx);
  if (row.kind === 'section') painter.rects(palette.panel, 0).push(0, y, widthPx, place.rowPx);
  if (isSelected(scene, row)) painter.rects(palette.selection, 1).push(0, y, widthPx, place.rowPx);
}

function boxOf(scene: Scene, place: RowPlace, piece: { readonly fromNs: number; readonly toNs: number }): RowBox {
  return {
    leftPx: scene.gutterPx,
    topPx: canvasY(scene, place.topPx),
    rowPx: place.rowPx,
    viewport: scene.viewport,
    fromNs: piece.fromNs,
    toNs: piece.toNs,
  };
}

function drawLane(painter: Painter, scene: Scene, row: TimelineRow, place: RowPlace): void {
  const { data, viewport, palette, summary, names } = scene;
  const { fromNs, toNs } = viewport;
  const level = sceneLevel(scene);
  if (row.kind === 'section') return;
  if (row.kind === 'group') {
    const pieces = data
      .density(row.group.rows, level, fromNs, toNs)
      .map((piece) => ({ ...piece.value, fromNs: piece.fromNs, toNs: piece.toNs }));
    groupTrack.draw(painter, pieces, boxOf(scene, place, viewport), palette);
    return;
  }
  for (const piece of data.spans(row.kind, row.row, level, fromNs, toNs)) {
    const { spans, first, last } = piece.value;
    const box = boxOf(scene, place, piece);
    if (row.kind === 'goroutine') goroutineTrack.draw(painter, spans, first, last, box, palette, summary.reasons);
    else if (row.kind === 'proc') procTrack.draw(painter, spans, first, last, box, palette, names);
    else gcTrack.draw(painter, spans, first, last, box, palette, row.row === STW_ROW);
  }
}

/** The known pieces of a row for the visible window, without wishing for more: for hit tests. */
export function knownSpans(scene: Scene, row: TimelineRow): readonly Piece<SpanSlice>[] {
  if (row.kind === 'section' || row.kind === 'group') return [];
  const { fromNs, toNs } = scene.viewport;
  return scene.data.spans(row.kind, row.row, sceneLevel(scene), fromNs, toNs, 'later');
}

/** Rows of one window above and below will be wanted next. */
function wishAhead(scene: Scene): void {
  const height = scene.heightPx - RULER_PX;
  const level = sceneLevel(scene);
  const { fromNs, toNs } = scene.viewport;
  const visit = (place: RowPlace) => {
    const row = scene.rows.at(place);
    if (row.kind === 'group') scene.data.density(row.group.rows, level, fromNs, toNs, 'later');
    else if (row.kind !== 'section') scene.data.spans(row.kind, row.row, level, fromNs, toNs, 'later');
  };
  visitRows(scene.rows.index, scene.scrollPx + height, scene.scrollPx + 2 * height, visit);
  if (scene.scrollPx > 0) visitRows(scene.rows.index, scene.scrollPx - height, scene.scrollPx, visit);
}

function drawGrid(surface: Surface, scene: Scene): void {
  const { viewport, gutterPx, heightPx, palette } = scene;
  for (const { ns } of rulerTicks(viewport.fromNs, viewport.toNs, viewport.widthPx, TICK_GAP_PX).ticks) {
    const x = gutterPx + Math.round(pxAt(viewport, ns)) + 0.5;
    surface.line(x, RULER_PX, x, heightPx, palette.panel);
  }
}

function drawSelectedSpan(surface: Surface, scene: Scene): void {
  const { selectedSpan: span, rows, viewport, gutterPx, palette } = scene;
  if (span === undefined) return;
  const place = rows.find(`${span.lane}:${span.row}`);
  if (place === undefined) return;
  const from = Math.max(-2, pxAt(viewport, span.startNs));
  const to = Math.min(viewport.widthPx + 2, pxAt(viewport, span.endNs));
  if (to < 0 || from > viewport.widthPx) return;
  const y = canvasY(scene, place.topPx);
  const x = gutterPx + Math.round(from) - 0.5;
  surface.outline(x, y + 1, Math.max(3, Math.round(to) - Math.round(from) + 1), place.rowPx - 2, palette.accent, 2);
}

function drawRangeBand(surface: Surface, scene: Scene): void {
  const { range, viewport, gutterPx, heightPx, palette } = scene;
  if (range === undefined) return;
  const x1 = gutterPx + Math.round(pxAt(viewport, range.fromNs));
  const x2 = gutterPx + Math.round(pxAt(viewport, range.toNs));
  surface.rects([
    {
      fill: palette.selection,
      xywh: Float32Array.of(x1, RULER_PX, Math.max(1, x2 - x1), heightPx - RULER_PX),
      length: 1,
    },
  ]);
  surface.line(x1 + 0.5, RULER_PX, x1 + 0.5, heightPx, palette.accent);
  surface.line(x2 + 0.5, RULER_PX, x2 + 0.5, heightPx, palette.accent);
}

function drawRuler(surface: Surface, scene: Scene): void {
  const { viewport, gutterPx, widthPx, palette, range } = scene;
  const fill = (x: number, width: number, colour: string) =>
    surface.rects([{ fill: colour, xywh: Float32Array.of(x, 0, width, RULER_PX), length: 1 }]);
  fill(0, widthPx, palette.panel);
  const { ticks, baseNs } = rulerTicks(viewport.fromNs, viewport.toNs, viewport.widthPx, TICK_GAP_PX);
  const font = `11px ${palette.mono}`;
  if (baseNs !== undefined) {
    const base = `${formatBase(baseNs)} +`;
    surface.text(base, gutterPx - 10, RULER_PX / 2, { font, fill: palette.dim, align: 'right' });
  }
  const badge = rangeBadge(surface, scene);
  surface.clip(gutterPx, 0, viewport.widthPx, RULER_PX);
  drawRulerZones(surface, scene);
  for (const { ns, label } of ticks) {
    const x = gutterPx + Math.round(pxAt(viewport, ns)) + 0.5;
    surface.line(x, 5, x, RULER_PX, palette.line);
    // A label that is cut by the edge or by the length of the range could be read as another number.
    const left = x + TICK_LABEL_X;
    const right = left + surface.measure(label, font);
    if (right > gutterPx + viewport.widthPx) continue;
    if (badge !== undefined && right > badge.x && left < badge.x + badge.width) continue;
    surface.text(label, left, RULER_PX / 2, { font, fill: palette.dim });
  }
  if (range !== undefined) {
    const x1 = gutterPx + Math.round(pxAt(viewport, range.fromNs));
    const x2 = gutterPx + Math.round(pxAt(viewport, range.toNs));
    fill(x1, Math.max(1, x2 - x1), palette.selection);
    surface.line(x1 + 0.5, 0, x1 + 0.5, RULER_PX, palette.accent);
    surface.line(x2 + 0.5, 0, x2 + 0.5, RULER_PX, palette.accent);
    drawRangeBadge(surface, scene);
  }
  surface.unclip();
  surface.line(0, RULER_PX - 0.5, widthPx, RULER_PX - 0.5, palette.line);
}

function drawRangeBadge(surface: Surface, scene: Scene): void {
  const badge = rangeBadge(surface, scene);
  if (badge === undefined) return;
  const { palette } = scene;
  const { text, font, x, width } = badge;
  surface.outline(x + 0.5, 3.5, width, RULER_PX - 8, palette.accent, 5, palette.raised);
  surface.text(text, x + 0.5 + width / 2, RULER_PX / 2 - 0.5, { font, fill: palette.accent, align: 'center' });
}

/** Seconds with groups of three digits: `24.123 456 700 s`. */
function formatBase(ns: number): string {
  const [whole = '0', part = ''] = (ns / 1e9).toFixed(9).split('.');
  const groups = part.match(/\d{3}/g) ?? [];
  while (groups.length > 1 && groups[groups.length - 1] === '000') groups.pop();
  return `${whole}.${groups.join('\u2009')} s`;
}
