// The goroutine whose lines are being read: its frames as entries of KnownText, what it waits for, who created it.

import { GoroutineFlag } from '../../model/dumps';
import { ArgumentsHash } from './arguments';
import {
  bytesOf,
  CLOSE,
  decimal,
  find,
  findByte,
  isBlank,
  NEWLINE,
  OPEN,
  SPACE,
  skipBlanks,
  skipDigits,
  startsWith,
  TAB,
} from './bytes';
import {
  argumentsOpen,
  CREATED_BY_LENGTH,
  firstAddress,
  hasAllRegisters,
  IN_GOROUTINE,
  isCreatedBy,
  isName,
  locationEnd,
  readCreatedBy,
  readElided,
  readOriginating,
} from './frame-lines';
import type { KnownHeader, KnownText } from './frames';
import { SEMAPHORE_AT, Wait } from './waiting';

/** Go prints 100 frames and what is inlined in them; only a hostile file has more. */
const MAX_FRAMES = 1 << 14;
const NO_STACK_LINE = bytesOf('goroutine running on other thread; stack unavailable');
const PC = bytesOf('pc=');
const FP = bytesOf(' fp=');
const NON_GO = bytesOf('non-Go function');
const NO_BYTES = new Uint8Array(0);
const DOT = 46;
const SLASH = 47;
const BRACKET = 91;

const NOTHING = 0;
/** `FUNC(ARGS)`: its place in a file is expected next. */
const FUNCTION = 1;
const CREATED_BY = 2;
/** A line of another kind: with an address below it, a function of C. */
const FOREIGN = 3;

export class OpenGoroutine {
  id = 0;
  header: KnownHeader | undefined;
  labels = 0;
  /** A system traceback (gp=, m=), which shows frames of the runtime. */
  system = false;
  flags = 0;
  rawFrom = 0;
  rawTo = 0;
  /** Entries of KnownText, leaf first. */
  entries = new Int32Array(128);
  count = 0;
  /** Entry of the go statement; -1 = not told. */
  creator = -1;
  parent = Number.NaN;
  waitsFor = Number.NaN;
  readonly args = new ArgumentsHash();
  /** The last line looks as if its end were missing. */
  partial = false;
  /** The last line told an offset: it is whole. */
  endsWithOffset = false;
  private waitKind: number = Wait.No;
  private inAncestor = false;
  /** The first line of a frame, which its place in a file makes a frame. */
  private pending = NOTHING;
  private pendingBytes: Uint8Array = NO_BYTES;
  private nameFrom = 0;
  private nameTo = 0;
  private argsTo = 0;
  private scratch = new Uint8Array(256);

  constructor(private readonly known: KnownText) {}

  begin(id: number, header: KnownHeader | undefined, labels: number, rawFrom: number, rawTo: number): void {
    this.id = id;
    this.header = header;
    this.labels = header === undefined ? 0 : labels;
    this.flags = header === undefined ? GoroutineFlag.Unparsed : header.flags;
    this.rawFrom = rawFrom;
    this.rawTo = rawTo;
    this.count = 0;
    this.creator = -1;
    this.parent = Number.NaN;
    this.waitsFor = Number.NaN;
    this.args.reset();
    this.partial = false;
    this.endsWithOffset = false;
    this.waitKind = Wait.No;
    this.inAncestor = false;
    this.pending = NOTHING;
    this.known.begin(header);
  }

  /** Whether the first line of a frame was read and the second was not. */
  get expectsLocation(): boolean {
    return this.pending === FUNCTION || this.pending === CREATED_BY;
  }

  /**
   * Takes both lines of a frame at once if it is the one that followed the last frame before: three of four are, and their
   * bytes are looked at only once. Lines must be as Go prints them.
   * @param end of the bytes. @returns where the next line begins; -1 = nothing was taken.
   */
  takeGuess(bytes: Uint8Array, from: number, end: number): number {
    if (this.pending !== NOTHING || this.inAncestor) return -1;
    const { known } = this;
    const { lines } = known;
    const entry = known.guess;
    const open = entry === 0 ? -1 : lines.afterFirst(entry, bytes, from, end);
    if (open < 0 || open >= end || bytes[open] !== OPEN) return this.takeCreatorGuess(bytes, from, end);
    let close = open + 1;
    while (close < end && bytes[close] !== NEWLINE && bytes[close] !== OPEN) close++;
    if (close + 1 >= end || bytes[close] !== NEWLINE || bytes[close - 1] !== CLOSE || bytes[close + 1] !== TAB)
      return -1;
    const next = this.endOfLocation(bytes, lines.afterSecond(entry, bytes, close + 2, end), end);
    if (next < 0) return -1;
    known.follow(entry);
    this.pendingBytes = bytes;
    this.nameTo = open;
    this.argsTo = close;
    this.pending = FUNCTION;
    this.take(entry);
    return next;
  }

