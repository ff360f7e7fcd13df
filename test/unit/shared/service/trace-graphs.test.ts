// Questions about graphs of an open trace, as the page and the command line ask them.

import { describe, expect, test } from 'vitest';
import type { GraphReply, GraphRequest } from '../../../../shared/model/graph-requests';
import { DEFAULT_GRAPH } from '../../../../shared/model/graphs';
import { weightText } from '../../../../shared/model/weight-text';
import { createTraceGraphs } from '../../../../shared/service/trace-graphs';
import { openTrace } from '../../../support/open-trace';
import { readTrace } from '../../../support/reference';

const pipeline = openTrace(readTrace('pipeline-1.27'));
const cpu = openTrace(readTrace('cpu-1.27'));

const ask = (source: string, more: Partial<GraphRequest> = {}): GraphRequest => ({
  ...DEFAULT_GRAPH,
  source,
  filter: '',
  expressions: {},
  fold: true,
  unfolded: [],
  clusters: false,
  caption: ['a.trace'],
  ...more,
});

function drawn(reply: GraphReply) {
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.drawn;
}

async function total(graphs: ReturnType<typeof createTraceGraphs>, source: string, more: Partial<GraphRequest> = {}) {
  const reply = await graphs.graph(ask(source, more));
  if (!reply.ok || reply.graph === undefined) throw new Error('no call graph');
  return reply.graph.total;
}

describe('sources', () => {
  test('are those that the trace has something for; samples follow time', async () => {
    const sources = await createTraceGraphs({ trace: () => pipeline }).graphSources();
    const ids = sources.map(({ id }) => id);
    expect(ids[0]).toBe('blocked');
    expect(ids).toEqual(expect.arrayContaining(['blocked:channel', 'blocked:sync', 'scheduling', 'created']));
    expect(ids).not.toContain('samples');
    expect(sources.slice(-2).map(({ kind }) => kind)).toEqual(['interaction', 'states']);
    const [samples] = await createTraceGraphs({ trace: () => cpu }).graphSources();
    expect(samples).toMatchObject({ id: 'samples', timed: true, unit: 'count' });
  });

  test('of reasons add up to all blocked time', async () => {
    const graphs = createTraceGraphs({ trace: () => pipeline });
    const groups = (await graphs.graphSources()).filter(({ id }) => /^blocked:(?!syscall)/.test(id));
    expect(groups.length).toBeGreaterThan(2);
    let sum = 0;
    for (const { id } of groups) sum += await total(graphs, id);
    expect(sum).toBe(await total(graphs, 'blocked'));
    expect(sum).toBeGreaterThan(0);
  });
});

