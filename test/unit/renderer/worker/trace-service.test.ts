// The whole way in Node: a real trace through fingerprint, ingest, store and queries.

import { describe, expect, it } from 'vitest';
import { createTraceService } from '../../../../renderer/worker/trace-service';
import type { OpenReply, TraceApi } from '../../../../shared/contract/trace-api';
import type { Progress } from '../../../../shared/model/requests';
import { SPAN_CLASS_COUNT, SpanClass } from '../../../../shared/model/states';
import { createMemoryStore } from '../../../../shared/store/memory-store';
import { StorageError } from '../../../../shared/store/storage-error';
import type { TraceStore } from '../../../../shared/store/trace-store';
import { fileSource } from '../../../support/file-source';

const fixture = (name: string) => new URL(`../../../fixtures/${name}`, import.meta.url).pathname;
const HTTP = fixture('traces/http-1.27.trace');
const LEAK = fixture('traces/leak-1.27.trace');
const LARGE = fixture('traces/many100k-1.26.trace');
const silent = () => undefined;

function serviceOn(store: TraceStore = createMemoryStore(), between?: (bytesSent: number) => Promise<void> | void) {
  const source = fileSource(between);
  let clock = 0;
  return {
    ...source,
    store,
    service: createTraceService({ store, openSource: source.openSource, now: () => ++clock }),
  };
}

function readyReply(reply: OpenReply) {
  if (reply.status !== 'ready') throw new Error(`not ready but ${reply.status}`);
  return reply;
}

/** The trace of a request over all goroutines and the whole time. */
async function allGoroutines(service: TraceApi) {
  const laid = await service.layout('');
  if (!laid.ok) throw new Error(laid.error.message);
  return laid;
}

describe('open', () => {
  it('reads a file once, then opens it from its index under any name', async () => {
    const { service, ref, streams, store } = serviceOn();
    const progress: Progress[] = [];
    const first = readyReply(await service.open(ref(HTTP), (p) => progress.push(p)));
    expect(first).toMatchObject({
      fromIndex: false,
      summary: { format: 'go-trace-v2', problems: [], readFraction: 1 },
    });
    expect(first.notSaved).toBeUndefined();
    expect(progress.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['checking', 'loading', 'saving']));
    expect(streams).toHaveLength(1);

    const again = serviceOn(store);
    const second = readyReply(await again.service.open({ ...again.ref(HTTP), name: 'renamed' }, silent));
    expect(second).toEqual({ ...first, fromIndex: true });
    expect(again.streams).toEqual([]);
    expect(await allGoroutines(again.service)).toEqual(await allGoroutines(service));
  });

  it('opens a stored trace by its key, lists it and forgets it', async () => {
    const { service, ref, store } = serviceOn();
    const { key, summary } = readyReply(await service.open(ref(HTTP), silent));
    const leak = readyReply(await service.open(ref(LEAK), silent));
    expect((await service.stored()).map(({ name }) => name)).toEqual(['leak-1.27.trace', 'http-1.27.trace']);
    const other = createTraceService({ store, openSource: fileSource().openSource, now: () => 1000 });
    expect(readyReply(await other.openStored(key, silent))).toMatchObject({ fromIndex: true, summary });
    expect((await other.stored())[0]).toMatchObject({
      key,
      name: 'http-1.27.trace',
      bytes: summary.bytes,
      spanNs: summary.spanNs,
      goroutines: summary.goroutines,
      header: summary.header,
      openedMs: 1000,
    });
    // What is open stays, in whichever worker it is open.
    expect(await service.forget(key)).toBe(false);
    expect(await other.forget(key)).toBe(false);
    await other.openStored(leak.key, silent);
    expect(await other.forget(key)).toBe(true);
    expect((await other.stored()).map(({ name }) => name)).toEqual(['leak-1.27.trace']);
    await expect(other.openStored(key, silent)).rejects.toThrow('open the file again');
  });

  it.each(['badmagic', 'empty', 'headeronly-1.27', 'header24'])(
    'says of %s that it is unreadable, and stores nothing',
    async (name) => {
      const { service, ref } = serviceOn();
      const reply = await service.open(ref(fixture(`broken/${name}.trace`)), silent);
      expect(reply.status).toBe('unreadable');
      expect(reply.status === 'unreadable' && reply.summary.problems.length).toBeGreaterThan(0);
      expect(await service.stored()).toEqual([]);
    },
  );

  it('opens a packed trace as the trace, under a key of its own, and again from its index', async () => {
    const { service, ref, store, streams } = serviceOn();
    const plain = readyReply(await service.open(ref(LEAK), silent));
    const packed = readyReply(await service.open(ref(fixture('broken/gzipped.trace')), silent));
    expect(packed.key).not.toBe(plain.key);
    expect(packed.summary).toMatchObject({ wrapper: 'gzip', unpackedBytes: plain.summary.bytes, readFraction: 1 });
    expect(packed.summary.events).toBe(plain.summary.events);
    const read = streams.length;
    expect(readyReply(await service.open(ref(fixture('broken/gzipped.trace')), silent))).toEqual({
      ...packed,
      fromIndex: true,
    });
    expect(streams.length).toBe(read);
    expect((await store.list()).map(({ bytes }) => bytes).sort((a, b) => b - a)).toEqual([56_980, 31_702]);
  });

  it('shows a trace that cannot be saved, and says why', async () => {
    const refused = async () => {
      throw new StorageError('Storage is off.');
    };
    const store: TraceStore = { ...createMemoryStore(), meta: refused, create: refused, list: refused };
    const { service, ref } = serviceOn(store);
    expect(readyReply(await service.open(ref(HTTP), silent)).notSaved).toBe('Storage is off.');
    expect((await allGoroutines(service)).matched).toBeGreaterThan(0);
    expect(await service.stored()).toEqual([]);
  });

  it('shows a trace whose index fills the storage, and leaves nothing there', async () => {
    const inner = createMemoryStore();
    let aborted = 0;
    const store: TraceStore = {
      ...inner,
      async create(key) {
        const writer = await inner.create(key);
        let puts = 0;
        return {
          ...writer,
          put: (...args) => (++puts > 2 ? Promise.reject(new StorageError('Full.')) : writer.put(...args)),
          abort: () => {
            aborted++;
            return writer.abort();
          },
        };
      },
    };
    const { service, ref, streams } = serviceOn(store);
    expect(readyReply(await service.open(ref(HTTP), silent)).notSaved).toBe('Full.');
    expect(streams).toHaveLength(2);
    expect(aborted).toBe(1);
    const { groups } = await allGoroutines(service);
    const [row] = groups[0].rows;
    expect((await service.goroutine(row)).name).toBe(groups[0].name);
  });

  it('passes on that the source is gone', async () => {
    const service = createTraceService({
      store: createMemoryStore(),
      openSource: () => ({
        stream: async function* () {},
        range: () => Promise.reject(new Error('x cannot be read any more: gone')),
      }),
      now: () => 1,
    });
    await expect(service.open({ name: 'x', size: 10, url: 'x' }, silent)).rejects.toThrow('cannot be read any more');
  });
});

