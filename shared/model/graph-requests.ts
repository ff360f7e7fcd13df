// What may be asked of graphs and flame graphs, and what comes back; the same for traces, dumps and profiles.

import type { DrawnGraph } from './drawn-graph';
import type { FlameTree } from './flame';
import type { CallGraph, Granularity, GraphOptions, WeightUnit } from './graphs';
import type { FilterError } from './requests';

/** Something that a file can be drawn by: `blocked:chan receive`, `samples`, `goroutines`, `inuse_space`. */
export interface GraphSource {
  readonly id: string;
  /** As the switch shows it. */
  readonly label: string;
  readonly unit: WeightUnit;
  /** It has an order of time: flame graphs may follow it. */
  readonly timed: boolean;
  /** Of a trace: waits, of which those of the runtime's own goroutines may be left out (GraphScope.systemWaits). */
  readonly ofWaits?: true;
  /** `calls`: stacks. `interaction`, `waits`, `created`, `states`: graphs of their own. */
  readonly kind: GraphKind;
}
export const GRAPH_KINDS = ['calls', 'interaction', 'waits', 'created', 'states'] as const;
export type GraphKind = (typeof GRAPH_KINDS)[number];

/** Regular expressions of GraphOptions as the user typed them. */
export const GRAPH_EXPRESSIONS = [
  'focus',
  'ignore',
  'hide',
  'show',
  'showFrom',
  'pruneFrom',
  'tagFocus',
  'tagIgnore',
] as const satisfies readonly (keyof GraphOptions)[];
export type GraphExpression = (typeof GRAPH_EXPRESSIONS)[number];
/** Which of them mean something for a kind of graph. */
export const EXPRESSIONS_OF: Readonly<Record<GraphKind, readonly GraphExpression[]>> = {
  calls: GRAPH_EXPRESSIONS,
  interaction: ['focus', 'ignore'],
  waits: [],
  created: [],
  states: [],
};
/** As pprof calls them. */
export const EXPRESSION_NAMES: Readonly<Record<GraphExpression, string>> = {
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  showFrom: 'show_from',
  pruneFrom: 'prune_from',
  tagFocus: 'tagfocus',
  tagIgnore: 'tagignore',
};

/** What of the file is looked at: all of it, or what the user selected. */
export interface GraphScope {
  /** Id of a GraphSource. */
  readonly source: string;
  /** Filter of goroutines. */
  readonly filter: string;
  readonly fromNs?: number;
  readonly toNs?: number;
  /** For traces: false = without waits of the runtime's own goroutines, which idle most of their lives. */
  readonly systemWaits?: boolean;
  /** For traces: row of the goroutine whose states are drawn. */
  readonly goroutine?: number;
  /** For dumps: the moment, and the one that it is compared with. */
  readonly moment?: number;
  readonly base?: number;
  /** Scales what is compared to the same total. */
  readonly normalise?: boolean;
}

export interface GraphRequest extends GraphScope {
  readonly expressions: Readonly<Partial<Record<GraphExpression, string>>>;
  readonly granularity: Granularity;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly nodeCount: number;
  readonly noInlines: boolean;
  readonly relative: boolean;
  readonly callTree: boolean;
  /** Chains of single callers are one node. */
  readonly fold: boolean;
  /** Names of nodes that stay by themselves. */
  readonly unfolded: readonly string[];
  readonly clusters: boolean;
  /** Only `graph` is wanted, nothing is to be drawn. */
  readonly numbersOnly?: boolean;
  /** File name and the like, above what the graph says of itself. */
  readonly caption: readonly string[];
}

/** An expression that does not read: which one, and where in it. */
export interface ExpressionError extends FilterError {
  readonly expression: GraphExpression | 'filter';
}

export type GraphReply =
  | {
      readonly ok: true;
      readonly drawn: DrawnGraph;
      /** Numbers of every function, for tables; absent for graphs of other kinds. */
      readonly graph?: CallGraph;
      /** Milliseconds that it took to build. */
      readonly builtMs: number;
    }
  | { readonly ok: false; readonly error: ExpressionError };

export interface FlameRequest extends GraphScope {
  readonly expressions: GraphRequest['expressions'];
  readonly noInlines: boolean;
  readonly order: 'weight' | 'time';
  /** Sandwich: only what calls this function, and what it calls; always the heaviest first. */
  readonly around?: string;
  /** File name and the like, above what the flame graph says of itself. */
  readonly caption: readonly string[];
}

export type FlameReply =
  | {
      readonly ok: true;
      readonly tree: FlameTree;
      /** What calls the function, leaf first; only with `around`. */
      readonly callers?: FlameTree;
      /** Lines below the title: what of which file, how much of it, filters. */
      readonly caption: readonly string[];
    }
  | { readonly ok: false; readonly error: ExpressionError };
