// A goroutine and a span in full, and the rule for ghosts.

import { describe, expect, it } from 'vitest';
import { NONE } from '../../../../shared/model/events';
import { NO_STACK } from '../../../../shared/model/stacks';
import { GoState, INFERRED, ProcState } from '../../../../shared/model/states';
import { GC_ROW } from '../../../../shared/model/tables';
import { isGhost } from '../../../../shared/query/ghosts';
import { goroutineDetail } from '../../../../shared/query/goroutine-details';
import { neighbourSpan, spanAt } from '../../../../shared/query/span-details';
import { type GoroutineSpec, indexOf, stackOf } from '../../../support/index-of';

const { Running, Runnable, Waiting, Syscall } = GoState;

describe('goroutine', () => {
  const { index } = indexOf([
    { id: 1, name: 'main.main', spans: [{ toNs: 1000, state: Running }] },
    {
      id: 5,
      name: 'main.worker',
      creator: 'main.start',
      parent: 0,
      fromNs: 100,
      spans: [
        { toNs: 150, state: Runnable },
        { toNs: 350, state: Running },
        { toNs: 650, state: Waiting, reason: 'select' },
        { toNs: 660, state: Syscall },
        { toNs: 700, state: Waiting },
      ],
      ends: true,
    },
  ]);

  it('tells its origin, life and end', () => {
    expect(goroutineDetail(index, 1)).toMatchObject({
      row: 1,
      id: 5,
      name: 'main.worker',
      parent: { row: 0, id: 1, name: 'main.main' },
      existed: false,
      createdNs: 100,
      endNs: 700,
      totalNs: 600,
      finalState: 'NotExist',
      ghost: false,
      system: false,
      creatorStack: [{ func: 'main.start' }],
      startFrame: { func: 'main.worker' },
    });
    expect(goroutineDetail(index, 0)).not.toHaveProperty('parent');
    expect(goroutineDetail(index, 0)).not.toHaveProperty('endNs');
  });

  it('breaks its time down, largest first, without empty entries', () => {
    expect(goroutineDetail(index, 1).breakdown.map(({ label, ns }) => [label, ns])).toEqual([
      ['select', 300],
      ['Running', 200],
      ['Runnable', 50],
      ['unknown reason', 40],
      ['Syscall', 10],
    ]);
  });

  it('calls time that nothing accounts for unknown', () => {
    const { index: other } = indexOf([{ id: 1, name: 'main.f', spans: [{ toNs: 100, state: Running }] }]);
    other.goroutines.totalNs[0] = 130;
    expect(goroutineDetail(other, 0).breakdown.map(({ label, ns }) => [label, ns])).toEqual([
      ['Running', 100],
      ['Unknown', 30],
    ]);
  });

  it('names a wait without reason by its stack where the time is all of that wait', () => {
    const inferred = `select${INFERRED}`;
    const { index: other } = indexOf(
      [
        { id: 1, name: 'main.f', spans: [{ toNs: 100, state: Waiting }] },
        {
          id: 2,
          name: 'main.g',
          spans: [
            { toNs: 10, state: Waiting },
            { toNs: 50, state: Running },
            { toNs: 100, state: Waiting },
          ],
        },
      ],
      { reasons: [inferred] },
    );
    // Ingest puts the time to '', as Go does, and the final reason to what the stack tells.
    other.goroutines.finalReason.fill(1);
    const labels = (row: number) => goroutineDetail(other, row).breakdown.map(({ label, ns }) => [label, ns]);
    expect(labels(0)).toEqual([[inferred, 100]]);
    expect(labels(1)).toEqual([
      ['unknown reason', 60],
      ['Running', 40],
    ]);
  });

  it('does not say of one that waits for ever that it has ended, though the accounts do', () => {
    const { index: other } = indexOf([
      {
        id: 1,
        name: 'main.f',
        spans: [
          { toNs: 10, state: Running },
          { toNs: 100, state: Waiting, reason: 'forever' },
        ],
      },
    ]);
    other.goroutines.endNs[0] = 10;
    expect(goroutineDetail(other, 0)).toMatchObject({ finalState: 'Waiting', finalReason: 'forever', ghost: true });
    expect(goroutineDetail(other, 0)).not.toHaveProperty('endNs');
  });

  it('refuses a row that does not exist', () => {
    expect(() => goroutineDetail(index, 2)).toThrow('bug');
  });
});

