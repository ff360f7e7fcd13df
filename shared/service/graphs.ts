// Graphs and flame graphs of weighted stacks, as they are asked for: the same for traces, dumps, profiles, the page and the command line.

import type { GraphAnswers } from '../contract/graph-api';
import type { Paint } from '../model/drawn-graph';
import {
  type ExpressionError,
  type FlameReply,
  type FlameRequest,
  GRAPH_EXPRESSIONS,
  type GraphExpression,
  type GraphReply,
  type GraphRequest,
  type GraphScope,
} from '../model/graph-requests';
import type { GraphOptions, WeightedStacks } from '../model/graphs';
import { REGEX_STEPS } from '../query/filter-match';
import { RegexBudgetSpent } from '../query/filter-regex';
import { buildCallGraph } from '../query/graph/build-graph';
import { drawCallGraph } from '../query/graph/draw-call-graph';
import { nameTest, tagTestOf } from '../query/graph/expressions';
import { flameTree } from '../query/graph/flame-tree';
import { ExpressionProblem } from '../query/graph/go-regex';
import { type PlainStack, refineDistinct, refineEach } from '../query/graph/stack-frames';
import { flameCaption, graphCaption } from './graph-words';

export type StacksReply =
  | { readonly ok: true; readonly stacks: WeightedStacks }
  | { readonly ok: false; readonly error: ExpressionError };

/** What whoever is in the same thread may ask for, too: stacks know functions, so they are not sent to a page. */
export interface LocalGraphs extends GraphAnswers {
  /** Of a source of kind `calls`: what its graphs are made of, before any refinement. */
  stacks(scope: GraphScope): Promise<StacksReply>;
}

/** Expressions come from the user; longer ones were pasted by mistake. */
const MOST_LETTERS = 500;

type Failed = { readonly ok: false; readonly error: ExpressionError };
type Tests = { -readonly [K in GraphExpression]?: NonNullable<GraphOptions[K]> };
type Compiled =
  | {
      readonly ok: true;
      readonly tests: Readonly<Tests>;
      /** What is made with the tests, or that one of them takes too long on the names of the file. */
      within<T>(answer: () => T): T | Failed;
    }
  | Failed;

export function compileExpressions(expressions: GraphRequest['expressions']): Compiled {
  const tests: Tests = {};
  const budgets: { readonly expression: GraphExpression; readonly length: number; steps: number }[] = [];
  for (const expression of GRAPH_EXPRESSIONS) {
    const text = expressions[expression] ?? '';
    if (text === '') continue;
    const wrong = (message: string, from: number, to: number): Failed => ({
      ok: false,
      error: { expression, message, from, to },
    });
    if (text.length > MOST_LETTERS) {
      return wrong(`The expression is longer than ${MOST_LETTERS} characters.`, 0, text.length);
    }
    const budget = { expression, length: text.length, steps: REGEX_STEPS };
    budgets.push(budget);
    try {
      if (expression === 'tagFocus' || expression === 'tagIgnore') tests[expression] = tagTestOf(text, budget);
      else tests[expression] = nameTest(text, budget);
    } catch (problem) {
      if (problem instanceof ExpressionProblem) return wrong(problem.message, problem.from, problem.to);
      throw problem;
    }
  }
  const within = <T>(answer: () => T): T | Failed => {
    try {
      return answer();
    } catch (problem) {
      const spent = budgets.find(({ steps }) => steps < 0);
      if (!(problem instanceof RegexBudgetSpent) || spent === undefined) throw problem;
      return { ok: false, error: { ...TOO_SLOW, expression: spent.expression, to: spent.length } };
    }
  };
  return { ok: true, tests, within };
}

const TOO_SLOW = {
  message: 'The expression takes too long on the names of this file. A shorter or plainer one will do.',
  from: 0,
};

/** A call graph as it is drawn, or which expression does not read. */
export function callGraphReply(
  stacks: WeightedStacks,
  request: GraphRequest,
  paintOf: (tag: string) => Paint,
): GraphReply {
  const compiled = compileExpressions(request.expressions);
  return compiled.ok ? compiled.within(() => callGraphOf(stacks, request, compiled.tests, paintOf)) : compiled;
}

function callGraphOf(
  stacks: WeightedStacks,
  request: GraphRequest,
  tests: Readonly<Tests>,
  paintOf: (tag: string) => Paint,
): GraphReply {
  const { granularity, nodeFraction, edgeFraction, nodeCount, noInlines, relative, callTree } = request;
  const options: GraphOptions = {
    ...tests,
    ...{ granularity, nodeFraction, edgeFraction, nodeCount, noInlines, relative, callTree },
  };
  const startMs = performance.now();
  const graph = buildCallGraph(stacks, options);
  const { fold, unfolded, clusters } = request;
  const drawn =
    request.numbersOnly === true
      ? { title: graph.title, nodes: [], edges: [] }
      : drawCallGraph(graph, { caption: [], fold, unfolded: new Set(unfolded), clusters }, paintOf);
  const caption = graphCaption(stacks, request, graph, drawn.nodes.length);
  return { ok: true, drawn: { ...drawn, caption }, graph, builtMs: performance.now() - startMs };
}

/** Flame graph; with `around` the sandwich of one function: what it calls, and what calls it. */
export function flameReply(stacks: WeightedStacks, request: FlameRequest): FlameReply {
  const compiled = compileExpressions(request.expressions);
  return compiled.ok ? compiled.within(() => flameOf(stacks, request, compiled.tests)) : compiled;
}

function flameOf(stacks: WeightedStacks, request: FlameRequest, tests: Readonly<Tests>): FlameReply {
  const { order, noInlines, around } = request;
  const options = { ...tests, noInlines };
  const about = { title: stacks.title, unit: stacks.unit };
  if (around === undefined) {
    const list = order === 'time' ? refineEach(stacks, options) : refineDistinct(stacks, options);
    const tree = flameTree({ ...about, stacks: list }, { order });
    return { ok: true, tree, caption: flameCaption(stacks, request, tree) };
  }
  // From the outermost call of the function on: a recursion counts once.
  const passing: { readonly stack: PlainStack; readonly outermost: number }[] = [];
  for (const stack of refineDistinct(stacks, options)) {
    const outermost = stack.frames.findLastIndex(({ func }) => func === around);
    if (outermost >= 0) passing.push({ stack, outermost });
  }
  const below = passing.map(({ stack, outermost }) => ({ ...stack, frames: stack.frames.slice(0, outermost + 1) }));
  const above = passing.map(({ stack, outermost }) => ({ ...stack, frames: stack.frames.slice(outermost) }));
  const tree = flameTree({ ...about, stacks: below }, { order: 'weight' });
  const callers = flameTree({ ...about, stacks: above }, { order: 'weight', inverted: true });
  return { ok: true, tree, callers, caption: flameCaption(stacks, request, tree, callers) };
}
