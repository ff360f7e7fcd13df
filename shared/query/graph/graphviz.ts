// Graphviz places a graph: what it is given (DOT with boxes of known size), and what comes back (its JSON), as places in pixels.
// Who runs it is not known here: a worker of the page, or the command line.
//
// Names go in as numbers and text not at all: the size of a box is known without fonts, because all text has letters of one width
// (0.6 em in JetBrains Mono, as in Courier). So nothing that a file says can become DOT.

import type {
  DrawnEdge,
  DrawnGraph,
  DrawnNode,
  GraphDirection,
  PlacedCluster,
  PlacedEdge,
  PlacedGraph,
  PlacedNode,
  ViewSize,
} from '../../model/drawn-graph';
import { placeLabels } from './edge-label';

/** Width of a letter of JetBrains Mono, in em. */
export const LETTER_EM = 0.6;
const LINE_EM = 1.28;
const PADDING_X_PX = 10;
const PADDING_Y_PX = 7;
const SEGMENTS_PX = 6;
export const EDGE_LABEL_PX = 11;
const MOST_LABEL_LETTERS = 40;
/** Half of it is more than the room of half a letter. */
const WIDE_EDGE_PX = 2.5;
/** Letters of room beside a label, so that the line of the next edge is farther from it than its own. */
const LABEL_ROOM = { down: 2, right: 1 } as const;
/** Graphviz counts in points of which 72 are an inch; a pixel stands for a point. */
const PX_PER_INCH = 72;

/**
 * How hard Graphviz tries. Real call graphs have 1.4 to 1.6 edges a node, and 1 000 nodes took 17.3 s with all tries, 0.81 s with few.
 * A tangle costs far more: 80 nodes with 240 edges that join them at random 3.0 s with all tries and 0.34 s with few; with 480 edges more
 * than a minute, 3.2 s with few and 1.7 s with the fewest; 300 nodes with 2 000 edges 13 s with the fewest.
 */
const ALL_TRIES = '';
const FEW_TRIES = ' splines=line nslimit=1 nslimit1=1 mclimit=0.3';
const FEWEST_TRIES = ' splines=line nslimit=0.05 nslimit1=0.05 mclimit=0.05 searchsize=2';

function triesFor(nodes: number, edges: number): string {
  if (edges >= 300 && edges >= 3 * nodes) return FEWEST_TRIES;
  return nodes > 300 || (edges > 150 && edges > 2 * nodes) ? FEW_TRIES : ALL_TRIES;
}

export interface LayoutOptions {
  readonly direction: GraphDirection;
}

/** Letters as wide as two (Chinese, Japanese, Korean, emoji) count twice. */
export function textWidthEm(text: string): number {
  let em = 0;
  for (const letter of text) em += isWide(letter.codePointAt(0) ?? 0) ? 2 * LETTER_EM : LETTER_EM;
  return em;
}

const isWide = (code: number): boolean =>
  (code >= 0x1100 && code <= 0x115f) ||
  (code >= 0x2e80 && code <= 0xd7ff) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60) ||
  code >= 0x1f300;

export function nodeSize({ lines, segments }: Pick<DrawnNode, 'lines' | 'segments'>): {
  readonly width: number;
  readonly height: number;
} {
  const widest = Math.max(
    0,
    ...lines.map(({ sizePx, parts }) => sizePx * parts.reduce((sum, { text }) => sum + textWidthEm(text), 0)),
  );
  const text = lines.reduce((sum, { sizePx }) => sum + lineHeight(sizePx), 0);
  return {
    width: Math.ceil(widest) + 2 * PADDING_X_PX,
    height: Math.ceil(text) + 2 * PADDING_Y_PX + (segments.length > 0 ? SEGMENTS_PX : 0),
  };
}

export const lineHeight = (sizePx: number): number => sizePx * LINE_EM;
export const PADDING = { x: PADDING_X_PX, y: PADDING_Y_PX, segments: SEGMENTS_PX } as const;

