// A placed graph as strokes: rectangles, curves and text with colours and places. SVG, PDF and the page draw these, so that
// what is exported is what was seen.

import type { DrawnEdge, DrawnNode, PlacedCluster, PlacedEdge, PlacedGraph, PlacedNode } from '../model/drawn-graph';
import type { LegendEntry } from '../model/paint-legend';
import { EDGE_LABEL_PX, LETTER_EM, lineHeight, PADDING, textWidthEm } from '../query/graph/graphviz';
import { familyFill } from './flame-fills';
import type { Mark, RectMark, TextMark } from './marks';
import { signOf } from './signs';
import { mix, type PictureTheme } from './theme';

/** Marks that belong together, with what they are in words. */
export interface Group {
  readonly title: string;
  readonly marks: readonly Mark[];
}

export interface Picture {
  /** Upper left corner of what is shown of the marks; 0, 0 but for a part of a picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly title: string;
  readonly groups: readonly Group[];
}

export interface PictureOptions {
  readonly theme: PictureTheme;
  /** Title, caption and legend around the graph. */
  readonly caption: boolean;
  readonly legend: readonly LegendEntry[];
}

const MARGIN_PX = 20;
const TITLE_PX = 17;
const CAPTION_PX = 12;
const NODE_RADIUS_PX = 8;
/** The legend takes another line where it is wider than this and the graph. */
const LEGEND_PX = 760;
const LEGEND_MARK_PX = 24;
/** Two lines and what is between them. */
const CIRCLE_PX = 4;
const CIRCLE_LINE_PX = 1.2;
const DOTTED = [1.5, 4];
const DASHED = [6, 4];

export function graphPicture(graph: PlacedGraph, { theme, caption, legend }: PictureOptions): Picture {
  const head = caption ? headGroup(graph, theme, legend) : undefined;
  const top = MARGIN_PX + (head?.height ?? 0);
  const groups: Group[] = [];
  if (head !== undefined) groups.push(head.group);
  const at = { x: MARGIN_PX, y: top };
  for (const cluster of graph.clusters) groups.push(clusterGroup(cluster, at, theme));
  for (const edge of graph.edges) groups.push(edgeGroup(edge, at, theme));
  groups.push(...labelGroups(graph, at, theme));
  for (const node of graph.nodes) groups.push(nodeGroup(node, at, theme));
  return {
    ...{ x: 0, y: 0 },
    width: Math.ceil(Math.max(graph.width, head?.width ?? 0)) + 2 * MARGIN_PX,
    height: Math.ceil(graph.height + top) + MARGIN_PX,
    background: theme.background,
    title: graph.title,
    groups,
  };
}

