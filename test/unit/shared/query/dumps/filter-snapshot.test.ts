// Which goroutines of a dump a filter matches.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGoroutineTextReader } from '../../../../../shared/formats/goroutine-text/reader';
import { DumpSymbols, type Snapshot } from '../../../../../shared/model/dumps';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { filterSnapshot } from '../../../../../shared/query/dumps/filter-snapshot';
import type { DumpIndex, GroupJudge } from '../../../../../shared/query/dumps/types';
import { type GoroutineSpec, makeDump, makeJudge, makeSeries } from '../../../../support/make-dump';

const goroutines: readonly GoroutineSpec[] = [
  { id: 1, state: 'running', stack: 'main.dump:3 main.main:9', flags: ['First'] },
  {
    id: 2,
    state: 'select',
    minutes: 7,
    stack: 'runtime.gopark:1 runtime.selectgo:2 main.(*Boss).watch:20',
    by: 'main.main:5',
    parent: 1,
    labels: { tenant: 'ACME', 'a key': 'x = "y"' },
  },
  {
    id: 3,
    state: 'chan receive',
    minutes: 5,
    flags: ['Leaked', 'Locked'],
    stack: 'runtime.gopark:1 main.recv:30 main.worker:33',
    by: 'main.(*Boss).watch:21',
    parent: 2,
    labels: { tenant: 'other' },
    waitsFor: 0xc000012345,
  },
  {
    id: 4,
    state: 'IO wait',
    stack: 'internal/poll.(*FD).Read:1 net/http.(*conn).serve:40',
    by: 'net/http.(*Server).Serve:50',
    parent: 77,
    bubble: 2,
  },
  {
    id: 5,
    state: 'chan send (nil chan)',
    minutes: 0,
    stack: 'main.send:1 ... main.deep:2',
    flags: ['Elided'],
    by: 'main.main:6',
  },
  { id: 6, state: '', flags: ['Unparsed'] },
];
const dump = makeDump(goroutines);
const index = createDumpIndex(dump.series);

const idsOf = (of: DumpIndex, snapshot: Snapshot, filter: string, judge: GroupJudge | undefined = makeJudge()) => {
  const result = filterSnapshot(of, snapshot, judge, filter);
  if (!result.ok) throw new Error(result.error.message);
  const rows = [...result.mask.keys()].filter((row) => result.mask[row] === 1);
  expect(result.matched).toBe(rows.reduce((sum, row) => sum + snapshot.columns.weight[row], 0));
  return rows.map((row) => snapshot.columns.id[row]);
};
const ids = (filter: string) => idsOf(index, dump.snapshot, filter);