  private takeCreatorGuess(bytes: Uint8Array, from: number, end: number): number {
    const { known } = this;
    const entry = known.creatorGuess;
    if (entry === 0 || !isCreatedBy(bytes, from, end)) return -1;
    let at = known.lines.afterFirst(entry, bytes, from + CREATED_BY_LENGTH, end);
    let parent = Number.NaN;
    if (at >= 0 && startsWith(bytes, at, end, IN_GOROUTINE)) {
      const digits = at + IN_GOROUTINE.length;
      at = skipDigits(bytes, digits, end);
      if (at === digits) return -1;
      parent = decimal(bytes, digits, at);
    }
    if (at < 0 || at + 2 > end || bytes[at] !== NEWLINE || bytes[at + 1] !== TAB) return -1;
    const next = this.endOfLocation(bytes, known.lines.afterSecond(entry, bytes, at + 2, end), end);
    if (next < 0) return -1;
    this.parent = parent;
    this.creator = entry;
    this.partial = false;
    this.endsWithOffset = this.known.hasOffset(entry);
    return next;
  }

  /** Behind the end of the line if nothing but registers stands there. */
  private endOfLocation(bytes: Uint8Array, at: number, end: number): number {
    if (at < 0 || at >= end) return -1;
    if (bytes[at] === NEWLINE) return at + 1;
    if (!startsWith(bytes, at, end, FP)) return -1;
    const newline = findByte(bytes, at, end, NEWLINE);
    return newline < 0 || locationEnd(bytes, at, newline) !== at ? -1 : newline + 1;
  }

  /** Takes a line that is neither empty nor a header. @returns false if it is no part of a traceback. */
  line(bytes: Uint8Array, from: number, to: number): boolean {
    const first = bytes[from];
    if (isBlank(first)) return this.indented(bytes, skipBlanks(bytes, from, to), to);
    const open = argumentsOpen(bytes, from, to);
    if (open >= 0 && !isCreatedBy(bytes, from, to)) {
      this.settle();
      this.expect(FUNCTION, bytes, from, open, to);
      return true;
    }
    return this.other(bytes, from, to);
  }

  private other(bytes: Uint8Array, from: number, to: number): boolean {
    if (isCreatedBy(bytes, from, to)) {
      this.settle();
      const created = readCreatedBy(bytes, from, to);
      if (!this.inAncestor) this.parent = created.goroutine;
      this.expect(CREATED_BY, bytes, created.from, created.to, created.to);
      return true;
    }
    if (bytes[from] === DOT && readElided(bytes, from, to) >= 0) {
      this.settle();
      if (this.inAncestor) return true;
      this.flags |= GoroutineFlag.Elided;
      this.push(this.known.elidedEntry());
      return true;
    }
    if (bytes[from] === BRACKET && !Number.isNaN(readOriginating(bytes, from, to))) {
      this.settle();
      this.flags |= GoroutineFlag.Ancestors;
      this.inAncestor = true;
      return true;
    }
    // Where something has eaten the tabs, the place in a file begins its line.
    if (this.expectsLocation && this.location(bytes, from, to)) return true;
    if (startsWith(bytes, from, to, NON_GO)) {
      this.settle();
      const at = find(bytes, from, to, PC);
      // With the address on the same line nothing follows.
      if (at < 0) this.expect(FOREIGN, bytes, from, to, to);
      else this.accept(bytes, from, from + NON_GO.length, NO_BYTES, 0, 0);
      return true;
    }
    // A line of the program's own output may have come in between the two lines of a frame.
    if (this.expectsLocation) return false;
    const { partial } = this;
    this.expect(FOREIGN, bytes, from, to, to);
    this.partial = partial || looksPartial(bytes, from, to);
    return false;
  }

