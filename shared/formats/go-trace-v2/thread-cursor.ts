// Walks the events of one thread within a generation, one at a time, and holds what the thread is bound to.

import type { Batch } from './framing';
import type { ThreadState } from './scheduler-state';
import { NOT_TIMED } from './wire';

export const CursorStep = { Event: 1, End: 0, Broken: -1 } as const;
export type CursorStep = (typeof CursorStep)[keyof typeof CursorStep];

export class ThreadCursor {
  /** The event that stands next: its type, time in ns since trace start, and arguments after dt. */
  type = 0;
  timeNs = 0;
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  /** What the thread holds; undefined until its first event is offered, and for batches without a thread. */
  state: ThreadState | undefined;
  /** File offset of the event, for problems. */
  get offset(): number {
    const batch = this.batches[Math.min(this.batchIndex, this.batches.length - 1)] as Batch;
    return batch.offset + (batch.byteLength - batch.data.length) + this.eventStart;
  }

  private batchIndex = -1;
  private data: Uint8Array = new Uint8Array(0);
  private position = 0;
  private eventStart = 0;
  private broken = false;

  constructor(
    readonly thread: number,
    private readonly batches: readonly Batch[],
    private readonly arity: Uint8Array,
    private readonly nsPerUnit: number,
    /** Clock units of the trace's start. */
    private readonly baseTime: number,
    /** No event of the section can be later than this, ns since trace start. */
    private readonly limitNs: number,
  ) {}

  /** After `CursorStep.Broken`: what is wrong. */
  get found(): string {
    return this.timeNs <= this.limitNs ? 'an event cannot be decoded' : 'the time of an event cannot be right';
  }

  /** Bytes of the batches that were consumed. */
  get bytesConsumed(): number {
    let bytes = 0;
    for (let i = 0; i < Math.min(this.batchIndex, this.batches.length); i++) bytes += this.batches[i]!.byteLength;
    if (this.batchIndex >= 0 && this.batchIndex < this.batches.length) bytes += this.eventStart;
    return bytes;
  }

  /** Decodes the next event. */
  next(): CursorStep {
    while (this.position >= this.data.length) {
      const batch = this.batches[++this.batchIndex];
      if (batch === undefined) return CursorStep.End;
      this.data = batch.data;
      this.position = 0;
      this.eventStart = 0;
      this.timeNs = Math.trunc((batch.time - this.baseTime) * this.nsPerUnit);
    }
    this.eventStart = this.position;
    const type = this.data[this.position++] as number;
    const arity = this.arity[type] as number;
    if (arity === NOT_TIMED) return CursorStep.Broken;
    this.type = type;
    // Go converts each dt on its own and adds, so rounding (on Windows, where a tick is no whole number of ns) is the same.
    this.timeNs += Math.trunc(this.uvarint() * this.nsPerUnit);
    if (arity > 0) this.a0 = this.uvarint();
    if (arity > 1) this.a1 = this.uvarint();
    if (arity > 2) this.a2 = this.uvarint();
    if (arity > 3) this.a3 = this.uvarint();
    if (this.broken && this.batches[this.batchIndex]?.cut === true) return this.endEarly();
    if (this.broken || !(this.timeNs <= this.limitNs)) return CursorStep.Broken;
    return CursorStep.Event;
  }

  /** The file ends inside this event. */
  private endEarly(): CursorStep {
    this.batchIndex = this.batches.length;
    this.data = new Uint8Array(0);
    return CursorStep.End;
  }

  private uvarint(): number {
    const data = this.data;
    const end = data.length;
    let position = this.position;
    if (position < end) {
      const first = data[position++] as number;
      if (first < 0x80) {
        this.position = position;
        return first;
      }
      let value = first & 0x7f;
      let scale = 128;
      for (let count = 1; count < 10 && position < end; count++) {
        const byte = data[position++] as number;
        if (byte < 0x80) {
          this.position = position;
          return value + byte * scale;
        }
        value += (byte & 0x7f) * scale;
        scale *= 128;
      }
    }
    this.broken = true;
    this.position = position;
    return 0;
  }
}