describe('cancel', () => {
  it('stops in the middle of the file and leaves nothing', async () => {
    const cancelAt = 200_000;
    const { service, ref, store } = serviceOn(createMemoryStore(), (sent) => {
      if (sent >= cancelAt) service.cancel();
    });
    expect(await service.open(ref(LARGE), silent)).toEqual({ status: 'cancelled' });
    expect(await store.list()).toEqual([]);
    await expect(service.layout('')).rejects.toThrow('no trace is open');
  });

  it('stops although the source does not answer', async () => {
    let noteAsked: () => void;
    const asked = new Promise<void>((resolve) => {
      noteAsked = resolve;
    });
    const service = createTraceService({
      store: createMemoryStore(),
      openSource: () => ({
        stream: async function* () {},
        range: (_from, _to, signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')));
            noteAsked();
          }),
      }),
      now: () => 1,
    });
    const opening = service.open({ name: 'x', size: 10, url: 'x' }, silent);
    await asked;
    service.cancel();
    expect(await opening).toEqual({ status: 'cancelled' });
  });

  it('is heard while events are being read', async () => {
    const { service, ref } = serviceOn();
    const events: number[] = [];
    // As a message would arrive: in a macrotask, while the pipeline works.
    const reply = await service.open(ref(LARGE), (progress) => {
      if (progress.phase !== 'reading') return;
      events.push(progress.events);
      setTimeout(() => service.cancel(), 0);
    });
    expect(reply).toEqual({ status: 'cancelled' });
    expect(events.length).toBeGreaterThan(0);
  });
});