  private indented(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.pending === FOREIGN) {
      if (find(bytes, from, to, PC) < 0) return false;
      return this.location(bytes, from, to);
    }
    if (this.pending !== NOTHING) {
      if (this.location(bytes, from, to)) return true;
      this.partial = true;
      return false;
    }
    if (startsWith(bytes, from, to, NO_STACK_LINE)) {
      this.flags |= GoroutineFlag.NoStack;
      return true;
    }
    return false;
  }

  /** The place in a file that belongs to the line before. */
  private location(bytes: Uint8Array, from: number, to: number): boolean {
    const end = locationEnd(bytes, from, to);
    const { pendingBytes, nameFrom, nameTo } = this;
    // `pc=0x…` alone: a function of C without a file.
    const { known } = this;
    const entry =
      end === to && startsWith(bytes, from, to, PC)
        ? known.entry(pendingBytes, nameFrom, nameTo, NO_BYTES, 0, 0)
        : this.pending === CREATED_BY
          ? known.creator(pendingBytes, nameFrom, nameTo, bytes, from, end)
          : known.entry(pendingBytes, nameFrom, nameTo, bytes, from, end);
    if (entry < 0) return false;
    this.take(entry);
    if (end < to && !hasAllRegisters(bytes, end, to)) this.endsWithOffset = false;
    return true;
  }

  private take(entry: number): void {
    const { pending, pendingBytes, nameTo, argsTo } = this;
    this.pending = NOTHING;
    this.partial = false;
    this.endsWithOffset = this.known.hasOffset(entry);
    if (this.inAncestor) return;
    if (pending === CREATED_BY) {
      this.creator = entry;
      return;
    }
    this.push(entry);
    if (pending !== FUNCTION) return;
    this.args.add(pendingBytes, nameTo, argsTo);
    const wait = this.known.waitOf(entry);
    if (wait !== Wait.No && this.waitKind < Wait.Address)
      this.takeWait(wait, firstAddress(pendingBytes, nameTo, argsTo));
  }

  /** @param address the first argument; NaN = not told for sure. */
  private takeWait(wait: number, address: number): void {
    const inside = SEMAPHORE_AT[wait];
    if (!Number.isNaN(address) && (wait !== Wait.Semaphore || this.waitKind === Wait.No)) {
      this.waitsFor = address;
      this.waitKind = wait === Wait.Semaphore ? wait : Wait.Address;
    } else if (inside !== undefined && this.waitKind === Wait.Semaphore) {
      this.waitsFor -= inside;
      this.waitKind = Wait.Address;
    }
  }

  private accept(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): void {
    const entry = this.known.entry(a, aFrom, aTo, b, bFrom, bTo);
    if (entry >= 0 && !this.inAncestor) this.push(entry);
  }

  private push(entry: number): void {
    if (this.count === MAX_FRAMES) {
      this.flags |= GoroutineFlag.Elided;
      return;
    }
    if (this.count === this.entries.length) {
      const larger = new Int32Array(this.entries.length * 2);
      larger.set(this.entries);
      this.entries = larger;
    }
    this.entries[this.count++] = entry;
  }

  private expect(what: number, bytes: Uint8Array, from: number, to: number, argsTo: number): void {
    this.pending = what;
    this.pendingBytes = bytes;
    this.nameFrom = from;
    this.nameTo = to;
    this.argsTo = argsTo;
    this.partial = false;
  }

  /** Nothing but the header was read. */
  get isBare(): boolean {
    return this.count === 0 && this.pending === NOTHING && this.creator < 0 && !this.partial;
  }

  /** The text ends without a line break: what was begun is not known to be whole. */
  dropUnfinished(): void {
    if (this.pending === CREATED_BY) this.parent = Number.NaN;
    if (this.pending !== NOTHING) this.partial = true;
    if (this.pending !== FUNCTION) this.pending = NOTHING;
    this.settle();
  }

  /** Another line begins: what waits for its place in a file will not get one. */
  settle(): void {
    const { pending, pendingBytes, nameFrom, nameTo } = this;
    this.pending = NOTHING;
    if (pending === NOTHING || pending === FOREIGN) return;
    if (!isName(pendingBytes, nameFrom, nameTo) || !isArgument(pendingBytes[nameTo + 1], pending)) return;
    const entry = this.known.entry(pendingBytes, nameFrom, nameTo, NO_BYTES, 0, 0);
    if (entry < 0) return;
    this.pending = pending;
    this.take(entry);
    this.partial = true;
  }

  /** The bytes of the lines so far are about to change. */
  keep(): void {
    if (this.pending === NOTHING || this.pendingBytes === this.scratch) return;
    const length = this.argsTo - this.nameFrom;
    if (length > this.scratch.length) this.scratch = new Uint8Array(length * 2);
    this.scratch.set(this.pendingBytes.subarray(this.nameFrom, this.argsTo));
    this.pendingBytes = this.scratch;
    this.nameTo -= this.nameFrom;
    this.argsTo = length;
    this.nameFrom = 0;
  }
}

/** Arguments begin with a number, `{`, `_` or `...`, or there are none. */
const isArgument = (first: number, pending: number): boolean =>
  pending !== FUNCTION || first === 48 || first === 123 || first === 95 || first === DOT || first === CLOSE;

/** `main.f({0xc00`, `/usr/src/x.g`: the beginning of a line of a traceback. */
function looksPartial(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === SLASH) return true;
  let at = from;
  while (at < to && bytes[at] !== SPACE && bytes[at] !== 40) at++;
  return bytes[at] === 40 && isName(bytes, from, at);
}
