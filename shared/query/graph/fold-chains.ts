// Chains of functions as one: real stacks are long rows of functions that have one caller and one callee and do nothing
// themselves. Drawn one by one they made a picture ten times wider than high.

import type { CallGraph, GraphEdge } from '../../model/graphs';

export interface Chain {
  /** Places in CallGraph.nodes, the first caller first; one where nothing was folded. */
  readonly members: readonly number[];
}

export interface FoldedGraph {
  readonly chains: readonly Chain[];
  /** `from` and `to` are places in `chains`; edges within a chain are gone. */
  readonly edges: readonly GraphEdge[];
}

/** @param unfolded places of nodes that stay by themselves, because the user opened their chain */
export function foldChains({ nodes, edges }: CallGraph, unfolded: ReadonlySet<number> = new Set()): FoldedGraph {
  const out = nodes.map(() => 0);
  const into = nodes.map(() => 0);
  const next = nodes.map(() => -1);
  for (const { from, to } of edges) {
    out[from]++;
    into[to]++;
    next[from] = to;
  }
  const follows = nodes.map(() => false);
  const leads = nodes.map(({ flat }, node) => {
    const to = next[node];
    const alone = flat === 0 && out[node] === 1 && into[to] === 1 && to !== node;
    if (!alone || unfolded.has(node) || unfolded.has(to)) return false;
    follows[to] = true;
    return true;
  });
  for (const { from, residual } of edges) {
    // A dotted edge says that something is missing: that must stay to be seen.
    if (!residual || !leads[from]) continue;
    leads[from] = false;
    follows[next[from]] = false;
  }
  const chainOf = new Int32Array(nodes.length).fill(-1);
  const chains: Chain[] = [];
  const addFrom = (first: number): void => {
    const members: number[] = [];
    for (let node = first; chainOf[node] < 0; node = next[node]) {
      members.push(node);
      chainOf[node] = chains.length;
      if (!leads[node]) break;
    }
    chains.push({ members });
  };
  for (let node = 0; node < nodes.length; node++) if (!follows[node]) addFrom(node);
  // A circle of functions that call only each other has no first one.
  for (let node = 0; node < nodes.length; node++) if (chainOf[node] < 0) addFrom(node);
  return {
    chains,
    edges: edges
      .filter(({ from, to }) => !(leads[from] && next[from] === to && chainOf[from] === chainOf[to]))
      .map((edge) => ({ ...edge, from: chainOf[edge.from], to: chainOf[edge.to] })),
  };
}
