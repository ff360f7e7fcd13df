// Cuts the byte stream into batches. A batch that lies within one chunk is a view of it; only one that straddles two
// chunks is copied (at most 64 KiB), so the file is never held twice.

import { ByteReader } from '../../base/bytes';
import { Ev, isNone, MAX_BATCH_BYTES } from './wire';

/** Longest batch header: type, experiment, four numbers of at most ten bytes. */
const MAX_HEADER_BYTES = 42;

export interface Batch {
  readonly generation: number;
  /** OS thread id, or -1 for batches without a thread. */
  readonly thread: number;
  /** Clock units. */
  readonly time: number;
  readonly data: Uint8Array;
  readonly experimental: boolean;
  /** Where the batch begins in the file. */
  readonly offset: number;
  /** Header and data. */
  readonly byteLength: number;
  /** The file ends inside it: the last event or entry is not whole, and that is no further damage. */
  readonly cut: boolean;
}

export type FrameEvent =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'end-of-generation' }
  /** More bytes are needed. */
  | { readonly kind: 'starved' }
  /** No batch can begin here; nothing after it can be read. */
  | { readonly kind: 'broken'; readonly offset: number; readonly found: string };

const STARVED: FrameEvent = { kind: 'starved' };
const END_OF_GENERATION: FrameEvent = { kind: 'end-of-generation' };

export class BatchFramer {
  private chunk: Uint8Array = new Uint8Array(0);
  private position = 0;
  /** File offset of chunk[0]. */
  private chunkOffset: number;
  private queued: Uint8Array[] = [];

  constructor(
    private readonly minor: number,
    fileOffset: number,
  ) {
    this.chunkOffset = fileOffset;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.queued.push(chunk);
  }

  /** File offset of the next unread byte. */
  get offset(): number {
    return this.chunkOffset + this.position;
  }

  /** Bytes of an unfinished batch that are left when no more will come. */
  get leftover(): number {
    return this.chunk.length - this.position;
  }

  /** When no more bytes will come: what there is of the batch that the file ends in, if its header is whole. */
  takeUnfinished(): Batch | undefined {
    const frame = this.parse(true);
    return frame.kind === 'batch' ? frame.batch : undefined;
  }

  next(): FrameEvent {
    for (;;) {
      const event = this.parse();
      if (event !== STARVED || this.queued.length === 0) return event;
      this.advanceChunk();
    }
  }

  /** Joins what is left of the chunk with the next one, copying only the unfinished batch. */
  private advanceChunk(): void {
    const next = this.queued[0] as Uint8Array;
    const left = this.chunk.length - this.position;
    if (left === 0) {
      this.chunkOffset += this.chunk.length;
      this.chunk = next;
      this.position = 0;
      this.queued.shift();
      return;
    }
    // The joined piece ends with the unfinished batch, so that the one after it is a view of `next` again: with 64 KiB more
    // every batch would straddle, and the whole file be copied twice (150 ms in a trace of 60 MB).
    const take = Math.min(next.length, this.missing);
    const joined = new Uint8Array(left + take);
    joined.set(this.chunk.subarray(this.position));
    joined.set(next.subarray(0, take), left);
    this.chunkOffset += this.position;
    this.chunk = joined;
    this.position = 0;
    if (take === next.length) this.queued.shift();
    else this.queued[0] = next.subarray(take);
  }

  /** Bytes that the batch that begins here lacks, of its header where that is cut; at least one. */
  private missing = 1;

  private parse(takeCut = false): FrameEvent {
    const start = this.position;
    if (start >= this.chunk.length) return STARVED;
    const type = this.chunk[start] as number;
    if (type === Ev.EndOfGeneration && this.minor >= 26) {
      this.position = start + 1;
      return END_OF_GENERATION;
    }
    const experimental = type === Ev.ExperimentalBatch && this.minor >= 23;
    if (type !== Ev.EventBatch && !experimental) {
      return { kind: 'broken', offset: this.offset, found: `byte ${type} where a batch begins` };
    }
    const reader = new ByteReader(this.chunk, start + 1);
    if (experimental) reader.byte();
    const generation = reader.uvarint();
    const thread = reader.uvarint();
    const time = reader.uvarint();
    const size = reader.uvarint();
    if (reader.failed) {
      // Either the header is cut by the end of the chunk or a number in it is longer than ten bytes.
      if (this.chunk.length - start < MAX_HEADER_BYTES) {
        this.missing = MAX_HEADER_BYTES - (this.chunk.length - start);
        return STARVED;
      }
      return { kind: 'broken', offset: this.offset, found: 'a number of more than ten bytes in a batch header' };
    }
    if (size > MAX_BATCH_BYTES) {
      return { kind: 'broken', offset: this.offset, found: `a batch of ${size} bytes (at most ${MAX_BATCH_BYTES})` };
    }
    const available = this.chunk.length - reader.position;
    if (available < size && !takeCut) {
      this.missing = size - available;
      return STARVED;
    }
    const data = reader.view(Math.min(size, available));
    const batch: Batch = {
      generation,
      thread: isNone(thread) ? -1 : thread,
      time,
      data,
      experimental,
      offset: this.chunkOffset + start,
      byteLength: reader.position - start,
      cut: available < size,
    };
    this.position = reader.position;
    return { kind: 'batch', batch };
  }
}
