// A call graph out of weighted stacks, by the rules of pprof (internal/graph/graph.go, internal/report/report.go):
//
// A stack counts once for each of its nodes (cum) and once for each of its edges, however often a recursion passes them; its leaf
// has the flat weight. Nodes below nodeFraction of the total are dropped and the graph is built again from the stacks without
// them: an edge that leads over dropped nodes is residual, and a stack whose leaf was dropped has no flat weight. Then the
// nodes that say most are chosen (select-nodes.ts), the graph is built again, light edges go, and residual edges that another
// path makes superfluous.

import type { CallGraph, GraphEdge, GraphNode, GraphOptions, WeightedStacks } from '../../model/graphs';
import type { BuildEdge, BuildNode } from './build-node';
import { type NodeName, nodeName } from './node-keys';
import { inPictureOrder, nodeLabels, selectNodes } from './select-nodes';
import { type RefinedStacks, refineStacks } from './stack-frames';

/** Nodes of each stack, root first, as places in `names`; made once, however often the graph is built. */
interface NodePaths {
  readonly names: readonly NodeName[];
  readonly paths: readonly Int32Array[];
  /** An edge over dropped nodes is inlined where all calls on its way are; in a graph, as in pprof, the last one decides. */
  readonly wholeWay: boolean;
}

export function buildCallGraph(source: WeightedStacks, options: GraphOptions): CallGraph {
  const refined = refineStacks(source, options);
  const { stacks } = refined;
  const shown = stacks.reduce((sum, { weight }) => sum + weight, 0);
  const total = options.relative ? refined.left : refined.total;
  const nodePaths = findPaths(refined, options);

  let nodes = build(refined, nodePaths, undefined);
  // pprof takes its cutoffs of what the nodes' own weights add up to, in whole units.
  const flatTotal = nodes.reduce((sum, { flat }) => sum + flat, 0);
  const nodeCutoff = Math.abs(Math.trunc(flatTotal * options.nodeFraction));
  const edgeCutoff = Math.abs(Math.trunc(flatTotal * options.edgeFraction));
  const before = nodes.length;
  let droppedEdges = 0;
  if (nodeCutoff > 0) {
    const kept = nodes.filter(({ cum }) => Math.abs(cum) >= nodeCutoff);
    if (kept.length < nodes.length) nodes = build(refined, nodePaths, kept);
  }
  nodes = inPictureOrder(nodes);
  if (options.nodeCount > 0) {
    trimEdges(nodes, edgeCutoff);
    const kept = selectNodes(nodes, options.nodeCount, nodeLabels(source), nodeCutoff);
    if (kept.length < nodes.length) {
      nodes = build(refined, nodePaths, kept);
      // pprof takes nodes out of a tree of calls, but counts a graph anew: its light edges are back when it is sorted.
      if (options.callTree) droppedEdges = trimEdges(nodes, edgeCutoff);
      nodes = inPictureOrder(nodes);
    }
  }
  droppedEdges += trimEdges(nodes, edgeCutoff);
  removeRedundant(nodes);
  return {
    title: source.title,
    unit: source.unit,
    nodes: nodes.map((node) => finished(node, source.tagNames ?? [])),
    edges: finishedEdges(nodes),
    total,
    shown,
    ...(refined.before !== undefined && { before: refined.before }),
    dropped: { nodes: before - nodes.length, nodeCutoff, edges: droppedEdges, edgeCutoff, stacks: refined.dropped },
  };
}

function findPaths({ stacks }: RefinedStacks, { granularity, callTree }: GraphOptions): NodePaths {
  const names: NodeName[] = [];
  const placeOf = new Map<string, number>();
  const paths = stacks.map(({ frames }) => {
    const path = new Int32Array(frames.length);
    let parent = -1;
    for (let i = 0; i < path.length; i++) {
      const name = nodeName(frames[frames.length - 1 - i], granularity);
      // In a tree of calls a function is another one under each caller.
      const key = callTree ? `${parent}\n${name.key}` : name.key;
      let place = placeOf.get(key);
      if (place === undefined) {
        place = names.length;
        placeOf.set(key, place);
        names.push(name);
      }
      path[i] = place;
      parent = place;
    }
    return path;
  });
  return { names, paths, wholeWay: callTree };
}

