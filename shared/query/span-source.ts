// Loads levels of span blocks from a store and keeps the last used ones in memory.

import { Lru } from '../base/lru';
import type { Lane, SpanLevel } from '../model/tables';
import { columnsBytes } from '../store/owned-columns';
import { spanLevelColumns, spanLevelFromColumns, spanTable } from '../store/span-tables';
import { StorageError } from '../store/storage-error';
import type { TraceStore } from '../store/trace-store';
import type { LoadLevel } from './query-context';

// Exact spans of about 140 blocks (9 million spans): more than a screen needs at any zoom, little beside the page itself.
const CACHE_BYTES = 128 * 1024 * 1024;

/** @throws StorageError (as a rejection) if the trace was removed from the store meanwhile. */
export function createSpanSource(store: TraceStore, key: string, cacheBytes = CACHE_BYTES): LoadLevel {
  const cache = new Lru<string, SpanLevel>(cacheBytes);
  const loading = new Map<string, Promise<SpanLevel>>();

  async function load(lane: Lane, block: number, level: number, name: string): Promise<SpanLevel> {
    try {
      const columns = await store.get(key, spanTable(lane, level), block);
      if (columns === undefined) {
        throw new StorageError('The index of this trace was removed from storage: open the file again.');
      }
      const loaded = spanLevelFromColumns(columns);
      cache.set(name, loaded, columnsBytes(spanLevelColumns(loaded)));
      return loaded;
    } finally {
      loading.delete(name);
    }
  }

  return (lane, block, level) => {
    const name = `${lane}/${block}/${level}`;
    const kept = cache.get(name);
    if (kept !== undefined) return kept;
    let pending = loading.get(name);
    if (pending === undefined) {
      pending = load(lane, block, level, name);
      loading.set(name, pending);
    }
    return pending;
  };
}