describe('a question', () => {
  test('of a filter that does not read says where', async () => {
    const graphs = createTraceGraphs({ trace: () => pipeline });
    for (const source of ['blocked', 'interaction', 'samples']) {
      const reply = await graphs.graph(ask(source, { filter: 'wrong:1' }));
      expect(reply).toMatchObject({ ok: false, error: { expression: 'filter', from: 0 } });
    }
    expect(await graphs.graph(ask('interaction', { expressions: { focus: '(' } }))).toMatchObject({
      ok: false,
      error: { expression: 'focus' },
    });
  });

  test('of a range and a filter counts what is in them, and says so', async () => {
    const graphs = createTraceGraphs({ trace: () => pipeline });
    const all = await total(graphs, 'blocked');
    const some = await total(graphs, 'blocked', { filter: 'func:stageWorker' });
    const rest = await total(graphs, 'blocked', { filter: 'not func:stageWorker' });
    expect(some).toBeGreaterThan(0);
    expect(some + rest).toBe(all);
    const early = await graphs.graph(ask('blocked', { fromNs: 0, toNs: 400_000 }));
    expect(early.ok && early.graph?.total).toBeLessThan(all);
    expect(drawn(early).caption.join('\n')).toContain('from 0 ns to 400 µs');
  });

  test('without waits of the runtime, and says how much that is; nothing else is left out', async () => {
    const graphs = createTraceGraphs({ trace: () => pipeline });
    const all = await total(graphs, 'blocked');
    const users = await graphs.stacks({ source: 'blocked', filter: 'not is:system' });
    if (!users.ok) throw new Error(users.error.message);
    const { stacks } = users;
    // A goroutine of runtime/trace waits as the runtime itself does, and says so.
    const said = stacks.weight.reduce(
      (sum, weight, i) => sum + (stacks.tagNames?.[stacks.tag?.[i] ?? -1] === 'system goroutine wait' ? weight : 0),
      0,
    );
    const system = said + (await total(graphs, 'blocked', { filter: 'is:system' }));
    expect(said).toBeGreaterThan(0);
    expect(system).toBeGreaterThan(said);
    expect(await total(graphs, 'blocked', { systemWaits: false })).toBe(all - system);
    const { caption } = drawn(await graphs.graph(ask('blocked', { systemWaits: false })));
    expect(caption.join('\n')).toContain(`without ${weightText(system, 'nanoseconds')} of waits of the runtime's own`);
    for (const source of ['scheduling', 'events:wake']) {
      expect(await total(graphs, source, { systemWaits: false })).toBe(await total(graphs, source));
    }
  });

  test('about the same goroutines and time walks over the spans once', async () => {
    const opened = await pipeline;
    let loads = 0;
    const counting = {
      ...opened,
      chunks: (table: string, chunk: number) => {
        loads++;
        return opened.chunks(table, chunk);
      },
    };
    const graphs = createTraceGraphs({ trace: async () => counting });
    await Promise.all([graphs.graph(ask('blocked')), graphs.graph(ask('scheduling'))]);
    const once = loads;
    expect(once).toBeGreaterThan(0);
    await graphs.graph(ask('events:block', { fold: false }));
    expect(loads).toBe(once);
    await graphs.graph(ask('blocked', { filter: 'func:main' }));
    expect(loads).toBeGreaterThan(once);
  });
});

/** Each block takes its time: as long as a walk over a large trace lasts between turns. */
async function slowly() {
  const opened = await pipeline;
  let loads = 0;
  const trace = {
    ...opened,
    context: {
      ...opened.context,
      lanes: {
        ...opened.context.lanes,
        goroutine: {
          ...opened.context.lanes.goroutine,
          blocks: Array.from({ length: 4 }, () => opened.context.lanes.goroutine.blocks[0]),
        },
      },
    },
    async chunks(table: string, chunk: number) {
      loads++;
      await new Promise((resolve) => setTimeout(resolve, 30));
      return opened.chunks(table, chunk);
    },
  };
  return { graphs: createTraceGraphs({ trace: async () => trace }), loads: () => loads };
}

