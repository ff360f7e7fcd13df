// Goroutines as one section sees them. The first transition of each is left to the stitcher, who knows since when it was in
// the state that it leaves; from there on until the section's end (or the goroutine's) its spans and sums are made here.
//
// This is the hottest code beside the reader: a trace of 60 MB has ten million transitions. One look-up by slot, no objects,
// a handful of typed arrays (about 70 bytes a goroutine).

import { NONE, type TraceEvent } from '../../model/events';
import { NO_STACK, type SymbolTable } from '../../model/stacks';
import { GoState } from '../../model/states';
import { grown } from '../growable';
import type { KindTable } from '../kinds';
import { createRowSums } from '../row-sums';
import { LOG_OPEN_SPAN, LOG_SUMS, Replay, type ReplayLog, SUM_FIELDS, SUMS } from './replay-log';

const SUMS_HERE = LOG_SUMS;
const SPANS_HERE = LOG_OPEN_SPAN;

export interface LocalGoroutines {
  /** Returns the Replay bits of those who must see the event. */
  transition(e: TraceEvent): number;
  /** A processor was taken away: whoever is in a syscall on it is blocked from now on. */
  procLeft(proc: number, timeNs: number): void;
  /** Logs what is left of every goroutine at the section's end. */
  finish(): void;
  /** Goroutine ids by slot; NONE: it had no event here. */
  ids(): Float64Array<ArrayBuffer>;
}

/**
 * @param foreverName string index of the reason that ends a goroutine's accounts
 * @param kinds kinds of the section's spans: state, reason (string), stack
 * @param addSpan takes a finished span
 */
