// Which nodes a picture has room for: pprof's order, by how much the edges around a node tell
// (internal/graph/graph.go: entropyScore, selectTopNodes).

import type { WeightedStacks } from '../../model/graphs';
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

/**
 * The first ones of a list in picture order, as many as fit with their labels.
 * @param labels what pprof draws at a node for a tag (nodeLabels)
 * @param cutoff lighter labels are not drawn
 */
export function selectNodes(
  nodes: readonly BuildNode[],
  most: number,
  labels: readonly (readonly string[])[],
  cutoff: number,
): readonly BuildNode[] {
  let count = 0;
  for (let i = 0; i < nodes.length; i++) {
    count += Math.min(countLabels(nodes[i], labels, cutoff), MOST_TAGS) + 1;
    if (count >= most) return nodes.slice(0, i + 1);
  }
  return nodes;
}

/** By tag: one label for its names and one for each number of bytes, as pprof writes it; it leaves other numbers out. */
export function nodeLabels({ tagNames = [], tagLabels }: WeightedStacks): readonly (readonly string[])[] {
  if (tagLabels === undefined) return tagNames.map((name) => [name]);
  return tagLabels.map((set) => {
    const names = set.flatMap(({ key, value }) => (typeof value === 'string' ? [`${key}:${value}`] : [])).join('\n');
    const bytes = set.flatMap(({ key, value }) =>
      key === 'bytes' && typeof value === 'number' ? [`${names}\n\n${roundedBytes(value)}`] : [],
    );
    return names === '' ? bytes : [names, ...bytes];
  });
}

/** To two digits behind the point of its unit: sizes that are written alike are one label. */
function roundedBytes(bytes: number): string {
  const unit = 1024 ** Math.min(5, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10));
  return `${(bytes / unit).toFixed(2)} ${unit}`;
}

function countLabels({ flatTags, cumTags }: BuildNode, labels: readonly (readonly string[])[], cutoff: number): number {
  const flat = new Map<string, number>();
  const cum = new Map<string, number>();
  for (const [tag, weight] of cumTags) {
    for (const label of labels[tag] ?? []) {
      flat.set(label, (flat.get(label) ?? 0) + (flatTags.get(tag) ?? 0));
      cum.set(label, (cum.get(label) ?? 0) + weight);
    }
  }
  let count = 0;
  for (const [label, weight] of flat) {
    const heaviest = Math.max(Math.abs(weight), Math.abs(cum.get(label) ?? 0));
    if (weight !== 0 && heaviest >= cutoff) count++;
  }
  return count;
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
