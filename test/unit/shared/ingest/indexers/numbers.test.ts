// The indexers whose fact is a number: counters over time and totals.

import { expect, test } from 'vitest';
import { COUNTER_BUCKETS, counters } from '../../../../../shared/ingest/indexers/counters';
import { totals } from '../../../../../shared/ingest/indexers/totals';
import { EventKind, METRIC_GOAL, METRIC_HEAP } from '../../../../../shared/model/events';
import { type EventLiteral, feed, go, indexContext, sync } from '../support';

function countersOf(samples: readonly (readonly [timeNs: number, name: string, value: number])[], endNs: number) {
  const { symbols } = indexContext();
  const indexer = counters({ symbols });
  feed(
    indexer,
    samples.map(([timeNs, name, value]) => ({
      kind: EventKind.Metric,
      timeNs,
      name: symbols.internString(name),
      value,
    })),
    endNs,
  );
  return indexer.tables();
}

test('a bucket has its lowest, highest and last sample; a bucket without samples has none', () => {
  const [heap, ...rest] = countersOf(
    [
      [0, METRIC_HEAP, 50],
      [100, METRIC_HEAP, 90],
      [1000, METRIC_HEAP, 70],
      [2048, METRIC_HEAP, 10],
      [2049, 'something else', 1],
    ],
    3000,
  );
  expect(rest).toEqual([]);
  expect(heap).toMatchObject({ name: METRIC_HEAP, bucketNs: 1024, samples: 4 });
  expect([...heap.min]).toEqual([50, Number.NaN, 10]);
  expect([...heap.max]).toEqual([90, Number.NaN, 10]);
  expect([...heap.last]).toEqual([70, Number.NaN, 10]);
});

test('buckets fold in pairs when the trace outgrows them; nothing is lost', () => {
  const second = 1e9;
  const samples = Array.from(
    { length: 10_000 },
    (_, i) => [i * (second / 1000), METRIC_GOAL, (i * 7919) % 10_007] as const,
  );
  const [goal] = countersOf(samples, 10 * second);
  expect(goal.samples).toBe(10_000);
  expect(goal.min.length).toBeLessThanOrEqual(COUNTER_BUCKETS);
  expect(goal.min.length).toBeGreaterThan(COUNTER_BUCKETS / 4);
  expect(Math.log2(goal.bucketNs)).toBe(Math.round(Math.log2(goal.bucketNs)));
  for (let bucket = 0; bucket < goal.min.length; bucket++) {
    const values = samples
      .filter(([timeNs]) => Math.floor(timeNs / goal.bucketNs) === bucket)
      .map(([, , value]) => value);
    expect(goal.min[bucket]).toBe(values.length === 0 ? Number.NaN : Math.min(...values));
    expect(goal.max[bucket]).toBe(values.length === 0 ? Number.NaN : Math.max(...values));
    expect(goal.last[bucket]).toBe(values.at(-1) ?? Number.NaN);
    if (bucket === 50) break;
  }
});

test('totals: threads that did something, tasks that are mentioned at all', () => {
  const events: EventLiteral[] = [
    sync(0),
    go(1, 1, '?>running', { m: 100 }),
    go(2, 2, '->runnable', { m: 101 }),
    go(3, 3, '->runnable', { m: 100 }),
    { kind: EventKind.TaskBegin, timeNs: 4, id: 5, from: 4, m: 100 },
    { kind: EventKind.TaskBegin, timeNs: 5, id: 6, from: -1 },
    { kind: EventKind.TaskEnd, timeNs: 6, id: 5, from: 4 },
    { kind: EventKind.RegionBegin, timeNs: 7, id: 0 },
    { kind: EventKind.Log, timeNs: 8, id: 7 },
    { kind: EventKind.StackSample, timeNs: 9, m: 102 },
    { kind: EventKind.Metric, timeNs: 10 },
  ];
  const indexer = totals();
  feed(indexer, events, 10);
  expect(indexer.totals()).toEqual({ events: 11, threads: 3, tasks: 5, logs: 1, samples: 1 });
});
