// Reads one section (a generation) of a Go 1.22+ trace on its own: its bytes in, its events in order out.
//
// It knows nothing of what came before: every goroutine, processor and open range is introduced by a status event, as if the
// trace began here. So sections are read side by side, and damage in one does not reach the next. Who wants the whole trace
// puts the sections together (continuity.ts): a status that is no news then is none, and times go on rising.

import { groupDigits } from '../../base/format';
import { NONE, type TraceEvent } from '../../model/events';
import type { Problem, ProblemCode } from '../../model/problems';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import type { Section } from '../sections';
import { Frontier } from './frontier';
import { type CpuSamples, Generation, type Misplaced } from './generation';
import { FAR_NS } from './misplaced';
import { advance } from './ordering';
import { readBatches } from './read-batches';
import { Advance, GcPhase, Scheduler } from './scheduler';
import { CursorStep, ThreadCursor } from './thread-cursor';
import { Ev, timedArity } from './wire';

const NO_SAMPLES: CpuSamples = { time: [], m: [], p: [], g: [], stack: [] };

export class SectionReader {
  readonly problems: Problem[] = [];
  /** The state at the end is that of the whole section: no event of it could not be put in order. */
  broken = false;
  /** Clock units of the trace's start. */
  readonly baseTime: number;
  /** Time of the section's earliest batch, ns since trace start. */
  readonly startNs: number;
  /** Wall-clock time of the trace's start in ms since 1970, if the section has a clock that tells. */
  readonly wallStartMs: number | undefined;
  /** False: nothing of it can be read, or there is nothing but the clock that a killed process leaves. */
  readonly readable: boolean;
  readonly scheduler: Scheduler;
  /** Bytes of it that were read and understood; grows to all of them. */
  bytesUnderstood = 0;

  private readonly generation: Generation;
  private readonly frontier = new Frontier();
  private readonly cursors: ThreadCursor[] = [];
  private samples = NO_SAMPLES;
  private nextSample = 0;
  private begun = false;
  private resolved = false;
  private finished = false;
  private lostGc = false;
  /** Events looked at in vain because an earlier one waited. */
  private effort = 0;
  private readonly mostEffort: number;
  private readonly whole: boolean;

  /**
   * @param minor header number by whose rules it is read
   * @param baseTime clock units of the trace's start; undefined: the trace starts here
   */
  constructor(
    readonly section: Section,
    private readonly minor: number,
    symbols: SymbolTableBuilder,
    baseTime: number | undefined,
  ) {
    this.mostEffort = LEAST_EFFORT + EFFORT_PER_BYTE * section.byteLength;
    this.whole = section.complete || (minor < 26 && !section.cut);
    this.generation = new Generation(section.generation, section.offset, minor, symbols);
    this.scheduler = new Scheduler(symbols, this.generation);
    const { generation } = this;
    readBatches(section, minor, generation, (offset, found) =>
      this.problem('broken-batch', `At byte ${groupDigits(offset)} the file has ${found}.`, offset),
    );
    this.baseTime = baseTime ?? generation.minTime;
    this.startNs = this.toNs(generation.minTime);
    this.readable = generation.hasContent && generation.nsPerUnit !== 0;
    const { clock } = generation;
    const wallMs =
      clock === undefined || generation.nsPerUnit === 0 ? Number.NaN : clock.wallMs - this.toNs(clock.time) / 1e6;
    this.wallStartMs = Math.abs(wallMs) <= MOST_DATE_MS ? wallMs : undefined;
    if (this.readable) return;
    this.finished = true;
    if (!generation.hasContent) {
      this.bytesUnderstood = section.byteLength;
      return;
    }
    this.broken = true;
    this.problem(
      'broken-table',
      `Generation ${generation.number} has no clock: its times cannot be read. Nothing of it was read.`,
      generation.offset,
    );
  }

  /**
   * Hands on up to `maxEvents` events, in order, times in ns since trace start and rising. False = that was all.
   * Never throws because of the file: what is wrong becomes a Problem.
   */
  step(sink: (event: TraceEvent) => void, maxEvents: number): boolean {
    if (this.finished) return false;
    const { scheduler } = this;
    scheduler.sink = sink;
    const until = scheduler.events + maxEvents;
    if (!this.begun) this.begin();
    if (!this.finished) this.orderEvents(until);
    return !this.finished;
  }

