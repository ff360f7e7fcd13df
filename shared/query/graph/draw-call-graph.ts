// A call graph as it is drawn: chains folded, names sized by their own weight, edges by what passes.

import { splitFunctionName } from '../../base/function-name';
import type { DrawnEdge, DrawnGraph, DrawnNode, Paint, TextLine } from '../../model/drawn-graph';
import type { CallGraph, GraphNode } from '../../model/graphs';
import { changeShareText, changeText, shareText, weightText } from '../../model/weight-text';
import { foldChains } from './fold-chains';

/** Below 11 px nothing is read; the heaviest name is 20 px, as large as a title. */
const SMALLEST_PX = 11;
const LARGEST_PX = 20;
const THINNEST_PX = 1;
const THICKEST_PX = 6;
/** A longer name makes its node wider than a column of text should be; the title has all of it. */
const MOST_LETTERS = 44;

export interface DrawOptions {
  readonly caption: readonly string[];
  readonly fold: boolean;
  /** Names of nodes that stay by themselves. */
  readonly unfolded: ReadonlySet<string>;
  /** Nodes of a package stand together in a frame. */
  readonly clusters: boolean;
}

/** What a tag's name means as a colour: states and block reasons as the runtime prints them. */
export type PaintOf = (tag: string) => Paint;

/** How weights are written: in a difference with their sign. */
function wordsOf({ unit, total, before }: CallGraph) {
  const isDifference = before !== undefined;
  return {
    weight: (weight: number): string => (isDifference ? changeText : weightText)(weight, unit),
    share: (weight: number): string => (isDifference ? changeShareText : shareText)(weight, total),
  };
}

export function drawCallGraph(graph: CallGraph, options: DrawOptions, paintOf: PaintOf): DrawnGraph {
  const { nodes, total } = graph;
  const words = wordsOf(graph);
  const apart = new Set(nodes.flatMap(({ name }, i) => (!options.fold || options.unfolded.has(name) ? [i] : [])));
  const { chains, edges } = foldChains(graph, apart);
  const mostFlat = Math.max(0, ...nodes.map(({ flat }) => Math.abs(flat)));
  const mostEdge = Math.max(0, ...edges.map(({ weight }) => Math.abs(weight)));
  const ids = chains.map(({ members }) => nodes[members[0]].name);
  const unique = uniqueIds(ids);
  const drawnNodes = chains.map(({ members }, chain): DrawnNode => {
    const last = nodes[members[members.length - 1]];
    const first = nodes[members[0]];
    const size =
      mostFlat === 0 ? 13 : SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * Math.sqrt(Math.abs(last.flat) / mostFlat);
    return {
      id: unique[chain],
      lines: [
        ...nameLines(
          members.map((member) => nodes[member]),
          Math.round(size),
        ),
        weightLine(last, first, graph),
      ],
      heat: total === 0 ? 0 : first.cum / total,
      border: last.tags.length > 0 ? paintOf(last.tags[0].name) : 'plain',
      dashed: false,
      segments: segmentsOf(last, paintOf),
      cluster: options.clusters ? packageName(last) : '',
      title: titleOf(
        members.map((member) => nodes[member]),
        graph,
      ),
      names: members.map((member) => nodes[member].name),
      members: [...members].reverse(),
    };
  });
  const drawnEdges = edges.map(
    ({ from, to, weight, residual, inlined }): DrawnEdge => ({
      from: unique[from],
      to: unique[to],
      label: words.weight(weight),
      widthPx: mostEdge === 0 ? 1 : THINNEST_PX + (THICKEST_PX - THINNEST_PX) * Math.sqrt(Math.abs(weight) / mostEdge),
      heat: total === 0 ? 0 : weight / total,
      style: residual ? 'dotted' : 'solid',
      inCycle: false,
      title: [
        `${ids[from]} calls ${ids[to]}: ${words.weight(weight)} (${words.share(weight)})`,
        residual ? 'over functions that are not shown' : '',
        inlined ? 'inlined' : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    }),
  );
  return { title: graph.title, caption: options.caption, nodes: drawnNodes, edges: drawnEdges };
}

/** In a tree of calls a function has many nodes. */
function uniqueIds(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name} #${count + 1}`;
  });
}

