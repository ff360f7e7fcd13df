import { expect, test } from 'vitest';
import { goroutines } from '../../../../../shared/ingest/indexers/goroutines';
import { EventKind, NONE, RangeScope } from '../../../../../shared/model/events';
import { GoState } from '../../../../../shared/model/states';
import { type EventLiteral, feed, go, indexContext, proc, sync } from '../support';

function index(events: (context: ReturnType<typeof indexContext>) => readonly EventLiteral[], endNs: number) {
  const context = indexContext();
  const indexer = goroutines(context);
  feed(indexer, events(context), endNs);
  const table = indexer.table();
  const sums = (
    offset: Uint32Array,
    key: ArrayLike<number>,
    ns: Float64Array,
    name: (k: number) => string,
    row: number,
  ) =>
    Object.fromEntries(
      Array.from({ length: offset[row + 1] - offset[row] }, (_, i) => [
        name(key[offset[row] + i]),
        ns[offset[row] + i],
      ]),
    );
  return {
    table,
    regions: indexer.regions(),
    name: (row: number) => context.symbols.string(table.name[row]),
    blocked: (row: number) =>
      sums(table.blockOffset, table.blockReason, table.blockNs, (k) => context.reasons.text(k), row),
    ranges: (row: number) =>
      sums(table.rangeOffset, table.rangeName, table.rangeNs, (k) => context.symbols.string(k), row),
  };
}

test('a life from creation to exit, every state in its account', () => {
  const { table, name, blocked } = index(
    ({ symbols, stackOf }) => [
      sync(0),
      go(10, 1, '?>running', { p: 0 }),
      go(100, 7, '->runnable', { p: 0, g: 1, stack: stackOf('main.main'), targetStack: stackOf('main.worker') }),
      go(130, 7, 'runnable>running', { p: 0 }),
      go(180, 7, 'running>waiting', {
        p: 0,
        name: symbols.internString('chan receive'),
        targetStack: stackOf('main.other'),
      }),
      go(1180, 7, 'waiting>runnable', { p: 0, g: 1 }),
      go(1200, 7, 'runnable>running', { p: 0 }),
      go(1205, 7, 'running>-', { p: 0 }),
    ],
    2000,
  );
  expect(table.length).toBe(2);
  expect([...table.id]).toEqual([1, 7]);
  expect(name(1)).toBe('main.worker');
  expect([...table.parent]).toEqual([NONE, 0]);
  expect([...table.existed]).toEqual([1, 0]);
  expect(table.createdNs[1]).toBe(100);
  expect(table.startNs[1]).toBe(130);
  expect(table.endNs[1]).toBe(1205);
  expect(table.totalNs[1]).toBe(1105);
  expect(table.execNs[1]).toBe(55);
  expect(table.schedWaitNs[1]).toBe(50);
  expect(blocked(1)).toEqual({ 'chan receive': 1000 });
  expect(table.stateRunningNs[1]).toBe(55);
  expect(table.stateWaitingNs[1]).toBe(1000);
  expect(table.finalState[1]).toBe(GoState.NotExist);
  expect(table.finalSinceNs[1]).toBe(1205);
  expect(table.transitions[1]).toBe(6);
  // The one that was there all along runs on to the end.
  expect(table.execNs[0]).toBe(2000);
  expect(table.endNs[0]).toBeNaN();
  expect(table.totalNs[0]).toBe(2000);
});

test('seen by status: created at the last sync, the time since then in the state it is in; X to X is no news', () => {
  const { table, blocked, name } = index(
    ({ stackOf }) => [
      sync(0),
      sync(100),
      go(150, 4, '?>waiting', { targetStack: stackOf('runtime.bgsweep') }),
      sync(500),
      go(600, 4, 'waiting>waiting'),
    ],
    1000,
  );
  expect(name(0)).toBe('runtime.bgsweep');
  expect(table.createdNs[0]).toBe(100);
  expect(table.finalSinceNs[0]).toBe(100);
  expect(table.startNs[0]).toBeNaN();
  expect(blocked(0)).toEqual({ '': 900 });
  expect(table.totalNs[0]).toBe(900);
  expect(table.transitions[0]).toBe(2);
  // From transition to transition.
  expect(table.stateWaitingNs[0]).toBe(450);
});

test('waiting for ever is an end; the reason and since when are kept', () => {
  const { table, blocked } = index(
    ({ symbols }) => [
      sync(0),
      go(1, 2, '->runnable'),
      go(2, 2, 'runnable>running', { p: 0 }),
      go(50, 2, 'running>waiting', { p: 0, name: symbols.internString('forever') }),
    ],
    1000,
  );
  expect(table.endNs[0]).toBe(50);
  expect(table.totalNs[0]).toBe(49);
  expect(table.finalState[0]).toBe(GoState.Waiting);
  expect(table.finalReason[0]).toBe(1);
  expect(blocked(0)).toEqual({});
});

