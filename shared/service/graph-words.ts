// What a graph, a flame graph or a table of functions says of itself: how much it is of, what was left out, by which rules.
// The page, its exports and the command line show the same lines.

import { formatDuration, formatTimeAt, groupDigits } from '../base/format';
import type { FlameTree } from '../model/flame';
import { othersText } from '../model/flame-text';
import {
  EXPRESSION_NAMES,
  type FlameRequest,
  type GraphExpression,
  type GraphRequest,
  type GraphScope,
} from '../model/graph-requests';
import { type CallGraph, countOf, type WeightedStacks } from '../model/graphs';
import { changeShareText, changeText, shareText, weightText } from '../model/weight-text';

const TICK_NS = 1000;

/** @param boxes what is drawn of the nodes of the graph, chains folded */
export function graphCaption(
  stacks: WeightedStacks,
  request: GraphRequest,
  graph: CallGraph,
  boxes: number,
): readonly string[] {
  const { shown, total: of } = graph;
  const weights = weightWords(stacks, request, { shown, of: request.relative ? of : undefined });
  const counts = request.numbersOnly === true ? [] : countWords(graph, request, boxes);
  return [...request.caption, [...weights, ...counts].join(' · '), ...ruleLines(request)];
}

/** Shares in a flame graph are always of what is shown. */
export function flameCaption(
  stacks: WeightedStacks,
  request: FlameRequest,
  tree: FlameTree,
  callers?: FlameTree,
): readonly string[] {
  const { order, around, caption } = request;
  const shown = tree.weight[0];
  const isDifference = stacks.base !== undefined;
  const wide = isDifference ? 'width: the larger of before and after' : 'width: weight with callees';
  const colour = isDifference ? 'colour: orange more, blue less' : 'colour: kind of code, shade: package';
  return [
    ...caption,
    [
      ...(around === undefined ? [] : [`around ${around}`]),
      ...weightWords(stacks, request, { shown, of: isDifference ? undefined : shown }),
    ].join(' · '),
    `${wide}, ${order === 'time' && around === undefined ? orderOfTime(tree) : 'heaviest first'} · ${colour}`,
    ...[othersText(tree), callers && othersText(callers)].filter((text) => text !== undefined),
    ...ruleLines(request),
  ];
}

/** What stands at the left and at the right. */
function orderOfTime({ time }: FlameTree): string {
  const ns = time?.ns ?? new Float64Array(0);
  if (ns.length === 0) return 'in order of time';
  return `in order of time, from ${formatTimeAt(ns[0], TICK_NS)} to ${formatTimeAt(ns[ns.length - 1], TICK_NS)}`;
}

/** A trace says so above its own notes. */
export const rangeLines = ({ fromNs, toNs }: GraphScope): readonly string[] =>
  fromNs === undefined || toNs === undefined
    ? []
    : [`from ${formatTimeAt(fromNs, TICK_NS)} to ${formatTimeAt(toNs, TICK_NS)} (${formatDuration(toNs - fromNs)})`];

interface Shown {
  /** Of a difference with its sign. */
  readonly shown: number;
  /** What shares are of, where that is not all; undefined = of all. */
  readonly of: number | undefined;
}

type Rules = Pick<GraphRequest, 'expressions' | 'filter' | 'normalise' | 'noInlines'>;

function weightWords(stacks: WeightedStacks, request: Rules, { shown, of }: Shown): readonly string[] {
  const { unit } = stacks;
  const { total, bare, before, after } = sumsOf(stacks);
  const isFiltered = Object.values(request.expressions).some((text) => text);
  if (stacks.base !== undefined) {
    const first = weightText(before, unit);
    const share = before === 0 ? '' : ` (${changeShareText(after - before, before)})`;
    return [
      `${weightText(after, unit)} minus ${first}: ${changeText(after - before, unit)}${share}`,
      ...(request.normalise === true ? ['scaled to the same total'] : []),
      ...(isFiltered ? [`${changeText(shown, unit)} after filters`] : []),
      ...(before === 0 ? [] : [`shares are of ${weightText(of ?? before, unit)} before`]),
    ];
  }
  const all = weightText(total, unit);
  const isPart = of !== undefined && of !== total;
  const part =
    isFiltered && shown !== total ? [`${weightText(shown, unit)} (${shareText(shown, total)}) after filters`] : [];
  return [
    ...(isPart ? [`${weightText(of, unit)} of ${all}; shares are of what is shown`] : [`${all} in all`, ...part]),
    ...(bare === 0 ? [] : [`${weightText(bare, unit)} without a stack in the file, not drawn`]),
  ];
}

interface Sums {
  /** Sizes, whatever their signs, as pprof's totals. */
  readonly total: number;
  /** Of it without a stack. */
  readonly bare: number;
  /** Of a difference. */
  readonly before: number;
  readonly after: number;
}

function sumsOf({ length, stack, weight, base }: WeightedStacks): Sums {
  let [total, bare, before, after] = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const size = Math.abs(weight[i]);
    total += size;
    if (stack[i] < 0) bare += size;
    before += base?.[i] ?? 0;
    after += weight[i] + (base?.[i] ?? 0);
  }
  // Scaled ones are not whole.
  return { total, bare, before: Math.round(before), after: Math.round(after) };
}

/** What the picture has and what it leaves out, in numbers. */
function countWords(graph: CallGraph, request: GraphRequest, boxes: number): readonly string[] {
  const { nodes, unit, total, shown, dropped } = graph;
  const { granularity, callTree } = request;
  const counted = (count: number): string =>
    callTree ? `${groupDigits(count)} calling context${count === 1 ? '' : 's'}` : countOf(count, granularity);
  const of = callTree ? ` of ${countOf(new Set(nodes.map(({ name }) => name)).size, granularity)}` : '';
  const folded = boxes < nodes.length ? ` in ${groupDigits(boxes)} ${boxes === 1 ? 'box' : 'boxes'}` : '';
  const lost = shown - nodes.reduce((sum, { flat }) => sum + flat, 0);
  const lostText = graph.before === undefined ? weightText(lost, unit) : changeText(lost, unit);
  const share = total === 0 ? '' : ` (${shareText(lost, total)})`;
  const whose = dropped.nodes === 1 ? 'its' : 'their';
  const own = lost === 0 ? `no weight of ${whose} own` : `${lostText}${share} of ${whose} own`;
  const left = [
    ...(dropped.nodes > 0 ? [`${counted(dropped.nodes)} with ${own}`] : []),
    ...(dropped.edges > 0 ? [`${groupDigits(dropped.edges)} light call${dropped.edges === 1 ? '' : 's'}`] : []),
  ];
  return [`${counted(nodes.length)}${of}${folded}`, ...(left.length > 0 ? [`not shown: ${left.join(', ')}`] : [])];
}

/** Options that say which stacks and frames there are, in pprof's words. */
function ruleLines({ filter, expressions, noInlines }: Rules): readonly string[] {
  const rules = [
    ...(filter.trim() === '' ? [] : [`filter: ${filter}`]),
    ...Object.entries(expressions).flatMap(([name, text]) =>
      text ? [`${EXPRESSION_NAMES[name as GraphExpression]}: ${text}`] : [],
    ),
    ...(noInlines ? ['noinlines'] : []),
  ];
  return rules.length === 0 ? [] : [rules.join(' · ')];
}
