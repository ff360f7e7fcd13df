import { signal } from '@preact/signals-core';
import { expect, test } from 'vitest';
import type { DumpTab, DumpWorker } from '../../../../renderer/models/dump-tab';
import { createOpening } from '../../../../renderer/models/opening';
import type { Sessions, Tab } from '../../../../renderer/models/sessions';
import { sourcesName } from '../../../../renderer/models/source-names';
import type { SourceRef } from '../../../../shared/contract/host';
import { fakeDumps } from './fake-dump-api';
import { settle } from './fake-trace-api';

const source = (name: string, size = 100): SourceRef => ({ name, size, url: `blob:${name}` });

/** Files by their first bytes; a file without an entry cannot be read. */
function setUp(contents: Readonly<Record<string, string>>) {
  const log: string[] = [];
  const said: string[] = [];
  const released: string[] = [];
  const workers: ReturnType<typeof fakeDumps>[] = [];
  const taken: DumpWorker[] = [];
  const active: Sessions['active'] = signal(undefined);
  const opening = createOpening({
    sessions: {
      active,
      open: (sources, behind) => log.push(...sources.map(({ name }) => `trace ${name}${behind ? ' behind' : ''}`)),
      openDumps(sources, worker, behind) {
        log.push(`dumps ${sources.map(({ name }) => name).join(' ')}${behind ? ' behind' : ''}`);
        if (worker) taken.push(worker);
      },
      openProfiles: (sources, behind) =>
        log.push(`profiles ${sources.map(({ name }) => name).join(' ')}${behind ? ' behind' : ''}`),
    },
    startDumps() {
      const worker = fakeDumps();
      workers.push(worker);
      return worker.worker;
    },
    async firstBytes({ name }, count) {
      const text = contents[name];
      if (text === undefined) throw new Error('gone');
      return new TextEncoder().encode(text.slice(0, count));
    },
    say: (sentence) => said.push(sentence),
    release: ({ name }) => released.push(name),
  });
  return { opening, active, log, said, released, workers, taken };
}

const TRACE = 'go 1.27 trace\0\0\0';
const DUMP = 'goroutine 1 [running]:\n';

test('traces need no worker: a tab each, in their order', async () => {
  const { opening, log, workers } = setUp({ 'a.trace': TRACE, 'b.trace': 'go 1.9 trace\0\0\0\0' });
  await opening.open([source('a.trace'), source('b.trace')]);
  expect(log).toEqual(['trace a.trace', 'trace b.trace']);
  expect(workers).toHaveLength(0);
});

test('traces do not wait for what the others are; all dumps and archives become one series in the worker that looked', async () => {
  const { opening, log, workers, taken } = setUp({ 'a.trace': TRACE, 'x.txt': DUMP, 'y.zip': 'PK', 'z.gz': '\x1f' });
  const opened = opening.open([source('x.txt'), source('a.trace'), source('y.zip'), source('z.gz')]);
  await settle();
  expect(log).toEqual(['trace a.trace']);
  const [worker] = workers;
  const kinds = { 'x.txt': 'dump', 'y.zip': 'archive', 'z.gz': 'trace' } as const;
  for (const { args, answer } of worker.asked('kindOf')) await answer(kinds[(args[0] as SourceRef).name as 'x.txt']);
  await opened;
  expect(log).toEqual(['trace a.trace', 'trace z.gz', 'dumps x.txt y.zip']);
  expect(taken).toEqual([worker.worker]);
  expect(worker.isTerminated()).toBe(false);
});

test('profiles that count the same are one tab, others a tab each', async () => {
  const { opening, log, workers } = setUp({ 'cpu.pb.gz': '\x1f', 'heap1.pb.gz': '\x1f', 'heap2.pb.gz': '\x1f' });
  const opened = opening.open([source('heap1.pb.gz'), source('cpu.pb.gz'), source('heap2.pb.gz')]);
  await settle();
  const kinds = { 'heap1.pb.gz': 'profile:h', 'heap2.pb.gz': 'profile:h', 'cpu.pb.gz': 'profile:c' } as const;
  for (const { args, answer } of workers[0].asked('kindOf')) {
    await answer(kinds[(args[0] as SourceRef).name as 'cpu.pb.gz']);
  }
  await opened;
  expect(log).toEqual(['profiles heap1.pb.gz heap2.pb.gz', 'profiles cpu.pb.gz']);
  expect(workers[0].isTerminated()).toBe(true);
});

