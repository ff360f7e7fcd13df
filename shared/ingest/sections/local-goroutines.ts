// Goroutines as one section sees them. The first transition of each is left to the stitcher, who knows since when it was in
// the state that it leaves; from there on until the section's end (or the goroutine's) its spans and sums are made here.
//
// This is the hottest code beside the reader: a trace of 60 MB has ten million transitions. One look-up by slot, no objects,
// a handful of typed arrays (about 70 bytes a goroutine).

import { EventKind, NONE, type TraceEvent } from '../../model/events';
import { NO_STACK, type SymbolTable } from '../../model/stacks';
import { GoState } from '../../model/states';
import { grown } from '../growable';
import type { KindTable } from '../kinds';
import { createRowSums } from '../row-sums';
import {
  LOG_OPEN_SPAN,
  LOG_SUMS,
  REGION_FIELDS,
  REGIONS,
  Replay,
  type ReplayLog,
  SUM_FIELDS,
  SUMS,
} from './replay-log';

const SUMS_HERE = LOG_SUMS;
const SPANS_HERE = LOG_OPEN_SPAN;

/** Times of a goroutine: the present state's beginning, then the sums as the log has them (replay-log.ts). */
const RUNNING_NS = 1;
const RUNNABLE_NS = 2;
const WAITING_NS = 3;
const SYSCALL_NS = 4;
const SYSCALL_BLOCK_NS = 5;
const START_NS = 6;
const TIMES = 7;

