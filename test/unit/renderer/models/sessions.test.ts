import { describe, expect, test } from 'vitest';
import { createSessions, type Tab } from '../../../../renderer/models/sessions';
import type { SourceRef } from '../../../../shared/contract/host';
import { NO_DUMPS } from './fake-dump-api';
import { noLayout } from './fake-layout';
import { type FakeTraceApi, fakeTraceApi, layoutOf, READY, SUMMARY, settle } from './fake-trace-api';

const source = (name: string): SourceRef => ({ name, size: 10, url: `blob:${name}` });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function setUp() {
  const workers: (FakeTraceApi & { terminated: boolean; die: (message: string) => void })[] = [];
  const released: string[] = [];
  const sessions = createSessions({
    createLayout: () => noLayout,
    ...NO_DUMPS,
    startTrace(onDeath) {
      const worker = { ...fakeTraceApi(), terminated: false, die: onDeath };
      workers.push(worker);
      return {
        api: worker.api,
        terminate: () => {
          worker.terminated = true;
        },
      };
    },
    release: ({ name }) => released.push(name),
  });
  const openReady = async (name: string) => {
    sessions.open([source(name)]);
    const worker = workers[workers.length - 1];
    await worker.last('open').answer(READY);
    const session = sessions.trace.value;
    if (!session) throw new Error('no session');
    return { session, worker };
  };
  return { sessions, workers, released, openReady };
}

describe('opening', () => {
  test('each source gets a tab and a worker, the last one is shown', () => {
    const { sessions, workers } = setUp();
    sessions.open([source('a'), source('b')]);
    expect(sessions.tabs.value.map((tab) => tab.name.value)).toEqual(['a', 'b']);
    expect(sessions.active.value?.name.value).toBe('b');
    expect(workers.map((worker) => worker.last('open').args[0])).toEqual([source('a'), source('b')]);
  });

  test('a ready trace shows its whole span and knows its key', async () => {
    const { openReady } = setUp();
    const { session } = await openReady('a');
    expect(session.status.value).toEqual({ kind: 'ready', summary: SUMMARY, fromIndex: false });
    expect(session.window.value).toEqual({ fromNs: 0, toNs: SUMMARY.spanNs });
    expect(session.key.value).toBe('key-1');
  });

  test('progress is shown while opening and ignored afterwards', async () => {
    const { sessions, workers } = setUp();
    sessions.open([source('a')]);
    const opening = workers[0].last('open');
    const onProgress = opening.args[1] as (progress: object) => void;
    onProgress({ phase: 'reading', bytesRead: 5 });
    expect(sessions.active.value?.status.value).toEqual({ kind: 'opening' });
    expect(sessions.trace.value?.progress.value).toEqual({ phase: 'reading', bytesRead: 5 });
    await opening.answer(READY);
    onProgress({ phase: 'reading', bytesRead: 9 });
    expect(sessions.active.value?.status.value.kind).toBe('ready');
    expect(sessions.trace.value?.progress.value).toBeUndefined();
  });

  test.each([
    [{ status: 'cancelled' }, { kind: 'cancelled' }],
    [
      { status: 'unreadable', summary: SUMMARY },
      { kind: 'unreadable', summary: SUMMARY },
    ],
  ])('%o', async (reply, status) => {
    const { sessions, workers } = setUp();
    sessions.open([source('a')]);
    await workers[0].last('open').answer(reply);
    expect(sessions.active.value?.status.value).toEqual(status);
  });

  test('a refused open and a dead worker say why', async () => {
    const { sessions, workers } = setUp();
    sessions.open([source('a'), source('b')]);
    await workers[0].last('open').refuse(new Error('file is gone'));
    workers[1].die('no memory');
    expect(sessions.tabs.value.map((tab) => tab.status.value)).toEqual([
      { kind: 'failed', message: 'file is gone' },
      { kind: 'failed', message: 'no memory' },
    ]);
  });

  test('opening again replaces the tab in its place with a new worker', async () => {
    const { sessions, workers, released } = setUp();
    sessions.open([source('a'), source('b')]);
    const [first] = sessions.tabs.value;
    await workers[0].last('open').answer({ status: 'cancelled' });
    sessions.active.value = first;
    sessions.openAgain(first);
    expect(sessions.tabs.value.map((tab) => tab.name.value)).toEqual(['a', 'b']);
    expect(sessions.active.value).toBe(sessions.tabs.value[0]);
    expect(sessions.active.value).not.toBe(first);
    expect(workers[0].terminated).toBe(true);
    expect(released).toEqual([]); // the file is still needed
  });

  test('a stored trace that is open already is shown, not opened twice', async () => {
    const { sessions, openReady, workers } = setUp();
    const { session } = await openReady('a');
    sessions.active.value = undefined;
    const trace = {
      key: 'key-1',
      name: 'a',
      bytes: 1,
      indexBytes: 1,
      openedMs: 0,
      spanNs: 1,
      goroutines: 1,
      header: '',
    };
    sessions.openStored(trace);
    expect(sessions.active.value).toBe(session);
    sessions.openStored({ ...trace, key: 'key-2' });
    expect(workers.at(-1)?.last('openStored').args[0]).toBe('key-2');
  });
});

