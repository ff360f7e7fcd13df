// Graphs and flame graphs of weighted stacks, as they are asked for: the same for traces, dumps, profiles, the page and the command line.

import type { GraphAnswers } from '../contract/graph-api';
import type { Paint } from '../model/drawn-graph';
import type {
  ExpressionError,
  FlameReply,
  FlameRequest,
  GraphExpression,
  GraphReply,
  GraphRequest,
  GraphScope,
} from '../model/graph-requests';
import type { GraphOptions, WeightedStacks } from '../model/graphs';
import { buildCallGraph } from '../query/graph/build-graph';
import { drawCallGraph } from '../query/graph/draw-call-graph';
import { flameTree } from '../query/graph/flame-tree';
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

type Compiled =
  | { readonly ok: true; readonly regexes: Partial<Record<GraphExpression, RegExp>> }
  | { readonly ok: false; readonly error: ExpressionError };

export function compileExpressions(expressions: GraphRequest['expressions']): Compiled {
  const regexes: Partial<Record<GraphExpression, RegExp>> = {};
  for (const [name, text] of Object.entries(expressions) as [GraphExpression, string | undefined][]) {
    if (text === undefined || text === '') continue;
    const wrong = (message: string): Compiled => ({
      ok: false,
      error: { expression: name, message, from: 0, to: text.length },
    });
    if (text.length > MOST_LETTERS) return wrong(`The expression is longer than ${MOST_LETTERS} characters.`);
    const { source, flags } = fromGo(text);
    try {
      regexes[name] = new RegExp(source, flags);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return wrong(`The expression is wrong: ${reason.slice(reason.lastIndexOf(': ') + 2)}.`);
    }
  }
  return { ok: true, regexes };
}

/** What users of pprof write as in Go and JavaScript writes otherwise: `(?i)` in front, the ends of a text, named groups. */
function fromGo(text: string): { readonly source: string; readonly flags: string } {
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(text) ?? [];
  // What stands behind a backslash is taken with it, so that `\\z` is not the end of a text.
  const source = rest.replace(/\\(.)|\(\?P</gs, (all: string, letter: string | undefined) => {
    if (letter === undefined) return '(?<';
    if (letter === 'A') return '^';
    if (letter === 'z') return '$';
    // Go lets every sign be escaped, JavaScript only those that mean something there.
    if (letter === '-') return '\\x2d';
    return /[!"#%&',:;<=>@_`~ ]/.test(letter) ? letter : all;
  });
  return { source, flags: `u${[...new Set(flags)].join('')}` };
}

/** A call graph as it is drawn, or which expression does not read. */
export function callGraphReply(
  stacks: WeightedStacks,
  request: GraphRequest,
  paintOf: (tag: string) => Paint,
): GraphReply {
  const compiled = compileExpressions(request.expressions);
  if (!compiled.ok) return compiled;
  const { granularity, nodeFraction, edgeFraction, nodeCount, noInlines, relative, callTree } = request;
  const options: GraphOptions = {
    ...compiled.regexes,
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
  if (!compiled.ok) return compiled;
  const { order, noInlines, around } = request;
  const options = { ...compiled.regexes, noInlines };
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
