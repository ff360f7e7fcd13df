// Puts the events of all threads into one order, and says what each of them means.
//
// The problem. Every thread writes its own stream. Within a stream the order is certain; between streams only timestamps
// compare, and these are 64 ns ticks read on different cores: they tie all the time and may be plain wrong. What is
// certain are sequence numbers: the runtime numbers what happens to one goroutine or processor across threads, so
// "GoStart g7 #4" can only come after #3 of g7, wherever that was written.
//
// The plan. A frontier (frontier.ts) holds the next event of each thread by time. The earliest one is offered to
// `advance`, which emulates the scheduler: it either applies the event to the state of its goroutine, processor and
// thread and emits what Go's own reader would deliver; or says Wait, because something that must come first stands on
// another thread (then the reader offers the next thread's event); or says Broken, because no order of the rest can make
// it right. Only eight kinds of event can wait (formats.md 1.5); a wait of all threads is a broken trace too.
//
// State lives through the generations; sequence numbers restart in each. Every goroutine and processor is named again by
// a status event in each generation: in the first one that introduces it, in later ones it must agree.
//
// Costs. One Map lookup for each goroutine that is named by an event; the thread holds direct references to its own.
// No object per event: one TraceEvent is filled again and again. Measured on a 60 MB trace: see DECISIONS.md.
//
// Decided against: checking that regions nest and that a task begins once. Go's reader refuses the whole trace for it;
// it says nothing about scheduling, and a program that misuses its annotations still deserves to be seen.

import {
  createTraceEvent,
  EventKind,
  METRIC_GOAL,
  METRIC_HEAP,
  METRIC_PROCS,
  NONE,
  RANGE_GC_MARK,
  RANGE_MARK_ASSIST,
  RANGE_STW_PREFIX,
  RANGE_SWEEP,
  RangeScope,
  type TraceEvent,
} from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { GoState, ProcState as ProcView } from '../../model/states';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import type { Generation } from './generation';
import {
  GoroutineState,
  isGoStatus,
  isProcStatus,
  OPEN_MARK_ASSIST,
  OPEN_STW,
  ProcState,
  ThreadState,
} from './scheduler-state';
import type { ThreadCursor } from './thread-cursor';
import { ALLOC_FREE_NAMES, Ev, eventName, GoStatus, isNone, ProcStatus } from './wire';

export const Advance = { Done: 1, Wait: 0, Broken: -1 } as const;
export type Advance = (typeof Advance)[keyof typeof Advance];

/** GoStatus and ProcStatus on the wire to the states that views show; index 0 is never valid. */
const GO_STATE = [GoState.Undetermined, GoState.Runnable, GoState.Running, GoState.Syscall, GoState.Waiting] as const;
const PROC_STATE = [ProcView.Undetermined, ProcView.Running, ProcView.Idle, ProcView.Running, ProcView.Idle] as const;

const GcPhase = { Unknown: 0, Off: 1, Mark: 2 } as const;

export class Ordering {
  /** Why the last `advance` said Broken. */
  breakage = '';
  /** Events emitted, as Go's reader would count them. */
  events = 0;
  /** Time of the last event, ns since trace start; each event is moved to at least 1 ns after the one before, as Go does. */
  lastTimeNs = Number.NEGATIVE_INFINITY;
  /** Names or stacks that events mention and the generation's tables lack. */
  missingNames = 0;

  private sink: (event: TraceEvent) => void = () => {};
  private readonly event = createTraceEvent();
  private readonly goroutines = new Map<number, GoroutineState>();
  private readonly procs = new Map<number, ProcState>();
  private readonly threads = new Map<number, ThreadState>();
  private readonly tasks = new Map<number, { readonly name: number; readonly parent: number }>();
  private readonly stwNames = new Map<number, number>();
  private gcPhase: number = GcPhase.Unknown;
  private gcSequence = 0;
  private firstGeneration = 0;
  private generation!: Generation;

  private readonly nameHeap: number;
  private readonly nameGoal: number;
  private readonly nameProcs: number;
  private readonly nameMark: number;
  private readonly nameSweep: number;
  private readonly nameAssist: number;
  private readonly namesAllocFree: readonly number[];

