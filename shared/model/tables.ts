// The tables of an indexed trace: columns (typed arrays) in chunks, never an object per event.
//
// A *lane* is a family of rows that are drawn as spans: goroutines, processors, and the two rows GC and STW.
// Spans of a lane are collected in time order into *blocks* of at most BLOCK_SPANS spans. Within a block they are sorted
// by row, so that one row is one slice, and its spans touch each other: a span ends where the next one starts
// (idle time is a span too), and `rowEndNs` closes the last. A span is written when it ends; one that is open at the
// end of the trace ends there.
//
// What a span is, its state, reason and (for goroutines) stack, and by whom it was woken, is its *kind*; a trace has some hundred, kept once.
//
// A level of detail merges neighbouring spans shorter than `widthNs` that start in the same bucket of that width; an item
// of it carries the longest span's kind and argument (so that it can be named and clicked) and the share of time per
// SpanClass (so that it can be drawn honestly). A block has every span and perhaps one such level. Blocks are summed up
// by *nodes* of height 1, these by nodes of height 2 and so on, each with one or two coarser levels; a row that a node
// would not make any shorter is left out of it (shared/ingest/spans/lod-tree.ts).
//
// Blocks and nodes are stored as bytes (shared/store/span-format.ts), packed into chunks of about 1 MB.

/** Raised whenever a stored table changes its meaning: older indexes are rebuilt from the file, never migrated. */
export const INDEX_VERSION = 8;

/** Spans per block: some 200 KB as bytes, decoded in 0.6 to 0.7 ms. */
export const BLOCK_SPANS = 65_536;

export type Column =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | readonly string[];
export type Columns = Readonly<Record<string, Column>>;

export const LANES = ['goroutine', 'proc', 'gc'] as const;
export type Lane = (typeof LANES)[number];

/** Rows of the lane `gc`. */
export const GC_ROW = 0;
export const STW_ROW = 1;

/** One level of one block or node, decoded. n = items, r = rows. Of rows that were not asked for the slice is empty. */
export interface SpanLevel {
  /** Rows present (r). */
  readonly rows: Int32Array;
  /** Slice of row i: items rowOffset[i] … rowOffset[i + 1] (r + 1). */
  readonly rowOffset: Uint32Array;
  /** Where the last item of row i ends (r). */
  readonly rowEndNs: Float64Array;
  /** Start of each item; it ends where the next one of the row starts (n). */
  readonly startNs: Float64Array;
  /** goroutine: GoState. proc: ProcState. gc: 1 = active, 0 = not. Of the longest span where merged (n). */
  readonly state: Uint8Array;
  /** Index into TraceSummary.reasons (n). */
  readonly reason: Uint8Array;
  /** goroutine: stack index at the start of the span (KindColumns.arg). proc: goroutine row that ran, NONE if none. gc: row of TraceIndex.gcRanges, NONE in gaps (n). */
  readonly arg: Int32Array;
  /** Merged levels: spans merged in the item (n). Absent where every span is an item. */
  readonly count?: Uint32Array;
  /** Merged levels: share of the item's time per SpanClass in 1/255 (n * SPAN_CLASS_COUNT); none where count is 1. */
  readonly coverage?: Uint8Array;
}

/** Where a stored level lies: bytes offset … offset + length of a chunk of its table (shared/store/span-tables.ts). */
export interface SpanPlace {
  readonly chunk: number;
  readonly offset: number;
  readonly length: number;
}

/** What is known of a block or node without loading it; kept in memory (about 100 bytes and 20 per row). */
export interface BlockInfo {
  readonly lane: Lane;
  /** 0 = a block of spans; above: a node of the level-of-detail tree. */
  readonly height: number;
  /** Which SectionMap its kinds and arguments go through, and, at height 0, which tables its bytes lie in. */
  readonly section: number;
  /** Number within its lane and height, from 0, in the order in which the index lists them: of time within each row. */
  readonly block: number;
  /** Above height 0: numbers of the blocks of the height below that it sums up, from firstChild to before endChild. Else 0, 0. */
  readonly firstChild: number;
  readonly endChild: number;
  /** Height 0: spans, fillers of gaps included. Above: items of the finest level. */
  readonly spans: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** Bucket width of each stored level, ascending; 0 = every span. */
  readonly widthNs: readonly number[];
  /** Place of each stored level. */
  readonly place: readonly SpanPlace[];
  /** Rows present (of the whole trace, in any order), with the time that their spans cover in this block. */
  readonly rows: Int32Array;
  readonly rowStartNs: Float64Array;
  readonly rowEndNs: Float64Array;
}

