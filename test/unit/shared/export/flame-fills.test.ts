import { describe, expect, test } from 'vitest';
import { fadedFill, flameFills, flameInk } from '../../../../shared/export/flame-fills';
import { DARK, LIGHT } from '../../../../shared/export/theme';
import { difference } from '../../../../shared/query/graph/difference';
import { flameTree } from '../../../../shared/query/graph/flame-tree';
import { refineDistinct } from '../../../../shared/query/graph/stack-frames';
import { stacksOf } from '../../../support/weighted-stacks';

/** As WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b].map(luminance).sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const treeOf = (source: ReturnType<typeof stacksOf>) =>
  flameTree({ title: '', unit: 'count', stacks: refineDistinct(source, { noInlines: false }) }, { order: 'weight' });
const packages = treeOf(stacksOf(...Array.from({ length: 60 }, (_, i) => `p${i}.f 1`)));
const amounts = Array.from({ length: 101 }, (_, i) => i);
const changes = treeOf(
  difference(
    stacksOf(...amounts.map((i) => `f${i} ${100 - i}`), ...amounts.map((i) => `g${i} 100`)),
    stacksOf(...amounts.map((i) => `f${i} 100`), ...amounts.map((i) => `g${i} ${100 - i}`)),
    false,
  ),
);

describe.each([
  ['dark', DARK],
  ['light', LIGHT],
] as const)('names in boxes on a %s page', (_, theme) => {
  test.each([
    ['packages', packages],
    ['changes', changes],
  ] as const)('of %s have a contrast of 4.5, whether they are found, pass by or are faded', (_what, tree) => {
    const fillOf = flameFills(tree, theme);
    const fills = Array.from({ length: tree.length - 1 }, (_unused, i) => fillOf(i + 1));
    expect(new Set(fills).size).toBeGreaterThan(5);
    for (const fill of fills) {
      expect(contrast(fill, flameInk(fill)), fill).toBeGreaterThanOrEqual(4.5);
      const faded = fadedFill(fill, theme);
      expect(contrast(faded, flameInk(faded)), faded).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme.text, faded), `frame beside ${faded}`).toBeGreaterThanOrEqual(3);
    }
  });
});
