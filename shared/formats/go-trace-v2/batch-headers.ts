// Reads batch headers out of the bytes that are held, and judges whether batches can begin at a place at all.

import { groupDigits } from '../../base/format';
import type { ChunkQueue } from './chunk-queue';
import { Ev, isNone, MAX_BATCH_BYTES, NOT_TIMED, timedArity } from './wire';

/** Longest batch header: type, experiment, four numbers of at most ten bytes. */
const MAX_HEADER_BYTES = 42;
/** A batch's header, and after it the two bytes that tell its kind. */
const LOOK_BYTES = MAX_HEADER_BYTES + 2;
/** Batches in a row that make a place believable. Of 100 MB of random bytes none does. */
const CHAIN = 3;
/** Thread ids are numbers of the system: 32 bits on Linux and Windows, an address of 48 bits on macOS. */
const MAX_THREAD = 2 ** 48;
/** A generation is a second: its number fits the 32-bit counter of any trace. */
const MAX_GENERATION = 2 ** 32;
/** Generations that a file can lack at one place: twelve days. More is a damaged number. */
export const MAX_GENERATION_STEP = 2 ** 20;

export const Look = {
  Batch: 0,
  EndOfGeneration: 1,
  /** The header is not all there; whether more will come, the caller knows. */
  Short: 2,
  Bad: 3,
} as const;
export type Look = (typeof Look)[keyof typeof Look];

export const Chain = {
  Holds: 0,
  /** Bytes beyond those that were pushed decide. */
  Short: 1,
  Breaks: 2,
  /** The batch after the first is of an earlier generation: the first one's number is wrong. */
  Backwards: 3,
} as const;
export type Chain = (typeof Chain)[keyof typeof Chain];

/** Looks at one place at a time; the fields are those of the last look that returned `Look.Batch`. */
export class BatchHeaders {
  generation = 0;
  /** Clock units. */
  time = 0;
  /** File offset of the size number, of the data and of the byte after it. */
  sizeAt = 0;
  dataAt = 0;
  end = 0;
  /** The first byte of the data, which tells its kind; -1 if it is not there. */
  kind = -1;
  /** After `Look.Bad`: what stands there. */
  found = '';
  /** No batch of this file is older than this (clock units): what looks like one inside other data mostly is. */
  leastTime = 0;

  private thread = 0;
  private second = -1;
  private experimental = false;
  private readonly arity: Uint8Array;
  private readonly scratch = new Uint8Array(LOOK_BYTES);
  // The number that `uvarint` read last, and where it goes on.
  private bytes: Uint8Array = this.scratch;
  private limit = 0;
  private position = 0;
  private value = 0;

  constructor(
    private readonly queue: ChunkQueue,
    private readonly minor: number,
  ) {
    this.arity = timedArity(minor);
  }

  look(offset: number): Look {
    const { queue } = this;
    if (offset >= queue.end) return Look.Short;
    const at = queue.locate(offset);
    const { chunk } = queue;
    if (chunk.length - at >= LOOK_BYTES || offset + chunk.length - at === queue.end) {
      this.bytes = chunk;
      this.position = at;
      this.limit = chunk.length;
    } else {
      this.bytes = this.scratch;
      this.position = 0;
      this.limit = queue.copy(offset, this.scratch);
    }
    const origin = offset - this.position;
    const type = this.bytes[this.position++] as number;
    if (type === Ev.EndOfGeneration && this.minor >= 26) return Look.EndOfGeneration;
    this.experimental = type === Ev.ExperimentalBatch && this.minor >= 23;
    if (type !== Ev.EventBatch && !this.experimental) return this.bad(`byte ${type} where a batch begins`);
    if (this.experimental) this.position++;
    if (!this.uvarint()) return this.unfinished();
    this.generation = this.value;
    if (this.generation === 0 || this.generation > MAX_GENERATION) {
      return this.bad(`a batch of generation ${spoken(this.generation)}, which cannot be`);
    }
    if (!this.uvarint()) return this.unfinished();
    this.thread = this.value;
    if (!this.uvarint()) return this.unfinished();
    this.time = this.value;
    this.sizeAt = origin + this.position;
    if (!this.uvarint()) return this.unfinished();
    const size = this.value;
    if (size > MAX_BATCH_BYTES)
      return this.bad(`a batch of ${spoken(size)} bytes (at most ${groupDigits(MAX_BATCH_BYTES)})`);
    this.dataAt = origin + this.position;
    this.end = this.dataAt + size;
    this.kind = this.peek(size, 0);
    this.second = this.peek(size, 1);
    return Look.Batch;
  }

  /** The next place from `offset` on where the first byte of a batch stands; the end of what is held if none does. */
  findType(offset: number): number {
    const { queue } = this;
    const other = this.minor >= 23 ? Ev.ExperimentalBatch : Ev.EventBatch;
    let from = offset;
    while (from < queue.end) {
      const at = queue.locate(from);
      const { chunk } = queue;
      for (let i = at; i < chunk.length; i++) {
        const byte = chunk[i] as number;
        if (byte === Ev.EventBatch || byte === other) return from + i - at;
      }
      from += chunk.length - at;
    }
    return queue.end;
  }

