// Who creates and wakes whom, as it is drawn: circles, what is left out, names that nobody should trust.

import { describe, expect, test } from 'vitest';
import { inRings } from '../../../../../shared/query/graph/circles';
import { drawInteraction } from '../../../../../shared/query/graph/draw-interaction';
import type { Actor, Interplay } from '../../../../../shared/query/graph/interaction';

const group = (name: string): Actor => ({
  what: 'group',
  name,
  row: -1,
  member: true,
  goroutines: 2,
  classNs: Float64Array.of(5, 1, 0, 9, 0, 0, 0, 0),
});
const wakes = (from: number, to: number, count = 10): Interplay => ({ from, to, what: 'wakes', count, ns: 1000 });
const creates = (from: number, to: number): Interplay => ({ from, to, what: 'creates', count: 1, ns: 0 });
const options = { caption: [], nodeFraction: 0, edgeFraction: 0, nodeCount: 80, idOf: (row: number) => row };

describe('circles', () => {
  test('are of three or more; two that wake each other, and one itself, are none', () => {
    const edges = [
      [0, 1],
      [1, 0],
      [2, 2],
      [3, 4],
      [4, 5],
      [5, 3],
      [4, 3],
      [0, 3],
    ] as const;
    expect(inRings(6, edges)).toEqual([false, false, false, true, true, true, false, false]);
    // Over the way back of another pair there is no circle.
    expect(
      inRings(3, [
        [0, 1],
        [1, 0],
        [1, 2],
        [2, 1],
      ]),
    ).toEqual([false, false, false, false]);
  });

  test('are marked on the arrows', () => {
    const actors = ['a', 'b', 'c'].map(group);
    const { edges, caption } = drawInteraction({ actors, edges: [wakes(0, 1), wakes(1, 2), wakes(2, 0)] }, options);
    expect(edges.every(({ inCycle }) => inCycle)).toBe(true);
    expect(caption.at(-1)).toContain('red');
    const pair = drawInteraction({ actors, edges: [wakes(0, 1), wakes(1, 0), creates(0, 2)] }, options);
    expect(pair.edges.some(({ inCycle }) => inCycle)).toBe(false);
    expect(pair.caption.at(-1)).not.toContain('red');
  });

  test('of thousands of groups end in time', () => {
    const actors = Array.from({ length: 20_000 }, (_, i) => group(`f${i}`));
    const edges = actors.map((_, i) => wakes(i, (i + 1) % actors.length));
    const startMs = performance.now();
    const all = drawInteraction({ actors, edges }, { ...options, nodeCount: 0 });
    expect(all.nodes).toHaveLength(20_000);
    expect(drawInteraction({ actors, edges }, options).nodes.length).toBeLessThanOrEqual(80);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });
});

test('what is not drawn is said in numbers', () => {
  const actors = ['main.a', 'main.b', 'main.c'].map(group);
  const { nodes, caption } = drawInteraction(
    { actors, edges: [wakes(0, 1, 990), wakes(0, 2, 10)] },
    { ...options, nodeFraction: 0.05 },
  );
  expect(nodes.map(({ id }) => id)).toEqual(['group main.a', 'group main.b']);
  expect(caption[0].replaceAll(/\s/g, ' ')).toBe(
    '1 000 wakes, 0 creations · 2 groups of goroutines by start function · not shown: 1 group; arrows with 10 wakes, 0 creations',
  );
});

test('those of whom nothing is told but who created them are one box', () => {
  const actors = ['main.main', 'main.work', 'x.a', 'x.b'].map(group);
  const { nodes, edges } = drawInteraction(
    { actors, edges: [wakes(0, 1), creates(0, 1), creates(0, 2), creates(0, 3)] },
    options,
  );
  expect(nodes).toHaveLength(3);
  expect(nodes[2].title).toBe('1 × x.a\n1 × x.b');
  expect(edges.filter(({ style }) => style === 'dashed').map(({ label }) => label)).toEqual(['creates 1', 'creates 2']);
});

test('a node lists what it has to do with others in both directions, also what is not drawn', () => {
  const actors = ['main.a', 'main.b', 'main.c'].map(group);
  const { nodes, edges } = drawInteraction(
    { actors, edges: [wakes(0, 1, 990), wakes(1, 0, 980), creates(0, 1), wakes(2, 0, 1)] },
    { ...options, nodeFraction: 0.05 },
  );
  expect(edges.some(({ from }) => from === 'group main.c')).toBe(false);
  const links = nodes.find(({ id }) => id === 'group main.a')?.links ?? [];
  const row = (name: string, ...amounts: readonly string[]) => ({ name, id: `group ${name}`, amounts });
  expect(links.map(({ heading, more }) => [heading, more])).toEqual([
    ['Wakes', 0],
    ['Woken by', 0],
    ['Creates', 0],
  ]);
  expect(links[0].rows).toEqual([row('main.b', '990 ×', '1.00 µs')]);
  expect(links[1].rows).toEqual([row('main.b', '980 ×', '1.00 µs'), { name: 'main.c', amounts: ['1 ×', '1.00 µs'] }]);
  expect(links[2].rows).toEqual([row('main.b', '1 ×')]);
});

test('ids are names, and the same whatever else is shown', () => {
  const actors: Actor[] = [
    { ...group(''), what: 'runtime', member: false },
    group('main.a'),
    { ...group('main.a'), member: false },
    { ...group('main.a'), what: 'goroutine', row: 7 },
    group('other main.a'),
  ];
  const all = drawInteraction({ actors, edges: [wakes(0, 1), wakes(2, 1), wakes(3, 1), wakes(4, 1)] }, options);
  expect(all.nodes.map(({ id }) => id).sort()).toEqual([
    'goroutine 7',
    'group main.a',
    'group other main.a',
    'other main.a',
    'runtime',
  ]);
  expect(new Set(all.edges.flatMap(({ from, to }) => [from, to]))).toEqual(new Set(all.nodes.map(({ id }) => id)));
});

test('a name of 10 kB does not make a box of 60 000 px', () => {
  const { nodes } = drawInteraction({ actors: [group('x'.repeat(10_000)), group('b')], edges: [wakes(0, 1)] }, options);
  const widest = Math.max(...nodes[0].lines.map(({ parts }) => parts.reduce((sum, { text }) => sum + text.length, 0)));
  expect(widest).toBeLessThan(120);
});
