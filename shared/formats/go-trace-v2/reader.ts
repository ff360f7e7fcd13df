// Reads a Go 1.22+ trace: bytes in, ordered events out, one generation in memory at a time.

import { groupDigits } from '../../base/format';
import type { TraceEvent } from '../../model/events';
import type { Problem, ProblemCode } from '../../model/problems';
import { SymbolTableBuilder } from '../../model/symbol-table';
import type { TraceReader } from '../format';
import { type Batch, BatchFramer } from './framing';
import { Frontier } from './frontier';
import { type CpuSamples, Generation } from './generation';
import { advance } from './ordering';
import { Advance, Scheduler } from './scheduler';
import { CursorStep, ThreadCursor } from './thread-cursor';
import { KNOWN_MINORS, NEWEST_MINOR, timedArity } from './wire';

/** `go 1.NN trace` and three zero bytes. */
export const HEADER_BYTES = 16;

const NO_SAMPLES: CpuSamples = { time: [], m: [], p: [], g: [], stack: [] };

export function createGoTraceV2Reader(minor: number): TraceReader {
  return new GoTraceV2Reader(minor);
}

class GoTraceV2Reader implements TraceReader {
  readonly header: string;
  readonly symbols = new SymbolTableBuilder();
  readonly problems: Problem[] = [];
  generations = 0;
  bytesUnderstood = 0;
  wallStartMs: number | undefined;

  /** The format whose tables are used: an unknown newer one is read as the newest that is known. */
  private readonly format: number;
  private readonly arity: Uint8Array;
  private readonly framer: BatchFramer;
  private readonly scheduler: Scheduler;
  private headerLeft = HEADER_BYTES;
  private ended = false;
  /** No further batch can be read or understood. */
  private framingDone = false;
  private finished = false;

  /** The generation whose batches are being collected. */
  private collecting: Generation | undefined;
  /** The generation whose events are being ordered. */
  private current: Generation | undefined;
  private complete = true;
  private frontier = new Frontier();
  private cursors: ThreadCursor[] = [];
  private samples = NO_SAMPLES;
  private nextSample = 0;
  private baseTime = Number.NaN;
  private syncs = 0;

  constructor(minor: number) {
    this.header = `1.${minor}`;
    this.format = KNOWN_MINORS.includes(minor) ? minor : NEWEST_MINOR;
    this.arity = timedArity(this.format);
    this.framer = new BatchFramer(this.format, HEADER_BYTES);
    this.scheduler = new Scheduler(this.symbols);
    if (this.format !== minor) {
      this.problem(
        'unknown-version',
        `The header says go 1.${minor}, which is newer than Ghostlight knows; it was read by the rules of go 1.${NEWEST_MINOR}.`,
      );
    }
  }

  get threads(): number {
    return this.scheduler.threads.size;
  }

  get bytesInOrder(): number {
    return this.bytesUnderstood + (this.current === undefined ? 0 : this.bytesConsumed());
  }

  push(chunk: Uint8Array): void {
    const skip = Math.min(this.headerLeft, chunk.length);
    this.headerLeft -= skip;
    this.bytesUnderstood += skip;
    this.framer.push(skip === 0 ? chunk : chunk.subarray(skip));
  }

  end(): void {
    this.ended = true;
  }

  step(sink: (event: TraceEvent) => void, maxEvents: number): boolean {
    this.scheduler.sink = sink;
    const until = this.scheduler.events + maxEvents;
    while (this.scheduler.events < until) {
      if (this.current !== undefined) this.orderEvents(this.current, until);
      else if (!this.nextGeneration()) return false;
    }
    return true;
  }

  private problem(code: ProblemCode, message: string, offset?: number, generation?: number): void {
    this.problems.push({
      code,
      message,
      ...(offset === undefined ? {} : { offset }),
      ...(generation === undefined ? {} : { generation }),
    });
  }

  // --- collecting batches -----------------------------------------------------------------------------------------

