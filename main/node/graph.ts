// `ghostlight graph`: a call graph, or another graph of a file, as a picture.

import { extname } from 'node:path';
import { graphDot } from '../../shared/export/dot';
import { graphPicture } from '../../shared/export/graph-picture';
import { DARK, LIGHT } from '../../shared/export/theme';
import type { DrawnGraph, GraphDirection } from '../../shared/model/drawn-graph';
import {
  type ExpressionError,
  GRAPH_EXPRESSIONS,
  type GraphKind,
  type GraphRequest,
  type GraphScope,
  type GraphSource,
} from '../../shared/model/graph-requests';
import type { CallGraph, Granularity } from '../../shared/model/graphs';
import { type LegendEntry, legendOf } from '../../shared/model/paint-legend';
import { chooseSource } from './choose-source';
import { plural } from './dump-text';
import { expressionErrorText } from './expression-error';
import { asksForSources, expressionsOf, isNormalised, optionName, type StackFlags } from './graph-flags';
import { callGraphJson, drawnGraphJson } from './graph-json';
import { type OpenGraphs, openGraphs } from './open-graphs';
import { writeError, writeOut } from './output';
import { PICTURE_FORMATS, type PictureFormat, pictureBytes, pngObstacle } from './picture-files';
import { placeGraph } from './place-graph';
import { saveFile } from './save-file';
import { printable } from './text-table';

export interface GraphFlags extends StackFlags {
  readonly out?: string;
  readonly json: boolean;
  readonly kind?: GraphKind;
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

type Target = { readonly path: string; readonly format: PictureFormat | 'dot' };

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
  const source = await chooseSource(graphs, flags.kind, flags.source);
  if (!source.ok) return failed(source.error);

