import { expect, test } from 'vitest';
import { countGhosts } from '../../../../renderer/views/timeline-ghosts';
import type { Layout } from '../../../../renderer/views/timeline-rows';

const work = { name: 'main.work', rows: Int32Array.of(1, 2, 3) };
const main = { name: 'main.main', rows: Int32Array.of(0) };
const layout: Layout = { ok: true, total: 6, matched: 4, groups: [work, main], ids: new Float64Array(6) };

test('ghosts count where the layout shows them', () => {
  const counts = countGhosts(layout, [
    { name: 'main.work', rows: Int32Array.of(3, 1, 4) },
    { name: 'main.hidden', rows: Int32Array.of(5) },
  ]);
  expect([counts.total, counts.of(work), counts.of(main)]).toEqual([2, 2, 0]);
});

test('nothing is claimed while nothing is known', () => {
  expect(countGhosts(layout, undefined).total).toBe(0);
  expect(countGhosts(undefined, [work]).of(work)).toBe(0);
});