  /** Reads batches until a generation is whole. False = more bytes are needed or nothing is left. */
  private nextGeneration(): boolean {
    while (!this.framingDone) {
      const frame = this.framer.next();
      switch (frame.kind) {
        case 'batch':
          if (this.collect(frame.batch)) return true;
          break;
        case 'end-of-generation':
          this.bytesUnderstood++;
          if (this.collecting !== undefined) {
            this.install(this.collecting, true);
            return true;
          }
          break;
        case 'starved':
          if (!this.ended) return false;
          this.framingDone = true;
          if (this.framer.leftover > 0 && this.collectCut()) return true;
          break;
        case 'broken': {
          this.framingDone = true;
          const open = this.collecting !== undefined && this.format >= 26;
          this.problem(
            open ? 'broken-batch' : 'garbage',
            `At byte ${groupDigits(frame.offset)} the file has ${frame.found}; nothing after it was read.`,
            frame.offset,
            this.collecting?.number,
          );
          break;
        }
      }
    }
    return this.finishFile();
  }

  /** True if the batch ends the generation before it, which is then ready to be ordered. */
  private collect(batch: Batch): boolean {
    const open = this.collecting;
    if (open === undefined || batch.generation === open.number) {
      if (batch.generation === 0) {
        this.stopReading(
          'broken-batch',
          `The batch at byte ${groupDigits(batch.offset)} belongs to generation 0, which does not exist.`,
          batch,
        );
        return false;
      }
      this.collecting = open ?? new Generation(batch.generation, batch.offset, this.format, this.symbols);
      this.collecting.add(batch);
      return false;
    }
    if (this.format < 26 && batch.generation === open.number + 1) {
      this.install(open, true);
      this.collecting = new Generation(batch.generation, batch.offset, this.format, this.symbols);
      this.collecting.add(batch);
      return true;
    }
    this.stopReading(
      'broken-batch',
      `The batch at byte ${groupDigits(batch.offset)} belongs to generation ${batch.generation} in the middle of generation ${open.number}; nothing after it was read.`,
      batch,
    );
    return false;
  }

  /** The batch that the file ends in: what stands of it is read. True if it begins a new generation. */
  private collectCut(): boolean {
    const at = this.framer.offset;
    const generation = this.collecting?.number;
    this.problem('truncated', `The file ends inside a batch that begins at byte ${groupDigits(at)}.`, at, generation);
    const batch = this.framer.takeUnfinished();
    return batch !== undefined && this.collect(batch);
  }

  private stopReading(code: ProblemCode, message: string, batch: Batch): void {
    this.framingDone = true;
    this.problem(code, message, batch.offset, this.collecting?.number);
  }

  /** The last generation of an old format ends with the file; a newer one must have said that it ends. */
  private finishFile(): boolean {
    const last = this.collecting;
    if (last !== undefined) {
      const whole = this.format < 26;
      if (last.hasContent) {
        if (!whole) {
          this.problem(
            'incomplete-generation',
            `The file ends before generation ${last.number} is complete; what could be put in order of it was kept, names may be missing.`,
            last.offset,
            last.number,
          );
        }
        this.install(last, whole);
        return true;
      }
      // A killed process leaves the clock of a generation that never came: nothing is missing.
      this.bytesUnderstood += last.byteLength;
      this.collecting = undefined;
    }
    if (!this.finished) {
      this.finished = true;
      if (this.syncs === 0 && this.problems.length === 0) {
        this.problem(
          'header-only',
          'The file has the header of a Go trace and nothing after it: the program ended or was killed before the first second of trace was written.',
          HEADER_BYTES,
        );
      }
      if (this.syncs > 0) this.scheduler.emitSync(++this.syncs, this.scheduler.lastTimeNs, Number.NaN, Number.NaN);
    }
    return false;
  }

  // --- ordering one generation ------------------------------------------------------------------------------------

