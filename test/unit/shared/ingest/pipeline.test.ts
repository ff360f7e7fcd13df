import { describe, expect, test } from 'vitest';
import type { TraceReader } from '../../../../shared/formats/format';
import { type BlockSink, ingest } from '../../../../shared/ingest/pipeline';
import { createTraceEvent, EventKind, type TraceEvent } from '../../../../shared/model/events';
import type { Problem } from '../../../../shared/model/problems';
import type { Progress } from '../../../../shared/model/requests';
import { SymbolTableBuilder } from '../../../../shared/model/symbol-table';
import { BLOCK_SPANS, type Columns } from '../../../../shared/model/tables';
import { decodeLevel } from '../../../../shared/store/span-format';
import { type EventLiteral, go, proc, sync } from './support';

/** A reader whose events are given: a byte of the file yields one of them. */
function fakeReader(events: readonly EventLiteral[], problems: readonly Problem[] = []) {
  const log = { pushed: 0, ended: false };
  let next = 0;
  const event = createTraceEvent();
  const reader: TraceReader = {
    header: '1.26',
    symbols: new SymbolTableBuilder(),
    problems,
    generations: 1,
    threads: 1,
    get bytesUnderstood() {
      return log.pushed;
    },
    get bytesInOrder() {
      return next;
    },
    wallStartMs: 1234,
    push(chunk) {
      log.pushed += chunk.length;
    },
    end() {
      log.ended = true;
    },
    step(sink, maxEvents) {
      const to = Math.min(events.length, log.pushed, next + maxEvents);
      for (; next < to; next++) sink(Object.assign(event, createTraceEvent(), events[next]) as TraceEvent);
      return next < Math.min(events.length, log.pushed);
    },
  };
  return { log, detect: () => ({ ok: true, reader }) as const };
}

async function* chunksOf(bytes: number, size: number, fails?: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; at += size) yield new Uint8Array(Math.min(size, bytes - at));
  if (fails !== undefined) throw new Error(fails);
}

function recordingSink() {
  const puts: { table: string; chunk: number; columns: Columns }[] = [];
  const state = { aborted: false };
  const writer: BlockSink = {
    async put(table, chunk, columns) {
      puts.push({ table, chunk, columns });
    },
    async abort() {
      state.aborted = true;
    },
  };
  return { puts, state, writer };
}

/** Two goroutines that hand a processor to each other, 20 ns each. */
function switches(count: number): EventLiteral[] {
  const events: EventLiteral[] = [
    sync(0),
    proc(1, 0, '?>running'),
    go(2, 1, '?>running', { p: 0, m: 1 }),
    go(3, 2, '->runnable', { p: 0, g: 1, m: 1 }),
  ];
  for (let i = 0; events.length < count; i++) {
    const [from, to] = i % 2 === 0 ? [1, 2] : [2, 1];
    events.push(go(10 + 20 * i, from, 'running>runnable', { p: 0 }), go(11 + 20 * i, to, 'runnable>running', { p: 0 }));
  }
  return events;
}

test('a trace becomes an index; its blocks go to the writer', async () => {
  const events = switches(1000);
  const { log, detect } = fakeReader(events);
  const { puts, state, writer } = recordingSink();
  const result = await ingest({ source: chunksOf(1200, 100), totalBytes: 1200, key: 'k', writer, detect });
  if (result.status !== 'ready') throw new Error(result.status);
  const { index } = result;
  expect(log).toEqual({ pushed: 1200, ended: true });
  expect(state.aborted).toBe(false);
  expect(index.key).toBe('k');
  expect(index.summary).toMatchObject({
    format: 'go-trace-v2',
    header: '1.26',
    bytes: 1200,
    readFraction: 1,
    spanNs: events.at(-1)!.timeNs,
    wallStartMs: 1234,
    events: 1000,
    goroutines: 2,
    procs: 1,
    procIds: [0],
    threads: 1,
    problems: [],
  });
  expect([...index.goroutines.id]).toEqual([1, 2]);
  expect(index.blocks.map(({ lane, block }) => `${lane} ${block}`)).toEqual(['goroutine 0', 'proc 0', 'gc 0']);
  const expected = index.blocks.flatMap(({ lane, widthNs }) =>
    widthNs.map((_, level) => `spans/0/${lane}/0/${level} 0`),
  );
  expect(puts.map(({ table, chunk }) => `${table} ${chunk}`).sort()).toEqual(expected.sort());
  const [info] = index.blocks;
  const first = puts.find(({ table }) => table === 'spans/0/goroutine/0/0');
  const bytes = first?.columns.bytes as Uint8Array;
  expect(info.place[0]).toEqual({ chunk: 0, offset: 0, length: bytes.length });
  expect(decodeLevel(bytes, info, 0, index.kinds, index.sections[0]).startNs.length).toBe(info.spans);
});

