// Spans of the lane `proc`: when each processor ran, and which goroutine. A row per processor in order of appearance.
// A running processor without goroutine (scheduler, idle GC work) is a span of its own, as is idle time. A goroutine in
// a syscall keeps its processor until that is taken away: the processor still counts as running it.

import { EventKind, NONE, type TraceEvent } from '../../model/events';
import { laneSpanClass } from '../../model/lane-class';
import { GoState, ProcState } from '../../model/states';
import type { Indexer } from '../indexer';
import type { RowMap } from '../row-map';
import { createSpanBlockWriter, type EmitBlock } from '../span-blocks';

export interface ProcSpansContext {
  readonly rows: RowMap;
  readonly emit: EmitBlock;
}

export interface ProcSpansIndexer extends Indexer {
  /** Processor ids by row. */
  procIds(): readonly number[];
  /** Share of the trace in which the processors ran, 0 … 1; after finish. */
  busy(): number;
}

/** The open span of a processor. */
interface OpenSpan {
  readonly row: number;
  state: ProcState;
  /** Row of the goroutine that runs, or NONE. */
  goroutine: number;
  sinceNs: number;
  /** Nothing is known of the processor before this span: it was so since the last Sync. */
  first: boolean;
}

export function procSpans({ rows, emit }: ProcSpansContext): ProcSpansIndexer {
  const writer = createSpanBlockWriter('proc', (state) => laneSpanClass('proc', state, ''), emit);
  const procs = new Map<number, OpenSpan>();
  let syncNs = 0;
  let runningNs = 0;
  let spanNs = 0;

  function close(open: OpenSpan, endNs: number): void {
    if (endNs <= open.sinceNs) return;
    writer.add(open.row, open.sinceNs, endNs, open.state, 0, open.goroutine);
    if (open.state === ProcState.Running) runningNs += endNs - open.sinceNs;
    open.sinceNs = endNs;
    open.first = false;
  }

  function procTransition(e: TraceEvent): void {
    const state: ProcState = e.to === ProcState.Running ? ProcState.Running : ProcState.Idle;
    const open = procs.get(e.id);
    if (open === undefined) {
      const first = e.from !== ProcState.NotExist;
      const sinceNs = first ? syncNs : e.timeNs;
      procs.set(e.id, { row: procs.size, state, goroutine: NONE, sinceNs, first });
    } else if (open.state !== state) {
      close(open, e.timeNs);
      open.state = state;
      open.goroutine = NONE;
    }
  }

  /** The goroutine of a processor changes: a new span. */
  function run(open: OpenSpan, goroutine: number, now: number): void {
    if (open.state !== ProcState.Running || open.goroutine === goroutine) return;
    close(open, now);
    open.goroutine = goroutine;
  }

  function goTransition(e: TraceEvent): void {
    if (e.p === NONE || e.from === e.to) return;
    const open = procs.get(e.p);
    if (open === undefined) return;
    const row = rows.rowOf(e.id);
    if (e.to === GoState.Running) {
      // Both seen by status: it ran there since the last Sync.
      if (e.from === GoState.Undetermined && open.first && open.goroutine === NONE) open.goroutine = row;
      else run(open, row, e.timeNs);
    } else if (e.to === GoState.Syscall) {
      if (e.from === GoState.Undetermined && open.first && open.goroutine === NONE) open.goroutine = row;
      else if (e.from === GoState.Running || e.from === GoState.NotExist) run(open, row, e.timeNs);
    } else if (open.goroutine === row) run(open, NONE, e.timeNs);
  }

  return {
    kinds: [EventKind.Sync, EventKind.GoTransition, EventKind.ProcTransition],
    event(e) {
      if (e.kind === EventKind.GoTransition) goTransition(e);
      else if (e.kind === EventKind.ProcTransition) procTransition(e);
      else syncNs = e.timeNs;
    },
    finish(endNs) {
      spanNs = endNs;
      for (const open of procs.values()) close(open, endNs);
      writer.finish();
    },
    procIds: () => [...procs.keys()],
    busy: () => (procs.size === 0 || spanNs === 0 ? 0 : runningNs / (procs.size * spanNs)),
  };
}
