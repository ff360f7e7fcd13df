// What every TraceStore must do, run on MemoryStore and on DexieStore (in Node over fake-indexeddb, and in Chromium).

import { describe, expect, it } from 'vitest';
import { type Columns, INDEX_VERSION } from '../../shared/model/tables';
import { columnsBytes } from '../../shared/store/owned-columns';
import type { TraceStore } from '../../shared/store/trace-store';

export interface StoreUnderTest {
  readonly store: TraceStore;
  /** A writer of another page puts two chunks under the key and goes on living until `die`. */
  leaveUnfinished(key: string): Promise<{ die(): Promise<void> }>;
  /** A store of another worker on the same database; absent where workers share none. */
  readonly other?: TraceStore;
  /** Chunks kept, of whatever trace, ready or not. */
  chunkCount(): Promise<number>;
}

export const sampleColumns = (seed = 1): Columns => ({
  f64: Float64Array.of(seed, 0.5, Number.NaN, 2 ** 53),
  f32: Float32Array.of(seed, 0.25),
  i32: Int32Array.of(-1, seed),
  u32: Uint32Array.of(0xffffffff),
  u16: Uint16Array.of(65535),
  u8: new Uint8Array(0),
  words: ['', 'chan receive', '日本'],
});

const META = { name: 'a.trace', bytes: 10, openedMs: 1, indexVersion: INDEX_VERSION, payload: { some: 'thing' } };

async function write(store: TraceStore, key: string, openedMs = 1, seed = 1): Promise<void> {
  const writer = await store.create(key);
  await writer.put('t', 0, sampleColumns(seed));
  await writer.put('t', 1, sampleColumns(seed + 1));
  await writer.finish({ ...META, openedMs });
}

const keys = async (store: TraceStore) => (await store.list()).map(({ key }) => key);

