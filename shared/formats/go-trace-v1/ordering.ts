// One order of the events of all processors. Each processor's own events are in order; between them the numbers that each
// goroutine's events carry decide, and time only where those leave a choice: the earliest event that can come next does.
//
// Where nothing can come next (Go's own reader gives up) the earliest event is taken all the same: something is missing
// before it, but it did happen. So goroutines of threads that C made, which no event introduces, stay readable.

import { NONE } from '../../model/events';
import { GoState } from '../../model/states';
import type { Converter } from './converter';
import { CursorHeap } from './cursor-heap';
import { ANY, ARGUMENT, Goroutine, RULES, type Rule, Status } from './goroutine';
import { type CursorContext, ProcCursor } from './proc-cursor';
import type { Scanner } from './scanner';
import type { FileSymbols } from './symbols';
import { newTally, tally } from './tally';
import { Ev } from './wire';

/**
 * Ticks (some 0.4 ms on x86) that others may get ahead of an event that waits. In an undamaged file none does: order and
 * times agree there, or Go's reader refuses it. In a damaged one, what it waits for is lost, or its clock is wrong.
 */
const PATIENCE = 2 ** 14;

const IS_LOCAL = new Uint8Array(64);
for (const type of [Ev.GoStartLocal, Ev.GoUnblockLocal, Ev.GoSysExitLocal]) IS_LOCAL[type] = 1;
const ENTERS_GO = new Uint8Array(64);
for (const type of [Ev.GoSysExit, Ev.GoSysExitLocal, Ev.GoStart, Ev.GoStartLocal]) ENTERS_GO[type] = 1;

export class Ordering {
  /** Events by which a goroutine enters Go on a thread that C made: nothing before them leads there. */
  readonly fromC = newTally();
  /** Events for which something was missing before them. */
  readonly forced = newTally();
  /** Events whose clock is behind that of an event before them. */
  readonly backwards = newTally();
  /** Events whose clock is ahead of what their processor did next. */
  readonly ahead = newTally();

