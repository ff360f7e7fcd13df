// What a session shows while its file is being read.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSessions } from '../../../../renderer/models/sessions';
import type { TraceSummary } from '../../../../shared/model/requests';
import { NO_DUMPS } from './fake-dump-api';
import { noLayout } from './fake-layout';
import { fakeTraceApi, layoutOf, READY, SUMMARY } from './fake-trace-api';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets promises run, and `ms` pass. */
const pass = (ms = 1) => vi.advanceTimersByTimeAsync(ms);

function setUp() {
  const worker = fakeTraceApi();
  let die: (message: string) => void = () => undefined;
  const sessions = createSessions({
    createLayout: () => noLayout,
    ...NO_DUMPS,
    startTrace(onDeath) {
      die = onDeath;
      return { api: worker.api, terminate: () => undefined };
    },
    release: () => undefined,
  });
  sessions.open([{ name: 'a', size: 10, url: 'blob:a' }]);
  const session = sessions.trace.value;
  if (session === undefined) throw new Error('no session');
  const opening = worker.last('open');
  const onPartial = opening.args[2] as (summary: TraceSummary) => void;
  const read = (spanNs: number) => onPartial({ ...SUMMARY, spanNs });
  const answer = async (
    method: 'layout' | 'tableOrder' | 'open' | 'goroutine' | 'spanAt' | 'spans',
    value: unknown,
  ) => {
    void worker.last(method).answer(value);
    await pass();
  };
  return { sessions, session, worker, read, answer, die: (message: string) => die(message) };
}

describe('what was read so far', () => {
  test('is shown at its first part, and asked for', () => {
    const { session, worker, read } = setUp();
    expect(session.edition.value).toBe(0);
    expect(worker.asked('layout')).toEqual([]);
    read(1000);
    expect(session.status.value).toEqual({ kind: 'reading', summary: { ...SUMMARY, spanNs: 1000 } });
    expect(session.edition.value).toBe(1);
    expect(session.key.value).toBeUndefined();
    expect(session.window.value).toEqual({ fromNs: 0, toNs: 1000 });
    expect(worker.asked('layout').map(({ args }) => args[0])).toEqual(['']);
    expect(worker.asked('tableOrder')).toHaveLength(1);
  });

  test('is renewed at most twice a second, with the latest part', async () => {
    const { session, read } = setUp();
    for (let spanNs = 1000; spanNs <= 20_000; spanNs += 1000) {
      read(spanNs);
      await pass(100);
    }
    // Two seconds: at 0, 0.5, 1 and 1.5 s, and the last one when its time has come.
    expect(session.edition.value).toBeLessThanOrEqual(5);
    await pass(500);
    expect(session.status.value).toMatchObject({ kind: 'reading', summary: { spanNs: 20_000 } });
    expect(session.edition.value).toBeLessThanOrEqual(6);
  });

  test('a slow layout is shown, and asked for again only when it came', async () => {
    const { session, worker, read, answer } = setUp();
    read(1000);
    for (let spanNs = 2000; spanNs <= 5000; spanNs += 1000) {
      await pass(600);
      read(spanNs);
    }
    expect(worker.asked('layout')).toHaveLength(1);
    await answer('layout', layoutOf(0));
    expect(session.layout.value?.matched).toBe(1);
    expect(worker.asked('layout').map(({ args }) => args[0])).toEqual(['', '']);
    await answer('layout', layoutOf(0, 1, 2));
    expect(session.layout.value?.matched).toBe(3);
    expect(worker.asked('layout')).toHaveLength(2);
  });

  test('keeps filter, selection and range; their answers are renewed', async () => {
    const { session, worker, read, answer } = setUp();
    read(1000);
    await answer('layout', layoutOf(0, 1));
    session.filter.value = 'http';
    session.selection.value = { goroutine: 1, span: { lane: 'goroutine', row: 1, timeNs: 50 } };
    session.range.value = { fromNs: 10, toNs: 90 };
    await pass(200);
    await answer('layout', layoutOf(1));
    await answer('goroutine', { row: 1, totalNs: 10 });
    await answer('spanAt', { row: 1, startNs: 40, endNs: 1000 });
    await pass(500);
    read(2000);
    expect(session.filter.value).toBe('http');
    expect(session.selection.value.span?.timeNs).toBe(50);
    expect(session.range.value).toEqual({ fromNs: 10, toNs: 90 });
    expect(worker.last('layout').args[0]).toBe('http');
    expect(worker.asked('goroutine')).toHaveLength(2);
    expect(worker.asked('spanAt')).toHaveLength(2);
    // What was known stays until the new answers are there.
    expect(session.details.goroutine.value).toMatchObject({ totalNs: 10 });
    await pass(100);
    await answer('goroutine', { row: 1, totalNs: 20 });
    expect(session.details.goroutine.value).toMatchObject({ totalNs: 20 });
  });
});

