// Cuts the bytes of a file into lines, and frees those of dumps from what loggers put around them. Three ways are known:
//
//   plain      goroutine 1 [running]:
//   prefixed   2026-01-02T15:04:05.123Z stderr F goroutine 1 [running]:
//   in strings {"log":"goroutine 1 [running]:\n","stream":"stderr"}   or a whole dump in one string, strings in strings
//
// The first header says which it is, and holds until another header says otherwise; a line that is nothing in the way that
// holds is searched for a header. Only text that is no part of a dump is searched, so a plain dump pays nothing for it.

import { isEscapedHeader, isWholeHeader, keyBefore, MAX_DEPTH, openQuote, skipPrefix, stringOfKey } from './beside';
import { BACKSLASH, COLON, findByte, NEWLINE, RETURN, trimEnd } from './bytes';
import { EscapedText, MAX_LINE } from './escaped';
import { beginsFrame } from './frame-lines';
import { findHeader, looksLikeGoroutine } from './header';
import type { LineSink } from './line-sink';

/** Of a record, what is looked at for its time. */
const MAX_BESIDE = 4096;

export interface Lines {
  push(chunk: Uint8Array): void;
  end(): void;
}

export function createLines(sink: LineSink): Lines {
  const splitter = new Splitter(sink);
  return { push: (chunk) => splitter.push(chunk), end: () => splitter.end() };
}

class Splitter {
  /** The beginning of a line whose end has not come yet. */
  private held = new Uint8Array(1024);
  private heldLength = 0;
  /** Offset in the file of the first byte that is not cut yet. */
  private base = 0;
  private prefix: Uint8Array | undefined;
  /** Another line than the header had the prefix. */
  private prefixProven = false;
  private key: Uint8Array | undefined;
  /** A line is too long to be held: its string is read as it comes, or the rest of it is left out. */
  private long: 'string' | 'rest' | undefined;
  private longQuoted = false;
  /** Bytes of the line that were left out behind those held. */
  private left = 0;
  private readonly strings: EscapedText[] = [];

  constructor(private readonly sink: LineSink) {}

