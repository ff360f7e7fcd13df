import { expect, test } from 'vitest';
import { groupTrack } from '../../../../renderer/tracks';
import { pinnedRow } from '../../../../renderer/views/timeline-pin';
import { createTimelineRows, type Layout } from '../../../../renderer/views/timeline-rows';
import type { TraceSummary } from '../../../../shared/model/requests';

const summary = { procIds: [0], procBusy: 0, stwCount: 0, gcCycles: 0, goroutines: 12 } as unknown as TraceSummary;
const layout: Layout = {
  ok: true,
  total: 12,
  matched: 12,
  groups: [
    { name: 'main.work', rows: Int32Array.from({ length: 10 }, (_, i) => i) },
    { name: 'main.main', rows: Int32Array.of(10, 11) },
  ],
  ids: Float64Array.from({ length: 12 }, (_, i) => i),
};
const rows = createTimelineRows(summary, layout, new Set(['section:goroutines', 'group:main.work']));
const ownPx = rows.find('group:main.work')?.topPx ?? Number.NaN;
const nextPx = rows.find('group:main.main')?.topPx ?? Number.NaN;
const at = (scrollPx: number) => {
  const pinned = pinnedRow({ rows, scrollPx });
  return pinned && [pinned.row.group.name, pinned.place.topPx];
};

test('an open group is pinned as soon as its row leaves the top', () => {
  expect(at(ownPx)).toBeUndefined();
  expect(at(ownPx + 1)).toEqual(['main.work', ownPx + 1]);
  expect(at(ownPx + 100)).toEqual(['main.work', ownPx + 100]);
});

test('the end of the group pushes it out', () => {
  expect(at(nextPx - 5)).toEqual(['main.work', nextPx - groupTrack.rowPx]);
  expect(at(nextPx)).toBeUndefined();
});

test('closed groups and sections are not pinned', () => {
  expect(at(0)).toBeUndefined();
  expect(at(10)).toBeUndefined();
  expect(at(nextPx + 5)).toBeUndefined();
});
