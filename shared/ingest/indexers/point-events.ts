// Point events of a trace: see shared/ingest/point-events.ts.

import { NONE } from '../../model/events';
import type { EventKindColumns } from '../../model/tables';
import type { Indexer } from '../indexer';
import { createKindTable, type KindTable } from '../kinds';
import { type BuiltEventPage, createPointEvents, isPointEvent, POINT_EVENTS } from '../point-events';
import type { RowMap } from '../row-map';

export interface PointEventsIndexer extends Indexer {
  readonly eventKinds: KindTable;
  kindColumns(): EventKindColumns;
  /** Hands on the page begun. */
  flush(): void;
}

/** @param emitPage undefined: they are not kept */
export function pointEvents({
  rows,
  emitPage,
}: {
  readonly rows: RowMap;
  readonly emitPage: ((page: BuiltEventPage) => void) | undefined;
}): PointEventsIndexer {
  const eventKinds = createKindTable();
  const pages = emitPage === undefined ? undefined : createPointEvents(eventKinds, emitPage);
  return {
    eventKinds,
    kinds: POINT_EVENTS,
    event(e) {
      if (pages !== undefined && isPointEvent(e)) pages.add(e, e.g === NONE ? NONE : rows.find(e.g));
    },
    finish() {
      pages?.finish();
    },
    flush() {
      pages?.finish();
    },
    kindColumns() {
      const { state, reason, arg } = eventKinds.columns();
      return { kind: Uint8Array.from(state), name: reason, stack: arg };
    },
  };
}
