// Traces in IndexedDB (through Dexie). A trace becomes visible in the transaction that writes its meta record; what a
// dead page left unfinished is swept when the store is first used and whenever traces are listed.

import type { Columns } from '../../shared/model/tables';
import type { TraceMeta, TraceStore, TraceWriter } from '../../shared/store/trace-store';
import { createChunkBatches, notBeingWritten, removedMeanwhile } from './chunk-batches';
import {
  type IndexedDbFactory,
  openDatabase,
  orphanIds,
  removeWrite,
  storing,
  type TraceDatabase,
} from './trace-database';
import type { WriterLocks } from './writer-locks';

export interface DexieStoreOptions {
  readonly name: string;
  readonly factory: IndexedDbFactory;
  readonly locks: WriterLocks;
}

export function createDexieStore({ name, factory, locks }: DexieStoreOptions): TraceStore {
  const database = openDatabase(name, factory);
  const { dexie, traces, chunks } = database;
  /** Ready write of each key, as last seen: saves a look-up per chunk. */
  const readyId = new Map<string, string>();
  let swept: Promise<void> | undefined;

  const sweepOnce = () => {
    swept ??= sweep(database, locks).catch((error: unknown) => {
      // Not done: the next use tries again.
      swept = undefined;
      throw error;
    });
    return swept;
  };

  async function readyRow(key: string) {
    await sweepOnce();
    const rows = await traces.where('key').equals(key).toArray();
    return rows.find(({ meta }) => meta !== undefined);
  }

  async function readChunk(id: string, table: string, chunk: number): Promise<Columns | undefined> {
    return (await chunks.get([id, table, chunk]))?.columns;
  }

  /** Removes the writes of a key that are ready, or that no one is writing any more. */
  async function removeLeft(key: string): Promise<void> {
    readyId.delete(key);
    const held = await locks.held();
    await dexie.transaction('rw', traces, chunks, async () => {
      for (const { id, meta } of await traces.where('key').equals(key).toArray()) {
        if (meta === undefined && held.has(id)) continue;
        await removeWrite(database, id);
      }
    });
  }

  return {
    join(id) {
      const { put, flush } = createChunkBatches(database, id);
      return { put, flush };
    },
    create: (key) =>
      storing(async () => {
        await sweepOnce();
        await removeLeft(key);
        return createWriter(database, locks, key);
      }),
    meta: (key) => storing(async () => (await readyRow(key))?.meta),
    get: (key, table, chunk) =>
      storing(async () => {
        const known = readyId.get(key);
        const columns = known === undefined ? undefined : await readChunk(known, table, chunk);
        if (columns !== undefined) return columns;
        // Not seen yet, or another tab has put its own write in the place of the known one.
        const id = (await readyRow(key))?.id;
        if (id === undefined || id === known) return undefined;
        readyId.set(key, id);
        return readChunk(id, table, chunk);
      }),
    list: () =>
      storing(async () => {
        swept = undefined;
        await sweepOnce();
        const metas = (await traces.toArray()).flatMap(({ meta }) => (meta === undefined ? [] : [meta]));
        return metas.sort((a, b) => b.openedMs - a.openedMs);
      }),
    touch: (key, openedMs) =>
      storing(() =>
        dexie.transaction('rw', traces, async () => {
          const row = (await traces.where('key').equals(key).toArray()).find(({ meta }) => meta !== undefined);
          if (row?.meta !== undefined) await traces.put({ ...row, meta: { ...row.meta, openedMs } });
        }),
      ),
    delete: (key) => storing(() => removeLeft(key)),
  };
}

/** Removes unfinished writes whose writer is gone, and chunks that belong to no write. */
async function sweep(database: TraceDatabase, locks: WriterLocks): Promise<void> {
  const { dexie, traces, chunks } = database;
  const unfinished = (await traces.toArray()).filter(({ meta }) => meta === undefined);
  // Asked after the rows were read: a writer takes its lock before it writes its row.
  const held = unfinished.length === 0 ? undefined : await locks.held();
  for (const { id } of unfinished) {
    if (held?.has(id)) continue;
    await dexie.transaction('rw', traces, chunks, async () => {
      // It may have been finished since.
      if ((await traces.get(id))?.meta === undefined) await removeWrite(database, id);
    });
  }
  for (const id of await orphanIds(database)) await removeWrite(database, id);
}

async function createWriter(database: TraceDatabase, locks: WriterLocks, key: string): Promise<TraceWriter> {
  const { dexie, traces, chunks } = database;
  const id = crypto.randomUUID();
  const release = await locks.hold(id);
  let open = true;
  try {
    await traces.add({ id, key });
  } catch (error) {
    release();
    throw error;
  }
  const batches = createChunkBatches(database, id);

  return {
    id,
    put: batches.put,
    flush: batches.flush,
    get: (table, chunk) => storing(async () => (await chunks.get([id, table, chunk]))?.columns),
    async finish(rest) {
      if (!open) throw notBeingWritten();
      await batches.flush();
      const meta = await storing(() =>
        dexie.transaction('rw', traces, chunks, async () => {
          const own = await traces.get(id);
          if (own === undefined) throw removedMeanwhile();
          const replaced = await traces.where('key').equals(key).toArray();
          for (const row of replaced) {
            if (row.id === id || row.meta === undefined) continue;
            await removeWrite(database, row.id);
          }
          const finished: TraceMeta = { ...rest, key, indexBytes: own.putBytes ?? 0 };
          await traces.put({ id, key, meta: finished });
          return finished;
        }),
      );
      open = false;
      await batches.drop();
      release();
      return meta;
    },
    async abort() {
      if (!open) return;
      open = false;
      await batches.drop();
      try {
        await storing(() => removeWrite(database, id));
      } finally {
        release();
      }
    },
  };
}