  constructor(private readonly symbols: SymbolTableBuilder) {
    this.nameHeap = symbols.internString(METRIC_HEAP);
    this.nameGoal = symbols.internString(METRIC_GOAL);
    this.nameProcs = symbols.internString(METRIC_PROCS);
    this.nameMark = symbols.internString(RANGE_GC_MARK);
    this.nameSweep = symbols.internString(RANGE_SWEEP);
    this.nameAssist = symbols.internString(RANGE_MARK_ASSIST);
    this.namesAllocFree = ALLOC_FREE_NAMES.map((name) => symbols.internString(name));
  }

  get threadCount(): number {
    return this.threads.size;
  }

  setSink(sink: (event: TraceEvent) => void): void {
    this.sink = sink;
  }

  beginGeneration(generation: Generation): void {
    this.generation = generation;
    if (this.firstGeneration === 0) this.firstGeneration = generation.number;
  }

  /** The mark between generations, and at the end of the trace. `clock` values are NaN where the file has none. */
  emitSync(number: number, timeNs: number, clockNs: number, monoNs: number): void {
    const event = this.prepare(EventKind.Sync, timeNs, NONE, NONE, NONE, NO_STACK);
    event.id = number;
    event.value = clockNs;
    event.value2 = monoNs;
    this.sink(event);
  }

  emitSample(timeNs: number, m: number, p: number, g: number, stack: number): void {
    this.sink(this.prepare(EventKind.StackSample, timeNs, m, p, g, stack));
  }

  /** Offers the cursor's event. The caller moves the cursor on after Done. */
  advance(cursor: ThreadCursor): Advance {
    const thread = cursor.thread === NONE ? undefined : this.thread(cursor.thread);
    const type = cursor.type;
    switch (type) {
      case Ev.GoStart:
        return this.goStart(cursor, thread);
      case Ev.GoBlock:
      case Ev.GoStop:
      case Ev.GoDestroy:
        return this.goStopExec(cursor, thread);
      case Ev.GoUnblock:
        return this.goUnblock(cursor, thread);
      case Ev.GoSyscallBegin:
        return this.syscallBegin(cursor, thread);
      case Ev.GoSyscallEnd:
        return this.syscallEnd(cursor, thread);
      case Ev.GoSyscallEndBlocked:
        return this.syscallEndBlocked(cursor, thread);
      case Ev.GoCreate:
      case Ev.GoCreateBlocked:
        return this.goCreate(cursor, thread);
      case Ev.GoCreateSyscall:
        return this.goCreateSyscall(cursor, thread);
      case Ev.GoDestroySyscall:
        return this.goDestroySyscall(cursor, thread);
      case Ev.GoSwitch:
      case Ev.GoSwitchDestroy:
        return this.goSwitch(cursor, thread);
      case Ev.GoStatus:
      case Ev.GoStatusStack:
        return this.goStatus(cursor, thread);
      case Ev.ProcStart:
        return this.procStart(cursor, thread);
      case Ev.ProcStop:
        return this.procStop(cursor, thread);
      case Ev.ProcSteal:
        return this.procSteal(cursor, thread);
      case Ev.ProcStatus:
        return this.procStatus(cursor, thread);
      case Ev.HeapAlloc:
        return this.metric(cursor, thread, this.nameHeap, false);
      case Ev.HeapGoal:
        return this.metric(cursor, thread, this.nameGoal, false);
      case Ev.ProcsChange:
        return this.metric(cursor, thread, this.nameProcs, true);
      case Ev.STWBegin:
      case Ev.GCMarkAssistBegin:
        return this.goRangeBegin(cursor, thread);
      case Ev.STWEnd:
      case Ev.GCMarkAssistEnd:
        return this.goRangeEnd(cursor, thread);
      case Ev.GCMarkAssistActive:
        return this.markAssistActive(cursor, thread);
      case Ev.GCActive:
      case Ev.GCBegin:
      case Ev.GCEnd:
        return this.gc(cursor, thread);
      case Ev.GCSweepActive:
      case Ev.GCSweepBegin:
      case Ev.GCSweepEnd:
        return this.sweep(cursor, thread);
      default:
        if (type >= Ev.FirstAllocFree && type <= Ev.LastAllocFree) return this.allocFree(cursor, thread);
        return this.annotation(cursor, thread);
    }
  }

