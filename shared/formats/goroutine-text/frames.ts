// Frames, stacks and headers of a dump as indices of the symbol table. Each has a table of texts seen before in front of it;
// the symbol table itself is asked once per distinct text.

import { type DumpSymbols, ELIDED_FUNC } from '../../model/dumps';
import { NO_STACK } from '../../model/stacks';
import { ByteTable } from './byte-table';
import { textOf } from './bytes';
import { readLocation } from './frame-lines';
import { type HeaderTail, readHeaderTail } from './header';
import { NumberTable } from './number-table';
import { waitOf } from './waiting';

const NO_BYTES = new Uint8Array(0);
/** Names and paths are cut behind this: no compiler writes longer ones, and a line of a hostile file may have any length. */
const MAX_NAME = 1 << 16;
/** Maps of the symbol table hold 2^24 entries. */
const MAX_SYMBOLS = 1 << 23;

const cutText = (bytes: Uint8Array, from: number, to: number): string =>
  to - from <= MAX_NAME ? textOf(bytes, from, to) : `${textOf(bytes, from, from + MAX_NAME)}…`;

export interface KnownHeader extends Omit<HeaderTail, 'labels' | 'state'> {
  readonly state: number;
  readonly labels: number;
}

/** 53 bits of two hashes. */
export const wideHash = (a: number, b: number): number => (a >>> 0) * 2097152 + (b >>> 11);

export class KnownText {
  private readonly lines = new ByteTable();
  /** Of each line of `lines`: its frame (-1 = no location, -2 = no room), the offset, what the function waits for, its follower. */
  private frame = new Int32Array(64);
  private offset = new Float64Array(64);
  private wait = new Uint8Array(64);
  private next = new Int32Array(64);
  private readonly stacks = new NumberTable();
  private stackIndex = new Int32Array(64);
  private exact = new Float64Array(64);
  private readonly tails = new ByteTable();
  private headers: (KnownHeader | undefined)[] = [];
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
    }
    if (this.tails.full) {
      this.tails.clear();
      this.headers = [];
    }
  }

  /**
   * Entry of a frame: its function in `a`, `FILE:LINE +0xOFF` in `b`.
   * @returns -1 if `b` is no place in a file.
   */
  entry(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): number {
    // Mostly the same frame follows as the last time, which spares the hash.
    const guess = this.next[this.last];
    if (guess > 0 && this.lines.is(guess, a, aFrom, aTo, b, bFrom, bTo)) {
      if (this.frame[guess] === -1) return -1;
      this.last = guess;
      return guess;
    }
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
  begin(): void {
    this.last = 0;
  }

  frameOf(entry: number): number {
    return this.frame[entry];
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
    const before = this.tails.length;
    const entry = this.tails.entry(bytes, from, to, NO_BYTES, 0, 0);
    if (entry === before) this.headers.push(this.readHeader(bytes, from, to));
    return this.headers[entry];
  }

  private readHeader(bytes: Uint8Array, from: number, to: number): KnownHeader | undefined {
    const read = readHeaderTail(bytes, from, to);
    if (read === undefined || read.end !== to) return undefined;
    const { state, labels, ...rest } = read.tail;
    return { ...rest, state: this.string(state), labels: this.symbols.labels(labels) };
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
    if (entry >= this.frame.length) this.grow();
    const location = bTo > bFrom ? readLocation(b, bFrom, bTo) : { file: '', line: 0, offset: -1 };
    this.next[entry] = 0;
    this.wait[entry] = 0;
    this.offset[entry] = location?.offset ?? -1;
    if (location === undefined) {
      this.frame[entry] = -1;
      return;
    }
    const func = cutText(a, aFrom, aTo);
    this.wait[entry] = waitOf(func);
    const file = location.file.length <= MAX_NAME ? location.file : `${location.file.slice(0, MAX_NAME)}…`;
    const frame = this.symbols.table.stringCount < MAX_SYMBOLS ? this.symbols.frame(func, file, location.line) : -1;
    if (frame < 0) this.full = true;
    this.frame[entry] = frame < 0 ? -2 : frame;
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
  }
}
