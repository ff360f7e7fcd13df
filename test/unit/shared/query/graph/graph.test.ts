import { describe, expect, test } from 'vitest';
import { DEFAULT_GRAPH } from '../../../../../shared/model/graphs';
import { buildCallGraph } from '../../../../../shared/query/graph/build-graph';
import { difference, scaledTo } from '../../../../../shared/query/graph/difference';
import { drawCallGraph } from '../../../../../shared/query/graph/draw-call-graph';
import { flameTree } from '../../../../../shared/query/graph/flame-tree';
import { foldChains } from '../../../../../shared/query/graph/fold-chains';
import { refineEach, refineStacks } from '../../../../../shared/query/graph/stack-frames';
import { stacksOf } from '../../../../support/weighted-stacks';

const ALL = { ...DEFAULT_GRAPH, nodeFraction: 0, edgeFraction: 0, nodeCount: 0 };
const graphOf = (...lines: readonly string[]) => buildCallGraph(stacksOf(...lines), ALL);
const chainsOf = (graph: ReturnType<typeof graphOf>, unfolded?: ReadonlySet<number>) =>
  foldChains(graph, unfolded)
    .chains.map(({ members }) => members.map((member) => graph.nodes[member].name).join('>'))
    .sort();

describe('chains', () => {
  test('functions with one caller, one callee and no weight of their own are one node', () => {
    expect(chainsOf(graphOf('main;a;b;c 3', 'main;d 1'))).toEqual(['a>b>c', 'd', 'main']);
  });

  test('own weight, a second caller or a second callee ends a chain', () => {
    expect(chainsOf(graphOf('main;a;b 3', 'main;a 1'))).toEqual(['b', 'main>a']);
    expect(chainsOf(graphOf('x;c;d 1', 'y;c;d 1'))).toEqual(['c>d', 'x', 'y']);
  });

  test('an opened chain stays open', () => {
    const graph = graphOf('main;a;b;c 3', 'main;d 1');
    const b = graph.nodes.findIndex(({ name }) => name === 'b');
    expect(chainsOf(graph, new Set([b]))).toEqual(['a', 'b', 'c', 'd', 'main']);
  });

  test('a recursion of functions that only call each other ends', () => {
    expect(chainsOf(graphOf('a;b;a;b 2')).join(' ').length).toBeGreaterThan(0);
  });

  test('every edge of the graph is an edge between chains or within one', () => {
    const graph = graphOf('m;a;b;c 3', 'm;d;e 1', 'm;a;x;c 2', 'q;c 1');
    const { chains, edges } = foldChains(graph);
    const within = chains.reduce((sum, { members }) => sum + members.length - 1, 0);
    expect(edges.length + within).toBe(graph.edges.length);
  });
});

describe('drawn', () => {
  const drawn = (...lines: readonly string[]) =>
    drawCallGraph(graphOf(...lines), { caption: [], fold: true, unfolded: new Set(), clusters: false }, (tag) =>
      tag === 'chan' ? 'chan' : 'plain',
    );

  test('a long chain says its first, its last and how many are between', () => {
    const { nodes } = drawn('main.a;main.b;main.c;main.d;main.e 3');
    const text = nodes[0].lines.map(({ parts }) => parts.map(({ text: part }) => part).join(''));
    expect(text).toEqual(['main.a', '+ 3 frames', 'main.e', '3 · 100.0 %']);
  });

  test('the border is that of the heaviest tag, the bar shows all', () => {
    const [node] = drawn('main.a 3 chan', 'main.a 1 sleep').nodes;
    expect(node.border).toBe('chan');
    expect(node.segments.map(({ label, share }) => [label, share])).toEqual([
      ['chan', 0.75],
      ['sleep', 0.25],
    ]);
  });
});

describe('flame graph', () => {
  const boxes = (tree: ReturnType<typeof flameTree>) =>
    Array.from(tree.name, (name, i) => [tree.names[name], tree.depth[i], tree.start[i], tree.width[i]]);
  const about = { title: '', unit: 'count' } as const;

  test('by weight: the heaviest callee first, all of a caller together', () => {
    const { stacks } = refineStacks(stacksOf('m;a 1', 'm;b 5', 'm;a;c 2'), ALL);
    expect(boxes(flameTree({ ...about, stacks }, { order: 'weight' }))).toEqual([
      ['', 0, 0, 8],
      ['m', 1, 0, 8],
      ['b', 2, 0, 5],
      ['a', 2, 5, 3],
      ['c', 3, 5, 2],
    ]);
  });

  test('by time: in their order, only neighbours are joined', () => {
    const stacks = refineEach(stacksOf('m;a 1', 'm;b 5', 'm;a;c 2', 'm;a;c 1'), ALL);
    expect(boxes(flameTree({ ...about, stacks }, { order: 'time' }))).toEqual([
      ['', 0, 0, 9],
      ['m', 1, 0, 9],
      ['a', 2, 0, 1],
      ['b', 2, 1, 5],
      ['a', 2, 6, 3],
      ['c', 3, 6, 3],
    ]);
  });

  test('the next node behind a subtree', () => {
    const { stacks } = refineStacks(stacksOf('m;a;x 3', 'm;b 1', 'n 1'), ALL);
    const tree = flameTree({ ...about, stacks }, { order: 'weight' });
    const next = Array.from(
      tree.next,
      (at, i) => `${tree.names[tree.name[i]]}>${at < tree.length ? tree.names[tree.name[at]] : 'end'}`,
    );
    expect(next).toEqual(['>end', 'm>n', 'a>b', 'x>b', 'b>n', 'n>end']);
  });

  test('a stack of 100 000 frames is no problem', () => {
    const path = Array.from({ length: 100_000 }, (_, i) => `f${i % 7}`).join(';');
    const { stacks } = refineStacks(stacksOf(`${path} 1`), ALL);
    expect(flameTree({ ...about, stacks }, { order: 'weight' }).deepest).toBe(100_000);
  });
});

describe('difference', () => {
  const before = stacksOf('m;a 4', 'm;b 2');
  const after = stacksOf('m;a 1', 'm;c 5');

  test('weights are the second minus the first, and the first is kept', () => {
    const graph = buildCallGraph(difference(before, after, false), ALL);
    const cum = Object.fromEntries(graph.nodes.map(({ name, cum: weight }) => [name, weight]));
    expect(cum).toEqual({ a: -3, b: -2, c: 5 });
    // m has as much as before: pprof drops what has neither weight.
    const { stacks } = refineStacks(difference(before, after, false), ALL);
    const tree = flameTree({ title: '', unit: 'count', stacks }, { order: 'weight' });
    const wide = Object.fromEntries(Array.from(tree.name, (name, i) => [tree.names[name], tree.width[i]]));
    expect(wide).toEqual({ '': 11, m: 11, a: 4, b: 2, c: 5 });
  });

  test('no edge leads to what is no node', () => {
    const { nodes, edges } = buildCallGraph(difference(before, after, false), ALL);
    expect(nodes.map(({ name }) => name)).not.toContain('m');
    expect(edges).toEqual([]);
  });

  test('scaled to the total of another, in whole units', () => {
    const { weight } = scaledTo(stacksOf('m;a 5'), stacksOf('m;a 7', 'm;b 3', 'm;c -1'));
    expect([...weight]).toEqual([4, 2, -1]);
  });

  test('normalised to the same total', () => {
    const doubled = stacksOf('m;a 8', 'm;b 4');
    const { weight } = difference(before, doubled, true);
    expect(weight.reduce((sum, value) => sum + value, 0)).toBe(0);
  });
});
