// The rows of the timeline from top to bottom: sections, processors, GC, groups and their goroutines, as they are open.

import { formatPercent, groupDigits } from '../../shared/base/format';
import type { GoroutineGroup, TraceSummary } from '../../shared/model/requests';
import { GC_ROW, STW_ROW } from '../../shared/model/tables';
import { createRowIndex, placeOf, type RowIndex, type RowPlace } from '../canvas/rows';
import type { OpenSet, TraceSession } from '../models/session';
import { gcTrack, goroutineTrack, groupTrack, procTrack } from '../tracks';

export const SECTION_PX = 22;

export type SectionKey = 'section:procs' | 'section:gc' | 'section:goroutines';
export type Layout = NonNullable<TraceSession['layout']['value']>;

export type TimelineRow =
  | {
      readonly kind: 'section';
      readonly key: SectionKey;
      readonly title: string;
      readonly count: string;
      readonly shortCount: string;
    }
  | { readonly kind: 'proc'; readonly row: number; readonly id: number }
  | { readonly kind: 'gc'; readonly row: number; readonly title: string; readonly count: number }
  | { readonly kind: 'group'; readonly key: string; readonly group: GoroutineGroup }
  | { readonly kind: 'goroutine'; readonly row: number; readonly group: GoroutineGroup };

export interface TimelineRows {
  readonly index: RowIndex;
  at(place: RowPlace): TimelineRow;
  /** Where a row lies; undefined if its section or group is closed, or it is filtered out. */
  find(key: string): RowPlace | undefined;
  isOpen(key: string): boolean;
  /** Group of a goroutine row, open or not; undefined if it is filtered out. */
  groupOf(goroutineRow: number): GoroutineGroup | undefined;
}

interface Segment {
  readonly count: number;
  readonly rowPx: number;
  row(offset: number): TimelineRow;
  /** Offset of a row of this segment, or -1. */
  offsetOf(key: string): number;
}

export const groupKey = (group: GoroutineGroup): string => `group:${group.name}`;

/** Identity of a row, the same after filtering and folding. Sections and groups have the keys of the session's open set. */
export function rowKey(row: TimelineRow): string {
  return row.kind === 'section' || row.kind === 'group' ? row.key : `${row.kind}:${row.row}`;
}

/** `whole`: false while the counts are those of a part of the trace, and are marked so. */
export function createTimelineRows(
  summary: TraceSummary,
  layout: Layout | undefined,
  open: OpenSet,
  whole = true,
): TimelineRows {
  const segments: Segment[] = [];
  const single = (row: TimelineRow, rowPx: number): Segment => {
    const key = rowKey(row);
    return { count: 1, rowPx, row: () => row, offsetOf: (other) => (other === key ? 0 : -1) };
  };
  const section = (key: SectionKey, title: string, count: string, shortCount = count): boolean => {
    const marked = whole ? { count, shortCount } : { count: `${count} so far`, shortCount: 'so far' };
    segments.push(single({ kind: 'section', key, title, ...marked }, SECTION_PX));
    return open.has(key);
  };

  const procs = `${summary.procIds.length}`;
  // The first parts of a trace come before this figure.
  const busy = summary.procBusy > 0 ? `${procs} · ${formatPercent(summary.procBusy)} busy` : procs;
  if (section('section:procs', 'Processors', busy)) {
    // Rows are numbered as the file names processors first; people look for them by id.
    const byId = summary.procIds.map((id, row) => ({ id, row })).sort((a, b) => a.id - b.id);
    segments.push({
      count: byId.length,
      rowPx: procTrack.rowPx,
      row: (offset) => ({ kind: 'proc', ...(byId[offset] as { id: number; row: number }) }),
      offsetOf: (key) => byId.findIndex(({ row }) => row === rowNumber(key, 'proc:')),
    });
  }
  const stops = `${summary.stwCount} ${summary.stwCount === 1 ? 'stop' : 'stops'}`;
  const cycles = `${summary.gcCycles} ${summary.gcCycles === 1 ? 'cycle' : 'cycles'}`;
  const none = summary.stwCount === 0 && summary.gcCycles === 0;
  const pauses = none ? 'none' : `${stops} · ${cycles}`;
  const shortPauses = none ? 'none' : `${summary.stwCount} STW · ${summary.gcCycles} GC`;
  if (section('section:gc', 'GC & stop-the-world', pauses, shortPauses)) {
    for (const [row, title, count] of [
      [GC_ROW, 'GC', summary.gcCycles],
      [STW_ROW, 'STW', summary.stwCount],
    ] as const) {
      if (count > 0) segments.push(single({ kind: 'gc', row, title, count }, gcTrack.rowPx));
    }
  }
  const total = layout?.total ?? summary.goroutines;
  const all = groupDigits(total);
  const matched = layout === undefined || layout.matched === total ? all : `${groupDigits(layout.matched)} of ${all}`;
  if (section('section:goroutines', 'Goroutines', matched)) {
    for (const group of layout?.groups ?? []) {
      segments.push(single({ kind: 'group', key: groupKey(group), group }, groupTrack.rowPx));
      if (!open.has(groupKey(group))) continue;
      segments.push({
        count: group.rows.length,
        rowPx: goroutineTrack.rowPx,
        row: (offset) => ({ kind: 'goroutine', row: group.rows[offset] as number, group }),
        offsetOf: (key) => group.rows.indexOf(rowNumber(key, 'goroutine:')),
      });
    }
  }

  const index = createRowIndex(segments);
  return {
    index,
    at: ({ segment, offset }) => (segments[segment] as Segment).row(offset),
    find(key) {
      for (let segment = 0; segment < segments.length; segment++) {
        const { count, offsetOf } = segments[segment] as Segment;
        const offset = offsetOf(key);
        if (offset >= 0 && offset < count) return placeOf(index, segment, offset);
      }
      return undefined;
    },
    isOpen: (key) => open.has(key),
    groupOf: (row) => layout?.groups.find((group) => group.rows.includes(row)),
  };
}

function rowNumber(key: string, prefix: string): number {
  return key.startsWith(prefix) ? Number(key.slice(prefix.length)) : -1;
}
