// The stacks of a flame graph as paths of functions, each distinct path once, in one array: no object per stack or frame.

import type { CodeFamily } from '../../model/code-family';
import { codeFamily } from './code-family';

/** Grows by doubling; what is beyond its end is 0. */
function grown<T extends Int32Array | Float64Array>(array: T, needed: number, make: (length: number) => T): T {
  if (needed <= array.length) return array;
  const larger = make(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
const ints = (length: number) => new Int32Array(length);
const floats = (length: number) => new Float64Array(length);

export class FlamePaths {
  /** Function names; 0 is the root's. */
  readonly names: string[] = [''];
  /** By name; of one with several files by that where it is seen first. */
  readonly families: (CodeFamily | undefined)[] = [undefined];
  private readonly nameIndex = new Map<string, number>([['', 0]]);
  /** Indices in `names`, the outermost function of a path first. */
  private cells = new Int32Array(1 << 12);
  /** Path i is cells[starts[i]] … cells[starts[i + 1] - 1]. */
  private starts = new Int32Array(1 << 8);
  /** By hash of the path: path plus one; 0 = free. */
  private slots = new Int32Array(1 << 10);
  private hashes = new Int32Array(1 << 8);
  length = 0;

  /** Place of the path; the same for the same functions in the same order. */
  add(frames: readonly { readonly func: string; readonly file: string }[], leafFirst: boolean): number {
    const from = this.starts[this.length];
    this.cells = grown(this.cells, from + frames.length, ints);
    let hash = frames.length;
    for (let i = 0; i < frames.length; i++) {
      const name = this.nameOf(frames[leafFirst ? i : frames.length - 1 - i]);
      this.cells[from + i] = name;
      // Multiplication by an odd number near 2^32 divided by the golden ratio spreads small numbers over 32 bits.
      hash = Math.imul(hash ^ name ^ (hash >>> 15), 0x9e3779b1);
    }
    return this.known(hash, from, from + frames.length) ?? this.keep(hash, from + frames.length);
  }

  depthOf(path: number): number {
    return this.starts[path + 1] - this.starts[path];
  }

  /** Index of the name at a depth below that of the path: 0 is the outermost one. */
  nameAt(path: number, depth: number): number {
    return this.cells[this.starts[path] + depth];
  }

  private nameOf({ func, file }: { readonly func: string; readonly file: string }): number {
    let index = this.nameIndex.get(func);
    if (index === undefined) {
      index = this.names.length;
      this.names.push(func);
      this.families.push(codeFamily(func, file));
      this.nameIndex.set(func, index);
    }
    return index;
  }

  private known(hash: number, from: number, to: number): number | undefined {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const path = this.slots[slot] - 1;
      if (this.hashes[path] === hash && this.isSame(path, from, to)) return path;
    }
    return undefined;
  }

  private isSame(path: number, from: number, to: number): boolean {
    const { cells, starts } = this;
    if (starts[path + 1] - starts[path] !== to - from) return false;
    for (let i = from, j = starts[path]; i < to; i++, j++) if (cells[i] !== cells[j]) return false;
    return true;
  }

  private keep(hash: number, end: number): number {
    const path = this.length++;
    this.starts = grown(this.starts, this.length + 1, ints);
    this.hashes = grown(this.hashes, this.length, ints);
    this.starts[this.length] = end;
    this.hashes[path] = hash;
    if (this.length * 2 > this.slots.length) {
      this.slots = new Int32Array(this.slots.length * 4);
      for (let other = 0; other < path; other++) this.put(other);
    }
    this.put(path);
    return path;
  }

  private put(path: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[path] & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = path + 1;
  }
}

/** What a flame graph is made of: paths with weights, in the order in which they came. */
export class FlameItems {
  length = 0;
  path = new Int32Array(1 << 8);
  weight = new Float64Array(1 << 8);
  /** Weight in the first of two that are compared. */
  base = new Float64Array(1 << 8);
  /** Where it is known, one for each. */
  startNs = new Float64Array(0);

  add(path: number, weight: number, base: number, startNs: number | undefined): void {
    const i = this.length++;
    this.path = grown(this.path, this.length, ints);
    this.weight = grown(this.weight, this.length, floats);
    this.base = grown(this.base, this.length, floats);
    this.path[i] = path;
    this.weight[i] = weight;
    this.base[i] = base;
    if (startNs === undefined) return;
    this.startNs = grown(this.startNs, this.length, floats);
    this.startNs[i] = startNs;
  }
}