const packageName = ({ func, file, name }: GraphNode): string =>
  func !== '' ? splitFunctionName(func).path : file !== '' ? file.slice(0, Math.max(0, file.lastIndexOf('/'))) : name;

/** All names of up to three; of more the first, how many more, and the last, which has the weight. */
function nameLines(members: readonly GraphNode[], sizePx: number): readonly TextLine[] {
  const small = members.slice(0, -1).map((member) => nameLine(member, SMALLEST_PX));
  const last = nameLine(members[members.length - 1], sizePx);
  if (small.length <= 2) return [...small, last];
  const more: TextLine = { sizePx: SMALLEST_PX, parts: [{ text: `+ ${small.length - 1} frames`, style: 'faint' }] };
  return [small[0], more, last];
}

function nameLine({ name, func, file, line }: GraphNode, sizePx: number): TextLine {
  if (func === '') return { sizePx, parts: [{ text: cutStart(name, MOST_LETTERS), style: 'name' }] };
  const { pkg, name: own } = splitFunctionName(func);
  const place = line > 0 ? ` ${file.slice(file.lastIndexOf('/') + 1)}:${line}` : '';
  const room = Math.max(12, MOST_LETTERS - own.length);
  return {
    sizePx,
    parts: [
      { text: cutStart(pkg, room), style: 'faint' },
      { text: cutMiddle(own, MOST_LETTERS), style: 'name' },
      { text: place, style: 'faint' },
    ].filter(({ text }) => text !== '') as TextLine['parts'],
  };
}

const cutStart = (text: string, most: number): string => (text.length <= most ? text : `…${text.slice(1 - most)}`);

function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = (most - 1) >> 1;
  return `${text.slice(0, half)}…${text.slice(text.length - half)}`;
}

/** `3.40 ms of 57.1 ms · 11.6 %`; of a leaf that has all of it just once. */
function weightLine(last: GraphNode, first: GraphNode, graph: CallGraph): TextLine {
  const { weight, share: shareOf } = wordsOf(graph);
  const cum = weight(first.cum);
  const flat = weight(last.flat);
  // Not `135 ms of 135 ms` where they differ by less than is written.
  const own = flat === cum || last.flat === 0 ? '' : `${flat} of `;
  const share = shareOf(first.cum);
  return {
    sizePx: SMALLEST_PX,
    parts: [{ text: `${own}${cum}${share === '' ? '' : ` · ${share}`}`, style: 'number' }],
  };
}

function segmentsOf({ tags }: GraphNode, paintOf: PaintOf): DrawnNode['segments'] {
  const all = tags.reduce((sum, { flat }) => sum + Math.abs(flat), 0);
  if (all === 0 || tags.length < 2) return [];
  const segments = tags
    .filter(({ flat }) => flat !== 0)
    .map(({ name, flat }) => ({ paint: paintOf(name), share: Math.abs(flat) / all, label: name }));
  // A bar of one colour would tell nothing: names of tasks have none of their own, and some states share one.
  return new Set(segments.map(({ paint }) => paint)).size < 2 ? [] : segments;
}

function titleOf(members: readonly GraphNode[], graph: CallGraph): string {
  const { weight, share } = wordsOf(graph);
  const last = members[members.length - 1];
  const lines = members.map(({ name }) => name);
  const own = `own ${weight(last.flat)} (${share(last.flat)})`;
  const cum = `with callees ${weight(members[0].cum)} (${share(members[0].cum)})`;
  const tags = last.tags.slice(0, 8).map(({ name, cum: of }) => `${name}: ${weight(of)}`);
  return [...lines, `${own}, ${cum}`, ...tags].join('\n');
}
