// The row of a group whose goroutines are scrolled past the top: it stays there, so that the rows below keep their name.

import { placeOf, type RowPlace, rowAt } from '../canvas/rows';
import type { TimelineRow } from './timeline-rows';
import type { Scene } from './timeline-scene';

export interface PinnedRow {
  readonly row: TimelineRow & { readonly kind: 'group' };
  /** Where it is drawn, as a height within the rows: the end of its group pushes it out at the top. */
  readonly place: RowPlace;
}

/** The group that the topmost visible row belongs to, if its own row is not whole in view. */
export function pinnedRow({ rows, scrollPx }: Pick<Scene, 'rows' | 'scrollPx'>): PinnedRow | undefined {
  const top = rowAt(rows.index, scrollPx);
  if (top === undefined) return undefined;
  const kind = rows.at(top).kind;
  // The segment before that of an open group's goroutines is the row of the group.
  const segment = kind === 'goroutine' ? top.segment - 1 : top.segment;
  const own = placeOf(rows.index, segment, 0);
  const row = rows.at(own);
  if (row.kind !== 'group' || !rows.isOpen(row.key) || own.topPx >= scrollPx) return undefined;
  const endPx = rows.index.topPx[segment + 2] as number;
  return { row, place: { ...own, topPx: Math.min(scrollPx, endPx - own.rowPx) } };
}