  /** The same while it is being worked on: for progress. */
  get bytesInOrder(): number {
    if (this.finished) return this.bytesUnderstood;
    return this.cursors.reduce((bytes, cursor) => bytes + cursor.bytesConsumed, 0);
  }

  /** Threads with events that were looked at. */
  threads(): readonly number[] {
    return this.cursors.flatMap(({ state }) => (state === undefined ? [] : [state.id]));
  }

  private toNs(units: number): number {
    return Math.trunc((units - this.baseTime) * this.generation.nsPerUnit);
  }

  private problem(code: ProblemCode, message: string, offset: number): void {
    this.problems.push({ code, message, offset, generation: this.generation.number });
  }

  /** Reads the tables of names: from here on `symbols` has all that its events mention but the names of ranges. */
  resolve(): void {
    if (this.resolved) return;
    this.resolved = true;
    const { generation } = this;
    this.samples = generation.resolveTables();
    for (const { offset, found, of } of generation.damage) {
      const lost =
        of === 'names' ? 'some names are missing' : 'when that was by the clock on the wall it does not tell';
      this.problem(
        'broken-table',
        `In generation ${generation.number} there is ${found} at byte ${groupDigits(offset)}; ${lost}.`,
        offset,
      );
    }
    const { misplacedBatches, misplacedSamples } = generation;
    this.leftOut('broken-batch', 'batches', misplacedBatches);
    this.leftOut('broken-table', 'CPU samples', misplacedSamples);
    if (!this.whole) {
      this.problem(
        'incomplete-generation',
        `Generation ${generation.number} is not complete; what could be put in order of it was kept, names may be missing.`,
        generation.offset,
      );
    }
  }

  private leftOut(code: ProblemCode, what: string, { count, offset }: Misplaced): void {
    if (count === 0) return;
    this.problem(
      code,
      `The times of ${what} in generation ${this.generation.number} cannot be right: they are more than an hour from all others. These were left out: ${groupDigits(count)}, the first at byte ${groupDigits(offset)}.`,
      offset,
    );
  }

  private begin(): void {
    this.begun = true;
    this.resolve();
    const { generation, scheduler } = this;
    const { clock } = generation;
    scheduler.emitSync(
      this.startNs,
      clock === undefined ? Number.NaN : this.toNs(clock.time),
      clock?.monoNs ?? Number.NaN,
    );
    const arity = timedArity(this.minor);
    const limitNs = Math.min(this.toNs(generation.maxTime) + FAR_NS, Number.MAX_SAFE_INTEGER);
    for (const [thread, batches] of generation.threads) {
      const cursor = new ThreadCursor(thread, batches, arity, generation.nsPerUnit, this.baseTime, limitNs);
      this.cursors.push(cursor);
      const step = cursor.next();
      if (step === CursorStep.Event) this.frontier.insert(cursor);
      else if (step === CursorStep.Broken) {
        this.brokenAt(cursor, cursor.found);
        return;
      }
    }
  }

  private orderEvents(until: number): void {
    const { frontier, scheduler, samples } = this;
    while (scheduler.events < until) {
      if (this.nextSample < samples.time.length) {
        const i = this.nextSample;
        const timeNs = this.toNs(samples.time[i] as number);
        if (frontier.size === 0 || timeNs < frontier.at(0).timeNs) {
          this.nextSample++;
          scheduler.emitSample(
            timeNs,
            samples.m[i] ?? NONE,
            samples.p[i] ?? NONE,
            samples.g[i] ?? NONE,
            samples.stack[i] ?? NONE,
          );
          continue;
        }
      }
      if (frontier.size === 0) {
        this.done();
        return;
      }
      const index = this.advanceOne();
      if (index === STUCK) {
        this.stuck();
        return;
      }
      const cursor = frontier.at(index & INDEX_MASK);
      if (index < 0) {
        this.brokenAt(cursor, scheduler.breakage);
        return;
      }
      if (frontier.advance(index) === CursorStep.Broken) {
        this.brokenAt(cursor, cursor.found);
        return;
      }
    }
  }

