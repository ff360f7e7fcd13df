// A thread that reads sections for a pool elsewhere: the two ends of one protocol, over whatever port the host has.

import { StorageError } from '../../store/storage-error';
import type { ChunkWriter } from '../../store/trace-store';
import type { SectionJob, SectionMessage } from './messages';
import { readSection } from './read-section';
import { type SectionPool, type SectionRun, STOPPED } from './section-pool';

/** What a pool tells its threads. */
export type SectionOrder =
  | {
      readonly type: 'read';
      readonly job: SectionJob;
      /** The write that chunks are put into (TraceStore.join); undefined: they are posted. */
      readonly writer: string | undefined;
    }
  /** The section again, with the time after which its events come. */
  | { readonly type: 'again'; readonly floorNs: number }
  /** It will not be asked for again. */
  | { readonly type: 'forget' };

export type JoinWriter = (id: string) => ChunkWriter;

/**
 * Takes orders one after another; a section is kept until it is to be forgotten, since it may have to be read again.
 * @param post copies what it is given: once a thread has transferred a buffer away, V8 checks at every access to a typed array
 *   whether that was the one, which costs 13 to 15 % of the time; copying 50 MB of 60 MB costs 1 %
 */
export function createSectionServer(
  post: (message: SectionMessage) => void,
  join: JoinWriter | undefined,
): (order: SectionOrder) => Promise<void> {
  let last: Extract<SectionOrder, { type: 'read' }> | undefined;
  return async (order) => {
    if (order.type === 'read') last = order;
    else if (order.type === 'forget') last = undefined;
    if (order.type === 'forget' || last === undefined) return;
    const job: SectionJob = order.type === 'again' ? { ...last.job, floorNs: order.floorNs } : last.job;
    const writer = last.writer === undefined ? undefined : join?.(last.writer);
    try {
      await readSection(job, {
        post,
        ...(writer === undefined
          ? {}
          : {
              put: (table: string, chunk: number, columns: { readonly bytes: Uint8Array }) =>
                writer.put(table, chunk, columns),
              flush: () => writer.flush(),
            }),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      post({ type: 'failed', message, storage: error instanceof StorageError });
    }
  };
}

/** A thread that runs a section server. */
export interface SectionThread {
  post(order: SectionOrder, transfer: ArrayBuffer[]): void;
  terminate(): void;
}

/**
 * @param start begins a thread; what it posts goes to `take`, what kills it to `fail`
 * @param writer see SectionOrder
 */
export function createThreadPool(
  size: number,
  start: (take: (message: SectionMessage) => void, fail: (message: string) => void) => SectionThread,
  writer: string | undefined,
): SectionPool {
  let closed = false;
  let finished = false;
  const idle: Seat[] = [];
  const seats: Seat[] = [];

  function newSeat(): Seat {
    const seat: Seat = { thread: undefined, take: undefined };
    const give = (message: SectionMessage): void => {
      if (!closed) seat.take?.(message);
    };
    seat.thread = start(give, (message) => give({ type: 'failed', message, storage: false }));
    seats.push(seat);
    return seat;
  }

  // Begun at once: a thread takes 50 ms to load, as long as the first section takes to arrive.
  for (let i = 0; i < size; i++) idle.push(newSeat());
  return {
    size,
    read(job, take): SectionRun {
      const seat = idle.pop() ?? newSeat();
      seat.take = take;
      const pieces = inLargeBuffers(job.section.pieces);
      const section = { ...job.section, pieces };
      seat.thread?.post(
        { type: 'read', job: { ...job, section }, writer },
        pieces.map(({ buffer }) => buffer),
      );
      return {
        again: (floorNs) => seat.thread?.post({ type: 'again', floorNs }, []),
        release() {
          seat.take = undefined;
          if (finished) seat.thread?.terminate();
          else seat.thread?.post({ type: 'forget' }, []);
          idle.push(seat);
        },
      };
    },
    finish() {
      finished = true;
      for (const { thread } of idle) thread?.terminate();
    },
    close() {
      if (closed) return;
      for (const { thread } of seats) thread?.terminate();
      for (const { take } of seats) take?.(STOPPED);
      closed = true;
    },
  };
}

/** Bytes of the buffers that a section is sent in. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** More pieces than this are put together: sending a thousand buffers takes longer than copying them. */
const MAX_PIECES = 256;

/** The same bytes in buffers that may be transferred. */
function inLargeBuffers(pieces: readonly Uint8Array[]): readonly Uint8Array<ArrayBuffer>[] {
  // The splitter gives each section buffers of its own.
  if (pieces.length <= MAX_PIECES) return pieces as readonly Uint8Array<ArrayBuffer>[];
  let left = pieces.reduce((bytes, piece) => bytes + piece.length, 0);
  const large: Uint8Array<ArrayBuffer>[] = [];
  let into = new Uint8Array(0);
  let at = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      if (at === into.length) {
        into = new Uint8Array(Math.min(PIECE_BYTES, left));
        large.push(into);
        at = 0;
      }
      const some = piece.subarray(from, from + into.length - at);
      into.set(some, at);
      at += some.length;
      from += some.length;
      left -= some.length;
    }
  }
  return large;
}

interface Seat {
  thread: SectionThread | undefined;
  take: ((message: SectionMessage) => void) | undefined;
}
