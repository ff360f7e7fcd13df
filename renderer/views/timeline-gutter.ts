// The column of names at the left of the lanes.

import { groupDigits } from '../../shared/base/format';
import type { Palette } from '../canvas/palette';
import type { RowPlace } from '../canvas/rows';
import type { Surface } from '../canvas/surface';
import { fitFunctionName } from '../canvas/text-fit';
import type { TimelineRow } from './timeline-rows';
import { canvasY, isSelected, type Scene } from './timeline-scene';

const ARROW_X = 14;
const TITLE_X = 27;
const PROC_X = 32;
const GOROUTINE_X = 54;
const RIGHT_PAD_PX = 12;
const GAP_PX = 8;
const SWATCH_PX = 8;
const SWATCH_GAP_PX = 4;

export function drawGutterRow(surface: Surface, scene: Scene, row: TimelineRow, place: RowPlace): void {
  const { palette, gutterPx, rows, names } = scene;
  const y = canvasY(scene, place.topPx) + place.rowPx / 2;
  const right = gutterPx - RIGHT_PAD_PX;
  const mono = `11.5px ${palette.mono}`;
  const selected = isSelected(scene, row);
  switch (row.kind) {
    case 'section': {
      drawArrow(surface, rows.isOpen(row.key), y, palette.dim);
      const font = `600 12px ${palette.sans}`;
      surface.text(row.title, TITLE_X, y, { font, fill: selected ? palette.text : palette.dim });
      const countFont = `11px ${palette.sans}`;
      const free = right - TITLE_X - surface.measure(row.title, font) - GAP_PX;
      const count = [row.count, row.shortCount].find((text) => surface.measure(text, countFont) <= free);
      if (count === undefined) return;
      surface.text(count, right, y, { font: countFont, fill: palette.dim, align: 'right' });
      const ghosts = row.key === 'section:goroutines' ? scene.ghosts.total : 0;
      const countPx = surface.measure(count, countFont);
      if (ghostMarkPx(surface, palette, ghosts) + countPx <= free) {
        drawGhostMark(surface, palette, ghosts, right - countPx, y);
      }
      return;
    }
    case 'group': {
      drawArrow(surface, rows.isOpen(row.key), y, palette.dim);
      const count = groupDigits(row.group.rows.length);
      surface.text(count, right, y, { font: `11px ${palette.mono}`, fill: palette.dim, align: 'right' });
      const countPx = surface.measure(count, `11px ${palette.mono}`);
      const ghosts = scene.ghosts.of(row.group);
      drawGhostMark(surface, palette, ghosts, right - countPx, y);
      const room = right - countPx - ghostMarkPx(surface, palette, ghosts) - GAP_PX - TITLE_X;
      if (row.group.name === '') {
        surface.text('not known', TITLE_X, y, { font: `italic 12px ${palette.sans}`, fill: palette.dim });
        return;
      }
      const { pkg, name } = fitFunctionName(row.group.name, room, (text) => surface.measure(text, mono));
      surface.text(pkg, TITLE_X, y, { font: mono, fill: palette.dim });
      surface.text(name, TITLE_X + surface.measure(pkg, mono), y, { font: mono, fill: palette.text });
      return;
    }
    case 'proc':
      surface.text(`P${row.id}`, PROC_X, y, { font: mono, fill: selected ? palette.text : palette.dim });
      return;
    case 'gc':
      surface.text(row.title, PROC_X, y, { font: `11px ${palette.sans}`, fill: selected ? palette.text : palette.dim });
      surface.text(groupDigits(row.count), right, y, {
        font: `11px ${palette.mono}`,
        fill: palette.dim,
        align: 'right',
      });
      return;
    case 'goroutine':
      surface.text(names.id(row.row), GOROUTINE_X, y, {
        font: `${selected ? '600 ' : ''}11px ${palette.mono}`,
        fill: selected ? palette.text : palette.dim,
      });
  }
}

/** Width of the mark and the gap to what stands right of it; 0 without ghosts. */
function ghostMarkPx(surface: Surface, palette: Palette, ghosts: number): number {
  if (ghosts === 0) return 0;
  return SWATCH_PX + SWATCH_GAP_PX + surface.measure(groupDigits(ghosts), `11px ${palette.mono}`) + GAP_PX;
}

/** A swatch with the look of a ghost's span and the number of ghosts, ending a gap before `endPx`. */
function drawGhostMark(surface: Surface, palette: Palette, ghosts: number, endPx: number, y: number): void {
  if (ghosts === 0) return;
  const x = Math.round(endPx - ghostMarkPx(surface, palette, ghosts));
  const top = Math.round(y - SWATCH_PX / 2);
  surface.rects([
    { fill: palette.ghost, hatch: 'rising', xywh: Float32Array.of(x, top, SWATCH_PX, SWATCH_PX), length: 1 },
  ]);
  surface.text(groupDigits(ghosts), x + SWATCH_PX + SWATCH_GAP_PX, y, {
    font: `11px ${palette.mono}`,
    fill: palette.text,
  });
}

function drawArrow(surface: Surface, open: boolean, y: number, fill: string): void {
  const points = open
    ? Float32Array.of(ARROW_X - 3.5, y - 2, ARROW_X, y + 2, ARROW_X + 3.5, y - 2)
    : Float32Array.of(ARROW_X - 1.5, y - 3.5, ARROW_X + 2, y, ARROW_X - 1.5, y + 3.5);
  surface.polyline(points, fill);
}
