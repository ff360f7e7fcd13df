// Fills of a flame graph, on the page and in pictures: the hue tells whose code a function is, the shade its package, so that what
// belongs together is seen; in a difference how much it grew (lamp) or shrank (accent). Words and widths carry the meaning.

import { splitFunctionName } from '../base/function-name';
import type { CodeFamily } from '../model/code-family';
import type { FlameTree } from '../model/flame';
import { mix, type PictureTheme } from './theme';

type Shades = Readonly<Record<CodeFamily, readonly string[]>>;

/** Neighbours in a list differ most. Lighter on a light page; the first of each is that of legends (--code-… in tokens.css). */
const ON_DARK: Shades = {
  own: ['#f0a55f', '#ebc66a', '#e28c5a', '#f7cd8c', '#c7b55a', '#cd8b43', '#f4b488', '#cca459'],
  dependency: ['#b094e1', '#d0aee6', '#9185d3', '#d398dc', '#d1c1f0', '#ad8bc8'],
  standard: [
    ...['#6bb5de', '#77cfcf', '#6196d0', '#9cd4eb', '#49a3a0', '#91b2e8'],
    ...['#a9e0e6', '#4ea5c4', '#6bcae1', '#478c96', '#4388b2', '#56c4b0'],
  ],
  runtime: ['#a1a5a9', '#babec2', '#8c9094', '#ced1d5'],
  none: ['#94bf8b', '#82ac79', '#aad1a2'],
};
const ON_LIGHT: Shades = {
  own: ['#ffb66d', '#ffd977', '#fa9d68', '#ffe09b', '#dcc867', '#e39d50', '#ffc797', '#e1b767'],
  dependency: ['#c3a5f9', '#e5c0fc', '#a497ea', '#e9aaf2', '#e5d4ff', '#c19cde'],
  standard: [
    ...['#7ac8f5', '#85e4e3', '#70a9e8', '#ace9ff', '#58b7b3', '#a2c5ff'],
    ...['#b9f4fb', '#5cb8da', '#7adff7', '#569faa', '#519bc8', '#64d8c4'],
  ],
  // Darker than `line`, which is the fill of what was joined.
  runtime: ['#b4b8bc', '#cbcfd3', '#9ea2a6', '#a9b3bd'],
  none: ['#a5d39b', '#93c089', '#bce5b3'],
};

const shadesOn = ({ background }: PictureTheme): Shades =>
  Number.parseInt(background.slice(3, 5), 16) < 128 ? ON_DARK : ON_LIGHT;

/** The colour that stands for a family in a legend. */
export const familyFill = (family: CodeFamily, theme: PictureTheme): string => shadesOn(theme)[family][0];

export type FillOf = (node: number) => string;

/** @param beside the other half of a sandwich: a package has one colour in both */
export function flameFills(tree: FlameTree, theme: PictureTheme, beside?: FlameTree): FillOf {
  const isDifference = tree.base.some((base) => base !== 0);
  return isDifference ? differenceFills(tree, theme) : packageFills(tree, theme, beside);
}

function packageFills(tree: FlameTree, theme: PictureTheme, beside: FlameTree | undefined): FillOf {
  const { name, names, families } = tree;
  const shadeOf = packageShades([tree, ...(beside === undefined ? [] : [beside])], shadesOn(theme));
  const byName = names.map((full, i) => {
    const family = families[i];
    return family === undefined ? theme.line : (shadeOf.get(keyOf(family, full)) ?? theme.line);
  });
  return (node) => byName[name[node]];
}

const keyOf = (family: CodeFamily, full: string): string => `${family} ${splitFunctionName(full).path}`;

interface Package {
  readonly key: string;
  readonly family: CodeFamily;
  /** Widths of its boxes. */
  area: number;
}

/**
 * A shade for each package, by `keyOf`. A hash of its name proposes one, so that a package mostly keeps its colour from graph to
 * graph; those that fill the most room choose first, and none takes a shade twice while others of its family are free.
 */
function packageShades(trees: readonly FlameTree[], shades: Shades): ReadonlyMap<string, string> {
  const packages = new Map<string, Package>();
  for (const { length, name, width, names, families } of trees) {
    const areas = new Float64Array(names.length);
    for (let node = 1; node < length; node++) areas[name[node]] += width[node];
    const ofTree = new Map<string, Package>();
    for (const [i, family] of families.entries()) {
      if (family === undefined) continue;
      const key = keyOf(family, names[i]);
      const known = ofTree.get(key);
      if (known === undefined) ofTree.set(key, { key, family, area: areas[i] });
      else known.area += areas[i];
    }
    // The sums of two trees added up are the same from either side; one sum over both might not be.
    for (const [key, one] of ofTree) {
      const other = packages.get(key);
      packages.set(key, other === undefined ? one : { ...one, area: one.area + other.area });
    }
  }
  const uses = new Map<string, number>();
  const chosen = new Map<string, string>();
  for (const { key, family } of [...packages.values()].sort((a, b) => b.area - a.area || (a.key < b.key ? -1 : 1))) {
    const list = shades[family];
    const first = hash(key) % list.length;
    const offered = [...list.slice(first), ...list.slice(0, first)];
    const least = Math.min(...offered.map((shade) => uses.get(shade) ?? 0));
    const shade = offered.find((one) => (uses.get(one) ?? 0) === least) ?? list[0];
    uses.set(shade, least + 1);
    chosen.set(key, shade);
  }
  return chosen;
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
