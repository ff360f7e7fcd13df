// The small tables that indexers share, and how index tables become columns and back.

import { describe, expect, test } from 'vitest';
import { createReasonTable, MAX_REASONS } from '../../../../shared/ingest/reasons';
import { createRowMap } from '../../../../shared/ingest/row-map';
import { createRowSums } from '../../../../shared/ingest/row-sums';
import { NONE } from '../../../../shared/model/events';
import { NO_STACK } from '../../../../shared/model/stacks';
import { GoState } from '../../../../shared/model/states';
import { indexContext } from './support';

describe('row map', () => {
  test('rows in order of appearance; asking does not make one', () => {
    const rows = createRowMap();
    expect([rows.rowOf(17), rows.rowOf(3), rows.rowOf(17), rows.rowOf(2 ** 40)]).toEqual([0, 1, 0, 2]);
    expect([rows.find(3), rows.find(99), rows.find(NONE), rows.find(2 ** 40)]).toEqual([1, NONE, NONE, 2]);
    expect(rows.length).toBe(3);
    expect([...rows.ids()]).toEqual([17, 3, 2 ** 40]);
  });
});

describe('reasons', () => {
  test('tells a wait without reason by its stack, and only that', () => {
    const { reasons, stackOf, symbols } = indexContext();
    const receive = stackOf('runtime.chanrecv');
    const sync = symbols.internString('sync');
    expect(reasons.reasonIn(GoState.Waiting, 0, receive)).toBe(1);
    expect(reasons.reasonIn(GoState.Running, 0, receive)).toBe(0);
    expect(reasons.reasonIn(GoState.Waiting, sync, receive)).toBe(2);
    expect(reasons.reasonIn(GoState.Waiting, 0, stackOf('main.f'))).toBe(0);
    expect(reasons.reasonIn(GoState.Waiting, 0, NO_STACK)).toBe(0);
    expect(reasons.reasonIn(GoState.Waiting, 0, receive)).toBe(1);
    expect(reasons.list()).toEqual(['', 'chan receive (by its stack)', 'sync']);
  });

  const numbered = { string: (index: number) => `text ${index}`, frames: () => [] };

  test('numbered in order of appearance, the empty one is 0', () => {
    const reasons = createReasonTable(numbered);
    expect([reasons.reasonOf(5000), reasons.reasonOf(0), reasons.reasonOf(7), reasons.reasonOf(5000)]).toEqual([
      1, 0, 2, 1,
    ]);
    expect(reasons.list()).toEqual(['', 'text 5000', 'text 7']);
    expect(reasons.text(2)).toBe('text 7');
  });

  test('more than a byte can number: the rest is `other`', () => {
    const reasons = createReasonTable(numbered);
    const numbers = Array.from({ length: 400 }, (_, index) => reasons.reasonOf(index));
    expect(Math.max(...numbers)).toBe(MAX_REASONS - 1);
    expect(reasons.list().length).toBe(MAX_REASONS);
    expect(reasons.text(reasons.reasonOf(399))).toBe('other');
    expect(reasons.text(reasons.reasonOf(200))).toBe('text 200');
  });
});

describe('row sums', () => {
  test('sums per row and key, rows without any, rows that begin anew', () => {
    const sums = createRowSums();
    const add = (row: number, key: number, value: number) => sums.add(sums.entry(row, key), value);
    add(3, 9, 1);
    add(0, 4, 10);
    add(3, 2, 5);
    add(3, 9, 2);
    add(1, 1, 100);
    sums.clear(1);
    add(1, 8, 7);
    expect(sums.finish(5)).toEqual({
      offset: Uint32Array.of(0, 1, 2, 2, 4, 4),
      key: Int32Array.of(4, 8, 9, 2),
      sum: Float64Array.of(10, 7, 3, 5),
    });
  });
});
