// What a section hands to the stitcher beside its finished spans: a log of the events that need to know what came before,
// and of sums that replace all others. One stream of float64 fields, so that it is posted as a few large buffers.
//
// Entries: an event has EVENT_FIELDS fields; sums of a goroutine have SUM_FIELDS and two for each block reason; a processor's
// last state has PROC_FIELDS, what a goroutine's regions came to REGION_FIELDS. The first field of each is its code.

import type { EventKind, TraceEvent } from '../../model/events';
import type { GoroutineSums } from '../goroutine-sums';

/** Who must see a replayed event (bits). */
export const Replay = {
  /** All indexers but those of spans. */
  Accounts: 1,
  GoroutineSpans: 2,
  ProcSpans: 4,
  /** The goroutine's open span was closed by the section: the stitcher forgets it. */
  SpanClosed: 8,
  PointEvents: 16,
} as const;
export const REPLAY_ALL = Replay.Accounts | Replay.GoroutineSpans | Replay.ProcSpans | Replay.PointEvents;

/** Codes below are event kinds with their Replay bits above. */
const REPLAY_SHIFT = 256;
export const SUMS = -1;
export const PROC_STATE = -2;
export const REGIONS = -3;

export const EVENT_FIELDS = 12;
/** Without the block reasons. */
export const SUM_FIELDS = 19;
/** What of an entry of sums counts: the sums, and the state as the goroutine's open span. */
export const LOG_SUMS = 1;
export const LOG_OPEN_SPAN = 2;
export const PROC_FIELDS = 5;
export const REGION_FIELDS = 5;

/** Fields per buffer: 384 KB, a few thousand entries. */
const BUFFER_FIELDS = 49_152;

export type LogBuffer = Float64Array<ArrayBuffer>;

export interface ReplayLog {
  event(e: TraceEvent, replay: number, ordinal: number): void;
  /** Room for an entry of so many fields; the caller fills it from `at` in `buffer`. */
  reserve(fields: number): number;
  readonly buffer: LogBuffer;
  /** The buffers filled so far, and the one begun; none of them is used again. */
  take(): readonly LogBuffer[];
}

/** @param full called when a buffer is full, with it */
export function createReplayLog(full: (buffer: LogBuffer) => void): ReplayLog {
  let buffer = new Float64Array(BUFFER_FIELDS);
  let at = 0;

  function reserve(fields: number): number {
    if (at + fields > buffer.length) {
      if (at > 0) full(buffer.slice(0, at));
      buffer = new Float64Array(Math.max(BUFFER_FIELDS, fields));
      at = 0;
    }
    const from = at;
    at += fields;
    return from;
  }

  return {
    reserve,
    get buffer() {
      return buffer;
    },
    event(e, replay, ordinal) {
      let field = reserve(EVENT_FIELDS);
      buffer[field++] = e.kind + replay * REPLAY_SHIFT;
      buffer[field++] = ordinal;
      buffer[field++] = e.timeNs;
      buffer[field++] = e.p;
      buffer[field++] = e.g;
      buffer[field++] = e.stack;
      buffer[field++] = e.id;
      buffer[field++] = e.from;
      buffer[field++] = e.to;
      buffer[field++] = e.targetStack;
      buffer[field++] = e.name;
      buffer[field] = e.value;
    },
    take() {
      if (at === 0) return [];
      const rest = buffer.slice(0, at);
      at = 0;
      return [rest];
    },
  };
}

/** Reads an event's fields into `e`; strings and stacks are still those of the section. Returns its Replay bits. */
export function readEvent(e: TraceEvent, buffer: LogBuffer, from: number): number {
  const code = buffer[from];
  const replay = Math.floor(code / REPLAY_SHIFT);
  e.kind = (code - replay * REPLAY_SHIFT) as EventKind;
  e.timeNs = buffer[from + 2];
  e.p = buffer[from + 3];
  e.g = buffer[from + 4];
  e.stack = buffer[from + 5];
  e.id = buffer[from + 6];
  e.from = buffer[from + 7];
  e.to = buffer[from + 8];
  e.targetStack = buffer[from + 9];
  e.name = buffer[from + 10];
  e.value = buffer[from + 11];
  return replay;
}

/** Reads an entry of sums; names and stacks through the maps from those of the section to those of the trace. */
export function readSums(
  buffer: LogBuffer,
  from: number,
  string: (index: number) => number,
  stack: (index: number) => number,
): { readonly bits: number; readonly id: number; readonly fields: number; readonly sums: GoroutineSums } {
  const reasons = buffer[from + 18];
  const blocked: [number, number][] = [];
  for (let i = 0; i < reasons; i++) {
    const at = from + SUM_FIELDS + 2 * i;
    blocked.push([string(buffer[at]), buffer[at + 1]]);
  }
  return {
    bits: buffer[from + 1],
    id: buffer[from + 2],
    fields: SUM_FIELDS + 2 * reasons,
    sums: {
      transitions: buffer[from + 3],
      runningNs: buffer[from + 4],
      runnableNs: buffer[from + 5],
      waitingNs: buffer[from + 6],
      syscallNs: buffer[from + 7],
      syscallBlockNs: buffer[from + 8],
      startNs: buffer[from + 9],
      firstStack: stack(buffer[from + 10]),
      state: buffer[from + 11],
      reason: string(buffer[from + 12]),
      stack: stack(buffer[from + 13]),
      wakerProc: buffer[from + 14],
      sinceNs: buffer[from + 15],
      syscallProc: buffer[from + 16],
      blockedSinceNs: buffer[from + 17],
      blocked,
    },
  };
}