test('chunks are written while events come, and the next events wait for the writer', async () => {
  const events = switches(12 * BLOCK_SPANS);
  const { detect } = fakeReader(events);
  let open = 0;
  let stepsWhileOpen = 0;
  const order: string[] = [];
  const writer: BlockSink = {
    async put(table, chunk) {
      open++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      order.push(`${table} ${chunk}`);
      open--;
    },
    async abort() {},
  };
  const result = await ingest({
    source: chunksOf(events.length, 50_000),
    totalBytes: events.length,
    key: 'k',
    writer,
    detect() {
      const detection = detect();
      const { reader } = detection;
      const step: TraceReader['step'] = (sink, maxEvents) => {
        stepsWhileOpen += open;
        return reader.step(sink, maxEvents);
      };
      return { ...detection, reader: Object.create(reader, { step: { value: step } }) };
    },
  });
  expect(result.status).toBe('ready');
  expect(stepsWhileOpen).toBe(0);
  expect(order[0]).toBe('spans/0/goroutine/0/0 0');
  expect(order.filter((entry) => entry.startsWith('spans/0/goroutine/0/0'))).toEqual(
    [0, 1].map((chunk) => `spans/0/goroutine/0/0 ${chunk}`),
  );
});

describe('the host', () => {
  // A clock that every look moves on.
  const ticking = (ms: number) => {
    let time = 0;
    return () => (time += ms);
  };

  test('gets a turn when 30 ms have passed, and progress every 100 ms', async () => {
    const { detect } = fakeReader(switches(1000));
    let turns = 0;
    const progress: Progress[] = [];
    await ingest({
      source: chunksOf(1000, 10),
      totalBytes: 1000,
      key: 'k',
      writer: undefined,
      detect,
      now: ticking(10),
      yieldTurn: async () => void turns++,
      onProgress: (report) => progress.push(report),
    });
    // About 100 looks at the clock, 10 ms each.
    expect(turns).toBeGreaterThan(20);
    expect(progress.length).toBeGreaterThan(8);
    expect(progress.length).toBeLessThan(20);
    const last = progress.at(-1)!;
    expect(last).toMatchObject({ phase: 'reading', totalBytes: 1000 });
    expect(last.bytesRead).toBeGreaterThan(800);
    expect(last.bytesIndexed).toBeGreaterThan(800);
    expect(last.bytesIndexed).toBeLessThanOrEqual(last.bytesRead);
    expect(last.events).toBeGreaterThan(800);
    expect(last.bytesPerSecond).toBeGreaterThan(0);
    expect(progress.map(({ bytesRead }) => bytesRead)).toEqual(
      progress.map(({ bytesRead }) => bytesRead).sort((a, b) => a - b),
    );
  });

  test('can cancel in its turn: nothing more is read, the writer is told, the source is closed', async () => {
    const { log, detect } = fakeReader(switches(1000));
    const signal = { aborted: false };
    const { state, writer } = recordingSink();
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* chunksOf(1000, 10);
      } finally {
        closed = true;
      }
    }
    const result = await ingest({
      source: source(),
      totalBytes: 1000,
      key: 'k',
      writer,
      detect,
      signal,
      now: ticking(50),
      yieldTurn: async () => {
        signal.aborted = log.pushed >= 300;
      },
    });
    expect(result).toEqual({ status: 'cancelled' });
    expect(log.pushed).toBe(300);
    expect(log.ended).toBe(false);
    expect(state.aborted).toBe(true);
    expect(closed).toBe(true);
  });

  test('can cancel before the first byte', async () => {
    const { detect } = fakeReader(switches(10));
    const { state, writer } = recordingSink();
    const result = await ingest({
      source: chunksOf(10, 1),
      totalBytes: 10,
      key: 'k',
      writer,
      detect,
      signal: { aborted: true },
    });
    expect(result.status).toBe('cancelled');
    expect(state.aborted).toBe(true);
  });
});

