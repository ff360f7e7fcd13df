// Writes point events as pages of bytes: each event the time since the one before, its goroutine (row + 1; 0 = none) and its kind, as
// unsigned LEB128 (read by shared/store/event-page.ts). They are counted by graphs, perhaps for a range or a filter, and loaded only then.

import { EventKind, NONE, type TraceEvent } from '../model/events';
import { NO_STACK } from '../model/stacks';
import type { EventPage } from '../model/tables';
import type { KindTable } from './kinds';
import { VARINT_BYTES, writeVarint } from './spans/varints';

/** Kinds of events that may be point events. Ends of ranges, labels and sizes of the heap have no stack. */
export const POINT_EVENTS: readonly EventKind[] = [
  EventKind.Metric,
  EventKind.RangeBegin,
  EventKind.TaskBegin,
  EventKind.TaskEnd,
  EventKind.RegionBegin,
  EventKind.RegionEnd,
  EventKind.Log,
];

const MAY_BE: readonly boolean[] = Object.values(EventKind).map((kind) => POINT_EVENTS.includes(kind));

/** Of metrics only GOMAXPROCS has a stack. */
export const isPointEvent = (e: TraceEvent): boolean =>
  MAY_BE[e.kind] && (e.kind !== EventKind.Metric || e.stack !== NO_STACK);

export interface BuiltEventPage extends Omit<EventPage, 'section' | 'place'> {
  /** On a buffer of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}
/** A page whose bytes are packed into a chunk. */
export type PackedEventPage = Omit<EventPage, 'section'>;

export interface PointEvents {
  /** A point event, in the order of time. @param row of its goroutine, NONE = -1 */
  add(e: TraceEvent, row: number): void;
  /** Hands on the page begun. May be used on: a new page begins. */
  finish(): void;
}

/** Some 80 KB: few enough to be listed in memory, and small enough that what a range leaves out is not loaded. */
const PAGE_EVENTS = 16_384;
const MAX_EVENT_BYTES = VARINT_BYTES + 2 * 5;

/** @param kinds state = EventKind, reason = string index of the name, arg = stack */
export function createPointEvents(kinds: KindTable, emit: (page: BuiltEventPage) => void): PointEvents {
  let bytes = new Uint8Array(0);
  let at = 0;
  let events = 0;
  let fromNs = 0;
  let lastNs = 0;

  function finish(): void {
    if (events === 0) return;
    emit({ events, fromNs, toNs: lastNs, bytes: bytes.slice(0, at) });
    at = 0;
    events = 0;
  }

  return {
    add(e, row) {
      if (events === 0) {
        if (bytes.length === 0) bytes = new Uint8Array(PAGE_EVENTS * MAX_EVENT_BYTES);
        fromNs = e.timeNs;
        lastNs = e.timeNs;
      }
      at = writeVarint(bytes, at, e.timeNs - lastNs);
      at = writeVarint(bytes, at, row - NONE);
      // The file has no name of a task at its end; where its beginning was read, a section would not know it.
      const name = e.kind === EventKind.TaskEnd ? 0 : e.name;
      at = writeVarint(bytes, at, kinds.kindOf(e.kind, name, e.stack));
      lastNs = e.timeNs;
      if (++events === PAGE_EVENTS) finish();
    },
    finish,
  };
}
