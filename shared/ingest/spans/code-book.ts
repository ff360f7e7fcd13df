// The dictionary of one level: each (kind, arg) that occurs in it gets a code, in the order in which they first occur.
//
// A block of 65 536 spans has some 60 kinds and, in the lane of the processors, some 280 goroutines: with the pair as one code a
// span of a processor takes 3.1 bytes, with kind and argument apart 4.6. What occurs often mostly occurs early, and so gets a
// code of one byte: codes by frequency saved less than 1 % of the bytes, and every span had to be counted before the first was written.

import { NONE } from '../../model/events';
import { grown } from '../growable';
import { VARINT_BYTES, writeVarint } from './varints';

const FIRST_SLOTS = 2048;
/** Code of the filler of gaps: kind 0, arg NONE. */
export const GAP_CODE = 0;

/** Where the search for a code begins; its bits below the length of the slots, without the last two (SLOT_FIELDS). */
export const homeOf = (kind: number, arg: number): number => ((Math.imul(arg, 0x9e3779b1) >>> 11) + kind) << 2;

/** A slot: code, kind, argument and a spare place. */
export const SLOT_FIELDS = 4;

/** The columns are for loops that look up codes without a call for each; `code` may replace them. */
export class CodeBook {
  readonly withArg: boolean;
  /** Codes so far. */
  length = 0;
  /** Kind and argument by code. */
  kinds = new Int32Array(64);
  args = new Int32Array(64);
  /**
   * SLOT_FIELDS for each slot, NONE as code = free. Without argument: by kind. With one: open addressing over (kind, arg) from `homeOf`
   * on, at most half full. One column, since V8 checks each that a loop touches, for every span.
   */
  slots = new Int32Array(FIRST_SLOTS * SLOT_FIELDS).fill(NONE);

  constructor(withArg: boolean) {
    this.withArg = withArg;
    this.append(0, NONE, this.slotOf(0, NONE));
  }

  /** Forgets all codes but that of the filler. */
  reset(): void {
    this.length = 0;
    if (this.withArg && this.slots.length > FIRST_SLOTS * SLOT_FIELDS) {
      this.slots = new Int32Array(FIRST_SLOTS * SLOT_FIELDS);
    }
    this.slots.fill(NONE);
    this.append(0, NONE, this.slotOf(0, NONE));
  }

  /** The code of a kind and argument, given out if they are new. @param arg NONE where codes have none */
  code(kind: number, arg: number): number {
    const slot = this.slotOf(kind, arg);
    const known = this.slots[slot];
    return known === NONE ? this.append(kind, arg, slot) : known;
  }

  /** Where the slot of a code begins, or the free one where it belongs. */
  private slotOf(kind: number, arg: number): number {
    if (!this.withArg) {
      const slot = kind * SLOT_FIELDS;
      if (slot >= this.slots.length) this.slots = grown(this.slots, slot + SLOT_FIELDS, NONE);
      return slot;
    }
    const { slots } = this;
    const mask = slots.length - SLOT_FIELDS;
    for (let slot = homeOf(kind, arg); ; slot += SLOT_FIELDS) {
      const at = slot & mask;
      if (slots[at] === NONE || (slots[at + 2] === arg && slots[at + 1] === kind)) return at;
    }
  }

  private append(kind: number, arg: number, slot: number): number {
    const code = this.length++;
    if (code >= this.kinds.length) {
      this.kinds = grown(this.kinds, code + 1, 0);
      this.args = grown(this.args, code + 1, 0);
    }
    this.kinds[code] = kind;
    this.args[code] = arg;
    this.slots[slot] = code;
    this.slots[slot + 1] = kind;
    this.slots[slot + 2] = arg;
    if (this.withArg && this.length * 2 * SLOT_FIELDS > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(NONE);
    for (let code = 0; code < this.length; code++) {
      const slot = this.slotOf(this.kinds[code], this.args[code]);
      this.slots[slot] = code;
      this.slots[slot + 1] = this.kinds[code];
      this.slots[slot + 2] = this.args[code];
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
      at = writeVarint(bytes, at, this.kinds[code]);
      if (this.withArg) at = writeVarint(bytes, at, this.args[code] + 1);
    }
    return at;
  }
}
