// The column of names at the left of the lanes.

import { groupDigits } from '../../shared/base/format';
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
      if (surface.measure(row.count, countFont) <= free) {
        surface.text(row.count, right, y, { font: countFont, fill: palette.dim, align: 'right' });
      }
      return;
    }
    case 'group': {
      drawArrow(surface, rows.isOpen(row.key), y, palette.dim);
      const count = groupDigits(row.group.rows.length);
      surface.text(count, right, y, { font: `11px ${palette.mono}`, fill: palette.dim, align: 'right' });
      const room = right - surface.measure(count, `11px ${palette.mono}`) - GAP_PX - TITLE_X;
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

function drawArrow(surface: Surface, open: boolean, y: number, fill: string): void {
  const points = open
    ? Float32Array.of(ARROW_X - 3.5, y - 2, ARROW_X, y + 2, ARROW_X + 3.5, y - 2)
    : Float32Array.of(ARROW_X - 1.5, y - 3.5, ARROW_X + 2, y, ARROW_X - 1.5, y + 3.5);
  surface.polyline(points, fill);
}
