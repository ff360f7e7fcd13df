// From an event of the old format, in its order, to events as newer traces have them.

import { EventKind, NONE, RangeScope } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { GoState, ProcState } from '../../model/states';
import type { Emitter } from './emitter';
import { type Goroutine, RULES, Status } from './goroutine';
import type { ProcCursor } from './proc-cursor';
import type { FileSymbols } from './symbols';
import { newTally, tally } from './tally';
import { Ev } from './wire';

/** Times beyond this (52 days) are damage: doubles must be able to tell neighbouring nanoseconds apart. */
const MAX_TIME_NS = 2 ** 52;

/** State that an event finds its goroutine in, by event number. */
const STATE_BEFORE = RULES.map((rule) => {
  if (rule?.status === Status.Runnable) return GoState.Runnable;
  return rule?.status === Status.Running ? GoState.Running : GoState.Waiting;
});

export class Converter {
  /** Ticks at which time 1 ns stands (0 is the mark that begins the trace). */
  firstTicks = 0;
  nsPerTick = 1;
  readonly threads = new Set<number>();
  /** Events of no goroutine where one must be: what it ran is lost. */
  readonly strays = newTally();

  /** The file first lists what exists; that ends with the first Gomaxprocs. */
  private listing = true;
  private listed: Goroutine[] = [];
  private readonly seenProcs = new Set<number>();
  private readonly tasks = new Map<number, { readonly parent: number; readonly name: number }>();
  private stwName: number;

  constructor(
    private readonly minor: number,
    private readonly emitter: Emitter,
    private readonly symbols: FileSymbols,
    private readonly forget: (id: number) => void,
  ) {
    this.stwName = emitter.stwName(minor, -1);
  }

  timeNs(ticks: number): number {
    return Math.min(Math.trunc((ticks - this.firstTicks) * this.nsPerTick) + 1, MAX_TIME_NS);
  }

  sample(ticks: number, p: number, g: number, stackId: number): void {
    const { emitter } = this;
    emitter.sink(emitter.prepare(EventKind.StackSample, this.timeNs(ticks), NONE, p, g, this.symbols.stack(stackId)));
  }

  /**
   * The end of a blocked syscall, at the time at which it really ended: the event stands where the goroutine got a processor.
   * False if the goroutine is in none.
   */
  syscallExit(g: Goroutine, ticks: number): boolean {
    if (g.shown !== GoState.Syscall) return false;
    const event = this.emitter.prepare(EventKind.GoTransition, this.timeNs(ticks), NONE, NONE, g.id, NO_STACK);
    this.emitter.go(event, g.id, GoState.Syscall, GoState.Runnable, 0, NO_STACK);
    g.shown = GoState.Runnable;
    return true;
  }

  convert(c: ProcCursor): void {
    const { emitter } = this;
    switch (c.type) {
      case Ev.Gomaxprocs:
        if (this.listing) this.endListing(c);
        else this.metric(c, emitter.nameProcs, this.symbols.stack(c.a1));
        return;
      case Ev.ProcStart:
        this.threads.add(c.a0);
        c.thread = c.a0;
        this.proc(c, ProcState.Idle, ProcState.Running);
        return;
      case Ev.ProcStop:
        this.proc(c, ProcState.Running, ProcState.Idle);
        c.thread = NONE;
        return;
      case Ev.GCStart:
        this.range(c, EventKind.RangeBegin, RangeScope.Global, NONE, emitter.nameMark, this.symbols.stack(c.a2));
        return;
      case Ev.GCDone:
        this.range(c, EventKind.RangeEnd, RangeScope.Global, NONE, emitter.nameMark, NO_STACK);
        return;
      case Ev.STWStart:
        this.stwName = emitter.stwName(this.minor, c.a0);
        this.range(c, EventKind.RangeBegin, RangeScope.Goroutine, this.g(c), this.stwName, NO_STACK);
        return;
      case Ev.STWDone:
        this.range(c, EventKind.RangeEnd, RangeScope.Goroutine, this.g(c), this.stwName, NO_STACK);
        return;
      case Ev.GCSweepStart:
        this.range(c, EventKind.RangeBegin, RangeScope.Proc, c.id, emitter.nameSweep, this.symbols.stack(c.a0));
        return;
      case Ev.GCSweepDone:
        this.range(c, EventKind.RangeEnd, RangeScope.Proc, c.id, emitter.nameSweep, NO_STACK, c.a0, c.a1);
        return;
      case Ev.GCMarkAssistStart:
        this.range(
          c,
          EventKind.RangeBegin,
          RangeScope.Goroutine,
          this.g(c),
          emitter.nameAssist,
          this.symbols.stack(c.a0),
        );
        return;
      case Ev.GCMarkAssistDone:
        this.range(c, EventKind.RangeEnd, RangeScope.Goroutine, this.g(c), emitter.nameAssist, NO_STACK);
        return;
      case Ev.HeapAlloc:
        this.metric(c, emitter.nameHeap, NO_STACK);
        return;
      case Ev.HeapGoal:
        this.metric(c, emitter.nameGoal, NO_STACK);
        return;
      case Ev.UserTaskCreate:
      case Ev.UserTaskEnd:
        this.task(c);
        return;
      case Ev.UserRegion:
        this.region(c);
        return;
      case Ev.UserLog: {
        const event = this.prepare(EventKind.Log, c, this.symbols.stack(c.a2));
        emitter.send(event, c.a0, 0, 0, this.symbols.string(c.a1), c.message);
        return;
      }
      case Ev.FutileWakeup:
        return;
      default:
        this.goroutine(c);
    }
  }

