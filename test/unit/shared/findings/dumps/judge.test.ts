import { describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS } from '../../../../../shared/findings/dumps';
import { fits } from '../../../../../shared/findings/dumps/match';
import { ownerOf } from '../../../../../shared/findings/dumps/partners';
import { callerOfWait, startOf, stateOfFrames } from '../../../../../shared/findings/dumps/waits';
import type { DumpSettings } from '../../../../../shared/model/dump-requests';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { openFixture } from '../../../../support/dump-fixtures';
import { type GoroutineSpec, makeDump } from '../../../../support/make-dump';

const MAIN: GoroutineSpec = { id: 1, state: 'running', flags: ['First'], stack: 'main.main' };

/** Verdicts of the stack groups of goroutines, in their order; the main goroutine, which is added, left out. */
function judged(goroutines: readonly GoroutineSpec[], settings: Partial<DumpSettings> = {}, truncated = false) {
  const { series, moment, snapshot } = makeDump([MAIN, ...goroutines]);
  const cut = { ...snapshot, truncated };
  const index = createDumpIndex({ ...series, moments: [{ ...moment, goroutines: cut }] });
  const judge = createJudge(index, { ...moment, goroutines: cut }, { ...DEFAULT_SETTINGS, ...settings });
  return Array.from({ length: index.groups(cut).length - 1 }, (_, i) => ({
    ...judge.diagnosis(i + 1),
    background: judge.background(i + 1),
    suspicion: judge.suspicion(i + 1),
  }));
}

const receiver = (id: number, rest: Partial<GoroutineSpec> = {}): GoroutineSpec => ({
  id,
  state: 'chan receive',
  stack: 'main.wait:3',
  by: 'main.start:9',
  parent: 1,
  ...rest,
});
const many = (count: number, make: (id: number) => GoroutineSpec): readonly GoroutineSpec[] =>
  Array.from({ length: count }, (_, i) => make(i + 10));

describe('levels', () => {
  test('rise with the number, the wait and the end of who started them', () => {
    expect(judged([receiver(2)])[0]).toMatchObject({
      level: 'NORMAL',
      title: 'Waits to receive from a channel, a context or a ticker',
    });
    expect(judged(many(3, receiver))[0].level).toBe('INFO');
    expect(judged(many(10, receiver))[0]).toMatchObject({
      level: 'SUSPECT',
      title: expect.stringMatching(/^Waits to receive: nobody/),
    });
    expect(judged([receiver(2, { minutes: 5 })])[0].level).toBe('INFO');
    expect(judged([receiver(2, { minutes: 5 })], { longWaitMinutes: 6 })[0].level).toBe('NORMAL');
    expect(judged(many(3, (id) => receiver(id, { parent: 5 })))[0].level).toBe('SUSPECT');
  });
  test('a dump that is cut tells nothing about who is missing', () => {
    const gone = many(3, (id) => receiver(id, { parent: 5 }));
    expect(judged(gone)[0].evidence.join()).toMatch(/not in the dump any more/);
    expect(judged(gone, {}, true)[0].evidence.join()).not.toMatch(/not in the dump any more/);
    expect(judged(gone, {}, true)[0].level).toBe('INFO');
  });
  test('a mark of the garbage collector proves, keeps the cause, and may be old', () => {
    const [diagnosis] = judged([receiver(2, { flags: ['Leaked'] }), receiver(3)]);
    expect(diagnosis).toMatchObject({ id: 'chan-receive', level: 'PROVEN' });
    expect(diagnosis.why).toMatch(/^Proved for some of them: [^.]*\. Of such goroutines in general: /);
    expect(diagnosis.evidence).toContain('1 of 2 goroutines marked (leaked) by the garbage collector');
    expect(diagnosis.evidence.join()).toMatch(/what leaked since then is not marked/);
  });
  test('suspicion orders by level, then by number, then by wait', () => {
    const order = judged([
      receiver(2, { flags: ['Leaked'], stack: 'main.a:1' }),
      ...many(50, (id) => receiver(id, { stack: 'main.b:1' })),
      ...many(20, (id) => receiver(id + 100, { stack: 'main.c:1' })),
      receiver(200, { stack: 'main.d:1', minutes: 4 }),
      receiver(201, { stack: 'main.e:1' }),
    ]).map(({ suspicion }) => suspicion);
    expect(order).toEqual(order.toSorted((a, b) => b - a));
    expect(new Set(order).size).toBe(5);
  });
});

