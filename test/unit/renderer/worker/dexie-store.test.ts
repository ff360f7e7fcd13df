// The store contract on DexieStore over fake-indexeddb, and what the store says when the browser refuses.

import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { createDexieStore } from '../../../../renderer/worker/dexie-store';
import { openDatabase } from '../../../../renderer/worker/trace-database';
import { createLocalLocks, type WriterLocks } from '../../../../renderer/worker/writer-locks';
import { INDEX_VERSION } from '../../../../shared/model/tables';
import { columnsBytes } from '../../../../shared/store/owned-columns';
import { dexieUnderTest, writeUnfinished } from '../../../support/dexie-under-test';
import { describeStore, sampleColumns } from '../../../support/store-contract';

/** Locks of several pages: each page sees what all hold. */
function pagesWithLocks() {
  const pages = new Set<WriterLocks>();
  const all = async (of: (page: WriterLocks) => Promise<ReadonlySet<string>>) =>
    new Set((await Promise.all([...pages].map(of))).flatMap((names) => [...names]));
  return {
    add(): { readonly locks: WriterLocks; close(): void } {
      const own = createLocalLocks();
      pages.add(own);
      const locks: WriterLocks = {
        ...own,
        held: () => all((page) => page.held()),
        used: () => all((page) => page.used()),
        ifUnused: async (key, action) =>
          !(await all((page) => page.used())).has(key) && (await own.ifUnused(key, action)),
      };
      return { locks, close: () => void pages.delete(own) };
    },
  };
}

const META = { name: 'a', bytes: 1, openedMs: 1, indexVersion: INDEX_VERSION, payload: {} };

describeStore('DexieStore over fake-indexeddb', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const pages = pagesWithLocks();
  return dexieUnderTest(factory, pages.add().locks, async (name, key) => {
    const other = pages.add();
    await writeUnfinished(name, key, factory, other.locks);
    return { die: async () => other.close() };
  });
});

it('sweeps what a dead page left before a trace is begun', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const under = await dexieUnderTest(factory, createLocalLocks(), async (name, key) => {
    await writeUnfinished(name, key, factory, createLocalLocks());
    return { die: async () => undefined };
  });
  await under.leaveUnfinished('a');
  expect(await under.chunkCount()).toBe(2);
  await under.store.create('b');
  expect(await under.chunkCount()).toBe(0);
});

it('shows no index of another version, and deletes it once nobody has it open', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  const { chunks } = openDatabase('x', factory);
  const writer = await store.create('a');
  await writer.put('t', 0, sampleColumns());
  await writer.finish({ ...META, indexVersion: INDEX_VERSION - 1 });
  const close = await store.use('a');
  expect(await store.list()).toEqual([]);
  expect(await chunks.count()).toBe(1);
  close();
  expect(await store.list()).toEqual([]);
  expect(await chunks.count()).toBe(0);
});

describe('room for a new index', () => {
  const MB = 1024 * 1024;

  /** Three traces of 1 MB each, `c` opened last; the browser counts them and nothing else. */
  async function filled(quota: number) {
    const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
    const estimate = async () => ({ usage: 3 * MB, quota });
    const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks(), estimate });
    for (const [at, key] of ['a', 'b', 'c'].entries()) {
      const writer = await store.create(key);
      await writer.put('t', 0, { bytes: new Uint8Array(MB) });
      await writer.finish({ ...META, openedMs: at });
    }
    return { store, keys: async () => (await store.list()).map(({ key }) => key) };
  }

  it('is made of what was not opened for the longest time', async () => {
    const { store, keys } = await filled(3 * MB + 16 * MB + MB);
    await store.create('d', 2.5 * MB);
    expect(await keys()).toEqual(['c']);
  });

  it('is not made of what is open', async () => {
    const { store, keys } = await filled(3 * MB + 16 * MB);
    await store.use('a');
    await store.create('d', MB);
    expect(await keys()).toEqual(['c', 'a']);
  });

  it('is left alone where there is enough', async () => {
    const { store, keys } = await filled(100 * MB);
    await store.create('d', 50 * MB);
    expect(await keys()).toEqual(['c', 'b', 'a']);
  });

  it('is refused in words where there can be none, and nothing is deleted or begun', async () => {
    const { store, keys } = await filled(10 * MB);
    await expect(store.create('d', 50 * MB)).rejects.toThrow(
      'needs about 52.4 MB, and of the 10.5 MB that the browser lets this page store 7.34 MB are free',
    );
    expect(await keys()).toEqual(['c', 'b', 'a']);
  });
});

it('sweeps chunks that belong to no write', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  const writer = await store.create('a');
  await writer.put('t', 0, sampleColumns());
  await writer.finish(META);
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
  await expect(writer.finish(META)).rejects.toThrow('The index was removed while it was being written.');
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
    await expect(writer.flush()).rejects.toThrow("The browser's storage is full");
    await expect(writer.put('t', 1, sampleColumns())).rejects.toThrow("The browser's storage is full");
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await writer.abort();
  expect(await store.list()).toEqual([]);
});

it('deletes the oldest index that is not open when the storage turns out to be full, and goes on', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  for (const [openedMs, key] of ['open', 'old', 'new'].entries()) {
    const writer = await store.create(key);
    await writer.put('t', 0, sampleColumns());
    await writer.finish({ ...META, openedMs });
  }
  await store.use('open');
  const { put } = IDBObjectStore.prototype;
  let refusals = 0;
  IDBObjectStore.prototype.put = function (...args: Parameters<typeof put>) {
    if (this.name === 'chunks' && refusals++ === 0) throw new DOMException('no space', 'QuotaExceededError');
    return put.apply(this, args);
  };
  try {
    const writer = await store.create('d');
    await writer.put('t', 0, sampleColumns(5));
    expect((await writer.finish({ ...META, openedMs: 9 })).indexBytes).toBe(columnsBytes(sampleColumns()));
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  expect((await store.list()).map(({ key }) => key)).toEqual(['d', 'new', 'open']);
  expect(await store.get('d', 't', 0)).toEqual(sampleColumns(5));
});

it('says in words that there is no IndexedDB', async () => {
  const factory = { indexedDB: undefined, IDBKeyRange: undefined } as never;
  const store = createDexieStore({ name: 'x', factory, locks: createLocalLocks() });
  await expect(store.list()).rejects.toThrow('does not allow this page to store data');
});
