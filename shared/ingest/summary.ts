// The trace in numbers, from what the reader and the indexers counted.

import type { TraceReader } from '../formats/format';
import type { Problem } from '../model/problems';
import type { Gap, TraceSummary } from '../model/requests';
import type { Indexers } from './indexers';
import type { ReasonTable } from './reasons';

const FIRST_V2_MINOR = 22;

/** Summary of a file of which nothing could be read: what it seems to be, and why not. */
export function unreadableSummary(
  format: TraceSummary['format'],
  header: string,
  bytes: number,
  problems: readonly Problem[],
): TraceSummary {
  return {
    format,
    header,
    bytes,
    readFraction: 0,
    spanNs: 0,
    generations: 0,
    events: 0,
    goroutines: 0,
    procs: 0,
    threads: 0,
    tasks: 0,
    regions: 0,
    logs: 0,
    samples: 0,
    gcCycles: 0,
    stwCount: 0,
    problems,
    gaps: [],
    reasons: [''],
    procIds: [],
    procBusy: 0,
    counters: [],
  };
}

/** What the reader knows of the file. */
export type ReadFile = Pick<TraceReader, 'header' | 'bytesUnderstood' | 'generations' | 'wallStartMs'> & {
  /** Size of the trace. */
  readonly bytes: number;
};

export interface ReadTrace {
  readonly file: ReadFile;
  /** Finished, or so far. */
  readonly indexers: Indexers;
  readonly reasons: ReasonTable;
  readonly goroutines: number;
  readonly spanNs: number;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
}

export function traceSummary(trace: ReadTrace): TraceSummary {
  const { file, indexers } = trace;
  const { events, threads, tasks, logs, samples } = indexers.totals.totals();
  const procIds = indexers.procSpans.procIds();
  return {
    format: formatOfHeader(file.header),
    header: file.header,
    bytes: file.bytes,
    readFraction: file.bytes === 0 ? 0 : Math.min(1, file.bytesUnderstood / file.bytes),
    spanNs: trace.spanNs,
    ...(file.wallStartMs === undefined ? {} : { wallStartMs: file.wallStartMs }),
    generations: file.generations,
    events,
    goroutines: trace.goroutines,
    procs: procIds.length,
    threads,
    tasks,
    regions: indexers.goroutines.regions(),
    logs,
    samples,
    gcCycles: indexers.gcRanges.gcCycles(),
    stwCount: indexers.gcRanges.stwCount(),
    problems: trace.problems,
    gaps: trace.gaps,
    reasons: trace.reasons.list(),
    procIds,
    procBusy: indexers.procSpans.busy(),
    counters: indexers.counters.tables(),
  };
}

/** The layout changed with Go 1.22; headers are `1.NN`. */
function formatOfHeader(header: string): TraceSummary['format'] {
  return Number(header.slice('1.'.length)) >= FIRST_V2_MINOR ? 'go-trace-v2' : 'go-trace-v1';
}
