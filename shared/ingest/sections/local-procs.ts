// Processors as one section sees them: which goroutine each runs, from the first moment on at which that is certain here.
// What comes before it, the open span of the section before, is closed by the stitcher.

import { EventKind, NONE, type TraceEvent } from '../../model/events';
import { GoState, ProcState } from '../../model/states';
import { PROC_FIELDS, PROC_STATE, Replay, type ReplayLog } from './replay-log';

/** Ids below are looked up in an array; Go has as many as GOMAXPROCS, a hostile file any. */
const DENSE_IDS = 1024;
/** Nothing is certain yet. */
const UNKNOWN = 0;

export interface LocalProcs {
  /** Both return the Replay bits of the lane of processors. */
  procTransition(e: TraceEvent): number;
  goTransition(e: TraceEvent): number;
  /** Logs the open span of every processor. */
  finish(): void;
  /** Time in which they ran, of the spans made here. */
  readonly runningNs: number;
}

/** @param addSpan a finished span of processor `proc` (its number by appearance); `slot` ran on it, or NONE. Undefined: not kept */
export function createLocalProcs(
  log: ReplayLog,
  addSpan: ((proc: number, startNs: number, endNs: number, state: number, slot: number) => void) | undefined,
): LocalProcs & { readonly ids: () => readonly number[] } {
  const dense = new Int32Array(DENSE_IDS).fill(NONE);
  const sparse = new Map<number, number>();
  const ids: number[] = [];
  const state: number[] = [];
  const slot: number[] = [];
  const sinceNs: number[] = [];
  /** Goroutine id of the slot, for the log. */
  const goroutine: number[] = [];
  // A captured double that changes would be a new heap number each time.
  const running = new Float64Array(1);

  function numberOf(id: number): number {
    const known = id < DENSE_IDS ? dense[id] : (sparse.get(id) ?? NONE);
    if (known !== NONE) return known;
    const proc = ids.length;
    if (id < DENSE_IDS) dense[id] = proc;
    else sparse.set(id, proc);
    ids.push(id);
    state.push(UNKNOWN);
    slot.push(NONE);
    sinceNs.push(0);
    goroutine.push(NONE);
    return proc;
  }

  function begin(proc: number, newState: number, newSlot: number, id: number, now: number): void {
    state[proc] = newState;
    slot[proc] = newSlot;
    goroutine[proc] = id;
    sinceNs[proc] = now;
  }

  function close(proc: number, now: number): void {
    if (now <= sinceNs[proc]) return;
    addSpan?.(proc, sinceNs[proc], now, state[proc], slot[proc]);
    if (state[proc] === ProcState.Running) running[0] += now - sinceNs[proc];
  }

  function run(proc: number, newSlot: number, id: number, now: number): void {
    if (state[proc] !== ProcState.Running || slot[proc] === newSlot) return;
    close(proc, now);
    begin(proc, ProcState.Running, newSlot, id, now);
  }

  return {
    get runningNs() {
      return running[0];
    },
    ids: () => ids,
    procTransition(e) {
      const proc = numberOf(e.id);
      const to = e.to === ProcState.Running ? ProcState.Running : ProcState.Idle;
      if (state[proc] === UNKNOWN) {
        const certain = e.from !== e.to && (e.from === ProcState.Running || e.from === ProcState.Idle);
        if (certain) begin(proc, to, NONE, NONE, e.timeNs);
        return Replay.ProcSpans;
      }
      if (state[proc] !== to) {
        close(proc, e.timeNs);
        begin(proc, to, NONE, NONE, e.timeNs);
      }
      return 0;
    },
    goTransition(e) {
      if (e.p === NONE || e.from === e.to) return 0;
      const proc = numberOf(e.p);
      const { from, to } = e;
      if (state[proc] === UNKNOWN) {
        if (from === GoState.Runnable && to === GoState.Running) {
          begin(proc, ProcState.Running, e.slot, e.id, e.timeNs);
        } else if (from === GoState.Running && to !== GoState.Syscall) {
          begin(proc, ProcState.Running, NONE, NONE, e.timeNs);
        }
        return Replay.ProcSpans;
      }
      if (to === GoState.Running) run(proc, e.slot, e.id, e.timeNs);
      else if (to === GoState.Syscall) {
        if (from === GoState.Running || from === GoState.NotExist) run(proc, e.slot, e.id, e.timeNs);
      } else if (slot[proc] === e.slot) run(proc, NONE, NONE, e.timeNs);
      return 0;
    },
    finish() {
      for (let proc = 0; proc < ids.length; proc++) {
        if (state[proc] === UNKNOWN) continue;
        let field = log.reserve(PROC_FIELDS);
        const { buffer } = log;
        buffer[field++] = PROC_STATE;
        buffer[field++] = ids[proc];
        buffer[field++] = state[proc];
        buffer[field++] = goroutine[proc];
        buffer[field] = sinceNs[proc];
      }
    },
  };
}

/** Kinds of events whose indexers need what came before, beside transitions. */
export const REPLAYED: readonly boolean[] = Object.values(EventKind).map(
  (kind) =>
    kind === EventKind.Sync ||
    kind === EventKind.GoTransition ||
    kind === EventKind.ProcTransition ||
    kind === EventKind.StackSample ||
    kind === EventKind.RangeBegin ||
    kind === EventKind.RangeActive ||
    kind === EventKind.RangeEnd ||
    kind === EventKind.RegionBegin ||
    kind === EventKind.RegionEnd,
);
