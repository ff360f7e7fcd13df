// The list of groups: what is one group, what it says of itself, in which order, and that a key means the same in every dump.

import { describe, expect, test } from 'vitest';
import { type GroupBy, type GroupingRequest, SIMILARITIES } from '../../../../../shared/model/dump-requests';
import { DumpSymbols } from '../../../../../shared/model/dumps';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { groupReply } from '../../../../../shared/query/dumps/group-by';
import { membersReply } from '../../../../../shared/query/dumps/members';
import { type GoroutineSpec, makeDump, makeJudge, makeSeries, makeSnapshot } from '../../../../support/make-dump';

const REQUEST: GroupingRequest = {
  groupBy: { by: 'stack' },
  similarity: 'lines',
  ignoreState: false,
  filter: '',
  background: false,
};
const asked = (own: Partial<GroupingRequest>): GroupingRequest => ({ ...REQUEST, ...own });

function groupsOf(goroutines: readonly GoroutineSpec[], request = REQUEST, judge = makeJudge()) {
  const { snapshot, series } = makeDump(goroutines);
  return groupReply(createDumpIndex(series), snapshot, judge, request, undefined);
}

describe('similarity', () => {
  const worker = { by: 'main.start:4', state: 'chan receive' };
  const goroutines: readonly GoroutineSpec[] = [
    { ...worker, id: 1, stack: 'main.worker:12', argsHash: 1, exactHash: 1 },
    { ...worker, id: 2, stack: 'main.worker:12', argsHash: 1, exactHash: 2 },
    { ...worker, id: 3, stack: 'main.worker:12', argsHash: 2, exactHash: 1 },
    { ...worker, id: 4, stack: 'main.worker:13', argsHash: 1, exactHash: 1 },
    { ...worker, id: 5, stack: 'main.other:12', argsHash: 1, exactHash: 1 },
  ];
  test.each([
    ['exact', [2, 1, 1, 1]],
    ['lines', [3, 1, 1]],
    ['functions', [4, 1]],
    ['arguments', [2, 1, 1, 1]],
  ] as const)('%s', (similarity, counts) => {
    const reply = groupsOf(goroutines, asked({ similarity }));
    expect(reply.groups.map(({ count }) => count)).toEqual(counts);
  });

  test('waits, leaks, locks and bubbles do not part what is one group', () => {
    const same = { ...worker, stack: 'main.worker:12' };
    const reply = groupsOf([
      { ...same, id: 1, minutes: 7 },
      { ...same, id: 2, flags: ['Leaked'] },
      { ...same, id: 3, flags: ['Locked'], minutes: 2 },
      { ...same, id: 4, bubble: 3 },
    ]);
    expect(reply.groups).toHaveLength(1);
    expect(reply.groups[0]).toMatchObject({
      count: 4,
      leaked: 1,
      wait: { minMinutes: 2, maxMinutes: 7, untold: 2 },
      ids: [1, 2, 3, 4],
    });
  });

  test('states part groups unless they are to be ignored; the go statement always does', () => {
    const goroutines = [
      { id: 1, stack: 'main.f:1', state: 'select', by: 'main.a:1' },
      { id: 2, stack: 'main.f:1', state: 'IO wait', by: 'main.a:1' },
      { id: 3, stack: 'main.f:1', state: 'select', by: 'main.a:2' },
    ];
    expect(groupsOf(goroutines).groups).toHaveLength(3);
    const ignoring = groupsOf(goroutines, asked({ ignoreState: true })).groups;
    expect(ignoring.map(({ states }) => states.map(({ value }) => value))).toEqual([['select', 'IO wait'], ['select']]);
    expect(groupsOf(goroutines, asked({ similarity: 'functions' })).groups).toHaveLength(2);
  });

  test('one that was just woken is still one of those that wait there', () => {
    const same = { stack: 'main.f:1', by: 'main.a:1' };
    const { groups } = groupsOf([
      { ...same, id: 1, state: 'chan receive' },
      { ...same, id: 2, state: 'runnable' },
      { ...same, id: 3, state: 'running' },
    ]);
    expect(groups.map(({ count }) => count)).toEqual([2, 1]);
    expect(groups[0]?.states).toEqual([
      { value: 'chan receive', count: 1 },
      { value: 'runnable', count: 1 },
    ]);
  });
});

