// Whose states are drawn while nobody chose, and what is offered for what is typed.

import { signal } from '@preact/signals-core';
import { expect, test } from 'vitest';
import { createGoroutineChoice } from '../../../../renderer/models/goroutine-choice';
import type { Selection } from '../../../../renderer/models/session';
import type { GoroutineDetail, GoroutineGroup, WholeLayout } from '../../../../shared/model/requests';

const group = (name: string, ...rows: readonly number[]): GoroutineGroup => ({ name, rows: Int32Array.from(rows) });

function setUp(groups: readonly GoroutineGroup[], ids: readonly number[]) {
  const layout = signal<WholeLayout | undefined>({
    ...{ ok: true, total: ids.length, matched: ids.length, groups },
    ids: Float64Array.from(ids),
  });
  const selection = signal<Selection>({});
  const detail = signal<GoroutineDetail | undefined>(undefined);
  const choice = createGoroutineChoice({ layout, selection, detail });
  return { layout, selection, detail, choice, ids: (text: string) => choice.find(text).list.map(({ id }) => id) };
}

test('nobody chose: the first of the program’s own, behind the standard library; then whatever there is', () => {
  const { choice, layout, selection } = setUp(
    [group('net/http.(*conn).serve', 0), group('example.org/shop/cart.Fill', 3, 2), group('runtime.bgsweep', 1)],
    [7, 2, 30, 31],
  );
  expect(choice.shown.value).toEqual({ row: 3, id: 31, name: 'example.org/shop/cart.Fill' });
  expect(choice.isSelected.value).toBe(false);
  selection.value = { goroutine: 1 };
  expect(choice.shown.value).toEqual({ row: 1, id: 2, name: 'runtime.bgsweep' });
  expect(choice.isSelected.value).toBe(true);
  selection.value = {};
  const groups = (...list: readonly GoroutineGroup[]) => {
    if (layout.value !== undefined) layout.value = { ...layout.value, groups: list };
  };
  groups(group('runtime.bgsweep', 1), group('net/http.(*conn).serve', 0));
  expect(choice.row.value).toBe(0);
  groups(group('', 1));
  expect(choice.row.value).toBe(1);
  groups();
  expect(choice.shown.value).toBeUndefined();
});

test('an id is found whatever the filter leaves; the name of the selected one is known all the same', () => {
  const { choice, ids, detail } = setUp([group('main.worker', 0)], [17, 1, 170, 171, 2, 0]);
  expect(ids('17')).toEqual([17, 170, 171]);
  expect(ids(' G17 ')).toEqual([17, 170, 171]);
  expect(ids('171')).toEqual([171]);
  expect(ids('g1')).toEqual([1, 17, 170, 171]);
  expect(ids('0')).toEqual([0]);
  expect(ids('5')).toEqual([]);
  choice.choose(2);
  expect(choice.shown.value).toEqual({ row: 2, id: 170, name: '' });
  detail.value = { row: 2, name: 'main.hidden' } as GoroutineDetail;
  expect(choice.shown.value?.name).toBe('main.hidden');
});

test('a selected one that the filter leaves out is told', () => {
  const { choice } = setUp([group('main.worker', 0, 2)], [17, 1, 170]);
  expect(choice.isHidden.value).toBe(false);
  choice.choose(2);
  expect(choice.isHidden.value).toBe(false);
  choice.choose(1);
  expect(choice.isHidden.value).toBe(true);
});

test('a part of a name offers some of every function that has it, and tells how many more there are', () => {
  const workers = Array.from({ length: 50 }, (_, i) => i + 10);
  const { choice, ids } = setUp(
    [group('main.worker', ...workers), group('main.workerPool', 1), group('main.main', 0)],
    Array.from({ length: 60 }, (_, i) => 100 + i),
  );
  const { list, more } = choice.find('WORKER');
  expect(list.map(({ name }) => name)).toEqual([...Array<string>(9).fill('main.worker'), 'main.workerPool']);
  expect(more).toBe(41);
  expect(ids('main.main')).toEqual([100]);
  expect(choice.find('[.*').list).toEqual([]);
  expect(choice.find('').list).toHaveLength(10);
});

test('the exact id is offered even where ten others come before it', () => {
  const { ids } = setUp([], [...Array.from({ length: 20 }, (_, i) => 300 + i), 3]);
  expect(ids('3')[0]).toBe(3);
  expect(ids('3')).toHaveLength(10);
});
