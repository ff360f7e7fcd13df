// The legend of a graph: what occurs in it, and nothing else; and what of it stands in DOT, with the colours of the picture.

import { expect, test } from 'vitest';
import { graphDot } from '../../../../shared/export/dot';
import { nodeColours } from '../../../../shared/export/graph-picture';
import { LIGHT } from '../../../../shared/export/theme';
import { DEFAULT_GRAPH, type GraphOptions, type WeightedStacks } from '../../../../shared/model/graphs';
import { legendOf } from '../../../../shared/model/paint-legend';
import { buildCallGraph } from '../../../../shared/query/graph/build-graph';
import { difference } from '../../../../shared/query/graph/difference';
import { drawCallGraph } from '../../../../shared/query/graph/draw-call-graph';
import { stacksOf } from '../../../support/weighted-stacks';

const drawn = (stacks: WeightedStacks, options: Partial<GraphOptions> = {}) =>
  drawCallGraph(
    buildCallGraph(stacks, { ...DEFAULT_GRAPH, ...options }),
    { caption: ['file'], fold: true, unfolded: new Set(), clusters: false },
    (tag) => (tag === 'running' ? 'running' : 'plain'),
  );
const labels = (...args: Parameters<typeof drawn>): readonly string[] =>
  legendOf(drawn(...args), { kind: 'calls', isDifference: args[0].base !== undefined }).map(({ label }) => label);

test('only what occurs: of one box its fill', () => {
  expect(labels(stacksOf('main 10'))).toEqual(['fill: weight with callees']);
  expect(labels(stacksOf('main 10 running'))).toEqual(['running', 'fill: weight with callees']);
});

test('lines of several widths, names of several sizes, own weights beside those with callees', () => {
  expect(labels(stacksOf('main 40', 'main;read 40', 'main;write 20'))).toEqual([
    'fill: weight with callees',
    'thickness: weight of the call',
    'size of a name: own weight',
    'of 34: own weight of that with callees',
  ]);
});

test('dotted lines where they lead over what is not shown', () => {
  const stacks = stacksOf('main;a;x;read 30', 'main;b;y;read 30', 'main;c;z;write 40');
  expect(labels(stacks)).not.toContain('dotted: over functions not shown');
  expect(labels(stacks, { nodeCount: 3 })).toContain('dotted: over functions not shown');
});

test('a difference: more and less', () => {
  const change = difference(stacksOf('main;read 10', 'rest 10'), stacksOf('main;read 5', 'rest 25'), false);
  expect(labels(change)).toEqual(expect.arrayContaining(['orange: became more', 'blue: became less']));
  const texts = drawn(change).nodes.flatMap(({ lines }) => lines.flatMap(({ parts }) => parts.map(({ text }) => text)));
  expect(texts).toEqual(expect.arrayContaining(['+15 · +75.0 %', '-5 · -25.0 %']));
});

test('weights that read alike are written once', () => {
  const stacks = { ...stacksOf('main 134900000', 'main;read 200000'), unit: 'nanoseconds' } as const;
  const texts = drawn(stacks).nodes.flatMap(({ lines }) => lines.flatMap(({ parts }) => parts.map(({ text }) => text)));
  expect(texts).toContain('135 ms · 100.0 %');
});

test('DOT has the fills and borders of the light picture, and the legend but for colours of borders', () => {
  const graph = drawn(stacksOf('main 40 running', 'main;read 40', 'main;write 20'));
  const dot = graphDot(graph, 'down', legendOf(graph, { kind: 'calls', isDifference: false }));
  for (const node of graph.nodes) {
    const { fill, stroke } = nodeColours(node, LIGHT);
    expect(dot).toContain(`fillcolor="${fill}" color="${stroke}"`);
  }
  expect(dot).toContain('fill: weight with callees · thickness: weight of the call');
  expect(dot).not.toContain('running ·');
  expect(graphDot({ ...graph, caption: [] }, 'down')).not.toContain('thickness');
});