  /** The goroutines listed as existing that neither ran nor waited. */
  endListing(c: ProcCursor): void {
    this.listing = false;
    for (const g of this.listed) {
      if (g.shown !== GoState.Undetermined) continue;
      this.introduce(this.timeNs(c.ticks), NONE, NONE, NONE, g, GoState.Runnable);
    }
    this.listed = [];
  }

  /** A goroutine of which no event tells where it came from: it is there from here on, in the state its event needs. */
  appears(c: ProcCursor, g: Goroutine): void {
    const event = this.emitter.prepare(EventKind.GoTransition, this.timeNs(c.ticks), NONE, NONE, NONE, NO_STACK);
    // A thread that C made calls Go for the first time: newer traces begin its goroutine in a syscall, made by nobody.
    const fromC = c.type === Ev.GoSysExit || c.type === Ev.GoSysExitLocal;
    const state = fromC ? GoState.Syscall : (STATE_BEFORE[c.type] ?? GoState.Waiting);
    this.emitter.go(event, g.id, fromC ? GoState.NotExist : state, state, 0, NO_STACK);
    g.shown = state;
  }

  private goroutine(c: ProcCursor): void {
    const g = c.target;
    if (g === undefined) {
      // Entering a syscall changes the goroutine that runs, if it is known which one does.
      if (c.type === Ev.GoSysCall && c.context !== undefined) this.syscall(c, c.context);
      else tally(this.strays, c.offset);
      return;
    }
    switch (c.type) {
      case Ev.GoCreate:
        this.create(c, g);
        return;
      case Ev.GoStart:
      case Ev.GoStartLocal:
      case Ev.GoStartLabel:
        if (this.listing && g.shown === GoState.Undetermined) {
          this.introduce(this.timeNs(c.ticks), c.thread, c.id, g.id, g, GoState.Running);
        } else this.move(c, g, GoState.Running, 0, NO_STACK, NO_STACK);
        if (c.type === Ev.GoStartLabel) {
          this.emitter.send(this.prepare(EventKind.Label, c, NO_STACK), g.id, 0, 0, this.symbols.string(c.a2));
        }
        return;
      case Ev.GoWaiting:
      case Ev.GoInSyscall: {
        const state = c.type === Ev.GoWaiting ? GoState.Waiting : GoState.Syscall;
        if (g.shown === GoState.Undetermined) {
          this.introduce(this.timeNs(c.ticks), c.thread, c.id, g.id, g, state);
        } else this.move(c, g, state, 0, NO_STACK, NO_STACK);
        return;
      }
      case Ev.GoUnblock:
        this.move(c, g, GoState.Runnable, 0, this.symbols.stack(c.a2), NO_STACK);
        return;
      case Ev.GoUnblockLocal:
        this.move(c, g, GoState.Runnable, 0, this.symbols.stack(c.a1), NO_STACK);
        return;
      case Ev.GoSysExit:
      case Ev.GoSysExitLocal:
        this.syscallExit(g, c.ticks);
        return;
      case Ev.GoSysBlock:
        return;
      case Ev.GoEnd:
        this.move(c, g, GoState.NotExist, 0, NO_STACK, NO_STACK);
        this.forget(g.id);
        break;
      case Ev.GoSched:
      case Ev.GoPreempt: {
        const stack = this.symbols.stack(c.a0);
        this.move(c, g, GoState.Runnable, this.emitter.reasons[c.type] as number, stack, stack);
        break;
      }
      default: {
        const stack = this.symbols.stack(c.a0);
        this.move(c, g, GoState.Waiting, this.emitter.reasons[c.type] as number, stack, stack);
      }
    }
    // A goroutine that leaves its processor shows that the list of those that exist is over, if its end is lost.
    if (this.listing) this.endListing(c);
  }

