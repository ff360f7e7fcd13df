// The dictionary of one level: each (kind, arg) that occurs in it gets a code, the frequent ones the short codes.
//
// A block of 65 536 spans has some 60 kinds and, in the lane of the processors, some 280 goroutines: with the pair as one code a
// span of a processor takes 3.1 bytes, with kind and argument apart 4.6.

import { NONE } from '../../model/events';
import { grown } from '../growable';
import { VARINT_BYTES, writeVarint } from './varints';

/** Frequencies are told apart by powers of two: clz32 gives 0 … 32. */
const FREQUENCIES = 33;
const FIRST_SLOTS = 2048;

/** Where the search for an entry begins. */
const homeOf = (kind: number, arg: number): number => (Math.imul(arg, 0x9e3779b1) >>> 11) + kind;

export class CodeBook {
  private readonly withArg: boolean;
  /** Entries so far. */
  length = 0;
  private kinds = new Int32Array(64);
  private args = new Int32Array(64);
  private counts = new Int32Array(64);
  /** Without argument: entry by kind. With one: open addressing over (kind, arg), at most half full. NONE = free. */
  private slots = new Int32Array(FIRST_SLOTS).fill(NONE);
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
    this.length = 0;
    if (this.withArg && this.slots.length > FIRST_SLOTS) this.slots = new Int32Array(FIRST_SLOTS);
    this.slots.fill(NONE);
    this.append(0, NONE, this.slotOf(0, NONE));
  }

  kindOf(entry: number): number {
    return this.kinds[entry];
  }

  /** Writes the entry of each kind and argument (the first `length` of the columns), and counts them. */
  note(kinds: ArrayLike<number>, args: ArrayLike<number>, length: number, entries: Int32Array): void {
    // Locals, since fields are read again for every span: the arrays change only when an entry is new.
    let { slots, counts, kinds: ownKinds, args: ownArgs } = this;
    const { withArg } = this;
    for (let i = 0; i < length; i++) {
      const kind = kinds[i];
      const arg = args[i];
      const home = withArg ? homeOf(kind, arg) & (slots.length - 1) : kind;
      let entry = home < slots.length ? slots[home] : NONE;
      if (entry === NONE || (withArg && (ownArgs[entry] !== arg || ownKinds[entry] !== kind))) {
        const slot = this.slotOf(kind, arg);
        entry = this.slots[slot];
        if (entry === NONE) entry = this.append(kind, arg, slot);
        ({ slots, counts, kinds: ownKinds, args: ownArgs } = this);
      }
      counts[entry]++;
      entries[i] = entry;
    }
  }

  /** The slot of an entry, or the free one where it belongs. */
  private slotOf(kind: number, arg: number): number {
    if (!this.withArg) {
      if (kind >= this.slots.length) this.slots = grown(this.slots, kind + 1, NONE);
      return kind;
    }
    const { slots, kinds, args } = this;
    const mask = slots.length - 1;
    for (let slot = homeOf(kind, arg); ; slot++) {
      const entry = slots[slot & mask];
      if (entry === NONE || (args[entry] === arg && kinds[entry] === kind)) return slot & mask;
    }
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(NONE);
    for (let entry = 0; entry < this.length; entry++) {
      this.slots[this.slotOf(this.kinds[entry], this.args[entry])] = entry;
    }
  }

  private append(kind: number, arg: number, slot: number): number {
    const entry = this.length++;
    if (entry >= this.kinds.length) {
      this.kinds = grown(this.kinds, entry + 1, 0);
      this.args = grown(this.args, entry + 1, 0);
      this.counts = grown(this.counts, entry + 1, 0);
    }
    this.kinds[entry] = kind;
    this.args[entry] = arg;
    this.counts[entry] = 0;
    this.slots[slot] = entry;
    if (this.withArg && this.length * 2 > this.slots.length) this.rehash();
    return entry;
  }

  /** Gives out the codes, by powers of two of how often each occurs: sorting 20 000 short-lived goroutines would cost more. */
  assign(): void {
    const { length, counts } = this;
    if (this.codes.length < length) {
      this.codes = new Int32Array(length * 2);
      this.order = new Int32Array(length * 2);
    }
    const next = new Int32Array(FREQUENCIES + 1);
    for (let entry = 0; entry < length; entry++) next[Math.clz32(counts[entry]) + 1]++;
    for (let i = 0; i < FREQUENCIES; i++) next[i + 1] += next[i];
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