/** A part of a graph in its own pixels, as it is seen in a view; with a caption it stands above the part. */
export interface GraphPart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function graphPartPicture(
  graph: PlacedGraph,
  part: GraphPart,
  { theme, caption, legend }: PictureOptions,
): Picture {
  const head = caption ? headGroup(graph, theme, legend) : undefined;
  const high = head === undefined ? 0 : MARGIN_PX + head.height;
  const x = part.x;
  const y = part.y - high;
  const width = Math.ceil(Math.max(part.width, head === undefined ? 0 : head.width + 2 * MARGIN_PX));
  const groups: Group[] = [
    ...graph.clusters.map((cluster) => clusterGroup(cluster, NOWHERE, theme)),
    ...graph.edges.map((edge) => edgeGroup(edge, NOWHERE, theme)),
    ...labelGroups(graph, NOWHERE, theme),
    ...graph.nodes.map((node) => nodeGroup(node, NOWHERE, theme)),
  ];
  if (head !== undefined) {
    // Covers what of the graph stands above the part.
    const cover: RectMark = {
      ...{ kind: 'rect', x, y, width, height: high, radius: 0, fill: theme.background },
      ...{ stroke: undefined, strokePx: 0, dash: [] },
    };
    const marks = head.group.marks.map((mark): Mark => {
      if ('points' in mark) return { ...mark, points: mark.points.map((value, i) => value + (i % 2 === 0 ? x : y)) };
      return { ...mark, x: mark.x + x, y: mark.y + y };
    });
    groups.push({ title: head.group.title, marks: [cover, ...marks] });
  }
  return {
    ...{ x, y, width, height: Math.ceil(part.height + high) },
    ...{ background: theme.background, title: graph.title, groups },
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function headGroup(graph: PlacedGraph, theme: PictureTheme, legend: PictureOptions['legend']) {
  const marks: Mark[] = [textMark(graph.title, MARGIN_PX, MARGIN_PX + TITLE_PX * 0.8, TITLE_PX, theme.text, true)];
  let y = MARGIN_PX + TITLE_PX * 1.2;
  for (const line of graph.caption) {
    y += CAPTION_PX * 1.4;
    marks.push(textMark(line, MARGIN_PX, y, CAPTION_PX, theme.dim, false));
  }
  const right = MARGIN_PX + Math.max(LEGEND_PX, graph.width);
  const rows = legendRows(legend, y, right, theme);
  marks.push(...rows.marks);
  y = rows.y;
  const widest = marks.map((mark) => (mark.kind === 'text' ? mark.x + mark.width - MARGIN_PX : 0));
  return {
    group: { title: [graph.title, ...graph.caption].join('\n'), marks },
    height: y - MARGIN_PX + 18,
    width: Math.max(...widest),
  };
}

/** Below y; another row where `right` would be passed. */
export function legendRows(legend: readonly LegendEntry[], below: number, right: number, theme: PictureTheme) {
  const marks: Mark[] = [];
  let x = right;
  let y = below;
  for (const entry of legend) {
    const wide = LEGEND_MARK_PX + textWidthEm(entry.label) * CAPTION_PX;
    if (x + wide > right) {
      x = MARGIN_PX;
      y += CAPTION_PX * 1.7;
    }
    marks.push(...legendMark(entry, x, y, theme));
    marks.push(textMark(entry.label, x + LEGEND_MARK_PX, y, CAPTION_PX, theme.dim, false));
    x += wide + 20;
  }
  return { marks, y };
}

function legendMark({ mark }: LegendEntry, x: number, y: number, theme: PictureTheme): readonly Mark[] {
  const box = { kind: 'rect', x: x + 6, y: y - 9, width: 10, height: 10, radius: 3, dash: [] } as const;
  const line = { kind: 'path', points: [x, y - 4, x + 6, y - 4, x + 12, y - 4, x + 18, y - 4] } as const;
  switch (mark.kind) {
    case 'border':
      return [
        { ...box, fill: theme.panel, stroke: theme.paint[mark.paint], strokePx: mark.paint === 'alert' ? 1.2 : 2 },
        ...signOf(mark.paint, box, theme),
      ];
    case 'fill':
      return [{ ...box, fill: fillOf(mark.paint === 'heat' ? 1 : -1, theme), stroke: theme[mark.paint], strokePx: 1 }];
    case 'code':
      return [{ ...box, fill: familyFill(mark.family, theme), stroke: undefined, strokePx: 0 }];
    case 'dotted':
      return [{ ...line, stroke: theme.dim, strokePx: 1.5, dash: DOTTED }];
    case 'thick':
      return [{ ...line, stroke: theme.dim, strokePx: 5, dash: [] }];
    case 'letter':
      return [textMark('Aa', x, y, 15, theme.text, true)];
    case 'words':
      return [textMark('12', x + 3, y, CAPTION_PX, theme.dim, false)];
  }
}

const NOWHERE: Point = { x: 0, y: 0 };
/** What is drawn of parts of a graph, in its own coordinates. */
export const nodeMarks = (node: PlacedNode, theme: PictureTheme) => nodeGroup(node, NOWHERE, theme).marks;
export const edgeMarks = (edge: PlacedEdge, theme: PictureTheme) => edgeGroup(edge, NOWHERE, theme).marks;
export const labelMarks = (edge: PlacedEdge, theme: PictureTheme) => labelGroup(edge, NOWHERE, theme)?.marks ?? [];
export const clusterMarks = (cluster: PlacedCluster, theme: PictureTheme) =>
  clusterGroup(cluster, NOWHERE, theme).marks;

function clusterGroup({ name, x, y, width, height }: PlacedCluster, at: Point, theme: PictureTheme): Group {
  const frame: RectMark = {
    kind: 'rect',
    ...{ x: at.x + x, y: at.y + y, width, height, radius: 10 },
    ...{ fill: mix(theme.background, theme.panel, 0.7), stroke: theme.line, strokePx: 1, dash: [] },
  };
  const label = textMark(cut(name, width - 16, 11), at.x + x + 8, at.y + y + 14, 11, theme.dim, false);
  return { title: name, marks: [frame, label] };
}

function nodeGroup(node: PlacedNode, at: Point, theme: PictureTheme): Group {
  const { width, height, lines, border, dashed, segments } = node;
  const x = at.x + node.x;
  const y = at.y + node.y;
  const strong = border === 'plain' ? 1 : 2;
  const marks: Mark[] = [
    {
      kind: 'rect',
      ...{ x, y, width, height, radius: NODE_RADIUS_PX },
      ...nodeColours(node, theme),
      ...{ strokePx: strong, dash: dashed ? DASHED : [] },
    },
    ...signOf(border, { x, y, width, height, radius: NODE_RADIUS_PX }, theme),
  ];
  let base = y + PADDING.y;
  for (const { sizePx, parts } of lines) {
    const line = lineHeight(sizePx);
    const wide = parts.reduce((sum, { text }) => sum + textWidthEm(text) * sizePx, 0);
    let left = x + (width - wide) / 2;
    for (const { text, style } of parts) {
      const colour = style === 'name' ? theme.text : theme.dim;
      const bold = style === 'name' && sizePx > 11;
      marks.push(textMark(text, left, base + line * 0.76, sizePx, colour, bold));
      left += textWidthEm(text) * sizePx;
    }
    base += line;
  }
  let left = x + PADDING.x;
  const room = width - 2 * PADDING.x;
  for (const { paint, share: part } of segments) {
    marks.push({
      kind: 'rect',
      ...{ x: left, y: y + height - PADDING.segments - 3, width: room * part, height: PADDING.segments - 2, radius: 0 },
      ...{ fill: theme.paint[paint], stroke: undefined, strokePx: 0, dash: [] },
    });
    left += room * part;
  }
  return { title: node.title, marks };
}

const share = (heat: number): number => Math.min(1, Math.sqrt(Math.abs(heat)));
const heatOf = (heat: number, theme: PictureTheme): string => (heat < 0 ? theme.cold : theme.heat);
/** At most 30 % of the lamp's colour: text on it keeps its contrast. */
const fillOf = (heat: number, theme: PictureTheme): string => mix(theme.panel, heatOf(heat, theme), 0.3 * share(heat));

export const nodeColours = ({ heat, border }: DrawnNode, theme: PictureTheme) => ({
  fill: fillOf(heat, theme),
  stroke: border === 'plain' ? mix(theme.line, heatOf(heat, theme), share(heat)) : theme.paint[border],
});
export const edgeColour = ({ heat, inCycle, faint }: DrawnEdge, theme: PictureTheme): string => {
  if (inCycle) return theme.paint.alert;
  return faint === true
    ? mix(theme.background, theme.faint, 0.55)
    : mix(theme.faint, heatOf(heat, theme), 0.8 * share(heat));
};

function edgeGroup(edge: PlacedEdge, at: Point, theme: PictureTheme): Group {
  const points = edge.points.map((value, i) => value + (i % 2 === 0 ? at.x : at.y));
  const colour = edgeColour(edge, theme);
  const dash = edge.style === 'dotted' ? DOTTED : edge.style === 'dashed' ? DASHED : [];
  const strokePx = edge.inCycle ? Math.max(CIRCLE_PX, edge.widthPx) : edge.widthPx;
  const tip = arrow(points, at.x + edge.tip[0], at.y + edge.tip[1], strokePx);
  const marks: Mark[] = [
    { kind: 'path', points, stroke: colour, strokePx, dash },
    // Two lines, as the borders of nodes in a circle: it is told without its colour.
    ...(edge.inCycle
      ? [{ kind: 'path', points, stroke: theme.background, strokePx: strokePx - 2 * CIRCLE_LINE_PX, dash: [] } as const]
      : []),
    { kind: 'polygon', points: tip, fill: colour },
  ];
  return { title: edge.title, marks };
}

/** Above all lines: those that come later would strike it through. */
function labelGroup(edge: PlacedEdge, at: Point, theme: PictureTheme): Group | undefined {
  if (edge.labelAt === undefined || edge.label === '') return undefined;
  const wide = textWidthEm(edge.label) * EDGE_LABEL_PX;
  const x = at.x + edge.labelAt[0] - wide / 2;
  const y = at.y + edge.labelAt[1];
  const backing: RectMark = {
    kind: 'rect',
    ...{ x: x - 2, y: y - 7, width: wide + 4, height: 14, radius: 3 },
    ...{ fill: theme.background, stroke: undefined, strokePx: 0, dash: [] },
  };
  const colour = edge.strong === true ? theme.text : theme.dim;
  return { title: edge.title, marks: [backing, textMark(edge.label, x, y + 4, EDGE_LABEL_PX, colour, false)] };
}

const labelGroups = ({ edges }: PlacedGraph, at: Point, theme: PictureTheme): readonly Group[] =>
  edges.flatMap((edge) => labelGroup(edge, at, theme) ?? []);

/** A triangle from the end of the curve to where it points. */
function arrow(points: readonly number[], tipX: number, tipY: number, strokePx: number): readonly number[] {
  const endX = points[points.length - 2];
  const endY = points[points.length - 1];
  const length = Math.hypot(tipX - endX, tipY - endY) || 1;
  const half = 2.6 + strokePx * 0.5;
  const acrossX = (-(tipY - endY) / length) * half;
  const acrossY = ((tipX - endX) / length) * half;
  return [endX + acrossX, endY + acrossY, tipX, tipY, endX - acrossX, endY - acrossY];
}

function textMark(text: string, x: number, y: number, sizePx: number, colour: string, bold: boolean): TextMark {
  return { kind: 'text', text, x, y, sizePx, colour, bold, width: textWidthEm(text) * sizePx };
}

function cut(text: string, widthPx: number, sizePx: number): string {
  const letters = Math.max(4, Math.floor(widthPx / (sizePx * LETTER_EM)));
  return text.length <= letters ? text : `…${text.slice(1 - letters)}`;
}
