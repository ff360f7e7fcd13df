// Chunks of one write on their way into the database: collected to batches, each written in one transaction.
//
// Every transaction looks whether the write is still there: its creator may have aborted it, or died and been swept, while
// another worker was putting chunks. So nothing can be left under an id that has no row in `traces`.

import type { Columns } from '../../shared/model/tables';
import { columnsBytes, ownedColumns } from '../../shared/store/owned-columns';
import { StorageError } from '../../shared/store/storage-error';
import type { ChunkWriter } from '../../shared/store/trace-store';
import { type ChunkRow, storing, type TraceDatabase } from './trace-database';

const BATCH_BYTES = 4 * 1024 * 1024;

export const notBeingWritten = () => new StorageError('This trace is no longer being written.');
export const removedMeanwhile = () => new StorageError('The index was removed while it was being written.');

export interface ChunkBatches extends ChunkWriter {
  /** Forgets what is not sent yet and resolves when nothing is under way any more; later puts fail. */
  drop(): Promise<void>;
}

export function createChunkBatches({ dexie, traces, chunks }: TraceDatabase, id: string): ChunkBatches {
  let open = true;
  let batch: ChunkRow[] = [];
  let batchBytes = 0;
  let inFlight: Promise<void> = Promise.resolve();

  async function writeRows(rows: readonly ChunkRow[], bytes: number): Promise<void> {
    await dexie.transaction('rw', traces, chunks, async () => {
      const row = await traces.get(id);
      if (row === undefined || row.meta !== undefined) throw removedMeanwhile();
      await chunks.bulkPut(rows);
      await traces.put({ ...row, putBytes: (row.putBytes ?? 0) + bytes });
    });
  }

  /** Starts to write what is collected, once the batch before it is written. */
  async function writeBatch(): Promise<void> {
    const rows = batch;
    const bytes = batchBytes;
    batch = [];
    batchBytes = 0;
    await inFlight;
    if (rows.length === 0) return;
    inFlight = storing(() => writeRows(rows, bytes));
    // The next put, flush or finish reports it; until then it must not count as unhandled.
    inFlight.catch(() => undefined);
  }

  return {
    async put(table, chunk, columns: Columns) {
      if (!open) throw notBeingWritten();
      const owned = ownedColumns(columns);
      batchBytes += columnsBytes(owned);
      batch.push({ trace: id, table, chunk, columns: owned });
      if (batchBytes >= BATCH_BYTES) await writeBatch();
    },
    async flush() {
      await writeBatch();
      await inFlight;
    },
    async drop() {
      open = false;
      batch = [];
      // A batch that failed to be written leaves nothing to wait for.
      await inFlight.catch(() => undefined);
    },
  };
}