  private readonly goroutines = new Map<number, Goroutine>();
  private readonly cursors: ProcCursor[] = [];
  /** Cursors that may go on, and those whose event waits for a goroutine. */
  private readonly ready = new CursorHeap();
  private readonly parked = new CursorHeap();
  /** The first of the parked cursors per goroutine; each knows the next one. */
  private readonly waiting = new Map<Goroutine, ProcCursor>();
  private nextSample = 0;
  private nextExit = 0;
  /** When the earlier of those two is. */
  private nextAsideTicks = Number.POSITIVE_INFINITY;
  private lastTicks = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly scanner: Scanner,
    symbols: FileSymbols,
    private readonly converter: Converter,
  ) {
    const context: CursorContext = {
      goroutine: (id) => this.goroutine(id),
      collections: new Goroutine(NONE),
      // The clock is written when the trace stops, and a batch begins after it: nothing is later than that.
      lastTicks: scanner.ticksPerSecond > 0 ? scanner.lastTicks : Number.POSITIVE_INFINITY,
      message: (bytes) => symbols.decode(bytes),
      capped: (offset) => tally(this.ahead, offset),
    };
    scanner.samples.sort();
    scanner.exits.sort();
    this.findAside();
    for (const [id, segments] of scanner.segments) {
      const cursor = new ProcCursor(id, segments, context, NONE);
      this.cursors.push(cursor);
      if (cursor.next()) this.ready.insert(cursor);
    }
    if (this.ready.size > 0) converter.firstTicks = Math.min(this.ready.top.ticks, scanner.samples.get(0, 0));
  }

  /** Whether there is no event at all. */
  get isEmpty(): boolean {
    return this.ready.size === 0 && this.parked.size === 0;
  }

  /** Bytes of events that were put in order. */
  get bytesConsumed(): number {
    return this.cursors.reduce((bytes, cursor) => bytes + cursor.bytesConsumed, 0);
  }

  forget(id: number): void {
    this.goroutines.delete(id);
  }

  /** Hands on the next event, or takes a step towards it. False when all is told. */
  step(): boolean {
    const { ready, parked } = this;
    if (parked.size > 0 && (ready.size === 0 || ready.top.ticks - parked.top.ticks > PATIENCE)) {
      const earliest = parked.top;
      this.force(earliest);
      if (earliest.target !== undefined) this.unpark(earliest.target);
      return true;
    }
    if (ready.size === 0) return this.lastSample();
    const cursor = ready.top;
    const { target } = cursor;
    const rule = RULES[cursor.type];
    if (rule === undefined || target === undefined) {
      if (this.nextAsideTicks < cursor.ticks) {
        this.mergeAside();
        return true;
      }
    } else {
      if (!cursor.forced) {
        const fit = fits(cursor, target);
        if (fit !== Fit.Now) {
          if (fit === Fit.Later) this.park(cursor, target);
          else this.force(cursor);
          return true;
        }
      }
      if (this.nextAsideTicks < cursor.ticks) {
        this.mergeAside();
        return true;
      }
      target.status = rule.nextStatus;
      if (cursor.forced && rule.sequence === ARGUMENT) {
        target.sequence = Math.max(target.sequence, cursor.a1 + rule.step);
      } else target.sequence += rule.step;
      cursor.forced = false;
      if (target.awaited) this.unpark(target);
    }
    if (cursor.ticks < this.lastTicks) tally(this.backwards, cursor.offset);
    else this.lastTicks = cursor.ticks;
    this.converter.convert(cursor);
    if (cursor.next()) ready.moved(cursor);
    else ready.remove(cursor);
    return true;
  }

  private goroutine(id: number): Goroutine {
    let g = this.goroutines.get(id);
    if (g === undefined) {
      g = new Goroutine(id);
      this.goroutines.set(id, g);
    }
    return g;
  }

  /** The next CPU sample or end of a syscall. */
  private mergeAside(): void {
    const { scanner, converter } = this;
    const exit = scanner.exits.get(this.nextExit, 0);
    if (scanner.samples.get(this.nextSample, 0) <= exit) {
      this.emitSample();
      return;
    }
    const row = this.nextExit++;
    this.findAside();
    const g = this.goroutines.get(scanner.exits.get(row, 1));
    // Not this syscall, if the file is damaged: then it ends where the goroutine got a processor.
    if (g?.status === Status.Waiting && g.sequence === scanner.exits.get(row, 2)) converter.syscallExit(g, exit);
  }

  private findAside(): void {
    const { samples, exits } = this.scanner;
    this.nextAsideTicks = Math.min(samples.get(this.nextSample, 0), exits.get(this.nextExit, 0));
  }

  private emitSample(): void {
    const { samples } = this.scanner;
    const row = this.nextSample++;
    this.findAside();
    this.converter.sample(samples.get(row, 0), samples.get(row, 1), samples.get(row, 2), samples.get(row, 3));
  }

  private lastSample(): boolean {
    if (this.nextSample >= this.scanner.samples.length) return false;
    this.emitSample();
    return true;
  }

  private park(cursor: ProcCursor, target: Goroutine): void {
    this.ready.remove(cursor);
    this.parked.insert(cursor);
    cursor.nextWaiting = this.waiting.get(target);
    this.waiting.set(target, cursor);
    target.awaited = true;
  }

  /** The goroutine has changed: those that waited for just this, or for what can no longer come, may go on. */
  private unpark(target: Goroutine): void {
    let cursor = this.waiting.get(target);
    let still: ProcCursor | undefined;
    while (cursor !== undefined) {
      const next = cursor.nextWaiting;
      if (!cursor.forced && fits(cursor, target) === Fit.Later) {
        cursor.nextWaiting = still;
        still = cursor;
      } else {
        cursor.nextWaiting = undefined;
        this.parked.remove(cursor);
        this.ready.insert(cursor);
      }
      cursor = next;
    }
    target.awaited = still !== undefined;
    if (still === undefined) this.waiting.delete(target);
    else this.waiting.set(target, still);
  }

  /** Lets the event come next although something before it is missing. */
  private force(cursor: ProcCursor): void {
    const { target } = cursor;
    if (target === undefined) return;
    cursor.forced = true;
    const unknown = target.status === Status.Dead && target.sequence === 0;
    const entersGo = ENTERS_GO[cursor.type] === 1 && (unknown || target.shown === GoState.Syscall);
    tally(entersGo ? this.fromC : this.forced, cursor.offset);
    if (unknown && cursor.type !== Ev.GCStart && cursor.type !== Ev.GoCreate) this.converter.appears(cursor, target);
  }
}

const Fit = { Now: 0, Later: 1, Never: 2 } as const;

/** Whether the goroutine is as the event needs it, may become so, or cannot any more: sequence numbers only grow. */
function fits(cursor: ProcCursor, target: Goroutine): number {
  const rule = RULES[cursor.type] as Rule;
  const { status, sequence } = target;
  const wanted = rule.sequence === ARGUMENT ? cursor.a1 : rule.sequence;
  if (status === rule.status && (wanted === ANY || wanted === sequence)) return Fit.Now;
  // A local event follows one of the same processor: no other one can still bring what it lacks.
  if (IS_LOCAL[cursor.type] === 1) return Fit.Never;
  if (wanted === ANY || sequence < wanted) return Fit.Later;
  // A goroutine leaves these two states only with the next number.
  return sequence > wanted || status === Status.Runnable || status === Status.Waiting ? Fit.Never : Fit.Later;
}
