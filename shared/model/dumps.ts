// Goroutine dumps in memory: columns per dump, one table of symbols for all dumps of a series, so that stacks of different
// dumps and formats are compared as numbers. Made by shared/formats, read by shared/query and shared/findings.
//
// A snapshot is one listing at one moment. Two forms: `goroutines` has a row per goroutine with id and state (debug=2,
// runtime.Stack, panics, SIGQUIT); `counts` has a row per distinct stack with how many there are, and neither ids nor states
// (debug=1, pprof). Listings of the same moment stand together in a Moment.

import type { Problem } from './problems';
import { type Frame, NO_STACK } from './stacks';
import { SymbolTableBuilder } from './symbol-table';

/** What a row says beside its columns; bits of `flags`. */
export const GoroutineFlag = {
  /** `(leaked)`: the garbage collector found that nothing can wake it. */
  Leaked: 1,
  Scan: 2,
  Durable: 4,
  /** `locked to thread` */
  Locked: 8,
  /** `goroutine running on other thread; stack unavailable` */
  NoStack: 16,
  /** The dump ends inside of this goroutine. */
  Cut: 32,
  /** A block that begins like a goroutine and could not be read further: its text is at rawFrom … rawTo. */
  Unparsed: 64,
  /** Frames are missing in the middle or at the end (`...N frames elided...`). */
  Elided: 128,
  /** Has `[originating from goroutine N]` blocks. */
  Ancestors: 256,
  /** The goroutine that panicked, or that wrote the dump: the first of its dump. */
  First: 512,
} as const;

/** Stands in a stack where frames were left out. */
export const ELIDED_FUNC = '...frames elided...';

export type LabelSet = readonly (readonly [key: string, value: string])[];

/** Strings, frames, stacks and label sets of all dumps of a series. Frames are told apart by function, file and line. */
export class DumpSymbols {
  readonly table = new SymbolTableBuilder();
  /** Label set 0 is empty; keys are in the order of the dump. */
  readonly labelSets: LabelSet[] = [[]];
  private readonly labelIndex = new Map<string, number>([['[]', 0]]);

  /** Index of a frame; -1 if the table is full, which no real program reaches. `line` 0 = not known. */
  frame(func: string, file: string, line: number): number {
    const { table } = this;
    return this.frameOf(table.internString(func), table.internString(file), line);
  }

  /** The same by indices of strings. */
  frameOf(func: number, file: number, line: number): number {
    // Dumps tell no program counter, or one of another build: what stands in its place only spreads frames over the table.
    // The file is in it too, since frames of one number are walked over.
    const spread = (file % 65_536) * 2 ** 36 + (func % 2 ** 20) * 65_536 + (line % 65_536);
    return this.table.internFrame(spread, func, file, line);
  }

  /** A dump tells no program counter: 0 in its place. */
  frameAt(frame: number): Frame {
    const { table } = this;
    return {
      func: table.string(table.frameFunction(frame)),
      file: table.string(table.frameFileName(frame)),
      line: table.frameLineNumber(frame),
      pc: 0,
    };
  }

  /** @param frames indices of frames, leaf first. @param length how many of them. NO_STACK if there are none. */
  stack(frames: ArrayLike<number>, length = frames.length): number {
    let stack = NO_STACK;
    for (let i = length - 1; i >= 0; i--) if (frames[i] >= 0) stack = this.table.internStack(stack, frames[i]);
    return stack;
  }

  labels(set: LabelSet): number {
    const key = JSON.stringify(set);
    const known = this.labelIndex.get(key);
    if (known !== undefined) return known;
    this.labelSets.push(set);
    this.labelIndex.set(key, this.labelSets.length - 1);
    return this.labelSets.length - 1;
  }
}

