// Spans of the lane `goroutine`: one per stay in a state, with the stack at the transition into it.
// A wait whose reason the file does not have gets the one that its stack tells, where it tells one.
// A goroutine first seen by its status has been in that state since the last Sync (formats differ in when they say so).
// One that does not exist has no span; its row shows a gap if the id is used again (callbacks on C threads).

import { EventKind, NONE } from '../../model/events';
import { laneSpanClass } from '../../model/lane-class';
import { GoState } from '../../model/states';
import { grown } from '../growable';
import type { Indexer } from '../indexer';
import type { ReasonTable } from '../reasons';
import type { RowMap } from '../row-map';
import { createSpanBlockWriter, type EmitBlock } from '../span-blocks';

export interface GoroutineSpansContext {
  readonly rows: RowMap;
  readonly reasons: ReasonTable;
  readonly emit: EmitBlock;
}

export function goroutineSpans({ rows, reasons, emit }: GoroutineSpansContext): Indexer {
  const writer = createSpanBlockWriter(
    'goroutine',
    (state, reason) => laneSpanClass('goroutine', state, reasons.text(reason)),
    emit,
  );
  // The open span of each row; GoState.Undetermined: none.
  let openState = new Uint8Array(0);
  let openReason = new Uint8Array(0);
  let openArg = new Int32Array(0);
  let openSinceNs = new Float64Array(0);
  let syncNs = 0;
  let lastNs = 0;
  /** Last transition before the last Sync: what was known until then, if a part of the file is lost. */
  let beforeSyncNs = 0;

  function grow(length: number): void {
    openState = grown(openState, length, GoState.Undetermined);
    openReason = grown(openReason, length, 0);
    openArg = grown(openArg, length, NONE);
    openSinceNs = grown(openSinceNs, length, 0);
  }

  return {
    kinds: [EventKind.Sync, EventKind.GoTransition],
    event(e) {
      const now = e.timeNs;
      if (e.kind === EventKind.Sync) {
        syncNs = now;
        beforeSyncNs = lastNs;
        return;
      }
      lastNs = now;
      const row = rows.rowOf(e.id);
      if (row >= openState.length) grow(row + 1);
      const state = openState[row];
      if (e.from === e.to && state !== GoState.Undetermined) return;
      const sinceNs = openSinceNs[row];
      const firstSeen = e.from === GoState.Undetermined;
      if (state !== GoState.Undetermined) {
        // Seen by status although it is known: its events until the Sync are lost.
        const endNs = firstSeen ? Math.max(sinceNs, beforeSyncNs) : now;
        writer.add(row, sinceNs, endNs, state, openReason[row], openArg[row]);
      }
      if (e.to === GoState.NotExist) {
        openState[row] = GoState.Undetermined;
        return;
      }
      openState[row] = e.to;
      openReason[row] = reasons.reasonIn(e.to, e.name, e.targetStack);
      openArg[row] = e.targetStack;
      openSinceNs[row] = firstSeen ? Math.max(syncNs, state === GoState.Undetermined ? 0 : sinceNs) : now;
    },
    finish(endNs) {
      for (let row = 0; row < Math.min(rows.length, openState.length); row++) {
        if (openState[row] === GoState.Undetermined) continue;
        writer.add(
          row,
          openSinceNs[row],
          Math.max(endNs, openSinceNs[row]),
          openState[row],
          openReason[row],
          openArg[row],
        );
      }
      writer.finish();
    },
  };
}
