// Flame graphs as columns: a tree of calling contexts, each node with its place and width.

import type { CodeFamily } from './code-family';
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
  /** Function names; 0 is the root's, the last one that of boxes for what was joined. */
  readonly names: readonly string[];
  /** By name; undefined for the root and for what was joined. */
  readonly families: readonly (CodeFamily | undefined)[];
  /** What is too narrow to be boxes of its own, where there would be too many; absent: every box is there. */
  readonly others?: FlameOthers;
  /** In order of time: where each sample begins, both rising; start in units of weight. */
  readonly time?: { readonly start: Float64Array; readonly ns: Float64Array };
}

/** Boxes with the last of `names`. */
export interface FlameOthers {
  /** Boxes of less were joined; in units of weight. */
  readonly least: number;
  /** Distinct stacks, by time samples, that end in what was joined. */
  readonly stacks: number;
  /** What they are together, in units of weight. */
  readonly width: number;
}
