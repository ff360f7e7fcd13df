// How often code did what has a stack and is no change of state equals what Go's own reader says: ranges, tasks, regions, logs.

import { describe, expect, test } from 'vitest';
import { createLocalPool } from '../../shared/ingest/sections/section-pool';
import { RANGE_GC_MARK, RANGE_MARK_ASSIST, RANGE_STW_PREFIX, RANGE_SWEEP } from '../../shared/model/events';
import type { WeightedStacks } from '../../shared/model/graphs';
import { createTraceGraphs } from '../../shared/service/trace-graphs';
import { openTrace } from '../support/open-trace';
import { type Reference, readReference, readTrace, v1Fixtures, v2Fixtures } from '../support/reference';

interface Happened {
  readonly source: string;
  readonly name: string;
  readonly g: number | null;
  readonly time: number;
  readonly stack: number;
}

function rangeSource(name: string): string {
  if (name === RANGE_GC_MARK) return 'events:gc';
  if (name === RANGE_SWEEP) return 'events:sweep';
  if (name === RANGE_MARK_ASSIST) return 'events:mark-assist';
  return name.startsWith(RANGE_STW_PREFIX) ? 'events:stop-the-world' : 'events:range';
}

const TASKS: Readonly<Record<string, string>> = { TaskBegin: 'events:task-begin', TaskEnd: 'events:task-end' };
const REGIONS: Readonly<Record<string, string>> = {
  RegionBegin: 'events:region-begin',
  RegionEnd: 'events:region-end',
};

function happenedIn({ ranges, taskEvents, regionEvents, logs, firstNs }: Reference): readonly Happened[] {
  return [
    ...(ranges ?? [])
      .filter(({ begin }) => begin === 'RangeBegin')
      .map(({ name, g, stack, start }) => ({ source: rangeSource(name), name, g, stack, time: start })),
    ...(taskEvents ?? []).map(({ kind, type, g, stack, time }) => {
      // The name of a task is that of its beginning.
      return { source: TASKS[kind], name: kind === 'TaskEnd' ? '' : type, g, stack, time };
    }),
    ...(regionEvents ?? []).map(({ kind, type, g, stack, time }) => {
      return { source: REGIONS[kind], name: type, g, stack, time };
    }),
    ...(logs ?? []).map(({ category, g, stack, time }) => ({ source: 'events:log', name: category, g, stack, time })),
  ].map((each) => ({ ...each, time: (each.time ?? firstNs) - firstNs }));
}

function counted(keys: Iterable<string>): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const keyOf = (name: string, frames: readonly { func: string; line: number }[]): string =>
  [name, ...frames.map(({ func, line }) => `${func}:${line}`)].join(' < ');

function ours({ length, stack, weight, tag, tagNames, symbols }: WeightedStacks) {
  const keys: string[] = [];
  for (let i = 0; i < length; i++) {
    const key = keyOf(tagNames?.[tag?.[i] ?? -1] ?? '', symbols.frames(stack[i]));
    for (let n = 0; n < weight[i]; n++) keys.push(key);
  }
  return counted(keys);
}

const readable = [...v2Fixtures(), ...v1Fixtures()].filter((name) => {
  const { error, rangesCut } = readReference(name);
  return error === undefined && rangesCut !== true;
});

describe.each(readable)('%s', (name) => {
  const reference = readReference(name);
  const happened = happenedIn(reference);
  const theirs = (some: readonly Happened[]) =>
    counted(
      some.map(({ name: text, stack }) =>
        keyOf(
          text,
          (reference.stacks?.[stack] ?? []).map(({ fn, line }) => ({ func: fn, line })),
        ),
      ),
    );
  const pool = createLocalPool(async () => true);
  const ways = {
    'in order': openTrace(readTrace(name)),
    'by sections that count on their own': openTrace(readTrace(name), {
      ...pool,
      read: (job, take) => pool.read({ ...job, prefixEvents: 20 }, take),
    }),
  };

  test.each(Object.keys(ways) as (keyof typeof ways)[])('all of it, %s', async (way) => {
    const trace = await ways[way];
    const graphs = createTraceGraphs({ trace: async () => trace });
    const sources = (await graphs.graphSources()).map(({ id }) => id);
    const told = new Set(happened.map(({ source }) => source));
    const offered = sources.filter((id) => told.has(id) || /events:(gc|s[wt].*-|sweep|range|task|region|log)/.test(id));
    expect(new Set(offered)).toEqual(told);
    for (const source of told) {
      const reply = await graphs.stacks({ source, filter: '' });
      if (!reply.ok) throw new Error(reply.error.message);
      expect(ours(reply.stacks), source).toEqual(theirs(happened.filter((each) => each.source === source)));
    }
  });

  test.each(Object.keys(ways) as (keyof typeof ways)[])('of a range and of some goroutines, %s', async (way) => {
    const trace = await ways[way];
    const { id } = trace.context.index.goroutines;
    const ids = new Set([...id].filter((_, row) => row % 2 === 0).slice(0, 200));
    const filter = `g:${[...ids].join(',')}`;
    const toNs = Math.floor(reference.spanNs / 2);
    const graphs = createTraceGraphs({ trace: async () => trace });
    for (const source of new Set(happened.map((each) => each.source))) {
      const reply = await graphs.stacks({ source, filter, fromNs: 0, toNs });
      if (!reply.ok) throw new Error(reply.error.message);
      const some = happened.filter((each) => each.source === source && each.time < toNs && ids.has(each.g ?? -1));
      expect(ours(reply.stacks), source).toEqual(theirs(some));
    }
  });

  test.skipIf(reference.transitions === undefined)('yields and preemptions by reason and stack', async () => {
    const trace = await ways['in order'];
    const reply = await createTraceGraphs({ trace: async () => trace }).stacks({ source: 'events:stop', filter: '' });
    if (!reply.ok) throw new Error(reply.error.message);
    const stops = (reference.transitions ?? []).filter(([, , from, to]) => from === 'Running' && to === 'Runnable');
    expect(ours(reply.stacks)).toEqual(
      theirs(stops.map((stop) => ({ source: '', name: stop[4], g: stop[1], time: stop[0], stack: stop[5] }))),
    );
  });

  test.skipIf(reference.metricEvents == null)('changes of GOMAXPROCS', async () => {
    const trace = await ways['in order'];
    const reply = await createTraceGraphs({ trace: async () => trace }).stacks({
      source: 'events:gomaxprocs',
      filter: '',
    });
    if (!reply.ok) throw new Error(reply.error.message);
    const changes = (reference.metricEvents ?? []).filter(([, metric]) => metric === '/sched/gomaxprocs:threads');
    expect(reply.stacks.weight.reduce((sum, count) => sum + count, 0)).toBe(changes.length);
  });
});
