// Calls as a tree with how many goroutines pass, from the start functions down or from what they wait in up.
//
// The distinct stacks are sorted as sequences of frames; a node of the tree is then a stretch of that list, and its children are
// the stretches in it that differ in the next frame. So no node needs an entry in a table: with 100 000 distinct stacks of a
// hundred frames there are 10 million nodes, of which the heaviest few thousand are made. How many the others are is the sum of
// the lengths without the lengths of what neighbours share.

import type { CallTreeNode, CallTreeReply, CallTreeRequest, CountOf } from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import { NO_STACK } from '../../model/stacks';
import { frameKind } from './frame-kinds';
import { Heaviest } from './heaviest';
import type { DumpIndex, GroupJudge } from './types';
import { Tally, visibleRows } from './visible';

export const MAX_TREE_NODES = 5000;
/** Deeper ones are dropped and counted: a reply is nested, and 1000 levels are what cloning it stands without trouble. */
export const MAX_TREE_DEPTH = 400;

/** @param mask 1 = the row matches the filter; absent = all do. `request.filter` and `request.moment` are not looked at. */
export function callTree(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  request: Pick<CallTreeRequest, 'background' | 'from'>,
  mask: Uint8Array | undefined,
): Extract<CallTreeReply, { ok: true }> {
  const visible = visibleRows(index, snapshot, judge, request.background, mask);
  const paths = sortedPaths(index, snapshot, visible, request.from);
  const kept = heaviestNodes(paths);
  const dropped = countNodes(paths) - kept.length;
  return { ok: true, total: paths.total, roots: build(index, paths, kept), droppedNodes: dropped };
}

/** The distinct stacks that are shown, as sequences of frames in lexical order. */
interface Paths {
  readonly total: number;
  /** Frames of path i: frames[start[i]] … frames[start[i + 1] - 1], from the tree's root on. */
  readonly frames: Int32Array;
  readonly start: Float64Array;
  readonly weight: Float64Array;
  /** Counts of states, by path. */
  readonly states: readonly (readonly { readonly value: number; readonly count: number }[])[];
}

function sortedPaths(index: DumpIndex, snapshot: Snapshot, visible: Uint8Array, from: 'root' | 'leaf'): Paths {
  const { table } = index.series.symbols;
  const groups = index.groups(snapshot);
  const { weight } = snapshot.columns;
  const inGroup = new Float64Array(groups.length);
  const seen = new Uint8Array(groups.length);
  let total = 0;
  for (let row = 0; row < visible.length; row++) {
    if (visible[row] === 0) continue;
    total += weight[row];
    inGroup[groups.of[row]] += weight[row];
    seen[groups.of[row]] = 1;
  }
  const byStack = new Map<number, number[]>();
  for (let group = 0; group < groups.length; group++) {
    const stack = groups.stack[group];
    if (seen[group] === 0 || stack === NO_STACK) continue;
    const same = byStack.get(stack);
    if (same === undefined) byStack.set(stack, [group]);
    else same.push(group);
  }
  const stacks = [...byStack.keys()];
  const depths = stacks.map((stack) => {
    let depth = 0;
    for (let node = stack; node !== NO_STACK; node = table.stackParent(node)) depth++;
    return depth;
  });
  const unsorted = new Int32Array(depths.reduce((sum, depth) => sum + depth, 0));
  const at = new Float64Array(stacks.length + 1);
  stacks.forEach((stack, i) => {
    at[i + 1] = at[i] + depths[i];
    let place = from === 'leaf' ? at[i] : at[i + 1] - 1;
    for (let node = stack; node !== NO_STACK; node = table.stackParent(node)) {
      unsorted[place] = table.stackFrame(node);
      place += from === 'leaf' ? 1 : -1;
    }
  });
  const order = Int32Array.from(stacks, (_, i) => i).sort((a, b) => {
    const length = Math.min(depths[a], depths[b]);
    for (let i = 0; i < length; i++) {
      const difference = unsorted[at[a] + i] - unsorted[at[b] + i];
      if (difference !== 0) return difference;
    }
    return depths[a] - depths[b];
  });
  const frames = new Int32Array(unsorted.length);
  const start = new Float64Array(stacks.length + 1);
  const weights = new Float64Array(stacks.length);
  const tally = new Tally(table.stringCount);
  const states = Array.from(order, (path, i) => {
    frames.set(unsorted.subarray(at[path], at[path + 1]), start[i]);
    start[i + 1] = start[i] + depths[path];
    for (const group of byStack.get(stacks[path]) ?? []) {
      weights[i] += inGroup[group];
      tally.add(groups.state[group], inGroup[group]);
    }
    return tally.take();
  });
  return { total, frames, start, weight: weights, states };
}

