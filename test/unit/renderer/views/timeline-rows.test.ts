import { describe, expect, test } from 'vitest';
import { rowByNumber, rowCount } from '../../../../renderer/canvas/rows';
import { createTimelineNames } from '../../../../renderer/views/timeline-names';
import { createTimelineRows, type Layout, rowKey } from '../../../../renderer/views/timeline-rows';
import type { TraceSummary } from '../../../../shared/model/requests';

const summary = {
  procIds: [0, 3, 1],
  procBusy: 0.31,
  stwCount: 1,
  gcCycles: 0,
  goroutines: 5,
} as unknown as TraceSummary;
const layout: Layout = {
  ok: true,
  total: 5,
  matched: 4,
  groups: [
    { name: 'net/http.(*conn).serve', rows: Int32Array.of(4, 2, 0) },
    { name: 'main.main', rows: Int32Array.of(1) },
  ],
  ids: Float64Array.of(1, 17, 18, 33, 50),
};
const SECTIONS = ['section:procs', 'section:gc', 'section:goroutines'];

function keys(open: readonly string[]): string[] {
  const rows = createTimelineRows(summary, layout, new Set(open));
  return Array.from({ length: rowCount(rows.index) }, (_, number) => {
    const place = rowByNumber(rows.index, number);
    return place === undefined ? '' : rowKey(rows.at(place));
  });
}

describe('rows from top to bottom', () => {
  test('with closed groups; processors by id; no row for a GC that never ran', () => {
    expect(keys(SECTIONS)).toEqual([
      'section:procs',
      'proc:0',
      'proc:2',
      'proc:1',
      'section:gc',
      'gc:1',
      'section:goroutines',
      'group:net/http.(*conn).serve',
      'group:main.main',
    ]);
  });

  test('an open group shows its goroutines in their order', () => {
    expect(keys([...SECTIONS, 'group:net/http.(*conn).serve']).slice(7)).toEqual([
      'group:net/http.(*conn).serve',
      'goroutine:4',
      'goroutine:2',
      'goroutine:0',
      'group:main.main',
    ]);
  });

  test('closed sections are only their titles', () => {
    expect(keys([])).toEqual(['section:procs', 'section:gc', 'section:goroutines']);
  });

  test('every row is found by its key', () => {
    const rows = createTimelineRows(summary, layout, new Set([...SECTIONS, 'group:net/http.(*conn).serve']));
    for (let number = 0; number < rowCount(rows.index); number++) {
      const place = rowByNumber(rows.index, number);
      if (place !== undefined) expect(rows.find(rowKey(rows.at(place)))).toEqual(place);
    }
    expect(rows.find('goroutine:1')).toBeUndefined();
    expect(rows.groupOf(1)?.name).toBe('main.main');
    expect(rows.groupOf(3)).toBeUndefined();
  });

  test('titles carry their numbers', () => {
    const rows = createTimelineRows(summary, layout, new Set());
    const counts = [0, 1, 2].map((number) => {
      const place = rowByNumber(rows.index, number);
      const row = place && rows.at(place);
      return row?.kind === 'section' ? row.count : '';
    });
    expect(counts).toEqual(['3 · 31.0 % busy', '1 stop · 0 cycles', '4 of 5']);
  });
});

test('the title of GC and pauses has a short form, and says when there were none', () => {
  const counts = (stwCount: number, gcCycles: number) => {
    const rows = createTimelineRows({ ...summary, stwCount, gcCycles }, layout, new Set());
    const place = rowByNumber(rows.index, 1);
    const row = place && rows.at(place);
    return row?.kind === 'section' ? [row.count, row.shortCount] : [];
  };
  expect(counts(35, 15)).toEqual(['35 stops · 15 cycles', '35 STW · 15 GC']);
  expect(counts(0, 0)).toEqual(['none', 'none']);
});

test('names know every goroutine by its row', () => {
  const names = createTimelineNames(layout);
  expect(names.id(4)).toBe('g50');
  expect(names.id(99)).toBe('g?');
  expect(names.name(4)).toBe('net/http.(*conn).serve');
  const measure = (text: string) => text.length;
  expect(names.label(4, 40, measure)).toBe('g50 http.(*conn).serve');
  expect(names.label(4, 18, measure)).toBe('g50 (*conn).serve');
  expect(names.label(4, 5, measure)).toBe('g50');
  expect(names.label(4, 2, measure)).toBe('');
});

test('counts of a part of the trace say so', () => {
  const counts = (whole: boolean) => {
    const rows = createTimelineRows(summary, layout, new Set(), whole);
    return [0, 1, 2].map((number) => {
      const place = rowByNumber(rows.index, number);
      const row = place === undefined ? undefined : rows.at(place);
      return row?.kind === 'section' ? [row.count, row.shortCount] : [];
    });
  };
  expect(counts(true).flat().join()).not.toContain('so far');
  expect(counts(false)).toEqual([
    ['3 · 31.0 % busy so far', 'so far'],
    ['1 stop · 0 cycles so far', 'so far'],
    ['4 of 5 so far', 'so far'],
  ]);
});
