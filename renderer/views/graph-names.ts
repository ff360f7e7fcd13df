// The words of a graph that is made smaller: text keeps 11 px on screen, so lines are shortened to their boxes, and left out where
// they do not fit. Of a box that has room for one line it is the name, by itself; then the numbers, then the rest.

import { textWidthEm } from '../../shared/export/text-width';
import type { DrawnNode, PlacedNode, TextLine, TextPart } from '../../shared/model/drawn-graph';

/** Nobody reads what is smaller. */
export const LEAST_PX = 11;
const LINE_EM = 1.2;
const EDGE_PX = 3;
/** `ma…` says nothing. */
const LEAST_LETTERS = 4;

/** On screen, from the upper edge of the box; in the middle of its width. */
export interface FittedLine {
  readonly parts: readonly TextPart[];
  readonly sizePx: number;
  /** Of the base line. */
  readonly y: number;
}

/** @param k pixels on screen for each of the graph, below 1 */
export function fittedLines({ lines, width, height, segments }: PlacedNode, k: number): readonly FittedLine[] {
  const room = width * k - 2 * EDGE_PX;
  // The bar at the lower edge keeps its place.
  const high = (height - (segments.length > 0 ? 6 : 0)) * k;
  const sized = lines.map((line) => ({ line, sizePx: sizeOf(line, k) }));
  const shown = new Set<number>();
  let used = 0;
  for (const place of byImportance(lines)) {
    const { line, sizePx } = sized[place];
    const parts = shortened(line, room / sizePx);
    // A name by itself may fill its box. Where it has no room the rest would be of nobody.
    const most = shown.size === 0 ? high + 2 : high - 2;
    if (parts.length === 0 || used + sizePx * LINE_EM > most) break;
    shown.add(place);
    used += sizePx * LINE_EM;
  }
  let y = (high - used) / 2;
  return sized.flatMap(({ line, sizePx }, place) => {
    if (!shown.has(place)) return [];
    const base = y + sizePx * 0.92;
    y += sizePx * LINE_EM;
    return [{ parts: shortened(line, room / sizePx), sizePx, y: base }];
  });
}

/** In halves, so that letters are measured anew only now and then while one zooms. */
const sizeOf = ({ sizePx }: TextLine, k: number): number => Math.max(LEAST_PX, Math.floor(sizePx * k * 2) / 2);

/** Places in the lines: the largest name, of equal ones the last, which has the weight; numbers; the others. */
export function byImportance(lines: DrawnNode['lines']): readonly number[] {
  const rank = ({ parts, sizePx }: TextLine): number =>
    parts.some(({ style }) => style === 'name') ? sizePx : parts.some(({ style }) => style === 'number') ? 1 : 0;
  const name = lines.reduce((best, line, i) => (best < 0 || rank(line) >= rank(lines[best]) ? i : best), -1);
  const others = [...lines.keys()].filter((place) => place !== name);
  const order = (place: number): number => (rank(lines[place]) === 1 ? 0 : 1);
  return [...(name < 0 ? [] : [name]), ...others.sort((a, b) => order(a) - order(b) || a - b)];
}

/** Of a line what fits into so many em: without package and place, then its end or its beginning. [] = nothing that tells. */
export function shortened({ parts }: TextLine, roomEm: number): readonly TextPart[] {
  const width = (of: readonly TextPart[]): number => of.reduce((sum, { text }) => sum + textWidthEm(text), 0);
  if (width(parts) <= roomEm) return parts;
  const names = parts.filter(({ style }) => style === 'name');
  if (names.length === 0) return numbersOf(parts, roomEm);
  if (width(names) <= roomEm) return names;
  const [{ text, style }] = names;
  const own = ownName(text);
  if (own !== undefined && textWidthEm(`…${own}`) <= roomEm) return [{ text: `…${own}`, style }];
  const cut = cutTo(own ?? text, roomEm);
  return cut === undefined ? [] : [{ text: cut, style }];
}

/**
 * Of a method its own name, not that of its receiver. Closures have all the same name: of `(*state).start.func1` it is
 * `start.func1`, and `main.func1` has none.
 */
function ownName(text: string): string | undefined {
  const own = /\.([^.()[\]]+(?:\.(?:func)?\d+)*)$/.exec(text)?.[1];
  return own === undefined || /^func\d/.test(own) ? undefined : own;
}

/** `10.0 ms of 60.0 ms · 8.1 %`: a number is whole or not there. */
function numbersOf(parts: readonly TextPart[], roomEm: number): readonly TextPart[] {
  if (parts.length !== 1) return [];
  const [{ text, style }] = parts;
  const kept = text.split(' · ');
  while (kept.length > 1 && textWidthEm(kept.join(' · ')) > roomEm) kept.pop();
  const shorter = kept.join(' · ');
  return textWidthEm(shorter) <= roomEm ? [{ text: shorter, style }] : [];
}

function cutTo(text: string, roomEm: number): string | undefined {
  let cut = '';
  for (const letter of text) {
    if (textWidthEm(`${cut}${letter}…`) > roomEm) break;
    cut += letter;
  }
  return [...cut].length + 1 < LEAST_LETTERS ? undefined : `${cut}…`;
}
