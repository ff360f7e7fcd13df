// Flame graphs as columns: a tree of calling contexts, each node with its place and width.

import type { WeightUnit } from './graphs';

export type FlameOrder = 'weight' | 'time';

/** Nodes in drawing order: a parent before its children, siblings from left to right. Node 0 is the root: all of it. */
export interface FlameTree {
  readonly title: string;
  readonly unit: WeightUnit;
  readonly length: number;
  /** -1 for the root. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** First node behind all that is below this one. */
  readonly next: Int32Array;
  /** Index in `names`. */
  readonly name: Int32Array;
  /** Left edge and width in units of weight (absolute weights: a difference has width for what went away, too). */
  readonly start: Float64Array;
  readonly width: Float64Array;
  /** Sum of signed weights, and the part of the stacks that end here. */
  readonly weight: Float64Array;
  readonly own: Float64Array;
  /** Weight in the first of two that are compared; all 0 without. */
  readonly base: Float64Array;
  readonly deepest: number;
  /** Function names; 0 is the root's. */
  readonly names: readonly string[];
}
