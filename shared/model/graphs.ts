// Call graphs: what they are made of, how they are refined, and what comes out. Names and meanings are those of pprof
// (https://github.com/google/pprof, doc/README.md), so that a picture of ours can be laid beside one of pprof's.

import { groupDigits } from '../base/format';
import type { SymbolTable } from './stacks';

/** What a weight counts; decides how it is written. */
export type WeightUnit = 'nanoseconds' | 'bytes' | 'count' | 'goroutines' | 'minutes';

/** Of a pprof sample; a number may have a unit. */
export interface TagLabel {
  readonly key: string;
  readonly value: string | number;
  readonly unit?: string;
}

/** Weighted stacks: the one thing that call graphs, flame graphs and folded stacks are made of. */
export interface WeightedStacks {
  /** What is counted, for captions: `blocked time`, `CPU samples`, `goroutines`. */
  readonly title: string;
  readonly unit: WeightUnit;
  readonly symbols: SymbolTable;
  /** Number of stacks; a stack may occur more than once. */
  readonly length: number;
  readonly stack: Int32Array;
  /** Negative in a difference. */
  readonly weight: Float64Array;
  /** Weight in the first of two that are compared; `weight` is then the second minus this. */
  readonly base?: Float64Array;
  /** Index in `tagNames`: a state, a block reason, the value of a label; -1 = none. */
  readonly tag?: Int32Array;
  readonly tagNames?: readonly string[];
  /** By tag: the labels that it stands for. Absent: tags are states or reasons. */
  readonly tagLabels?: readonly (readonly TagLabel[])[];
  /** Start of each in ns, where the source has time: rising. */
  readonly startNs?: Float64Array;
  /** Neighbouring frames of one program counter are inlined into each other (profiles; dumps do not tell). */
  readonly hasAddresses: boolean;
}

export const GRANULARITIES = ['function', 'file', 'line', 'package'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** `62 functions`. */
export const countOf = (count: number, granularity: Granularity): string =>
  `${groupDigits(count)} ${granularity}${count === 1 ? '' : 's'}`;

/** An expression of the user, searched anywhere in a name. */
export interface NameTest {
  test(name: string): boolean;
}

/** An expression for labels (tag-filter.ts tells how they are read); for tags that are no labels it is one for names. */
export interface TagTest extends NameTest {
  /** What stands before `=`. */
  readonly key?: string;
  /** What stands behind it: a number or a range, perhaps. */
  readonly value: string;
  /** The value's parts between commas. */
  readonly parts: readonly NameTest[];
}

/** pprof's options of the same names; expressions are searched anywhere in a function's or a file's name. */
export interface GraphOptions {
  readonly granularity: Granularity;
  /** Only stacks with a frame that matches. */
  readonly focus?: NameTest;
  /** No stacks with a frame that matches. */
  readonly ignore?: NameTest;
  /** Frames that match are left out of their stacks. */
  readonly hide?: NameTest;
  /** Only frames that match are kept in their stacks. */
  readonly show?: NameTest;
  /** Frames above the outermost one that matches are left out, stacks without one too. */
  readonly showFrom?: NameTest;
  /** Frames below the innermost one that matches are left out. */
  readonly pruneFrom?: NameTest;
  readonly tagFocus?: TagTest;
  readonly tagIgnore?: TagTest;
  /** Nodes with a smaller share of the total are dropped. */
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** At most so many nodes; 0 = all. */
  readonly nodeCount: number;
  readonly noInlines: boolean;
  /** Shares are of what the filters leave, not of all. */
  readonly relative: boolean;
  /** A node per calling context instead of one per function. */
  readonly callTree: boolean;
}

export const DEFAULT_GRAPH: GraphOptions = {
  granularity: 'function',
  nodeFraction: 0.005,
  edgeFraction: 0.001,
  nodeCount: 80,
  noInlines: false,
  relative: false,
  callTree: false,
};

export interface GraphNode {
  /** Function, file, `function file:line`, or package: by the granularity. */
  readonly name: string;
  readonly func: string;
  readonly file: string;
  readonly line: number;
  /** Of stacks that end here. */
  readonly flat: number;
  /** Of stacks that pass. */
  readonly cum: number;
  /** Largest first. */
  readonly tags: readonly { readonly name: string; readonly flat: number; readonly cum: number }[];
}

export interface GraphEdge {
  /** Places in `nodes`. */
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  /** Goes over nodes that were dropped: drawn dotted. */
  readonly residual: boolean;
  readonly inlined: boolean;
}

export interface CallGraph {
  readonly title: string;
  readonly unit: WeightUnit;
  /** In pprof's order for pictures: those that say most first. */
  readonly nodes: readonly GraphNode[];
  /** Heaviest first. */
  readonly edges: readonly GraphEdge[];
  /** What shares are of; of a difference what the first of the two has. */
  readonly total: number;
  /** Weight that the filters left. */
  readonly shown: number;
  /** Of a difference: all of the first of the two. */
  readonly before?: number;
  readonly dropped: {
    /** Below nodeFraction, and beyond nodeCount. */
    readonly nodes: number;
    readonly nodeCutoff: number;
    readonly edges: number;
    readonly edgeCutoff: number;
    readonly stacks: number;
  };
}
