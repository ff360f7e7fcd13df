// Order of groups and rows on the timeline and in the table, and the table's cells.

import { describe, expect, it } from 'vitest';
import { GOROUTINE_COLUMNS } from '../../../../shared/model/requests';
import { GoState } from '../../../../shared/model/states';
import { layout } from '../../../../shared/query/layout';
import { tableOrder, tableRows } from '../../../../shared/query/table';
import { indexOf } from '../../../support/index-of';

const { Running, Waiting, Syscall } = GoState;
const { index } = indexOf([
  {
    id: 1,
    name: 'main.main',
    spans: [
      { toNs: 50, state: Running },
      { toNs: 1000, state: Waiting, reason: 'chan receive' },
    ],
  },
  { id: 2, name: 'runtime.bgsweep', spans: [{ toNs: 1000, state: Running }] },
  {
    id: 3,
    spans: [
      { toNs: 900, state: Running },
      { toNs: 1000, state: Waiting },
    ],
  },
  {
    id: 20,
    name: 'main.worker',
    fromNs: 10,
    parent: 0,
    spans: [
      { toNs: 400, state: Syscall },
      { toNs: 500, state: Waiting, reason: 'select' },
    ],
    ends: true,
  },
  { id: 19, name: 'main.worker', fromNs: 10, parent: 0, spans: [{ toNs: 20, state: Running }], ends: true },
  { id: 18, name: 'main.worker', fromNs: 5, parent: 0, spans: [{ toNs: 20, state: Running }], ends: true },
]);

describe('layout', () => {
  it('puts the busiest of the program first and the runtime last; rows by creation, then id', () => {
    const reply = layout(index, '');
    expect(reply).toMatchObject({ ok: true, total: 6, matched: 6 });
    if (!reply.ok) return;
    expect(reply.groups.map(({ name, rows }) => [name, [...rows]])).toEqual([
      ['main.worker', [5, 4, 3]],
      ['main.main', [0]],
      ['runtime.bgsweep', [1]],
      ['', [2]],
    ]);
    expect([...reply.ids]).toEqual([1, 2, 3, 20, 19, 18]);
  });

  it('gives away no column of the index', () => {
    const reply = layout(index, '');
    expect(reply.ok && reply.ids.buffer !== index.goroutines.id.buffer).toBe(true);
  });

  it('shows only what matches, with the ids of all', () => {
    const reply = layout(index, 'worker -g:19');
    expect(reply).toMatchObject({ ok: true, total: 6, matched: 2, groups: [{ name: 'main.worker' }] });
    expect(reply.ok && [...reply.groups[0].rows]).toEqual([5, 3]);
    expect(reply.ok && reply.ids.length).toBe(6);
  });

  it('passes an error of the filter on', () => {
    expect(layout(index, 'g:')).toMatchObject({ ok: false, error: { from: 0 } });
  });
});

describe('table', () => {
  const order = (column: (typeof GOROUTINE_COLUMNS)[number], descending: boolean, filter = '') => {
    const reply = tableOrder(index, filter, { column, descending });
    return reply.ok ? [...reply.rows] : reply.error;
  };

  it('sorts by numbers, equal ones in order of appearance, unknown last in both directions', () => {
    expect(order('execNs', true)).toEqual([1, 2, 0, 5, 4, 3]);
    expect(order('endNs', false)).toEqual([4, 5, 3, 0, 1, 2]);
    expect(order('endNs', true)).toEqual([3, 4, 5, 0, 1, 2]);
    expect(order('blockNs', true)).toEqual([0, 2, 3, 1, 4, 5]);
    expect(order('syscallNs', true, 'worker')).toEqual([3, 4, 5]);
  });

  it('sorts by words, unknown names last in both directions', () => {
    expect(order('name', false)).toEqual([0, 3, 4, 5, 1, 2]);
    expect(order('name', true)).toEqual([1, 3, 4, 5, 0, 2]);
  });

  it('sorts by the final state: ghosts first, then the state, then what is waited for', () => {
    expect(order('finalState', false)).toEqual([0, 3, 4, 5, 1, 2]);
    const waiting = (reason: string, fromNs: number) => ({
      id: fromNs,
      name: 'main.f',
      spans: [
        { toNs: fromNs, state: Running },
        { toNs: 1000, state: Waiting, reason },
      ],
    });
    const { index: waits } = indexOf(
      [waiting('sync', 900), waiting('select', 100), waiting('chan send', 901), waiting('chan receive', 101)],
      { reasons: ['sync'] },
    );
    const reply = tableOrder(waits, '', { column: 'finalState', descending: false });
    expect(reply.ok && [...reply.rows]).toEqual([3, 1, 2, 0]);
  });

  it('splits blocked time by what was waited for', () => {
    const reasons = ['chan send', 'chan receive', 'select', 'network', 'sync', 'sync.(*Cond).Wait', 'sleep'];
    const { index: waits } = indexOf([
      {
        id: 1,
        name: 'main.f',
        spans: reasons.map((reason, i) => ({ toNs: 2 ** (i + 1) - 1, state: Waiting, reason })),
        ends: true,
      },
      { id: 2, name: 'main.g', spans: [{ toNs: 2000, state: Waiting, reason: 'select' }] },
    ]);
    expect(tableRows(waits, Int32Array.of(0))).toMatchObject({
      blockNs: Float64Array.of(127),
      chanNs: Float64Array.of(3),
      selectNs: Float64Array.of(4),
      networkNs: Float64Array.of(8),
      syncNs: Float64Array.of(48),
      otherNs: Float64Array.of(64),
    });
    const bySelect = tableOrder(waits, '', { column: 'selectNs', descending: true });
    expect(bySelect.ok && [...bySelect.rows]).toEqual([1, 0]);
    const bySync = tableOrder(waits, '', { column: 'syncNs', descending: true });
    expect(bySync.ok && [...bySync.rows]).toEqual([0, 1]);
  });

  it.each(GOROUTINE_COLUMNS)('holds every matching row once by %s', (column) => {
    expect([...(order(column, true) as number[])].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('gives the cells of the asked rows', () => {
    const cells = tableRows(index, Int32Array.of(3, 0));
    expect(cells).toEqual({
      rows: Int32Array.of(3, 0),
      id: Float64Array.of(20, 1),
      name: ['main.worker', 'main.main'],
      totalNs: Float64Array.of(490, 1000),
      execNs: Float64Array.of(0, 50),
      schedWaitNs: Float64Array.of(0, 0),
      blockNs: Float64Array.of(100, 950),
      chanNs: Float64Array.of(0, 950),
      selectNs: Float64Array.of(100, 0),
      networkNs: Float64Array.of(0, 0),
      syncNs: Float64Array.of(0, 0),
      otherNs: Float64Array.of(0, 0),
      syscallNs: Float64Array.of(390, 0),
      createdNs: Float64Array.of(10, 0),
      endNs: Float64Array.of(500, Number.NaN),
      transitions: Uint32Array.of(2, 2),
      finalState: ['NotExist', 'Waiting'],
      finalReason: ['', 'chan receive'],
      ghost: Uint8Array.of(0, 1),
    });
  });
});
