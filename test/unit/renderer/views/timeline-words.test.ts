import { expect, test } from 'vitest';
import { createTimelineNames } from '../../../../renderer/views/timeline-names';
import type { Layout } from '../../../../renderer/views/timeline-rows';
import { groupLines, itemLines, selectionWords } from '../../../../renderer/views/timeline-words';
import type { SpanDetail, TraceSummary } from '../../../../shared/model/requests';
import { GoState, ProcState, SpanClass } from '../../../../shared/model/states';
import { spansOf } from '../../../support/track-data';

const summary = { reasons: ['', 'network', 'chan receive'] } as unknown as TraceSummary;
const group = { name: 'net/http.(*conn).serve', rows: Int32Array.of(0) };
const layout: Layout = { ok: true, total: 1, matched: 1, groups: [group], ids: Float64Array.of(50) };
const names = createTimelineNames(layout);
const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);

test('a waiting span says why, how long, since when and who', () => {
  const spans = spansOf([{ start: 19_260_000, end: 21_160_000, state: GoState.Waiting, reason: 1 }]);
  expect(texts(itemLines({ kind: 'goroutine', row: 0, group }, spans, 0, summary, names, 10_000))).toEqual([
    'waiting · network',
    '1.90 ms at 19.26 ms',
    'g50 net/http.(*conn).serve',
  ]);
});

test('what reaches the end of what was read may last longer, and says so', () => {
  const part = { ...summary, spanNs: 21_160_000 };
  const spans = spansOf([
    { start: 0, end: 19_260_000, state: GoState.Running },
    { start: 19_260_000, end: 21_160_000, state: GoState.Waiting, reason: 1 },
  ]);
  const row = { kind: 'goroutine', row: 0, group } as const;
  const times = (item: number, whole: boolean) => texts(itemLines(row, spans, item, part, names, 10_000, whole))[1];
  expect(times(1, false)).toBe('1.90 ms at 19.26 ms, so far');
  expect(times(0, false)).toBe('19.3 ms at 0 ns');
  expect(times(1, true)).toBe('1.90 ms at 19.26 ms');
});

test('a merged item says how many spans and their shares, largest first', () => {
  const coverage = { [SpanClass.Running]: 0.2, [SpanClass.Network]: 0.8 };
  const spans = spansOf([{ start: 0, end: 1000, state: GoState.Waiting, count: 12, coverage }]);
  expect(texts(itemLines({ kind: 'goroutine', row: 0, group }, spans, 0, summary, names, 1)).slice(0, 4)).toEqual([
    '12 spans',
    '1.00 µs at 0 ns',
    '80.0 % network',
    '20.0 % running',
  ]);
});

test('a ghost is called one', () => {
  const spans = spansOf([{ start: 0, end: 10, state: GoState.Waiting, reason: 2, ghost: true }]);
  const lines = texts(itemLines({ kind: 'goroutine', row: 0, group }, spans, 0, summary, names, 1));
  expect(lines[0]).toBe('waiting · chan receive');
  expect(lines.some((line) => line.includes('ghost'))).toBe(true);
});

test('a processor names what it runs', () => {
  const spans = spansOf([{ start: 0, end: 10, state: ProcState.Running, arg: 0 }]);
  const lines = itemLines({ kind: 'proc', row: 1, id: 3 }, spans, 0, summary, names, 1);
  expect(texts(lines)).toEqual(['P3 · running', '10 ns at 0 ns', 'g50 net/http.(*conn).serve']);
});

test('a group counts per state where the pointer is', () => {
  const counts = [1, 0, 0, 0, 0, 2.5, 0, 0];
  expect(texts(groupLines('main.work', 4, 0, counts))).toEqual([
    'main.work',
    '4 goroutines, here on average:',
    '2.50 network',
    '1 running',
  ]);
  expect(texts(groupLines('', 1, 0, undefined))).toEqual(['start function not known', '1 goroutine']);
});

test('a group tells how many of it are ghosts', () => {
  expect(texts(groupLines('main.work', 33, 30, undefined))).toEqual([
    'main.work',
    '33 goroutines, 30 of them ghosts: wait to the end, nothing woke them',
  ]);
  expect(texts(groupLines('main.work', 2, 1, [0, 0, 0, 2, 0, 0, 0, 0]))).toEqual([
    'main.work',
    '2 goroutines, 1 of them a ghost: waits to the end, nothing woke it',
    'here on average:',
    '2 channel',
  ]);
  expect(texts(groupLines('main.work', 1, 1, undefined))[1]).toBe(
    '1 goroutine, a ghost: waits to the end, nothing woke it',
  );
});

test('a stop says when it was, several how many they are', () => {
  const spans = spansOf([
    { start: 1000, end: 2000, state: 1 },
    { start: 100_000, end: 133_000, state: 1, count: 3 },
  ]);
  const lines = (row: number, title: string, item: number) =>
    texts(itemLines({ kind: 'gc', row, title, count: 9 }, spans, item, summary, names, 1000));
  expect(lines(1, 'STW', 0)).toEqual(['STW', '1.00 µs at 1 µs']);
  expect(lines(1, 'STW', 1)).toEqual(['STW · 3 stops', '33.0 µs from 100 µs to 133 µs']);
  expect(lines(0, 'GC', 1)[0]).toBe('GC · 3 cycles');
});

test('the selection is said in words', () => {
  const detail = {
    lane: 'goroutine',
    row: 0,
    startNs: 1000,
    endNs: 3000,
    state: 'waiting',
    reason: 'network',
  } as unknown as SpanDetail;
  const row = { kind: 'goroutine', row: 0, group } as const;
  expect(selectionWords(row, names, false, detail)).toBe(
    'Goroutine g50 net/http.(*conn).serve, waiting · network, 2.00 µs at 1.000 µs',
  );
  expect(selectionWords({ kind: 'group', key: 'group:x', group }, names, true, undefined)).toBe(
    'Group net/http.(*conn).serve, 1 goroutine, open',
  );
  expect(selectionWords(undefined, names, false, undefined)).toBe('');
});