  // --- emitting -------------------------------------------------------------------------------------------------

  private prepare(kind: TraceEvent['kind'], timeNs: number, m: number, p: number, g: number, stack: number): TraceEvent {
    const { event } = this;
    const time = timeNs <= this.lastTimeNs ? this.lastTimeNs + 1 : timeNs;
    this.lastTimeNs = time;
    this.events++;
    event.kind = kind;
    event.timeNs = time;
    event.m = m;
    event.p = p;
    event.g = g;
    event.stack = stack;
    event.id = NONE;
    event.from = 0;
    event.to = 0;
    event.targetStack = NO_STACK;
    event.name = 0;
    event.value = 0;
    event.value2 = 0;
    return event;
  }

  private prepareOn(kind: TraceEvent['kind'], cursor: ThreadCursor, thread: ThreadState | undefined, stack: number): TraceEvent {
    const p = thread?.proc;
    const g = thread?.goroutine;
    return this.prepare(kind, cursor.timeNs, cursor.thread, p ? p.id : NONE, g ? g.id : NONE, stack);
  }

  private emitGo(event: TraceEvent, id: number, from: number, to: number, reason: number, targetStack: number): void {
    event.id = id;
    event.from = from;
    event.to = to;
    event.name = reason;
    event.targetStack = targetStack;
    this.sink(event);
  }

  private emitProc(event: TraceEvent, id: number, from: number, to: number): void {
    event.id = id;
    event.from = from;
    event.to = to;
    this.sink(event);
  }

  private stack(id: number): number {
    const stack = this.generation.stack(id);
    if (stack !== undefined) return stack;
    this.missingNames++;
    return NO_STACK;
  }

  private string(id: number): number {
    const string = this.generation.string(id);
    if (string !== undefined) return string;
    this.missingNames++;
    return 0;
  }

  private broken(cursor: ThreadCursor, why: string): Advance {
    this.breakage = `${eventName(cursor.type)} ${why}`;
    return Advance.Broken;
  }

  private thread(id: number): ThreadState {
    let thread = this.threads.get(id);
    if (thread === undefined) {
      thread = new ThreadState(id);
      this.threads.set(id, thread);
    }
    return thread;
  }

  // --- goroutines -----------------------------------------------------------------------------------------------

  private goStart(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = this.goroutines.get(cursor.a0);
    if (g === undefined || g.status !== GoStatus.Runnable || !g.succeeds(this.generation.number, cursor.a1)) {
      return Advance.Wait;
    }
    if (thread?.proc === undefined || thread.goroutine !== undefined) {
      return this.broken(cursor, `of goroutine ${g.id} on a thread that is not free to run it`);
    }
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    g.status = GoStatus.Running;
    g.sequence = cursor.a1;
    thread.goroutine = g;
    this.emitGo(event, g.id, GoState.Runnable, GoState.Running, 0, NO_STACK);
    return Advance.Done;
  }