describe('spans', () => {
  // 200 spans of 10 ns in four blocks; the stack of span i is its own function.
  const made = indexOf([
    {
      id: 1,
      name: 'main.main',
      fromNs: 5,
      spans: Array.from({ length: 200 }, (_, i) => ({
        toNs: 15 + i * 10,
        state: i % 2 === 0 ? Running : Waiting,
        reason: i % 2 === 0 ? '' : 'sync',
        arg: i,
      })),
    },
  ]);
  for (let i = 0; made.symbols.stackCount < 200; i++) stackOf(made.symbols, `main.f${i}`);
  const at = (timeNs: number) => spanAt(made.context, 'goroutine', 0, timeNs);
  const step = (timeNs: number, direction: -1 | 1) => neighbourSpan(made.context, 'goroutine', 0, timeNs, direction);

  it('finds the span at a time: its start belongs to it, its end to the next', async () => {
    expect(await at(5)).toMatchObject({ startNs: 5, endNs: 15, state: 'running', reason: '' });
    expect(await at(14.5)).toMatchObject({ startNs: 5 });
    expect(await at(15)).toMatchObject({
      startNs: 15,
      endNs: 25,
      state: 'waiting',
      reason: 'sync',
      goroutine: { id: 1 },
    });
    expect(await at(2005)).toMatchObject({ startNs: 1995, endNs: 2005 });
    expect(await at(4)).toBeUndefined();
    expect(await at(2006)).toBeUndefined();
    expect(await spanAt(made.context, 'goroutine', 7, 10)).toBeUndefined();
    expect(await spanAt(made.context, 'proc', 0, 10)).toBeUndefined();
  });

  it('finds every span by its middle, over block borders', async () => {
    for (let i = 0; i < 200; i++)
      expect(await at(10 + i * 10)).toMatchObject({ startNs: 5 + i * 10, endNs: 15 + i * 10 });
  });

  it('steps through all spans and stops at the ends', async () => {
    for (let i = 1; i < 200; i++) {
      expect(await step(i * 10, 1)).toMatchObject({ startNs: 5 + i * 10 });
      expect(await step(10 + i * 10, -1)).toMatchObject({ startNs: i * 10 - 5 });
    }
    expect(await step(10, -1)).toBeUndefined();
    expect(await step(2000, 1)).toBeUndefined();
  });

  it('has the stack at both ends, the one at the end from the span after it', async () => {
    const span = await at(5 + 63 * 10);
    expect(span?.stack).toEqual(made.symbols.frames(63));
    expect(span?.stack).toHaveLength(1);
    expect(span?.endStack).toEqual(made.symbols.frames(64));
    expect((await at(2000))?.endStack).toEqual([]);
  });

  it('tells where a wait was ended, and does not take that for a place of the goroutine itself', async () => {
    const { context, symbols } = indexOf([
      {
        id: 1,
        spans: [
          { toNs: 10, state: Running },
          { toNs: 20, state: Waiting, reason: 'sync', arg: 0 },
          { toNs: 30, state: GoState.Runnable, arg: 1 },
          { toNs: 40, state: Running },
          { toNs: 50, state: GoState.Runnable, arg: 0 },
        ],
      },
    ]);
    const [own, waker] = [stackOf(symbols, 'main.wait'), stackOf(symbols, 'main.wake')].map((stack) =>
      symbols.frames(stack),
    );
    const span = (timeNs: number) => spanAt(context, 'goroutine', 0, timeNs);
    expect(await span(15)).toMatchObject({ stack: own, endStack: [], wokenAt: waker });
    expect(await span(25)).toMatchObject({ stack: [], endStack: [], wokenAt: waker });
    // Preempted: that is its own stack.
    expect(await span(45)).toMatchObject({ stack: own });
    expect(await span(45)).not.toHaveProperty('wokenAt');
    expect(await span(35)).not.toHaveProperty('wokenAt');
  });

  it('steps over a gap between two lives, which is no span', async () => {
    const { context } = indexOf([
      {
        id: 1,
        spans: [
          { toNs: 10, state: Running },
          { toNs: 50, state: GoState.Undetermined },
          { toNs: 60, state: Running, arg: 0 },
        ],
      },
    ]);
    expect(await spanAt(context, 'goroutine', 0, 30)).toBeUndefined();
    expect(await neighbourSpan(context, 'goroutine', 0, 5, 1)).toMatchObject({ startNs: 50 });
    expect((await spanAt(context, 'goroutine', 0, 5))?.endStack).toEqual([]);
  });
});

