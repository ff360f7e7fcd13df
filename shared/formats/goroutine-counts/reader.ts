// Counted profiles as text (debug=1): `goroutine profile: total 12`, then a record per stack with how many goroutines have it.
// They stand alone, one after another, or in a log, where a logger may have put something before each line or written the
// whole profile as one string with \n in it.

import { groupDigits } from '../../base/format';
import { findTime, inYearOf } from '../../base/log-time';
import { type DumpSymbols, GoroutineFlag, type Snapshot, SnapshotRows } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import type { DumpReader } from '../dump-reader';
import { createLineSource, type Decode } from './line-source';
import {
  HEADER_MARK,
  type Header,
  isLabels,
  prefixOf,
  type RecordLine,
  readFrame,
  readHeader,
  readLabels,
  readRecord,
} from './lines';

/** After a whole profile the next foreign line ends it; after one that lacks records other writers may have come between. */
const FOREIGN_LINES = 1000;
const INT32 = 2 ** 31 - 1;

export interface GoroutineCountsOptions {
  readonly symbols: DumpSymbols;
  /** Place in DumpSeries.files. */
  readonly file: number;
  /** For problems. */
  readonly name: string;
  /** Last change of the file, ms since 1970: gives the year to times of a log that tell none. */
  readonly modifiedMs?: number;
}

interface OpenRecord extends RecordLine {
  readonly from: number;
  to: number;
  labels: number;
  readonly frames: number[];
  exact: number;
  /** Address of the last frame. */
  lastAddress: number;
}

interface OpenProfile extends Header {
  readonly fileFrom: number;
  readonly prefix: number;
  readonly escaped: boolean;
  /** Ms since 1970, where the log tells it. */
  readonly timeMs: number | undefined;
  readonly rows: SnapshotRows;
  to: number;
  sum: number;
  foreign: number;
}

