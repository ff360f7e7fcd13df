// Flame graphs as columns: a tree of calling contexts, each node with its place and width, drawn from these arrays.
//
// Two orders. `weight` (left-heavy): all stacks together, under each caller the heaviest callee first. `time`: the stacks as they
// come, neighbours with the same frames joined (the tree is then one of stretches of time, and a function occurs often).
//
// The tree is grown from its root: the paths of a node lie side by side and are divided among its callees. So what is too narrow to
// be seen is never made: 7.2 million contexts of 400 000 stacks took 25 s in Node as nodes of their own, and take
// 4.4 s divided like this; on the page 28 s and 5 s.

import type { FlameOrder, FlameTree } from '../../model/flame';
import type { WeightUnit } from '../../model/graphs';
import { FlameItems, FlamePaths } from './flame-paths';
import type { RefinedStack } from './stack-frames';

/** Stacks that make a flame graph: refineDistinct for those of one kind together, refineEach for those in order of time. */
export interface FlameStacks {
  readonly title: string;
  readonly unit: WeightUnit;
  readonly stacks: Iterable<Pick<RefinedStack, 'frames' | 'weight' | 'base'> & { readonly startNs?: number }>;
}

export interface FlameTreeOptions {
  readonly order: FlameOrder;
  /** Leaf first: callers are drawn below what they call (for one half of a sandwich). */
  readonly inverted?: boolean;
  /** A tree with more nodes has what is narrow joined. */
  readonly mostNodes?: number;
}

/** 56 bytes each, which go from the worker to the page. */
const MOST_NODES = 500_000;
/** Of a tree with too many: narrower ones are joined, at first those that a view of 1600 px shows as 0.002 px. */
const LEAST_SHARE = 1e-6;
const LEAST_STEP = 4;
const OTHERS = '(others)';

