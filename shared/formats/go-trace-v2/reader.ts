// Reads a Go 1.22+ trace in one thread: bytes in, ordered events of the whole trace out, one section in memory at a time.
// (Several workers read sections side by side instead: shared/ingest/sections.)

import { groupDigits } from '../../base/format';
import { createTraceEvent, EventKind, NONE, type TraceEvent } from '../../model/events';
import type { Problem } from '../../model/problems';
import { SymbolTableBuilder } from '../../model/symbol-table';
import type { TraceReader } from '../format';
import type { Section } from '../sections';
import { Continuity, type KnownState, stateAfter } from './continuity';
import { SectionReader } from './section-reader';
import { createSectionSplitter } from './section-splitter';
import { KNOWN_MINORS, NEWEST_MINOR } from './wire';

/** `go 1.NN trace` and three zero bytes. */
export const HEADER_BYTES = 16;

/** The format whose tables are used: an unknown newer one is read as the newest that is known. */
export const formatOf = (minor: number): number => (KNOWN_MINORS.includes(minor) ? minor : NEWEST_MINOR);

/** What must be said of a trace before anything of it is read: that its version is not known. */
export function versionProblems(minor: number): readonly Problem[] {
  if (formatOf(minor) === minor) return [];
  const message = `The header says go 1.${minor}, which is newer than Ghostlight knows; it was read by the rules of go 1.${NEWEST_MINOR}.`;
  return [{ code: 'unknown-version', message }];
}

/** A file with a header and nothing behind it. */
export const HEADER_ONLY: Problem = {
  code: 'header-only',
  message:
    'The file has the header of a Go trace and nothing after it: the program ended or was killed before the first second of trace was written.',
  offset: HEADER_BYTES,
};

export function createGoTraceV2Reader(minor: number): TraceReader {
  return new GoTraceV2Reader(minor);
}

class GoTraceV2Reader implements TraceReader {
  readonly header: string;
  readonly symbols = new SymbolTableBuilder();
  generations = 0;
  bytesUnderstood = 0;
  wallStartMs: number | undefined;

  private readonly format: number;
  private readonly splitter;
  private readonly continuity = new Continuity(this.symbols);
  private readonly event = createTraceEvent();
  private readonly ownProblems: Problem[];
  private readonly threadIds = new Set<number>();
  private headerLeft = HEADER_BYTES;
  private current: SectionReader | undefined;
  private known: KnownState | undefined;
  private baseTime: number | undefined;
  private syncs = 0;
  private lastNs = Number.NEGATIVE_INFINITY;
  /** The part before the section that comes next could not be read. */
  private gap = false;
  private ended = false;
  private finished = false;

  constructor(minor: number) {
    this.header = `1.${minor}`;
    this.format = formatOf(minor);
    this.splitter = createSectionSplitter(this.format);
    this.ownProblems = [...versionProblems(minor)];
  }

  get problems(): readonly Problem[] {
    return byOffset([...this.ownProblems, ...this.splitter.problems]);
  }

  get threads(): number {
    return this.threadIds.size;
  }

  get bytesInOrder(): number {
    return this.bytesUnderstood + (this.current?.bytesInOrder ?? 0);
  }

  push(chunk: Uint8Array): void {
    const header = Math.min(this.headerLeft, chunk.length);
    this.headerLeft -= header;
    this.bytesUnderstood += header;
    this.splitter.push(chunk);
  }

  end(): void {
    this.splitter.end();
    this.ended = true;
  }

