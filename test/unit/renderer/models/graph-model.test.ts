// The graph of a file while it is waited for: what is done, how far, and how it is stopped. Answers are given by hand.

import { signal } from '@preact/signals-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGraphModel, type GraphView } from '../../../../renderer/models/graph-model';
import type { Layout } from '../../../../renderer/models/graph-work';
import type { OnWalked } from '../../../../shared/contract/graph-api';
import type { DrawnGraph, PlacedGraph } from '../../../../shared/model/drawn-graph';
import type { FlameReply, GraphReply, GraphSource } from '../../../../shared/model/graph-requests';

const source = (id: string, kind: GraphSource['kind'] = 'calls'): GraphSource => ({
  ...{ id, label: id, unit: 'count', timed: false, kind },
});
const node: DrawnGraph['nodes'][number] = {
  ...{ id: 'a', lines: [], heat: 0, border: 'plain', dashed: false, segments: [] },
  ...{ cluster: '', title: 'a', names: ['a'], members: [] },
};
const drawn: DrawnGraph = { title: 't', caption: [], nodes: [node], edges: [] };
const PLACED: PlacedGraph = { ...drawn, width: 1, height: 1, direction: 'down', nodes: [], edges: [], clusters: [] };
const BUILT: GraphReply = { ok: true, drawn, builtMs: 1 };

interface Asked<T> {
  readonly scope: string;
  readonly request: object;
  readonly walked: OnWalked;
  readonly answer: (reply: T) => void;
  readonly refuse: (error: Error) => void;
}

function setUp(shownAtFirst: GraphView | undefined = 'graph') {
  const graphs: Asked<GraphReply>[] = [];
  const flames: Asked<FlameReply>[] = [];
  const places: ((placed: PlacedGraph) => void)[] = [];
  const calls: string[] = [];
  const note = <T>(list: Asked<T>[], request: { source: string; filter: string }, walked: OnWalked = () => {}) =>
    new Promise<T>((answer, refuse) => {
      list.push({ scope: `${request.source} ${request.filter}`, request, walked, answer, refuse });
    });
  const layout: Layout = {
    place: () => new Promise((resolve) => places.push(resolve)),
    cancel: () => void calls.push('layout ended'),
    dispose() {},
  };
  const filter = signal('');
  const shown = signal<GraphView | undefined>(shownAtFirst);
  const model = createGraphModel({
    answers: {
      graphSources: async () => [source('blocked'), source('scheduling'), source('wakes', 'interaction')],
      graph: (request, onWalked) => note(graphs, request, onWalked),
      flame: (request, onWalked) => note(flames, request, onWalked),
      stopGraphs: () => void calls.push('walks stopped'),
    },
    layout,
    scope: () => ({ filter: filter.value }),
    caption: () => [],
    shown: () => shown.value,
    edition: () => 1,
  });
  return { model, graphs, flames, places, calls, filter, shown };
}

/** Lets the pause after a change pass, and what it leads to happen. */
const passed = (): Promise<unknown> => vi.advanceTimersByTimeAsync(150);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('tells what is done and how far it is, and nothing once it is there', async () => {
  const { model, graphs, places } = setUp();
  await passed();
  expect([model.busy.value, model.walked.value]).toEqual(['building', undefined]);
  graphs[0].walked(0.4);
  expect(model.walked.value).toBe(0.4);
  graphs[0].answer(BUILT);
  await passed();
  expect(model.busy.value).toBe('placing');
  places[0](PLACED);
  await passed();
  expect([model.busy.value, model.isStopped.value]).toEqual([undefined, false]);
  expect(model.placed.value).toBe(PLACED);
});

