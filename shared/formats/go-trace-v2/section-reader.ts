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
import { BatchFramer } from './framing';
import { Frontier } from './frontier';
import { type CpuSamples, Generation } from './generation';
import { advance } from './ordering';
import { Advance, Scheduler } from './scheduler';
import { CursorStep, ThreadCursor } from './thread-cursor';
import { timedArity } from './wire';

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
    this.whole = section.complete || (minor < 26 && !section.cut);
    this.generation = new Generation(section.generation, section.offset, minor, symbols);
    this.scheduler = new Scheduler(symbols, this.generation);
    this.collectBatches();
    const { generation } = this;
    this.baseTime = baseTime ?? generation.minTime;
    this.startNs = this.toNs(generation.minTime);
    this.readable = generation.hasContent && generation.nsPerUnit !== 0;
    const { clock } = generation;
    this.wallStartMs =
      clock === undefined || generation.nsPerUnit === 0 ? undefined : clock.wallMs - this.toNs(clock.time) / 1e6;
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

  private toNs(units: number): number {
    return Math.trunc((units - this.baseTime) * this.generation.nsPerUnit);
  }

  private problem(code: ProblemCode, message: string, offset: number): void {
    this.problems.push({ code, message, offset, generation: this.generation.number });
  }

  private collectBatches(): void {
    const { section, generation } = this;
    const framer = new BatchFramer(this.minor, section.offset);
    for (const piece of section.pieces) framer.push(piece);
    for (;;) {
      const frame = framer.next();
      if (frame.kind === 'batch') {
        // Only a splitter that is wrong hands out batches of others.
        if (frame.batch.generation === generation.number) generation.add(frame.batch);
        continue;
      }
      if (frame.kind === 'end-of-generation') continue;
      if (frame.kind === 'broken') {
        this.problem('broken-batch', `At byte ${groupDigits(frame.offset)} the file has ${frame.found}.`, frame.offset);
      } else if (framer.leftover > 0) {
        const batch = framer.takeUnfinished();
        if (batch !== undefined && batch.generation === generation.number) generation.add(batch);
      }
      return;
    }
  }

  /** Reads the tables of names: from here on `symbols` has all that its events mention but the names of ranges. */
  resolve(): void {
    if (this.resolved) return;
    this.resolved = true;
    const { generation } = this;
    this.samples = generation.resolveTables();
    for (const { offset, found } of generation.damage) {
      this.problem(
        'broken-table',
        `In generation ${generation.number} there is ${found} at byte ${groupDigits(offset)}; some names are missing.`,
        offset,
      );
    }
    if (!this.whole) {
      this.problem(
        'incomplete-generation',
        `Generation ${generation.number} is not complete; what could be put in order of it was kept, names may be missing.`,
        generation.offset,
      );
    }
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
    for (const [thread, batches] of generation.threads) {
      const cursor = new ThreadCursor(thread, batches, arity, generation.nsPerUnit, this.baseTime);
      this.cursors.push(cursor);
      const step = cursor.next();
      if (step === CursorStep.Event) this.frontier.insert(cursor);
      else if (step === CursorStep.Broken) {
        this.brokenAt(cursor, 'an event cannot be decoded');
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
        this.brokenAt(cursor, 'an event cannot be decoded');
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
    frontier.sort();
    for (let i = 1; i < frontier.size; i++) {
      const result = advance(scheduler, frontier.at(i));
      if (result === Advance.Done) return i;
      if (result === Advance.Broken) return i | BROKEN_BIT;
    }
    return STUCK;
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
    this.abandon(
      `In generation ${this.generation.number} the events of the threads fit no order from byte ${groupDigits(offset)} on: some of them are missing.`,
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

const STUCK = Number.MIN_SAFE_INTEGER;
const BROKEN_BIT = -(2 ** 31);
const INDEX_MASK = 0x7fffffff;