/** The width of what ends at a node is its weight; of two that are compared the larger of both. */
export function flameTree(
  { title, unit, stacks }: FlameStacks,
  { order, inverted = false, mostNodes = MOST_NODES }: FlameTreeOptions,
): FlameTree {
  const paths = new FlamePaths();
  const items = new FlameItems();
  /** By path. */
  const sums = new Map<number, number>();
  for (const { frames, weight, base, startNs } of stacks) {
    if (weight === 0 && base === 0) continue;
    const path = paths.add(frames, inverted);
    const known = order === 'weight' ? sums.get(path) : undefined;
    if (known === undefined) {
      if (order === 'weight') sums.set(path, items.length);
      items.add(path, weight, base, order === 'time' ? startNs : undefined);
    } else {
      items.weight[known] += weight;
      items.base[known] += base;
    }
  }
  const sizes = Float64Array.from({ length: items.length }, (_, i) =>
    Math.max(Math.abs(items.base[i]), Math.abs(items.base[i] + items.weight[i])),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const names = [...paths.names, OTHERS];
  const families = [...paths.families, undefined];
  const grow = (least: number, most: number) => new Grower(paths, items, sizes, order).grow(least, most);
  let least = 0;
  let columns = grow(least, mostNodes);
  for (let share = LEAST_SHARE; columns === undefined; share *= LEAST_STEP) {
    least = share * total;
    // A few very deep stacks are what they are.
    columns = grow(least, share < 1 ? mostNodes : Infinity);
  }
  const { others, ...rest } = columns;
  return {
    ...{ title, unit, names, families },
    ...rest,
    ...(others.stacks === 0 ? {} : { others: { ...others, least } }),
    ...(items.startNs.length === 0 ? {} : { time: timeOf(items, sizes) }),
  };
}

/** Where each sample begins, in units of weight and in ns. */
function timeOf({ length, startNs }: FlameItems, sizes: Float64Array): NonNullable<FlameTree['time']> {
  const start = new Float64Array(length);
  for (let i = 1; i < length; i++) start[i] = start[i - 1] + sizes[i - 1];
  return { start, ns: startNs.slice(0, length) };
}

/** Items lo … hi - 1 of `places`: what passes a node that is to be made. */
interface Pending {
  readonly lo: number;
  readonly hi: number;
  readonly parent: number;
  readonly depth: number;
  readonly name: number;
  readonly start: number;
}

/** Items of one callee, side by side or to be brought there. */
interface Part {
  readonly name: number;
  count: number;
  size: number;
  lo: number;
}

class Grower {
  private readonly places: Int32Array;
  private readonly spare: Int32Array;
  /** By name: the part of the node that is being divided, where `partOf` has it. */
  private readonly partAt: Int32Array;
  private readonly othersName: number;

  constructor(
    private readonly paths: FlamePaths,
    private readonly items: FlameItems,
    private readonly sizes: Float64Array,
    private readonly order: FlameOrder,
  ) {
    this.places = Int32Array.from({ length: items.length }, (_, i) => i);
    this.spare = new Int32Array(order === 'weight' ? items.length : 0);
    this.partAt = new Int32Array(paths.names.length).fill(-1);
    this.othersName = paths.names.length;
  }

  /** @returns undefined if there are more than `most` nodes where those narrower than `least` are joined */
  grow(least: number, most: number) {
    const { places, paths, items, sizes, othersName } = this;
    const [parent, depth, next, name] = [[], [], [], []] as [number[], number[], number[], number[]];
    const [start, width, weight, own, base] = [[], [], [], [], []] as number[][];
    const others = { stacks: 0, width: 0 };
    let deepest = 0;
    const pending: Pending[] = [{ lo: 0, hi: places.length, parent: -1, depth: 0, name: 0, start: 0 }];
    /** Nodes of which not all that is below has been made. */
    const open: number[] = [];
    for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
      const node = parent.length;
      if (node >= most) return undefined;
      let [sum, ended, before, size] = [0, 0, 0, 0];
      for (let i = top.lo; i < top.hi; i++) {
        const item = places[i];
        sum += items.weight[item];
        before += items.base[item];
        size += sizes[item];
        if (paths.depthOf(items.path[item]) === top.depth) ended += items.weight[item];
      }
      while (open.length > top.depth) next[open.pop() as number] = node;
      open.push(node);
      const isOthers = top.name === othersName;
      parent.push(top.parent);
      depth.push(top.depth);
      next.push(0);
      name.push(top.name);
      start.push(top.start);
      width.push(size);
      weight.push(sum);
      own.push(isOthers ? sum : ended);
      base.push(before);
      deepest = Math.max(deepest, top.depth);
      if (isOthers) {
        others.stacks += top.hi - top.lo;
        others.width += size;
      } else {
        const callees = this.order === 'weight' ? this.byWeight(top, node, least) : this.byTime(top, node, least);
        // The last pushed comes first: siblings keep their order.
        for (let i = callees.length - 1; i >= 0; i--) pending.push(callees[i]);
      }
    }
    for (const node of open) next[node] = parent.length;
    return {
      length: parent.length,
      ...{ parent: Int32Array.from(parent), depth: Int32Array.from(depth) },
      ...{ next: Int32Array.from(next), name: Int32Array.from(name) },
      ...{ start: Float64Array.from(start), width: Float64Array.from(width), weight: Float64Array.from(weight) },
      ...{ own: Float64Array.from(own), base: Float64Array.from(base) },
      ...{ deepest, others },
    };
  }

  private byWeight({ lo, hi, depth, start }: Pending, node: number, least: number): readonly Pending[] {
    const { places, spare, paths, items, sizes, partAt, othersName } = this;
    const parts: Part[] = [];
    let ended = 0;
    for (let i = lo; i < hi; i++) {
      const item = places[i];
      const path = items.path[item];
      if (paths.depthOf(path) === depth) {
        ended++;
        continue;
      }
      const name = paths.nameAt(path, depth);
      if (partAt[name] < 0) {
        partAt[name] = parts.length;
        parts.push({ name, count: 0, size: 0, lo: 0 });
      }
      const part = parts[partAt[name]];
      part.count++;
      part.size += sizes[item];
    }
    const sorted = [...parts].sort((a, b) => b.size - a.size || a.name - b.name);
    let at = lo;
    for (const part of sorted) {
      part.lo = at;
      at += part.count;
    }
    if (parts.length > 1 || (parts.length === 1 && ended > 0)) {
      const to = parts.map((part) => part.lo);
      for (let i = lo; i < hi; i++) {
        const path = items.path[places[i]];
        // What ends here comes last and is not looked at again.
        spare[paths.depthOf(path) === depth ? at++ : to[partAt[paths.nameAt(path, depth)]]++] = places[i];
      }
      places.set(spare.subarray(lo, hi), lo);
    }
    for (const { name } of parts) partAt[name] = -1;
    const callees: Pending[] = [];
    let x = start;
    for (const { name, count, size, lo: from } of sorted) {
      // All that follow are as narrow or narrower.
      if (size < least) {
        const to = lo + parts.reduce((sum, part) => sum + part.count, 0);
        callees.push({ lo: from, hi: to, parent: node, depth: depth + 1, name: othersName, start: x });
        break;
      }
      callees.push({ lo: from, hi: from + count, parent: node, depth: depth + 1, name, start: x });
      x += size;
    }
    return callees;
  }

  /** Runs of the same callee. What ended here, in between, keeps its place: the axis is one of time. */
  private byTime({ lo, hi, depth, start }: Pending, node: number, least: number): readonly Pending[] {
    const { places, paths, items, sizes, othersName } = this;
    const callees: Pending[] = [];
    let x = start;
    for (let i = lo; i < hi; ) {
      const path = items.path[places[i]];
      if (paths.depthOf(path) === depth) {
        x += sizes[places[i++]];
        continue;
      }
      const from = i;
      const name = paths.nameAt(path, depth);
      let size = 0;
      for (; i < hi; i++) {
        const other = items.path[places[i]];
        if (paths.depthOf(other) === depth || paths.nameAt(other, depth) !== name) break;
        size += sizes[places[i]];
      }
      const last = callees.at(-1);
      if (size >= least) callees.push({ lo: from, hi: i, parent: node, depth: depth + 1, name, start: x });
      else if (last?.name === othersName && last.hi === from) callees[callees.length - 1] = { ...last, hi: i };
      else callees.push({ lo: from, hi: i, parent: node, depth: depth + 1, name: othersName, start: x });
      x += size;
    }
    return callees;
  }
}
