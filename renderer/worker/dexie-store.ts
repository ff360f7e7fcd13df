// Traces in IndexedDB (through Dexie). A trace becomes visible in the transaction that writes its meta record; what a
// dead page left unfinished is swept when the store is first used and whenever traces are listed.
//
// Chunks are collected to batches of 4 MB and written in one transaction each: measured 151 MB/s for chunks of 1 MB four at
// a time, against 13 MB/s for a transaction per 64 KB. One batch is written while the next one fills.

import type { Columns } from '../../shared/model/tables';
import { columnsBytes, ownedColumns } from '../../shared/store/owned-columns';
import { StorageError } from '../../shared/store/storage-error';
import type { TraceMeta, TraceStore, TraceWriter } from '../../shared/store/trace-store';
import {
  type ChunkRow,
  chunksOf,
  type IndexedDbFactory,
  openDatabase,
  storing,
  type TraceDatabase,
} from './trace-database';
import type { WriterLocks } from './writer-locks';

const BATCH_BYTES = 4 * 1024 * 1024;

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
        await chunksOf(database, id).delete();
        await traces.delete(id);
      }
    });
  }

  return {
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

/** Removes unfinished writes whose writer is gone. */
async function sweep(database: TraceDatabase, locks: WriterLocks): Promise<void> {
  const { dexie, traces, chunks } = database;
  const unfinished = (await traces.toArray()).filter(({ meta }) => meta === undefined);
  if (unfinished.length === 0) return;
  // Asked after the rows were read: a writer takes its lock before it writes its row.
  const held = await locks.held();
  for (const { id } of unfinished) {
    if (held.has(id)) continue;
    await dexie.transaction('rw', traces, chunks, async () => {
      // It may have been finished since.
      if ((await traces.get(id))?.meta !== undefined) return;
      await chunksOf(database, id).delete();
      await traces.delete(id);
    });
  }
}

async function createWriter(database: TraceDatabase, locks: WriterLocks, key: string): Promise<TraceWriter> {
  const { dexie, traces, chunks } = database;
  const id = crypto.randomUUID();
  const release = await locks.hold(id);
  let open = true;
  let indexBytes = 0;
  let batch: ChunkRow[] = [];
  let batchBytes = 0;
  let inFlight: Promise<void> = Promise.resolve();

  try {
    await traces.add({ id, key });
  } catch (error) {
    release();
    throw error;
  }

  const demandOpen = () => {
    if (!open) throw new StorageError('This trace is no longer being written.');
  };

  /** Starts to write what is collected, once the batch before it is written. */
  async function writeBatch(): Promise<void> {
    const rows = batch;
    batch = [];
    batchBytes = 0;
    await inFlight;
    inFlight = storing(() => dexie.transaction('rw', chunks, () => chunks.bulkPut(rows)).then(() => undefined));
    // The next flush or finish reports it; until then it must not count as unhandled.
    inFlight.catch(() => undefined);
  }

  async function removeWritten(): Promise<void> {
    await dexie.transaction('rw', traces, chunks, async () => {
      await chunksOf(database, id).delete();
      await traces.delete(id);
    });
  }

  return {
    id,
    async flush() {
      await writeBatch();
      await inFlight;
    },
    get: (table, chunk) => storing(async () => (await chunks.get([id, table, chunk]))?.columns),
    async put(table, chunk, columns) {
      demandOpen();
      const owned = ownedColumns(columns);
      const bytes = columnsBytes(owned);
      indexBytes += bytes;
      batchBytes += bytes;
      batch.push({ trace: id, table, chunk, columns: owned });
      if (batchBytes >= BATCH_BYTES) await writeBatch();
    },
    async finish(rest) {
      demandOpen();
      await writeBatch();
      await inFlight;
      const meta: TraceMeta = { ...rest, key, indexBytes };
      await storing(() =>
        dexie.transaction('rw', traces, chunks, async () => {
          if ((await traces.get(id)) === undefined) {
            throw new StorageError('The index was removed while it was being written.');
          }
          const replaced = await traces.where('key').equals(key).toArray();
          for (const row of replaced) {
            if (row.id === id || row.meta === undefined) continue;
            await chunksOf(database, row.id).delete();
            await traces.delete(row.id);
          }
          await traces.put({ id, key, meta });
        }),
      );
      open = false;
      release();
      return meta;
    },
    async abort() {
      if (!open) return;
      open = false;
      batch = [];
      // A batch that failed to be written leaves nothing to wait for.
      await inFlight.catch(() => undefined);
      try {
        await storing(removeWritten);
      } finally {
        release();
      }
    },
  };
}