  /**
   * Applies the earliest event that can be applied. Returns its place in the frontier; the place with BROKEN_BIT set
   * (a negative number) if it is broken; STUCK if no thread can go on.
   */
  private advanceOne(): number {
    const { frontier, scheduler } = this;
    const first = advance(scheduler, frontier.at(0));
    if (first === Advance.Done) return 0;
    if (first === Advance.Broken) return BROKEN_BIT;
    // Rare: the earliest event waits for another thread. Try the others in time order.
    this.effort += frontier.size;
    if (this.effort > this.mostEffort) return STUCK;
    frontier.sort();
    for (let i = 1; i < frontier.size; i++) {
      this.effort++;
      const result = advance(scheduler, frontier.at(i));
      if (result === Advance.Done) return i;
      if (result === Advance.Broken) return i | BROKEN_BIT;
    }
    return this.skipLostGc() ? this.advanceOne() : STUCK;
  }

  /**
   * Where no thread can go on and one has an event of the GC: the events of the GC before it were lost, for all others wait
   * for it. It is taken as the next one, rather than that the rest of the section is lost. Each time one event goes, so this ends.
   */
  private skipLostGc(): boolean {
    const { frontier, scheduler } = this;
    let first: ThreadCursor | undefined;
    for (let i = 0; i < frontier.size; i++) {
      const cursor = frontier.at(i);
      const isGc = cursor.type === Ev.GCBegin || cursor.type === Ev.GCEnd;
      if (isGc && cursor.a0 > scheduler.gcSequence + 1 && (first === undefined || cursor.a0 < first.a0)) first = cursor;
    }
    if (first === undefined) return false;
    scheduler.gcSequence = first.a0 - 1;
    scheduler.gcPhase = first.type === Ev.GCBegin ? GcPhase.Off : GcPhase.Mark;
    if (this.whole && !this.lostGc) {
      this.problem(
        'broken-order',
        `In generation ${this.generation.number} events of the garbage collector are missing before byte ${groupDigits(first.offset)}; all others were read.`,
        first.offset,
      );
    }
    this.lostGc = true;
    return true;
  }

  private done(): void {
    const { generation, scheduler } = this;
    this.finished = true;
    this.bytesUnderstood = this.section.byteLength;
    if (scheduler.missingNames > 0 && this.whole) {
      this.problem(
        'broken-table',
        `The tables of generation ${generation.number} lack names or stacks that its events mention, ${groupDigits(scheduler.missingNames)} times.`,
        generation.offset,
      );
    }
  }

  private brokenAt(cursor: ThreadCursor, found: string): void {
    const { offset } = cursor;
    this.abandon(
      `The trace breaks at byte ${groupDigits(offset)} in generation ${this.generation.number}: ${found}.`,
      offset,
    );
  }

  private stuck(): void {
    const { offset } = this.frontier.at(0);
    const why = this.effort > this.mostEffort ? 'too many of them wait for each other' : 'some of them are missing';
    this.abandon(
      `In generation ${this.generation.number} the events of the threads fit no order from byte ${groupDigits(offset)} on: ${why}.`,
      offset,
    );
  }

  /** What the section told until here stays; the rest of it cannot be trusted. */
  private abandon(message: string, offset: number): void {
    this.bytesUnderstood = this.bytesInOrder;
    this.finished = true;
    this.broken = true;
    // An incomplete section was announced as such; where it stops making sense is no news.
    if (!this.whole) return;
    this.problem(
      'broken-order',
      `${message} The events before it were kept, the rest of the generation was not read.`,
      offset,
    );
  }
}

/**
 * A thread that waits is tried again whenever another has gone on. In real traces that is next to never: of the corpus one
 * wait in a thousand events of one file, none in the others. A file made to have thousands of threads wait for each other would
 * take the square of its size; so the tries are limited, to about 90 for each event or a second and a half a megabyte, and
 * what cannot be put in order with that counts as what cannot be put in order. Small sections may always be tried for 20 ms.
 */
const EFFORT_PER_BYTE = 16;
const LEAST_EFFORT = 250_000;

/** Farther from 1970 no Date reaches: a trace whose generations lie so far apart is damaged. */
const MOST_DATE_MS = 8.64e15;

const STUCK = Number.MIN_SAFE_INTEGER;
const BROKEN_BIT = -(2 ** 31);
const INDEX_MASK = 0x7fffffff;
