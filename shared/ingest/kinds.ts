// Kinds of spans: each distinct (state, reason, arg, wakerProc) gets a dense number. A trace of ten million spans has a few
// hundred at most, so that a span stores one byte for all four. The table knows nothing of meanings: in the lane of the goroutines
// `arg` is a stack; lanes whose spans carry an argument each have kinds without one.
//
// What a wake says of its waker is a part of the kind (KindColumns in shared/model/tables.ts). Measured on a trace of 60 MB with 2.9
// million wakes: 99 kinds instead of 69, 3 kB more of 58.6 MB and 3 % more time; a table of wakes (time, waker, woken as packed
// numbers) beside the spans takes 21 MB.
//
// Kind 0 fills gaps between spans of a row: state 0, reason 0, arg NONE; it counts for no class.

import { NONE } from '../model/events';
import type { KindColumns } from '../model/tables';
import { grown } from './growable';

export interface KindTable {
  readonly length: number;
  /** Number of the kind; a new one gets the next. States and reasons may be any int32. */
  kindOf(state: number, reason: number, arg: number, wakerProc?: number): number;
  state(kind: number): number;
  reason(kind: number): number;
  arg(kind: number): number;
  wakerProc(kind: number): number;
  /** All four by kind, copied. */
  columns(): KindNumbers;
}

/** Kinds as a section of a trace counts them: reasons are strings. */
export interface KindNumbers {
  readonly state: Int32Array;
  readonly reason: Int32Array;
  readonly arg: Int32Array;
  readonly wakerProc: Int32Array;
}

/** Of a table whose reasons are numbers below 256, as TraceIndex keeps it. */
export function kindColumns(table: KindTable): KindColumns {
  const { state, reason, arg, wakerProc } = table.columns();
  return { state: Uint8Array.from(state), reason: Uint8Array.from(reason), arg, wakerProc };
}

const EMPTY = -1;

export function createKindTable(): KindTable {
  let states = new Int32Array(256);
  let reasons = new Int32Array(256);
  let args = new Int32Array(256);
  let procs = new Int32Array(256);
  let length = 0;
  // Open addressing with a load of at most a half: one probe nearly always.
  let slots = new Int32Array(1024).fill(EMPTY);
  let mask = slots.length - 1;

  const hash = (state: number, reason: number, arg: number, proc: number): number => {
    const rest = Math.imul(reason, 0x85ebca6b) ^ Math.imul(state, 0xc2b2ae35) ^ Math.imul(proc, 0x27d4eb2f);
    const mixed = Math.imul(arg, 0x9e3779b1) ^ rest;
    return mixed ^ (mixed >>> 15);
  };

  function rehash(): void {
    slots = new Int32Array(slots.length * 2).fill(EMPTY);
    mask = slots.length - 1;
    for (let kind = 0; kind < length; kind++) {
      let slot = hash(states[kind], reasons[kind], args[kind], procs[kind]) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = kind;
    }
  }

  function add(state: number, reason: number, arg: number, proc: number, slot: number): number {
    const kind = length++;
    if (kind >= states.length) {
      states = grown(states, kind + 1, 0);
      reasons = grown(reasons, kind + 1, 0);
      args = grown(args, kind + 1, 0);
      procs = grown(procs, kind + 1, 0);
    }
    states[kind] = state;
    reasons[kind] = reason;
    args[kind] = arg;
    procs[kind] = proc;
    slots[slot] = kind;
    if (length * 2 > slots.length) rehash();
    return kind;
  }

  function kindOf(state: number, reason: number, arg: number, proc: number = NONE): number {
    let slot = hash(state, reason, arg, proc) & mask;
    for (;;) {
      const kind = slots[slot];
      if (kind === EMPTY) return add(state, reason, arg, proc, slot);
      if (args[kind] === arg && procs[kind] === proc && reasons[kind] === reason && states[kind] === state) return kind;
      slot = (slot + 1) & mask;
    }
  }

  kindOf(0, 0, NONE);
  return {
    get length() {
      return length;
    },
    kindOf,
    state: (kind) => states[kind],
    reason: (kind) => reasons[kind],
    arg: (kind) => args[kind],
    wakerProc: (kind) => procs[kind],
    columns: () => ({
      state: states.slice(0, length),
      reason: reasons.slice(0, length),
      arg: args.slice(0, length),
      wakerProc: procs.slice(0, length),
    }),
  };
}
