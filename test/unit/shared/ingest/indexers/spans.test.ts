// The indexers whose fact is a lane of spans.

import { describe, expect, test } from 'vitest';
import { gcRanges } from '../../../../../shared/ingest/indexers/gc-ranges';
import { goroutineSpans } from '../../../../../shared/ingest/indexers/goroutine-spans';
import { procSpans } from '../../../../../shared/ingest/indexers/proc-spans';
import { EventKind, NONE, RANGE_GC_MARK } from '../../../../../shared/model/events';
import { NO_STACK } from '../../../../../shared/model/stacks';
import { GoState, ProcState } from '../../../../../shared/model/states';
import { GC_ROW, STW_ROW } from '../../../../../shared/model/tables';
import { type EventLiteral, feed, go, indexContext, itemsOf, proc, sync } from '../support';

type Context = ReturnType<typeof indexContext>;
const spansOf = ({ blocks }: Context, row: number) => blocks.flatMap(({ levels }) => itemsOf(levels[0], row));

describe('goroutine', () => {
  test('a span per state, with reason and the stack at its begin; the last one is open to the end', () => {
    const context = indexContext();
    const reason = context.symbols.internString('select');
    feed(
      goroutineSpans(context),
      [
        sync(0),
        go(10, 5, '->runnable', { targetStack: 1 }),
        go(20, 5, 'runnable>running'),
        go(30, 5, 'running>waiting', { name: reason, targetStack: 2 }),
        go(35, 5, 'waiting>waiting', { targetStack: 3 }),
      ],
      100,
    );
    expect(spansOf(context, 0)).toEqual([
      { startNs: 10, endNs: 20, state: GoState.Runnable, reason: 0, arg: 1 },
      { startNs: 20, endNs: 30, state: GoState.Running, reason: 0, arg: NONE },
      { startNs: 30, endNs: 100, state: GoState.Waiting, reason: 1, arg: 2 },
    ]);
    expect(context.reasons.list()).toEqual(['', 'select']);
  });

  test('first seen by status: since the last sync. Exited: no span; used again: a gap', () => {
    const context = indexContext();
    feed(
      goroutineSpans(context),
      [sync(0), sync(5), go(20, 3, '?>running'), go(30, 3, 'running>-'), go(70, 3, '->syscall')],
      80,
    );
    expect(spansOf(context, 0)).toEqual([
      { startNs: 5, endNs: 30, state: GoState.Running, reason: 0, arg: NONE },
      { startNs: 30, endNs: 70, state: GoState.Undetermined, reason: 0, arg: NONE },
      { startNs: 70, endNs: 80, state: GoState.Syscall, reason: 0, arg: NONE },
    ]);
  });

  test('after a gap: nothing is known until a status tells, and then since the sync', () => {
    const context = indexContext();
    feed(
      goroutineSpans(context),
      [
        sync(0),
        go(1, 3, '->runnable'),
        go(10, 3, 'runnable>running'),
        go(12, 4, '->runnable'),
        { kind: EventKind.Gap, timeNs: 49, value: 13 },
        sync(50),
        go(60, 3, '?>waiting'),
      ],
      80,
    );
    expect(spansOf(context, 1)).toEqual([{ startNs: 12, endNs: 13, state: GoState.Runnable, reason: 0, arg: NONE }]);
    expect(spansOf(context, 0)).toEqual([
      { startNs: 1, endNs: 10, state: GoState.Runnable, reason: 0, arg: NONE },
      { startNs: 10, endNs: 13, state: GoState.Running, reason: 0, arg: NONE },
      { startNs: 13, endNs: 50, state: GoState.Undetermined, reason: 0, arg: NONE },
      { startNs: 50, endNs: 80, state: GoState.Waiting, reason: 0, arg: NONE },
    ]);
  });

  test('a wait without reason has the one that its stack tells', () => {
    const context = indexContext();
    const { symbols } = context;
    const reason = symbols.internString('sync');
    const receive = context.stackOf('runtime.chanrecv');
    feed(
      goroutineSpans(context),
      [
        sync(0),
        go(10, 5, '?>waiting', { targetStack: receive }),
        go(20, 5, 'waiting>runnable', { targetStack: receive }),
        go(30, 5, 'runnable>waiting', { targetStack: receive, name: reason }),
        go(40, 5, 'waiting>waiting', { targetStack: receive }),
        go(50, 6, '?>waiting', { targetStack: context.stackOf('runtime.goparkunlock') }),
      ],
      100,
    );
    const reasons = (row: number) => spansOf(context, row).map((span) => context.reasons.text(span.reason));
    expect(reasons(0)).toEqual(['chan receive (by its stack)', '', 'sync']);
    expect(reasons(1)).toEqual(['']);
  });

  test('waiting is merged by what is waited for', () => {
    const context = indexContext();
    const reason = context.symbols.internString('chan send');
    const events: EventLiteral[] = [sync(0), go(1, 3, '->running')];
    for (let t = 10; t < 1000; t += 20) {
      events.push(go(t, 3, 'running>waiting', { name: reason }), go(t + 15, 3, 'waiting>running'));
    }
    feed(goroutineSpans(context), events, 1010);
    const level = context.blocks[0].levels.at(-1)!;
    expect(level.startNs.length).toBe(1);
    // 750 of 1009 ns in class Chan.
    expect(level.coverage![3]).toBeCloseTo((255 * 750) / 1009, 0);
    expect(level.reason[0]).toBe(1);
  });
});