describe('bad input', () => {
  const open = (source: AsyncIterable<Uint8Array>, totalBytes: number, events: readonly EventLiteral[] = []) => {
    const { detect } = fakeReader(events);
    const sink = recordingSink();
    return ingest({ source, totalBytes, key: 'k', writer: sink.writer, detect }).then((result) => ({ result, sink }));
  };

  test('the source fails on the way: what came before is kept', async () => {
    const { result } = await open(chunksOf(500, 100, 'network gone'), 1000, switches(1000));
    if (result.status !== 'ready') throw new Error(result.status);
    expect(result.index.summary.problems).toEqual([
      { code: 'source', message: 'Reading the file failed at byte 500: network gone.', offset: 500 },
    ]);
    expect(result.index.summary.events).toBe(500);
    expect(result.index.summary.readFraction).toBe(0.5);
  });

  test('the source fails at once: that is said, not that the file is empty', async () => {
    const { result, sink } = await open(chunksOf(0, 1, 'not found'), 1000);
    if (result.status !== 'unreadable') throw new Error(result.status);
    expect(result.summary.problems.map(({ code }) => code)).toEqual(['source']);
    expect(result.summary).toMatchObject({ format: 'unknown', header: '', bytes: 1000, events: 0 });
    expect(sink.state.aborted).toBe(true);
  });

  test('a trace without events is unreadable, with a sentence', async () => {
    for (const events of [[], [sync(0), sync(1)]]) {
      const { result, sink } = await open(chunksOf(100, 100), 100, events);
      if (result.status !== 'unreadable') throw new Error(result.status);
      expect(result.summary).toMatchObject({ format: 'go-trace-v2', header: '1.26' });
      expect(result.summary.problems.map(({ code }) => code)).toEqual(['header-only']);
      expect(sink.state.aborted).toBe(true);
    }
  });

  test.each([
    ['empty', new Uint8Array(0), 'empty'],
    ['not a trace', new TextEncoder().encode('goroutine 1 [running]:\nmain.main()\n'), 'not-a-trace'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'compressed'],
    ['old', new TextEncoder().encode('go 1.9 trace\0\0\0\0more'), 'old-version'],
  ])('%s: what it is, from however small pieces', async (_, bytes, code) => {
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const result = await ingest({ source: source(), totalBytes: bytes.length, key: 'k', writer: undefined });
    if (result.status !== 'unreadable') throw new Error(result.status);
    expect(result.summary.problems.map((problem) => problem.code)).toEqual([code]);
  });

  test('storage that refuses is the caller’s to handle', async () => {
    const { detect } = fakeReader(switches(100));
    const writer: BlockSink = { put: () => Promise.reject(new Error('full')), abort: async () => {} };
    await expect(ingest({ source: chunksOf(100, 100), totalBytes: 100, key: 'k', writer, detect })).rejects.toThrow(
      'full',
    );
  });
});

test('an indexer is offered only the kinds that it asks for, in one walk', async () => {
  const events = [
    ...switches(20),
    { kind: EventKind.Log, timeNs: 900, id: 3 },
    { kind: EventKind.StackSample, timeNs: 901 },
  ];
  const { detect } = fakeReader(events);
  const result = await ingest({ source: chunksOf(100, 100), totalBytes: 100, key: 'k', writer: undefined, detect });
  if (result.status !== 'ready') throw new Error(result.status);
  expect(result.index.summary).toMatchObject({ logs: 1, samples: 1, tasks: 1, events: 22 });
});