describe('spans of processors', () => {
  const { context, symbols } = indexOf(
    [
      {
        id: 5,
        name: 'main.f',
        spans: [
          { toNs: 100, state: Runnable },
          { toNs: 200, state: Running, arg: 0 },
          { toNs: 1000, state: Waiting, arg: 1 },
        ],
      },
    ],
    {
      lanes: [
        {
          lane: 'proc',
          row: 0,
          spans: [
            { toNs: 50, state: ProcState.Running, arg: NONE },
            { toNs: 100, state: ProcState.Idle, arg: NONE },
            { toNs: 200, state: ProcState.Running, arg: 0 },
            { toNs: 1000, state: ProcState.Idle, arg: NONE },
          ],
        },
      ],
    },
  );
  for (let i = 0; i < 2; i++) stackOf(symbols, `main.at${i}`);

  it('has the stacks of the goroutine that it ran', async () => {
    const span = await spanAt(context, 'proc', 0, 150);
    expect(span).toMatchObject({ startNs: 100, goroutine: { id: 5 } });
    expect(span?.stack).toEqual(symbols.frames(0));
    expect(span?.stack).toHaveLength(1);
    expect(span?.endStack).toEqual(symbols.frames(1));
    expect(await spanAt(context, 'proc', 0, 20)).toMatchObject({ stack: [], endStack: [] });
  });

  it('steps over idle time', async () => {
    expect(await neighbourSpan(context, 'proc', 0, 20, 1)).toMatchObject({ startNs: 100 });
    expect(await neighbourSpan(context, 'proc', 0, 150, -1)).toMatchObject({ startNs: 0 });
    expect(await neighbourSpan(context, 'proc', 0, 150, 1)).toBeUndefined();
    expect(await spanAt(context, 'proc', 0, 75)).toMatchObject({ state: 'idle' });
  });
});

describe('spans of the lane gc', () => {
  const { context } = indexOf([{ id: 5, name: 'main.f', spans: [{ toNs: 1000, state: Running }] }], {
    lanes: [
      {
        lane: 'gc',
        row: GC_ROW,
        spans: [
          { toNs: 100, state: 0 },
          { toNs: 200, state: 1, arg: 0 },
          { toNs: 300, state: 0 },
          { toNs: 400, state: 1, arg: 1 },
        ],
      },
    ],
    gcRanges: (table) => [
      { name: table.internString('mark'), stack: stackOf(table, 'runtime.gcStart'), goroutine: 0 },
      { name: table.internString('mark'), stack: NO_STACK, goroutine: NONE },
    ],
  });

  it('tells what it is, who began it and where', async () => {
    const span = await spanAt(context, 'gc', GC_ROW, 150);
    expect(span).toMatchObject({ state: 'mark', startNs: 100, endNs: 200, goroutine: { id: 5 } });
    expect(span?.stack.map(({ func }) => func)).toEqual(['runtime.gcStart']);
    const other = await spanAt(context, 'gc', GC_ROW, 350);
    expect(other).toMatchObject({ state: 'mark', stack: [] });
    expect(other).not.toHaveProperty('goroutine');
  });

  it('has no span in a gap, and steps over it', async () => {
    expect(await spanAt(context, 'gc', GC_ROW, 250)).toBeUndefined();
    expect(await neighbourSpan(context, 'gc', GC_ROW, 150, 1)).toMatchObject({ startNs: 300 });
    expect(await neighbourSpan(context, 'gc', GC_ROW, 350, -1)).toMatchObject({ startNs: 100 });
    expect(await neighbourSpan(context, 'gc', GC_ROW, 250, -1)).toMatchObject({ startNs: 100 });
    expect(await neighbourSpan(context, 'gc', GC_ROW, 150, -1)).toBeUndefined();
  });
});

describe('ghosts', () => {
  const waits = (reason: string, fromNs: number, name = 'main.f'): GoroutineSpec => ({
    id: 1,
    name,
    spans: [
      { toNs: fromNs, state: Running },
      { toNs: 1000, state: Waiting, reason },
    ],
  });
  it.each([
    ['half the trace in a channel', waits('chan receive', 500), true],
    ['less than half of it', waits('chan receive', 501), false],
    ['select', waits('select', 10), true],
    ['a mutex', waits('sync', 10), true],
    ['the network', waits('network', 10), false],
    ['sleep', waits('sleep', 10), false],
    ['a channel, by its stack', waits(`chan send${INFERRED}`, 10), true],
    ['the network, by its stack', waits(`network${INFERRED}`, 10), false],
    ['forever, however late', waits('forever', 999), true],
    ['the runtime', waits('select', 10, 'runtime.gcBgMarkWorker'), false],
    ['no name', waits('select', 10, ''), false],
    [
      'woken',
      {
        id: 1,
        name: 'main.f',
        spans: [
          { toNs: 990, state: Waiting, reason: 'select' },
          { toNs: 1000, state: Runnable },
        ],
      },
      false,
    ],
    ['ended', { id: 1, name: 'main.f', spans: [{ toNs: 1000, state: Waiting, reason: 'select' }], ends: true }, false],
  ] as const)('%s', (_, spec, expected) => {
    expect(isGhost(indexOf([spec]).index, 0)).toBe(expected);
  });
});