/** @param kept only these are nodes; undefined = all */
function build(
  { stacks }: RefinedStacks,
  { names, paths, wholeWay }: NodePaths,
  kept?: readonly BuildNode[],
): BuildNode[] {
  const nodes: (BuildNode | undefined)[] = names.map(() => undefined);
  for (const { id } of kept ?? names.map((_, id) => ({ id }))) {
    nodes[id] = {
      ...names[id],
      id,
      flat: 0,
      cum: 0,
      flatTags: new Map(),
      cumTags: new Map(),
      in: new Map(),
      out: new Map(),
    };
  }
  // The stack that a node was last seen in: an empty set for each stack would cost more than the walk.
  const seen = new Int32Array(names.length).fill(-1);
  stacks.forEach(({ inlined, weight, tags }, number) => {
    if (weight === 0) return;
    const path = paths[number];
    const edges = new Set<BuildEdge>();
    let parent: BuildNode | undefined;
    let residual = false;
    let inlinedSoFar = true;
    for (let i = 0; i < path.length; i++) {
      const node = nodes[path[i]];
      const isInlined = inlined[path.length - 1 - i] === 1;
      inlinedSoFar &&= isInlined;
      if (node === undefined) {
        residual = true;
        continue;
      }
      if (seen[node.id] !== number) {
        seen[node.id] = number;
        node.cum += weight;
        addTags(node.cumTags, tags);
      }
      if (parent !== undefined && parent !== node) {
        addEdge(edges, parent, node, weight, residual, wholeWay ? inlinedSoFar : isInlined);
      }
      parent = node;
      residual = false;
      inlinedSoFar = true;
    }
    if (parent !== undefined && !residual) {
      parent.flat += weight;
      addTags(parent.flatTags, tags);
    }
  });
  return nodes.filter((node): node is BuildNode => node !== undefined && (node.cum !== 0 || node.flat !== 0));
}

function addTags(into: Map<number, number>, tags: ReadonlyMap<number, number>): void {
  for (const [tag, weight] of tags) into.set(tag, (into.get(tag) ?? 0) + weight);
}

function addEdge(
  seen: Set<BuildEdge>,
  from: BuildNode,
  to: BuildNode,
  weight: number,
  residual: boolean,
  inlined: boolean,
): void {
  let edge = from.out.get(to);
  if (edge === undefined) {
    edge = { from, to, weight: 0, residual, inlined };
    from.out.set(to, edge);
    to.in.set(from, edge);
  } else if (!seen.has(edge)) {
    edge.residual ||= residual;
    edge.inlined &&= inlined;
  }
  if (seen.has(edge)) return;
  seen.add(edge);
  edge.weight += weight;
}

function trimEdges(nodes: readonly BuildNode[], cutoff: number): number {
  let dropped = 0;
  for (const node of nodes) {
    for (const edge of node.in.values()) {
      if (Math.abs(edge.weight) >= cutoff) continue;
      remove(edge);
      dropped++;
    }
  }
  return dropped;
}

function remove({ from, to }: BuildEdge): void {
  from.out.delete(to);
  to.in.delete(from);
}

const byWeight = (a: BuildEdge, b: BuildEdge): number =>
  Math.abs(b.weight) - Math.abs(a.weight) || compareText(a.from.name, b.from.name) || compareText(a.to.name, b.to.name);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Takes residual edges away where another path leads to the same node, from the lightest on. */
function removeRedundant(nodes: readonly BuildNode[]): void {
  for (const node of [...nodes].reverse()) {
    for (const edge of [...node.in.values()].sort(byWeight).reverse()) {
      // Not one that is heavier than an edge which stays.
      if (!edge.residual) break;
      if (isRedundant(edge)) remove(edge);
    }
  }
}

function isRedundant(edge: BuildEdge): boolean {
  const seen = new Set<BuildNode>([edge.to]);
  // Grows while it is walked.
  for (const node of seen) {
    for (const into of node.in.values()) {
      if (into === edge || seen.has(into.from)) continue;
      if (into.from === edge.from) return true;
      seen.add(into.from);
    }
  }
  return false;
}

function finished(
  { name, func, file, line, flat, cum, flatTags, cumTags }: BuildNode,
  names: readonly string[],
): GraphNode {
  const tags = [...cumTags]
    .map(([tag, weight]) => ({ name: names[tag] ?? '', flat: flatTags.get(tag) ?? 0, cum: weight }))
    .sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || compareText(a.name, b.name));
  return { name, func, file, line, flat, cum, tags };
}

function finishedEdges(nodes: readonly BuildNode[]): GraphEdge[] {
  const place = new Map(nodes.map((node, i) => [node, i]));
  return nodes
    .flatMap(({ out }) => [...out.values()])
    .sort(byWeight)
    .flatMap(({ from, to, weight, residual, inlined }) => {
      const [source, target] = [place.get(from), place.get(to)];
      // In a difference what has as much as before is no node; pprof draws such an edge to a node without a name.
      if (source === undefined || target === undefined) return [];
      return [{ from: source, to: target, weight, residual, inlined }];
    });
}