/** What a kind of span is, by its number. */
export interface KindColumns {
  /** As SpanLevel.state. */
  readonly state: Uint8Array;
  /** Index into TraceSummary.reasons. */
  readonly reason: Uint8Array;
  /** Lane goroutine: stack; of a goroutine that was woken (Runnable after Waiting) the stack of who woke it. Other lanes: NONE, their spans have an argument each. */
  readonly arg: Int32Array;
  /**
   * Of a goroutine that was woken: the processor (its id) on which the goroutine ran that woke it, so that the lane of the processors
   * tells at the start of the span which one it was. NONE: the runtime woke it (network poller, timer, scheduler), or it was not woken.
   */
  readonly wakerProc: Int32Array;
}

/** How the numbers in the bytes of one section's blocks and pages become those of the trace; undefined = they are the same. */
export interface SectionMap {
  /** Kind of the trace by the section's kind. */
  readonly kindOf: Int32Array | undefined;
  /** Kind of point event of the trace by the section's. */
  readonly eventKindOf: Int32Array | undefined;
  /** Goroutine row of the trace by the section's row: arguments of the lane proc, and point events. */
  readonly rowOf: Int32Array | undefined;
}

/**
 * What a point event is, by the number of its kind: an event that changes no state, and that has a stack in the formats of Go: the
 * beginning of a range, user tasks, regions and logs, changes of GOMAXPROCS. Events themselves lie in pages (shared/store/event-page.ts).
 */
export interface EventKindColumns {
  readonly kind: Uint8Array;
  /** String index as TraceEvent.name; 0 where there is none, and of ends of tasks. */
  readonly name: Int32Array;
  /** NO_STACK where the file has none. */
  readonly stack: Int32Array;
}

/** Some thousand point events in the order of time, as bytes of the table `events/SECTION`. */
export interface EventPage {
  /** Which SectionMap its goroutines and kinds go through. */
  readonly section: number;
  readonly events: number;
  readonly fromNs: number;
  /** Time of the last one. */
  readonly toNs: number;
  readonly place: SpanPlace;
}

/**
 * One row per goroutine, in order of first appearance: row = index. NaN = not known. Times in ns since trace start.
 * Accounting follows Go's own summary (formats.md 1.6); names follow cli.md.
 */
export interface GoroutineTable {
  readonly length: number;
  readonly id: Float64Array;
  /** String index of the start function's name; 0 if not known. */
  readonly name: Int32Array;
  /** Row of the creator; NONE if it existed when the trace began or was created by nothing that is known. */
  readonly parent: Int32Array;
  /** 1 = existed when the trace began (first seen by status), 0 = created in the trace. */
  readonly existed: Uint8Array;
  readonly createdNs: Float64Array;
  readonly startNs: Float64Array;
  /** When it ended (or began to wait for ever); NaN = still there at the end of the trace. */
  readonly endNs: Float64Array;
  readonly totalNs: Float64Array;
  readonly execNs: Float64Array;
  readonly schedWaitNs: Float64Array;
  readonly syscallNs: Float64Array;
  readonly syscallBlockNs: Float64Array;
  /** Time per state as reference `stateNs`. */
  readonly stateRunningNs: Float64Array;
  readonly stateRunnableNs: Float64Array;
  readonly stateWaitingNs: Float64Array;
  readonly stateSyscallNs: Float64Array;
  readonly finalState: Uint8Array;
  /** Reason index of the state in which the trace leaves it. */
  readonly finalReason: Uint8Array;
  /** When it entered its final state. */
  readonly finalSinceNs: Float64Array;
  readonly transitions: Uint32Array;
  /** Stack of the creation: outermost frame = start function. */
  readonly startStack: Int32Array;
  readonly creatorStack: Int32Array;
  /** Blocked time per reason: entries blockOffset[row] … blockOffset[row + 1] of blockReason/blockNs. */
  readonly blockOffset: Uint32Array;
  readonly blockReason: Uint8Array;
  readonly blockNs: Float64Array;
  /** Time per range name (string index), same layout. */
  readonly rangeOffset: Uint32Array;
  readonly rangeName: Int32Array;
  readonly rangeNs: Float64Array;
}

/** What the spans of the lane `gc` are: GC mark phases and stop-the-worlds, in order of their beginning. */
export interface GcRangeTable {
  readonly length: number;
  /** String index of the range's name. */
  readonly name: Int32Array;
  /** Stack of whoever began it, NO_STACK if the file has none. */
  readonly stack: Int32Array;
  /** Row of the goroutine that began it; NONE if not known. */
  readonly goroutine: Int32Array;
}

/** CPU profile samples that the trace has, in the order of time; the runtime takes them while a CPU profile is on. */
export interface SampleTable {
  readonly length: number;
  readonly timeNs: Float64Array;
  /** Row of the goroutine that ran; NONE if none did. */
  readonly goroutine: Int32Array;
  readonly stack: Int32Array;
}

/** A metric over time in at most COUNTER_BUCKETS equal buckets, each with its lowest, highest and last sample; NaN = none. */
export interface CounterTable {
  readonly name: string;
  readonly bucketNs: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
  readonly samples: number;
}
