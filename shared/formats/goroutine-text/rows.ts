// Lines of dumps become rows. One goroutine is open at a time; what its lines said is written into columns when the next one
// begins. Where one dump ends and another begins in the same file:
//
//   - words that begin one stand between (`panic:`, `SIGQUIT:`, `=== dump 2 ===`, the header of another profile), or
//   - an id comes again, or
//   - a running goroutine comes with its stack: the one that writes a dump stands first in it, and of others that run only
//     `stack unavailable` is printed.
//
// A line of a log in the middle of a dump does not end it: the process goes on logging while it writes. In a crash with
// GOTRACEBACK=crash every thread adds its part behind `-----`: there goroutine 0 comes again, and goroutines of which the
// stack was not available come with it.

import { createIdMap } from '../../base/id-map';
import { inYearOf, type LogTime } from '../../base/log-time';
import { type DumpSymbols, GoroutineFlag, type Snapshot, type SnapshotColumns, SnapshotRows } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import { NO_STACK } from '../../model/stacks';
import { type Before, NOTHING_BEFORE, TextBetween } from './between';
import { bytesOf, SPACE, skipDigits } from './bytes';
import { KnownText, wideHash } from './frames';
import { headerBracket, headerId, looksLikeGoroutine } from './header';
import type { LineSink } from './line-sink';
import { OpenGoroutine } from './open-goroutine';

/** Columns of a row have 100 bytes: 840 MB. A dump of so many goroutines would have 3 GB. */
const MAX_ROWS = 1 << 23;
/** Each has columns of its own; a log with more stack traces than this is no series to be looked at. */
const MAX_SNAPSHOTS = 10_000;
const MAX_BESIDE = 512;
/** net/http/pprof writes no more (golang.org/issue/15916 and runtime/pprof.writeGoroutineStacks). */
const CAP_BYTES = 64 << 20;
const NO_BYTES = new Uint8Array(0);
const GOROUTINE = bytesOf('goroutine ');
/** Where stacks begin that nobody created, or whose creator Go does not print. */
const ROOTS = new Set([
  'main.main',
  'main.init',
  'main.init.0',
  'runtime.main',
  'runtime.goexit',
  'runtime.runfinq',
  'runtime.runFinalizers',
  'runtime.runCleanups',
]);

export interface RowsOptions {
  readonly symbols: DumpSymbols;
  readonly file: number;
  readonly name: string;
  readonly modifiedMs?: number;
}

interface FileEnd {
  /** The last line has no line break. */
  readonly cutLine: boolean;
  /** It ends with a goroutine, not with an empty line or text behind one. */
  readonly wasOpen: boolean;
  readonly to: number;
}

/** A dump that is being read. */
interface Current {
  before: Before;
  time: LogTime | undefined;
  firstRuns: boolean;
  hasZero: boolean;
  hasCreators: boolean;
  /** The row that was written last, and where it ends in the file. */
  last: number;
  to: number;
  /** The last line that was read of its last goroutine lacks its end. */
  partial: boolean;
  /** Parts of other threads follow. */
  threads: boolean;
  /** Global number of its first row. */
  start: number;
}

export class DumpRows implements LineSink {
  readonly problems: Problem[] = [];
  length = 0;
  private readonly finished: (Omit<Snapshot, 'timeMs' | 'timeSource'> & { time: LogTime | undefined })[] = [];
  private rows = new SnapshotRows();
  private readonly known: KnownText;
  private readonly open: OpenGoroutine;
  private isOpen = false;
  private readonly between = new TextBetween();
  private besideBytes: Uint8Array = NO_BYTES;
  private besideFrom = 0;
  private besideTo = 0;
  /** Before the goroutine that is open. */
  private before: Before = NOTHING_BEFORE;
  private current: Current | undefined;
  /** Number of the row in which an id was last, over all dumps of the file. */
  private readonly seen = createIdMap();
  /** An empty line came directly behind a header: every second line is empty. */
  private doubleSpaced = false;
  private unparsed = 0;
  private firstUnparsed = 0;
  private tooMuch = false;
  private readonly running: number;

  constructor(private readonly options: RowsOptions) {
    this.known = new KnownText(options.symbols);
    this.open = new OpenGoroutine(this.known);
    this.running = options.symbols.table.internString('running');
  }

  line(bytes: Uint8Array, from: number, to: number, rawFrom: number, rawTo: number): boolean {
    if (from === to) {
      this.blank();
      return true;
    }
    if (looksLikeGoroutine(bytes, from, to)) {
      this.close();
      this.begin(bytes, from, to, rawFrom, rawTo);
      return true;
    }
    if (!this.isOpen || !this.open.line(bytes, from, to)) return false;
    this.open.rawTo = rawTo;
    return true;
  }

  frames(bytes: Uint8Array, from: number, to: number, rawFrom: number): number {
    if (!this.isOpen) return from;
    let at = from;
    for (let next = from; next >= 0; next = this.open.takeGuess(bytes, at, to)) at = next;
    if (at > from) this.open.rawTo = rawFrom + (at - from);
    return at;
  }

