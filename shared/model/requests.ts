// What may be asked of an indexed trace, and what comes back. Replies are plain data (structured clone); their typed
// arrays are transferred. Every timeline question is asked at pixel resolution {fromNs, toNs, nsPerPx}.

import type { Problem } from './problems';
import type { Frame } from './stacks';
import type { CounterTable, Lane } from './tables';

export interface Progress {
  readonly phase: 'checking' | 'reading' | 'saving' | 'loading';
  readonly bytesRead: number;
  /** Bytes whose events are in the index. Events can be put in order only when their generation has been read to its end. */
  readonly bytesIndexed: number;
  readonly totalBytes: number;
  /** Indexed, or while nothing is yet, read. */
  readonly bytesPerSecond: number;
  readonly events: number;
}

/** A stretch of time of which the file tells nothing, because a part of it could not be read. */
export interface Gap {
  readonly fromNs: number;
  readonly toNs: number;
  /** What made it unreadable: place in `TraceSummary.problems`; absent where no single problem did. */
  readonly problem?: number;
}

/** The whole trace in numbers: what the footer, the start page and `ghostlight info` show. */
export interface TraceSummary {
  readonly format: 'go-trace-v2' | 'go-trace-v1' | 'unknown';
  /** Header number, for example `1.26`; '' where there is none. */
  readonly header: string;
  /** Size of the file. */
  readonly bytes: number;
  /** What the trace was packed in; absent = nothing. Byte offsets in problems are then those of the unpacked trace. */
  readonly wrapper?: 'gzip' | 'zstd';
  /** Bytes that came out of the wrapper; only with one. */
  readonly unpackedBytes?: number;
  /** Share of the file's bytes that was read and understood, 0 … 1. */
  readonly readFraction: number;
  readonly spanNs: number;
  /** Wall-clock time of the first event, milliseconds since 1970, where the file has it (Go 1.25+). */
  readonly wallStartMs?: number;
  readonly generations: number;
  readonly events: number;
  readonly goroutines: number;
  readonly procs: number;
  readonly threads: number;
  readonly tasks: number;
  readonly regions: number;
  readonly logs: number;
  readonly samples: number;
  readonly gcCycles: number;
  readonly stwCount: number;
  readonly problems: readonly Problem[];
  /** Not readable: nothing is drawn, counted or guessed there. In order of time. */
  readonly gaps: readonly Gap[];
  /** Block reasons by index, as the runtime prints them; 0 is ''. */
  readonly reasons: readonly string[];
  /** Processor ids by row of the lane `proc`. */
  readonly procIds: readonly number[];
  /** Share of the span in which the processors ran goroutines or syscalls, 0 … 1. */
  readonly procBusy: number;
  readonly counters: readonly CounterTable[];
}

export interface SortBy {
  readonly column: GoroutineColumn;
  readonly descending: boolean;
}

export const GOROUTINE_COLUMNS = [
  'id',
  'name',
  'totalNs',
  'execNs',
  'schedWaitNs',
  'blockNs',
  'chanNs',
  'selectNs',
  'networkNs',
  'syncNs',
  'otherNs',
  'syscallNs',
  'createdNs',
  'endNs',
  'transitions',
  'finalState',
] as const;
export type GoroutineColumn = (typeof GOROUTINE_COLUMNS)[number];

/** A filter that does not parse: where and why, in words for the user. */
export interface FilterError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export interface GoroutineGroup {
  /** Start function; '' = not known. */
  readonly name: string;
  readonly rows: Int32Array;
}

/** Goroutines that match a filter, for the timeline (grouped by start function) … */
export type LayoutReply =
  | {
      readonly ok: true;
      readonly total: number;
      readonly matched: number;
      readonly groups: readonly GoroutineGroup[];
      readonly ids: Float64Array;
    }
  | { readonly ok: false; readonly error: FilterError };

/** A layout of all goroutines. */
export type WholeLayout = Extract<LayoutReply, { readonly ok: true }>;

/** … and for the table: all matching rows in the asked order. */
export type TableOrderReply =
  | { readonly ok: true; readonly total: number; readonly rows: Int32Array }
  | { readonly ok: false; readonly error: FilterError };