/** @param make a store that is empty */
export function describeStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    it('shows nothing of a trace before finish', async () => {
      const { store } = await make();
      const writer = await store.create('a');
      await writer.put('t', 0, sampleColumns());
      expect(await store.meta('a')).toBeUndefined();
      expect(await store.get('a', 't', 0)).toBeUndefined();
      expect(await store.list()).toEqual([]);
      await writer.finish(META);
      expect((await store.meta('a'))?.name).toBe('a.trace');
    });

    it('gives back equal columns of the same types', async () => {
      const { store } = await make();
      await write(store, 'a', 1, 7);
      expect(await store.get('a', 't', 0)).toEqual(sampleColumns(7));
      expect(await store.get('a', 't', 1)).toEqual(sampleColumns(8));
      expect(await store.get('a', 't', 2)).toBeUndefined();
      expect(await store.get('a', 'other', 0)).toBeUndefined();
      expect(await store.get('b', 't', 0)).toBeUndefined();
    });

    it('keeps of a view only its own elements', async () => {
      const { store } = await make();
      const writer = await store.create('a');
      const large = new Float64Array(1000).fill(3);
      await writer.put('t', 0, { part: large.subarray(10, 12) });
      large.fill(9);
      const meta = await writer.finish(META);
      const part = (await store.get('a', 't', 0))?.part as Float64Array;
      expect(part).toEqual(Float64Array.of(3, 3));
      expect(part.buffer.byteLength).toBe(16);
      expect(meta.indexBytes).toBe(16);
    });

    it('takes more than one batch', async () => {
      const { store, chunkCount } = await make();
      const writer = await store.create('a');
      for (let chunk = 0; chunk < 11; chunk++)
        await writer.put('t', chunk, { f: new Float64Array(131_072).fill(chunk) });
      await writer.finish(META);
      expect(await chunkCount()).toBe(11);
      for (const chunk of [0, 4, 10]) {
        expect(await store.get('a', 't', chunk)).toEqual({ f: new Float64Array(131_072).fill(chunk) });
      }
    });

    it('has all that was put after a flush, also what nobody waited for', async () => {
      const { store } = await make();
      const writer = await store.create('a');
      const puts = Array.from({ length: 9 }, (_, chunk) => writer.put('t', chunk, { f: new Float64Array(300_000) }));
      await writer.flush();
      for (const chunk of puts.keys()) expect(await writer.get('t', chunk), `chunk ${chunk}`).toBeDefined();
      await Promise.all(puts);
      expect((await writer.finish(META)).indexBytes).toBe(9 * 2_400_000);
    });

    it('returns the meta record as it was given, with the key and the size of the index', async () => {
      const { store } = await make();
      const payload = { summary: { reasons: ['', 'select'], counters: [{ min: Float64Array.of(1) }] } };
      const writer = await store.create('a');
      await writer.put('t', 0, { f: new Float64Array(4), words: ['abc'] });
      const meta = await writer.finish({ ...META, payload });
      expect(meta).toEqual({ ...META, payload, key: 'a', indexBytes: 38 });
      expect(await store.meta('a')).toEqual(meta);
      expect(await store.list()).toEqual([meta]);
    });

    it('leaves nothing after abort', async () => {
      const { store, chunkCount } = await make();
      const writer = await store.create('a');
      await writer.put('t', 0, { f: new Float64Array(600_000) });
      await writer.put('t', 1, sampleColumns());
      await writer.abort();
      expect(await store.meta('a')).toBeUndefined();
      expect(await chunkCount()).toBe(0);
      await expect(writer.put('t', 2, sampleColumns())).rejects.toThrow('no longer being written');
      await expect(writer.finish(META)).rejects.toThrow('no longer being written');
    });

    it('replaces what stood under a key', async () => {
      const { store, chunkCount } = await make();
      await write(store, 'a');
      const writer = await store.create('a');
      expect(await store.meta('a')).toBeUndefined();
      await writer.put('t', 0, sampleColumns(5));
      await writer.finish({ ...META, name: 'second' });
      expect((await store.meta('a'))?.name).toBe('second');
      expect(await store.get('a', 't', 0)).toEqual(sampleColumns(5));
      expect(await store.get('a', 't', 1)).toBeUndefined();
      expect(await chunkCount()).toBe(1);
    });

    it('lets the last of two writers of one key win, and keeps nothing of the other', async () => {
      const { store, chunkCount } = await make();
      const first = await store.create('a');
      const second = await store.create('a');
      await first.put('t', 0, sampleColumns(1));
      await second.put('t', 0, sampleColumns(2));
      await first.finish(META);
      expect(await store.get('a', 't', 0)).toEqual(sampleColumns(1));
      await second.finish({ ...META, name: 'second' });
      expect(await store.get('a', 't', 0)).toEqual(sampleColumns(2));
      expect(await keys(store)).toEqual(['a']);
      expect(await chunkCount()).toBe(1);
    });

    it('lists the last opened first, touch moves a trace up', async () => {
      const { store } = await make();
      await write(store, 'old', 10);
      await write(store, 'new', 30);
      await write(store, 'middle', 20);
      expect(await keys(store)).toEqual(['new', 'middle', 'old']);
      await store.touch('old', 40);
      await store.touch('unknown', 50);
      expect(await keys(store)).toEqual(['old', 'new', 'middle']);
      expect((await store.meta('old'))?.openedMs).toBe(40);
    });

    it('deletes one trace whole and no other', async () => {
      const { store, chunkCount } = await make();
      await write(store, 'a');
      await write(store, 'ab');
      expect(await store.get('a', 't', 0)).toBeDefined();
      await store.delete('a');
      await store.delete('unknown');
      expect(await keys(store)).toEqual(['ab']);
      expect(await store.get('a', 't', 0)).toBeUndefined();
      expect(await store.get('ab', 't', 0)).toEqual(sampleColumns());
      expect(await chunkCount()).toBe(2);
    });

    it('does not delete what is in use, as long as it is', async () => {
      const { store, other = store } = await make();
      await write(store, 'a');
      const [first, second] = [await store.use('a'), await store.use('a')];
      expect(await other.deleteUnused('a')).toBe(false);
      first();
      first();
      expect(await other.deleteUnused('a')).toBe(false);
      expect(await keys(other)).toEqual(['a']);
      second();
      // A page hears of it a moment later.
      await expect.poll(() => other.deleteUnused('a')).toBe(true);
      expect(await keys(store)).toEqual([]);
      expect(await other.deleteUnused('unknown')).toBe(true);
    });

    it('leaves a living writer of another page alone, and sweeps what a dead one left', async () => {
      const { store, leaveUnfinished, chunkCount } = await make();
      await write(store, 'a');
      const other = await leaveUnfinished('b');
      expect(await keys(store)).toEqual(['a']);
      expect(await store.meta('b')).toBeUndefined();
      expect(await chunkCount()).toBe(4);
      await other.die();
      expect(await keys(store)).toEqual(['a']);
      expect(await chunkCount()).toBe(2);
      expect(await store.get('a', 't', 0)).toEqual(sampleColumns());
    });

    it('takes chunks of other workers under the same write, if it can be joined', async () => {
      const { store, other, chunkCount } = await make();
      if (other === undefined) return expect(store.join).toBeUndefined();
      const writer = await store.create('a');
      const joined = other.join?.(writer.id);
      await Promise.all([
        writer.put('t', 0, { f: new Float64Array(4) }),
        joined?.put('t', 1, { f: new Float64Array(600_000).fill(5) }),
      ]);
      await joined?.put('t', 2, sampleColumns(3));
      await joined?.flush();
      expect(await writer.get('t', 1)).toEqual({ f: new Float64Array(600_000).fill(5) });
      expect(await writer.get('t', 2)).toEqual(sampleColumns(3));
      expect(await other.list()).toEqual([]);
      const meta = await writer.finish(META);
      expect(meta.indexBytes).toBe(32 + 4_800_000 + columnsBytes(sampleColumns(3)));
      expect(await other.get('a', 't', 2)).toEqual(sampleColumns(3));
      expect(await chunkCount()).toBe(3);
      await store.delete('a');
      expect(await chunkCount()).toBe(0);
      await write(store, 'a');
      await joined?.put('t', 3, sampleColumns(4));
      await expect(joined?.flush()).rejects.toThrow('removed while');
      expect(await chunkCount()).toBe(2);
    });

    it('keeps nothing of a joined writer after abort', async () => {
      const { store, other, chunkCount } = await make();
      if (other === undefined) return expect(store.join).toBeUndefined();
      const writer = await store.create('a');
      const joined = other.join?.(writer.id);
      await joined?.put('t', 0, { f: new Float64Array(600_000) });
      const under = joined?.put('t', 1, { f: new Float64Array(600_000) });
      await writer.abort();
      await under?.catch(() => undefined);
      await joined?.put('t', 2, sampleColumns()).catch(() => undefined);
      await expect(joined?.flush()).rejects.toThrow('removed while');
      expect(await other.list()).toEqual([]);
      expect(await chunkCount()).toBe(0);
    });
  });
}
