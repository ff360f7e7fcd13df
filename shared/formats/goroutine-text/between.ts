// The text that stands between dumps: why the next one was written, when, and whether it is another one at all.

import { findTime, type LogTime } from '../../base/log-time';
import { skipPrefix } from './beside';
import { startsWith, textOf } from './bytes';
import { unquote } from './labels';

/** A panic prints its value in as many lines as it has; further back is nothing that belongs to the dump. */
const MAX_LINES = 128;
const MAX_BYTES = 2048;
/** Lines that are looked at for a time, before and behind. */
const NEAR_BEFORE = 64;
const NEAR_BEHIND = 3;

interface Line {
  readonly text: Uint8Array;
  /** What a logger put around it, where that is not in `text`. */
  readonly beside: Uint8Array;
  readonly rawFrom: number;
}

export interface Before {
  readonly preamble: readonly string[];
  /** Where the preamble begins in the file. */
  readonly from: number | undefined;
  readonly time: LogTime | undefined;
  /** The program, or who put the file together, says that something new begins. */
  readonly begins: boolean;
  /** Another thread of a process that crashes goes on with the same dump (GOTRACEBACK=crash). */
  readonly continues: boolean;
  /** Any other text. */
  readonly text: boolean;
}
export const NOTHING_BEFORE: Before = {
  preamble: [],
  from: undefined,
  time: undefined,
  begins: false,
  continues: false,
  text: false,
};

const START = /^(?:panic: |fatal error: |runtime: |unexpected fault address|SIG[A-Z0-9]{1,8}: |Signal \d|--- FAIL: )/;
/** The same behind a logger's words: `2026/01/02 15:04:05 http: panic serving 10.0.0.1:80: boom`. */
const LOOSE_START = /(?:^|[\s:\]=])(?:panic serving |panic: |fatal error: )/;
const OTHER_PROFILE = /^(?:goroutine|goroutineleak|threadcreate) profile: total \d/;
/** `=== dump 2 ===`, but not the five dashes between the threads of a crash. */
const BANNER = /^\s*(?:={3,}|-{3,}|#{3,}|\*{3,}|>{3,}|<{3,})/;
const THREADS = /^-----$/;
/** rax    0xca, PC=0x47b221 m=0, exit status 2. */
const TRAILER = /^(?:[a-z][a-z0-9]{1,6} {1,8}0x[0-9a-f]{1,16}|PC=0x|exit status \d|signal arrived during )/;

/** Before the first header it is not known which string of a record holds the text: the one that begins like a preamble. */
function recordText(text: string): string {
  if (!text.includes('"')) return text;
  for (const [quoted] of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    const value = unquote(quoted);
    if (START.test(value)) return value.trimEnd();
  }
  return text;
}

/** What a time was told by, in the order of trust: the line of the header, the lines before it. */
function timeOf({ beside, text }: Line): LogTime | undefined {
  return findTime(textOf(beside)) ?? findTime(textOf(text, 0, Math.min(text.length, 512)));
}

export class TextBetween {
  private lines: Line[] = [];
  private first: Line[] = [];
  private readonly atStart: Line[] = [];

  add(bytes: Uint8Array, from: number, to: number, beside: Uint8Array, rawFrom: number): void {
    const line = { text: bytes.slice(from, Math.min(to, from + MAX_BYTES)), beside, rawFrom };
    if (this.atStart.length < NEAR_BEHIND) this.atStart.push(line);
    if (this.first.length < NEAR_BEHIND) this.first.push(line);
    this.lines.push(line);
    if (this.lines.length > 2 * MAX_LINES) this.lines = this.lines.slice(-MAX_LINES);
  }

  /** Whether the last line is the beginning of `what`. */
  endsLike(what: Uint8Array): boolean {
    const text = this.lines[this.lines.length - 1]?.text;
    return text !== undefined && text.length > 0 && text.length < what.length && startsWith(what, 0, what.length, text);
  }

  /** A time right behind the last dump. */
  timeBehind(): LogTime | undefined {
    for (const line of this.first) {
      const time = timeOf(line);
      if (time !== undefined) return time;
    }
    return undefined;
  }

  /** A date with its year at the beginning of the file. */
  dateOfFile(): number | undefined {
    return this.atStart.map(timeOf).find((time) => time?.hasYear)?.ms;
  }

  /**
   * What was before the header that comes now, and forgets it.
   * @param beside what stands in front of the header.
   */
  take(beside: Uint8Array): Before {
    const own = beside.length === 0 ? undefined : findTime(textOf(beside));
    if (this.lines.length === 0) return own === undefined ? NOTHING_BEFORE : { ...NOTHING_BEFORE, time: own };
    const lines = this.lines.slice(-MAX_LINES);
    this.lines = [];
    this.first = [];
    const texts = lines.map(({ text }) => {
      const at = beside.length === 0 ? -1 : skipPrefix(beside, text, 0, text.length);
      return recordText(textOf(text, Math.max(at, 0)));
    });
    const start = startOf(texts);
    let time = own;
    for (let i = lines.length - 1; time === undefined && i >= 0 && i >= lines.length - NEAR_BEFORE; i--) {
      time = timeOf(lines[i]);
    }
    const strict = texts.some((text) => START.test(text));
    const continues = texts.some((text) => THREADS.test(text));
    return {
      preamble: start < 0 ? [] : texts.slice(start),
      from: start < 0 ? undefined : lines[start].rawFrom,
      time,
      begins:
        !continues &&
        (strict || texts.some((text) => OTHER_PROFILE.test(text) || BANNER.test(text) || LOOSE_START.test(text))),
      continues,
      text: texts.some((text) => !TRAILER.test(text)),
    };
  }
}

/** First line of the preamble; -1 = there is none. */
function startOf(texts: readonly string[]): number {
  let start = texts.findLastIndex((text) => START.test(text));
  if (start < 0) start = texts.findLastIndex((text) => LOOSE_START.test(text));
  // `dumping all stacks:` right in front of them.
  if (start < 0) return /:\s*$/.test(texts[texts.length - 1] ?? '') ? texts.length - 1 : -1;
  while (start > 0 && START.test(texts[start - 1])) start--;
  return start;
}
