// Saving an index and loading it again; what cannot be used is removed.

import { expect, it } from 'vitest';
import { GoState } from '../../../../shared/model/states';
import { INDEX_VERSION } from '../../../../shared/model/tables';
import { getColumns, putColumns } from '../../../../shared/store/column-chunks';
import { createMemoryStore } from '../../../../shared/store/memory-store';
import { loadIndex, saveIndex, storedSummary } from '../../../../shared/store/trace-index-io';
import { type GoroutineSpec, indexOf } from '../../../support/index-of';

const goroutines: readonly GoroutineSpec[] = [
  {
    id: 1,
    name: 'main.main',
    spans: [
      { toNs: 10, state: GoState.Running },
      { toNs: 99, state: GoState.Waiting, reason: 'select' },
    ],
  },
  { id: 2, name: 'main.f', creator: 'main.main', parent: 0, spans: [{ toNs: 80, state: GoState.Running }], ends: true },
];
const made = indexOf(goroutines, { gcRanges: () => [{ name: 1, stack: 0, goroutine: 1 }] });
const index = { ...made.index, symbols: made.symbols };

async function saved() {
  const store = createMemoryStore();
  const writer = await store.create(index.key);
  const meta = await saveIndex(writer, index, { name: 'a.trace', openedMs: 5 });
  return { store, meta };
}

it('loads what it saved', async () => {
  const { store, meta } = await saved();
  expect(meta).toMatchObject({ name: 'a.trace', openedMs: 5, bytes: 1000, indexVersion: INDEX_VERSION });
  expect(storedSummary(meta)).toEqual(index.summary);
  const loaded = await loadIndex(store, index.key);
  expect(loaded?.summary).toEqual(index.summary);
  expect(loaded?.goroutines).toEqual(index.goroutines);
  expect(loaded?.gcRanges).toEqual(index.gcRanges);
  expect(loaded?.gcRanges.length).toBe(1);
  expect(loaded?.blocks).toEqual(index.blocks);
  for (let i = 0; i < index.symbols.stringCount; i++) expect(loaded?.symbols.string(i)).toBe(index.symbols.string(i));
  for (let i = 0; i < index.symbols.stackCount; i++) expect(loaded?.symbols.frames(i)).toEqual(index.symbols.frames(i));
});

it('finds nothing under an unknown key', async () => {
  const { store } = await saved();
  expect(await loadIndex(store, 'other')).toBeUndefined();
});

it('deletes the index of another version', async () => {
  const store = createMemoryStore();
  const writer = await store.create('k');
  const meta = {
    name: 'a',
    bytes: 1,
    openedMs: 1,
    indexVersion: INDEX_VERSION + 1,
    payload: { summary: index.summary },
  };
  expect(storedSummary(await writer.finish(meta))).toBeUndefined();
  expect(await loadIndex(store, 'k')).toBeUndefined();
  expect(await store.meta('k')).toBeUndefined();
});

it('deletes an index that lacks a table', async () => {
  const { store } = await saved();
  const lame = {
    ...store,
    get: async (key: string, table: string, chunk: number) =>
      table === 'symbols' ? undefined : store.get(key, table, chunk),
  };
  expect(await loadIndex(lame, index.key)).toBeUndefined();
  expect(await store.meta(index.key)).toBeUndefined();
});

it.each([0, 1, 8191, 8192, 8193, 20_000])('cuts columns of %d elements into chunks and joins them', async (length) => {
  const columns = {
    long: Float64Array.from({ length }, (_, i) => i),
    bytes: Uint8Array.from({ length: Math.floor(length / 3) }, (_, i) => i),
    words: Array.from({ length }, (_, i) => `w${i}`),
    none: new Int32Array(0),
  };
  const store = createMemoryStore();
  const writer = await store.create('k');
  await putColumns(writer, 't', columns);
  await writer.finish({ name: '', bytes: 0, openedMs: 0, indexVersion: 0, payload: undefined });
  expect(await getColumns(store, 'k', 't')).toEqual(columns);
  expect(await getColumns(store, 'k', 'other')).toBeUndefined();
});