  text(bytes: Uint8Array, from: number, to: number, rawFrom: number): void {
    this.between.add(bytes, from, to, this.besideCopy(), rawFrom);
  }

  beside(bytes: Uint8Array, from: number, to: number): void {
    this.besideBytes = bytes;
    this.besideFrom = from;
    this.besideTo = to;
  }

  keep(): void {
    if (this.isOpen) this.open.keep();
  }

  end(cut: boolean, rawTo: number): void {
    const wasOpen = this.isOpen;
    this.close(cut);
    this.finish({ cutLine: cut, wasOpen, to: rawTo });
    this.report();
  }

  /** All dumps; `end` was called. */
  snapshots(): readonly Snapshot[] {
    const { name, modifiedMs } = this.options;
    const withYear = this.finished.find(({ time }) => time?.hasYear)?.time?.ms;
    const nearMs = withYear ?? this.between.dateOfFile() ?? dateOfName(name) ?? modifiedMs;
    return this.finished.map(({ time, ...snapshot }) => {
      const yearless = time !== undefined && !time.hasYear;
      if (time === undefined || (yearless && nearMs === undefined)) return snapshot;
      const timeMs = yearless ? inYearOf(time.ms, nearMs as number) : time.ms;
      return { ...snapshot, timeMs, timeSource: 'log' };
    });
  }

  private besideCopy(): Uint8Array {
    const { besideBytes, besideFrom, besideTo } = this;
    if (besideTo === besideFrom) return NO_BYTES;
    return besideBytes.slice(besideFrom, Math.min(besideTo, besideFrom + MAX_BESIDE));
  }

  private blank(): void {
    if (!this.isOpen) return;
    if (this.open.isBare) this.doubleSpaced = true;
    else if (!this.doubleSpaced) this.close();
  }

  private begin(bytes: Uint8Array, from: number, to: number, rawFrom: number, rawTo: number): void {
    this.known.makeRoom();
    const bracket = headerBracket(bytes, from, to);
    const header = bracket < 0 ? undefined : this.known.header(bytes, bracket, to);
    const id = headerId(bytes, from, to);
    const digits = skipDigits(bytes, from + GOROUTINE.length, to);
    const told = bytes[digits] === SPACE;
    this.before = this.between.take(this.besideCopy());
    this.doubleSpaced = false;
    this.open.system = bracket > digits + 1;
    this.open.begin(told ? id : Number.NaN, header, this.known.headerLabels, rawFrom, rawTo);
    this.isOpen = true;
    const { current, before } = this;
    if (current === undefined) return;
    if (before.continues) current.threads = true;
    const again = !current.threads && id > 0 && id <= Number.MAX_SAFE_INTEGER && this.seen.get(id) >= current.start;
    if (before.begins || again) this.finish();
  }

