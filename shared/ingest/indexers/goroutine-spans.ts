// Spans of the lane `goroutine`: one per stay in a state, with the stack at the transition into it. A goroutine that is woken has no
// stack of its own there: its span has that of who woke it, and the processor on which that was.
// A wait whose reason the file does not have gets the one that its stack tells, where it tells one.
// A goroutine first seen by its status has been in that state since the last Sync (formats differ in when they say so).
// One that does not exist has no span; its row shows a gap if the id is used again (callbacks on C threads).

import { EventKind, NONE } from '../../model/events';
import { GoState } from '../../model/states';
import { grown } from '../growable';
import type { Indexer } from '../indexer';
import type { ReasonTable } from '../reasons';
import type { RowMap } from '../row-map';
import { createLaneWriter, type SpanContext } from '../spans/lane-writer';
import type { SpanBlockWriter } from '../spans/span-blocks';

export interface GoroutineSpansContext extends SpanContext {
  readonly rows: RowMap;
  readonly reasons: ReasonTable;
}

/** Kind of a row without an open span. */
const NO_SPAN = 0;

export interface GoroutineSpansIndexer extends Indexer {
  /** A section has made the spans of a row up to `sinceNs`; from then on it is in a state of this kind. */
  adopt(row: number, kind: number, sinceNs: number): void;
  /** A section has made the spans of a row to its end. */
  forget(row: number): void;
  /** Adds the open spans, as if they ended at `endNs`; they stay open. */
  addOpen(to: SpanBlockWriter, endNs: number): void;
  /** Hands on the block begun: what a section made comes behind it. */
  flush(): void;
}

export function goroutineSpans(context: GoroutineSpansContext): GoroutineSpansIndexer {
  const { rows, reasons, kinds } = context;
  const writer = createLaneWriter('goroutine', context);
  // The open span of each row.
  let openKind = new Int32Array(0);
  let openSinceNs = new Float64Array(0);
  let syncNs = 0;
  function grow(length: number): void {
    openKind = grown(openKind, length, NO_SPAN);
    openSinceNs = grown(openSinceNs, length, 0);
  }

  function addOpen(to: SpanBlockWriter, endNs: number): void {
    for (let row = 0; row < Math.min(rows.length, openKind.length); row++) {
      if (openKind[row] === NO_SPAN) continue;
      to.add(row, openSinceNs[row], Math.max(endNs, openSinceNs[row]), openKind[row], NONE);
    }
  }

  /** Nothing is known after `fromNs` until a status tells. */
  function gap(fromNs: number): void {
    for (let row = 0; row < openKind.length; row++) {
      if (openKind[row] === NO_SPAN) continue;
      writer.add(row, openSinceNs[row], Math.max(fromNs, openSinceNs[row]), openKind[row], NONE);
      openKind[row] = NO_SPAN;
    }
  }

  return {
    adopt(row, kind, sinceNs) {
      if (row >= openKind.length) grow(row + 1);
      openKind[row] = kind;
      openSinceNs[row] = sinceNs;
    },
    forget(row) {
      if (row < openKind.length) openKind[row] = NO_SPAN;
    },
    addOpen,
    flush: () => writer.finish(),
    kinds: [EventKind.Sync, EventKind.Gap, EventKind.GoTransition],
    event(e) {
      const now = e.timeNs;
      if (e.kind === EventKind.Sync) {
        syncNs = now;
        return;
      }
      if (e.kind === EventKind.Gap) {
        gap(e.value);
        return;
      }
      const row = rows.rowOf(e.id);
      if (row >= openKind.length) grow(row + 1);
      const kind = openKind[row];
      if (e.from === e.to && kind !== NO_SPAN) return;
      const sinceNs = openSinceNs[row];
      const firstSeen = e.from === GoState.Undetermined;
      // Seen by status although it is known, in another state: when it changed is lost, the generation's beginning is the latest.
      if (kind !== NO_SPAN) writer.add(row, sinceNs, firstSeen ? Math.max(sinceNs, syncNs) : now, kind, NONE);
      if (e.to === GoState.NotExist || e.to === GoState.Undetermined) {
        openKind[row] = NO_SPAN;
        return;
      }
      openKind[row] =
        e.from === GoState.Waiting && e.to === GoState.Runnable
          ? kinds.kindOf(e.to, reasons.reasonOf(e.name), e.stack, e.g === NONE ? NONE : e.p)
          : kinds.kindOf(e.to, reasons.reasonIn(e.to, e.name, e.targetStack), e.targetStack);
      openSinceNs[row] = firstSeen ? Math.max(syncNs, kind === NO_SPAN ? 0 : sinceNs) : now;
    },
    finish(endNs) {
      addOpen(writer, endNs);
      writer.finish();
    },
  };
}
