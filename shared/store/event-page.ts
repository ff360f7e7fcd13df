// Reads pages of point events (written by shared/ingest/point-events.ts).

import { NONE } from '../model/events';
import type { EventPage, SectionMap } from '../model/tables';
import { LevelReader } from './span-format';

/**
 * Visits the events of a page in the order of time.
 * @param visit gets the row of its goroutine (NONE if it has none or it is not known) and its kind, both in numbers of the trace
 */
export function readEventPage(
  bytes: Uint8Array,
  { events, fromNs }: EventPage,
  { eventKindOf, rowOf }: SectionMap,
  visit: (timeNs: number, row: number, kind: number) => void,
): void {
  const reader = new LevelReader(bytes);
  let timeNs = fromNs;
  for (let i = 0; i < events; i++) {
    timeNs += reader.varint();
    const row = reader.varint() + NONE;
    const kind = reader.varint();
    visit(
      timeNs,
      row === NONE || rowOf === undefined ? row : rowOf[row],
      eventKindOf === undefined ? kind : eventKindOf[kind],
    );
  }
}
