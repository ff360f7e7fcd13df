// Metrics over time: live heap, heap goal, GOMAXPROCS. A trace has any number of samples and any length; each metric is
// kept in at most COUNTER_BUCKETS equal buckets, whose width doubles (and which fold in pairs) when the trace outgrows them.

import { EventKind, METRIC_GOAL, METRIC_HEAP, METRIC_PROCS } from '../../model/events';
import type { SymbolTable } from '../../model/stacks';
import type { CounterTable } from '../../model/tables';
import type { Indexer } from '../indexer';

/** More than a wide screen has pixels: 96 KB per metric. Even, so that buckets fold in pairs. */
export const COUNTER_BUCKETS = 4096;
const FIRST_BUCKET_NS = 1024;

export interface CountersIndexer extends Indexer {
  /** Metrics that have samples, after finish. */
  tables(): readonly CounterTable[];
  /** Adds what was counted elsewhere: later samples than those so far. */
  absorb(tables: readonly CounterTable[]): void;
}

interface Counter {
  add(timeNs: number, value: number): void;
  absorb(table: CounterTable): void;
  table(name: string, endNs: number): CounterTable;
}

function createCounter(): Counter {
  const min = new Float64Array(COUNTER_BUCKETS).fill(Number.NaN);
  const max = new Float64Array(COUNTER_BUCKETS).fill(Number.NaN);
  const last = new Float64Array(COUNTER_BUCKETS).fill(Number.NaN);
  let bucketNs = FIRST_BUCKET_NS;
  let samples = 0;

  function fold(): void {
    for (let i = 0; i < COUNTER_BUCKETS / 2; i++) {
      const [first, second] = [2 * i, 2 * i + 1];
      const hasFirst = !Number.isNaN(last[first]);
      const hasSecond = !Number.isNaN(last[second]);
      min[i] = !hasSecond ? min[first] : hasFirst ? Math.min(min[first], min[second]) : min[second];
      max[i] = !hasSecond ? max[first] : hasFirst ? Math.max(max[first], max[second]) : max[second];
      last[i] = hasSecond ? last[second] : last[first];
    }
    for (const column of [min, max, last]) column.fill(Number.NaN, COUNTER_BUCKETS / 2);
    bucketNs *= 2;
  }

  function include(bucket: number, low: number, high: number, latest: number): void {
    // NaN compares false: the first sample of a bucket is taken as it is.
    if (!(min[bucket] <= low)) min[bucket] = low;
    if (!(max[bucket] >= high)) max[bucket] = high;
    last[bucket] = latest;
  }

  return {
    add(timeNs, value) {
      while (timeNs >= bucketNs * COUNTER_BUCKETS) fold();
      include(Math.floor(timeNs / bucketNs), value, value, value);
      samples++;
    },
    absorb(table) {
      // Widths are powers of two times the first one, so the wider buckets hold whole ones of the others.
      while (bucketNs < table.bucketNs) fold();
      const perBucket = bucketNs / table.bucketNs;
      for (let i = 0; i < table.last.length; i++) {
        if (Number.isNaN(table.last[i])) continue;
        include(Math.floor(i / perBucket), table.min[i], table.max[i], table.last[i]);
      }
      samples += table.samples;
    },
    table(name, endNs) {
      const used = Math.min(COUNTER_BUCKETS, Math.floor(endNs / bucketNs) + 1);
      const cut = (column: Float64Array) => column.slice(0, used);
      return { name, bucketNs, min: cut(min), max: cut(max), last: cut(last), samples };
    },
  };
}

export function counters({ symbols }: { readonly symbols: SymbolTable }): CountersIndexer {
  const shown = [METRIC_HEAP, METRIC_GOAL, METRIC_PROCS];
  const byName = new Map<string, Counter>();
  const byString = new Map<number, Counter | undefined>();
  let traceEndNs = 0;

  function counterNamed(text: string): Counter | undefined {
    let counter = byName.get(text);
    if (counter === undefined && shown.includes(text)) {
      counter = createCounter();
      byName.set(text, counter);
    }
    return counter;
  }

  function counterOf(name: number): Counter | undefined {
    const counter = counterNamed(symbols.string(name));
    byString.set(name, counter);
    return counter;
  }

  return {
    kinds: [EventKind.Metric],
    event(e) {
      const counter = byString.has(e.name) ? byString.get(e.name) : counterOf(e.name);
      counter?.add(e.timeNs, e.value);
    },
    absorb(tables) {
      for (const table of tables) counterNamed(table.name)?.absorb(table);
    },
    finish(endNs) {
      traceEndNs = endNs;
    },
    tables: () =>
      shown.flatMap((name) => {
        const counter = byName.get(name);
        return counter === undefined ? [] : [counter.table(name, traceEndNs)];
      }),
  };
}
