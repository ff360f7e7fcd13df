// The state of the emulated scheduler, and the one event object through which all that happens is handed on.
// The rules (goroutine-rules.ts and its neighbours) read and change it.

import {
  createTraceEvent,
  EventKind,
  METRIC_GOAL,
  METRIC_HEAP,
  METRIC_PROCS,
  NONE,
  RANGE_GC_MARK,
  RANGE_MARK_ASSIST,
  RANGE_STW,
  RANGE_STW_PREFIX,
  RANGE_SWEEP,
  resetEvent,
  type TraceEvent,
} from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import type { Generation } from './generation';
import { GoroutineState, type ProcState, ThreadState } from './scheduler-state';
import type { ThreadCursor } from './thread-cursor';
import { ALLOC_FREE_NAMES, eventName } from './wire';

/** What became of an event that was offered: applied, must wait for another thread, or cannot be right. */
export const Advance = { Done: 1, Wait: 0, Broken: -1 } as const;
export type Advance = (typeof Advance)[keyof typeof Advance];

export const GcPhase = { Unknown: 0, Off: 1, Mark: 2 } as const;

export class Scheduler {
  /** Why the last `advance` said Broken. */
  breakage = '';
  /** Events emitted, as Go's reader would count them. */
  events = 0;
  /** Time of the last event, ns since trace start; each event is moved to at least 1 ns after the one before, as Go does. */
  lastTimeNs = Number.NEGATIVE_INFINITY;
  /** Names or stacks that events mention and the generation's tables lack. */
  missingNames = 0;

  /** Receives every event; set for each step of the reader. */
  sink: (event: TraceEvent) => void = () => {};
  private readonly event = createTraceEvent();
  readonly goroutines = new Map<number, GoroutineState>();
  /** Goroutines made so far: the slot of the next one. */
  slots = 0;
  readonly procs = new Map<number, ProcState>();
  readonly threads = new Map<number, ThreadState>();
  private readonly stwNames = new Map<number, number>();
  gcPhase: number = GcPhase.Unknown;
  gcSequence = 0;

  readonly nameHeap: number;
  readonly nameGoal: number;
  readonly nameProcs: number;
  readonly nameMark: number;
  readonly nameSweep: number;
  readonly nameAssist: number;
  /** Of a stop-the-world whose beginning this generation does not have. */
  readonly nameStw: number;
  readonly namesAllocFree: readonly number[];

  constructor(
    readonly symbols: SymbolTableBuilder,
    readonly generation: Generation,
  ) {
    this.nameHeap = symbols.internString(METRIC_HEAP);
    this.nameGoal = symbols.internString(METRIC_GOAL);
    this.nameProcs = symbols.internString(METRIC_PROCS);
    this.nameMark = symbols.internString(RANGE_GC_MARK);
    this.nameSweep = symbols.internString(RANGE_SWEEP);
    this.nameAssist = symbols.internString(RANGE_MARK_ASSIST);
    this.nameStw = symbols.internString(RANGE_STW);
    this.namesAllocFree = ALLOC_FREE_NAMES.map((name) => symbols.internString(name));
  }

  /** The mark between generations. `clock` values are NaN where the file has none. */
  emitSync(timeNs: number, clockNs: number, monoNs: number): void {
    const event = this.prepare(EventKind.Sync, timeNs, NONE, NONE, NONE, NO_STACK);
    event.id = this.generation.number;
    event.value = clockNs;
    event.value2 = monoNs;
    this.sink(event);
  }

  emitSample(timeNs: number, m: number, p: number, g: number, stack: number): void {
    this.sink(this.prepare(EventKind.StackSample, timeNs, m, p, g, stack));
  }

  prepare(kind: TraceEvent['kind'], timeNs: number, m: number, p: number, g: number, stack: number): TraceEvent {
    const time = timeNs <= this.lastTimeNs ? this.lastTimeNs + 1 : timeNs;
    this.lastTimeNs = time;
    this.events++;
    return resetEvent(this.event, kind, time, m, p, g, stack);
  }

  prepareOn(
    kind: TraceEvent['kind'],
    cursor: ThreadCursor,
    thread: ThreadState | undefined,
    stack: number,
  ): TraceEvent {
    const p = thread?.proc;
    const g = thread?.goroutine;
    const event = this.prepare(kind, cursor.timeNs, cursor.thread, p ? p.id : NONE, g ? g.id : NONE, stack);
    if (g) event.slot = g.slot;
    return event;
  }

  emitGo(event: TraceEvent, g: GoroutineState, from: number, to: number, reason: number, targetStack: number): void {
    event.id = g.id;
    event.slot = g.slot;
    event.from = from;
    event.to = to;
    event.name = reason;
    event.targetStack = targetStack;
    this.sink(event);
  }

  emitProc(event: TraceEvent, id: number, from: number, to: number): void {
    event.id = id;
    event.from = from;
    event.to = to;
    this.sink(event);
  }

  emitRange(event: TraceEvent, scope: number, id: number, name: number): void {
    event.from = scope;
    event.id = id;
    event.name = name;
    this.sink(event);
  }

  emitTask(event: TraceEvent, task: number, parent: number, name: number): Advance {
    event.id = task;
    event.from = parent;
    event.name = name;
    this.sink(event);
    return Advance.Done;
  }

  stack(id: number): number {
    const stack = this.generation.stack(id);
    if (stack !== undefined) return stack;
    this.missingNames++;
    return NO_STACK;
  }

  string(id: number): number {
    const string = this.generation.string(id);
    if (string !== undefined) return string;
    this.missingNames++;
    return 0;
  }

  stwName(kind: number): number {
    let name = this.stwNames.get(kind);
    if (name === undefined) {
      name = this.symbols.internString(`${RANGE_STW_PREFIX}${this.symbols.string(kind)})`);
      this.stwNames.set(kind, name);
    }
    return name;
  }

  broken(cursor: ThreadCursor, why: string): Advance {
    this.breakage = `${eventName(cursor.type)} ${why}`;
    return Advance.Broken;
  }

  /** A goroutine that appears now. */
  newGoroutine(id: number, status: number): GoroutineState {
    const g = new GoroutineState(id, status, this.generation.number, this.slots++);
    this.goroutines.set(id, g);
    return g;
  }

  thread(id: number): ThreadState {
    let thread = this.threads.get(id);
    if (thread === undefined) {
      thread = new ThreadState(id);
      this.threads.set(id, thread);
    }
    return thread;
  }
}
