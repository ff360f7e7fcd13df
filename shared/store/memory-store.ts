// The store that lives and dies with its process: command line, tests, windows whose storage is off or full.

import type { Columns } from '../model/tables';
import { columnsBytes, ownedColumns } from './owned-columns';
import { StorageError } from './storage-error';
import type { TraceMeta, TraceStore, TraceWriter } from './trace-store';

interface StoredTables {
  readonly meta: TraceMeta;
  readonly chunks: ReadonlyMap<string, Columns>;
}

// '\n' is in no table name, so that the parts cannot run into each other.
const chunkName = (table: string, chunk: number): string => `${table}\n${chunk}`;

export function createMemoryStore(): TraceStore {
  const ready = new Map<string, StoredTables>();
  /** How often each key is in use. */
  const users = new Map<string, number>();

  function createWriter(key: string): TraceWriter {
    const chunks = new Map<string, Columns>();
    let indexBytes = 0;
    let open = true;
    const demandOpen = () => {
      if (!open) throw new StorageError('This trace is no longer being written.');
    };
    return {
      id: key,
      async get(table, chunk) {
        return chunks.get(chunkName(table, chunk));
      },
      async flush() {},
      async put(table, chunk, columns) {
        demandOpen();
        const owned = ownedColumns(columns);
        indexBytes += columnsBytes(owned);
        chunks.set(chunkName(table, chunk), owned);
      },
      async finish(rest) {
        demandOpen();
        open = false;
        const meta: TraceMeta = { ...rest, key, indexBytes };
        ready.set(key, { meta, chunks });
        return meta;
      },
      async abort() {
        open = false;
        chunks.clear();
      },
    };
  }

  return {
    async create(key) {
      ready.delete(key);
      return createWriter(key);
    },
    async meta(key) {
      return ready.get(key)?.meta;
    },
    async get(key, table, chunk) {
      return ready.get(key)?.chunks.get(chunkName(table, chunk));
    },
    async list() {
      return [...ready.values()].map(({ meta }) => meta).sort((a, b) => b.openedMs - a.openedMs);
    },
    async touch(key, openedMs) {
      const trace = ready.get(key);
      if (trace !== undefined) ready.set(key, { ...trace, meta: { ...trace.meta, openedMs } });
    },
    async use(key) {
      users.set(key, (users.get(key) ?? 0) + 1);
      let using = true;
      return () => {
        if (using) users.set(key, (users.get(key) ?? 0) - 1);
        using = false;
      };
    },
    async delete(key) {
      ready.delete(key);
    },
    async deleteUnused(key) {
      if ((users.get(key) ?? 0) > 0) return false;
      ready.delete(key);
      return true;
    },
  };
}
