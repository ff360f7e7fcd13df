// Spans of the lane `proc`: when each processor ran, and which goroutine. A row per processor in order of appearance.
// A running processor without goroutine (scheduler, idle GC work) is a span of its own, as is idle time. A goroutine in
// a syscall keeps its processor until that is taken away: the processor still counts as running it.

import { EventKind, NONE, type TraceEvent } from '../../model/events';
import { GoState, ProcState } from '../../model/states';
import type { Indexer } from '../indexer';
import type { RowMap } from '../row-map';
import { createLaneWriter, type SpanContext } from '../spans/lane-writer';
import type { SpanBlockWriter } from '../spans/span-blocks';

export interface ProcSpansContext extends SpanContext {
  readonly rows: RowMap;
}

export interface ProcSpansIndexer extends Indexer {
  /** Processor ids by row. */
  procIds(): readonly number[];
  /** Row of a processor that has appeared. */
  rowOf(id: number): number;
  /** ProcState of a processor; undefined if it is not known. */
  stateOf(id: number): number | undefined;
  /** A section has made the spans of a processor up to `sinceNs`; from then on it is in this state. */
  adopt(id: number, state: number, goroutine: number, sinceNs: number): void;
  /** Time in which processors ran, of the spans that a section made. */
  absorb(runningNs: number): void;
  /** Adds the open spans, as if they ended at `endNs`; they stay open. */
  addOpen(to: SpanBlockWriter, endNs: number): void;
  /** Hands on the block begun: what a section made comes behind it. */
  flush(): void;
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
  /** Nothing is known of it now: a part of the trace is lost. */
  lost: boolean;
}

export function procSpans(context: ProcSpansContext): ProcSpansIndexer {
  const { rows, kinds } = context;
  const writer = createLaneWriter('proc', context);
  const running = kinds.kindOf(ProcState.Running, 0, NONE);
  const idle = kinds.kindOf(ProcState.Idle, 0, NONE);
  const procs = new Map<number, OpenSpan>();
  let syncNs = 0;
  let runningNs = 0;
  let spanNs = 0;

  function close(open: OpenSpan, endNs: number): void {
    if (endNs <= open.sinceNs) return;
    writer.add(open.row, open.sinceNs, endNs, open.state === ProcState.Running ? running : idle, open.goroutine);
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
      procs.set(e.id, { row: procs.size, state, goroutine: NONE, sinceNs, first, lost: false });
    } else if (open.lost) {
      open.lost = false;
      open.first = true;
      open.state = state;
      open.goroutine = NONE;
      open.sinceNs = Math.max(open.sinceNs, syncNs);
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
    if (open === undefined || open.lost) return;
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

  function gap(fromNs: number): void {
    for (const open of procs.values()) {
      if (!open.lost) close(open, fromNs);
      open.lost = true;
    }
  }

  return {
    rowOf: (id) => procs.get(id)?.row ?? NONE,
    stateOf(id) {
      const open = procs.get(id);
      return open === undefined || open.lost ? undefined : open.state;
    },
    adopt(id, state, goroutine, sinceNs) {
      const open = procs.get(id);
      if (open === undefined) return;
      open.state = state === ProcState.Running ? ProcState.Running : ProcState.Idle;
      open.goroutine = goroutine;
      open.sinceNs = sinceNs;
      open.first = false;
    },
    absorb(ns) {
      runningNs += ns;
    },
    addOpen(to, endNs) {
      for (const { row, sinceNs, state, goroutine, lost } of procs.values()) {
        if (lost || endNs <= sinceNs) continue;
        to.add(row, sinceNs, endNs, state === ProcState.Running ? running : idle, goroutine);
      }
    },
    flush: () => writer.finish(),
    kinds: [EventKind.Sync, EventKind.Gap, EventKind.GoTransition, EventKind.ProcTransition],
    event(e) {
      if (e.kind === EventKind.Gap) gap(e.value);
      else if (e.kind === EventKind.GoTransition) goTransition(e);
      else if (e.kind === EventKind.ProcTransition) procTransition(e);
      else syncNs = e.timeNs;
    },
    finish(endNs) {
      spanNs = endNs;
      for (const open of procs.values()) if (!open.lost) close(open, endNs);
      writer.finish();
    },
    procIds: () => [...procs.keys()],
    busy: () => (procs.size === 0 || spanNs === 0 ? 0 : runningNs / (procs.size * spanNs)),
  };
}