  /** GoBlock, GoStop, GoDestroy: the running goroutine leaves its thread. */
  private goStopExec(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    if (thread === undefined || thread.proc === undefined || g === undefined || g.status !== GoStatus.Running) {
      return this.broken(cursor, 'on a thread that runs no goroutine');
    }
    if (cursor.type === Ev.GoDestroy) {
      const event = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
      this.goroutines.delete(g.id);
      thread.goroutine = undefined;
      this.emitGo(event, g.id, GoState.Running, GoState.NotExist, 0, NO_STACK);
      return Advance.Done;
    }
    const stack = this.stack(cursor.a1);
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, stack);
    const blocks = cursor.type === Ev.GoBlock;
    g.status = blocks ? GoStatus.Waiting : GoStatus.Runnable;
    thread.goroutine = undefined;
    const to = blocks ? GoState.Waiting : GoState.Runnable;
    this.emitGo(event, g.id, GoState.Running, to, this.string(cursor.a0), stack);
    return Advance.Done;
  }

  private goUnblock(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = this.goroutines.get(cursor.a0);
    if (g === undefined || g.status !== GoStatus.Waiting || !g.succeeds(this.generation.number, cursor.a1)) {
      return Advance.Wait;
    }
    g.status = GoStatus.Runnable;
    g.sequence = cursor.a1;
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, this.stack(cursor.a2));
    this.emitGo(event, g.id, GoState.Waiting, GoState.Runnable, 0, NO_STACK);
    return Advance.Done;
  }

  private goCreate(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    if (thread?.proc === undefined) return this.broken(cursor, 'on a thread without a processor');
    if (thread.goroutine !== undefined && thread.goroutine.status !== GoStatus.Running) {
      return this.broken(cursor, 'by a goroutine that does not run');
    }
    const id = cursor.a0;
    if (this.goroutines.has(id)) return this.broken(cursor, `of goroutine ${id}, which exists`);
    const blocked = cursor.type === Ev.GoCreateBlocked;
    const status = blocked ? GoStatus.Waiting : GoStatus.Runnable;
    this.goroutines.set(id, new GoroutineState(id, status, this.generation.number));
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, this.stack(cursor.a2));
    const to = blocked ? GoState.Waiting : GoState.Runnable;
    this.emitGo(event, id, GoState.NotExist, to, 0, this.stack(cursor.a1));
    return Advance.Done;
  }

  /** A callback from C on a thread that Go did not make: its goroutine appears in a syscall, created by nobody. */
  private goCreateSyscall(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    if (thread === undefined || thread.goroutine !== undefined) {
      return this.broken(cursor, 'on a thread that already has a goroutine');
    }
    const id = cursor.a0;
    if (this.goroutines.has(id)) return this.broken(cursor, `of goroutine ${id}, which exists`);
    const g = new GoroutineState(id, GoStatus.Syscall, this.generation.number);
    this.goroutines.set(id, g);
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    thread.goroutine = g;
    this.emitGo(event, id, GoState.NotExist, GoState.Syscall, 0, NO_STACK);
    return Advance.Done;
  }

  private goDestroySyscall(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    if (thread === undefined || g === undefined || g.status !== GoStatus.Syscall) {
      return this.broken(cursor, 'on a thread without a goroutine in a syscall');
    }
    const p = thread.proc;
    if (p !== undefined) {
      if (p.status !== ProcStatus.Syscall) return this.broken(cursor, `while processor ${p.id} is not in a syscall`);
      // The thread's id may be used again: let go of the processor here, as if it were stolen.
      p.status = ProcStatus.SyscallAbandoned;
      const steal = this.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
      this.emitProc(steal, p.id, ProcView.Running, ProcView.Idle);
    }
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    this.goroutines.delete(g.id);
    thread.goroutine = undefined;
    thread.proc = undefined;
    this.emitGo(event, g.id, GoState.Syscall, GoState.NotExist, 0, NO_STACK);
    return Advance.Done;
  }

  /** A coroutine switch is three things at once: the next goroutine wakes, this one blocks or ends, the next one runs. */
  private goSwitch(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    if (thread === undefined || thread.proc === undefined || g === undefined || g.status !== GoStatus.Running) {
      return this.broken(cursor, 'on a thread that runs no goroutine');
    }
    const next = this.goroutines.get(cursor.a0);
    if (next === undefined || next.status !== GoStatus.Waiting || !next.succeeds(this.generation.number, cursor.a1)) {
      return Advance.Wait;
    }
    const wakes = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    this.emitGo(wakes, next.id, GoState.Waiting, GoState.Runnable, 0, NO_STACK);
    const leaves = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    if (cursor.type === Ev.GoSwitch) {
      g.status = GoStatus.Waiting;
      this.emitGo(leaves, g.id, GoState.Running, GoState.Waiting, 0, NO_STACK);
    } else {
      this.goroutines.delete(g.id);
      this.emitGo(leaves, g.id, GoState.Running, GoState.NotExist, 0, NO_STACK);
    }
    thread.goroutine = undefined;
    const starts = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    next.status = GoStatus.Running;
    next.sequence = cursor.a1;
    thread.goroutine = next;
    this.emitGo(starts, next.id, GoState.Runnable, GoState.Running, 0, NO_STACK);
    return Advance.Done;
  }

  private syscallBegin(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    const p = thread?.proc;
    if (thread === undefined || p === undefined || g === undefined || g.status !== GoStatus.Running) {
      return this.broken(cursor, 'on a thread that runs no goroutine');
    }
    if (!p.succeeds(this.generation.number, cursor.a0)) {
      return this.broken(cursor, `out of sequence on processor ${p.id}`);
    }
    const stack = this.stack(cursor.a1);
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, stack);
    g.status = GoStatus.Syscall;
    p.status = ProcStatus.Syscall;
    p.sequence = cursor.a0;
    this.emitGo(event, g.id, GoState.Running, GoState.Syscall, 0, stack);
    return Advance.Done;
  }

  private syscallEnd(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    const p = thread?.proc;
    if (g === undefined || p === undefined || g.status !== GoStatus.Syscall || p.status !== ProcStatus.Syscall) {
      return this.broken(cursor, 'on a thread that is in no syscall');
    }
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    g.status = GoStatus.Running;
    p.status = ProcStatus.Running;
    this.emitGo(event, g.id, GoState.Syscall, GoState.Running, 0, NO_STACK);
    return Advance.Done;
  }

  /** The processor was taken away during the syscall, so as long as this thread still has it, the steal comes first. */
  private syscallEndBlocked(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    if (thread?.proc?.status === ProcStatus.Syscall) return Advance.Wait;
    const g = thread?.goroutine;
    if (thread === undefined || g === undefined || g.status !== GoStatus.Syscall) {
      return this.broken(cursor, 'on a thread that is in no syscall');
    }
    const event = this.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    g.status = GoStatus.Runnable;
    thread.goroutine = undefined;
    this.emitGo(event, g.id, GoState.Syscall, GoState.Runnable, 0, NO_STACK);
    return Advance.Done;
  }

  private goStatus(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const id = cursor.a0;
    const status = cursor.a2;
    if (!isGoStatus(status)) return this.broken(cursor, `of goroutine ${id} with the unknown status ${status}`);
    const to = GO_STATE[status] as number;
    let from = to;
    const first = this.generation.number === this.firstGeneration;
    let g = this.goroutines.get(id);
    if (g !== undefined) {
      if (g.status !== status) {
        return this.broken(cursor, `says ${GO_STATE_WORD[status]} of goroutine ${id}, which is ${GO_STATE_WORD[g.status]}`);
      }
      g.generation = this.generation.number;
      g.sequence = 0;
    } else if (first) {
      g = new GoroutineState(id, status, this.generation.number);
      from = GoState.Undetermined;
    } else {
      return this.broken(cursor, `of goroutine ${id}, which no earlier generation knows`);
    }
    const stack = cursor.type === Ev.GoStatusStack ? this.stack(cursor.a3) : NO_STACK;
    let m = cursor.thread;
    let contextGoroutine = thread?.goroutine;
    if (status === GoStatus.Syscall) {
      // A syscall is bound to the thread that the event names, which need not be the one that wrote it.
      const named = isNone(cursor.a1) ? NONE : cursor.a1;
      if (named === NONE) return this.broken(cursor, `of goroutine ${id} in a syscall without a thread`);
      if (named !== cursor.thread) {
        const known = this.threads.get(named);
        if (known === undefined) this.thread(named).goroutine = g;
        else if (known.goroutine !== g) return this.broken(cursor, `of goroutine ${id} on another thread than it is on`);
        // A thread seen for the first time has no goroutine before this event.
        contextGoroutine = known?.goroutine ?? contextGoroutine;
        m = named;
      } else if (thread !== undefined) {
        if (!first && thread.goroutine !== g) return this.broken(cursor, `of goroutine ${id} on another thread than it is on`);
      }
    }
    const event = this.prepare(
      EventKind.GoTransition,
      cursor.timeNs,
      m,
      thread?.proc?.id ?? NONE,
      contextGoroutine?.id ?? NONE,
      stack,
    );
    this.goroutines.set(id, g);
    if (thread !== undefined && (status === GoStatus.Running || (status === GoStatus.Syscall && m === thread.id))) {
      thread.goroutine = g;
    }
    this.emitGo(event, id, from, to, 0, stack);
    return Advance.Done;
  }

  // --- processors -----------------------------------------------------------------------------------------------

  private procStart(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const p = this.procs.get(cursor.a0);
    if (
      p === undefined ||
      p.status !== ProcStatus.Idle ||
      !p.succeeds(this.generation.number, cursor.a1) ||
      thread?.proc !== undefined
    ) {
      return Advance.Wait;
    }
    if (thread === undefined) return this.broken(cursor, 'without a thread');
    const event = this.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
    p.status = ProcStatus.Running;
    p.sequence = cursor.a1;
    thread.proc = p;
    this.emitProc(event, p.id, ProcView.Idle, ProcView.Running);
    return Advance.Done;
  }

  private procStop(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const p = thread?.proc;
    if (thread === undefined || p === undefined || (p.status !== ProcStatus.Running && p.status !== ProcStatus.Syscall)) {
      return this.broken(cursor, 'on a thread without a running processor');
    }
    const event = this.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
    p.status = ProcStatus.Idle;
    thread.proc = undefined;
    this.emitProc(event, p.id, ProcView.Running, ProcView.Idle);
    return Advance.Done;
  }

  private procSteal(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const p = this.procs.get(cursor.a0);
    if (
      p === undefined ||
      (p.status !== ProcStatus.Syscall && p.status !== ProcStatus.SyscallAbandoned) ||
      !p.succeeds(this.generation.number, cursor.a1)
    ) {
      return Advance.Wait;
    }
    if (thread === undefined) return this.broken(cursor, 'without a thread');
    const abandoned = p.status === ProcStatus.SyscallAbandoned;
    const from = cursor.a2;
    if (!abandoned) {
      const holder = from === thread.id ? thread : this.threads.get(from);
      if (holder?.proc !== p) return this.broken(cursor, `of processor ${p.id} from thread ${from}, which does not have it`);
    }
    const event = this.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
    p.status = ProcStatus.Idle;
    p.sequence = cursor.a1;
    // Of an abandoned processor nobody knows the thread: it may have moved on.
    if (!abandoned) this.thread(from).proc = undefined;
    this.emitProc(event, p.id, abandoned ? ProcView.Idle : ProcView.Running, ProcView.Idle);
    return Advance.Done;
  }

  private procStatus(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const id = cursor.a0;
    const status = cursor.a1;
    if (!isProcStatus(status)) return this.broken(cursor, `of processor ${id} with the unknown status ${status}`);
    let from: number = PROC_STATE[status] as number;
    let to: number = from;
    let context: ThreadState | undefined = thread;
    let p = this.procs.get(id);
    if (p === undefined) {
      p = new ProcState(id, status, this.generation.number);
      this.procs.set(id, p);
      from = this.generation.number === this.firstGeneration ? ProcView.Undetermined : ProcView.NotExist;
    } else {
      if (status === ProcStatus.SyscallAbandoned && p.status === ProcStatus.Syscall) {
        // It is about to be stolen, and this event was written by the thief: show it on the thread that holds it.
        from = ProcView.Running;
        to = ProcView.Running;
        context = this.holderOf(p);
        if (context === undefined) return this.broken(cursor, `of processor ${id} in a syscall that no thread is in`);
      } else if (p.status !== status) {
        return this.broken(cursor, `says ${PROC_STATE_WORD[status]} of processor ${id}, which is ${PROC_STATE_WORD[p.status]}`);
      }
      p.generation = this.generation.number;
      p.sequence = 0;
    }
    const event = this.prepare(
      EventKind.ProcTransition,
      cursor.timeNs,
      context?.id ?? NONE,
      context?.proc?.id ?? NONE,
      context?.goroutine?.id ?? NONE,
      NO_STACK,
    );
    if (thread !== undefined && (status === ProcStatus.Running || status === ProcStatus.Syscall)) thread.proc = p;
    this.emitProc(event, id, from, to);
    return Advance.Done;
  }

  private holderOf(p: ProcState): ThreadState | undefined {
    for (const thread of this.threads.values()) if (thread.proc === p) return thread;
    return undefined;
  }

  // --- ranges ---------------------------------------------------------------------------------------------------

  private goRangeBegin(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    if (thread?.proc === undefined || g === undefined) return this.broken(cursor, 'on a thread that runs no goroutine');
    const stw = cursor.type === Ev.STWBegin;
    const bit = stw ? OPEN_STW : OPEN_MARK_ASSIST;
    if ((g.openRanges & bit) !== 0) return this.broken(cursor, `of goroutine ${g.id} inside another`);
    g.openRanges |= bit;
    if (stw) g.stwName = this.stwName(this.string(cursor.a0));
    const event = this.prepareOn(EventKind.RangeBegin, cursor, thread, this.stack(stw ? cursor.a1 : cursor.a0));
    this.emitRange(event, RangeScope.Goroutine, g.id, stw ? g.stwName : this.nameAssist);
    return Advance.Done;
  }

  private goRangeEnd(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = thread?.goroutine;
    if (thread?.proc === undefined || g === undefined) return this.broken(cursor, 'on a thread that runs no goroutine');
    const stw = cursor.type === Ev.STWEnd;
    const bit = stw ? OPEN_STW : OPEN_MARK_ASSIST;
    if ((g.openRanges & bit) === 0) return this.broken(cursor, `of goroutine ${g.id} without a beginning`);
    g.openRanges &= ~bit;
    const event = this.prepareOn(EventKind.RangeEnd, cursor, thread, NO_STACK);
    this.emitRange(event, RangeScope.Goroutine, g.id, stw ? g.stwName : this.nameAssist);
    return Advance.Done;
  }

  private markAssistActive(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const g = this.goroutines.get(cursor.a0);
    if (g === undefined) return this.broken(cursor, `of the unknown goroutine ${cursor.a0}`);
    const open = (g.openRanges & OPEN_MARK_ASSIST) !== 0;
    if (open === (this.generation.number === this.firstGeneration)) {
      return this.broken(cursor, `of goroutine ${g.id}, which ${open ? 'already is' : 'is not'} in one`);
    }
    g.openRanges |= OPEN_MARK_ASSIST;
    const event = this.prepareOn(EventKind.RangeActive, cursor, thread, NO_STACK);
    this.emitRange(event, RangeScope.Goroutine, g.id, this.nameAssist);
    return Advance.Done;
  }

  /** The mark phase begins and ends on different threads: a sequence number chains its events. */
  private gc(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const { type } = cursor;
    const introduces =
      type === Ev.GCActive
        ? this.generation.number === this.firstGeneration
        : type === Ev.GCBegin && this.gcPhase === GcPhase.Unknown;
    if (introduces) {
      if (this.gcPhase !== GcPhase.Unknown) return this.broken(cursor, 'after other GC events of the first generation');
    } else {
      if (cursor.a0 !== this.gcSequence + 1) return Advance.Wait;
      const expected = type === Ev.GCBegin ? GcPhase.Off : GcPhase.Mark;
      if (this.gcPhase !== expected) return this.broken(cursor, 'in the wrong phase of the GC');
      if (thread?.proc === undefined || thread.goroutine === undefined) {
        return this.broken(cursor, 'on a thread that runs no goroutine');
      }
    }
    this.gcSequence = cursor.a0;
    this.gcPhase = type === Ev.GCEnd ? GcPhase.Off : GcPhase.Mark;
    const kind =
      type === Ev.GCBegin ? EventKind.RangeBegin : type === Ev.GCEnd ? EventKind.RangeEnd : EventKind.RangeActive;
    const event = this.prepareOn(kind, cursor, thread, type === Ev.GCBegin ? this.stack(cursor.a1) : NO_STACK);
    this.emitRange(event, RangeScope.Global, NONE, this.nameMark);
    return Advance.Done;
  }

  private sweep(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    const { type } = cursor;
    const active = type === Ev.GCSweepActive;
    const p = active ? this.procs.get(cursor.a0) : thread?.proc;
    if (p === undefined || thread === undefined) return this.broken(cursor, 'without a processor');
    const mustBeOpen = active ? this.generation.number !== this.firstGeneration : type === Ev.GCSweepEnd;
    if (p.sweeping !== mustBeOpen) {
      return this.broken(cursor, `on processor ${p.id}, which ${p.sweeping ? 'already sweeps' : 'does not sweep'}`);
    }
    p.sweeping = type !== Ev.GCSweepEnd;
    const kind = active ? EventKind.RangeActive : p.sweeping ? EventKind.RangeBegin : EventKind.RangeEnd;
    const event = this.prepareOn(kind, cursor, thread, kind === EventKind.RangeBegin ? this.stack(cursor.a0) : NO_STACK);
    if (kind === EventKind.RangeEnd) {
      event.value = cursor.a0;
      event.value2 = cursor.a1;
    }
    this.emitRange(event, RangeScope.Proc, p.id, this.nameSweep);
    return Advance.Done;
  }

  private emitRange(event: TraceEvent, scope: number, id: number, name: number): void {
    event.from = scope;
    event.id = id;
    event.name = name;
    this.sink(event);
  }

  private stwName(kind: number): number {
    let name = this.stwNames.get(kind);
    if (name === undefined) {
      name = this.symbols.internString(`${RANGE_STW_PREFIX}${this.symbols.string(kind)})`);
      this.stwNames.set(kind, name);
    }
    return name;
  }

  // --- annotations ----------------------------------------------------------------------------------------------

  private metric(cursor: ThreadCursor, thread: ThreadState | undefined, name: number, needsGoroutine: boolean): Advance {
    if (thread?.proc === undefined || (needsGoroutine && thread.goroutine === undefined)) {
      return this.broken(cursor, 'on a thread without a processor');
    }
    const event = this.prepareOn(EventKind.Metric, cursor, thread, needsGoroutine ? this.stack(cursor.a1) : NO_STACK);
    event.name = name;
    event.value = cursor.a0;
    this.sink(event);
    return Advance.Done;
  }

  private allocFree(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    if (thread === undefined) return this.broken(cursor, 'without a thread');
    const event = this.prepareOn(EventKind.Experimental, cursor, thread, NO_STACK);
    event.name = this.namesAllocFree[cursor.type - Ev.FirstAllocFree] ?? 0;
    this.sink(event);
    return Advance.Done;
  }

  /** Labels, tasks, regions, logs: marks of the running goroutine. */
  private annotation(cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
    if (thread?.proc === undefined || thread.goroutine === undefined) {
      return this.broken(cursor, 'on a thread that runs no goroutine');
    }
    const task = isNone(cursor.a0) ? NONE : cursor.a0;
    switch (cursor.type) {
      case Ev.GoLabel: {
        const event = this.prepareOn(EventKind.Label, cursor, thread, NO_STACK);
        event.id = thread.goroutine.id;
        event.name = this.string(cursor.a0);
        this.sink(event);
        return Advance.Done;
      }
      case Ev.UserTaskBegin: {
        // Parent 0 means none here, not the background task.
        const parent = cursor.a1 === 0 || isNone(cursor.a1) ? NONE : cursor.a1;
        const name = this.string(cursor.a2);
        this.tasks.set(task, { name, parent });
        return this.emitTask(this.prepareOn(EventKind.TaskBegin, cursor, thread, this.stack(cursor.a3)), task, parent, name);
      }
      case Ev.UserTaskEnd: {
        const begun = this.tasks.get(task);
        this.tasks.delete(task);
        const event = this.prepareOn(EventKind.TaskEnd, cursor, thread, this.stack(cursor.a1));
        return this.emitTask(event, task, begun?.parent ?? NONE, begun?.name ?? 0);
      }
      case Ev.UserRegionBegin:
      case Ev.UserRegionEnd: {
        const kind = cursor.type === Ev.UserRegionBegin ? EventKind.RegionBegin : EventKind.RegionEnd;
        const event = this.prepareOn(kind, cursor, thread, this.stack(cursor.a2));
        event.id = task;
        event.name = this.string(cursor.a1);
        this.sink(event);
        return Advance.Done;
      }
      case Ev.UserLog: {
        const event = this.prepareOn(EventKind.Log, cursor, thread, this.stack(cursor.a3));
        event.id = task;
        event.name = this.string(cursor.a1);
        event.value = this.string(cursor.a2);
        this.sink(event);
        return Advance.Done;
      }
      default:
        return this.broken(cursor, 'is not expected here');
    }
  }

  private emitTask(event: TraceEvent, task: number, parent: number, name: number): Advance {
    event.id = task;
    event.from = parent;
    event.name = name;
    this.sink(event);
    return Advance.Done;
  }
}

const GO_STATE_WORD = ['unknown', 'runnable', 'running', 'in a syscall', 'waiting'];
const PROC_STATE_WORD = ['unknown', 'running', 'idle', 'in a syscall', 'abandoned in a syscall'];