describe('keys', () => {
  const before: readonly GoroutineSpec[] = [
    {
      id: 1,
      stack: 'main.f:1',
      state: 'chan receive',
      by: 'main.a:1',
      labels: { db: 'pg' },
      argsHash: 9,
      exactHash: 3,
    },
    { id: 2, stack: 'main.g:1', state: 'select', by: 'main.a:2', argsHash: 8, exactHash: 4 },
  ];
  const after: readonly GoroutineSpec[] = [
    { id: 9, stack: 'net.(*conn).Read:4 main.h:1', state: 'IO wait' },
    { ...before[1], id: 2, minutes: 4, flags: ['Leaked'] },
    { ...before[0], id: 1, state: 'runnable' },
  ];
  const kinds: readonly GroupBy[] = [
    { by: 'stack' },
    { by: 'blocking-line' },
    { by: 'user-frame' },
    { by: 'creator' },
    { by: 'start' },
    { by: 'package' },
    { by: 'label', key: 'db' },
  ];
  const cases = kinds.flatMap((groupBy) =>
    SIMILARITIES.map((similarity) => [groupBy.by, similarity, groupBy] as const),
  );

  test.each(cases)('by %s at similarity %s: the same in every dump of a series', (_, similarity, groupBy) => {
    const symbols = new DumpSymbols();
    const snapshots = [before, after].map((goroutines) => makeSnapshot(goroutines, { symbols }));
    const index = createDumpIndex(
      makeSeries(
        symbols,
        snapshots.map((goroutines) => ({ goroutines })),
      ),
    );
    const keyOf = (at: number, id: number) => {
      const request = asked({ groupBy, similarity });
      const { groups } = groupReply(index, snapshots[at], makeJudge(), request, undefined);
      return groups.find(({ ids }) => ids.includes(id))?.key;
    };
    expect(keyOf(0, 1)).toBeDefined();
    expect(keyOf(1, 1)).toBe(keyOf(0, 1));
    expect(keyOf(1, 2)).toBe(keyOf(0, 2));
    const other = keyOf(1, 9);
    if (groupBy.by !== 'package' && groupBy.by !== 'label') expect([keyOf(1, 1), keyOf(1, 2)]).not.toContain(other);
  });

  test('do not depend on what else the files hold', () => {
    const [alone, later] = [makeDump(before), makeDump([...after, ...before])];
    const keys = [alone, later].map(({ series, snapshot }) =>
      groupReply(createDumpIndex(series), snapshot, makeJudge(), REQUEST, undefined).groups.map(({ key }) => key),
    );
    for (const key of keys[0]) expect(keys[1]).toContain(key);
  });
});

describe('what groups are by', () => {
  const goroutines: readonly GoroutineSpec[] = [
    {
      id: 1,
      stack: 'net.(*conn).Read:4 main.serve:1 main.start:2',
      state: 'IO wait',
      by: 'main.a:1',
      labels: { db: 'pg' },
    },
    { id: 2, stack: 'main.serve:1 main.start:2', state: 'select', by: 'main.a:1' },
    { id: 3, stack: 'time.Sleep:1 example.org/x/poll.Loop:3', state: 'sleep', labels: { db: '' } },
    { id: 4 },
  ];
  const titles = (groupBy: GroupBy, similarity: GroupingRequest['similarity'] = 'lines') =>
    groupsOf(goroutines, asked({ groupBy, similarity })).groups.map(({ title, count }) => [title, count]);

  test('state', () => {
    expect(titles({ by: 'state' })).toEqual([
      ['IO wait', 1],
      ['select', 1],
      ['sleep', 1],
      ['state not told', 1],
    ]);
  });
  test('blocking line and user frame, by line or by function', () => {
    expect(titles({ by: 'blocking-line' }, 'functions').map(([title]) => title)).toEqual([
      'net.(*conn).Read',
      'main.serve',
      'time.Sleep',
      'no stack',
    ]);
    expect(titles({ by: 'user-frame' })).toEqual([
      ['main.serve /home/gopher/app/main.go:1', 2],
      ['example.org/x/poll.Loop /home/gopher/go/pkg/mod/example.org/x/poll/x.go:3', 1],
      ['no frame of the program', 1],
    ]);
  });
  test('creator, start and package', () => {
    expect(titles({ by: 'creator' }, 'functions')).toEqual([
      ['main.a', 2],
      ['creator not told', 2],
    ]);
    expect(titles({ by: 'start' })).toEqual([
      ['main.start', 2],
      ['example.org/x/poll.Loop', 1],
      ['start not told', 1],
    ]);
    expect(titles({ by: 'package' })[1]).toEqual(['example.org/x/poll', 1]);
  });
  test('label: an empty value is a value', () => {
    expect(titles({ by: 'label', key: 'db' })).toEqual([
      ['without db', 2],
      ['pg', 1],
      ['', 1],
    ]);
  });
});

test('the most suspicious first, then the largest; background is hidden and counted, or shown and marked', () => {
  const goroutines = [
    { id: 1, stack: 'main.idle:1' },
    { id: 2, stack: 'main.idle:1' },
    { id: 3, stack: 'main.many:1' },
    { id: 4, stack: 'main.many:1' },
    { id: 5, stack: 'main.bad:1' },
    { id: 6, stack: 'main.few:1' },
  ];
  const judge = makeJudge({ suspicion: (group) => (group === 2 ? 5 : 0), background: (group) => group === 0 });
  const reply = groupsOf(goroutines, REQUEST, judge);
  expect(reply.groups.map(({ title }) => title)).toEqual(['main.bad', 'main.many', 'main.few']);
  expect(reply).toMatchObject({ total: 6, matched: 6, hidden: { goroutines: 2, groups: 1 }, moreGroups: 0 });
  const all = groupsOf(goroutines, asked({ background: true }), judge);
  expect(all.groups.map(({ title, background }) => [title, background])).toEqual([
    ['main.bad', false],
    ['main.idle', true],
    ['main.many', false],
    ['main.few', false],
  ]);
  expect(all.hidden).toEqual({ goroutines: 0, groups: 0 });
});