describe('evidence', () => {
  test('nobody else in the function or type is said, as evidence and no proof', () => {
    const sender: GoroutineSpec = {
      id: 2,
      state: 'chan send',
      stack: 'shop.(*Queue).push:3',
      by: 'shop.NewQueue:9',
      parent: 1,
    };
    const [alone] = judged([sender]);
    expect(alone.level).toBe('SUSPECT');
    expect(alone.evidence.join()).toMatch(/no other goroutine of this dump is in the functions or the type/);
    const [served] = judged([
      sender,
      { id: 3, state: 'IO wait', stack: 'net.(*conn).Write shop.(*Queue).serve:8', by: 'main.main:1', parent: 1 },
    ]);
    expect(served.level).toBe('INFO');
    expect(served.evidence.join()).not.toMatch(/no other goroutine/);
  });
  test('a WaitGroup without children', () => {
    const waiter: GoroutineSpec = {
      id: 2,
      state: 'sync.WaitGroup.Wait',
      stack: 'sync.(*WaitGroup).Wait main.all:3',
      by: 'main.start:9',
      parent: 1,
    };
    expect(judged([waiter])[0].level).toBe('SUSPECT');
    expect(judged([waiter, receiver(3, { parent: 2 })])[0].level).toBe('INFO');
    // Before Go 1.21 the dump does not tell who started whom.
    expect(judged([{ ...waiter, parent: undefined }])[0].level).toBe('INFO');
  });
  test('more than one reason of a kind is told once, the stronger one', () => {
    const [{ evidence }] = judged(many(12, receiver));
    expect(evidence.filter((text) => / wait to receive at one line/.test(text))).toEqual([
      'many goroutines wait to receive at one line',
    ]);
  });
  test('a go statement of a library says little', () => {
    expect(judged([receiver(2, { by: 'sync.(*WaitGroup).Go:2' })])[0].evidence.join()).toMatch(
      /who asked for it is not told/,
    );
    expect(judged([receiver(2)])[0].evidence.join()).not.toMatch(/who asked for it/);
  });
  test('addresses: one for all, or one for each', () => {
    const locker =
      (address: number) =>
      (id: number): GoroutineSpec => ({
        id,
        state: 'sync.Mutex.Lock',
        stack: 'sync.(*Mutex).lockSlow main.add:3',
        by: 'main.start:9',
        parent: 1,
        waitsFor: address,
      });
    expect(judged(many(2, locker(0xc000)))[0]).toMatchObject({ level: 'INFO' });
    expect(judged(many(2, locker(0xc000)))[0].evidence).toContain('all 2 wait for the same address');
    const each = judged([locker(0xc000)(2), locker(0xd000)(3)])[0];
    expect(each.level).toBe('SUSPECT');
    expect(each.evidence).toContain('2 wait for 2 different addresses');
  });
});

describe('what every program has', () => {
  const opener = (id: number): GoroutineSpec => ({
    id,
    state: 'select',
    stack: 'database/sql.(*DB).connectionOpener',
    by: 'database/sql.OpenDB',
    parent: 1,
  });
  test('is hidden by its number, not by its name', () => {
    expect(judged(many(4, opener))[0]).toMatchObject({ background: true, level: 'NORMAL' });
    expect(judged(many(5, opener))[0]).toMatchObject({ background: false, level: 'NORMAL' });
    expect(judged(many(10, opener))[0]).toMatchObject({ background: false, level: 'CERTAIN' });
  });
  test('is counted over all stacks of the pattern', () => {
    const two = [
      ...many(3, opener),
      ...many(3, (id) => ({ ...opener(id + 50), stack: 'database/sql.(*DB).connectionOpener main.wrapped' })),
    ];
    expect(judged(two).map(({ background }) => background)).toEqual([false, false]);
  });
  test('is shown when it leaked', () => {
    expect(judged([{ ...opener(2), flags: ['Leaked'] }])[0]).toMatchObject({ background: false, level: 'PROVEN' });
  });
});

