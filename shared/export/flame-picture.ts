// A flame graph as a picture: the boxes that are at least half a pixel wide, names cut to their box.

import { splitFunctionName } from '../base/function-name';
import type { FlameTree } from '../model/flame';
import { shareText, weightText } from '../model/weight-text';
import { LETTER_EM, textWidthEm } from '../query/graph/graphviz';
import { flameFills } from './flame-fills';
import type { Group, Mark, Picture } from './graph-picture';
import type { PictureTheme } from './theme';

export interface FlamePictureOptions {
  readonly theme: PictureTheme;
  /** Lines above the graph; none = no title either. */
  readonly caption: readonly string[] | undefined;
  readonly widthPx: number;
  /** The node that fills the width; 0 = all. */
  readonly node: number;
}

const ROW_PX = 19;
const FONT_PX = 11;
const MARGIN_PX = 20;
const TITLE_PX = 17;
const CAPTION_PX = 12;
const NARROWEST_PX = 0.5;

export function flamePicture(tree: FlameTree, { theme, caption, widthPx, node: top }: FlamePictureOptions): Picture {
  const groups: Group[] = [];
  let y = MARGIN_PX;
  if (caption !== undefined) {
    const marks: Mark[] = [text(tree.title, MARGIN_PX, y + TITLE_PX * 0.8, TITLE_PX, theme.text, true)];
    y += TITLE_PX * 1.2;
    for (const line of caption) {
      y += CAPTION_PX * 1.4;
      marks.push(text(line, MARGIN_PX, y, CAPTION_PX, theme.dim, false));
    }
    y += 16;
    groups.push({ title: [tree.title, ...caption].join('\n'), marks });
  }
  const scale = (widthPx - 2 * MARGIN_PX) / Math.max(Number.MIN_VALUE, tree.width[top]);
  const fillOf = flameFills(tree, theme);
  const depth = tree.depth[top];
  let deepest = 0;
  for (let node = top; node < tree.next[top]; ) {
    const width = tree.width[node] * scale;
    if (width < NARROWEST_PX) {
      node = tree.next[node];
      continue;
    }
    const row = tree.depth[node] - depth;
    deepest = Math.max(deepest, row);
    const x = MARGIN_PX + (tree.start[node] - tree.start[top]) * scale;
    groups.push(
      box(tree, node, { x, y: y + row * ROW_PX, width, fill: node === 0 ? theme.panel : fillOf(node), theme }),
    );
    node++;
  }
  return {
    ...{ x: 0, y: 0 },
    width: widthPx,
    height: Math.ceil(y + (deepest + 1) * ROW_PX + MARGIN_PX),
    background: theme.background,
    title: tree.title,
    groups,
  };
}

interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly fill: string;
  readonly theme: PictureTheme;
}

function box(tree: FlameTree, node: number, { x, y, width, fill, theme }: BoxPlace): Group {
  const name = node === 0 ? tree.title : tree.names[tree.name[node]];
  const marks: Mark[] = [
    {
      kind: 'rect',
      ...{ x, y, width: Math.max(NARROWEST_PX, width - 0.6), height: ROW_PX - 1, radius: 0 },
      ...{ fill, stroke: undefined, strokePx: 0, dash: [] },
    },
  ];
  const shown = fit(name, width - 8);
  if (shown !== '') marks.push(text(shown, x + 4, y + 13, FONT_PX, node === 0 ? theme.text : inkOn(fill), false));
  const { unit } = tree;
  const words = `${name}: ${weightText(tree.weight[node], unit)} (${shareText(tree.weight[node], tree.weight[0])})`;
  return { title: words, marks };
}

/** The name without its package where there is no room for both; '' where not even the beginning fits. */
function fit(name: string, roomPx: number): string {
  const letters = Math.floor(roomPx / (FONT_PX * LETTER_EM));
  if (letters < 3) return '';
  const { pkg, name: own } = splitFunctionName(name);
  if (pkg.length + own.length <= letters) return pkg + own;
  return own.length <= letters ? own : `${own.slice(0, letters - 1)}…`;
}

function text(words: string, x: number, y: number, sizePx: number, colour: string, bold: boolean): Mark {
  return { kind: 'text', text: words, x, y, sizePx, colour, bold, width: textWidthEm(words) * sizePx };
}

/** Dark or light ink, whichever contrasts more (WCAG 2 relative luminance). */
function inkOn(fill: string): string {
  const [r, g, b] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(fill.slice(from, from + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#0b0e12' : '#ffffff';
}