it.each([
  ['', [1, 2, 3, 4, 5, 6]],
  // any frame or the creator
  ['worker', [3]],
  ['boss', [2, 3]],
  ['func:MAIN.MAIN', [1, 2, 5]],
  ['-main', [4, 6]],
  ['frame:main.main', [1]],
  ['created:main.main', [2, 5]],
  ['created:/^main\\.main$/', [2, 5]],
  ['-created:main.main', [1, 3, 4, 6]],
  ['(*conn).serve or (worker tenant) or g:6', [4, 6]],
  // the blocking frame, the program's own, the outermost, its package, its place
  ['top:recv', [3]],
  ['top:gopark', []],
  ['user:main.dump', [1]],
  ['start:worker', [3]],
  ['root:/^main\\./', [1, 2, 3, 5]],
  ['pkg:main', [1, 2, 3, 5]],
  ['pkg:"net"', []],
  ['pkg:net', [4]],
  ['file:main.go:2', [2, 3, 5]],
  ['file:"main.go:20"', [2]],
  // expressions on lines and on whole stacks
  ['/^main\\.worker$/', [3]],
  ['/^main\\.main$/', [1, 2, 5]],
  ['frame:/^main\\.main$/', [1]],
  ['/gopark\\nmain/', [3]],
  ['/gopark.*main/', []],
  ['/gopark.*main/s', [2, 3]],
  ['/^runtime\\.gopark(?!.*selectgo)/s', [3]],
  ['frame:/^(?!.*gopark)/s', [1, 4, 5]],
  ['frame:/conn[)]\\.serve$/s', [4]],
  // states
  ['state:chan', [3, 5]],
  ['reason:"chan receive"', [3]],
  ['state:"chan send"', []],
  ['state:"io wait"', [4]],
  ['state:waiting', [2, 3, 4, 5]],
  ['-state:waiting', [1]],
  ['state:running', [1]],
  // waits: those that tell none match neither way
  ['wait>=5m', [2, 3]],
  ['wait>5m', [2]],
  ['minutes<=5', [3, 5]],
  ['minutes=0', [5]],
  ['-wait>5m', [3, 5]],
  ['not wait<=5m', [2]],
  ['wait>5m or -wait>5m', [2, 3, 5]],
  ['-(wait>5m or g:4)', [3, 5]],
  ['wait:unknown', [1, 4, 6]],
  ['-wait:unknown', [2, 3, 5]],
  ['wait<1h or wait:unknown', [1, 2, 3, 4, 5, 6]],
  ['wait>90s', [2, 3]],
  // depth: frames that were left out only add
  ['depth>2', [2, 3]],
  ['depth>=2', [1, 2, 3, 4, 5]],
  ['depth<=2', [1, 4]],
  ['depth<2', []],
  ['-depth>1', []],
  ['depth=3', [2, 3]],
  // labels
  ['label:tenant', [2, 3]],
  ['label:Tenant=acme', [2]],
  ['label:tenant=ac', []],
  ['label:tenant=/^ot/', [3]],
  ['-label:tenant=acme', [1, 3, 4, 5, 6]],
  ['label:"a key"="x = \\"y\\""', [2]],
  ['label:"a key"', [2]],
  // the rest
  ['g:2,6', [2, 6]],
  ['bubble:2', [4]],
  ['lock:0xc000012345', [3]],
  ['-lock:0xC000012345 state:waiting', [2, 4, 5]],
  ['is:leaked', [3]],
  ['is:locked', [3]],
  ['is:orphan', [4]],
  ['is:first', [1]],
  ['is:elided or is:unparsed', [5, 6]],
  ['is:system', []],
  ['family(worker)', [1, 2, 3]],
  ['family(g:1)', [1, 2, 3]],
  ['family(boss) -g:3', [1, 2]],
  ['-family(boss)', [4, 5, 6]],
  ['family(family(g:3) g:1)', [1, 2, 3]],
])('%s', (filter, expected) => {
  expect(ids(filter)).toEqual(expected);
});

describe('what the findings say', () => {
  const levels = ['NORMAL', 'SUSPECT', 'INFO', 'NORMAL', 'CERTAIN', 'INFO'] as const;
  const judge: GroupJudge = {
    ...makeJudge({ background: (group) => group === 3 }),
    diagnosis: (group) => ({ ...makeJudge().diagnosis(group), level: levels[group] ?? 'INFO' }),
  };
  it.each([
    ['is:background', [4]],
    ['-is:background', [1, 2, 3, 5, 6]],
    ['is:ghost', [3, 5]],
    ['is:suspect', [2, 3, 5]],
  ])('%s', (filter, expected) => {
    expect(idsOf(index, dump.snapshot, filter, judge)).toEqual(expected);
  });

  it('is said to be missing where it is', () => {
    expect(filterSnapshot(index, dump.snapshot, undefined, 'main (a or not is:ghost)')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('findings'), from: 15, to: 23 },
    });
    expect(filterSnapshot(index, dump.snapshot, undefined, 'is:leaked')).toMatchObject({ ok: true, matched: 1 });
  });
});