export function createGoroutineCountsReader({ symbols, file, name, modifiedMs }: GoroutineCountsOptions): DumpReader {
  const problems: Problem[] = [];
  const snapshots: Snapshot[] = [];
  /** By the text of a line behind its address. */
  const knownFrames = new Map<string, number>();
  let profile: OpenProfile | undefined;
  let record: OpenRecord | undefined;
  let rows = 0;

  function endRecord(cut = false): void {
    if (record === undefined || profile === undefined) return;
    const { columns } = profile.rows;
    const row = profile.rows.add();
    columns.weight[row] = Math.max(-INT32, Math.min(INT32, record.count));
    columns.stack[row] = symbols.stack(record.frames);
    columns.labels[row] = record.labels;
    columns.exactHash[row] = record.exact;
    columns.rawFrom[row] = record.from;
    columns.rawTo[row] = record.to;
    if (cut) columns.flags[row] = GoroutineFlag.Cut;
    profile.sum += record.count;
    rows++;
    record = undefined;
  }

  function endProfile(cut = false): void {
    endRecord(cut);
    if (profile === undefined) return;
    const { profile: kind, total, sum, fileFrom, to, timeMs } = profile;
    const truncated = cut || sum !== total;
    if (truncated) {
      const things = kind === 'threadcreate' ? 'threads' : 'goroutines';
      const says = `${name} says that it counts ${groupDigits(total)} ${things}`;
      const message =
        sum === total
          ? `${name} ends inside its last stack; the frames before the cut were read.`
          : `${says}, its stacks make ${groupDigits(sum)}; ${sum < total ? 'the rest is missing' : 'it may be damaged'}.`;
      problems.push({ code: 'dump-cut', message, offset: to });
    }
    snapshots.push({
      form: 'counts',
      profile: kind,
      format: 'goroutine-counts',
      file,
      from: fileFrom,
      to,
      ...(timeMs !== undefined && { timeMs, timeSource: 'log' as const }),
      preamble: [],
      truncated,
      length: profile.rows.length,
      columns: profile.rows.trimmed(),
      statedTotal: total,
    });
    profile = undefined;
  }

  function addFrame(line: string, to: number): boolean {
    const frame = record === undefined ? undefined : readFrame(line);
    if (frame === undefined || record === undefined) return false;
    record.to = to;
    record.lastAddress = frame.address;
    record.exact = (Math.imul(record.exact, 31) + frame.address) % 0xffff_ffff;
    // Where the runtime knows no address there is no frame: threads that were not created by Go code.
    if (frame.address === 0) return true;
    const key = `${frame.func}\t${frame.file}:${frame.line}`;
    let index = knownFrames.get(key);
    if (index === undefined) {
      index = symbols.frame(frame.func, frame.file, frame.line);
      knownFrames.set(key, index);
    }
    record.frames.push(index);
    return true;
  }

  /** A line inside of a profile, without what a logger put before it. False if it is none of a profile. */
  function takeLine(line: string, from: number, to: number): boolean {
    if (line.trim() === '') {
      endRecord();
      return true;
    }
    const next = readRecord(line);
    if (next !== undefined) {
      endRecord();
      record = { ...next, from, to, labels: 0, frames: [], exact: 0, lastAddress: 0 };
      return true;
    }
    if (record !== undefined && isLabels(line)) {
      record.labels = symbols.labels(readLabels(line));
      record.to = to;
      return true;
    }
    return addFrame(line, to);
  }

  function takeOwnLine(line: string, from: number, to: number): void {
    if (profile === undefined) return;
    if (takeLine(line, from, to)) {
      profile.to = to;
      profile.foreign = 0;
    } else if (++profile.foreign > FOREIGN_LINES || profile.sum + (record?.count ?? 0) >= profile.total) endProfile();
  }

  /** Lines of a string in which line breaks are written as \n. `line` has a character per byte. */
  function takeString(line: string, at: number, from: number, decode: Decode): void {
    for (let start = at; start < line.length; ) {
      const end = endOfPart(line, start);
      const isBreak = line[end] === '\\';
      if (end > start || isBreak) takeOwnLine(unescaped(textOf(line, start, end, decode)), from + start, from + end);
      if (!isBreak) return;
      start = end + 2;
    }
  }

  function takeHeader(header: Header, line: string, from: number, to: number, decode: Decode, before: string): void {
    endProfile();
    const begun = {
      ...header,
      fileFrom: from + header.from,
      prefix: header.from,
      escaped: line.startsWith('\\n', header.to),
      timeMs: timeAt(line.slice(0, header.from), line.slice(header.to, header.to + 500), before, modifiedMs),
      rows: new SnapshotRows(),
      to,
      sum: 0,
      foreign: 0,
    };
    profile = begun;
    // The profile as one string of a log, or each of its lines as a string (container logs).
    if (!begun.escaped || line.startsWith('\\n"', header.to)) return;
    takeString(line, header.to + 2, from, decode);
    endProfile();
  }

  /** Whether the last record lacks frames: its last one is not that of the outermost address but for the goroutine's exit. */
  function lacksFrames(): boolean {
    if (record === undefined) return false;
    const { lastAddress } = record;
    const addresses = record.addresses.filter((address) => address !== 0);
    // A goroutine that has not begun has the address of its exit only, and no line.
    if (addresses.length < 2) return false;
    // The addresses of callers are those of the calls, plus one.
    const at = addresses.findLastIndex((address) => address === lastAddress || address === lastAddress + 1);
    return at < 0 || at < addresses.length - 2;
  }

  const lines = createLineSource({
    mark: HEADER_MARK,
    get wantsAll() {
      return profile !== undefined;
    },
    line(line, from, to, decode, before) {
      const header = readHeader(line);
      if (header !== undefined) return takeHeader(header, line, from, to, decode, before);
      if (profile === undefined) return;
      const at = prefixOf(line, profile.prefix);
      if (!profile.escaped) takeOwnLine(textOf(line, at, line.length, decode), from + at, to);
      else if (line.startsWith('\\n"', at)) takeOwnLine('', from + at, to);
      else takeString(line, at, from, decode);
    },
  });

  return {
    format: 'goroutine-counts',
    problems,
    get rows() {
      return rows;
    },
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end();
      endProfile(lacksFrames());
      return snapshots;
    },
  };
}

/** What the logger put around the header says of the time, else the last of the lines before that says something. */
function timeAt(prefix: string, behind: string, before: string, nearMs: number | undefined): number | undefined {
  const lines = [prefix.slice(-500), behind, ...before.split('\n').reverse()];
  for (const line of lines) {
    const time = findTime(line);
    if (time?.hasYear === true) return time.ms;
    if (time !== undefined && nearMs !== undefined) return inYearOf(time.ms, nearMs);
  }
  return undefined;
}

/** Part of a line that has a character per byte, as text. */
const textOf = (line: string, from: number, to: number, decode: Decode): string => {
  const part = line.slice(from, to);
  return /[^\0-\x7f]/.test(part) ? decode(from, to) : part;
};

/** Where the part of a string that begins at `from` ends: at a \n, at the closing quote, or with the line. */
function endOfPart(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"' || (text[i] === '\\' && text[i + 1] === 'n')) return i;
    if (text[i] === '\\') i++;
  }
  return text.length;
}

const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, char: string) => {
        if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
        return char === 't' ? '\t' : char;
      })
    : text;
