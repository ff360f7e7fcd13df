// Frames, stacks and headers of a dump as indices of the symbol table. Each has a table of texts seen before in front of it;
// the symbol table itself is asked once per distinct text.

import { type DumpSymbols, ELIDED_FUNC } from '../../model/dumps';
import { NO_STACK } from '../../model/stacks';
import { ByteTable } from './byte-table';
import { COLON, QUOTE, SPACE, textOf } from './bytes';
import { readLocation } from './frame-lines';
import { type HeaderTail, readHeaderTail } from './header';
import { readLabels } from './labels';
import { NumberTable } from './number-table';
import { waitOf } from './waiting';

const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const NO_BYTES = new Uint8Array(0);
/** Names and paths are cut behind this: no compiler writes longer ones, and a line of a hostile file may have any length. */
const MAX_NAME = 1 << 16;
/** Maps of the symbol table hold 2^24 entries. */
const MAX_SYMBOLS = 1 << 23;

const cutText = (bytes: Uint8Array, from: number, to: number): string =>
  to - from <= MAX_NAME ? textOf(bytes, from, to) : `${textOf(bytes, from, from + MAX_NAME)}…`;

export interface KnownHeader extends Omit<HeaderTail, 'labels' | 'state'> {
  /** What the first frame follows: in one state most goroutines stand in the same function of the runtime. */
  readonly entry: number;
  readonly state: number;
  readonly labels: number;
}

/** 53 bits of two hashes. */
export const wideHash = (a: number, b: number): number => (a >>> 0) * 2097152 + (b >>> 11);

/** The bracket that closes the header's first one, if no quotes are between them; -1 = not to be told so easily. */
function plainBracket(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from + 1; i < to; i++) {
    const byte = bytes[i];
    if (byte === CLOSE_BRACKET) return i;
    if (byte === QUOTE || byte === OPEN_BRACKET) return -1;
  }
  return -1;
}

export class KnownText {
  /** Functions and their places in files. */
  readonly lines = new ByteTable();
  /** Of each line of `lines`: its frame (-1 = no location, -2 = no room), the offset, what the function waits for. */
  private frame = new Int32Array(64);
  private offset = new Float64Array(64);
  private wait = new Uint8Array(64);
  /** The frame that followed last time, and the go statement that did; 0 = none yet. */
  private next = new Int32Array(64);
  private nextCreator = new Int32Array(64);
  private readonly stacks = new NumberTable();
  private stackIndex = new Int32Array(64);
  private exact = new Float64Array(64);
  private readonly tails = new ByteTable();
  private headers: (KnownHeader | undefined)[] = [];
  private readonly labelTexts = new ByteTable();
  private labelSets: number[] = [];
  private last = 0;
  private readonly elided: number;
  /** The symbol table is full: what comes further has no stack. */
  full = false;

  constructor(private readonly symbols: DumpSymbols) {
    this.elided = this.add(symbols.frame(ELIDED_FUNC, '', 0));
  }

  /** Before a goroutine, never inside of one: entries are forgotten. */
  makeRoom(): void {
    if (this.lines.full || this.stacks.full) {
      this.lines.clear();
      this.stacks.clear();
      this.last = 0;
      this.add(this.frame[this.elided]);
      this.tails.clear();
      this.headers = [];
    }
    if (this.tails.full) {
      this.tails.clear();
      this.headers = [];
    }
    if (this.labelTexts.full) {
      this.labelTexts.clear();
      this.labelSets = [];
    }
  }

  /** What followed the last frame when it was last seen; 0 = not known. */
  get guess(): number {
    return this.next[this.last];
  }

  get creatorGuess(): number {
    return this.nextCreator[this.last];
  }

  /** `guess` was right. */
  follow(entry: number): void {
    this.last = entry;
  }

  /** Entry of a go statement, otherwise like `entry`. */
  creator(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): number {
    const { last } = this;
    const frame = this.next[last];
    const entry = this.entry(a, aFrom, aTo, b, bFrom, bTo);
    this.last = last;
    this.next[last] = frame;
    if (entry >= 0) this.nextCreator[last] = entry;
    return entry;
  }

  /**
   * Entry of a frame: its function in `a`, `FILE:LINE +0xOFF` in `b`.
   * @returns -1 if `b` is no place in a file.
   */
  entry(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): number {
    const before = this.lines.length;
    const entry = this.lines.entry(a, aFrom, aTo, b, bFrom, bTo);
    if (entry === before) this.fill(entry, a, aFrom, aTo, b, bFrom, bTo);
    if (this.frame[entry] === -1) return -1;
    this.next[this.last] = entry;
    this.last = entry;
    return entry;
  }

  /** The entry of frames that were left out. */
  elidedEntry(): number {
    return this.elided;
  }

  /** A goroutine begins. */
  begin(header: KnownHeader | undefined): void {
    this.last = header?.entry ?? 0;
  }

  frameOf(entry: number): number {
    return this.frame[entry];
  }

  hasOffset(entry: number): boolean {
    return this.offset[entry] >= 0;
  }

  /** Name of the function that a stack begins with. */
  rootOf(entries: Int32Array, count: number): string {
    return this.symbols.table.rootFunction(this.stack(entries, count));
  }

  waitOf(entry: number): number {
    return this.wait[entry];
  }

  /** Stack of the first `count` entries, leaf first; `exactHash` then is that of their offsets. */
  stack(entries: Int32Array, count: number): number {
    const before = this.stacks.length;
    const known = this.stacks.entry(entries, count);
    if (known === before) this.fillStack(known, entries, count);
    this.exactHash = this.exact[known];
    return this.stackIndex[known];
  }
  exactHash = 0;

