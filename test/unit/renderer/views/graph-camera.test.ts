// Where a graph is looked at: no empty room while there is more of it, its heaviest part first.

import { describe, expect, test } from 'vitest';
import {
  centred,
  clamped,
  fitted,
  including,
  isWhole,
  leastCovered,
  startOf,
} from '../../../../renderer/views/graph-camera';
import type { PlacedGraph, PlacedNode } from '../../../../shared/model/drawn-graph';

const VIEW = { width: 1000, height: 600 };
const COVER = { width: 160, height: 100 };
const node = (id: string, x: number, y: number, heat = 0.1): PlacedNode =>
  ({ id, x, y, width: 150, height: 50, heat }) as PlacedNode;
const graph = (width: number, height: number, nodes: readonly PlacedNode[] = []): PlacedGraph =>
  ({ width, height, nodes }) as unknown as PlacedGraph;

describe('beyond the edges', () => {
  test('there is at most the margin while there is more of the graph', () => {
    const large = graph(3000, 2000);
    for (const [x, y] of [
      [5000, 5000],
      [-5000, -5000],
      [-100, 900],
    ]) {
      const at = clamped(large, VIEW, { k: 1, x, y });
      expect(at.x).toBeLessThanOrEqual(24);
      expect(at.x + 3000).toBeGreaterThanOrEqual(1000 - 24);
      expect(at.y).toBeLessThanOrEqual(24);
      expect(at.y + 2000).toBeGreaterThanOrEqual(600 - 24);
    }
  });

  test('what is smaller than the view stands in its middle', () => {
    expect(clamped(graph(200, 100), VIEW, { k: 2, x: -700, y: 9 })).toEqual({ k: 2, x: 300, y: 200 });
  });
});

test('all of it in view is in view, and not blown up', () => {
  for (const size of [graph(3000, 300), graph(300, 3000), graph(100, 50)]) {
    const camera = fitted(size, VIEW);
    expect(isWhole(size, VIEW, camera)).toBe(true);
    expect(camera.k).toBeLessThanOrEqual(1.25);
  }
});

test('a node is centred as far as there is graph around it, and brought into view by no more than is needed', () => {
  const large = graph(3000, 2000);
  expect(centred(large, VIEW, node('a', 1425, 975), 1)).toEqual({ k: 1, x: -1000, y: -700 });
  expect(centred(large, VIEW, node('a', 0, 0), 1)).toEqual({ k: 1, x: 24, y: 24 });
  const camera = { k: 1, x: 0, y: 0 };
  expect(including(VIEW, node('a', 100, 100), camera)).toEqual(camera);
  expect(including(VIEW, node('a', 900, 100), camera)).toEqual({ k: 1, x: -62, y: 0 });
});

describe('the beginning', () => {
  test('shows the heaviest node whole, and cuts fewer nodes than its middle would', () => {
    // A column at the left edge, the heaviest in the middle of a graph that is a little wider than the view.
    const nodes = [
      ...[0, 80, 160, 240, 320].map((y, i) => node(`left ${i}`, 0, y)),
      node('heavy', 700, 160, 0.9),
      node('right', 950, 300),
    ];
    const wide = graph(1100, 400, nodes);
    const { x, k } = startOf(wide, VIEW, 1, { width: 0, height: 0 });
    const cut = (at: number): number =>
      nodes.filter((one) => one.x * k + at < 0 || (one.x + one.width) * k + at > 1000).length;
    expect(nodes.find(({ id }) => id === 'heavy')?.x ?? 0).toBeLessThanOrEqual(1000 - 150 - x);
    expect(cut(x)).toBe(1);
  });

  test('of 1 000 nodes is found at once', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) =>
      node(`n${i}`, (i % 40) * 180, Math.floor(i / 40) * 90, 1 / (i + 1)),
    );
    const startMs = performance.now();
    startOf(graph(7200, 2250, nodes), VIEW, 1, COVER);
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

test('what covers a corner takes the emptiest, never the selected node', () => {
  const nodes = [node('a', 800, 500), node('b', 0, 500), node('c', 800, 0)];
  const camera = { k: 1, x: 0, y: 0 };
  expect(leastCovered(graph(1000, 600, nodes), VIEW, camera, COVER).corner).toBe('upper left');
  const full = graph(1000, 600, [...nodes, node('d', 0, 0, 0)]);
  expect(leastCovered(full, VIEW, camera, COVER, 'd').corner).toBe('lower right');
});