/** DOT for Graphviz' `dot`, to be asked for as json. */
export function layoutInput({ nodes, edges }: DrawnGraph, { direction }: LayoutOptions): string {
  const place = new Map(nodes.map(({ id }, i) => [id, i]));
  const tries = triesFor(nodes.length, edges.length);
  const lines = [
    'digraph g {',
    `graph [rankdir=${direction === 'right' ? 'LR' : 'TB'} ranksep=0.45 nodesep=0.22 pad=0 margin=0${tries}];`,
    'node [shape=box fixedsize=true label=""];',
    `edge [fontname="Courier" fontsize=${EDGE_LABEL_PX} arrowsize=0.7];`,
  ];
  const ofCluster = new Map<string, number[]>();
  nodes.forEach(({ cluster: name }, i) => {
    const members = ofCluster.get(name);
    if (members === undefined) ofCluster.set(name, [i]);
    else members.push(i);
  });
  let cluster = 0;
  for (const [name, members] of ofCluster) {
    const framed = name !== '' && members.length > 1;
    if (framed) lines.push(`subgraph cluster_${cluster++} {`, 'margin=10; label="x"; fontsize=11;');
    for (const i of members) {
      const { width, height } = nodeSize(nodes[i]);
      lines.push(`n${i} [width=${inches(width)} height=${inches(height)}];`);
    }
    if (framed) lines.push('}');
  }
  edges.forEach(({ from, to, label, widthPx }, i) => {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined) return;
    // Heavy edges are kept short and straight, as pprof asks for it.
    const weight = Math.max(1, Math.round(widthPx * widthPx));
    // What Graphviz takes for the label is wider than it is: wide edges pass beside it, not behind.
    const letters = [...label].length + LABEL_ROOM[direction] + (widthPx > WIDE_EDGE_PX ? 1 : 0);
    const text = label === '' ? '' : ` label="${'x'.repeat(Math.min(MOST_LABEL_LETTERS, letters))}"`;
    lines.push(`n${a} -> n${b} [id=${i} weight=${weight}${text}];`);
  });
  lines.push('}');
  return lines.join('\n');
}

const inches = (px: number): string => (px / PX_PER_INCH).toFixed(4);

interface LayoutJson {
  readonly bb?: string;
  readonly objects?: readonly {
    readonly _gvid: number;
    readonly name: string;
    readonly pos?: string;
    readonly bb?: string;
    readonly nodes?: readonly number[];
  }[];
  readonly edges?: readonly { readonly id?: string; readonly pos?: string; readonly lp?: string }[];
}

/** @param output what Graphviz answers to layoutInput of the same graph, as json */
export function placedGraph(graph: DrawnGraph, direction: GraphDirection, output: string): PlacedGraph {
  const json = JSON.parse(output) as LayoutJson;
  const [, , width, height] = numbers(json.bb ?? '0,0,0,0');
  const flip = (y: number): number => height - y;
  const nodes: PlacedNode[] = [];
  const clusters: PlacedCluster[] = [];
  const objects = json.objects ?? [];
  const nameOf = new Map(objects.map(({ _gvid, name }) => [_gvid, name]));
  for (const { name, pos, bb, nodes: members } of objects) {
    if (bb !== undefined && members !== undefined) {
      const [left, low, right, high] = numbers(bb);
      const first = graph.nodes[Number(nameOf.get(members[0])?.slice(1))];
      clusters.push({ name: first.cluster, x: left, y: flip(high), width: right - left, height: high - low });
    } else if (pos !== undefined) {
      const [x, y] = numbers(pos);
      const node = graph.nodes[Number(name.slice(1))];
      const size = nodeSize(node);
      nodes.push({ ...node, ...size, x: x - size.width / 2, y: flip(y) - size.height / 2 });
    }
  }
  const edges: PlacedEdge[] = [];
  for (const { id, pos, lp } of json.edges ?? []) {
    const edge = graph.edges[Number(id)];
    if (edge === undefined || pos === undefined) continue;
    const path = readSpline(pos, flip);
    const labelAt = lp === undefined ? undefined : numbers(lp);
    edges.push({
      ...edge,
      ...path,
      ...(labelAt === undefined ? {} : { labelAt: [labelAt[0], flip(labelAt[1])] as const }),
    });
  }
  const labelled = placeLabels(edges, nodes, (label) => textWidthEm(label) * EDGE_LABEL_PX);
  const { title, caption } = graph;
  return { title, caption, width, height, direction, nodes, edges: labelled, clusters };
}

const numbers = (text: string): readonly number[] => text.split(',').map(Number);

/** `e,x,y x0,y0 x1,y1 …`: where the arrow points to, then the points of the curve. */
function readSpline(pos: string, flip: (y: number) => number): Pick<PlacedEdge, 'points' | 'tip'> {
  const points: number[] = [];
  let tip: readonly [number, number] | undefined;
  // Of an edge that is drawn in several pieces the first is the whole way for an arrow with one head.
  for (const part of pos.split(';')[0].split(' ')) {
    if (part.startsWith('e,')) {
      const [x, y] = numbers(part.slice(2));
      tip = [x, flip(y)];
    } else if (!part.startsWith('s,')) {
      const [x, y] = numbers(part);
      points.push(x, flip(y));
    }
  }
  const end = points.length;
  return { points, tip: tip ?? [points[end - 2], points[end - 1]] };
}

/** How much of its own size a graph keeps when all of it must be seen: the larger, the better it fits. */
export const fitScale = ({ width, height }: Pick<PlacedGraph, 'width' | 'height'>, view: ViewSize): number =>
  Math.min(view.width / Math.max(1, width), view.height / Math.max(1, height));

