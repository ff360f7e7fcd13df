import { beforeAll, describe, expect, test } from 'vitest';
import { createJudge, DEFAULT_SETTINGS, findLocks, reportCard } from '../../../../../shared/findings/dumps';
import { cyclesOf } from '../../../../../shared/findings/dumps/lock-cycles';
import { readGoroutineText } from '../../../../../shared/formats/goroutine-detail';
import type { LockCluster, LocksReply, WaitEdge } from '../../../../../shared/model/dump-requests';
import { type OpenDump, openCounts, openFixture, openText } from '../../../../support/dump-fixtures';

const locksOf = (dump: OpenDump): Promise<LocksReply> =>
  findLocks(
    dump.index,
    dump.moment,
    createJudge(dump.index, dump.moment, DEFAULT_SETTINGS),
    dump.textOf,
    readGoroutineText,
  );

/** Function that a goroutine stands in: any of its frames. */
const isIn = ({ index, snapshot }: OpenDump, id: number, func: string): boolean =>
  index.facts(snapshot.columns.stack[index.rowOfId(snapshot, id)]).frames.some((frame) => frame.func === func);

describe('many kinds of waiting at once', () => {
  const dump = openFixture('dumps/patterns-1.27/at-once.debug2.txt');
  let reply: LocksReply;
  beforeAll(async () => {
    reply = await locksOf(dump);
  });
  const clustersIn = (func: string): readonly LockCluster[] =>
    reply.clusters.filter(({ ids }) => isIn(dump, ids[0], func));

  test('those that wait for one address are together', () => {
    const [logger] = clustersIn('log.(*Logger).output');
    expect(logger).toMatchObject({ kind: 'mutex', waiters: 10 });
    expect(logger.groups).toHaveLength(1);
    expect(clustersIn('main.writeLocked')).toMatchObject([
      { kind: 'rwmutex', waiters: 5, place: { func: 'main.writeLocked', line: 59 } },
    ]);
    expect(clustersIn('main.waitForSignal').map(({ waiters }) => waiters)).toEqual([3, 1, 1]);
    expect(clustersIn('main.doOnce')).toMatchObject([{ kind: 'once', waiters: 3 }]);
    expect(reply.clusters[0].waiters).toBe(10);
  });

  test('the logger that writes to a pipe holds the lock of the others', () => {
    const [{ holders }] = clustersIn('log.(*Logger).output');
    expect(holders).toHaveLength(1);
    expect(isIn(dump, holders[0].id, 'io.(*pipe).write')).toBe(true);
    expect(holders[0]).toMatchObject({ known: false });
    expect(holders[0].why).toMatch(/^Perhaps: log\.\(\*Logger\)\.output has 0x[0-9a-f]+ as an argument/);
  });

  test('two transfers in opposite order are a circle', () => {
    const circles = reply.cycles.filter(({ ids }) => ids.length > 1);
    expect(circles).toHaveLength(1);
    for (const id of circles[0].ids) expect(isIn(dump, id, 'main.transfer')).toBe(true);
    expect(circles[0].addresses).toHaveLength(2);
    expect(circles[0].why).toMatch(/seem to wait for each other/);
    expect(circles[0].why).toMatch(/Medium confidence/);
  });

  test('a method that locks what another one has locked is its own holder', () => {
    const own = clustersIn('main.(*Account).addTwice');
    expect(own).toHaveLength(2);
    for (const { ids, holders } of own) {
      // One in another method of the type is a weaker guess: it is not told beside.
      expect(holders).toMatchObject([{ id: ids[0], why: expect.stringMatching(/^Perhaps itself/) }]);
      expect(holders[0]).not.toHaveProperty('byPlace');
    }
  });

  test('where arguments are stale, the place is a weaker guess', () => {
    const [convoy] = reply.clusters.filter(({ waiters, kind }) => waiters === 6 && kind === 'mutex');
    expect(convoy.holders).toHaveLength(1);
    expect(isIn(dump, convoy.holders[0].id, 'main.(*Account).notify')).toBe(true);
    expect(convoy.holders[0].why).toMatch(/by its place alone/);
    expect(convoy.holders[0].byPlace).toBe(true);
    const [once] = clustersIn('main.doOnce');
    expect(isIn(dump, once.holders[0].id, 'main.doOnce.func1')).toBe(true);
    expect(once.holders[0]).not.toHaveProperty('byPlace');
  });

  test('a WaitGroup is linked to the children that are still there', () => {
    const [{ holders, ids }] = clustersIn('main.waitForStuckChildren');
    expect(holders.map(({ known }) => known)).toEqual([true, true]);
    const edges = reply.edges.filter(({ from }) => from === ids[0]);
    expect(edges).toHaveLength(2);
    for (const { to, known, why } of edges) {
      expect(known).toBe(true);
      expect(isIn(dump, to, 'main.waitForStuckChildren.func1')).toBe(true);
      expect(why).toMatch(/chan receive/);
    }
    for (const { holders: none } of clustersIn('main.waitForNobody')) expect(none).toEqual([]);
  });

  test('nobody is blamed for a Cond, and limits are said', () => {
    for (const { holders } of clustersIn('main.waitForSignal')) expect(holders).toEqual([]);
    const limits = reply.limits.join('\n');
    expect(limits).toMatch(/5 goroutines in RWMutex.RLock: which lock/);
    expect(limits).toMatch(/Go records no owner of a lock/);
    expect(limits).toMatch(/goroutines wait for channels/);
  });

  test('the report names circle, queue and the goroutine that waits for itself', () => {
    const judge = createJudge(dump.index, dump.moment, DEFAULT_SETTINGS);
    const card = reportCard(dump.index, dump.moment, judge, DEFAULT_SETTINGS, reply);
    const of = (id: string) => card.findings.find((finding) => finding.id === id);
    expect(of('lock-cycle')).toMatchObject({ level: 'SUSPECT', goroutines: 2 });
    expect(of('lock-self')?.goroutines).toBeGreaterThanOrEqual(2);
    const children = of('waitgroup-wait')?.evidence ?? [];
    expect(
      card.findings
        .flatMap(({ evidence }) => evidence.map(({ text }) => text))
        .filter((text) => /waits for goroutine/.test(text)),
    ).toHaveLength(2);
    expect(children.length).toBeGreaterThan(0);
    expect(of('lock-convoy')?.evidence[0].text).toMatch(/^10 goroutines wait for the Mutex at 0x/);
  });
});

