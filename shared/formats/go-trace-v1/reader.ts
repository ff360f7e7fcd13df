// Reads a trace of Go 1.11 to 1.21: bytes in, ordered events out, in the words of newer traces. The clock and the stacks
// stand at the end of the file, so no event can be told before all of it has arrived: memory holds the file's bytes.

import { groupDigits } from '../../base/format';
import type { TraceEvent } from '../../model/events';
import type { Problem, ProblemCode } from '../../model/problems';
import { SymbolTableBuilder } from '../../model/symbol-table';
import type { TraceReader } from '../format';
import { Converter } from './converter';
import { Emitter } from './emitter';
import { Ordering } from './ordering';
import { Scanner } from './scanner';
import { FileSymbols } from './symbols';
import type { Tally } from './tally';

/** `go 1.NN trace` and three zero bytes. */
const HEADER_BYTES = 16;

/** @param minor one of KNOWN_MINORS (wire.ts) */
export function createGoTraceV1Reader(minor: number): TraceReader {
  return new GoTraceV1Reader(minor);
}

class GoTraceV1Reader implements TraceReader {
  readonly header: string;
  readonly symbols = new SymbolTableBuilder();
  readonly problems: Problem[] = [];
  generations = 0;
  bytesUnderstood = 0;
  readonly wallStartMs = undefined;

  private readonly fileSymbols = new FileSymbols(this.symbols);
  private readonly emitter = new Emitter(this.symbols);
  private readonly scanner: Scanner;
  private readonly converter: Converter;
  private ordering: Ordering | undefined;
  private headerLeft = HEADER_BYTES;
  private bytesPushed = 0;
  private ended = false;
  private finished = false;

  constructor(minor: number) {
    this.header = `1.${minor}`;
    this.scanner = new Scanner(minor, HEADER_BYTES, this.fileSymbols);
    this.converter = new Converter(minor, this.emitter, this.fileSymbols, (id) => this.ordering?.forget(id));
  }

  get threads(): number {
    return this.converter.threads.size;
  }

  get bytesInOrder(): number {
    return this.finished || this.ordering === undefined ? this.bytesUnderstood : this.ordering.bytesConsumed;
  }

  push(chunk: Uint8Array): void {
    this.bytesPushed += chunk.length;
    const skip = Math.min(this.headerLeft, chunk.length);
    this.headerLeft -= skip;
    this.scanner.push(skip === 0 ? chunk : chunk.subarray(skip));
  }

  end(): void {
    this.ended = true;
  }

  step(sink: (event: TraceEvent) => void, maxEvents: number): boolean {
    if (!this.ended || this.finished) return false;
    const { emitter } = this;
    emitter.sink = sink;
    const until = emitter.events + maxEvents;
    const ordering = this.ordering ?? this.begin();
    while (emitter.events < until) {
      if (!ordering.step()) {
        this.finish(ordering);
        return false;
      }
    }
    return true;
  }

  /** All bytes are here. */
  private begin(): Ordering {
    const { scanner, converter } = this;
    scanner.end();
    const ordering = new Ordering(scanner, this.fileSymbols, converter);
    this.ordering = ordering;
    converter.nsPerTick = scanner.ticksPerSecond > 0 ? 1e9 / scanner.ticksPerSecond : 1;
    this.describeFile(ordering.isEmpty);
    if (!ordering.isEmpty) {
      this.generations = 1;
      this.emitter.sync(1, 0);
    }
    return ordering;
  }

  private finish(ordering: Ordering): void {
    const { emitter } = this;
    this.finished = true;
    this.bytesUnderstood = this.bytesPushed - this.scanner.lostBytes;
    if (emitter.events > 0) emitter.sync(2, emitter.lastTimeNs + 1);
    this.describeOrder(ordering);
  }

  private problem(code: ProblemCode, message: string, offset: number): void {
    this.problems.push({ code, message, offset });
  }

  private describeFile(empty: boolean): void {
    const { scanner } = this;
    const { lost, badEvents, badEntries, cutAt } = scanner;
    if (empty && lost.count === 0) {
      this.problem(
        'header-only',
        'The file has no event: a Go program of version 1.21 or older writes its trace when the trace is stopped, and this one ended before.',
        HEADER_BYTES,
      );
      return;
    }
    if (lost.count > 0) {
      const more = lost.count > 1 ? ` (the first of ${groupDigits(lost.count)} such places)` : '';
      const rest = scanner.lostToEnd
        ? 'no batch of events follows it'
        : 'what follows was read from the next batch of events on';
      this.problem(
        scanner.lostToEnd && scanner.ticksPerSecond > 0 ? 'garbage' : 'broken-batch',
        `At byte ${groupDigits(lost.offset)}${more} the file has something that is no event; ${rest}, and ${groupDigits(scanner.lostBytes)} bytes were not read.`,
        lost.offset,
      );
    }
    this.tallied(
      badEvents,
      'broken-batch',
      (n, at) => `${n} with a wrong number of arguments, first at byte ${at}, left out.`,
      'event',
    );
    this.tallied(
      badEntries,
      'broken-table',
      (n, at) => `${n} that cannot be right, first at byte ${at}; some names may be missing.`,
      'string or stack',
    );
    if (cutAt !== undefined) {
      this.problem(
        'truncated',
        `The file ends inside an event that begins at byte ${groupDigits(cutAt)}; all events before it were read.`,
        cutAt,
      );
    }
    if (scanner.ticksPerSecond === 0) {
      this.problem(
        'truncated',
        'The file ends before its clock frequency, which is written when the trace is stopped: times are counted in ticks of the processor and one tick is shown as 1 ns. Order and proportions are right, durations in seconds are not known.',
        this.bytesPushed,
      );
    }
  }

  private describeOrder(ordering: Ordering): void {
    const { converter, fileSymbols } = this;
    this.tallied(
      ordering.fromC,
      'guessed-order',
      (n, at) =>
        `${n} came from a thread that C made, first at byte ${at}: traces of this version do not say how its goroutine got there, so it is shown as running from that event on.`,
      'callback',
    );
    this.tallied(
      ordering.forced,
      'guessed-order',
      (n, at) =>
        `${n} needed an earlier one that the file does not have, first at byte ${at}; the order there is that of time.`,
      'event',
    );
    this.tallied(
      converter.strays,
      'guessed-order',
      (n, at) => `${n} of a goroutine that the file does not name, first at byte ${at}, left out.`,
      'event',
    );
    this.tallied(
      ordering.ahead,
      'guessed-order',
      (n, at) =>
        `${n} said a time after the next batch of the same processor, first at byte ${at}; the time of that batch is shown.`,
      'event',
    );
    this.tallied(
      ordering.backwards,
      'guessed-order',
      (n, at) =>
        `${n} said a time before that of an event which must come earlier, first at byte ${at}; the order is right, these times are not.`,
      'event',
    );
    if (fileSymbols.missing > 0) {
      this.problem(
        'broken-table',
        `The file lacks names or stacks that its events mention, ${groupDigits(fileSymbols.missing)} times.`,
        this.bytesPushed,
      );
    }
  }

  private tallied(
    found: Tally,
    code: ProblemCode,
    sentence: (count: string, at: string) => string,
    what: string,
  ): void {
    if (found.count === 0) return;
    const plural = found.count === 1 ? `One ${what}` : `${groupDigits(found.count)} ${what.replace(/^\w+/, '$&s')}`;
    this.problem(code, sentence(plural, groupDigits(found.offset)), found.offset);
  }
}