  private close(cut = false): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { open } = this;
    if (cut) open.dropUnfinished();
    else open.settle();
    if (this.length >= MAX_ROWS || this.finished.length >= MAX_SNAPSHOTS) {
      this.tooMuch = true;
      return;
    }
    if (this.runsAnew()) this.finish();
    this.current ??= this.startDump();
    const { current, rows } = this;
    current.time ??= this.before.time;
    const known = Number.isNaN(open.id) ? -1 : this.seen.get(open.id);
    const replaced = current.threads && open.id > 0 && known >= current.start ? known - current.start : -1;
    current.to = open.rawTo;
    current.partial = open.partial;
    if (replaced >= 0 && (rows.columns.flags[replaced] & GoroutineFlag.NoStack) !== 0) {
      // Its thread has now printed the stack.
      this.write(replaced);
      current.last = replaced;
      return;
    }
    const row = rows.add();
    current.last = row;
    if (!Number.isNaN(open.id)) this.seen.set(open.id, this.length);
    this.length++;
    this.write(row);
    if (row === 0) current.firstRuns = this.runsWithStack();
    if (open.id === 0) current.hasZero = true;
    if (open.creator >= 0) current.hasCreators = true;
    if (open.header === undefined && this.unparsed++ === 0) this.firstUnparsed = open.rawFrom;
  }

  private runsWithStack(): boolean {
    const { open, running } = this;
    return open.header?.state === running && open.count > 0 && (open.flags & GoroutineFlag.NoStack) === 0;
  }

  /** Whether the goroutine that was read is the first of another dump. */
  private runsAnew(): boolean {
    const { current, before } = this;
    if (current === undefined || current.threads || current.hasZero) return false;
    return (current.firstRuns || before.text) && this.runsWithStack();
  }

  private startDump(): Current {
    const { before } = this;
    return {
      before,
      time: before.time,
      firstRuns: false,
      hasZero: false,
      hasCreators: false,
      partial: false,
      last: 0,
      to: 0,
      threads: before.continues,
      start: this.length,
    };
  }

  private write(row: number): void {
    const { open, known } = this;
    const { columns } = this.rows;
    const { header } = open;
    columns.id[row] = open.id;
    columns.weight[row] = 1;
    columns.state[row] = header?.state ?? 0;
    columns.minutes[row] = header?.minutes ?? -1;
    columns.bubble[row] = header?.bubble ?? 0;
    columns.labels[row] = open.labels;
    columns.flags[row] = open.flags | (row === 0 ? GoroutineFlag.First : 0);
    columns.stack[row] = open.count === 0 ? NO_STACK : known.stack(open.entries, open.count);
    columns.exactHash[row] = open.count === 0 ? 0 : known.exactHash;
    columns.creator[row] = open.creator < 0 ? -1 : Math.max(-1, known.frameOf(open.creator));
    columns.parent[row] = open.parent;
    columns.waitsFor[row] = open.waitsFor;
    columns.argsHash[row] = wideHash(open.args.a, open.args.b);
    columns.rawFrom[row] = open.rawFrom;
    columns.rawTo[row] = open.rawTo;
  }

  /** The dump is over. @param file so is the file. */
  private finish(file?: FileEnd): void {
    const { current, rows } = this;
    if (current === undefined) return;
    this.current = undefined;
    const { columns } = rows;
    const { last, before, partial } = current;
    const open = file?.wasOpen === true;
    const cut = open ? this.endsInside(current, file.cutLine) : partial;
    const to = open && cut ? file.to : current.to;
    const from = before.from ?? columns.rawFrom[0];
    const capped = to - from === CAP_BYTES;
    if (cut) {
      columns.flags[last] |= GoroutineFlag.Cut;
      columns.rawTo[last] = to;
      // What is cut need not be damaged.
      if (open && (columns.flags[last] & GoroutineFlag.Unparsed) !== 0) this.unparsed--;
    }
    const truncated = cut || capped || (file?.cutLine === true && this.between.endsLike(GOROUTINE));
    if (truncated) this.reportCut(columns.id[last], rows.length - 1, to, capped);
    this.finished.push({
      form: 'goroutines',
      profile: 'goroutine',
      format: 'goroutine-text',
      file: this.options.file,
      from,
      to,
      preamble: before.preamble,
      truncated,
      length: rows.length,
      columns: this.handOver(),
      time: current.time ?? this.between.timeBehind(),
    });
  }

  /** Whether the file ends inside of the goroutine that was read last. */
  private endsInside(current: Current, cutLine: boolean): boolean {
    const { open, known } = this;
    if ((open.flags & GoroutineFlag.NoStack) !== 0 && !open.partial) return false;
    if (open.partial) return true;
    if (open.header === undefined) return cutLine;
    if (open.count === 0) return true;
    // Text that was copied lacks the last line break; its last place in a file is whole.
    if (cutLine && !open.endsWithOffset) return true;
    if (open.creator >= 0 || open.id === 0) return false;
    const root = known.rootOf(open.entries, open.count);
    if (open.system ? root === 'runtime.goexit' : ROOTS.has(root)) return false;
    // Go says of all other goroutines who created them, but somebody may have removed these lines from all of them.
    return cutLine || current.hasCreators;
  }

  private handOver(): SnapshotColumns {
    const { rows } = this;
    const { columns, length } = rows;
    if (length * 2 >= columns.id.length) {
      this.rows = new SnapshotRows();
      return columns;
    }
    rows.length = 0;
    return Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.slice(0, length)]),
    ) as unknown as SnapshotColumns;
  }

  private reportCut(id: number, before: number, offset: number, capped: boolean): void {
    const { name } = this.options;
    const whole = `${before} ${before === 1 ? 'goroutine' : 'goroutines'} before it ${before === 1 ? 'is' : 'are'} complete`;
    const what = capped
      ? `A dump in ${name} has exactly 64 MiB, the most that Go writes: goroutines behind goroutine ${id} are missing`
      : `A dump in ${name} ends inside of ${Number.isNaN(id) ? 'a goroutine' : `goroutine ${id}`}`;
    this.problems.push({ code: 'dump-cut', message: `${what}; ${whole}.`, offset });
  }

  private report(): void {
    const { name } = this.options;
    if (this.unparsed > 0) {
      const blocks = this.unparsed === 1 ? '1 block begins' : `${this.unparsed} blocks begin`;
      this.problems.push({
        code: 'dump-damaged',
        message: `In ${name} ${blocks} like a goroutine and cannot be read further; the text is kept, the other goroutines are read.`,
        offset: this.firstUnparsed,
      });
    }
    if (this.tooMuch || this.known.full) {
      this.problems.push({
        code: 'too-much',
        message: `${name} has more goroutines, dumps or different stacks than fit; the first ${this.length} goroutines were read.`,
      });
    }
  }
}

/** `app.log.20260102-150405`: a date in a file's name, as ms; undefined = there is none. */
function dateOfName(name: string): number | undefined {
  const found = /(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d{3})/.exec(name);
  return found === null ? undefined : Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
}