  /**
   * Whether believable batches follow each other from `offset` on: `CHAIN` of them, or as many as there are before the file
   * ends. Costs a few headers whatever the bytes are, so that trying every byte of a file stays linear.
   */
  chain(offset: number, ended: boolean): Chain {
    let at = offset;
    let generation = 0;
    let afterEnd = false;
    for (let batches = 0; batches < CHAIN; ) {
      const look = this.look(at);
      if (look === Look.Short) {
        if (!ended) return Chain.Short;
        // One batch that ends where the file ends is as good as a chain; one that the file cuts could be chance.
        return batches >= 2 || (batches === 1 && at === this.queue.end) ? Chain.Holds : Chain.Breaks;
      }
      if (look === Look.Bad) return Chain.Breaks;
      if (look === Look.EndOfGeneration) {
        if (afterEnd || batches === 0) return Chain.Breaks;
        afterEnd = true;
        at++;
        continue;
      }
      const step = batches === 0 ? 0 : this.generation - generation;
      if (step < 0) return this.returns(generation, ended);
      if (step > MAX_GENERATION_STEP || step > 0 !== afterEnd) {
        if (!(step === 1 && this.minor < 26)) return Chain.Breaks;
      }
      if (!this.believable) return Chain.Breaks;
      if (this.kindUnseen && !ended) return Chain.Short;
      generation = this.generation;
      afterEnd = false;
      at = this.end;
      batches++;
    }
    return Chain.Holds;
  }

  /** At a batch of an earlier generation, inside a chain: whether that is the wrong number, or the one before it. */
  private returns(generation: number, ended: boolean): Chain {
    const look = this.look(this.end);
    if (look === Look.Short && !ended) return Chain.Short;
    return look === Look.Batch && this.generation === generation ? Chain.Breaks : Chain.Backwards;
  }

  /** Of the batch looked at: whether it is a table of names or stacks, or the clock. */
  get isTable(): boolean {
    if (this.experimental) return false;
    const clock = this.minor < 25 ? Ev.Frequency : Ev.Sync;
    return this.kind === Ev.Strings || this.kind === Ev.Stacks || this.kind === clock;
  }

  /** Of the batch looked at: whether it holds timed events of a thread. */
  get isTimed(): boolean {
    return !this.experimental && this.kind >= 0 && this.arity[this.kind] !== NOT_TIMED;
  }

  /** Whether the bytes are events from the first to the last. */
  areEvents(data: Uint8Array): boolean {
    let at = 0;
    while (at < data.length) {
      const args = this.arity[data[at++] as number] as number;
      if (args === NOT_TIMED) return false;
      // The time comes before the arguments.
      for (let left = args + 1; left > 0; left--) {
        const from = at;
        do {
          if (at >= data.length || at - from === 10) return false;
        } while ((data[at++] as number) >= 0x80);
      }
    }
    return true;
  }

  /** Whether the thread can be one, and the data begins as data can. An empty batch is never written. */
  get believable(): boolean {
    if (this.time < this.leastTime || (this.thread >= MAX_THREAD && !isNone(this.thread))) return false;
    if (this.end === this.dataAt) return false;
    if (this.experimental || this.kind < 0) return true;
    const inTable = TABLE_ENTRY[this.kind];
    if (inTable !== undefined) return inTable === this.second || this.second < 0;
    return this.kind >= Ev.Frequency && !NEVER_FIRST.has(this.kind);
  }

  /** The bytes that tell the kind were not pushed yet. */
  private get kindUnseen(): boolean {
    return this.kind < 0 || (this.second < 0 && this.end - this.dataAt > 1);
  }

  private peek(size: number, index: number): number {
    const at = this.position + index;
    return index < size && at < this.limit ? (this.bytes[at] as number) : -1;
  }

  private uvarint(): boolean {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (this.position >= this.limit) return false;
      const byte = this.bytes[this.position++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.value = value;
        return true;
      }
      scale *= 128;
    }
    return false;
  }

  private unfinished(): Look {
    return this.position >= this.limit ? Look.Short : this.bad('a number of more than ten bytes in a batch header');
  }

  private bad(found: string): Look {
    this.found = found;
    return Look.Bad;
  }
}

/** A number of ten bytes can have 22 digits. */
const spoken = (value: number): string => (value <= 1e12 ? groupDigits(value) : 'more than a million million');

/** What the second byte of a table must be. */
const TABLE_ENTRY: Readonly<Record<number, number>> = {
  [Ev.Strings]: Ev.String,
  [Ev.Stacks]: Ev.Stack,
  [Ev.CPUSamples]: Ev.CPUSample,
  [Ev.Sync]: Ev.Frequency,
};
const NEVER_FIRST: ReadonlySet<number> = new Set([Ev.ExperimentalBatch, Ev.ClockSnapshot, Ev.EndOfGeneration]);
