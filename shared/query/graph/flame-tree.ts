// Flame graphs as columns: a tree of calling contexts, each node with its place and width. A million samples make some hundred
// thousand nodes, which are drawn from these arrays; no object per node.
//
// Two orders. `weight` (left-heavy): all stacks together, under each caller the heaviest callee first. `time`: the stacks as they
// come, neighbours with the same frames joined (the tree is then one of stretches of time, and a function occurs often).

import type { FlameOrder, FlameTree } from '../../model/flame';
import type { WeightUnit } from '../../model/graphs';
import type { RefinedStack } from './stack-frames';

/** Stacks that make a flame graph: refineStacks for those of one kind together, refineEach for those in order of time. */
export interface FlameStacks {
  readonly title: string;
  readonly unit: WeightUnit;
  readonly stacks: Iterable<Pick<RefinedStack, 'frames' | 'weight' | 'base'>>;
}

/** Nodes in the order in which they were met: a parent before its children. */
interface Growing {
  readonly parent: number[];
  readonly depth: number[];
  readonly name: number[];
  /** Of the stacks that end here. */
  readonly own: number[];
  readonly ownBase: number[];
}

/**
 * The width of what ends at a node is its weight; of two that are compared the larger of both.
 * @param inverted leaf first: callers are drawn below what they call (for one half of a sandwich)
 */
export function flameTree(
  { title, unit, stacks }: FlameStacks,
  { order, inverted = false }: { readonly order: FlameOrder; readonly inverted?: boolean },
): FlameTree {
  const names = [''];
  const nameIndex = new Map<string, number>([['', 0]]);
  const nodes: Growing = { parent: [-1], depth: [0], name: [0], own: [0], ownBase: [0] };
  const children = new ChildTable(nodes);
  const nameOf = (func: string): number => {
    let index = nameIndex.get(func);
    if (index === undefined) {
      index = names.length;
      names.push(func);
      nameIndex.set(func, index);
    }
    return index;
  };
  /** By time only the child that was last met may be joined. */
  const last: number[] = [];
  const child = (parent: number, name: number, depth: number): number => {
    const known = order === 'weight' ? children.find(parent, name) : joinable(nodes, last[depth], parent, name);
    if (known !== undefined && known >= 0) return known;
    const node = nodes.parent.length;
    nodes.parent.push(parent);
    nodes.depth.push(depth);
    nodes.name.push(name);
    nodes.own.push(0);
    nodes.ownBase.push(0);
    if (order === 'weight') children.add(node);
    else {
      last.length = depth;
      last[depth] = node;
    }
    return node;
  };
  for (const { frames, weight, base } of stacks) {
    if (weight === 0 && base === 0) continue;
    let node = 0;
    for (let i = 0; i < frames.length; i++) {
      const { func } = frames[inverted ? i : frames.length - 1 - i];
      node = child(node, nameOf(func), i + 1);
    }
    nodes.own[node] += weight;
    nodes.ownBase[node] += base;
    last.length = Math.min(last.length, frames.length + 1);
  }
  return placed({ title, unit, names }, nodes, order);
}

/**
 * Finds the child of a node by its name: open addressing over the nodes themselves. A Map with keys beyond 31 bits keeps an
 * object for each of them.
 */
class ChildTable {
  /** Node plus one; 0 = free. */
  private slots = new Int32Array(1024);
  private used = 0;

  constructor(private readonly nodes: Growing) {}

  /** -1 if there is none. */
  find(parent: number, name: number): number {
    const { slots, nodes } = this;
    for (let slot = hashOf(parent, name) & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const node = slots[slot] - 1;
      if (node < 0 || (nodes.parent[node] === parent && nodes.name[node] === name)) return node;
    }
  }

  /** A node that is not there yet. */
  add(node: number): void {
    if (++this.used * 2 > this.slots.length) this.grow();
    this.put(node);
  }

  private put(node: number): void {
    const { slots, nodes } = this;
    let slot = hashOf(nodes.parent[node], nodes.name[node]) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = node + 1;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 4);
    for (const slot of before) if (slot !== 0) this.put(slot - 1);
  }
}

/** Spreads pairs of small numbers over 32 bits (multiplication by odd numbers near 2^32 divided by the golden ratio). */
function hashOf(parent: number, name: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(name, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function joinable({ parent, name }: Growing, node: number | undefined, under: number, as: number): number | undefined {
  return node !== undefined && parent[node] === under && name[node] === as ? node : undefined;
}

/** Puts siblings in their order and gives every node its place, without recursion: hostile stacks are as deep as they like. */
function placed(about: Pick<FlameTree, 'title' | 'unit' | 'names'>, nodes: Growing, order: FlameOrder): FlameTree {
  const length = nodes.parent.length;
  const { weight, base, size } = sums(nodes);
  const childrenOf = orderedChildren(nodes, size, order);
  const columns = {
    parent: new Int32Array(length),
    depth: new Int32Array(length),
    next: new Int32Array(length).fill(length),
    name: new Int32Array(length),
    start: new Float64Array(length),
    width: new Float64Array(length),
    weight: new Float64Array(length),
    own: new Float64Array(length),
    base: new Float64Array(length),
  };
  let deepest = 0;
  let next = 0;
  const stack: { readonly node: number; readonly parent: number; readonly start: number }[] = [
    { node: 0, parent: -1, start: 0 },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, parent, start } = top;
    const at = next++;
    columns.parent[at] = parent;
    columns.depth[at] = nodes.depth[node];
    columns.name[at] = nodes.name[node];
    columns.start[at] = start;
    columns.width[at] = size[node];
    columns.weight[at] = weight[node];
    columns.own[at] = nodes.own[node];
    columns.base[at] = base[node];
    deepest = Math.max(deepest, nodes.depth[node]);
    const children = childrenOf(node);
    let right = start;
    const places: { readonly node: number; readonly parent: number; readonly start: number }[] = [];
    for (const child of children) {
      places.push({ node: child, parent: at, start: right });
      right += size[child];
    }
    // The last pushed comes first: siblings keep their order.
    for (let i = places.length - 1; i >= 0; i--) stack.push(places[i]);
  }
  const open: number[] = [];
  for (let node = 0; node < length; node++) {
    while (open.length > columns.depth[node]) columns.next[open.pop() as number] = node;
    open.push(node);
  }
  return { ...about, ...columns, length, deepest };
}

/** What ends at a node and below it. */
function sums({ parent, own, ownBase }: Growing) {
  const weight = Float64Array.from(own);
  const base = Float64Array.from(ownBase);
  const size = Float64Array.from(own, (change, node) =>
    Math.max(Math.abs(ownBase[node]), Math.abs(ownBase[node] + change)),
  );
  for (let node = parent.length - 1; node > 0; node--) {
    weight[parent[node]] += weight[node];
    base[parent[node]] += base[node];
    size[parent[node]] += size[node];
  }
  return { weight, base, size };
}

function orderedChildren(
  { parent, name }: Growing,
  size: Float64Array,
  order: FlameOrder,
): (node: number) => Int32Array {
  const length = parent.length;
  const from = new Int32Array(length + 1);
  for (let node = 1; node < length; node++) from[parent[node] + 1]++;
  for (let node = 0; node < length; node++) from[node + 1] += from[node];
  const fill = from.slice();
  const children = new Int32Array(Math.max(0, length - 1));
  for (let node = 1; node < length; node++) children[fill[parent[node]]++] = node;
  return (node) => {
    const own = children.subarray(from[node], from[node + 1]);
    return order === 'weight' ? own.sort((a, b) => size[b] - size[a] || name[a] - name[b]) : own;
  };
}