test('a syscall is blocked from when its processor is taken away', () => {
  const { table } = index(
    () => [
      sync(0),
      proc(0, 3, '?>running'),
      go(10, 1, '?>running', { p: 3 }),
      go(20, 1, 'running>syscall', { p: 3 }),
      go(25, 1, 'syscall>running', { p: 3 }),
      go(40, 1, 'running>syscall', { p: 3 }),
      proc(100, 3, 'running>idle'),
      go(1100, 1, 'syscall>runnable'),
    ],
    1200,
  );
  expect(table.syscallNs[0]).toBe(5 + 60);
  expect(table.syscallBlockNs[0]).toBe(1000);
  expect(table.schedWaitNs[0]).toBe(100);
  expect(table.execNs[0]).toBe(20 + 15);
  expect(table.stateSyscallNs[0]).toBe(1065);
});

test('a blocked syscall that is open at the end counts whole, and its tail as scheduler wait, as Go has it', () => {
  const { table } = index(
    () => [
      sync(0),
      proc(1, 3, '?>running'),
      go(10, 1, '?>running', { p: 3 }),
      go(40, 1, 'running>syscall', { p: 3 }),
      proc(100, 3, 'running>idle'),
    ],
    600,
  );
  expect(table.syscallNs[0]).toBe(560);
  expect(table.schedWaitNs[0]).toBe(500);
  expect(table.syscallBlockNs[0]).toBe(0);
});

test('a syscall from before the trace is blocked time if it has no processor', () => {
  const { table } = index(() => [sync(0), go(50, 1, '?>syscall', { p: 2 }), go(60, 2, '?>syscall')], 60);
  expect([...table.syscallNs]).toEqual([60, 0]);
  expect([...table.syscallBlockNs]).toEqual([0, 60]);
});

test('an id that is used again starts new accounts, and keeps its row', () => {
  const { table } = index(
    () => [
      sync(0),
      go(10, 9, '->syscall', { p: 0 }),
      go(20, 9, 'syscall>running', { p: 0 }),
      go(50, 9, 'running>-', { p: 0 }),
      go(100, 9, '->syscall', { p: 0 }),
      go(105, 9, 'syscall>running', { p: 0 }),
    ],
    200,
  );
  expect(table.length).toBe(1);
  expect(table.createdNs[0]).toBe(100);
  expect(table.execNs[0]).toBe(95);
  expect(table.syscallNs[0]).toBe(5);
  expect(table.endNs[0]).toBeNaN();
  expect(table.transitions[0]).toBe(5);
});

test('ranges of goroutines and of processors', () => {
  const range = (
    kind: EventKind,
    timeNs: number,
    name: number,
    scope: RangeScope,
    id: number,
    g = 1,
  ): EventLiteral => ({
    kind,
    timeNs,
    name,
    from: scope,
    id,
    g,
  });
  const { RangeBegin, RangeActive, RangeEnd } = EventKind;
  const { ranges } = index(({ symbols }) => {
    const assist = symbols.internString('GC mark assist');
    const sweep = symbols.internString('GC incremental sweep');
    return [
      sync(0),
      go(1, 1, '?>running', { p: 0 }),
      go(2, 2, '->runnable', { p: 0, g: 1 }),
      range(RangeBegin, 10, assist, RangeScope.Goroutine, 1),
      range(RangeEnd, 30, assist, RangeScope.Goroutine, 1),
      range(RangeActive, 40, assist, RangeScope.Goroutine, 2),
      range(RangeBegin, 50, sweep, RangeScope.Proc, 0),
      range(RangeEnd, 57, sweep, RangeScope.Proc, 0),
      // Ends on another goroutine: stays open on the first one until that ends.
      range(RangeBegin, 60, sweep, RangeScope.Proc, 0),
      range(RangeEnd, 70, sweep, RangeScope.Proc, 0, 2),
    ];
  }, 100);
  expect(ranges(0)).toEqual({ 'GC mark assist': 20, 'GC incremental sweep': 7 + 40 });
  expect(ranges(1)).toEqual({ 'GC mark assist': 100 });
});

test('regions: ended ones, ends without begin, open and inherited ones of goroutines that are not the runtime', () => {
  const region = (kind: EventKind, timeNs: number, g: number): EventLiteral => ({ kind, timeNs, g });
  const { RegionBegin, RegionEnd } = EventKind;
  const { regions } = index(
    ({ stackOf }) => [
      sync(0),
      go(1, 1, '?>running', { p: 0, targetStack: stackOf('main.main') }),
      region(RegionEnd, 2, 1),
      region(RegionBegin, 3, 1),
      go(4, 2, '->runnable', { g: 1, targetStack: stackOf('main.child') }),
      go(5, 3, '->runnable', { g: 1, targetStack: stackOf('runtime.gcBgMarkWorker') }),
      region(RegionEnd, 6, 1),
      go(7, 4, '->runnable', { g: 1, targetStack: stackOf('main.later') }),
      region(RegionBegin, 8, 1),
    ],
    100,
  );
  // 1: end without begin, a whole one, an open one. 2: inherited.
  expect(regions).toBe(4);
});

test('many goroutines: columns grow', () => {
  const { table } = index(
    () => [sync(0), ...Array.from({ length: 5000 }, (_, i) => go(i + 1, 1000 + i, '->runnable'))],
    6000,
  );
  expect(table.length).toBe(5000);
  expect(table.schedWaitNs[0]).toBe(5999);
  expect(table.schedWaitNs[4999]).toBe(1000);
  expect(table.parent.every((parent) => parent === NONE)).toBe(true);
  expect(table.id.length).toBe(5000);
});