const GAP_PX = 28;

/**
 * Parts of a graph that no edge joins stand side by side in rows, the heaviest first: Graphviz would put all of them into one
 * column or one row, sixty pairs of nodes forty times higher than wide.
 */
function packed(parts: readonly PlacedGraph[], graph: DrawnGraph, view: ViewSize): PlacedGraph {
  const area = parts.reduce((sum, { width, height }) => sum + (width + GAP_PX) * (height + GAP_PX), 0);
  const widest = Math.max(...parts.map(({ width }) => width));
  const most = Math.max(widest, Math.sqrt((area * view.width) / view.height));
  const nodes: PlacedNode[] = [];
  const edges: PlacedEdge[] = [];
  let [left, top, rowHeight, width] = [0, 0, 0, 0];
  for (const part of parts) {
    if (left > 0 && left + part.width > most) {
      top += rowHeight + GAP_PX;
      left = 0;
      rowHeight = 0;
    }
    const [dx, dy] = [left, top];
    nodes.push(...part.nodes.map((node) => ({ ...node, x: node.x + dx, y: node.y + dy })));
    edges.push(...part.edges.map((edge) => moved(edge, dx, dy)));
    left += part.width + GAP_PX;
    rowHeight = Math.max(rowHeight, part.height);
    width = Math.max(width, left - GAP_PX);
  }
  const { title, caption } = graph;
  return { title, caption, width, height: top + rowHeight, direction: parts[0].direction, nodes, edges, clusters: [] };
}

const moved = (edge: PlacedEdge, dx: number, dy: number): PlacedEdge => ({
  ...edge,
  points: edge.points.map((value, i) => value + (i % 2 === 0 ? dx : dy)),
  tip: [edge.tip[0] + dx, edge.tip[1] + dy],
  ...(edge.labelAt === undefined ? {} : { labelAt: [edge.labelAt[0] + dx, edge.labelAt[1] + dy] as const }),
});

/** Parts that no edge joins, in the order of their first nodes. */
function components(graph: DrawnGraph): readonly DrawnGraph[] {
  const place = new Map(graph.nodes.map(({ id }, i) => [id, i]));
  const parent = Int32Array.from(graph.nodes, (_, i) => i);
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root];
    while (parent[node] !== root) [node, parent[node]] = [parent[node], root];
    return root;
  };
  for (const { from, to } of graph.edges) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined) continue;
    const [low, high] = [rootOf(a), rootOf(b)].sort((x, y) => x - y);
    parent[high] = low;
  }
  const parts = new Map<number, { nodes: DrawnNode[]; edges: DrawnEdge[] }>();
  graph.nodes.forEach((node, i) => {
    const root = rootOf(i);
    const part = parts.get(root) ?? { nodes: [], edges: [] };
    parts.set(root, part);
    part.nodes.push(node);
  });
  for (const edge of graph.edges) {
    const from = place.get(edge.from);
    if (from !== undefined) parts.get(rootOf(from))?.edges.push(edge);
  }
  return [...parts.values()].map(({ nodes, edges }) => ({ ...graph, nodes, edges }));
}

/** What to say where Graphviz gives up: its stack has an end, and so has its memory. */
export const placingFailed = ({ nodes, edges }: DrawnGraph): string =>
  `Graphviz could not place ${nodes.length} nodes with ${edges.length} edges: show fewer nodes, heavier edges only, or group them by package.`;

/** More nodes than this are placed in one direction only: each try of 200 costs 0.2 s. */
const BOTH_UP_TO_NODES = 120;

/**
 * Places a graph in the direction in which it fills the view better.
 * @param layout runs Graphviz: DOT in, its JSON out
 */
export function placeBest(
  graph: DrawnGraph,
  wanted: GraphDirection | 'auto',
  view: ViewSize,
  layout: (dot: string) => string,
): PlacedGraph {
  // Frames of packages may hold nodes that no edge joins.
  const parts = graph.nodes.some(({ cluster }) => cluster !== '') ? [graph] : components(graph);
  const place = (direction: GraphDirection): PlacedGraph => {
    const placed = parts.map((part) => placedGraph(part, direction, layout(layoutInput(part, { direction }))));
    return placed.length === 1 ? placed[0] : packed(placed, graph, view);
  };
  if (wanted !== 'auto') return place(wanted);
  const down = place('down');
  const { nodes, edges } = graph;
  const isLarge = nodes.length > BOTH_UP_TO_NODES || triesFor(nodes.length, edges.length) !== ALL_TRIES;
  if (isLarge || fitScale(down, view) >= 1) return down;
  const right = place('right');
  return fitScale(right, view) > fitScale(down, view) ? right : down;
}
