// Saving an index and loading it again; what cannot be used is removed.

import { expect, it } from 'vitest';
import { GoState } from '../../../../shared/model/states';
import { INDEX_VERSION } from '../../../../shared/model/tables';
import { layoutOfAll } from '../../../../shared/query/layout';
import { getColumns, putColumns } from '../../../../shared/store/column-chunks';
import { createMemoryStore } from '../../../../shared/store/memory-store';
import { loadIndex, saveIndex, storedSummary } from '../../../../shared/store/trace-index-io';
import type { TraceStore } from '../../../../shared/store/trace-store';
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
const made = indexOf(goroutines, {
  gcRanges: () => [{ name: 1, stack: 0, goroutine: 1 }],
  samples: [{ timeNs: 7, goroutine: 1, stack: 0 }],
});
const index = {
  ...made.index,
  symbols: made.symbols,
  eventKinds: { kind: Uint8Array.of(6), name: Int32Array.of(1), stack: Int32Array.of(0) },
  eventPages: [{ section: 2, events: 3, fromNs: 4, toNs: 5, place: { chunk: 6, offset: 7, length: 8 } }],
};

async function saved() {
  const store = createMemoryStore();
  const writer = await store.create(index.key);
  const meta = await saveIndex(writer, index, layoutOfAll(index), { name: 'a.trace', openedMs: 5 });
  return { store, meta };
}

it('loads what it saved', async () => {
  const { store, meta } = await saved();
  expect(meta).toMatchObject({ name: 'a.trace', openedMs: 5, bytes: 1000, indexVersion: INDEX_VERSION });
  expect(storedSummary(meta)).toEqual(index.summary);
  const stored = await loadIndex(store, index.key);
  expect(stored?.layout).toEqual(layoutOfAll(index));
  expect(stored?.first.summary).toEqual(index.summary);
  expect(stored?.first.blocks).toEqual(index.blocks.filter(({ lane }) => lane !== 'goroutine'));
  const loaded = await stored?.whole();
  expect(loaded?.summary).toEqual(index.summary);
  expect(loaded?.goroutines).toEqual(index.goroutines);
  expect(loaded?.gcRanges).toEqual(index.gcRanges);
  expect(loaded?.gcRanges.length).toBe(1);
  expect(loaded?.samples).toEqual(index.samples);
  expect(loaded?.samples.length).toBe(1);
  expect(loaded?.eventKinds).toEqual(index.eventKinds);
  expect(loaded?.eventPages).toEqual(index.eventPages);
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

const without = (store: TraceStore, gone: string): TraceStore => ({
  ...store,
  get: async (key, table, chunk) => (table === gone ? undefined : store.get(key, table, chunk)),
});

it.each(['symbols', 'layout', 'blocks/proc'])('deletes an index that lacks the table %s', async (gone) => {
  const { store } = await saved();
  expect(await loadIndex(without(store, gone), index.key)).toBeUndefined();
  expect(await store.meta(index.key)).toBeUndefined();
});

it.each(['goroutines', 'point-events', 'blocks/goroutine'])(
  'deletes an index whose rest lacks the table %s',
  async (gone) => {
    const { store } = await saved();
    const stored = await loadIndex(without(store, gone), index.key);
    await expect(stored?.whole()).rejects.toThrow('open the file again');
    expect(await store.meta(index.key)).toBeUndefined();
  },
);

it.each([0, 1, 20_000, 200_000])('packs columns of %d elements into chunks', async (length) => {
  const columns = {
    long: Float64Array.from({ length }, (_, i) => i),
    bytes: Uint8Array.from({ length: Math.floor(length / 3) }, (_, i) => i),
    words: Array.from({ length: Math.min(length, 100_000) }, (_, i) => `w${i}`),
    none: new Int32Array(0),
  };
  const store = createMemoryStore();
  const writer = await store.create('k');
  await putColumns(writer, 't', columns);
  await writer.finish({ name: '', bytes: 0, openedMs: 0, indexVersion: 0, payload: undefined });
  expect(await getColumns(store, 'k', 't')).toEqual(columns);
  expect(await getColumns(store, 'k', 'other')).toBeUndefined();
});

it('divides a column that is too large for one piece', async () => {
  const long = Float64Array.from({ length: 5_000_000 }, (_, i) => i);
  const store = createMemoryStore();
  const writer = await store.create('k');
  await putColumns(writer, 't', { long });
  await writer.finish({ name: '', bytes: 0, openedMs: 0, indexVersion: 0, payload: undefined });
  expect(await store.get('k', 't', 1)).toBeDefined();
  const loaded = (await getColumns(store, 'k', 't'))?.long as Float64Array;
  expect(loaded.length).toBe(long.length);
  expect(loaded.every((value, i) => value === i)).toBe(true);
});