describe('listed as benign', () => {
  const worker = receiver(2, { stack: 'main.wait:3 pool.(*Worker).run:7', by: 'pool.New:1', minutes: 9 });
  test.each([
    ['top', 'main.wait', true],
    ['top', 'pool.(*Worker).run', false],
    ['any', 'pool.(*Worker).run', true],
    ['any', 'pool.*', true],
    ['created-by', 'pool.New', true],
    ['created-by', 'main.wait', false],
    ['any', '', false],
  ] as const)('%s %s: %s', (match, func, listed) => {
    const [diagnosis] = judged([worker], { benign: [{ match, func }] });
    expect(diagnosis.id).toBe(listed ? 'listed-by-you' : 'chan-receive');
    if (!listed) return;
    expect(diagnosis.level).toBe('NORMAL');
    expect(diagnosis.title).toMatch(/^Listed by you as benign: Waits to receive/);
    expect(diagnosis.evidence[0]).toBe(`your rule: ${match} ${func}`);
    expect(diagnosis.background).toBe(true);
  });
  test('a proved leak stays to be seen', () => {
    const [diagnosis] = judged([{ ...worker, flags: ['Leaked'] }], { benign: [{ match: 'top', func: 'main.wait' }] });
    expect(diagnosis).toMatchObject({ level: 'NORMAL', background: false });
    expect(diagnosis.evidence.join()).toMatch(/marked \(leaked\)/);
  });
});

describe('names', () => {
  test.each([
    ['main.f', 'main.f', true],
    ['main.f1', 'main.f', false],
    ['net/http.(*conn).serve', 'net/http.(*conn).*', true],
    ['net/http.(*conn2).serve', 'net/http.(*conn).*', false],
    ['shop.(*API).ServeHTTP', '*.ServeHTTP', true],
    ['shop.orderHandler.func1', '*Handler.func*', true],
    ['github.com/jackc/pgx/v5/pgxpool.(*Pool).run', 'github.com/jackc/pgx/v*/pgxpool.(*Pool).*', true],
    ['aba', 'ab*ba', false],
    ['', '', true],
    ['', '*', true],
  ])('%s fits %s: %s', (name, pattern, expected) => expect(fits(name, [pattern])).toBe(expected));

  test.each([
    ['pkg.(*Server).run.func1', 'pkg.Server'],
    ['a.b/pkg.fetch.func1.2', 'a.b/pkg.fetch'],
    ['pkg.F[...]', 'pkg.F'],
    ['pkg.(*List[...]).Each', 'pkg.List'],
    ['pkg.T.m', 'pkg.T'],
  ])('%s belongs to %s', (func, owner) => expect(ownerOf(func)).toBe(owner));

  const frames = (...names: readonly string[]) => names.map((func) => ({ func, file: '', line: 1, pc: 0 }));
  test('states by frames, where a profile has none', () => {
    expect(stateOfFrames(frames('runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1', 'main.f'))).toBe(
      'chan receive',
    );
    expect(stateOfFrames(frames('runtime.gopark', 'runtime.selectgo', 'main.f'))).toBe('select');
    expect(stateOfFrames(frames('main.f'))).toBe('');
    expect(stateOfFrames([])).toBe('');
  });
  test('who called what blocks, and where a stack begins', () => {
    const stack = frames(
      'runtime.gopark',
      'internal/sync.(*Mutex).lockSlow',
      'sync.(*Mutex).Lock',
      'main.add',
      'main.main.gowrap2',
      'runtime.goexit',
    );
    expect(callerOfWait(stack)).toBe(3);
    expect(startOf(stack)).toBe('main.add');
    expect(callerOfWait([])).toBe(-1);
    expect(startOf(frames('runtime.goexit'))).toBe('runtime.goexit');
  });
});

test('the verdicts of a real dump do not depend on the order of the questions', () => {
  const { index, moment, snapshot } = openFixture('dumps/patterns-1.27/at-once.debug2.txt');
  const groups = Array.from({ length: index.groups(snapshot).length }, (_, group) => group);
  const forward = createJudge(index, moment, DEFAULT_SETTINGS);
  const backward = createJudge(index, moment, DEFAULT_SETTINGS);
  const first = groups.map((group) => [forward.background(group), forward.diagnosis(group)]);
  const second = groups.toReversed().map((group) => [backward.background(group), backward.diagnosis(group)]);
  expect(second.toReversed()).toEqual(first);
});