/** Columns of a snapshot; all have `length` values that count (arrays may be longer). */
export interface SnapshotColumns {
  /** NaN in counts. */
  readonly id: Float64Array;
  /** How many goroutines the row stands for: 1, or the count (negative in a delta profile). */
  readonly weight: Int32Array;
  /** String index of the state as the runtime prints it, without its additions (`chan receive (nil chan)`); 0 = not told. */
  readonly state: Int32Array;
  /** Lower bound of the wait in minutes; -1 = not told, which is not 0. */
  readonly minutes: Int32Array;
  readonly flags: Uint16Array;
  /** Stack index, leaf first; NO_STACK if there is none. */
  readonly stack: Int32Array;
  /** Frame index of the go statement: its function and place; -1 = not told. */
  readonly creator: Int32Array;
  /** Id of the goroutine that created it; NaN = not told. */
  readonly parent: Float64Array;
  /** Index of the label set. */
  readonly labels: Int32Array;
  /** Synctest bubble; 0 = none. */
  readonly bubble: Int32Array;
  /** Address of the mutex, WaitGroup, Cond or channel that it waits for, where the dump tells it for sure; NaN = not told. */
  readonly waitsFor: Float64Array;
  /** Hash of the arguments with pointers (from 512 KiB) left out: equal for stacks that differ in pointers only. */
  readonly argsHash: Float64Array;
  /** Hash of the frames' offsets: with `stack` the exact place. */
  readonly exactHash: Float64Array;
  /** Its text: bytes of the snapshot's file. */
  readonly rawFrom: Float64Array;
  readonly rawTo: Float64Array;
}

export type SnapshotForm = 'goroutines' | 'counts';
/** What a listing is of: `goroutineleak` lists only those proved to have leaked. */
export type SnapshotProfile = 'goroutine' | 'goroutineleak' | 'threadcreate';
export type DumpFormat = 'goroutine-text' | 'goroutine-counts' | 'pprof';
/** Where a time comes from, in rising order of trust. */
export type TimeSource = 'mtime' | 'name' | 'log' | 'profile' | 'user';

export interface Snapshot {
  readonly form: SnapshotForm;
  readonly profile: SnapshotProfile;
  readonly format: DumpFormat;
  /** Place in DumpSeries.files. */
  readonly file: number;
  /** Bytes of the file that it stands in. */
  readonly from: number;
  readonly to: number;
  /** Wall-clock time in ms since 1970 where the text beside it tells one. */
  readonly timeMs?: number;
  readonly timeSource?: TimeSource;
  /** Lines before the first goroutine that say why the dump was written: `panic: …`, `fatal error: …`, `SIGQUIT: quit`. */
  readonly preamble: readonly string[];
  /** The dump ends in the middle. */
  readonly truncated: boolean;
  readonly length: number;
  readonly columns: SnapshotColumns;
  /** What the header of a counted profile says (`goroutine profile: total N`). */
  readonly statedTotal?: number;
}

export interface DumpFile {
  /** Name, with the folders of an archive before it (`bundle.zip/snap0.txt`). */
  readonly name: string;
  readonly bytes: number;
  /** Last change, ms since 1970, where the archive or the file system tells it. */
  readonly modifiedMs?: number;
  readonly format: DumpFormat | 'unknown';
  readonly problems: readonly Problem[];
  /** What is to be known of a sound file: `lists the same goroutines as a.txt at the same moment; that one is shown`. */
  readonly note?: string;
  /** Share of the bytes that lie in snapshots or were understood as text around them, 0 … 1. */
  readonly readFraction: number;
}

/** Listings of one process at one moment: at least one of them is there. */
export interface Moment {
  /** Short name: what is different between the names of the series' files, or the time. */
  readonly name: string;
  readonly timeMs?: number;
  readonly timeSource?: TimeSource;
  /** With ids and states. */
  readonly goroutines?: Snapshot;
  /** Counts per stack (debug=1 or debug=0) of the same moment. */
  readonly counts?: Snapshot;
  /** The proven leaks of the same moment. */
  readonly leaks?: Snapshot;
  readonly threads?: Snapshot;
}

export interface DumpSeries {
  readonly symbols: DumpSymbols;
  readonly files: readonly DumpFile[];
  /** In order of time, else of name. */
  readonly moments: readonly Moment[];
}

/** The listing that a moment is shown by. */
export const mainSnapshot = ({ goroutines, counts, leaks, threads }: Moment): Snapshot =>
  (goroutines ?? counts ?? leaks ?? threads) as Snapshot;