test('a graph that is stopped ends the work and keeps what was drawn, until it is wanted again', async () => {
  const { model, graphs, places, calls } = setUp();
  await passed();
  graphs[0].answer(BUILT);
  await passed();
  places[0](PLACED);
  await passed();
  calls.length = 0;
  model.source.value = 'scheduling';
  await passed();
  expect(calls).toContain('walks stopped');
  calls.length = 0;
  model.cancel();
  expect(calls.sort()).toEqual(['layout ended', 'walks stopped']);
  expect([model.busy.value, model.isStopped.value]).toEqual([undefined, true]);
  // The worker says that it stopped: nobody waits for that any more.
  graphs[1].walked(0.9);
  graphs[1].refuse(new Error('stopped'));
  await passed();
  expect([model.fault.value, model.placed.value]).toEqual([undefined, PLACED]);
  model.retry();
  await passed();
  expect(graphs.map(({ scope }) => scope)).toEqual(['blocked ', 'scheduling ', 'scheduling ']);
  expect([model.busy.value, model.isStopped.value]).toEqual(['building', false]);
});

test('stopped while its nodes are placed, too', async () => {
  const { model, graphs, places, calls } = setUp();
  await passed();
  graphs[0].answer(BUILT);
  await passed();
  calls.length = 0;
  model.cancel();
  expect(calls).toContain('layout ended');
  places[0](PLACED);
  await passed();
  expect([model.placed.value, model.isStopped.value]).toEqual([undefined, true]);
  // Another direction places what was built.
  model.direction.value = 'right';
  await passed();
  expect([model.busy.value, model.isStopped.value]).toEqual(['placing', false]);
});

test('a walk for a filter that nobody wants any more is ended; other settings go on with it', async () => {
  const { model, graphs, calls, filter } = setUp();
  await passed();
  calls.length = 0;
  model.settings.value = { ...model.settings.value, fold: false };
  await passed();
  expect(calls).not.toContain('walks stopped');
  filter.value = 'main';
  await passed();
  expect(calls).toContain('walks stopped');
  graphs[1].walked(0.7);
  graphs[0].refuse(new Error('stopped'));
  graphs[1].refuse(new Error('stopped'));
  await passed();
  expect([model.busy.value, model.walked.value, model.fault.value]).toEqual(['building', undefined, undefined]);
});

test('what changes several times in a moment is asked for once', async () => {
  const { model, graphs, filter } = setUp();
  await passed();
  for (const text of ['m', 'ma', 'mai']) {
    filter.value = text;
    await vi.advanceTimersByTimeAsync(20);
  }
  model.settings.value = { ...model.settings.value, fold: false };
  await passed();
  expect(graphs.map(({ scope }) => scope)).toEqual(['blocked ', 'blocked mai']);
});

test('flame graph and its list wait together; nobody looks: the work ends', async () => {
  const { model, graphs, flames, calls, shown } = setUp('flame');
  await passed();
  expect([graphs.length, flames.length, model.busy.value]).toEqual([1, 1, 'building']);
  expect(calls).not.toContain('walks stopped');
  graphs[0].answer(BUILT);
  await passed();
  expect(model.busy.value).toBe('building');
  shown.value = undefined;
  expect(calls).toContain('walks stopped');
  expect([model.busy.value, model.isStopped.value]).toEqual([undefined, false]);
  flames[0].refuse(new Error('stopped'));
  await passed();
  expect(model.fault.value).toBeUndefined();
  shown.value = 'top';
  await passed();
  expect([graphs.length, model.busy.value]).toEqual([2, 'building']);
});

test('a graph is asked for with the expressions that mean something for it', async () => {
  const { model, graphs } = setUp();
  await passed();
  const expressions = { focus: 'main', hide: '(' };
  model.settings.value = { ...model.settings.value, expressions };
  await passed();
  expect(graphs.at(-1)?.request).toMatchObject({ expressions });
  model.source.value = 'wakes';
  await passed();
  expect(graphs.at(-1)?.request).toMatchObject({ source: 'wakes', expressions: { focus: 'main' }, nodeCount: 80 });
  expect(JSON.stringify(graphs.at(-1)?.request)).not.toContain('hide');
});