describe('counts', () => {
  const counts = makeDump(
    [
      { weight: 40, stack: 'main.recv:1 main.worker:2' },
      { weight: 3, stack: 'main.main:1' },
    ],
    { form: 'counts', format: 'goroutine-counts' },
  );
  const matched = (filter: string, from = counts) => {
    const result = filterSnapshot(createDumpIndex(from.series), from.snapshot, makeJudge(), filter);
    return result.ok ? result.matched : result.error;
  };
  it('are goroutines, and tell neither ids nor states', () => {
    expect(matched('worker')).toBe(40);
    expect(matched('')).toBe(43);
    for (const filter of ['g:1', '-g:1', 'state:running', '-state:running', 'wait>5m', '-wait>5m']) {
      expect([filter, matched(filter)]).toEqual([filter, 0]);
    }
    expect(matched('-is:leaked')).toBe(43);
    expect(matched('worker or wait>5m')).toBe(40);
  });

  it('of the leak profile have all leaked', () => {
    const leaks = makeDump([{ weight: 2, stack: 'main.recv:1' }], { form: 'counts', profile: 'goroutineleak' });
    expect(matched('is:leaked', leaks)).toBe(2);
    expect(matched('is:ghost', leaks)).toBe(2);
  });
});

it('errors of the language and of the other kind are passed on', () => {
  expect(filterSnapshot(index, dump.snapshot, undefined, 'main dur>1s')).toMatchObject({
    ok: false,
    error: { from: 5, to: 8 },
  });
});

describe('real dumps', () => {
  const open = (path: string) => {
    const symbols = new DumpSymbols();
    const reader = createGoroutineTextReader({ symbols, file: 0, name: path });
    reader.push(readFileSync(`test/fixtures/dumps/${path}`));
    const [snapshot] = reader.end();
    return { snapshot, index: createDumpIndex(makeSeries(symbols, [{ goroutines: snapshot }])) };
  };
  it('leaks with labels', () => {
    const { snapshot, index: of } = open('leak-labels-1.26/goroutine.debug2.txt');
    expect(idsOf(of, snapshot, 'top:main.leakRecv created:main.leakStep')).toContain(6);
    expect(idsOf(of, snapshot, 'label:handler="/v1/a b" state:select created:leakStep')).toContain(8);
    expect(idsOf(of, snapshot, 'created:leakStep /sync\\.\\(\\*Mutex\\)\\.Lock\\n/')).toContain(12);
    const family = idsOf(of, snapshot, 'family(g:6)');
    expect(family).toEqual(expect.arrayContaining([1, 6]));
    expect(family).not.toContain(7);
  });

  it('states of a whole dump add up', () => {
    const { snapshot, index: of } = open('leak-1.26/goroutine.debug2.txt');
    const all = idsOf(of, snapshot, '').length;
    expect(all).toBeGreaterThan(20);
    const waiting = idsOf(of, snapshot, 'state:waiting').length;
    expect(waiting + idsOf(of, snapshot, '-state:waiting').length).toBe(all);
    expect(idsOf(of, snapshot, 'frame:/^(?!.*main\\.)/s').length + idsOf(of, snapshot, 'frame:/main\\./').length).toBe(
      all,
    );
  });
});

describe('hostile', () => {
  it('names and expressions cost what they may', () => {
    const long = Array.from({ length: 100 }, (_, i) => `main.${'a'.repeat(900)}${i}`).join(' ');
    const many = makeDump(
      Array.from({ length: 300 }, (_, i) => ({ id: i, state: 'select', stack: `main.f${i} ${long}` })),
    );
    const of = createDumpIndex(many.series);
    expect(idsOf(of, many.snapshot, 'g:5 top:/(a+)+b/')).toEqual([]);
    const heavy = '-/^(?:.?){60}(?:.?){60}(?:.?){60}x/';
    expect(filterSnapshot(of, many.snapshot, undefined, `main ${heavy}`)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('takes too long'), from: 6, to: 5 + heavy.length },
    });
  });

  it('a filter of 100 kB is answered', () => {
    const list = `g:${Array.from({ length: 14_000 }, (_, i) => i + 3).join(',')}`;
    expect(ids(list)).toEqual([3, 4, 5, 6]);
  });
});