test('system tracebacks tell channels', async () => {
  const dump = openFixture('dumps/crash-1.23/sigquit.system.txt');
  const { clusters, limits } = await locksOf(dump);
  const channels = clusters.filter(({ kind }) => kind === 'channel');
  expect(channels.length).toBeGreaterThan(0);
  for (const { ids, holders } of channels) {
    expect(holders).toEqual([]);
    expect(isIn(dump, ids[0], 'runtime.chanrecv')).toBe(true);
  }
  expect(limits.join()).toMatch(/a select waits for is not in any traceback/);
});

test('a counted profile has nothing but a limit', async () => {
  const reply = await locksOf(openCounts('dumps/leak-1.26/goroutine.debug1.txt'));
  expect(reply.clusters).toEqual([]);
  expect(reply.limits).toHaveLength(1);
});

test('a lock cannot be tied to a neighbour in memory', async () => {
  // Two values side by side: the second one's lock lies 96 bytes behind the first one, which has nothing to do with it.
  const stack = (id: number, state: string, frames: readonly string[]): string =>
    `goroutine ${id} [${state}]:\n${frames.map((frame) => `${frame}\n\t/home/gopher/app/x.go:1 +0x1\n`).join('')}created by main.main in goroutine 1\n\t/home/gopher/app/main.go:9 +0x1\n\n`;
  const { clusters } = await locksOf(
    openText(
      stack(7, 'sync.Mutex.Lock', [
        'internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)',
        'internal/sync.(*Mutex).lockSlow(0xc000012060)',
        'internal/sync.(*Mutex).Lock(...)',
        'sync.(*Mutex).Lock(...)',
        'main.(*B).add(0xc000012040)',
      ]) + stack(8, 'chan receive', ['main.(*B).other(0xc000012000)']),
    ),
  );
  expect(clusters).toHaveLength(1);
  // The neighbour is not blamed by its address; it is of the same type, so its place is named as the weaker guess that it is.
  expect(clusters[0].holders.map(({ id, why }) => [id, /by its place alone/.test(why)])).toEqual([[8, true]]);
});

test('circles are told once and not longer than four', () => {
  const edge = (from: number, to: number): WaitEdge => ({ from, to, known: false, why: '', address: `0x${from}` });
  expect(cyclesOf([edge(1, 2), edge(2, 1), edge(2, 3), edge(3, 2)]).map(({ ids }) => ids)).toEqual([
    [1, 2],
    [2, 3],
  ]);
  expect(cyclesOf([edge(3, 1), edge(1, 2), edge(2, 3)]).map(({ ids }) => ids)).toEqual([[1, 2, 3]]);
  expect(cyclesOf([edge(1, 2), edge(2, 3), edge(3, 4), edge(4, 5), edge(5, 1)])).toEqual([]);
  expect(cyclesOf([edge(4, 4)]).map(({ ids }) => ids)).toEqual([[4]]);
  // A hundred goroutines that all seem to wait for each other must not take seconds.
  const dense = Array.from({ length: 100 }, (_, a) => Array.from({ length: 100 }, (_, b) => edge(a, b))).flat();
  expect(cyclesOf(dense).length).toBeLessThanOrEqual(20);
});
