// Which nodes a picture has room for: pprof's order, by how much the edges around a node tell
// (internal/graph/graph.go: entropyScore, selectTopNodes).

import type { BuildEdge, BuildNode } from './build-node';

/** pprof draws at most so many labels at a node, and counts them as nodes. */
const MOST_TAGS = 4;

/** Nodes in whose callers and callees the weight branches first: a chain in which each calls the next says the least. */
export function inPictureOrder(nodes: readonly BuildNode[]): BuildNode[] {
  const scores = new Map(nodes.map((node) => [node, Math.abs(score(node))]));
  return [...nodes].sort(
    (a, b) =>
      (scores.get(b) as number) - (scores.get(a) as number) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
      Math.abs(b.flat) - Math.abs(a.flat) ||
      a.id - b.id,
  );
}

/** The first ones of a list in picture order, as many as fit with their labels. */
export function selectNodes(nodes: readonly BuildNode[], most: number): readonly BuildNode[] {
  let count = 0;
  for (let i = 0; i < nodes.length; i++) {
    let tags = 0;
    for (const weight of nodes[i].flatTags.values()) if (weight !== 0) tags++;
    count += Math.min(tags, MOST_TAGS) + 1;
    if (count >= most) return nodes.slice(0, i + 1);
  }
  return nodes;
}

function score(node: BuildNode): number {
  const callers = node.in.size === 0 ? 1 : entropy(node.in.values(), 0);
  const callees = node.out.size === 0 ? 1 : entropy(node.out.values(), node.flat);
  return Math.trunc((callers + callees) * node.cum) + node.flat;
}

/** Shannon entropy of the weights, in bits. */
function entropy(edges: Iterable<BuildEdge>, own: number): number {
  const weights = [...edges].map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), own);
  if (total === 0) return 0;
  const parts = own > 0 ? [...weights, own] : weights;
  return parts.reduce((sum, weight) => {
    const share = Math.abs(weight) / total;
    return share > 0 ? sum - share * Math.log2(share) : sum;
  }, 0);
}