  /** What the header says from its `[` to the end of the line; undefined = it is none. */
  header(bytes: Uint8Array, from: number, to: number): KnownHeader | undefined {
    // Waits and labels vary independently of each other.
    const close = plainBracket(bytes, from, to);
    const split = close > 0 && bytes[close + 1] === SPACE && bytes[close + 2] === OPEN_BRACE ? close + 1 : to;
    const before = this.tails.length;
    const entry = this.tails.entry(bytes, from, split, NO_BYTES, 0, 0);
    if (entry === before) this.headers.push(this.readHeader(bytes, from, split, to));
    const header = this.headers[entry];
    this.headerLabels = header?.labels ?? 0;
    if (split === to || header === undefined) return header;
    const labels = this.labels(bytes, split, to);
    if (labels < 0) return undefined;
    this.headerLabels = labels;
    return header;
  }
  /** Label set of the header that was read last. */
  headerLabels = 0;

  private readHeader(bytes: Uint8Array, from: number, split: number, to: number): KnownHeader | undefined {
    const line = split === to ? bytes.subarray(from, to) : Uint8Array.of(...bytes.subarray(from, split), COLON);
    const read = readHeaderTail(line, 0, line.length);
    if (read === undefined || read.end !== line.length) return undefined;
    const { state, labels, ...rest } = read.tail;
    const entry = this.lines.entry(bytes, from, split, NO_BYTES, 0, 0);
    if (entry + 1 === this.lines.length) this.put(entry, -1, -1);
    return { ...rest, entry, state: this.string(state), labels: this.symbols.labels(labels) };
  }

  /** Index of the set ` {…}:` that fills the stretch; -1 = it is none. */
  private labels(bytes: Uint8Array, from: number, to: number): number {
    const before = this.labelTexts.length;
    const entry = this.labelTexts.entry(bytes, from, to, NO_BYTES, 0, 0);
    if (entry === before) {
      const read = readLabels(bytes, from + 2, to);
      const whole = read !== undefined && read.end === to - 1 && bytes[read.end] === COLON;
      this.labelSets.push(whole ? this.symbols.labels(read.labels) : -1);
    }
    return this.labelSets[entry];
  }

  private string(text: string): number {
    const { table } = this.symbols;
    return table.stringCount < MAX_SYMBOLS ? table.internString(text) : 0;
  }

  private add(frame: number): number {
    const entry = this.lines.entry(NO_BYTES, 0, 0, NO_BYTES, 0, 0);
    this.frame[entry] = frame;
    return entry;
  }

  private fill(
    entry: number,
    a: Uint8Array,
    aFrom: number,
    aTo: number,
    b: Uint8Array,
    bFrom: number,
    bTo: number,
  ): void {
    const location = bTo > bFrom ? readLocation(b, bFrom, bTo) : { file: '', line: 0, offset: -1 };
    this.put(entry, -1, location?.offset ?? -1);
    if (location === undefined) return;
    const func = cutText(a, aFrom, aTo);
    this.wait[entry] = waitOf(func);
    const file = location.file.length <= MAX_NAME ? location.file : `${location.file.slice(0, MAX_NAME)}…`;
    const frame = this.symbols.table.stringCount < MAX_SYMBOLS ? this.symbols.frame(func, file, location.line) : -1;
    if (frame < 0) this.full = true;
    this.frame[entry] = frame < 0 ? -2 : frame;
  }

  private put(entry: number, frame: number, offset: number): void {
    if (entry >= this.frame.length) this.grow();
    this.frame[entry] = frame;
    this.offset[entry] = offset;
    this.next[entry] = 0;
    this.nextCreator[entry] = 0;
    this.wait[entry] = 0;
  }

  private fillStack(known: number, entries: Int32Array, count: number): void {
    if (known >= this.stackIndex.length) {
      const stackIndex = new Int32Array(this.stackIndex.length * 2);
      stackIndex.set(this.stackIndex);
      this.stackIndex = stackIndex;
      const exact = new Float64Array(stackIndex.length);
      exact.set(this.exact);
      this.exact = exact;
    }
    const frames = new Int32Array(count);
    let a = 0x811c9dc5;
    let b = 0x2545f491;
    for (let i = 0; i < count; i++) {
      frames[i] = this.frame[entries[i]];
      const offset = this.offset[entries[i]] | 0;
      a = Math.imul(a ^ offset, 0x01000193);
      b = Math.imul(b ^ offset, 0x85ebca6b) ^ (b >>> 13);
    }
    this.exact[known] = wideHash(a, b);
    const full = this.symbols.table.stackCount >= MAX_SYMBOLS;
    if (full) this.full = true;
    this.stackIndex[known] = full ? NO_STACK : this.symbols.stack(frames);
  }

  private grow(): void {
    const length = this.frame.length * 2;
    const frame = new Int32Array(length);
    frame.set(this.frame);
    this.frame = frame;
    const offset = new Float64Array(length);
    offset.set(this.offset);
    this.offset = offset;
    const wait = new Uint8Array(length);
    wait.set(this.wait);
    this.wait = wait;
    const next = new Int32Array(length);
    next.set(this.next);
    this.next = next;
    const nextCreator = new Int32Array(length);
    nextCreator.set(this.nextCreator);
    this.nextCreator = nextCreator;
  }
}
