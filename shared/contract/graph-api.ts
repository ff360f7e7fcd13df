// What a tab that can be drawn as graphs offers to the page, and the worker that places them.

import type { DrawnGraph, GraphDirection, PlacedGraph, ViewSize } from '../model/drawn-graph';
import type { FlameReply, FlameRequest, GraphReply, GraphRequest, GraphSource } from '../model/graph-requests';

/** Called now and then with the share of the file, 0 … 1, that was walked over, where that takes long. */
export type OnWalked = (share: number) => void;

/** Traces, dumps and profiles offer this. */
export interface GraphAnswers {
  /** What can be drawn of the file, the most telling first. */
  graphSources(): Promise<readonly GraphSource[]>;
  graph(request: GraphRequest, onWalked?: OnWalked): Promise<GraphReply>;
  flame(request: FlameRequest, onWalked?: OnWalked): Promise<FlameReply>;
}

/** What is so large that it is walked over for a graph. */
export interface WalkedGraphs {
  /** Ends the walks that are under way: who waits for one is refused. */
  stopGraphs(): void;
}

/** The worker in which Graphviz runs: one question at a time; whoever wants to cancel ends the worker. */
export interface LayoutApi {
  place(graph: DrawnGraph, direction: GraphDirection | 'auto', view: ViewSize): Promise<PlacedGraph>;
}