export interface LocalGoroutines {
  /** Returns the Replay bits of those who must see the event. */
  transition(e: TraceEvent): number;
  /** A goroutine of which no transition may be seen here. */
  seen(slot: number, id: number): void;
  /** A region begins or ends, of a goroutine that was seen. */
  region(e: TraceEvent): void;
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
 * @param addSpan takes a finished span; undefined: spans are not kept
 */
export function createLocalGoroutines(
  symbols: Pick<SymbolTable, 'rootFunctionString'>,
  foreverName: number,
  kinds: KindTable,
  log: ReplayLog,
  addSpan: ((slot: number, startNs: number, endNs: number, kind: number) => void) | undefined,
): LocalGoroutines {
  let capacity = 0;
  let slots = 0;
  let id = new Float64Array(0);
  let here = new Uint8Array(0);
  /** Kind of the present state. */
  let kind = new Int32Array(0);
  let transitions = new Uint32Array(0);
  /** Times of a goroutine side by side, so that a transition touches one cache line: ns[slot * TIMES + …]. */
  let ns = new Float64Array(0);
  let firstStack = new Int32Array(0);
  let syscallProc = new Int32Array(0);
  let blockedSinceNs = new Float64Array(0);
  const blocked = createRowSums();
  /** Reason of the last wait and its entry in `blocked`: a goroutine mostly waits for the same again. */
  let blockedReason = new Int32Array(0);
  let blockedEntry = new Int32Array(0);
  /** By processor: the slot that entered a syscall on it and has it still. */
  const inSyscall = new Map<number, number>();

  // Regions that are open when the section begins are not known here, so what begins and ends make of their number is kept as
  // a function: depth -> max(depth + net, least), and the number of ends.
  let regionNet = new Int32Array(0);
  let regionLeast = new Int32Array(0);
  let regionEnds = new Uint32Array(0);

  const RUNNABLE = kinds.kindOf(GoState.Runnable, 0, NO_STACK);
  const RUNNING = kinds.kindOf(GoState.Running, 0, NO_STACK);

  function grow(needed: number): void {
    capacity = Math.max(1024, capacity * 2, needed);
    id = grown(id, capacity, NONE);
    here = grown(here, capacity, 0);
    kind = grown(kind, capacity, 0);
    transitions = grown(transitions, capacity, 0);
    ns = grown(ns, capacity * TIMES, 0);
    regionNet = grown(regionNet, capacity, 0);
    regionLeast = grown(regionLeast, capacity, 0);
    regionEnds = grown(regionEnds, capacity, 0);
    blockedReason = grown(blockedReason, capacity, NONE);
    blockedEntry = grown(blockedEntry, capacity, NONE);
    firstStack = grown(firstStack, capacity, NO_STACK);
    syscallProc = grown(syscallProc, capacity, NONE);
    blockedSinceNs = grown(blockedSinceNs, capacity, Number.NaN);
  }

  function begin(slot: number, e: TraceEvent): void {
    transitions[slot] = 0;
    const at = slot * TIMES;
    ns.fill(0, at + RUNNING_NS, at + TIMES);
    ns[at + START_NS] = Number.NaN;
    firstStack[slot] = NO_STACK;
    blocked.clear(slot);
    blockedReason[slot] = NONE;
    if (e.to === GoState.Syscall) entersSyscall(slot, e.p);
  }

  function entersSyscall(slot: number, proc: number): void {
    syscallProc[slot] = proc;
    blockedSinceNs[slot] = Number.NaN;
    if (proc !== NONE) inSyscall.set(proc, slot);
  }

  function leavesSyscall(slot: number, now: number, since: number): void {
    const blockedSince = blockedSinceNs[slot];
    const at = slot * TIMES;
    if (Number.isNaN(blockedSince)) ns[at + SYSCALL_NS] += now - since;
    else {
      ns[at + SYSCALL_BLOCK_NS] += now - blockedSince;
      ns[at + SYSCALL_NS] += blockedSince - since;
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
    const at = slot * TIMES;
    for (let time = RUNNING_NS; time < TIMES; time++) buffer[field++] = ns[at + time];
    buffer[field++] = firstStack[slot];
    buffer[field++] = kinds.state(kind[slot]);
    buffer[field++] = kinds.reason(kind[slot]);
    buffer[field++] = kinds.arg(kind[slot]);
    buffer[field++] = kinds.wakerProc(kind[slot]);
    buffer[field++] = ns[at];
    buffer[field++] = syscallProc[slot];
    buffer[field++] = blockedSinceNs[slot];
    buffer[field++] = reasons;
    for (let entry = blocked.first(slot); entry >= 0; entry = blocked.next(entry)) {
      buffer[field++] = blocked.key(entry);
      buffer[field++] = blocked.sum(entry);
    }
  }

  /** What the regions of a goroutine came to must be known before it ends, and before it creates one that inherits. */
  function logRegions(slot: number): void {
    if (regionNet[slot] === 0 && regionLeast[slot] === 0 && regionEnds[slot] === 0) return;
    let field = log.reserve(REGION_FIELDS);
    const { buffer } = log;
    buffer[field++] = REGIONS;
    buffer[field++] = id[slot];
    buffer[field++] = regionNet[slot];
    buffer[field++] = regionLeast[slot];
    buffer[field] = regionEnds[slot];
    regionNet[slot] = 0;
    regionLeast[slot] = 0;
    regionEnds[slot] = 0;
  }

  /** Adds the time since the last transition to the state it was spent in. */
  function sum(slot: number, e: TraceEvent, before: number): void {
    const at = slot * TIMES;
    const since = ns[at];
    const spent = e.timeNs - since;
    transitions[slot]++;
    switch (e.from) {
      case GoState.Running:
        ns[at + RUNNING_NS] += spent;
        break;
      case GoState.Runnable:
        ns[at + RUNNABLE_NS] += spent;
        break;
      case GoState.Waiting: {
        ns[at + WAITING_NS] += spent;
        const reason = kinds.reason(before);
        if (blockedReason[slot] !== reason) {
          blockedReason[slot] = reason;
          blockedEntry[slot] = blocked.entry(slot, reason);
        }
        blocked.add(blockedEntry[slot], spent);
        break;
      }
      default:
        if (e.from === GoState.Syscall) leavesSyscall(slot, e.timeNs, since);
    }
    const { to } = e;
    if (to === GoState.Running) {
      if (Number.isNaN(ns[at + START_NS])) ns[at + START_NS] = e.timeNs;
    } else if (to === GoState.Syscall) entersSyscall(slot, e.p);
    const stack = e.targetStack;
    if (stack !== NO_STACK && firstStack[slot] === NO_STACK && symbols.rootFunctionString(stack) !== 0) {
      firstStack[slot] = stack;
    }
  }

  function look(slot: number): void {
    if (slot < slots) return;
    if (slot >= capacity) grow(slot + 1);
    slots = slot + 1;
  }

  return {
    seen(slot, goroutine) {
      look(slot);
      id[slot] = goroutine;
    },
    region({ slot, kind: what }) {
      if (what === EventKind.RegionBegin) {
        regionNet[slot]++;
        regionLeast[slot]++;
      } else {
        regionNet[slot]--;
        regionLeast[slot] = Math.max(0, regionLeast[slot] - 1);
        regionEnds[slot]++;
      }
    },
    transition(e) {
      const { slot, from, to } = e;
      look(slot);
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
      if (from === GoState.NotExist && e.value >= 0 && e.value < slots) logRegions(e.value);
      let replay = 0;
      if ((bits & SPANS_HERE) !== 0) addSpan?.(slot, ns[slot * TIMES], e.timeNs, before);
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
        logRegions(slot);
        if ((bits & SPANS_HERE) !== 0) replay |= Replay.SpanClosed;
        here[slot] = 0;
        return replay;
      }
      here[slot] = forever ? SPANS_HERE : SPANS_HERE | SUMS_HERE;
      ns[slot * TIMES] = e.timeNs;
      if (from === GoState.Waiting && to === GoState.Runnable) {
        kind[slot] = kinds.kindOf(to, e.name, e.stack, e.g === NONE ? NONE : e.p);
      } else if (e.name === 0 && e.targetStack === NO_STACK && to !== GoState.Waiting && to !== GoState.Syscall) {
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
      for (let slot = 0; slot < slots; slot++) {
        logRegions(slot);
        if (here[slot] !== 0) logSums(slot, here[slot]);
      }
    },
    ids: () => id.slice(0, slots),
  };
}
