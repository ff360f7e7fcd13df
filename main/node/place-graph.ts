// Layout of graphs for the command line: Graphviz runs here, in the process that waits for it.

import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { fail, ok, type Result } from '../../shared/base/result';
import type { DrawnGraph, GraphDirection, PlacedGraph } from '../../shared/model/drawn-graph';
import { placeBest, placingFailed } from '../../shared/query/graph/graphviz';

/** A page of a report: what the picture should fill. */
const VIEW = { width: 1600, height: 900 };

/** An error is a sentence. */
export async function placeGraph(graph: DrawnGraph, direction: GraphDirection | 'auto'): Promise<Result<PlacedGraph>> {
  const graphviz = await Graphviz.load();
  try {
    return ok(placeBest(graph, direction, VIEW, (dot) => graphviz.layout(dot, 'json', 'dot')));
  } catch {
    return fail(placingFailed(graph));
  }
}
