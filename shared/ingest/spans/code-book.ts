// The dictionary of one level: each (kind, arg) that occurs in it gets a code, the frequent ones the short codes.
//
// A block of 65 536 spans has some 60 kinds and, in the lane of the processors, some 280 goroutines: with the pair as one code a
// span of a processor takes 3.3 bytes, with kind and argument apart it took 4.8.

import { NONE } from '../../model/events';
import { grown } from '../growable';
import { createKindTable, type KindTable } from '../kinds';
import { VARINT_BYTES, writeVarint } from './varints';

/** Codes below this are one byte long. */
const LOG2_CLASSES = 33;

export class CodeBook {
  private readonly withArg: boolean;
  private length = 0;
  private kinds = new Int32Array(64);
  private args = new Int32Array(64);
  private counts = new Int32Array(64);
  /** Without argument: entry by kind. */
  private entryOfKind = new Int32Array(64).fill(NONE);
  /** With argument: entries are the kinds of a table over (kind, arg). */
  private pairs: KindTable | undefined;
  /** Code by entry, after `assign`. */
  codes = new Int32Array(0);
  /** Entry by code, after `assign`. */
  private order = new Int32Array(0);

  constructor(withArg: boolean) {
    this.withArg = withArg;
    this.reset();
  }

  /** Forgets all entries but that of the filler (kind 0, arg NONE), which is entry 0 always. */
  reset(): void {
    for (let entry = 0; entry < this.length; entry++) this.entryOfKind[this.kinds[entry]] = NONE;
    this.length = 0;
    if (this.withArg) this.pairs = createKindTable();
    this.note(0, NONE);
    this.counts[0] = 0;
  }

  /** Entry of a kind and argument, counted once more. */
  note(kind: number, arg: number): number {
    let entry: number;
    if (this.pairs === undefined) {
      entry = kind < this.entryOfKind.length ? this.entryOfKind[kind] : NONE;
      if (entry === NONE) entry = this.append(kind, NONE);
    } else {
      entry = this.pairs.kindOf(kind, 0, arg);
      if (entry === this.length) this.append(kind, arg);
    }
    this.counts[entry]++;
    return entry;
  }

  private append(kind: number, arg: number): number {
    const entry = this.length++;
    if (entry >= this.kinds.length) {
      this.kinds = grown(this.kinds, entry + 1, 0);
      this.args = grown(this.args, entry + 1, 0);
      this.counts = grown(this.counts, entry + 1, 0);
    }
    if (this.pairs === undefined) {
      if (kind >= this.entryOfKind.length) this.entryOfKind = grown(this.entryOfKind, kind + 1, NONE);
      this.entryOfKind[kind] = entry;
    }
    this.kinds[entry] = kind;
    this.args[entry] = arg;
    this.counts[entry] = 0;
    return entry;
  }

  /** Gives out the codes, by powers of two of how often each occurs: sorting 20 000 short-lived goroutines would cost more. */
  assign(): void {
    const { length, counts } = this;
    if (this.codes.length < length) {
      this.codes = new Int32Array(length * 2);
      this.order = new Int32Array(length * 2);
    }
    const next = new Int32Array(LOG2_CLASSES + 1);
    for (let entry = 0; entry < length; entry++) next[Math.clz32(counts[entry]) + 1]++;
    for (let i = 0; i < LOG2_CLASSES; i++) next[i + 1] += next[i];
    for (let entry = 0; entry < length; entry++) {
      const code = next[Math.clz32(counts[entry])]++;
      this.codes[entry] = code;
      this.order[code] = entry;
    }
  }

  /** Bytes that `write` needs at most. */
  get maxBytes(): number {
    return VARINT_BYTES * (2 * this.length + 1);
  }

  /** Writes the dictionary; returns the place after it. */
  write(bytes: Uint8Array, from: number): number {
    let at = writeVarint(bytes, from, this.length);
    for (let code = 0; code < this.length; code++) {
      at = writeVarint(bytes, at, this.kinds[this.order[code]]);
      if (this.withArg) at = writeVarint(bytes, at, this.args[this.order[code]] + 1);
    }
    return at;
  }
}
