// A flame graph as a picture: the boxes that are at least half a pixel wide, names cut to their box.

import type { FlameTree } from '../model/flame';
import { flameLegend } from '../model/paint-legend';
import { changeText, shareText, weightText } from '../model/weight-text';
import { LETTER_EM, textWidthEm } from '../query/graph/graphviz';
import { type FillOf, flameFills, flameInk } from './flame-fills';
import { flameLabel, flameText } from './flame-label';
import { type Group, legendRows, type Picture } from './graph-picture';
import type { Mark } from './marks';
import type { PictureTheme } from './theme';

export interface FlamePictureOptions {
  readonly theme: PictureTheme;
  /** Lines above the graph; none = no title either. */
  readonly caption: readonly string[] | undefined;
  readonly widthPx: number;
  /** The node that fills the width; 0 = all. */
  readonly node: number;
  /** Sandwich: what calls the function, nearest first; drawn above what it calls. */
  readonly callers?: FlameTree | undefined;
}

const ROW_PX = 19;
const FONT_PX = 11;
const MARGIN_PX = 20;
const TITLE_PX = 17;
const CAPTION_PX = 12;
const NARROWEST_PX = 0.5;
/** As wide as a page of a report. */
export const FLAME_WIDTH_PX = 1600;

export function flamePicture(tree: FlameTree, options: FlamePictureOptions): Picture {
  const { theme, caption, widthPx, node, callers } = options;
  const groups: Group[] = [];
  let y = MARGIN_PX;
  if (caption !== undefined) {
    const marks: Mark[] = [text(tree.title, MARGIN_PX, y + TITLE_PX * 0.8, TITLE_PX, theme.text, true)];
    y += TITLE_PX * 1.2;
    for (const line of caption) {
      y += CAPTION_PX * 1.4;
      marks.push(text(line, MARGIN_PX, y, CAPTION_PX, theme.dim, false));
    }
    const legend = legendRows(flameLegend(tree, callers), y, widthPx - MARGIN_PX, theme);
    marks.push(...legend.marks);
    y = legend.y + 16;
    groups.push({ title: [tree.title, ...caption].join('\n'), marks });
  }
  const addBoxes = (of: FlameTree, top: number): void => {
    const fillOf = flameFills(of, theme, of === tree ? callers : tree);
    const { rows, made } = boxes(of, top, y, { widthPx, theme, fillOf });
    groups.push(...made);
    y += rows * ROW_PX;
  };
  const addHeading = (title: string): void => {
    y += CAPTION_PX * 2;
    groups.push({ title, marks: [text(title, MARGIN_PX, y - CAPTION_PX * 0.4, CAPTION_PX, theme.dim, false)] });
  };
  if (callers !== undefined) {
    addHeading('What calls it, nearest first');
    addBoxes(callers, 0);
    addHeading('What it calls');
  }
  addBoxes(tree, node);
  return {
    ...{ x: 0, y: 0 },
    width: widthPx,
    height: Math.ceil(y + MARGIN_PX),
    background: theme.background,
    title: tree.title,
    groups,
  };
}

/** Nodes whose boxes are wide enough to be drawn where `top` fills the width of a picture; parents before their children. */
export function* drawnNodes(tree: FlameTree, top: number, widthPx: number): Generator<number> {
  const narrowest = (NARROWEST_PX * tree.width[top]) / (widthPx - 2 * MARGIN_PX);
  for (let node = top; node < tree.next[top]; ) {
    if (tree.width[node] < narrowest) node = tree.next[node];
    else yield node++;
  }
}

interface BoxesStyle {
  readonly widthPx: number;
  readonly theme: PictureTheme;
  readonly fillOf: FillOf;
}

/** Boxes below `y`, and how many rows they are. */
function boxes(tree: FlameTree, top: number, y: number, { widthPx, theme, fillOf }: BoxesStyle) {
  const scale = (widthPx - 2 * MARGIN_PX) / Math.max(Number.MIN_VALUE, tree.width[top]);
  const made: Group[] = [];
  let rows = 0;
  for (const node of drawnNodes(tree, top, widthPx)) {
    const row = tree.depth[node] - tree.depth[top];
    rows = Math.max(rows, row + 1);
    const x = MARGIN_PX + (tree.start[node] - tree.start[top]) * scale;
    const fill = node === 0 ? theme.panel : fillOf(node);
    made.push(box(tree, node, { x, y: y + row * ROW_PX, width: tree.width[node] * scale, fill, theme }));
  }
  return { rows, made };
}

interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly fill: string;
  readonly theme: PictureTheme;
}

function box(tree: FlameTree, node: number, { x, y, width, fill, theme }: BoxPlace): Group {
  const marks: Mark[] = [
    {
      kind: 'rect',
      ...{ x, y, width: Math.max(NARROWEST_PX, width - 0.6), height: ROW_PX - 1, radius: 0 },
      ...{ fill, stroke: undefined, strokePx: 0, dash: [] },
    },
  ];
  const letters = Math.floor((width - 8) / (FONT_PX * LETTER_EM));
  const shown = node === 0 ? flameText(`all: ${boxWeight(tree, node)}`, letters) : flameLabel(tree, node, letters);
  if (shown !== '') marks.push(text(shown, x + 4, y + 13, FONT_PX, node === 0 ? theme.text : flameInk(fill), false));
  return { title: boxWords(tree, node), marks };
}

/** Name, weight and share of a box. */
export const boxWords = (tree: FlameTree, node: number): string =>
  `${node === 0 ? 'all' : tree.names[tree.name[node]]}: ${boxWeight(tree, node)}`;

/** Of two that are compared what it was and what it is; else its share, where that says something. */
export function boxWeight({ unit, weight, base }: FlameTree, node: number): string {
  const own = weight[node];
  if (base[0] === 0) return `${weightText(own, unit)}${node === 0 ? '' : ` (${shareText(own, weight[0])})`}`;
  return `${weightText(base[node], unit)} → ${weightText(base[node] + own, unit)} (${changeText(own, unit)})`;
}

function text(words: string, x: number, y: number, sizePx: number, colour: string, bold: boolean): Mark {
  return { kind: 'text', text: words, x, y, sizePx, colour, bold, width: textWidthEm(words) * sizePx };
}
