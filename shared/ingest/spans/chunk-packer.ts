// Packs the levels of consecutive blocks into chunks of about 1 MB: IndexedDB has a cost per record, and 256 KB a record cost twice
// as much per byte as 1 MB.

import type { SpanPlace } from '../../model/tables';
import { spanTable } from '../../store/span-tables';
import type { BuiltBlock } from './built-block';

const CHUNK_BYTES = 1024 * 1024;

export interface ChunkPacker {
  /** Appends the block's levels to the open chunks; the place of each level, in the order of BuiltBlock.levels. */
  add(block: Pick<BuiltBlock, 'lane' | 'height' | 'levels'>): SpanPlace[];
  /** Appends bytes to the open chunk of a table. */
  append(table: string, bytes: Uint8Array): SpanPlace;
  /** What is not put yet of a chunk; undefined if it was put or never begun. A view, valid until the next `add`. */
  pending(table: string, chunk: number): Uint8Array | undefined;
  /** Puts all open chunks. */
  finish(): void;
  /** Resolves when all puts so far have (back-pressure); rejects if one did. */
  settled(): Promise<void>;
}

interface OpenChunk {
  chunk: number;
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

/** @param put `bytes` has a buffer of exactly its size and is not used again by the packer */
export function createChunkPacker(
  section: number,
  put: (table: string, chunk: number, columns: { readonly bytes: Uint8Array<ArrayBuffer> }) => Promise<void> | void,
): ChunkPacker {
  const open = new Map<string, OpenChunk>();
  let puts: Promise<void>[] = [];

  function close(table: string, at: OpenChunk): void {
    if (at.length === 0) return;
    const written = put(table, at.chunk++, { bytes: at.bytes.slice(0, at.length) });
    at.length = 0;
    if (written === undefined) return;
    // Whoever waits in `settled` hears of a refusal; until then it must not count as unhandled.
    written.catch(() => {});
    puts.push(written);
  }

  function append(table: string, bytes: Uint8Array): SpanPlace {
    let at = open.get(table);
    if (at === undefined) {
      at = { chunk: 0, bytes: new Uint8Array(Math.max(64 * 1024, bytes.length)), length: 0 };
      open.set(table, at);
    }
    // Rather a chunk of three quarters than one of one and a half.
    if (at.length >= CHUNK_BYTES / 2 && at.length + bytes.length > CHUNK_BYTES * 1.25) close(table, at);
    if (at.length + bytes.length > at.bytes.length) {
      const larger = new Uint8Array(Math.max(at.bytes.length * 2, at.length + bytes.length));
      larger.set(at.bytes.subarray(0, at.length));
      at.bytes = larger;
    }
    const place = { chunk: at.chunk, offset: at.length, length: bytes.length };
    at.bytes.set(bytes, at.length);
    at.length += bytes.length;
    if (at.length >= CHUNK_BYTES) close(table, at);
    return place;
  }

  return {
    append,
    add: ({ lane, height, levels }) =>
      levels.map(({ bytes }, level) => append(spanTable(section, lane, height, level), bytes)),
    pending(table, chunk) {
      const at = open.get(table);
      return at !== undefined && at.chunk === chunk && at.length > 0 ? at.bytes.subarray(0, at.length) : undefined;
    },
    finish() {
      for (const [table, at] of open) close(table, at);
      open.clear();
    },
    async settled() {
      const all = puts;
      puts = [];
      await Promise.all(all);
    },
  };
}