test('only what matches the filter is counted', () => {
  const { snapshot, series } = makeDump([
    { id: 1, stack: 'main.f:1' },
    { id: 2, stack: 'main.f:1' },
    { id: 3, stack: 'main.g:1' },
  ]);
  const reply = groupReply(createDumpIndex(series), snapshot, makeJudge(), REQUEST, Uint8Array.from([0, 1, 0]));
  expect(reply).toMatchObject({ total: 3, matched: 1 });
  expect(reply.groups.map(({ ids }) => ids)).toEqual([[2]]);
});

test('counts tell no states, no waits and no ids; a delta profile may be negative', () => {
  const { snapshot, series } = makeDump(
    [
      { weight: 40, stack: 'main.f:1' },
      { weight: -50, stack: 'main.g:1', labels: { db: 'pg' } },
    ],
    { form: 'counts', format: 'pprof' },
  );
  const { groups, total } = groupReply(createDumpIndex(series), snapshot, makeJudge(), REQUEST, undefined);
  expect(total).toBe(-10);
  expect(groups.map(({ count, states, wait, ids }) => ({ count, states, wait, ids }))).toEqual([
    { count: -50, states: [{ value: '', count: -50 }], wait: undefined, ids: [] },
    { count: 40, states: [{ value: '', count: 40 }], wait: undefined, ids: [] },
  ]);
});

test('what a group shares is told largest first, and what is left out is counted', () => {
  const goroutines = Array.from({ length: 40 }, (_, i) => ({
    id: i + 1,
    stack: 'main.f:1',
    labels: { request: `r${i}`, db: 'pg' },
  }));
  const [group] = groupsOf(goroutines).groups;
  expect(group.labels[0]).toEqual({ value: ['db', 'pg'], count: 40 });
  expect([group.labels.length, group.moreLabels]).toEqual([12, 29]);
  expect(group.ids).toHaveLength(20);
});

describe('members', () => {
  const goroutines: readonly GoroutineSpec[] = [
    {
      id: 30,
      stack: 'main.f:1',
      state: 'select',
      minutes: 2,
      by: 'main.a:4',
      parent: 1,
      bubble: 2,
      labels: { db: 'pg' },
    },
    { id: 10, stack: 'main.f:1', state: 'select' },
    { id: 20, stack: 'main.f:1', state: 'select', minutes: 8 },
    { id: 40, stack: 'main.f:1', state: 'select', flags: ['Leaked'] },
    { id: 5, stack: 'main.f:1', state: 'select' },
    { id: 1, stack: 'main.bad:1', state: 'select' },
  ];
  const { snapshot, series } = makeDump(goroutines);
  const index = createDumpIndex(series);
  const judge = makeJudge({ suspicion: (group) => (group === 2 ? 1 : 0) });
  const page = (from: number, to: number, group?: string, mask?: Uint8Array) =>
    membersReply(index, snapshot, judge, { ...REQUEST, moment: 0, from, to, group }, mask);

  test('worst first, then leaks, then the longest wait, then by id', () => {
    expect(page(0, 10).rows.map(({ id }) => id)).toEqual([1, 40, 20, 30, 5, 10]);
    expect(page(2, 4)).toMatchObject({
      total: 6,
      rows: [
        { id: 20, minutes: 8 },
        { id: 30, minutes: 2 },
      ],
    });
    expect(page(6, 20)).toEqual({ total: 6, rows: [] });
  });
  test('of one group, of what matches', () => {
    const { groups } = groupReply(index, snapshot, judge, REQUEST, undefined);
    expect(page(0, 10, groups[0].key).rows.map(({ id }) => id)).toEqual([1]);
    expect(page(0, 10, groups[1].key, Uint8Array.from([1, 1, 0, 0, 1, 1])).rows.map(({ id }) => id)).toEqual([5, 10]);
    expect(page(0, 10, 'no such group')).toEqual({ total: 0, rows: [] });
  });
  test('what is not told is absent', () => {
    const [, , , told, untold] = page(0, 10).rows;
    expect(told).toEqual({
      row: 0,
      id: 30,
      weight: 1,
      state: 'select',
      minutes: 2,
      flags: 0,
      labels: [['db', 'pg']],
      userFrame: { func: 'main.f', file: '/home/gopher/app/main.go', line: 1, pc: 0 },
      createdBy: { func: 'main.a', file: '/home/gopher/app/main.go', line: 4, pc: 0 },
      parent: 1,
      bubble: 2,
    });
    expect(Object.keys(untold)).toEqual(['row', 'id', 'weight', 'state', 'flags', 'labels', 'userFrame']);
  });
});