describe('queries on a real trace', () => {
  const { service, ref } = serviceOn();
  const opened = service.open(ref(HTTP), silent).then(readyReply);

  it('has spans of every goroutine that add up to its accounts', async () => {
    const { summary } = await opened;
    const { groups } = await allGoroutines(service);
    const rows = Int32Array.from(groups.flatMap((group) => [...group.rows]));
    expect(rows).toHaveLength(summary.goroutines);
    const reply = await service.spans({ lane: 'goroutine', rows, fromNs: 0, toNs: summary.spanNs, nsPerPx: 1 });
    const table = await service.tableRows(rows);
    rows.forEach((_, i) => {
      const ns = new Float64Array(SPAN_CLASS_COUNT);
      for (let item = reply.offset[i]; item < reply.offset[i + 1]; item++) {
        if (item > reply.offset[i]) expect(reply.startNs[item]).toBe(reply.endNs[item - 1]);
        ns[reply.coverage.subarray(item * SPAN_CLASS_COUNT, (item + 1) * SPAN_CLASS_COUNT).indexOf(255)] +=
          reply.endNs[item] - reply.startNs[item];
      }
      expect(ns[SpanClass.Running]).toBeCloseTo(table.execNs[i], 0);
      expect(ns[SpanClass.Runnable]).toBeCloseTo(table.schedWaitNs[i], 0);
    });
  });

  it('has the same time per state in spans and in density', async () => {
    const { summary } = await opened;
    const nsPerPx = 2 ** Math.ceil(Math.log2(summary.spanNs / 1500));
    const reply = await service.density({ groups: 'all', fromNs: 0, toNs: summary.spanNs, nsPerPx });
    expect(reply.columns).toBeLessThanOrEqual(1500);
    const { groups } = await allGoroutines(service);
    const table = await service.tableRows(Int32Array.from(groups.flatMap((group) => [...group.rows])));
    const running = table.execNs.reduce((a, b) => a + b, 0);
    let drawn = 0;
    for (let column = 0; column < reply.columns; column++) drawn += reply.value[column * SPAN_CLASS_COUNT] * nsPerPx;
    expect(Math.abs(drawn - running) / running).toBeLessThan(0.01);
  });

  it('finds at every span of a row the same span by its middle', async () => {
    const { summary } = await opened;
    const { groups } = await allGoroutines(service);
    const row = groups[0].rows[0];
    const reply = await service.spans({
      lane: 'goroutine',
      rows: Int32Array.of(row),
      fromNs: 0,
      toNs: summary.spanNs,
      nsPerPx: 1,
    });
    expect(reply.startNs.length).toBeGreaterThan(1);
    for (let i = 0; i < Math.min(reply.startNs.length, 50); i++) {
      const middle = (reply.startNs[i] + reply.endNs[i]) / 2;
      const span = await service.spanAt('goroutine', row, middle);
      expect(span).toMatchObject({ startNs: reply.startNs[i], endNs: reply.endNs[i] });
      if (i > 0) {
        expect(await service.neighbourSpan('goroutine', row, middle, -1)).toMatchObject({
          startNs: reply.startNs[i - 1],
        });
      }
    }
  });

  it('knows what ran on a processor', async () => {
    const { summary } = await opened;
    const rows = Int32Array.from(summary.procIds, (_, row) => row);
    const reply = await service.spans({ lane: 'proc', rows, fromNs: 0, toNs: summary.spanNs, nsPerPx: 1 });
    const item = reply.arg.findIndex((arg) => arg >= 0);
    const row = reply.offset.findIndex((offset) => offset > item) - 1;
    const span = await service.spanAt('proc', row, reply.startNs[item]);
    expect(span).toMatchObject({ state: 'running', proc: summary.procIds[row], goroutine: { row: reply.arg[item] } });
  });

  it('filters by name and refuses a filter that does not read', async () => {
    await opened;
    const { groups } = await allGoroutines(service);
    const filtered = await service.layout(`"${groups[0].name}"`);
    expect(filtered.ok && filtered.groups.map(({ name }) => name)).toContain(groups[0].name);
    expect(await service.tableOrder('dur>', { column: 'id', descending: false })).toMatchObject({ ok: false });
  });
});

describe('ghosts of real traces', () => {
  async function ghostNames(path: string): Promise<readonly string[]> {
    const { service, ref } = serviceOn();
    const { summary } = readyReply(await service.open(ref(path), silent));
    const details = await Promise.all(Array.from({ length: summary.goroutines }, (_, row) => service.goroutine(row)));
    return details.filter(({ ghost }) => ghost).map(({ name }) => name);
  }

  it('are the leaked goroutines, each of them', async () => {
    const names = await ghostNames(LEAK);
    // 127 that were started in the trace, and 24 that waited already when it began.
    expect(names.length).toBe(151);
    expect(names.filter((name) => !name.startsWith('main.leak'))).toEqual([]);
  });

  it('are none in a server that works', async () => {
    expect(await ghostNames(HTTP)).toEqual([]);
  });
});
