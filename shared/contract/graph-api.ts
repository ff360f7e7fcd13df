// What a tab that can be drawn as graphs offers to the page, and the worker that places them.

import type { DrawnGraph, GraphDirection, PlacedGraph, ViewSize } from '../model/drawn-graph';
import type { FlameReply, FlameRequest, GraphReply, GraphRequest, GraphSource } from '../model/graph-requests';

/** Traces, dumps and profiles offer this. */
export interface GraphAnswers {
  /** What can be drawn of the file, the most telling first. */
  graphSources(): Promise<readonly GraphSource[]>;
  graph(request: GraphRequest): Promise<GraphReply>;
  flame(request: FlameRequest): Promise<FlameReply>;
}

/** The worker in which Graphviz runs: one question at a time; whoever wants to cancel ends the worker. */
export interface LayoutApi {
  place(graph: DrawnGraph, direction: GraphDirection | 'auto', view: ViewSize): Promise<PlacedGraph>;
}
