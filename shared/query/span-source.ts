// Loads levels of span blocks: chunks from a store, decoded when asked for. Both are kept in memory within a budget.

import { Lru } from '../base/lru';
import type { SpanLevel } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { decodeLevel, levelBytes } from '../store/span-format';
import { spanTable } from '../store/span-tables';
import { StorageError } from '../store/storage-error';
import type { TraceStore } from '../store/trace-store';
import type { LoadLevel } from './query-context';

// Chunks of 20 million spans, decoded blocks of 2 million: more than a screen needs at any zoom, little beside the page itself.
const CHUNK_CACHE_BYTES = 64 * 1024 * 1024;
const LEVEL_CACHE_BYTES = 32 * 1024 * 1024;
/** Where fewer rows than this share are wanted, only these are decoded, and not kept: decoding costs 10 ns an item. */
const WHOLE_SHARE = 1 / 4;

/** Bytes of one chunk of a span table; a promise where they must be loaded first. */
export type LoadChunk = (table: string, chunk: number) => Promise<Uint8Array> | Uint8Array;

/**
 * Chunks of one trace, kept while they fit. Outlives the index of a trace that is still being read.
 * @param read a chunk that is complete, undefined if it is gone
 * @throws StorageError (as a rejection) if the trace was removed from the store meanwhile
 */
export function createChunkCache(
  read: (table: string, chunk: number) => ReturnType<TraceStore['get']>,
  cacheBytes = CHUNK_CACHE_BYTES,
): LoadChunk {
  const cache = new Lru<string, Uint8Array>(cacheBytes);
  const loading = new Map<string, Promise<Uint8Array>>();

  async function load(table: string, chunk: number, name: string): Promise<Uint8Array> {
    try {
      const bytes = (await read(table, chunk))?.bytes;
      if (!(bytes instanceof Uint8Array)) {
        throw new StorageError('The index of this trace was removed from storage: open the file again.');
      }
      cache.set(name, bytes, bytes.length);
      return bytes;
    } finally {
      loading.delete(name);
    }
  }

  return (table, chunk) => {
    const name = `${table}/${chunk}`;
    const kept = cache.get(name);
    if (kept !== undefined) return kept;
    let pending = loading.get(name);
    if (pending === undefined) {
      pending = load(table, chunk, name);
      loading.set(name, pending);
    }
    return pending;
  };
}

export function createSpanSource(
  index: Pick<TraceIndex, 'kinds' | 'sections'>,
  chunks: LoadChunk,
  cacheBytes = LEVEL_CACHE_BYTES,
): LoadLevel {
  const cache = new Lru<string, SpanLevel>(cacheBytes);

  return (info, level, places) => {
    const { lane, height, section, block, rows } = info;
    const name = `${lane}/${height}/${block}/${level}`;
    const kept = cache.get(name);
    if (kept !== undefined) return kept;
    const { chunk, offset, length } = info.place[level];
    const some = places !== undefined && places.length < rows.length * WHOLE_SHARE ? places : undefined;
    const decode = (bytes: Uint8Array): SpanLevel => {
      const own = bytes.subarray(offset, offset + length);
      const decoded = decodeLevel(own, info, level, index.kinds, index.sections[section], some);
      if (some === undefined) cache.set(name, decoded, levelBytes(decoded));
      return decoded;
    };
    const bytes = chunks(spanTable(section, lane, height, level), chunk);
    return bytes instanceof Uint8Array ? decode(bytes) : bytes.then(decode);
  };
}

/** Chunks of a trace that is in a store. */
export const createStoredChunks = (store: Pick<TraceStore, 'get'>, key: string): LoadChunk =>
  createChunkCache((table, chunk) => store.get(key, table, chunk));
