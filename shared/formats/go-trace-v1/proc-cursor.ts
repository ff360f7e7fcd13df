// Walks the events of one processor, one at a time, through all its batches.

import type { Goroutine } from './goroutine';
import { recordEnd } from './record';
import type { Segment } from './scanner';
import { ARITY, Ev, LENGTH_PREFIXED, NOT_TIMED } from './wire';

/** What cursors share: goroutines by id, and how far times may go. */
export interface CursorContext {
  goroutine(id: number): Goroutine;
  /** Collections, counted like a goroutine's events. */
  readonly collections: Goroutine;
  /** No event of the file is later than this. */
  readonly lastTicks: number;
  /** Index of an inline message. */
  message(bytes: Uint8Array): number;
  /** An event's clock said a time after the processor's next batch began; it was set to that. */
  capped(offset: number): void;
}

/** What the goroutine of an event is, by event number. */
const Role = { None: 0, Started: 1, Leaves: 2, Named: 3, Other: 4, Collection: 5 } as const;
const ROLE = new Uint8Array(64);
for (const type of [Ev.GoStart, Ev.GoStartLocal, Ev.GoStartLabel]) ROLE[type] = Role.Started;
for (const type of [Ev.GoSysExit, Ev.GoSysExitLocal, Ev.GoWaiting, Ev.GoInSyscall]) ROLE[type] = Role.Named;
for (const type of [Ev.GoCreate, Ev.GoUnblock, Ev.GoUnblockLocal]) ROLE[type] = Role.Other;
ROLE.fill(Role.Leaves, Ev.GoEnd, Ev.GoBlock + 1);
ROLE.fill(Role.Leaves, Ev.GoBlockSend, Ev.GoBlockNet + 1);
for (const type of [Ev.GoSysBlock, Ev.GoBlockGC]) ROLE[type] = Role.Leaves;
ROLE[Ev.GCStart] = Role.Collection;

const NOTHING = new Uint8Array(0);
/** The scanner has judged what may be an event. */
const ALL_VALID = new Uint8Array(256).fill(1);

export class ProcCursor {
  /** The event that stands next: type, clock, numbers after the time delta. */
  type = 0;
  ticks = 0;
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  /** UserLog: string index of the message. */
  message = 0;
  /** The goroutine in whose name the event happened. */
  context: Goroutine | undefined;
  /** The goroutine whose state the event changes, or that must be in some state. */
  target: Goroutine | undefined;
  /** OS thread that runs the processor; set by whoever applies its events. */
  thread: number;

  /** Place in the heap that holds this cursor. */
  slot = 0;
  /** The event comes next whatever its goroutine is said to be. */
  forced = false;
  /** Next one that waits for the same goroutine. */
  nextWaiting: ProcCursor | undefined;
  /** Bytes of segments that were walked over. */
  bytesConsumed = 0;

  private running: Goroutine | undefined;
  private segment = -1;
  private data: Uint8Array = NOTHING;
  private position = 0;
  private start = 0;
  private limit = Number.POSITIVE_INFINITY;

  constructor(
    readonly id: number,
    private readonly segments: (Segment | undefined)[],
    private readonly shared: CursorContext,
    none: number,
  ) {
    this.thread = none;
  }

  /** File offset of the event. */
  get offset(): number {
    return (this.segments[this.segment]?.offset ?? 0) + this.start;
  }

  /** Decodes the next event; false at the end. The scanner made sure that every event is whole. */
  next(): boolean {
    for (;;) {
      if (this.position >= this.data.length) {
        if (!this.nextSegment()) return false;
        continue;
      }
      this.start = this.position;
      const first = this.data[this.position++] as number;
      const type = first & 63;
      const arity = ARITY[type] as number;
      if (arity === NOT_TIMED || type === Ev.CPUSample) {
        this.position = recordEnd(this.data, this.start, ALL_VALID);
        continue;
      }
      this.type = type;
      if (first >> 6 === LENGTH_PREFIXED) this.number();
      const ticks = this.ticks + this.number();
      if (arity > 0) this.a0 = this.number();
      if (arity > 1) this.a1 = this.number();
      if (arity > 2) this.a2 = this.number();
      if (arity > 3) this.a3 = this.number();
      if (type === Ev.UserLog) {
        const length = this.number();
        this.message = this.shared.message(this.data.subarray(this.position, this.position + length));
        this.position += length;
      }
      if (ticks <= this.limit) this.ticks = ticks;
      else {
        this.ticks = this.limit;
        this.shared.capped(this.offset);
      }
      this.bind(type);
      return true;
    }
  }

  /** Whether the processor's next event says that the syscall blocked which the goroutine has just entered. */
  syscallBlocks(): boolean {
    let { data, position, segment } = this;
    for (;;) {
      if (position >= data.length) {
        const next = this.segments[++segment];
        if (next === undefined || next.afterLoss) return false;
        data = next.data;
        position = 0;
        continue;
      }
      const type = (data[position] as number) & 63;
      if (type === Ev.GoSysBlock) return true;
      if (ARITY[type] !== NOT_TIMED && type !== Ev.CPUSample && ROLE[type] !== Role.Named) return false;
      position = recordEnd(data, position, ALL_VALID);
    }
  }

  private bind(type: number): void {
    const { shared } = this;
    this.context = this.running;
    switch (ROLE[type]) {
      case Role.Started:
        this.target = shared.goroutine(this.a0);
        this.running = this.target;
        this.context = this.target;
        return;
      case Role.Leaves:
        this.target = this.running;
        this.running = undefined;
        return;
      case Role.Named:
        this.target = shared.goroutine(this.a0);
        this.context = this.target;
        return;
      case Role.Other:
        this.target = shared.goroutine(this.a0);
        return;
      case Role.Collection:
        this.target = shared.collections;
        // Its sequence number stands where others have the goroutine, and its stack where they have that number.
        this.a2 = this.a1;
        this.a1 = this.a0;
        return;
      default:
        this.target = undefined;
    }
  }

  private nextSegment(): boolean {
    const { segments } = this;
    const done = segments[this.segment];
    if (done !== undefined) {
      this.bytesConsumed += done.data.length;
      // The bytes pushed are free once nobody needs them.
      segments[this.segment] = undefined;
    }
    const segment = segments[++this.segment];
    this.data = segment?.data ?? NOTHING;
    this.position = 0;
    if (segment === undefined) return false;
    if (segment.afterLoss) this.running = undefined;
    if (Number.isNaN(segment.ticks)) return true;
    this.ticks = segment.ticks;
    this.limit = this.shared.lastTicks;
    for (let i = this.segment + 1; i < segments.length; i++) {
      const ticks = segments[i]?.ticks as number;
      if (Number.isNaN(ticks)) continue;
      this.limit = ticks;
      break;
    }
    this.limit = Math.max(this.limit, this.ticks);
    return true;
  }

  private number(): number {
    const { data } = this;
    let byte = data[this.position++] as number;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 128;
    for (;;) {
      byte = data[this.position++] as number;
      if (!(byte >= 0x80)) return value + byte * scale;
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
  }
}
