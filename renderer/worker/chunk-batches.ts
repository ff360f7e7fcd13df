// Chunks of one write on their way into the database: collected to batches of 2 MB, each sent in one transaction.
//
// Around Dexie here, for one call that it does not have: IDBTransaction.commit(). Without it a transaction ends when this
// worker has heard of every put, and a worker that is busy parsing hears late; until then no other worker can write.
// Measured in Chromium, 128 MB of chunks of 1 MB, 2 cores: with Dexie's transactions 121 MB/s and 1.4 s of CPU for one
// worker, 70 MB/s and 1.5 s for two on one database; with commit() 170 MB/s and 1.1 s, 205 MB/s and 1.1 s. What is left is
// the browser's own copying and compressing.
//
// The price: a transaction that is committed ahead cannot look whether its write is still there (the creator may have
// aborted it, or died and been swept). It is looked up right after, and what came too late is removed; should the worker be
// gone by then, the next sweep finds chunks without a row.

import { columnsBytes, ownedColumns } from '../../shared/store/owned-columns';
import { StorageError } from '../../shared/store/storage-error';
import type { ChunkWriter } from '../../shared/store/trace-store';
import { type ChunkRow, isFull, type PutRow, removeWrite, storing, type TraceDatabase } from './trace-database';

const BATCH_BYTES = 2 * 1024 * 1024;
/** One is written by the browser while the next one waits for it: a third would only take memory. */
const MOST_UNDER_WAY = 2;

export const notBeingWritten = () => new StorageError('This trace is no longer being written.');
export const removedMeanwhile = () => new StorageError('The index was removed while it was being written.');

export interface ChunkBatches extends ChunkWriter {
  /** Forgets what is not sent yet and resolves when nothing is under way any more; later puts fail. */
  close(): Promise<void>;
}

/**
 * @param id of the write; its row in `traces` exists
 * @param evict deletes an index to make room; false if there is none that may go
 */
export function createChunkBatches(database: TraceDatabase, id: string, evict: () => Promise<boolean>): ChunkBatches {
  let open = true;
  /** The first failure: nothing can be put after it. */
  let failure: { readonly error: unknown } | undefined;
  let batch: ChunkRow[] = [];
  let batchBytes = 0;
  /** Oldest first. They never reject: see `failure`. */
  let written: Promise<void>[] = [];
  let checked: Promise<void> = Promise.resolve();
  let sending: Promise<void> = Promise.resolve();
  /** One promise for all batches: who waits for it first goes on first, so that they are written in order. */
  let opened: Promise<unknown> | undefined;

  const fail = (error: unknown) => {
    failure ??= { error };
  };
  const demandOpen = () => {
    if (!open) throw notBeingWritten();
    if (failure !== undefined) throw failure.error;
  };

  async function checkStillThere(): Promise<void> {
    const row = await database.traces.get(id);
    if (row?.meta !== undefined) throw notBeingWritten();
    if (row !== undefined) return;
    await removeWrite(database, id);
    throw removedMeanwhile();
  }

  let evictions = 0;
  let evicting: Promise<boolean> | undefined;

  /**
   * Writes again after an index was deleted, as long as that helps. How much room there is shows only here: Chromium says
   * of every page that 10 GB are left, so that no page knows the visitor's disk.
   */
  async function makingRoom(write: () => Promise<void>): Promise<void> {
    for (;;) {
      const before = evictions;
      try {
        return await write();
      } catch (error) {
        if (!isFull(error)) throw error;
        // The other batch under way may have made room already.
        if (evictions > before) continue;
        evicting ??= evict().finally(() => {
          evicting = undefined;
        });
        if (!(await evicting)) throw error;
        evictions++;
      }
    }
  }

  async function start(rows: readonly ChunkRow[], bytes: number): Promise<void> {
    while (written.length >= MOST_UNDER_WAY) await written.shift();
    demandOpen();
    const put: PutRow = { trace: id, batch: crypto.randomUUID(), bytes };
    opened ??= Promise.resolve(database.dexie.open());
    const commit = storing(async () => {
      await opened;
      await makingRoom(() => writeBatch(database.dexie.backendDB(), rows, put));
    });
    written.push(commit.catch(fail));
    const before = checked;
    checked = commit
      .then(async () => {
        await before;
        await storing(checkStillThere);
      })
      .catch(fail);
  }

  /** Sends what is collected, after what was sent before and as soon as there is room; resolves when it is on its way. */
  function send(): Promise<void> {
    if (batch.length === 0) return sending;
    const [rows, bytes] = [batch, batchBytes];
    batch = [];
    batchBytes = 0;
    sending = sending.then(() => start(rows, bytes));
    // Whoever waits for it hears of it, and later puts do.
    sending.catch(fail);
    return sending;
  }

  return {
    async put(table, chunk, columns) {
      demandOpen();
      const owned = ownedColumns(columns);
      batchBytes += columnsBytes(owned);
      batch.push({ trace: id, table, chunk, columns: owned });
      if (batchBytes >= BATCH_BYTES) await send();
    },
    async flush() {
      await send();
      await Promise.all(written);
      await checked;
      demandOpen();
    },
    async close() {
      open = false;
      batch = [];
      await sending.catch(() => undefined);
      await Promise.all(written);
      await checked;
      written = [];
    },
  };
}

/** One transaction, committed ahead. Rejects with what the database says. */
async function writeBatch(database: IDBDatabase, rows: readonly ChunkRow[], put: PutRow): Promise<void> {
  const transaction = database.transaction(['chunks', 'puts'], 'readwrite', { durability: 'relaxed' });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('The write was stopped.', 'AbortError'));
  });
  try {
    const chunks = transaction.objectStore('chunks');
    for (const row of rows) chunks.put(row);
    transaction.objectStore('puts').put(put);
    transaction.commit();
  } catch (error) {
    ended.catch(() => undefined);
    transaction.abort();
    throw error;
  }
  await ended;
}
