// The store contract on DexieStore over fake-indexeddb, and what the store says when the browser refuses.

import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { createDexieStore } from '../../../../renderer/worker/dexie-store';
import { openDatabase } from '../../../../renderer/worker/trace-database';
import { createLocalLocks, type WriterLocks } from '../../../../renderer/worker/writer-locks';
import { INDEX_VERSION } from '../../../../shared/model/tables';
import { dexieUnderTest, writeUnfinished } from '../../../support/dexie-under-test';
import { describeStore, sampleColumns } from '../../../support/store-contract';

/** Locks of several pages: each page sees what all hold. */
function pagesWithLocks() {
  const pages = new Set<WriterLocks>();
  return {
    add(): { readonly locks: WriterLocks; close(): void } {
      const own = createLocalLocks();
      pages.add(own);
      const locks: WriterLocks = {
        hold: own.hold,
        held: async () =>
          new Set((await Promise.all([...pages].map((page) => page.held()))).flatMap((ids) => [...ids])),
      };
      return { locks, close: () => void pages.delete(own) };
    },
  };
}

describeStore('DexieStore over fake-indexeddb', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const pages = pagesWithLocks();
  return dexieUnderTest(factory, pages.add().locks, async (name, key) => {
    const other = pages.add();
    await writeUnfinished(name, key, factory, other.locks);
    return { die: async () => other.close() };
  });
});

it('sweeps what a dead page left when it is first asked for a trace', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const under = await dexieUnderTest(factory, createLocalLocks(), async (name, key) => {
    await writeUnfinished(name, key, factory, createLocalLocks());
    return { die: async () => undefined };
  });
  await under.leaveUnfinished('a');
  expect(await under.chunkCount()).toBe(2);
  expect(await under.store.meta('b')).toBeUndefined();
  expect(await under.chunkCount()).toBe(0);
});

it('sweeps chunks that belong to no write', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  const writer = await store.create('a');
  await writer.put('t', 0, sampleColumns());
  await writer.finish({ name: 'a', bytes: 1, openedMs: 1, indexVersion: INDEX_VERSION, payload: {} });
  const { chunks } = openDatabase('x', factory);
  for (const trace of ['', '0', 'zzz']) {
    for (const chunk of [0, 1]) await chunks.put({ trace, table: 't', chunk, columns: sampleColumns() });
  }
  expect(await store.list()).toHaveLength(1);
  expect(await chunks.count()).toBe(1);
});

it('fails at finish when its unfinished trace was removed by another page', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  const writer = await store.create('a');
  await writer.put('t', 0, sampleColumns());
  await createDexieStore({ name: 'x', factory, locks: createLocalLocks() }).list();
  const meta = { name: 'a', bytes: 1, openedMs: 1, indexVersion: 1, payload: {} };
  await expect(writer.finish(meta)).rejects.toThrow('The index was removed while it was being written.');
  expect(await store.list()).toEqual([]);
});

it('says in words that the storage is full, and leaves nothing', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  const writer = await store.create('a');
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('no space', 'QuotaExceededError');
  };
  try {
    await writer.put('t', 0, { f: new Float64Array(600_000) });
    await expect(writer.put('t', 1, { f: new Float64Array(600_000) })).rejects.toThrow("The browser's storage is full");
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await writer.abort();
  expect(await store.list()).toEqual([]);
});

it('says in words that there is no IndexedDB', async () => {
  const factory = { indexedDB: undefined, IDBKeyRange: undefined } as never;
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  await expect(store.list()).rejects.toThrow('does not allow this page to store data');
});
