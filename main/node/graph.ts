// `ghostlight graph`: a call graph, or another graph of a file, as a picture.

import { graphDot } from '../../shared/export/dot';
import { FLAME_WIDTH_PX } from '../../shared/export/flame-picture';
import { graphPicture } from '../../shared/export/graph-picture';
import { DARK, LIGHT } from '../../shared/export/theme';
import type { DrawnGraph } from '../../shared/model/drawn-graph';
import {
  EXPRESSIONS_OF,
  GRAPH_EXPRESSIONS,
  type GraphRequest,
  type GraphSource,
} from '../../shared/model/graph-requests';
import type { CallGraph } from '../../shared/model/graphs';
import { type LegendEntry, legendOf } from '../../shared/model/paint-legend';
import { chooseSource } from './choose-source';
import { plural } from './dump-text';
import { flame } from './flame';
import { asksForSources, expressionsOf, type GraphFlags, optionName } from './graph-flags';
import { callGraphJson, drawnGraphJson } from './graph-json';
import { type OpenGraphs, openGraphs } from './open-graphs';
import { writeError, writeOut } from './output';
import { savePicture, type Target, targetOf } from './picture-target';
import { placeGraph } from './place-graph';
import { droppedText, errorText, failed, listSources, saySystemWaits, stackScope, unfitOption } from './stack-request';

/** Writes the picture, or prints JSON, and returns the exit code. */
export async function graph(paths: readonly string[], flags: GraphFlags): Promise<number> {
  const target = targetOf(flags);
  if (typeof target === 'string') return failed(target);
  const opened = await openGraphs(paths, flags);
  if (!opened.ok) return failed(opened.error);
  const graphs = opened.value;
  if (asksForSources(flags)) return listSources(graphs);
  const unfit = unfitOption(graphs, flags);
  if (unfit !== undefined) return failed(unfit);
  if (flags.kind === 'flame') return flame(graphs, target, flags);
  const source = await chooseSource(graphs, flags.kind, flags.source);
  if (!source.ok) return failed(source.error);

  const useless = uselessOption(source.value, flags) ?? flameOption(flags);
  if (useless !== undefined) return failed(useless);
  const goroutine = goroutineRow(graphs, source.value, flags.goroutine);
  if (typeof goroutine === 'string') return failed(goroutine);
  saySystemWaits(source.value, flags);
  const request = requestOf(graphs, source.value, flags, goroutine);
  const reply = await graphs.answers.graph(request);
  if (!reply.ok) return failed(errorText(reply.error, flags));
  if (reply.graph !== undefined) sayDropped(reply.graph, flags);
  if (flags.json) {
    const origin = { graphs, source: source.value };
    const json = reply.graph === undefined ? drawnGraphJson(origin, reply.drawn) : callGraphJson(origin, reply.graph);
    await writeOut([`${JSON.stringify(json, undefined, 1)}\n`]);
  }
  if (target === undefined) return 0;
  if (reply.drawn.nodes.length === 0) return failed(`${graphs.name}: nothing is left to draw`);
  const about = { kind: source.value.kind, isDifference: reply.graph?.before !== undefined };
  return save(reply.drawn, legendOf(reply.drawn, about), target, flags);
}

/** Of graphs that are not of calls: an option that would change nothing. */
function uselessOption({ kind, id }: GraphSource, flags: GraphFlags): string | undefined {
  if (kind === 'calls') return undefined;
  // They choose among the goroutines that wake and are woken.
  const used: readonly string[] = EXPRESSIONS_OF[kind];
  const { base, filter, callTree, relative, inlines, granularity } = flags;
  const useless = [
    ...GRAPH_EXPRESSIONS.filter((name) => flags[name] !== undefined && !used.includes(name)).map(optionName),
    ...(base === undefined ? [] : ['--base']),
    ...(filter === undefined || kind === 'interaction' || kind === 'created' ? [] : ['--filter']),
    ...(callTree ? ['--call-tree'] : []),
    ...(relative ? ['--relative'] : []),
    ...(inlines ? [] : ['--no-inlines']),
    ...(granularity === 'function' ? [] : ['--granularity']),
  ];
  return useless.length === 0 ? undefined : `${useless.join(', ')}: not for ${id}, only for call graphs`;
}

/** What means something in flame graphs only. */
function flameOption({ order, around, width }: GraphFlags): string | undefined {
  const named = [
    ...(order === 'weight' ? [] : ['--order']),
    ...(around === undefined ? [] : ['--around']),
    ...(width === FLAME_WIDTH_PX ? [] : ['--width']),
  ];
  return named.length === 0 ? undefined : `${named.join(', ')}: only for --kind flame`;
}

/** Its row for the graph of its states; a sentence if there is none. */
function goroutineRow({ name, rowOf }: OpenGraphs, { kind }: GraphSource, id: number | undefined) {
  if (kind !== 'states') return id === undefined ? undefined : '--goroutine is for --kind states';
  if (id === undefined) return '--kind states is of one goroutine: --goroutine ID';
  return rowOf?.(id) ?? `${name}: there is no goroutine ${id}`;
}

function requestOf(
  graphs: OpenGraphs,
  source: GraphSource,
  flags: GraphFlags,
  goroutine: number | undefined,
): GraphRequest {
  const { nodeCount, nodeFraction, edgeFraction, granularity, callTree, relative, fold, clusters } = flags;
  return {
    ...stackScope(graphs, source, flags),
    ...(goroutine === undefined ? {} : { goroutine }),
    expressions: expressionsOf(flags),
    ...{ nodeCount, nodeFraction, edgeFraction, granularity, callTree, relative, fold, clusters },
    noInlines: !flags.inlines,
    unfolded: [],
    caption: [graphs.caption],
  };
}

/** What the picture leaves out, in numbers. */
function sayDropped({ nodes, dropped }: CallGraph, flags: GraphFlags): void {
  const what = flags.callTree ? 'calling context' : flags.granularity;
  const parts = [
    dropped.nodes > 0 ? plural(dropped.nodes, what) : '',
    dropped.edges > 0 ? plural(dropped.edges, 'call') : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) {
    const why = 'too light or too many; --node-fraction 0 --edge-fraction 0 --node-count 0 shows all';
    writeError(`${plural(nodes.length, what)} shown; not shown: ${parts.join(', ')} (${why})`);
  }
  if (dropped.stacks === 0) return;
  writeError(droppedText(dropped.stacks, flags));
}

async function save(
  drawn: DrawnGraph,
  legend: readonly LegendEntry[],
  target: Target,
  { direction, dark, caption, scale }: GraphFlags,
): Promise<number> {
  const shown: DrawnGraph = caption ? drawn : { ...drawn, caption: [] };
  const placing = await placeGraph(shown, direction);
  if (!placing.ok) return failed(placing.error);
  const placed = placing.value;
  return savePicture(target, scale, {
    dot: () => graphDot(shown, placed.direction, legend),
    picture: () => graphPicture(placed, { theme: dark ? DARK : LIGHT, caption, legend }),
  });
}
