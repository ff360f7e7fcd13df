import { signal } from '@preact/signals-core';
import { describe, expect, test } from 'vitest';
import { createGoroutineTable } from '../../../../renderer/models/goroutine-table';
import { fakeTraceApi } from './fake-trace-api';

const order = (...rows: readonly number[]) => ({ ok: true, total: rows.length, rows: Int32Array.from(rows) });
const reply = (rows: Int32Array) => {
  const zero = Float64Array.from(rows, () => 0);
  const words = Array.from(rows, (row) => `f${row}`);
  return {
    rows,
    id: Float64Array.from(rows, (row) => row + 100),
    name: words,
    totalNs: zero,
    execNs: zero,
    schedWaitNs: zero,
    blockNs: zero,
    syscallNs: zero,
    createdNs: zero,
    endNs: zero,
    transitions: new Uint32Array(rows.length),
    finalState: words,
  };
};

function setUp() {
  const fake = fakeTraceApi();
  const filter = signal('');
  const faults: unknown[] = [];
  const edition = signal(1);
  const table = createGoroutineTable(fake.api, edition, filter, (error) => faults.push(error));
  return { ...fake, edition, filter, table, faults };
}

test('order follows filter and sort', async () => {
  const { table, filter, last } = setUp();
  filter.value = 'http';
  table.sort.value = { column: 'id', descending: false };
  expect(last('tableOrder').args).toEqual(['http', { column: 'id', descending: false }]);
  await last('tableOrder').answer(order(7, 3));
  expect([...(table.order.value ?? [])]).toEqual([7, 3]);
  expect([7, 3, 5, 900].map((row) => table.position(row))).toEqual([0, 1, -1, -1]);
});

test('wanted cells are fetched once, and again only after a failure', async () => {
  const { table, asked, last, faults } = setUp();
  await last('tableOrder').answer(order(5, 6, 7, 8));
  table.want(0, 2);
  table.want(0, 3);
  expect(asked('tableRows').map((question) => [...(question.args[0] as Int32Array)])).toEqual([[5, 6], [7]]);
  await asked('tableRows')[0].answer(reply(Int32Array.of(5, 6)));
  expect(table.cells(6)).toMatchObject({ row: 6, id: 106, name: 'f6' });
  expect(table.arrived.value).toBe(1);
  await asked('tableRows')[1].refuse(new Error('gone'));
  expect(faults).toHaveLength(1);
  table.want(0, 3);
  expect([...(last('tableRows').args[0] as Int32Array)]).toEqual([7]);
});

test('cells survive another order: sorting does not blank the table', async () => {
  const { table, last, asked } = setUp();
  await last('tableOrder').answer(order(5, 6));
  table.want(0, 2);
  await last('tableRows').answer(reply(Int32Array.of(5, 6)));
  table.sort.value = { column: 'name', descending: false };
  await last('tableOrder').answer(order(6, 5));
  table.want(0, 2);
  expect(asked('tableRows')).toHaveLength(1);
  expect(table.cells(5)?.name).toBe('f5');
});

test('all rows come in table order, in portions', async () => {
  const { table, last, asked } = setUp();
  const rows = Array.from({ length: 5_002 }, (_, index) => 5_001 - index);
  await last('tableOrder').answer(order(...rows));
  const all = table.all();
  await last('tableRows').answer(reply(Int32Array.from(rows.slice(0, 5_000))));
  await last('tableRows').answer(reply(Int32Array.from(rows.slice(5_000))));
  expect((await all).map((cells) => cells.row)).toEqual(rows);
  expect(asked('tableRows')).toHaveLength(2);
});

describe('while the file is read on', () => {
  test('the order is asked for again, but never before the answer that is on its way', async () => {
    const { table, edition, asked, last } = setUp();
    edition.value++;
    edition.value++;
    expect(asked('tableOrder')).toHaveLength(1);
    await last('tableOrder').answer(order(1, 2));
    expect([...(table.order.value ?? [])]).toEqual([1, 2]);
    expect(asked('tableOrder')).toHaveLength(2);
    await last('tableOrder').answer(order(2, 1, 3));
    expect([...(table.order.value ?? [])]).toEqual([2, 1, 3]);
    expect(asked('tableOrder')).toHaveLength(2);
  });

  test('cells are shown as they were until order and cells of the new edition are there, together', async () => {
    const { table, edition, asked, last } = setUp();
    await last('tableOrder').answer(order(5, 6));
    table.want(0, 2);
    await last('tableRows').answer(reply(Int32Array.of(5, 6)));
    edition.value++;
    await last('tableOrder').answer(order(7, 5, 6));
    // Row 7 has come into view: its cells are fetched before it is shown.
    expect([...(table.order.value ?? [])]).toEqual([5, 6]);
    expect(asked('tableRows').map(({ args }) => [...(args[0] as Int32Array)])).toEqual([
      [5, 6],
      [7, 5],
    ]);
    await last('tableRows').answer({ ...reply(Int32Array.of(7, 5)), execNs: Float64Array.of(70, 80) });
    expect([...(table.order.value ?? [])]).toEqual([7, 5, 6]);
    expect(table.cells(7)).toMatchObject({ execNs: 70 });
    expect(table.cells(5)).toMatchObject({ execNs: 80 });
    table.want(0, 2);
    expect(asked('tableRows')).toHaveLength(2);
    // Further down stand those of before, and are asked for again when they are looked at.
    expect(table.cells(6)).toMatchObject({ execNs: 0 });
    table.want(2, 3);
    expect([...(last('tableRows').args[0] as Int32Array)]).toEqual([6]);
  });

  test('another order is asked for at once', async () => {
    const { table, edition, asked, last } = setUp();
    edition.value++;
    table.sort.value = { column: 'id', descending: false };
    expect(asked('tableOrder')).toHaveLength(2);
    await asked('tableOrder')[0].answer(order(9));
    expect(table.order.value).toBeUndefined();
    await last('tableOrder').answer(order(1));
    expect([...(table.order.value ?? [])]).toEqual([1]);
    expect(asked('tableOrder')).toHaveLength(2);
  });
});
