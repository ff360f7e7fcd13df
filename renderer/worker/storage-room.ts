// How much room an index needs and what must go for it. Free of the browser: figures in, keys out.

import type { TraceMeta } from '../../shared/store/trace-store';

/**
 * Bytes of index per byte of trace file, as far as they can be known before reading. Measured before the browser compresses
 * them: 1.2 to 1.4 for 60 and 220 MB, 2.9 for 6 MB, up to 15 for a small file of 100 000 goroutines that do nothing.
 */
const INDEX_PER_FILE_BYTE = 2;
/** Left free of the quota: the database's log and its compaction need room too. */
const SPARE_BYTES = 16 * 1024 * 1024;

/** What `create` is told to expect of a file. */
export const expectedIndexBytes = (fileBytes: number): number => fileBytes * INDEX_PER_FILE_BYTE;

/** What the browser says of the storage of this page, in bytes. */
export interface StorageRoom {
  readonly usage: number;
  readonly quota: number;
}

export type EvictionPlan =
  | { readonly fits: true; readonly evict: readonly string[] }
  /** Not even all that may go would make room: nothing should be deleted for it. */
  | { readonly fits: false; readonly missingBytes: number };

/**
 * The least recently opened traces whose indexes must be deleted so that `neededBytes` more can be stored.
 * @param metas ready traces, in any order
 * @param inUse keys that someone has open
 */
export function planEviction(
  metas: readonly TraceMeta[],
  neededBytes: number,
  room: StorageRoom,
  inUse: ReadonlySet<string>,
): EvictionPlan {
  const indexBytes = metas.reduce((sum, meta) => sum + meta.indexBytes, 0);
  // Browsers compress what they store: deleting an index frees its share of what is really used.
  const packing = indexBytes === 0 ? 1 : Math.min(1, room.usage / indexBytes);
  let missing = neededBytes + SPARE_BYTES - (room.quota - room.usage);
  const evict: string[] = [];
  const candidates = metas.filter(({ key }) => !inUse.has(key)).sort((a, b) => a.openedMs - b.openedMs);
  for (const { key, indexBytes: bytes } of candidates) {
    if (missing <= 0) break;
    evict.push(key);
    missing -= bytes * packing;
  }
  return missing > 0 ? { fits: false, missingBytes: missing } : { fits: true, evict };
}
