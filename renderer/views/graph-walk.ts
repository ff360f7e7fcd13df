// Where the arrow keys lead from a node of a graph: to the next one in that direction, edges before neighbours.

import type { PlacedGraph, PlacedNode } from '../../shared/model/drawn-graph';

export type Step = 'left' | 'right' | 'up' | 'down';

const STEPS: Readonly<Record<Step, readonly [x: number, y: number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** The node that stands next in that direction; the same one where there is none. */
export function nextNode(graph: PlacedGraph, from: PlacedNode, step: Step): PlacedNode {
  const [dx, dy] = STEPS[step];
  const linked = new Set(
    graph.edges.flatMap((edge) => (edge.from === from.id ? [edge.to] : edge.to === from.id ? [edge.from] : [])),
  );
  let best = from;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const node of graph.nodes) {
    if (node === from) continue;
    const x = node.x + node.width / 2 - (from.x + from.width / 2);
    const y = node.y + node.height / 2 - (from.y + from.height / 2);
    const along = x * dx + y * dy;
    if (along <= 0) continue;
    // Sideways counts double; a node at the other end of an edge is nearer than it looks.
    const cost = (along + 2 * Math.abs(x * dy + y * dx)) * (linked.has(node.id) ? 0.4 : 1);
    if (cost < bestCost) {
      best = node;
      bestCost = cost;
    }
  }
  return best;
}

/** The node to begin with: that with the most heat, then the first. */
export function heaviestNode(graph: PlacedGraph): PlacedNode | undefined {
  let best = graph.nodes[0];
  for (const node of graph.nodes) if (Math.abs(node.heat) > Math.abs(best.heat)) best = node;
  return best;
}
