// A DexieStore with what the store contract asks beside it, over any IndexedDB.

import { createDexieStore } from '../../renderer/worker/dexie-store';
import { type IndexedDbFactory, openDatabase } from '../../renderer/worker/trace-database';
import type { WriterLocks } from '../../renderer/worker/writer-locks';
import type { StoreUnderTest } from './store-contract';

/** @param leaveUnfinished starts a writer in another page, on the database of that name */
export async function dexieUnderTest(
  factory: IndexedDbFactory,
  locks: WriterLocks,
  leaveUnfinished: (database: string, key: string) => Promise<{ die(): Promise<void> }>,
): Promise<StoreUnderTest> {
  const name = `test-${crypto.randomUUID()}`;
  return {
    store: createDexieStore({ name, factory, locks }),
    other: createDexieStore({ name, factory, locks }),
    leaveUnfinished: (key) => leaveUnfinished(name, key),
    async chunkCount() {
      const { dexie, chunks } = openDatabase(name, factory);
      try {
        return await chunks.count();
      } finally {
        dexie.close();
      }
    },
  };
}

/** Puts two chunks without finishing; big enough that they are written and not only collected. */
export async function writeUnfinished(
  name: string,
  key: string,
  factory: IndexedDbFactory,
  locks: WriterLocks,
): Promise<void> {
  const writer = await createDexieStore({ name, factory, locks }).create(key);
  for (const chunk of [0, 1]) await writer.put('t', chunk, { f: new Float64Array(300_000) });
  const { dexie, chunks } = openDatabase(name, factory);
  try {
    // The batch is written behind the writer's back: wait for it.
    while ((await chunks.where('[trace+table+chunk]').aboveOrEqual(['']).count()) < 2) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    dexie.close();
  }
}