describe('proc', () => {
  test('rows in order of appearance; running is split by goroutine, idle is explicit, a syscall keeps the goroutine', () => {
    const context = indexContext();
    const indexer = procSpans(context);
    feed(
      indexer,
      [
        sync(0),
        proc(1, 2, '?>running'),
        go(5, 11, '?>running', { p: 2 }),
        proc(6, 0, '?>idle'),
        go(20, 11, 'running>syscall', { p: 2 }),
        go(25, 11, 'syscall>running', { p: 2 }),
        go(40, 11, 'running>waiting', { p: 2 }),
        go(45, 12, '->runnable', { p: 2 }),
        go(50, 12, 'runnable>running', { p: 2 }),
        go(60, 12, 'running>syscall', { p: 2 }),
        proc(70, 2, 'running>idle'),
        go(80, 12, 'syscall>runnable'),
      ],
      100,
    );
    const [running, idle] = [ProcState.Running, ProcState.Idle];
    expect(indexer.procIds()).toEqual([2, 0]);
    expect(spansOf(context, 0)).toEqual([
      { startNs: 0, endNs: 40, state: running, reason: 0, arg: 0 },
      { startNs: 40, endNs: 50, state: running, reason: 0, arg: NONE },
      { startNs: 50, endNs: 70, state: running, reason: 0, arg: 1 },
      { startNs: 70, endNs: 100, state: idle, reason: 0, arg: NONE },
    ]);
    expect(spansOf(context, 1)).toEqual([{ startNs: 0, endNs: 100, state: idle, reason: 0, arg: NONE }]);
    expect(indexer.busy()).toBeCloseTo(0.35);
  });

  test('a processor that is added later begins then', () => {
    const context = indexContext();
    feed(procSpans(context), [sync(0), proc(30, 4, '->idle'), proc(50, 4, 'idle>running')], 60);
    expect(spansOf(context, 0)).toEqual([
      { startNs: 30, endNs: 50, state: ProcState.Idle, reason: 0, arg: NONE },
      { startNs: 50, endNs: 60, state: ProcState.Running, reason: 0, arg: NONE },
    ]);
  });
});

describe('gc', () => {
  const range = (kind: EventKind, timeNs: number, name: number, more: EventLiteral = {}): EventLiteral => ({
    kind,
    timeNs,
    name,
    ...more,
  });

  test('mark phases and pauses in their rows, with what is between; other ranges are left out', () => {
    const context = indexContext();
    const mark = context.symbols.internString(RANGE_GC_MARK);
    const pause = context.symbols.internString('stop-the-world (GC sweep termination)');
    const sweep = context.symbols.internString('GC incremental sweep');
    const goroutine = context.rows.rowOf(77);
    const indexer = gcRanges(context);
    const { RangeBegin, RangeActive, RangeEnd } = EventKind;
    feed(
      indexer,
      [
        sync(0),
        range(RangeActive, 7, mark, { g: 77, stack: 5 }),
        range(RangeEnd, 20, mark),
        range(RangeBegin, 25, sweep, { g: 77, stack: 5 }),
        range(RangeBegin, 30, pause, { g: 77, stack: 5 }),
        range(RangeEnd, 40, pause),
        range(RangeBegin, 40, mark, { g: 78 }),
        sync(50),
        range(RangeActive, 51, mark),
      ],
      100,
    );
    expect(spansOf(context, GC_ROW)).toEqual([
      { startNs: 0, endNs: 20, state: 1, reason: 0, arg: 0 },
      { startNs: 20, endNs: 40, state: 0, reason: 0, arg: NONE },
      { startNs: 40, endNs: 100, state: 1, reason: 0, arg: 2 },
    ]);
    expect(spansOf(context, STW_ROW)).toEqual([
      { startNs: 0, endNs: 30, state: 0, reason: 0, arg: NONE },
      { startNs: 30, endNs: 40, state: 1, reason: 0, arg: 1 },
      { startNs: 40, endNs: 100, state: 0, reason: 0, arg: NONE },
    ]);
    // Who began the first mark phase is not known, and the goroutine of the second never appeared.
    expect(indexer.table()).toEqual({
      length: 3,
      name: Int32Array.of(mark, pause, mark),
      stack: Int32Array.of(NO_STACK, 5, NO_STACK),
      goroutine: Int32Array.of(NONE, goroutine, NONE),
    });
    expect([indexer.gcCycles(), indexer.stwCount()]).toEqual([2, 1]);
  });

  test('a trace without collections: two quiet rows', () => {
    const context = indexContext();
    feed(gcRanges(context), [sync(0)], 100);
    expect(spansOf(context, STW_ROW)).toEqual([{ startNs: 0, endNs: 100, state: 0, reason: 0, arg: NONE }]);
  });
});