  push(chunk: Uint8Array): void {
    // A Buffer is another type for the compiler, and two types make every access slower.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    if (this.heldLength > 0 || this.long !== undefined) {
      const newline = bytes.indexOf(NEWLINE);
      if (newline < 0) {
        this.hold(bytes, 0);
        return;
      }
      this.hold(bytes.subarray(0, newline + 1), 0);
      this.finishHeld(true);
      from = newline + 1;
    }
    const done = this.cut(bytes, from);
    this.sink.keep();
    this.base += done - from;
    this.hold(bytes, done);
  }

  end(): void {
    const cut = this.heldLength > 0 || this.long !== undefined;
    if (cut) this.finishHeld(false);
    this.sink.end(cut, this.base);
  }

  /** Whole lines of `bytes`, the first of which begins at `start` and is `base` of the file. @returns where they end. */
  private cut(bytes: Uint8Array, start: number): number {
    const { sink } = this;
    const offset = this.base - start;
    const { length } = bytes;
    let from = start;
    if (this.isPlain) from = sink.frames(bytes, from, length, offset + from);
    for (let at = from; at < length; at++) {
      if (bytes[at] !== NEWLINE) continue;
      this.physical(bytes, from, at, offset + from, offset + at + 1);
      from = at + 1;
      if (this.isPlain) from = sink.frames(bytes, from, length, offset + from);
      at = from - 1;
    }
    return from;
  }

  private get isPlain(): boolean {
    return this.prefix === undefined && this.key === undefined;
  }

  private hold(bytes: Uint8Array, from: number): void {
    const length = bytes.length - from;
    if (length === 0) return;
    if (this.long === 'rest') {
      this.left += length;
      return;
    }
    const total = this.heldLength + length;
    if (total > this.held.length) {
      const held = new Uint8Array(total * 2);
      held.set(this.held.subarray(0, this.heldLength));
      this.held = held;
    }
    this.held.set(from === 0 ? bytes : bytes.subarray(from), this.heldLength);
    this.heldLength = total;
    if (this.long === 'string') this.readString(false);
    else if (total > MAX_LINE + 1) this.beginLong();
  }

  /** The held line has come to its end, or the file has. */
  private finishHeld(whole: boolean): void {
    if (this.long === 'string') this.readString(true);
    const { heldLength, left, base } = this;
    const rawTo = base + heldLength + left;
    if (heldLength > 0) {
      const to = left > 0 || !whole ? heldLength : heldLength - 1;
      this.physical(this.held, 0, to, base, rawTo);
      this.sink.keep();
    }
    this.base = rawTo;
    this.long = undefined;
    this.heldLength = 0;
    this.left = 0;
  }

  /** A line that is longer than any of a dump is a string, or is left out behind its beginning. */
  private beginLong(): void {
    const { held, heldLength, base } = this;
    const start = this.stringStart(held, 0, heldLength);
    if (start === undefined) {
      this.long = 'rest';
      // One byte more than is kept of a line that has come to its end.
      this.heldLength = MAX_LINE + 1;
      this.left = heldLength - this.heldLength;
      return;
    }
    this.setWay(undefined, start.quoted ? keyBefore(held, 0, start.from - 1) : undefined);
    this.sink.beside(held, 0, Math.min(heldLength, MAX_BESIDE));
    this.stringOf(0).begin(base);
    this.long = 'string';
    this.longQuoted = start.quoted;
    held.copyWithin(0, start.from, heldLength);
    this.heldLength -= start.from;
    this.base += start.from;
    this.readString(false);
  }

  private readString(last: boolean): void {
    const { held, heldLength, base } = this;
    const text = this.stringOf(0);
    const end = held[heldLength - 1] === NEWLINE ? heldLength - 1 : heldLength;
    const to = last ? trimReturn(held, 0, end) : end;
    const done = text.push(held, 0, to, this.longQuoted, (at) => base + at, last);
    if (text.done || last) {
      const whole = text.lines === 0 && last;
      this.finishString(text, base + (text.done && !whole ? done : heldLength));
      this.long = 'rest';
      this.left = heldLength;
      this.heldLength = 0;
      return;
    }
    this.sink.keep();
    held.copyWithin(0, done, heldLength);
    this.heldLength -= done;
    this.base += done;
  }

  /** A line of the file. */
  private physical(bytes: Uint8Array, from: number, end: number, rawFrom: number, rawTo: number): void {
    const { sink, prefix, key } = this;
    const to = trimReturn(bytes, from, Math.min(end, from + MAX_LINE));
    if (looksLikeGoroutine(bytes, from, to)) {
      const plain =
        bytes[to - 1] === COLON || findByte(bytes, from, to, BACKSLASH) < 0 || isWholeHeader(bytes, from, to);
      if (!plain && this.embedded(bytes, from, to, end, shift(rawFrom - from), rawFrom, rawTo, 0)) return;
      this.setWay(undefined, undefined);
      sink.line(bytes, from, to, rawFrom, rawTo);
      return;
    }
    if (prefix !== undefined) {
      if (this.prefixed(prefix, bytes, from, to, rawFrom, rawTo)) return;
    } else if (key !== undefined) {
      const at = stringOfKey(key, bytes, from, to);
      if (at >= 0) {
        this.inString(bytes, from, at, end, true, shift(rawFrom - from), rawTo, 0);
        return;
      }
    } else if (sink.line(bytes, from, to, rawFrom, rawTo)) return;
    if (this.embedded(bytes, from, to, end, shift(rawFrom - from), rawFrom, rawTo, 0)) return;
    sink.text(bytes, from, to, rawFrom, rawTo);
  }

  private setWay(prefix: Uint8Array | undefined, key: Uint8Array | undefined): void {
    this.prefix = prefix;
    this.prefixProven = false;
    this.key = key;
  }

  private prefixed(
    prefix: Uint8Array,
    bytes: Uint8Array,
    from: number,
    to: number,
    rawFrom: number,
    rawTo: number,
  ): boolean {
    const { sink } = this;
    const at = skipPrefix(prefix, bytes, from, to);
    if (at >= 0) {
      this.prefixProven = true;
      return this.lineBeside(bytes, from, at, to, rawFrom, rawTo);
    }
    if (from === to) return sink.line(bytes, from, to, rawFrom, rawTo);
    // `log.Printf("dump: %s", stack)`: only the first line has something in front of it.
    if (this.prefixProven || !beginsFrame(bytes, from, to) || !sink.line(bytes, from, to, rawFrom, rawTo)) return false;
    this.prefix = undefined;
    return true;
  }

  /** A line in which a header stands somewhere. */
  private embedded(
    bytes: Uint8Array,
    from: number,
    to: number,
    end: number,
    rawOf: (index: number) => number,
    rawFrom: number,
    rawTo: number,
    depth: number,
  ): boolean {
    const header = findHeader(bytes, from, to);
    if (header < 0) return false;
    const start = depth < MAX_DEPTH ? this.stringStart(bytes, from, to, header) : undefined;
    if (start !== undefined) {
      if (depth === 0) this.setWay(undefined, start.quoted ? keyBefore(bytes, from, start.from - 1) : undefined);
      this.inString(bytes, from, start.from, end, start.quoted, rawOf, rawTo, depth);
      return true;
    }
    const trimmed = trimEnd(bytes, header, to);
    if (!isWholeHeader(bytes, header, trimmed)) return false;
    if (depth === 0) this.setWay(bytes.slice(from, header), undefined);
    return this.lineBeside(bytes, from, header, trimmed, rawFrom, rawTo);
  }

  /** A line that begins at `at`, and what stands in front of it. */
  private lineBeside(bytes: Uint8Array, from: number, at: number, to: number, rawFrom: number, rawTo: number): boolean {
    const { sink } = this;
    sink.beside(bytes, from, at);
    const taken = sink.line(bytes, at, to, rawFrom, rawTo);
    sink.beside(bytes, from, from);
    return taken;
  }

  /** Where the string begins that holds the header of a line; undefined = it is in none. */
  private stringStart(
    bytes: Uint8Array,
    from: number,
    end: number,
    found?: number,
  ): { readonly from: number; readonly quoted: boolean } | undefined {
    const to = Math.min(end, from + MAX_LINE);
    const header = found ?? findHeader(bytes, from, to);
    if (header < 0) return undefined;
    const quote = openQuote(bytes, from, header);
    if (!isEscapedHeader(bytes, header, to, quote >= 0)) return undefined;
    return quote >= 0 ? { from: quote + 1, quoted: true } : { from, quoted: false };
  }

  private inString(
    bytes: Uint8Array,
    from: number,
    start: number,
    end: number,
    quoted: boolean,
    rawOf: (index: number) => number,
    rawTo: number,
    depth: number,
  ): void {
    if (depth === 0) this.sink.beside(bytes, from, Math.min(end, from + MAX_BESIDE));
    const text = this.stringOf(depth);
    text.begin(rawOf(from));
    const done = text.push(bytes, start, end, quoted, rawOf, true);
    // Where the string is one line, the record is that line.
    this.finishString(text, text.done && text.lines > 0 ? rawOf(done - 1) + 1 : rawTo);
  }

  private finishString(text: EscapedText, raw: number): void {
    text.finish(raw);
    // A dump that was one string is over; where each line is a string, the next one follows.
    if (text.lines > 1) this.sink.line(this.held, 0, 0, raw, raw);
    this.sink.beside(this.held, 0, 0);
  }

  /** Decoder of strings inside of `depth` other ones. */
  private stringOf(depth: number): EscapedText {
    const known = this.strings[depth];
    if (known !== undefined) return known;
    const { sink } = this;
    const made = new EscapedText((bytes, length, rawFrom, rawTo, raws) => {
      const to = trimReturn(bytes, 0, length);
      // A header that is not whole may be one in escaped text.
      const taken = looksLikeGoroutine(bytes, 0, to) && !isWholeHeader(bytes, 0, to) ? false : undefined;
      if (taken === undefined && sink.line(bytes, 0, to, rawFrom, rawTo)) return sink.keep();
      const rawOf = (index: number): number => (index < length ? raws[index] : rawTo);
      if (this.embedded(bytes, 0, to, to, rawOf, rawFrom, rawTo, depth + 1)) return sink.keep();
      if (taken !== false || !sink.line(bytes, 0, to, rawFrom, rawTo)) sink.text(bytes, 0, to, rawFrom, rawTo);
      sink.keep();
    });
    this.strings[depth] = made;
    return made;
  }
}

const trimReturn = (bytes: Uint8Array, from: number, to: number): number =>
  to > from && bytes[to - 1] === RETURN ? to - 1 : to;

/** Offsets in the file of bytes that stand in it as they are. */
const shift =
  (by: number) =>
  (index: number): number =>
    by + index;