/** Distinct prefixes of all paths. */
function countNodes({ frames, start, weight }: Paths): number {
  let nodes = frames.length;
  for (let path = 1; path < weight.length; path++) {
    const length = Math.min(start[path] - start[path - 1], start[path + 1] - start[path]);
    let shared = 0;
    while (shared < length && frames[start[path - 1] + shared] === frames[start[path] + shared]) shared++;
    nodes -= shared;
  }
  return nodes;
}

/** Paths from … to - 1 share their first `depth` frames. */
interface Stretch {
  readonly parent: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly frame: number;
}

/** The heaviest nodes; each comes after its parent. */
function heaviestNodes(paths: Paths): readonly Stretch[] {
  const kept: Stretch[] = [];
  const waiting = new Heaviest<Stretch>();
  expand(paths, { parent: -1, from: 0, to: paths.weight.length, depth: 0, frame: -1 }, -1, waiting);
  while (kept.length < MAX_TREE_NODES) {
    const node = waiting.pop();
    if (node === undefined) break;
    kept.push(node);
    if (node.depth < MAX_TREE_DEPTH) expand(paths, node, kept.length - 1, waiting);
  }
  return kept;
}

function expand({ frames, start, weight }: Paths, node: Stretch, place: number, into: Heaviest<Stretch>): void {
  const { depth } = node;
  // In the order of the list those that end here come first.
  let path = node.from;
  while (path < node.to && start[path + 1] - start[path] <= depth) path++;
  while (path < node.to) {
    const from = path;
    const frame = frames[start[path] + depth];
    // Of a delta profile the sum of all changes, so that what cancels out is not taken for nothing.
    let size = 0;
    for (; path < node.to && frames[start[path] + depth] === frame; path++) size += Math.abs(weight[path]);
    into.push({ parent: place, from, to: path, depth: depth + 1, frame }, size);
  }
}

function build(index: DumpIndex, paths: Paths, kept: readonly Stretch[]): readonly CallTreeNode[] {
  const { symbols } = index.series;
  const tally = new Tally(symbols.table.stringCount);
  const roots: CallTreeNode[] = [];
  const nodes: CallTreeNode[] = [];
  const childrenOf = kept.map((): CallTreeNode[] => []);
  kept.forEach(({ parent, from, to, depth, frame: frameIndex }, place) => {
    const frame = symbols.frameAt(frameIndex);
    let own = 0;
    for (let path = from; path < to && paths.start[path + 1] - paths.start[path] === depth; path++) {
      own += paths.weight[path];
    }
    // In a chain nobody leaves on the way, and 100 000 stacks need not be counted again at each of its frames.
    const above = parent >= 0 && kept[parent].from === from && kept[parent].to === to ? nodes[parent] : undefined;
    let count = above?.count ?? 0;
    for (let path = from; path < to && above === undefined; path++) {
      count += paths.weight[path];
      for (const { value, count: goroutines } of paths.states[path]) tally.add(value, goroutines);
    }
    const states =
      above?.states ??
      tally.take().map(({ value, count: n }): CountOf<string> => ({ value: index.string(value), count: n }));
    const { func, file } = frame;
    const node: CallTreeNode = {
      frame,
      count,
      own,
      user: frameKind(func, file) === 'own',
      states,
      children: childrenOf[place],
    };
    nodes.push(node);
    (parent < 0 ? roots : childrenOf[parent]).push(node);
  });
  return roots;
}