/** The cells of some rows of the table, column by column. */
export interface TableRowsReply {
  readonly rows: Int32Array;
  readonly id: Float64Array;
  readonly name: readonly string[];
  readonly totalNs: Float64Array;
  readonly execNs: Float64Array;
  readonly schedWaitNs: Float64Array;
  /** All blocked time: the five that follow together. */
  readonly blockNs: Float64Array;
  /** Blocked time per SpanClass of its reason: Chan, Select, Network, Sync; `otherNs` is Inactive (sleep, runtime, unknown). */
  readonly chanNs: Float64Array;
  readonly selectNs: Float64Array;
  readonly networkNs: Float64Array;
  readonly syncNs: Float64Array;
  readonly otherNs: Float64Array;
  /** syscallNs + syscallBlockNs */
  readonly syscallNs: Float64Array;
  readonly createdNs: Float64Array;
  readonly endNs: Float64Array;
  readonly transitions: Uint32Array;
  readonly finalState: readonly string[];
  /** Reason of the wait in which the trace leaves it; '' where it does not wait or the reason is not known. */
  readonly finalReason: readonly string[];
  /** 1 = a ghost (shared/query/ghosts.ts). */
  readonly ghost: Uint8Array;
}

export interface SpansRequest {
  readonly lane: Lane;
  readonly rows: Int32Array;
  readonly fromNs: number;
  readonly toNs: number;
  /** Power of two: the resolution; about two items per pixel and row come back at most. */
  readonly nsPerPx: number;
}

/**
 * Spans of the asked rows, in the asked order: those of row i are offset[i] … offset[i + 1]. Meaning of the columns: SpanLevel.
 * In the lane `gc` only what is active comes back: gaps between stops and cycles are no spans there, and `count` counts none.
 */
export interface SpansReply {
  readonly offset: Uint32Array;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly state: Uint8Array;
  readonly reason: Uint8Array;
  readonly arg: Int32Array;
  /** 1 = a span as it is; more = merged: draw `coverage`. */
  readonly count: Uint32Array;
  /** Share per SpanClass in 1/255, SPAN_CLASS_COUNT values an item. */
  readonly coverage: Uint8Array;
  /** 1 = waiting to the end of the trace, never woken: a ghost. */
  readonly ghost: Uint8Array;
}

/** Stacked states per pixel column for groups of goroutines. */
export interface DensityRequest {
  /** Rows of each group. `'all'`: one group of all goroutines (the overview). */
  readonly groups: readonly Int32Array[] | 'all';
  readonly fromNs: number;
  readonly toNs: number;
  readonly nsPerPx: number;
}

/** Average number of goroutines per state: value[(group * columns + column) * SPAN_CLASS_COUNT + class]. */
export interface DensityReply {
  readonly fromNs: number;
  readonly nsPerPx: number;
  readonly columns: number;
  readonly value: Float32Array;
}

export interface GoroutineRef {
  readonly row: number;
  readonly id: number;
  readonly name: string;
}

export interface BreakdownItem {
  /** `Running`, `Runnable`, `Syscall`, `Syscall (blocked)`, or the block reason as the runtime prints it. */
  readonly label: string;
  readonly spanClass: number;
  readonly ns: number;
}

export interface GoroutineDetail extends GoroutineRef {
  readonly parent?: GoroutineRef;
  readonly existed: boolean;
  readonly createdNs: number;
  /** Absent = never ran within the trace. */
  readonly startNs?: number;
  /** Absent = still there when the trace ends. */
  readonly endNs?: number;
  readonly totalNs: number;
  readonly transitions: number;
  readonly finalState: string;
  readonly finalReason: string;
  readonly finalSinceNs: number;
  readonly ghost: boolean;
  readonly system: boolean;
  /** Time per state and block reason, largest first; adds up to totalNs where the file tells all. */
  readonly breakdown: readonly BreakdownItem[];
  readonly ranges: readonly { readonly name: string; readonly ns: number }[];
  /** Where it was created, leaf first; [] if the file does not say. */
  readonly creatorStack: readonly Frame[];
  readonly startFrame?: Frame;
}

export interface SpanDetail {
  readonly lane: Lane;
  readonly row: number;
  readonly startNs: number;
  readonly endNs: number;
  /** `running`, `runnable`, `waiting`, `syscall`, or the name of a range. */
  readonly state: string;
  readonly spanClass: number;
  readonly reason: string;
  readonly ghost: boolean;
  readonly goroutine?: GoroutineRef;
  /** Processor id, for spans of the lane `proc`. */
  readonly proc?: number;
  /** Stack at the start of the span, leaf first; [] if the file has none there. */
  readonly stack: readonly Frame[];
  /** Stack at the end of the span, where the file has one: for running spans the place up to which it ran. */
  readonly endStack: readonly Frame[];
  /** Of a wait that ended, and of the runnable span after it: where the goroutine was that woke this one; absent if the file has no stack there. */
  readonly wokenAt?: readonly Frame[];
  /** Who that was; `runtime`: the network poller, a timer or the scheduler. Absent if it was not woken or the trace does not tell. */
  readonly wokenBy?: GoroutineRef | 'runtime';
}