  step(sink: (event: TraceEvent) => void, maxEvents: number): boolean {
    let left = maxEvents;
    const emit = (event: TraceEvent): void => {
      left--;
      // Sections overlap by some microseconds; as in Go's reader time goes on rising.
      if (event.timeNs <= this.lastNs) event.timeNs = this.lastNs + 1;
      this.lastNs = event.timeNs;
      this.continuity.apply(event);
      if (event.kind === EventKind.Sync) event.id = ++this.syncs;
      sink(event);
    };
    while (left > 0) {
      if (this.current === undefined) {
        const section = this.splitter.next();
        if (section === undefined) {
          if (this.ended && !this.finished) this.finish(emit);
          return false;
        }
        const reader = new SectionReader(section, this.format, this.symbols, this.baseTime);
        this.gap ||= section.afterGap;
        // A generation that cannot be read is a gap at the start, if it is the first one.
        if (this.baseTime === undefined && reader.broken) this.lastNs = 0;
        this.baseTime ??= reader.baseTime;
        this.current = reader;
        if (reader.readable) this.beginSection(reader, sink);
      }
      if (!this.current.step(emit, left)) this.endSection(this.current);
    }
    return true;
  }

  private beginSection(reader: SectionReader, sink: (event: TraceEvent) => void): void {
    this.wallStartMs ??= reader.wallStartMs;
    this.generations++;
    if (this.gap) this.known = undefined;
    if (this.gap && this.lastNs >= 0) {
      const { event } = this;
      const { offset, generation } = reader.section;
      beginGap(event, this.lastNs, Math.max(reader.startNs, this.lastNs + 1), offset, generation);
      sink(event);
    }
    this.gap = false;
    this.continuity.beginSection(this.known);
  }

  private endSection(reader: SectionReader): void {
    const { scheduler, section } = reader;
    this.current = undefined;
    this.bytesUnderstood += reader.bytesUnderstood + section.endBytes;
    this.ownProblems.push(...reader.problems);
    for (const id of scheduler.threads.keys()) this.threadIds.add(id);
    if (!reader.readable && !reader.broken) return;
    this.gap = reader.broken || !section.complete;
    this.known = stateAfter(scheduler.goroutines, scheduler.procs);
    if (this.continuity.contradictions > 0)
      this.ownProblems.push(contradiction(section, this.continuity.contradictions));
  }

  /** Go's reader ends a trace with one more mark. */
  private finish(emit: (event: TraceEvent) => void): void {
    this.finished = true;
    if (this.gap) endOfTrace(this.ownProblems);
    if (this.syncs > 0) emit(finalSync(this.event, this.lastNs));
    else if (this.problems.length === 0) this.ownProblems.push(HEADER_ONLY);
  }
}

/**
 * Fills the event with a gap.
 * @param offset file offset of the generation where reading goes on
 */
export function beginGap(event: TraceEvent, fromNs: number, toNs: number, offset: number, generation: number): void {
  event.kind = EventKind.Gap;
  event.value = fromNs;
  event.timeNs = toNs;
  event.id = offset;
  event.from = generation;
}

/** Says of the problem that broke off the last generation that nothing comes after: there is no gap to show it. */
export function endOfTrace(problems: Problem[]): void {
  const last = problems.findLastIndex(({ code }) => code !== 'broken-table');
  const problem = problems[last];
  if (problem?.code !== 'broken-order') return;
  problems[last] = { ...problem, message: `${problem.message} No other generation follows: the timeline ends there.` };
}

/** Fills the event with the mark that ends a trace. */
export function finalSync(event: TraceEvent, lastNs: number): TraceEvent {
  event.kind = EventKind.Sync;
  event.timeNs = lastNs + 1;
  event.m = NONE;
  event.p = NONE;
  event.g = NONE;
  event.value = Number.NaN;
  event.value2 = Number.NaN;
  return event;
}

export function contradiction(section: Section, count: number): Problem {
  const { generation, offset } = section;
  const message = `Generation ${generation} does not fit the one before it: ${groupDigits(count)} goroutines or processors are in another state than it left them in. Both were read; what happened between is missing.`;
  return { code: 'broken-order', message, offset, generation };
}

/** Problems in the order of the file; those of the file as a whole first. */
export const byOffset = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => (a.offset ?? -1) - (b.offset ?? -1));