  private install(generation: Generation, complete: boolean): void {
    this.collecting = undefined;
    if (generation.nsPerUnit === 0) {
      this.giveUp(
        generation,
        'broken-table',
        `Generation ${generation.number} has no clock: its times cannot be read.`,
        generation.offset,
      );
      return;
    }
    this.current = generation;
    this.complete = complete;
    this.generations++;
    this.samples = generation.resolveTables();
    this.nextSample = 0;
    for (const { offset, found } of generation.damage) {
      this.problem(
        'broken-table',
        `In generation ${generation.number} there is ${found} at byte ${groupDigits(offset)}; some names are missing.`,
        offset,
        generation.number,
      );
    }
    if (Number.isNaN(this.baseTime)) this.baseTime = generation.minTime;
    const toNs = (units: number): number => Math.trunc((units - this.baseTime) * generation.nsPerUnit);
    const { clock } = generation;
    if (clock !== undefined && this.wallStartMs === undefined) this.wallStartMs = clock.wallMs - toNs(clock.time) / 1e6;
    this.scheduler.beginGeneration(generation);
    this.scheduler.emitSync(
      ++this.syncs,
      toNs(generation.minTime),
      clock === undefined ? Number.NaN : toNs(clock.time),
      clock?.monoNs ?? Number.NaN,
    );
    this.frontier = new Frontier();
    this.cursors = [];
    for (const [thread, batches] of generation.threads) {
      const cursor = new ThreadCursor(thread, batches, this.arity, generation.nsPerUnit, this.baseTime);
      this.cursors.push(cursor);
      const step = cursor.next();
      if (step === CursorStep.Event) this.frontier.insert(cursor);
      else if (step === CursorStep.Broken) {
        this.brokenAt(generation, cursor, 'an event cannot be decoded');
        return;
      }
    }
  }

  private orderEvents(generation: Generation, until: number): void {
    const { frontier, scheduler, samples } = this;
    const sampleNs = (index: number): number =>
      Math.trunc((samples.time[index]! - this.baseTime) * generation.nsPerUnit);
    while (scheduler.events < until) {
      if (this.nextSample < samples.time.length) {
        const timeNs = sampleNs(this.nextSample);
        if (frontier.size === 0 || timeNs < frontier.at(0).timeNs) {
          const i = this.nextSample++;
          scheduler.emitSample(timeNs, samples.m[i]!, samples.p[i]!, samples.g[i]!, samples.stack[i]!);
          continue;
        }
      }
      if (frontier.size === 0) {
        this.generationDone(generation);
        return;
      }
      const index = this.advanceOne();
      if (index === STUCK) {
        this.stuck(generation);
        return;
      }
      const cursor = frontier.at(index & INDEX_MASK);
      if (index < 0) {
        this.brokenAt(generation, cursor, scheduler.breakage);
        return;
      }
      if (frontier.advance(index) === CursorStep.Broken) {
        this.brokenAt(generation, cursor, 'an event cannot be decoded');
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

  private generationDone(generation: Generation): void {
    this.current = undefined;
    this.bytesUnderstood += generation.byteLength;
    if (this.scheduler.missingNames > 0 && this.complete) {
      this.problem(
        'broken-table',
        `The tables of generation ${generation.number} lack names or stacks that its events mention, ${groupDigits(this.scheduler.missingNames)} times.`,
        generation.offset,
        generation.number,
      );
    }
    this.scheduler.missingNames = 0;
  }

  private brokenAt(generation: Generation, cursor: ThreadCursor, found: string): void {
    const { offset } = cursor;
    this.abandon(
      generation,
      'broken-order',
      `The trace breaks at byte ${groupDigits(offset)} in generation ${generation.number}: ${found}.`,
      offset,
    );
  }

  private stuck(generation: Generation): void {
    const { offset } = this.frontier.at(0);
    this.abandon(
      generation,
      'broken-order',
      `In generation ${generation.number} the events of the threads fit no order from byte ${groupDigits(offset)} on: some of them are missing.`,
      offset,
    );
  }

  /** What the generation told until here stays; the rest of it, and what follows, cannot be trusted. */
  private abandon(generation: Generation, code: ProblemCode, message: string, offset: number): void {
    this.current = undefined;
    this.bytesUnderstood += this.bytesConsumed();
    // An incomplete generation was announced as such; where it stops making sense is no news.
    if (this.complete)
      this.problem(
        code,
        `${message} The events before it were kept, those after it were not read.`,
        offset,
        generation.number,
      );
    this.framingDone = true;
    this.collecting = undefined;
  }

  /** Of the generation that is being ordered. */
  private bytesConsumed(): number {
    return this.cursors.reduce((bytes, cursor) => bytes + cursor.bytesConsumed, 0);
  }

  private giveUp(generation: Generation, code: ProblemCode, message: string, offset: number): void {
    this.problem(code, `${message} Nothing from there on was read.`, offset, generation.number);
    this.framingDone = true;
    this.collecting = undefined;
  }
}

const STUCK = Number.MIN_SAFE_INTEGER;
const BROKEN_BIT = -(2 ** 31);
const INDEX_MASK = 0x7fffffff;
