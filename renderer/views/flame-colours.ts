// Fills of a flame graph. Colour by package, quiet and warm, so that what belongs together is seen; in a difference by how much
// it grew (lamp) or shrank (accent). Words and widths carry the meaning, colour helps.

import { hcl, interpolateRgb } from 'd3';
import { splitFunctionName } from '../../shared/base/function-name';
import type { PictureTheme } from '../../shared/export/theme';
import type { FlameTree } from '../../shared/model/flame';

/** Angles between orange and pink, apart in lightness: neighbours in the list differ most. */
const WARM: readonly (readonly [angle: number, chroma: number, lightness: number])[] = [
  [62, 44, 72],
  [40, 36, 68],
  [78, 42, 78],
  [28, 28, 72],
  [52, 48, 68],
  [88, 34, 74],
  [46, 28, 79],
  [70, 36, 66],
];

export type FillOf = (node: number) => string;

export function flameFills(tree: FlameTree, theme: PictureTheme, dark: boolean): FillOf {
  const isDifference = tree.base.some((base) => base !== 0);
  return isDifference ? differenceFills(tree, theme) : packageFills(tree, dark);
}

function packageFills({ names, name }: FlameTree, dark: boolean): FillOf {
  const shift = dark ? 0 : 10;
  const fills = WARM.map(([angle, chroma, lightness]) => hcl(angle, chroma, lightness + shift).formatHex());
  const byName = new Int8Array(names.length).fill(-1);
  return (node) => {
    const index = name[node];
    if (byName[index] < 0) byName[index] = hash(splitFunctionName(names[index]).path) % fills.length;
    return fills[byName[index]];
  };
}

/** From grey to the full colour at a change by all of it. */
function differenceFills({ weight, base }: FlameTree, theme: PictureTheme): FillOf {
  const grew = interpolateRgb(theme.line, theme.heat);
  const shrank = interpolateRgb(theme.line, theme.cold);
  return (node) => {
    const before = base[node];
    const share = weight[node] / Math.max(Math.abs(before), Math.abs(before + weight[node]), Number.MIN_VALUE);
    return share >= 0 ? grew(Math.min(1, share)) : shrank(Math.min(1, -share));
  };
}

function hash(text: string): number {
  let value = 7;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) >>> 0;
  return value;
}