  private create(c: ProcCursor, g: Goroutine): void {
    const startStack = this.symbols.stack(c.a1);
    if (this.listing) {
      g.startStack = startStack;
      this.listed.push(g);
      return;
    }
    const event = this.prepare(EventKind.GoTransition, c, this.symbols.stack(c.a2));
    this.emitter.go(event, g.id, GoState.NotExist, GoState.Runnable, 0, startStack);
    g.shown = GoState.Runnable;
  }

  /** An instant in the file. Whether it blocked, the next event of the processor tells; if not, Go makes it 1 ns long. */
  private syscall(c: ProcCursor, g: Goroutine): void {
    const stack = this.symbols.stack(c.a0);
    const blocks = c.syscallBlocks();
    this.move(c, g, GoState.Syscall, 0, stack, stack);
    if (blocks) return;
    const event = this.emitter.prepare(
      EventKind.GoTransition,
      this.timeNs(c.ticks) + 1,
      c.thread,
      c.id,
      g.id,
      NO_STACK,
    );
    this.emitter.go(event, g.id, GoState.Syscall, GoState.Running, 0, NO_STACK);
    g.shown = GoState.Running;
  }

  private introduce(timeNs: number, m: number, p: number, contextG: number, g: Goroutine, state: GoState): void {
    const event = this.emitter.prepare(EventKind.GoTransition, timeNs, m, p, contextG, NO_STACK);
    this.emitter.go(event, g.id, GoState.Undetermined, state, 0, g.startStack);
    g.shown = state;
  }

  /** From what it was shown to be, so that a lost event makes no state appear that never was. */
  private move(c: ProcCursor, g: Goroutine, to: GoState, reason: number, stack: number, targetStack: number): void {
    const event = this.prepare(EventKind.GoTransition, c, stack);
    this.emitter.go(event, g.id, g.shown, to, reason, targetStack);
    g.shown = to;
  }

  private proc(c: ProcCursor, from: ProcState, to: ProcState): void {
    const event = this.prepare(EventKind.ProcTransition, c, NO_STACK);
    this.emitter.send(event, c.id, this.seenProcs.has(c.id) ? from : ProcState.Undetermined, to, 0);
    this.seenProcs.add(c.id);
  }

  private range(
    c: ProcCursor,
    kind: EventKind,
    scope: RangeScope,
    id: number,
    name: number,
    stack: number,
    value = 0,
    value2 = 0,
  ): void {
    this.emitter.send(this.prepare(kind, c, stack), id, scope, 0, name, value, value2);
  }

  private metric(c: ProcCursor, name: number, stack: number): void {
    this.emitter.send(this.prepare(EventKind.Metric, c, stack), NONE, 0, 0, name, c.a0);
  }

  private task(c: ProcCursor): void {
    const { symbols, emitter, tasks } = this;
    const id = c.a0;
    if (c.type === Ev.UserTaskCreate) {
      const parent = c.a1 === 0 ? NONE : c.a1;
      const name = symbols.string(c.a2);
      tasks.set(id, { parent, name });
      emitter.send(this.prepare(EventKind.TaskBegin, c, symbols.stack(c.a3)), id, parent, 0, name);
      return;
    }
    const known = tasks.get(id);
    tasks.delete(id);
    emitter.send(
      this.prepare(EventKind.TaskEnd, c, symbols.stack(c.a1)),
      id,
      known?.parent ?? NONE,
      0,
      known?.name ?? 0,
    );
  }

  private region(c: ProcCursor): void {
    const kind = c.a1 === 0 ? EventKind.RegionBegin : EventKind.RegionEnd;
    this.emitter.send(this.prepare(kind, c, this.symbols.stack(c.a3)), c.a0, 0, 0, this.symbols.string(c.a2));
  }

  private prepare(kind: EventKind, c: ProcCursor, stack: number) {
    return this.emitter.prepare(kind, this.timeNs(c.ticks), c.thread, c.id, this.g(c), stack);
  }

  private g(c: ProcCursor): number {
    return c.context === undefined ? NONE : c.context.id;
  }
}