export function createLocalGoroutines(
  symbols: Pick<SymbolTable, 'rootFunctionString'>,
  foreverName: number,
  kinds: KindTable,
  log: ReplayLog,
  addSpan: (slot: number, startNs: number, endNs: number, kind: number) => void,
): LocalGoroutines {
  let capacity = 0;
  let slots = 0;
  let id = new Float64Array(0);
  let here = new Uint8Array(0);
  /** Kind and beginning of the present state. */
  let kind = new Int32Array(0);
  let sinceNs = new Float64Array(0);
  let transitions = new Uint32Array(0);
  let runningNs = new Float64Array(0);
  let runnableNs = new Float64Array(0);
  let waitingNs = new Float64Array(0);
  let syscallNs = new Float64Array(0);
  let syscallBlockNs = new Float64Array(0);
  let stateSyscallNs = new Float64Array(0);
  let startNs = new Float64Array(0);
  let firstStack = new Int32Array(0);
  let syscallProc = new Int32Array(0);
  let blockedSinceNs = new Float64Array(0);
  const blocked = createRowSums();
  /** By processor: the slot that entered a syscall on it and has it still. */
  const inSyscall = new Map<number, number>();

  const RUNNABLE = kinds.kindOf(GoState.Runnable, 0, NO_STACK);
  const RUNNING = kinds.kindOf(GoState.Running, 0, NO_STACK);

  function grow(needed: number): void {
    capacity = Math.max(1024, capacity * 2, needed);
    id = grown(id, capacity, NONE);
    here = grown(here, capacity, 0);
    kind = grown(kind, capacity, 0);
    sinceNs = grown(sinceNs, capacity, 0);
    transitions = grown(transitions, capacity, 0);
    runningNs = grown(runningNs, capacity, 0);
    runnableNs = grown(runnableNs, capacity, 0);
    waitingNs = grown(waitingNs, capacity, 0);
    syscallNs = grown(syscallNs, capacity, 0);
    syscallBlockNs = grown(syscallBlockNs, capacity, 0);
    stateSyscallNs = grown(stateSyscallNs, capacity, 0);
    startNs = grown(startNs, capacity, Number.NaN);
    firstStack = grown(firstStack, capacity, NO_STACK);
    syscallProc = grown(syscallProc, capacity, NONE);
    blockedSinceNs = grown(blockedSinceNs, capacity, Number.NaN);
  }

  function begin(slot: number, e: TraceEvent): void {
    transitions[slot] = 0;
    runningNs[slot] = 0;
    runnableNs[slot] = 0;
    waitingNs[slot] = 0;
    syscallNs[slot] = 0;
    syscallBlockNs[slot] = 0;
    stateSyscallNs[slot] = 0;
    startNs[slot] = Number.NaN;
    firstStack[slot] = NO_STACK;
    blocked.clear(slot);
    if (e.to === GoState.Syscall) entersSyscall(slot, e.p);
  }

  function entersSyscall(slot: number, proc: number): void {
    syscallProc[slot] = proc;
    blockedSinceNs[slot] = Number.NaN;
    if (proc !== NONE) inSyscall.set(proc, slot);
  }

  function leavesSyscall(slot: number, now: number, since: number): void {
    const blockedSince = blockedSinceNs[slot];
    stateSyscallNs[slot] += now - since;
    if (Number.isNaN(blockedSince)) syscallNs[slot] += now - since;
    else {
      syscallBlockNs[slot] += now - blockedSince;
      syscallNs[slot] += blockedSince - since;
      blockedSinceNs[slot] = Number.NaN;
    }
    inSyscall.delete(syscallProc[slot]);
  }

  /** Logs the sums, which end with the present state. `bits`: what of it the stitcher takes. */
  function logSums(slot: number, bits: number): void {
    let reasons = 0;
    for (let entry = blocked.first(slot); entry >= 0; entry = blocked.next(entry)) reasons++;
    let field = log.reserve(SUM_FIELDS + 2 * reasons);
    const { buffer } = log;
    buffer[field++] = SUMS;
    buffer[field++] = bits;
    buffer[field++] = id[slot];
    buffer[field++] = transitions[slot];
    buffer[field++] = runningNs[slot];
    buffer[field++] = runnableNs[slot];
    buffer[field++] = waitingNs[slot];
    buffer[field++] = syscallNs[slot];
    buffer[field++] = syscallBlockNs[slot];
    buffer[field++] = stateSyscallNs[slot];
    buffer[field++] = startNs[slot];
    buffer[field++] = firstStack[slot];
    buffer[field++] = kinds.state(kind[slot]);
    buffer[field++] = kinds.reason(kind[slot]);
    buffer[field++] = kinds.arg(kind[slot]);
    buffer[field++] = sinceNs[slot];
    buffer[field++] = syscallProc[slot];
    buffer[field++] = blockedSinceNs[slot];
    buffer[field++] = reasons;
    for (let entry = blocked.first(slot); entry >= 0; entry = blocked.next(entry)) {
      buffer[field++] = blocked.key(entry);
      buffer[field++] = blocked.sum(entry);
    }
  }

  function sum(slot: number, e: TraceEvent, before: number): void {
    const since = sinceNs[slot];
    const ns = e.timeNs - since;
    transitions[slot]++;
    switch (e.from) {
      case GoState.Running:
        runningNs[slot] += ns;
        break;
      case GoState.Runnable:
        runnableNs[slot] += ns;
        break;
      case GoState.Waiting:
        waitingNs[slot] += ns;
        blocked.add(blocked.entry(slot, kinds.reason(before)), ns);
        break;
      default:
        if (e.from === GoState.Syscall) leavesSyscall(slot, e.timeNs, since);
    }
    if (
      firstStack[slot] === NO_STACK &&
      e.targetStack !== NO_STACK &&
      symbols.rootFunctionString(e.targetStack) !== 0
    ) {
      firstStack[slot] = e.targetStack;
    }
    if (e.to === GoState.Running) {
      if (Number.isNaN(startNs[slot])) startNs[slot] = e.timeNs;
    } else if (e.to === GoState.Syscall) entersSyscall(slot, e.p);
  }

  return {
    transition(e) {
      const { slot, from, to } = e;
      if (slot >= slots) {
        if (slot >= capacity) grow(slot + 1);
        slots = slot + 1;
      }
      const bits = here[slot];
      if (bits === 0) id[slot] = e.id;
      if (from === to || from === GoState.Undetermined) {
        // A status says nothing new of what is known here; nobody but the stitcher can tell what it means.
        if ((bits & SUMS_HERE) !== 0) logSums(slot, LOG_SUMS);
        here[slot] = bits & ~SUMS_HERE;
        // The sums are the stitcher's, but its processor may be needed here.
        if (to === GoState.Syscall) entersSyscall(slot, e.p);
        return (bits & SPANS_HERE) !== 0
          ? Replay.Accounts | Replay.ProcSpans
          : Replay.Accounts | Replay.GoroutineSpans | Replay.ProcSpans;
      }
      const before = kind[slot];
      let replay = 0;
      if ((bits & SPANS_HERE) !== 0) addSpan(slot, sinceNs[slot], e.timeNs, before);
      else replay = Replay.GoroutineSpans;

      const ends = to === GoState.NotExist;
      const forever = to === GoState.Waiting && e.name === foreverName;
      if ((bits & SUMS_HERE) === 0) {
        replay |= Replay.Accounts;
        if (from === GoState.Syscall) inSyscall.delete(syscallProc[slot]);
        if (!ends && !forever) begin(slot, e);
      } else if (ends || forever) {
        logSums(slot, LOG_SUMS);
        replay |= Replay.Accounts;
        if (from === GoState.Syscall) inSyscall.delete(syscallProc[slot]);
      } else sum(slot, e, before);

      if (ends) {
        if ((bits & SPANS_HERE) !== 0) replay |= Replay.SpanClosed;
        here[slot] = 0;
        return replay;
      }
      here[slot] = forever ? SPANS_HERE : SPANS_HERE | SUMS_HERE;
      sinceNs[slot] = e.timeNs;
      if (e.name === 0 && e.targetStack === NO_STACK && to !== GoState.Waiting && to !== GoState.Syscall) {
        kind[slot] = to === GoState.Running ? RUNNING : RUNNABLE;
      } else kind[slot] = kinds.kindOf(to, e.name, e.targetStack);
      return replay;
    },
    procLeft(proc, timeNs) {
      const slot = inSyscall.get(proc);
      if (slot === undefined) return;
      blockedSinceNs[slot] = timeNs;
      inSyscall.delete(proc);
    },
    finish() {
      for (let slot = 0; slot < slots; slot++) if (here[slot] !== 0) logSums(slot, here[slot]);
    },
    ids: () => id.slice(0, slots),
  };
}