describe('the window', () => {
  test('shows all that was read until the user chose what to look at', async () => {
    const { session, read } = setUp();
    read(1000);
    await pass(600);
    read(2000);
    expect(session.window.value).toEqual({ fromNs: 0, toNs: 2000 });
    session.window.value = { fromNs: 100, toNs: 300 };
    await pass(600);
    read(4000);
    expect(session.window.value).toEqual({ fromNs: 100, toNs: 300 });
    // Back at all of it, it follows again; the margins of the timeline do not count.
    session.window.value = { fromNs: -20, toNs: 4020 };
    await pass(600);
    read(9000);
    expect(session.window.value).toEqual({ fromNs: 0, toNs: 9000 });
  });

  test('stays while something is selected, also at the end', async () => {
    const { session, read, answer } = setUp();
    read(1000);
    session.selection.value = { goroutine: 1 };
    await pass(600);
    read(2000);
    expect(session.window.value).toEqual({ fromNs: 0, toNs: 1000 });
    await answer('open', READY);
    expect(session.window.value).toEqual({ fromNs: 0, toNs: 1000 });
  });
});

describe('ghosts', () => {
  const ghostly = { row: 1, ghost: true, finalSinceNs: 10 };

  test('are nobody while the end is not known', async () => {
    const { session, worker, read, answer } = setUp();
    read(1000);
    await answer('layout', layoutOf(0, 1));
    expect(worker.asked('layout').map(({ args }) => args[0])).toEqual(['']);
    expect(session.ghosts.value).toBeUndefined();
    session.selection.value = { goroutine: 1 };
    await answer('goroutine', ghostly);
    expect(session.details.goroutine.value?.ghost).toBe(false);
    const spans = session.api.spans({ lane: 'goroutine', rows: Int32Array.of(1), fromNs: 0, toNs: 9, nsPerPx: 1 });
    await answer('spans', { ghost: Uint8Array.of(0, 1) });
    expect([...(await spans).ghost]).toEqual([0, 0]);
  });

  test('are asked for when all was read, and do not change what is selected', async () => {
    const { session, worker, read, answer } = setUp();
    read(1000);
    await answer('layout', layoutOf(0, 1));
    session.selection.value = { goroutine: 1 };
    await answer('goroutine', ghostly);
    await answer('open', READY);
    await answer('goroutine', ghostly);
    expect(session.details.goroutine.value?.ghost).toBe(true);
    expect(session.selection.value).toEqual({ goroutine: 1 });
    expect(worker.asked('layout').map(({ args }) => args[0])).toContain('is:ghost');
  });
});

describe('the end of reading', () => {
  test('comes at once, and drops a part that waits for its time', async () => {
    const { session, read, answer } = setUp();
    read(1000);
    read(2000);
    await answer('open', READY);
    expect(session.status.value).toMatchObject({ kind: 'ready', summary: { spanNs: SUMMARY.spanNs } });
    const { value } = session.edition;
    await pass(2000);
    expect(session.edition.value).toBe(value);
    expect(session.status.value.kind).toBe('ready');
  });

  test('by a cancel leaves nothing on the page', async () => {
    const { sessions, session, worker, read, answer } = setUp();
    read(1000);
    read(2000);
    sessions.cancel(session);
    expect(worker.asked('cancel')).toHaveLength(1);
    await answer('open', { status: 'cancelled' });
    await pass(2000);
    expect(session.status.value).toEqual({ kind: 'cancelled' });
  });

  test('by a failure keeps what was shown and says why', async () => {
    const { session, worker, read } = setUp();
    read(1000);
    void worker.last('open').refuse(new Error('the file is gone'));
    await pass();
    expect(session.status.value).toEqual({
      kind: 'stopped',
      summary: { ...SUMMARY, spanNs: 1000 },
      message: 'the file is gone',
    });
    read(3000);
    await pass(2000);
    expect(session.status.value.kind).toBe('stopped');
  });

  test('by the death of the worker too', () => {
    const { session, read, die } = setUp();
    read(1000);
    die('no memory');
    expect(session.status.value).toMatchObject({ kind: 'stopped', message: 'no memory' });
  });
});