/** An argument as the runtime prints it. */
export type DumpArgument =
  /** `inaccurate`: printed with `?`, the value may be stale. */
  | { readonly kind: 'value'; readonly value: number; readonly text: string; readonly inaccurate: boolean }
  | { readonly kind: 'aggregate'; readonly fields: readonly DumpArgument[] }
  /** `_`: not in reach. `...`: more than fit. */
  | { readonly kind: 'unknown' | 'more' };

export interface DumpFrame extends Omit<Frame, 'pc'> {
  /** Absent = not told (inlined, ancestors, assembly). */
  readonly args?: readonly DumpArgument[];
  readonly argsText: string;
  /** Offset in the function; absent = not told. */
  readonly offset?: number;
  readonly inlined: boolean;
  /** Stands for frames that were left out: how many; 0 = not told. */
  readonly elided?: number;
  /** `fp`, `sp`, `pc` of a system traceback. */
  readonly registers?: Readonly<Record<string, string>>;
}

/** All that the text of one goroutine says. */
export interface GoroutineText {
  readonly id: number;
  readonly state: string;
  readonly minutes?: number;
  readonly flags: number;
  readonly bubble?: number;
  readonly labels: LabelSet;
  /** `gp`, `m`, `mp` of a system traceback, as printed. */
  readonly gp?: string;
  readonly m?: string;
  readonly mp?: string;
  readonly frames: readonly DumpFrame[];
  readonly createdBy?: {
    readonly func: string;
    readonly file: string;
    readonly line: number;
    readonly goroutine?: number;
  };
  readonly ancestors: readonly {
    readonly id: number;
    readonly frames: readonly DumpFrame[];
    readonly createdBy?: string;
  }[];
  /** Lines that are no part of a traceback. */
  readonly unread: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const FIRST_ROWS = 256;

/** Growing columns of a snapshot that is being read. */
export class SnapshotRows {
  length = 0;
  readonly columns: Mutable<SnapshotColumns> = {
    id: new Float64Array(FIRST_ROWS),
    weight: new Int32Array(FIRST_ROWS),
    state: new Int32Array(FIRST_ROWS),
    minutes: new Int32Array(FIRST_ROWS),
    flags: new Uint16Array(FIRST_ROWS),
    stack: new Int32Array(FIRST_ROWS),
    creator: new Int32Array(FIRST_ROWS),
    parent: new Float64Array(FIRST_ROWS),
    labels: new Int32Array(FIRST_ROWS),
    bubble: new Int32Array(FIRST_ROWS),
    waitsFor: new Float64Array(FIRST_ROWS),
    argsHash: new Float64Array(FIRST_ROWS),
    exactHash: new Float64Array(FIRST_ROWS),
    rawFrom: new Float64Array(FIRST_ROWS),
    rawTo: new Float64Array(FIRST_ROWS),
  };

  /** Row of a new goroutine of which nothing is told yet. */
  add(): number {
    const row = this.length++;
    if (row === this.columns.id.length) this.grow();
    const { columns } = this;
    columns.id[row] = Number.NaN;
    columns.weight[row] = 1;
    columns.minutes[row] = -1;
    columns.stack[row] = NO_STACK;
    columns.creator[row] = -1;
    columns.parent[row] = Number.NaN;
    columns.waitsFor[row] = Number.NaN;
    return row;
  }

  /** The columns without room for more rows, which in a series of thousands of dumps is most of their memory. */
  trimmed(): SnapshotColumns {
    const columns: Mutable<SnapshotColumns> = { ...this.columns };
    for (const [name, column] of Object.entries(columns) as [keyof SnapshotColumns, Float64Array][]) {
      Object.assign(columns, { [name]: column.slice(0, this.length) });
    }
    return columns;
  }

  private grow(): void {
    for (const [name, column] of Object.entries(this.columns) as [keyof SnapshotColumns, Float64Array][]) {
      const larger = new (column.constructor as Float64ArrayConstructor)(column.length * 2);
      larger.set(column);
      Object.assign(this.columns, { [name]: larger });
    }
  }
}