describe('closing', () => {
  test('ends the worker, frees the source and shows the neighbour', () => {
    const { sessions, workers, released } = setUp();
    sessions.open([source('a'), source('b'), source('c')]);
    const [, b] = sessions.tabs.value;
    sessions.active.value = b;
    sessions.close(b);
    expect(workers.map((worker) => worker.terminated)).toEqual([false, true, false]);
    expect(released).toEqual(['b']);
    expect(sessions.active.value?.name.value).toBe('c');
    sessions.close(sessions.tabs.value[1]);
    sessions.close(sessions.tabs.value[0]);
    expect(sessions.active.value).toBeUndefined();
  });

  test('answers that come too late change nothing', async () => {
    const { sessions, workers } = setUp();
    sessions.open([source('a')]);
    const [session] = sessions.tabs.value;
    sessions.close(session);
    await workers[0].last('open').answer(READY);
    workers[0].die('terminated');
    expect(session.status.value.kind).toBe('opening');
  });

  test('steps go around', () => {
    const { sessions } = setUp();
    sessions.open([source('a'), source('b')]);
    sessions.step(1);
    expect(sessions.active.value?.name.value).toBe('a');
    sessions.step(-1);
    expect(sessions.active.value?.name.value).toBe('b');
  });

  test('a step from the start page shows the first tab', () => {
    const { sessions } = setUp();
    sessions.open([source('a'), source('b')]);
    const shown = sessions.active;
    shown.value = undefined;
    sessions.step(1);
    expect(sessions.tabs.value.indexOf(shown.value as unknown as Tab)).toBe(0);
  });
});

test('ghosts are known by start function, the most first', async () => {
  const { openReady } = setUp();
  const { session, worker } = await openReady('a');
  await worker.last('layout').answer(layoutOf(0, 1, 2));
  expect(worker.last('layout').args[0]).toBe('is:ghost');
  const few = { name: 'main.few', rows: Int32Array.of(1) };
  const many = { name: 'main.many', rows: Int32Array.of(0, 2) };
  await worker.last('layout').answer({ ok: true, total: 3, matched: 3, groups: [few, many], ids: new Float64Array(3) });
  expect(session.ghosts.value).toEqual([many, few]);
});

describe('filter', () => {
  test('is asked for at once, later after a pause; only the last text is asked', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    expect(worker.asked('layout').map((question) => question.args[0])).toEqual(['']);
    await worker.last('layout').answer(layoutOf(0, 1, 2));
    for (const text of ['h', 'ht', 'http']) session.filter.value = text;
    // Behind the first layout the ghosts are asked for, once.
    expect(worker.asked('layout').map((question) => question.args[0])).toEqual(['', 'is:ghost']);
    await pause(120);
    expect(worker.asked('layout').map((question) => question.args[0])).toEqual(['', 'is:ghost', 'http']);
    await worker.last('layout').answer(layoutOf(1));
    expect(session.layout.value?.matched).toBe(1);
    expect(session.appliedFilter.value).toBe('http');
  });

  test('a wrong one keeps the last good layout', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    await worker.last('layout').answer(layoutOf(0, 1, 2));
    session.filter.value = 'g:';
    await pause(120);
    const error = { message: 'a number is missing', from: 2, to: 2 };
    await worker.last('layout').answer({ ok: false, error });
    expect(session.filterError.value).toEqual(error);
    expect(session.layout.value?.matched).toBe(3);
    expect(session.appliedFilter.value).toBe('');
    session.filter.value = 'g:1';
    await pause(120);
    await worker.last('layout').answer(layoutOf(0));
    expect(session.filterError.value).toBeUndefined();
  });

  test('an overtaken answer is dropped', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    const first = worker.last('layout');
    session.filter.value = 'b';
    await pause(120);
    await worker.last('layout').answer(layoutOf(1));
    await first.answer(layoutOf(0, 1, 2));
    expect(session.layout.value?.matched).toBe(1);
  });

  test('a question that fails is told, and the trace stays open', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    await worker.last('layout').refuse(new Error('block 3 is missing'));
    expect(session.fault.value).toBe('block 3 is missing');
    expect(session.status.value.kind).toBe('ready');
  });
});

describe('details', () => {
  test('follow the selection; an overtaken answer is dropped', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    await settle();
    session.selection.value = { goroutine: 1 };
    const first = worker.last('goroutine');
    session.selection.value = { goroutine: 2, span: { lane: 'goroutine', row: 2, timeNs: 50 } };
    await worker.last('goroutine').answer({ row: 2 });
    await first.answer({ row: 1 });
    expect(session.details.goroutine.value).toEqual({ row: 2 });
    expect(worker.last('spanAt').args).toEqual(['goroutine', 2, 50]);
    await worker.last('spanAt').answer({ startNs: 40 });
    expect(session.details.span.value).toEqual({ startNs: 40 });
    session.selection.value = {};
    await settle();
    expect(session.details.goroutine.value).toBeUndefined();
    expect(session.details.span.value).toBeUndefined();
  });

  test('another span of the same goroutine does not ask for the goroutine again', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    session.selection.value = { goroutine: 1, span: { lane: 'goroutine', row: 1, timeNs: 50 } };
    session.selection.value = { goroutine: 1, span: { lane: 'goroutine', row: 1, timeNs: 70 } };
    expect(worker.asked('goroutine')).toHaveLength(1);
    expect(worker.asked('spanAt')).toHaveLength(2);
  });

  test('a step selects the neighbour by its middle, and stays at the ends', async () => {
    const { openReady } = setUp();
    const { session, worker } = await openReady('a');
    session.selection.value = { goroutine: 1, span: { lane: 'goroutine', row: 1, timeNs: 50 } };
    session.details.step(1);
    expect(worker.last('neighbourSpan').args).toEqual(['goroutine', 1, 50, 1]);
    await worker.last('neighbourSpan').answer({ lane: 'goroutine', row: 1, startNs: 60, endNs: 80 });
    expect(session.selection.value).toEqual({ goroutine: 1, span: { lane: 'goroutine', row: 1, timeNs: 70 } });
    session.details.step(1);
    await worker.last('neighbourSpan').answer(undefined);
    expect(session.selection.value.span?.timeNs).toBe(70);
  });
});
