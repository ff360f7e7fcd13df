import { expect, test } from 'vitest';
import { highestHeap, overviewLines } from '../../../../renderer/views/overview-words';
import { labelLeft } from '../../../../renderer/views/timeline-overlay';
import { METRIC_HEAP } from '../../../../shared/model/events';
import { SpanClass } from '../../../../shared/model/states';
import { densityOf, spansOf } from '../../../support/track-data';

const heap = {
  name: METRIC_HEAP,
  bucketNs: 250,
  min: Float64Array.of(1, 2, Number.NaN, 4),
  max: Float64Array.of(Number.NaN, 3_730_000, Number.NaN, 4),
  last: Float64Array.of(Number.NaN, 2000, Number.NaN, 4000),
  samples: 3,
};
const data = {
  density: densityOf(500, [{ [SpanClass.Running]: 2, [SpanClass.Network]: 9 }, { [SpanClass.Running]: 1 }]),
  gc: spansOf([{ start: 600, end: 700, state: 1 }], [{ start: 640, end: 650, state: 1, count: 3 }]),
  counters: [heap],
};
const texts = (timeNs: number) => overviewLines(data, timeNs, 1).map(({ text }) => text);

test('a time of the overview is said in numbers', () => {
  expect(texts(100)).toEqual(['100 ns', '9 network', '2 running']);
  expect(texts(645)).toEqual(['645 ns', '1 running', 'heap 1.95 KiB', 'GC cycle under way', '3 stops of the world']);
  expect(texts(999)).toEqual(['999 ns', '1 running', 'heap 3.91 KiB']);
  expect(overviewLines({ density: undefined, gc: undefined, counters: [] }, 5, 1)).toHaveLength(1);
});

test('the highest heap is named, if there is one', () => {
  expect(highestHeap([heap])).toBe('heap up to 3.56 MiB');
  expect(highestHeap([])).toBeUndefined();
});

test('the time of the pointer keeps clear of the length of the range', () => {
  const badge = { x: 300, width: 60 };
  expect(labelLeft(100, 50, 0, 1000, badge)).toBe(75);
  expect(labelLeft(320, 50, 0, 1000, badge)).toBe(246);
  expect(labelLeft(340, 50, 0, 1000, badge)).toBe(364);
  expect(labelLeft(10, 50, 0, 1000, { x: 2, width: 60 })).toBe(66);
  expect(labelLeft(320, 50, 0, 1000, undefined)).toBe(295);
});