  const useless = uselessOption(source.value, flags);
  if (useless !== undefined) return failed(useless);
  const goroutine = goroutineRow(graphs, source.value, flags.goroutine);
  if (typeof goroutine === 'string') return failed(goroutine);
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

function failed(message: string): number {
  writeError(message);
  return 2;
}

/** Where the picture goes; a sentence if that cannot be; undefined if only JSON is wanted. */
function targetOf(flags: GraphFlags): Target | string | undefined {
  const { out, json, scale } = flags;
  if (out === undefined) {
    return json || asksForSources(flags)
      ? undefined
      : '--out says where the picture goes: --out X.svg, .png, .pdf or .dot';
  }
  const format = [...PICTURE_FORMATS, 'dot' as const].find((name) => extname(out).toLowerCase() === `.${name}`);
  if (format === undefined) return `--out ${out}: a picture is .svg, .png, .pdf or .dot`;
  if (scale !== 1 && format !== 'png') return '--scale is for PNG; the others have no pixels';
  return { path: out, format };
}

export async function listSources({ answers }: OpenGraphs): Promise<number> {
  const sources = await answers.graphSources();
  await writeOut(sources.map(({ id, kind, label }) => `${printable(id)}\t${kind}\t${printable(label)}\n`));
  return 0;
}

/** An option that says nothing about this kind of file would be passed over in silence. */
export function unfitOption({ kind }: OpenGraphs, flags: StackFlags): string | undefined {
  const { from, to } = flags;
  if (kind !== 'trace' && (from !== undefined || to !== undefined))
    return '--from and --to are for traces, which have a time';
  if (from !== undefined && to !== undefined && to < from) return '--to is before --from';
  if (isNormalised(flags) && flags.base === undefined) return '--normalise is for differences: --base FILE';
  if (kind === 'profile' && (flags.filter ?? '').trim() !== '') {
    return '--filter is for goroutines; --focus, --ignore and --tag-focus choose stacks of a profile';
  }
  if (kind !== 'dumps' && flags.moment !== undefined) return '--moment is for goroutine dumps';
  return undefined;
}

/** Of graphs that are not of calls: an option that would change nothing. */
function uselessOption({ kind, id }: GraphSource, flags: GraphFlags): string | undefined {
  if (kind === 'calls') return undefined;
  // They choose among the goroutines that wake and are woken.
  const used: readonly string[] = kind === 'interaction' ? ['focus', 'ignore'] : [];
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

export function errorText(error: ExpressionError, flags: StackFlags): string {
  return expressionErrorText(optionName(error.expression), flags[error.expression] ?? '', error);
}

/** Its row for the graph of its states; a sentence if there is none. */
function goroutineRow({ name, rowOf }: OpenGraphs, { kind }: GraphSource, id: number | undefined) {
  if (kind !== 'states') return id === undefined ? undefined : '--goroutine is for --kind states';
  if (id === undefined) return '--kind states is of one goroutine: --goroutine ID';
  return rowOf?.(id) ?? `${name}: there is no goroutine ${id}`;
}

/** One end may be open: then it is that of the trace. */
export function timeScope(
  { durationNs = 0 }: OpenGraphs,
  { from, to }: StackFlags,
): Pick<GraphScope, 'fromNs' | 'toNs'> {
  if (from === undefined && to === undefined) return {};
  return { fromNs: from ?? 0, toNs: Math.min(to ?? durationNs, durationNs) };
}

function requestOf(
  graphs: OpenGraphs,
  source: GraphSource,
  flags: GraphFlags,
  goroutine: number | undefined,
): GraphRequest {
  const { nodeCount, nodeFraction, edgeFraction, granularity, callTree, relative, fold, clusters } = flags;
  const { name, timeMs } = graphs;
  const date = timeMs === undefined ? '' : ` · ${new Date(timeMs).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
  return {
    ...graphs.scope,
    source: source.id,
    filter: flags.filter ?? '',
    ...timeScope(graphs, flags),
    ...(goroutine === undefined ? {} : { goroutine }),
    normalise: isNormalised(flags),
    systemWaits: flags.systemWaits,
    expressions: expressionsOf(flags),
    ...{ nodeCount, nodeFraction, edgeFraction, granularity, callTree, relative, fold, clusters },
    noInlines: !flags.inlines,
    unfolded: [],
    caption: [`${name}${date}`],
  };
}

/** What the picture leaves out, in numbers. */
function sayDropped({ nodes, dropped }: CallGraph, flags: GraphFlags): void {
  const { granularity } = flags;
  const parts = [
    dropped.nodes > 0 ? plural(dropped.nodes, granularity) : '',
    dropped.edges > 0 ? plural(dropped.edges, 'call') : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) {
    const why = 'too light or too many; --node-fraction 0 --edge-fraction 0 --node-count 0 shows all';
    writeError(`${plural(nodes.length, granularity)} shown; not shown: ${parts.join(', ')} (${why})`);
  }
  if (dropped.stacks === 0) return;
  writeError(droppedText(dropped.stacks, flags));
}

/** Stacks that are not in what is made. */
export function droppedText(stacks: number, flags: StackFlags): string {
  const filtered = !flags.inlines || Object.keys(expressionsOf(flags)).length > 0;
  return filtered ? `${plural(stacks, 'stack')} did not pass the filters` : 'what has no stack is left out';
}

async function save(
  drawn: DrawnGraph,
  legend: readonly LegendEntry[],
  { path, format }: Target,
  flags: GraphFlags,
): Promise<number> {
  const shown: DrawnGraph = flags.caption ? drawn : { ...drawn, caption: [] };
  const placing = await placeGraph(shown, flags.direction);
  if (!placing.ok) return failed(placing.error);
  const placed = placing.value;
  let bytes: Uint8Array;
  if (format === 'dot') bytes = new TextEncoder().encode(graphDot(shown, placed.direction, legend));
  else {
    const picture = graphPicture(placed, { theme: flags.dark ? DARK : LIGHT, caption: flags.caption, legend });
    const obstacle = format === 'png' ? pngObstacle(picture, flags.scale) : undefined;
    if (obstacle !== undefined) return failed(obstacle);
    bytes = await pictureBytes(picture, format, flags.scale);
  }
  const saved = await saveFile(path, bytes);
  return saved.ok ? 0 : failed(saved.error);
}