describe('a long walk', () => {
  for (const source of ['blocked', 'interaction']) {
    test(`tells how far it is: ${source}`, async () => {
      const { graphs } = await slowly();
      const shares: number[] = [];
      await graphs.graph(ask(source), (share) => shares.push(share));
      expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
    });
  }

  test('that is stopped goes no further, who waits is refused; asked again it is walked anew', async () => {
    const { graphs, loads } = await slowly();
    const first = graphs.graph(ask('blocked'), () => graphs.stopGraphs());
    const alsoWaits = graphs.flame({
      source: 'blocked',
      filter: '',
      expressions: {},
      noInlines: false,
      order: 'weight',
      caption: [],
    });
    const refused = Promise.allSettled([first, alsoWaits]);
    await expect(first).rejects.toThrow('stopped');
    expect((await refused).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(loads()).toBe(1);
    expect((await graphs.graph(ask('blocked'))).ok).toBe(true);
    expect(loads()).toBe(5);
    // What is done stays done.
    graphs.stopGraphs();
    await graphs.graph(ask('scheduling'));
    expect(loads()).toBe(5);
  });

  test('that is asked for right after it was stopped is another one', async () => {
    const { graphs } = await slowly();
    const first = graphs.graph(ask('blocked'));
    // Let it begin.
    await new Promise((resolve) => setTimeout(resolve, 5));
    graphs.stopGraphs();
    const second = graphs.graph(ask('blocked'));
    await expect(first).rejects.toThrow('stopped');
    expect((await second).ok).toBe(true);
  });
});

test('goroutines are groups, and single where a filter leaves few', async () => {
  const graphs = createTraceGraphs({ trace: () => pipeline });
  const groups = drawn(await graphs.graph(ask('interaction')));
  const names = (graph: typeof groups) => graph.nodes.map(({ title }) => title.split('\n')[0]);
  expect(names(groups)).toEqual(expect.arrayContaining(['main.main', 'main.stageWorker', 'main.pipeline.func1']));
  const single = drawn(await graphs.graph(ask('interaction', { filter: 'func:stageWorker' })));
  expect(names(single).filter((name) => /^g\d+ main\.stageWorker$/.test(name))).toHaveLength(7);
  expect(single.nodes.find(({ title }) => title.startsWith('main.main'))?.dashed).toBe(true);
  const focused = drawn(await graphs.graph(ask('interaction', { expressions: { ignore: 'stageWorker' } })));
  expect(names(focused)).not.toContain('main.stageWorker');
});

test('the states of a goroutine: all ways faint, those it took strong', async () => {
  const { context } = await pipeline;
  const { goroutines, symbols } = context.index;
  const row = [...goroutines.name].findIndex(
    (name, i) => symbols.string(name) === 'main.stageWorker' && goroutines.transitions[i] > 50,
  );
  const graphs = createTraceGraphs({ trace: () => pipeline });
  const { title, nodes, edges } = drawn(await graphs.graph(ask('states', { goroutine: row })));
  expect(title).toBe(`States of g${goroutines.id[row]} main.stageWorker`);
  expect(nodes.map(({ id }) => id)).toEqual(['new', 'runnable', 'running', 'waiting', 'syscall', 'ended']);
  const way = (from: string, to: string) => edges.find((edge) => edge.from === from && edge.to === to);
  expect(way('running', 'waiting')).toMatchObject({ style: 'solid', label: expect.stringMatching(/^blocks \d+ × · /) });
  expect(way('running', 'waiting')?.strong).toBe(true);
  expect(way('running', 'syscall')).toMatchObject({ style: 'dotted', label: 'enters' });
  expect(way('running', 'syscall')?.strong).toBeUndefined();
  const { dashed, title: told } = nodes.find(({ id }) => id === 'syscall') ?? {};
  expect(dashed).toBe(true);
  expect(told).toContain('never in this state');
  expect(nodes.filter((node) => node.dashed)).toHaveLength(1);
  expect(nodes.some((node) => node.title.includes('first seen'))).toBe(false);
});

test('a goroutine that was there before the trace, and one that outlives it, say where they were seen', async () => {
  const { goroutines } = (await pipeline).context.index;
  const graphs = createTraceGraphs({ trace: () => pipeline });
  const seen = async (goroutine: number, range = {}) => {
    const { nodes } = drawn(await graphs.graph(ask('states', { goroutine, ...range })));
    return nodes.flatMap(({ id, title }) =>
      /(first|last|first and last) seen here/.test(title) ? [`${id}: ${title}`] : [],
    );
  };
  const main = goroutines.id.indexOf(1);
  expect(goroutines.existed[main]).toBe(1);
  const [running] = await seen(main);
  expect(running).toMatch(/^running: .*last seen here$/s);
  // Of a part of the trace it is what is within.
  const early = await seen(main, { fromNs: 0, toNs: 1000 });
  expect(early.join()).toContain('first and last seen here');
});

test('a flame graph says which range of time it is of, once', async () => {
  const graphs = createTraceGraphs({ trace: () => cpu });
  const reply = await graphs.flame({
    ...{ source: 'samples', filter: '', expressions: {}, noInlines: false, caption: ['cpu.trace'] },
    ...{ order: 'time', fromNs: 1e6, toNs: 51e6 },
  });
  const lines = reply.ok ? reply.caption : [];
  expect(lines[0]).toBe('cpu.trace');
  expect(lines.filter((line) => line.includes('from 1.000 ms to 51.000 ms (50.0 ms)'))).toHaveLength(1);
  expect(lines.join()).toContain('in order of time');
});

test('a flame graph of samples follows time', async () => {
  const graphs = createTraceGraphs({ trace: () => cpu });
  const reply = await graphs.flame({
    source: 'samples',
    filter: '',
    expressions: {},
    noInlines: false,
    order: 'time',
    caption: [],
  });
  const { samples } = (await cpu).context.index.summary;
  expect(reply.ok && reply.tree.weight[0]).toBe(samples);
  expect(samples).toBe(67);
});
