// Options that `graph` and `export` share: which stacks of a file, and how they are refined. Names and meanings are pprof's.

import { type Command, InvalidArgumentError } from 'commander';
import type { GraphDirection } from '../../shared/model/drawn-graph';
import type { FlameOrder } from '../../shared/model/flame';
import {
  GRAPH_EXPRESSIONS,
  type GraphExpression,
  type GraphKind,
  type GraphRequest,
} from '../../shared/model/graph-requests';
import type { Granularity } from '../../shared/model/graphs';

export const EXPORT_FORMATS = ['pprof', 'folded', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface StackFlags extends Partial<Record<GraphExpression, string>> {
  readonly source?: string;
  readonly filter?: string;
  readonly from?: number;
  readonly to?: number;
  readonly base?: string;
  readonly normalise: boolean;
  readonly moment?: number;
  /** Of a trace: also waits of the runtime's own goroutines. */
  readonly systemWaits: boolean;
  /** False with --no-inlines. */
  readonly inlines: boolean;
}

export interface GraphFlags extends StackFlags {
  readonly out?: string;
  readonly json: boolean;
  readonly kind?: GraphKind | 'flame';
  /** Of a flame graph. */
  readonly order: FlameOrder;
  readonly around?: string;
  readonly width: number;
  /** Id, for the graph of its states. */
  readonly goroutine?: number;
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly granularity: Granularity;
  readonly callTree: boolean;
  readonly relative: boolean;
  readonly fold: boolean;
  readonly clusters: boolean;
  readonly direction: GraphDirection | 'auto';
  readonly dark: boolean;
  readonly caption: boolean;
  readonly scale: number;
}

const HELP: Readonly<Record<GraphExpression, string>> = {
  focus: 'only stacks with a function or file that matches',
  ignore: 'no stacks with a function or file that matches',
  hide: 'leave functions that match out of their stacks',
  show: 'keep only functions that match',
  showFrom: 'leave out what is above the outermost function that matches',
  pruneFrom: 'leave out what is below the innermost function that matches',
  tagFocus: 'only what has a tag that matches: a state of a dump, label of a profile as key=RE, sizes as 4kb:1mb',
  tagIgnore: 'nothing that has a tag that matches',
};

/** `showFrom` -> `--show-from`. */
export const optionName = (expression: string): string =>
  `--${expression.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export function addStackOptions(
  command: Command,
  parse: { readonly time: (text: string) => number; readonly moment: (text: string) => number },
): Command {
  command
    .option(
      '--source <ID>',
      'what is counted: blocked, blocked:sync, samples, goroutines, cpu, inuse_space …; --source list shows all',
    )
    .option('--filter <EXPR>', 'only goroutines of a trace or a dump that match, as in `goroutines` and `dump`')
    .option('--moment <N>', 'of several dumps: which one, counted from 1 (default: the last one)', parse.moment)
    .option('--from <T>', 'of a trace: only what happens from here on: 5ms, 1.2s since the start', parse.time)
    .option('--to <T>', 'of a trace: only what happens up to here', parse.time)
    .option('--base <FILE>', 'of dumps and profiles: show the difference to this one')
    .option('--normalise', 'with --base: scale one of the two to the total of the other', false)
    .option('--system-waits', "of a trace: also what the runtime's own goroutines wait", false)
    .option('--no-inlines', 'leave inlined functions out');
  for (const name of GRAPH_EXPRESSIONS) command.option(`${optionName(name)} <RE>`, HELP[name]);
  return command;
}

export const expressionsOf = (flags: StackFlags): GraphRequest['expressions'] =>
  Object.fromEntries(GRAPH_EXPRESSIONS.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])));

/** Whether the sources are to be listed; `?` unquoted is a pattern for many shells. */
export const asksForSources = ({ source }: StackFlags): boolean => source === 'list' || source === '?';

/** 0 … 1. */
export function parseFraction(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1) throw new InvalidArgumentError('a fraction is a number from 0 to 1.');
  return value;
}

export function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('a number of nodes, 0 for all.');
  return Number(text);
}
