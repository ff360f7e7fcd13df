// What holds space for nothing goes: writes whose writer is gone, chunks without a write, indexes of other versions; and,
// when room is needed, the indexes that were not opened for the longest time.

import { formatBytes } from '../../shared/base/format';
import { INDEX_VERSION } from '../../shared/model/tables';
import { StorageError } from '../../shared/store/storage-error';
import { planEviction, type StorageRoom } from './storage-room';
import { changingWrites, orphanIds, removeWrite, type TraceDatabase } from './trace-database';
import type { WriterLocks } from './writer-locks';

export async function sweep(database: TraceDatabase, locks: WriterLocks): Promise<void> {
  const { traces } = database;
  const rows = await traces.toArray();
  const unfinished = rows.filter(({ meta }) => meta === undefined);
  // Asked after the rows were read: a writer takes its lock before it writes its row.
  const held = unfinished.length === 0 ? undefined : await locks.held();
  for (const { id } of unfinished) {
    if (held?.has(id)) continue;
    await changingWrites(database, async () => {
      // It may have been finished since.
      if ((await traces.get(id))?.meta === undefined) await removeWrite(database, id);
    });
  }
  for (const { id, meta } of rows) {
    if (meta === undefined || meta.indexVersion === INDEX_VERSION) continue;
    // A tab that was loaded before an update may still show it.
    await locks.ifUnused(meta.key, () => removeWrite(database, id));
  }
  for (const id of await orphanIds(database)) await removeWrite(database, id);
}

/** Deletes the index that was not opened for the longest time and that nobody has open; false if there is none. */
export async function evictOldest(database: TraceDatabase, locks: WriterLocks): Promise<boolean> {
  const ready = (await database.traces.toArray()).flatMap(({ id, meta }) => (meta === undefined ? [] : [{ id, meta }]));
  ready.sort((a, b) => a.meta.openedMs - b.meta.openedMs);
  for (const { id, meta } of ready) {
    if (await locks.ifUnused(meta.key, () => removeWrite(database, id))) return true;
  }
  return false;
}

/**
 * Deletes indexes until `neededBytes` more fit: the last opened ones last, never one that anyone has open.
 * @throws StorageError if they cannot fit; then nothing was deleted
 */
export async function makeRoom(
  database: TraceDatabase,
  locks: WriterLocks,
  { usage, quota }: Partial<StorageRoom>,
  neededBytes: number,
): Promise<void> {
  if (usage === undefined || quota === undefined) return;
  const ready = (await database.traces.toArray()).flatMap(({ id, meta }) => (meta === undefined ? [] : [{ id, meta }]));
  const plan = planEviction(
    ready.map(({ meta }) => meta),
    neededBytes,
    { usage, quota },
    await locks.used(),
  );
  if (!plan.fits) {
    throw new StorageError(
      `The index of this trace needs about ${formatBytes(neededBytes)}, and of the ${formatBytes(quota)} that the browser lets this page store ${formatBytes(Math.max(0, quota - usage))} are free. Delete stored indexes or free disk space, then open the file again.`,
    );
  }
  for (const { id, meta } of ready) {
    if (plan.evict.includes(meta.key)) await locks.ifUnused(meta.key, () => removeWrite(database, id));
  }
}