test('what nobody knows, what is empty and what cannot be read: a tab that says so', async () => {
  const { opening, log, workers } = setUp({ 'notes.md': '# Notes', 'empty.txt': '' });
  const opened = opening.open([source('notes.md'), source('empty.txt', 0), source('gone.txt')]);
  await settle();
  await workers[0].last('kindOf').answer('unknown');
  await opened;
  expect(log).toEqual(['trace gone.txt', 'trace notes.md', 'trace empty.txt']);
  expect(workers[0].asked('kindOf')).toHaveLength(1);
  expect(workers[0].isTerminated()).toBe(true);
});

test('what comes later does not hide the tab that the user went to meanwhile', async () => {
  const { opening, active, log, workers } = setUp({ 'x.txt': DUMP });
  const opened = opening.open([source('x.txt')]);
  await settle();
  active.value = { kind: 'trace' } as Tab;
  await workers[0].last('kindOf').answer('dump');
  await opened;
  expect(log).toEqual(['dumps x.txt behind']);
});

test('what is known to be something else: the page of a series says what', async () => {
  const { opening, log, workers } = setUp({ 'core.bin': 'ELF', 's/core.bin': 'ELF' });
  const opened = opening.open([source('core.bin'), source('s/core.bin')]);
  await settle();
  for (const { answer } of workers[0].asked('kindOf')) await answer('named');
  await opened;
  expect(log).toEqual(['dumps core.bin']);
});

test('of a folder, what nobody knows is left out and named', async () => {
  const { opening, log, said, released, workers } = setUp({ 's/a.txt': DUMP, 's/README': 'x', 's/go.mod': 'x' });
  const opened = opening.open([source('s/README'), source('s/a.txt'), source('s/go.mod')]);
  await settle();
  for (const { args, answer } of workers[0].asked('kindOf')) {
    await answer((args[0] as SourceRef).name === 's/a.txt' ? 'dump' : 'unknown');
  }
  await opened;
  expect(log).toEqual(['dumps s/a.txt']);
  expect(said).toEqual(['Neither a trace nor a goroutine dump nor a profile, and left out: s/README and 1 more.']);
  expect(released).toEqual(['s/README', 's/go.mod']);
});

test('a worker that dies leaves no file unanswered', async () => {
  const { opening, log, workers } = setUp({ 'a.txt': DUMP });
  const opened = opening.open([source('a.txt')]);
  await settle();
  workers[0].die('no memory');
  await opened;
  expect(log).toEqual(['trace a.txt']);
});

test('dumps join the series of a tab, traces open beside it', async () => {
  const { opening, log, workers } = setUp({ 'a.trace': TRACE, 'x.txt': DUMP });
  const added: string[] = [];
  const tab = { add: (sources) => added.push(...sources.map(({ name }) => name)) } as Pick<DumpTab, 'add'> as DumpTab;
  const opened = opening.addTo(tab, [source('a.trace'), source('x.txt')]);
  await settle();
  await workers[0].last('kindOf').answer('dump');
  await opened;
  expect(log).toEqual(['trace a.trace']);
  expect(added).toEqual(['x.txt']);
  expect(workers[0].isTerminated()).toBe(true);
});

test.each([
  [['a.txt'], 'a.txt'],
  [['s/a.txt'], 'a.txt'],
  [['s/a.txt', 's/b.txt'], 's'],
  [['r/s/a.txt', 'r/s/t/b.txt'], 's'],
  [['r/s/a.txt', 'r/t/b.txt'], 'r'],
  [['s/a.txt', 't/b.txt', 'c'], 's/a.txt and 2 more'],
])('%j is called %s', (names, name) => {
  expect(sourcesName(names.map((each) => source(each)))).toBe(name);
});
