// Fills of a flame graph, on the page and in pictures. Colour by package, quiet and warm, so that what belongs together is seen; in
// a difference by how much it grew (lamp) or shrank (accent). Words and widths carry the meaning, colour helps.

import { splitFunctionName } from '../base/function-name';
import type { FlameTree } from '../model/flame';
import { mix, type PictureTheme } from './theme';

/** Between orange and pink, apart in lightness; neighbours in the list differ most. Lighter on a light page. */
const ON_DARK = ['#e3a16a', '#dd927e', '#e2ba74', '#e19f9a', '#e49063', '#c8b477', '#f0b69f', '#c39764'];
const ON_LIGHT = ['#ffbd84', '#fbad98', '#ffd68e', '#febab5', '#ffab7c', '#e5cf91', '#ffd2ba', '#e0b27d'];

export type FillOf = (node: number) => string;

export function flameFills(tree: FlameTree, theme: PictureTheme): FillOf {
  const isDifference = tree.base.some((base) => base !== 0);
  return isDifference ? differenceFills(tree, theme) : packageFills(tree, theme);
}

function packageFills({ names, name, others }: FlameTree, { background, line }: PictureTheme): FillOf {
  const isDark = Number.parseInt(background.slice(3, 5), 16) < 128;
  const fills = isDark ? ON_DARK : ON_LIGHT;
  const byName = new Int8Array(names.length).fill(-1);
  return (node) => {
    const index = name[node];
    // What was joined is of no package.
    if (others !== undefined && index === names.length - 1) return line;
    if (byName[index] < 0) byName[index] = hash(splitFunctionName(names[index]).path) % fills.length;
    return fills[byName[index]];
  };
}

/** From grey to the full colour at a change by all of it. */
function differenceFills({ weight, base }: FlameTree, theme: PictureTheme): FillOf {
  return (node) => {
    const before = base[node];
    const share = weight[node] / Math.max(Math.abs(before), Math.abs(before + weight[node]), Number.MIN_VALUE);
    return mix(theme.line, share >= 0 ? theme.heat : theme.cold, Math.min(1, Math.abs(share)));
  };
}

function hash(text: string): number {
  let value = 7;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) >>> 0;
  return value;
}

/** Towards the background, so that what is meant stands out; ink on it still has a contrast of 4.5 (a test tries all fills). */
const FADED = 0.62;
export const fadedFill = (fill: string, { background }: PictureTheme): string => mix(fill, background, FADED);

/** Ink for a name on a fill: black or white, of which one always has a contrast of 4.5; the page's near-black has 4.4 on some. */
export function flameInk(fill: string): string {
  const [r, g, b] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(fill.slice(from, from + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  // Where black and white have the same contrast (WCAG 2).
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
}
