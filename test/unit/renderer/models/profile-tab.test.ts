// A tab of profiles: what it begins with, what comes to compare with, what is refused. The worker's answers are given by hand.

import { expect, test } from 'vitest';
import { startProfileTab } from '../../../../renderer/models/profile-tab';
import type { SourceRef } from '../../../../shared/contract/host';
import type { ProfileApi, ProfileOpenReply } from '../../../../shared/contract/profile-api';
import type { GraphRequest } from '../../../../shared/model/graph-requests';
import type { ProfileInfo } from '../../../../shared/model/profile-requests';
import { noLayout } from './fake-layout';
import { settle } from './fake-trace-api';

const source = (name: string): SourceRef => ({ name, size: 10, url: `blob:${name}` });
const info = (name: string, timeMs?: number): ProfileInfo => ({
  ...{ name, bytes: 10, what: 'heap profile', sampleTypes: [], samples: 3, comments: [] },
  ...(timeMs === undefined ? {} : { timeMs }),
});
const ready = (...profiles: readonly ProfileInfo[]): ProfileOpenReply => ({ status: 'ready', summary: { profiles } });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function setUp(names: readonly string[]) {
  const answers: ((reply: ProfileOpenReply) => void)[] = [];
  const asked: GraphRequest[] = [];
  let say = (_message: string): void => {};
  let ended = false;
  const later = () => new Promise<ProfileOpenReply>((resolve) => answers.push(resolve));
  const api: ProfileApi = {
    open: later,
    add: later,
    cancel() {},
    graphSources: async () => [{ id: 'a/bytes', label: 'a', unit: 'bytes', timed: false, kind: 'calls' }],
    graph(request) {
      asked.push(request);
      return new Promise(() => {});
    },
    flame: () => new Promise(() => {}),
  };
  const { tab, dispose } = startProfileTab('p', {
    sources: names.map(source),
    layout: noLayout,
    worker: {
      api,
      onDeath: (listener) => {
        say = listener;
      },
      terminate: () => {
        ended = true;
      },
    },
  });
  const answer = async (reply: ProfileOpenReply) => {
    answers.shift()?.(reply);
    await settle();
  };
  return { tab, dispose, answer, asked, die: (message: string) => say(message), isEnded: () => ended };
}

test('one profile is shown by itself', async () => {
  const { tab, answer, asked, dispose, isEnded } = setUp(['cpu.pb.gz']);
  expect(tab.status.value).toEqual({ kind: 'opening' });
  await answer(ready(info('cpu.pb.gz', 0)));
  await pause(150);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ source: 'a/bytes', moment: 0, caption: ['cpu.pb.gz · 1970-01-01 00:00:00 UTC'] });
  expect(asked[0].base).toBeUndefined();
  expect(tab.graphs.subjects.value).toEqual([]);
  dispose();
  expect(isEnded()).toBe(true);
});

test('several begin with the last one minus the first; equal names are told apart', async () => {
  const { tab, answer, asked } = setUp(['a/heap.pb.gz', 'b/heap.pb.gz']);
  await answer(ready(info('a/heap.pb.gz'), info('b/heap.pb.gz')));
  await pause(150);
  expect(asked[0]).toMatchObject({
    moment: 1,
    base: 0,
    normalise: false,
    caption: ['b/heap.pb.gz minus a/heap.pb.gz'],
  });
  expect(tab.graphs.subjects.value.map(({ label }) => label)).toEqual(['a/heap.pb.gz', 'b/heap.pb.gz']);
  expect(tab.pictureName.value).toBe('b-heap.pb.gz minus a-heap.pb.gz');
  tab.graphs.base.value = undefined;
  expect(tab.graphs.isDifference.value).toBe(false);
  expect(tab.pictureName.value).toBe('b-heap.pb.gz');
});

test('of one name and without folders they are chosen by their times, and named in full elsewhere', async () => {
  const { tab, answer, asked } = setUp(['heap.pb.gz', 'heap.pb.gz']);
  await answer(ready(info('heap.pb.gz', 0), info('heap.pb.gz', 60_000)));
  await pause(150);
  expect(tab.graphs.subjects.value).toEqual([
    { id: 0, label: '00:00:00 UTC', title: 'heap.pb.gz · 1970-01-01 00:00:00 UTC' },
    { id: 1, label: '00:01:00 UTC', title: 'heap.pb.gz · 1970-01-01 00:01:00 UTC' },
  ]);
  expect(asked[0].caption).toEqual(['heap.pb.gz · 1970-01-01 00:01:00 UTC minus heap.pb.gz · 1970-01-01 00:00:00 UTC']);
  expect(tab.pictureName.value).toBe('heap.pb.gz 1970-01-01 00-01-00 UTC minus heap.pb.gz 1970-01-01 00-00-00 UTC');
});

test('a profile to compare with comes behind the others and is the base; one that is refused changes nothing', async () => {
  const { tab, answer } = setUp(['heap1.pb.gz']);
  await answer(ready(info('heap1.pb.gz')));
  tab.compareWith(source('cpu.pb.gz'));
  expect(tab.adding.value).toBe(true);
  await answer({ status: 'unreadable', message: 'it counts something else.' });
  expect(tab.adding.value).toBe(false);
  expect(tab.fault.value).toBe('cpu.pb.gz was not added: it counts something else.');
  expect(tab.graphs.base.value).toBeUndefined();
  tab.compareWith(source('heap0.pb.gz'));
  await answer(ready(info('heap1.pb.gz'), info('heap0.pb.gz')));
  expect(tab.graphs.subject.value).toBe(0);
  expect(tab.graphs.base.value).toBe(1);
  expect(tab.sources.value.map(({ name }) => name)).toEqual(['heap1.pb.gz', 'heap0.pb.gz']);
});

test('what cannot be read, and a worker that ends, are said', async () => {
  const { tab, answer } = setUp(['x.pb']);
  await answer({ status: 'unreadable', message: 'x.pb begins like a pprof profile, but it is none.' });
  expect(tab.status.value).toEqual({ kind: 'failed', message: 'x.pb begins like a pprof profile, but it is none.' });
  const other = setUp(['y.pb']);
  await other.answer(ready(info('y.pb')));
  other.die('the reader stopped (no memory)');
  expect(other.tab.fault.value).toBe('Nothing more can be asked: the reader stopped (no memory)');
});
