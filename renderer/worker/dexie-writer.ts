// The write of one trace, from its row in `traces` to the transaction that makes it visible.

import type { TraceMeta, TraceWriter } from '../../shared/store/trace-store';
import { createChunkBatches, notBeingWritten, removedMeanwhile } from './chunk-batches';
import { evictOldest } from './sweep';
import { changingWrites, putBytes, removeWrite, storing, type TraceDatabase } from './trace-database';
import type { WriterLocks } from './writer-locks';

export async function createWriter(database: TraceDatabase, locks: WriterLocks, key: string): Promise<TraceWriter> {
  const { traces, chunks } = database;
  const id = crypto.randomUUID();
  const release = await locks.hold(id);
  try {
    await traces.add({ id, key });
  } catch (error) {
    release();
    throw error;
  }
  const batches = createChunkBatches(database, id, () => evictOldest(database, locks));
  let open = true;

  /** In one transaction, so that of two tabs with the same file the last one has the whole trace. */
  async function flip(rest: Omit<TraceMeta, 'key' | 'indexBytes'>): Promise<TraceMeta> {
    if ((await traces.get(id)) === undefined) throw removedMeanwhile();
    for (const row of await traces.where('key').equals(key).toArray()) {
      if (row.id !== id && row.meta !== undefined) await removeWrite(database, row.id);
    }
    const meta: TraceMeta = { ...rest, key, indexBytes: await putBytes(database, id) };
    await traces.put({ id, key, meta });
    return meta;
  }

  return {
    id,
    put: batches.put,
    flush: batches.flush,
    get: (table, chunk) => storing(async () => (await chunks.get([id, table, chunk]))?.columns),
    async finish(rest) {
      if (!open) throw notBeingWritten();
      await batches.flush();
      const meta = await storing(() => changingWrites(database, () => flip(rest)));
      open = false;
      await batches.close();
      release();
      return meta;
    },
    async abort() {
      if (!open) return;
      open = false;
      await batches.close();
      try {
        await storing(() => removeWrite(database, id));
      } finally {
        release();
      }
    },
  };
}
