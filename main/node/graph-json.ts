// JSON of graphs with its fixed field names.

import type { DrawnGraph } from '../../shared/model/drawn-graph';
import type { GraphSource } from '../../shared/model/graph-requests';
import type { CallGraph } from '../../shared/model/graphs';
import type { OpenGraphs } from './open-graphs';

export interface GraphOrigin {
  readonly graphs: OpenGraphs;
  readonly source: GraphSource;
}

function originJson({ graphs, source }: GraphOrigin) {
  const { name, timeMs } = graphs;
  return {
    file: name,
    time: timeMs === undefined ? undefined : new Date(timeMs).toISOString(),
    source: source.id,
    kind: source.kind,
    unit: source.unit,
  };
}

/** Weights are in `unit`; `from` and `to` of edges are places in `nodes`. */
export function callGraphJson(origin: GraphOrigin, { title, total, shown, before, nodes, edges, dropped }: CallGraph) {
  return {
    ...originJson(origin),
    title,
    total,
    shown,
    before,
    dropped,
    nodes: nodes.map(({ name, func, file, line, flat, cum, tags }) => ({
      ...{ name, fn: func || undefined, file: file || undefined, line: line || undefined, flat, cum, tags },
    })),
    edges,
  };
}

/** Graphs of other kinds: who waits for whom, who created whom. */
export function drawnGraphJson(origin: GraphOrigin, { title, caption, nodes, edges }: DrawnGraph) {
  const place = new Map(nodes.map(({ id }, i) => [id, i]));
  return {
    ...originJson(origin),
    title,
    notes: caption,
    nodes: nodes.map(({ id, lines, dashed, title: words }) => ({
      id,
      text: lines.map(({ parts }) => parts.map(({ text }) => text).join('')),
      dashed,
      title: words,
    })),
    edges: edges.map(({ from, to, label, style, inCycle, title: words }) => ({
      ...{ from: place.get(from), to: place.get(to), label, guess: style === 'dashed', inCycle, title: words },
    })),
  };
}
