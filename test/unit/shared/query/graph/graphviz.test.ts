// Graphviz is given fewer tries where its time would have no end.

import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { expect, test } from 'vitest';
import { DEFAULT_GRAPH } from '../../../../../shared/model/graphs';
import { buildCallGraph } from '../../../../../shared/query/graph/build-graph';
import { drawCallGraph } from '../../../../../shared/query/graph/draw-call-graph';
import { layoutInput, placeBest } from '../../../../../shared/query/graph/graphviz';
import { seeded } from '../../../../support/seeded';
import { stacksOf } from '../../../../support/weighted-stacks';

/** Functions that call each other at random. */
function tangle(functions: number, calls: number) {
  const random = seeded(7);
  const some = (): number => random(functions);
  const stacks = Array.from({ length: calls }, () => `main.f${some()};main.f${some()} 1`);
  const graph = buildCallGraph(stacksOf(...stacks), {
    ...DEFAULT_GRAPH,
    nodeFraction: 0,
    edgeFraction: 0,
    nodeCount: 0,
  });
  return drawCallGraph(graph, { caption: [], fold: true, unfolded: new Set(), clusters: false }, () => 'plain');
}

const tries = (functions: number, calls: number): string =>
  /nslimit=\S+/.exec(layoutInput(tangle(functions, calls), { direction: 'down' }))?.[0] ?? 'all';

test('the more edges a node has, the fewer tries', () => {
  expect(tries(80, 120)).toBe('all');
  expect(tries(80, 220)).toBe('nslimit=1');
  expect(tries(80, 600)).toBe('nslimit=0.05');
});

test('a tangle that would take minutes is placed', { timeout: 60_000 }, async () => {
  const graphviz = await Graphviz.load();
  const drawn = tangle(80, 480);
  const placed = placeBest(drawn, 'auto', { width: 1600, height: 900 }, (dot) => graphviz.layout(dot, 'json', 'dot'));
  expect(placed.nodes).toHaveLength(drawn.nodes.length);
  expect(placed.edges).toHaveLength(drawn.edges.length);
});
