// Traces in IndexedDB (through Dexie). A trace becomes visible in the transaction that writes its meta record; what cannot
// become visible any more is swept before a trace is begun and whenever traces are listed.

import { INDEX_VERSION } from '../../shared/model/tables';
import type { TraceStore } from '../../shared/store/trace-store';
import { createChunkBatches } from './chunk-batches';
import { createWriter } from './dexie-writer';
import type { StorageRoom } from './storage-room';
import { evictOldest, makeRoom, sweep } from './sweep';
import { changingWrites, type IndexedDbFactory, openDatabase, removeWrite, storing } from './trace-database';
import type { WriterLocks } from './writer-locks';

export interface DexieStoreOptions {
  readonly name: string;
  readonly factory: IndexedDbFactory;
  readonly locks: WriterLocks;
  /** What the browser says of the room that is left; without it room is not looked after. */
  readonly estimate?: () => Promise<Partial<StorageRoom>>;
}

export function createDexieStore({ name, factory, locks, estimate }: DexieStoreOptions): TraceStore {
  const database = openDatabase(name, factory);
  const { traces, chunks } = database;
  /** Ready write of each key, as last seen: saves a look-up per chunk. */
  const readyId = new Map<string, string>();

  const rowsOf = (key: string) => traces.where('key').equals(key).toArray();
  const readyRow = async (key: string) => (await rowsOf(key)).find(({ meta }) => meta !== undefined);
  const readChunk = async (id: string, table: string, chunk: number) => (await chunks.get([id, table, chunk]))?.columns;

  /** Removes the writes of a key that are ready, or that no one is writing any more. */
  async function removeLeft(key: string): Promise<void> {
    readyId.delete(key);
    const held = await locks.held();
    await changingWrites(database, async () => {
      for (const { id, meta } of await rowsOf(key)) {
        if (meta !== undefined || !held.has(id)) await removeWrite(database, id);
      }
    });
  }

  return {
    join(id) {
      const { put, flush } = createChunkBatches(database, id, () => evictOldest(database, locks));
      return { put, flush };
    },
    create: (key, expectedBytes) =>
      storing(async () => {
        await sweep(database, locks);
        await removeLeft(key);
        if (expectedBytes !== undefined && estimate !== undefined) {
          await makeRoom(database, locks, await estimate(), expectedBytes);
        }
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
        await sweep(database, locks);
        const metas = (await traces.toArray()).flatMap(({ meta }) => meta ?? []);
        return metas.filter((meta) => meta.indexVersion === INDEX_VERSION).sort((a, b) => b.openedMs - a.openedMs);
      }),
    touch: (key, openedMs) =>
      storing(() =>
        changingWrites(database, async () => {
          const row = await readyRow(key);
          if (row?.meta !== undefined) await traces.put({ ...row, meta: { ...row.meta, openedMs } });
        }),
      ),
    use: (key) => storing(() => locks.use(key)),
    delete: (key) => storing(() => removeLeft(key)),
    deleteUnused: (key) => storing(() => locks.ifUnused(key, () => removeLeft(key))),
  };
}
