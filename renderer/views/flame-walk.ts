// Ways through a flame graph: to the caller, a callee or a sibling, to what was found, and which box a view is of.

import type { FlameTree } from '../../shared/model/flame';

/** Node that an arrow key leads to; the same one where there is no other. */
export function neighbour({ parent, next, depth, length }: FlameTree, node: number, key: string): number {
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, parent[node]);
    case 'ArrowDown':
      return node + 1 < length && depth[node + 1] > depth[node] ? node + 1 : node;
    case 'ArrowRight':
      return next[node] < length && parent[next[node]] === parent[node] ? next[node] : node;
    case 'ArrowLeft': {
      let sibling = parent[node] + 1;
      if (node === 0 || sibling === node) return node;
      while (next[sibling] !== node) sibling = next[sibling];
      return sibling;
    }
    default:
      return node;
  }
}

/** From the root to the node. */
export function pathTo({ parent }: FlameTree, node: number): readonly number[] {
  const path: number[] = [];
  for (let at = node; at >= 0; at = parent[at]) path.push(at);
  return path.reverse();
}

export const isAbove = ({ next }: FlameTree, node: number, below: number): boolean =>
  node < below && below < next[node];

/** The narrowest box that holds a stretch, of several as wide the outermost. */
export function boxAround({ start, width, next, length }: FlameTree, from: number, to: number): number {
  // Edges are sums of weights: the last digits differ.
  const slack = (to - from) * 1e-9;
  let found = 0;
  for (let node = 1; node < length; ) {
    const holds = start[node] <= from + slack && start[node] + width[node] >= to - slack;
    if (holds && width[node] < width[found]) found = node;
    node = holds ? node + 1 : next[node];
  }
  return found;
}

/** The widest box to be shown for a node to have at least that share of the view: itself, or what calls it. */
export function boxToSee({ parent, width }: FlameTree, node: number, share: number): number {
  let box = node;
  for (let at = node; at >= 0 && width[node] >= share * width[at]; at = parent[at]) box = at;
  return box;
}

/** What a text is found in. */
export interface FlameFound {
  /** 1 by name. */
  readonly names: Uint8Array;
  /** In the order of the tree. */
  readonly nodes: Int32Array;
  /** Share of the whole in the outermost of them: a recursion counts once. */
  readonly share: number;
}

/** Case does not matter; undefined = there is nothing to search for. */
export function findInFlame(tree: FlameTree, text: string): FlameFound | undefined {
  if (text === '') return undefined;
  const wanted = text.toLowerCase();
  const { name, width, next, length } = tree;
  const names = Uint8Array.from(tree.names, (full) => Number(full.toLowerCase().includes(wanted)));
  const nodes: number[] = [];
  let sum = 0;
  let behind = 0;
  for (let node = 1; node < length; node++) {
    if (names[name[node]] === 0) continue;
    nodes.push(node);
    if (node < behind) continue;
    sum += width[node];
    behind = next[node];
  }
  return { names, nodes: Int32Array.from(nodes), share: width[0] === 0 ? 0 : sum / width[0] };
}
