// Tabs of two kinds beside each other: traces and series of dumps.

import { expect, test } from 'vitest';
import { createSessions } from '../../../../renderer/models/sessions';
import type { SourceRef } from '../../../../shared/contract/host';
import { fakeDumps, NO_DUMPS, SETTINGS, summaryOf } from './fake-dump-api';
import { noLayout } from './fake-layout';
import { fakeTraceApi, READY } from './fake-trace-api';

const source = (name: string): SourceRef => ({ name, size: 10, url: `blob:${name}` });

function setUp() {
  const released: string[] = [];
  const dumps: ReturnType<typeof fakeDumps>[] = [];
  const traces: ReturnType<typeof fakeTraceApi>[] = [];
  const sessions = createSessions({
    ...NO_DUMPS,
    createLayout: () => noLayout,
    startTrace() {
      const trace = fakeTraceApi();
      traces.push(trace);
      return { api: trace.api, terminate: () => undefined };
    },
    startDumps() {
      const worker = fakeDumps();
      dumps.push(worker);
      return worker.worker;
    },
    release: ({ name }) => released.push(name),
  });
  return { sessions, released, dumps, traces };
}

test('the shown tab is one of its kind', () => {
  const { sessions } = setUp();
  sessions.open([source('a.trace')]);
  expect(sessions.trace.value?.name.value).toBe('a.trace');
  expect(sessions.dumps.value).toBeUndefined();
  sessions.openDumps([source('s/x.txt'), source('s/y.txt')]);
  expect(sessions.trace.value).toBeUndefined();
  expect(sessions.dumps.value?.name.value).toBe('s');
  sessions.step(1);
  expect(sessions.active.value?.kind).toBe('trace');
  sessions.active.value = undefined;
  expect([sessions.trace.value, sessions.dumps.value]).toEqual([undefined, undefined]);
});

test('a tab can open behind the shown one', () => {
  const { sessions } = setUp();
  sessions.open([source('a.trace')]);
  sessions.openDumps([source('x.txt')], undefined, true);
  sessions.open([source('b.trace')], true);
  expect(sessions.tabs.value.map(({ name }) => name.value)).toEqual(['a.trace', 'x.txt', 'b.trace']);
  expect(sessions.active.value?.name.value).toBe('a.trace');
});

test('a closed series ends its worker and lets all its files go, those that were added too', async () => {
  const { sessions, released, dumps } = setUp();
  sessions.openDumps([source('x.txt')]);
  await dumps[0].last('open').answer({ status: 'ready', summary: summaryOf(3) });
  await dumps[0].last('help').answer({ guide: {}, defaults: SETTINGS });
  const tab = sessions.dumps.value;
  tab?.add([source('y.txt')]);
  await dumps[0].last('add').answer({ status: 'ready', summary: summaryOf(3, 4) });
  if (tab) sessions.close(tab);
  expect(released).toEqual(['x.txt', 'y.txt']);
  expect(dumps[0].isTerminated()).toBe(true);
  expect(sessions.tabs.value).toEqual([]);
});

test('a series that failed is read again in its place, by a new worker', async () => {
  const { sessions, dumps } = setUp();
  sessions.openDumps([source('x.txt'), source('y.txt')]);
  sessions.open([source('a.trace')]);
  const [failed] = sessions.tabs.value;
  await dumps[0].last('open').refuse(new Error('gone'));
  sessions.openAgain(failed);
  expect(dumps[1].last('open').args[0]).toEqual([source('x.txt'), source('y.txt')]);
  expect(dumps[0].isTerminated()).toBe(true);
  expect(sessions.tabs.value.map(({ status }) => status.value.kind)).toEqual(['opening', 'opening']);
  expect(sessions.active.value?.kind).toBe('trace');
  sessions.cancel(sessions.tabs.value[0]);
  expect(dumps[1].asked('cancel')).toHaveLength(1);
});

test('a stored trace is found among all tabs', async () => {
  const { sessions, traces } = setUp();
  sessions.openDumps([source('x.txt')]);
  sessions.open([source('a.trace')]);
  await traces[0].last('open').answer(READY);
  sessions.step(-1);
  expect(sessions.active.value?.kind).toBe('dump');
  sessions.openStored({
    key: 'key-1',
    name: 'a.trace',
    bytes: 1,
    indexBytes: 1,
    openedMs: 0,
    spanNs: 1,
    goroutines: 1,
    header: '1.26',
  });
  expect(sessions.tabs.value).toHaveLength(2);
  expect(sessions.active.value?.name.value).toBe('a.trace');
});
