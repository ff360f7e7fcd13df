// All that a frame needs to know, gathered once per frame by timeline.ts.

import type { SpanDetail, TraceSummary } from '../../shared/model/requests';
import type { Palette } from '../canvas/palette';
import { levelFor, nsPerPx, type Viewport } from '../canvas/viewport';
import type { Selection, TimeWindow } from '../models/session';
import type { TimelineData } from './timeline-data';
import type { GhostCounts } from './timeline-ghosts';
import type { TimelineNames } from './timeline-names';
import { rowKey, type TimelineRow, type TimelineRows } from './timeline-rows';

export const RULER_PX = 26;

export interface Scene {
  readonly summary: TraceSummary;
  readonly names: TimelineNames;
  readonly data: TimelineData;
  readonly rows: TimelineRows;
  readonly ghosts: GhostCounts;
  readonly palette: Palette;
  /** The visible time; its width is that of the lanes. */
  readonly viewport: Viewport;
  /** Width of the column of names; the lanes begin here. */
  readonly gutterPx: number;
  /** Of the canvas: ruler, names, lanes, and the place of the scroll bar. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  readonly scrollPx: number;
  readonly selection: Selection;
  /** The selected span, once it is known. */
  readonly selectedSpan: SpanDetail | undefined;
  /** Row that the keyboard is at. */
  readonly cursorKey: string | undefined;
  readonly range: TimeWindow | undefined;
  /** What stands behind the end of what was read, while the end of the trace is not known. */
  readonly unread: string | undefined;
}

/** Level of detail to ask for: columns no wider than a device pixel; beyond two per CSS pixel nobody sees a difference. */
export function sceneLevel(scene: Scene): number {
  return levelFor(nsPerPx(scene.viewport) / Math.min(2, scene.pixelRatio));
}

/** Height on the canvas of a height within the rows. */
export const canvasY = (scene: Scene, rowsY: number): number => RULER_PX + rowsY - scene.scrollPx;

/** The row of the selected span, of the selected goroutine, or the one that the keyboard is at. */
export function isSelected(scene: Scene, row: TimelineRow): boolean {
  const { span, goroutine } = scene.selection;
  if (rowKey(row) === scene.cursorKey) return true;
  if (row.kind === 'goroutine') return row.row === goroutine;
  return span !== undefined && row.kind === span.lane && row.row === span.row;
}
