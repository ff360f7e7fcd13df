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
const STANDARD = 'net/http bufio internal/poll sync net io syscall crypto/tls encoding/json bytes'.split(' ');
const packages = treeOf(stacksOf(...Array.from({ length: 60 }, (_, i) => `p${i}.f 1`)));
/** A package of each family and shade. */
const families = treeOf(
  stacksOf(
    ...Array.from({ length: 20 }, (_, i) => `p${i}.f 1`),
    ...STANDARD.map((path) => `${path}.f 1`),
    ...Array.from({ length: 8 }, (_, i) => `golang.org/x/p${i}.f 1`),
    ...['runtime', 'runtime/debug', 'internal/runtime/atomic', 'runtime/internal/sys'].map((path) => `${path}.f 1`),
    ...['malloc 1', 'free 1'],
  ),
);
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
    ['kinds of code', families],
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

/** Hue in degrees; undefined for greys. */
function hueOf(fill: string): number | undefined {
  const [r, g, b] = [1, 3, 5].map((from) => Number.parseInt(fill.slice(from, from + 2), 16));
  const most = Math.max(r, g, b);
  const spread = most - Math.min(r, g, b);
  if (spread < 25) return undefined;
  if (most === r) return (((g - b) / spread) * 60 + 360) % 360;
  return most === g ? ((b - r) / spread) * 60 + 120 : ((r - g) / spread) * 60 + 240;
}
const spreadOf = (a: string, b: string): number =>
  Math.hypot(
    ...[1, 3, 5].map((at) => Number.parseInt(a.slice(at, at + 2), 16) - Number.parseInt(b.slice(at, at + 2), 16)),
  );

describe.each([
  ['dark', DARK],
  ['light', LIGHT],
] as const)('colours of kinds of code on a %s page', (_, theme) => {
  const fillOf = flameFills(families, theme);
  const fills = new Map(
    Array.from({ length: families.length - 1 }, (_unused, i) => [families.names[families.name[i + 1]], fillOf(i + 1)]),
  );
  test.each([
    ['own', /^p\d+\.f$/, 15, 55],
    ['dependency', /^golang/, 245, 300],
    ['standard', /^(net|bufio|io|sync|syscall|crypto|encoding|bytes|internal\/poll)\b/, 160, 220],
    ['none', /^(malloc|free)$/, 95, 130],
  ])('%s is of one range of hues', (_family, names, from, to) => {
    const hues = [...fills].flatMap(([name, fill]) => (names.test(name) ? [hueOf(fill)] : []));
    expect(hues.length).toBeGreaterThan(1);
    for (const hue of hues) {
      expect(hue).toBeGreaterThanOrEqual(from);
      expect(hue).toBeLessThanOrEqual(to);
    }
  });
  test('the runtime is grey', () => {
    const greys = [...fills].filter(([name]) => /^(internal\/)?runtime\b/.test(name)).map(([, fill]) => hueOf(fill));
    expect(greys).toEqual([undefined, undefined, undefined, undefined]);
  });
  test('packages of the standard library that meet in stacks have colours of their own', () => {
    const standard = STANDARD.map((path) => fills.get(`${path}.f`) ?? '');
    for (const [i, a] of standard.entries())
      for (const b of standard.slice(i + 1)) expect(spreadOf(a, b), `${a} ${b}`).toBeGreaterThan(15);
  });
  test('a package has one colour in both halves of a sandwich, and in every picture of the same', () => {
    const [calls, callers] = [treeOf(stacksOf('a.f;b.g 4', 'a.f;c.h 2')), treeOf(stacksOf('d.i;c.h;a.f 3'))];
    const coloursOf = (tree: typeof calls, beside: typeof calls) => {
      const fill = flameFills(tree, theme, beside);
      return Object.fromEntries(
        Array.from({ length: tree.length - 1 }, (_unused, i) => [tree.names[tree.name[i + 1]], fill(i + 1)]),
      );
    };
    const [below, above] = [coloursOf(calls, callers), coloursOf(callers, calls)];
    expect(new Set(Object.values({ ...below, ...above })).size).toBe(4);
    expect([below['a.f'], below['c.h']]).toEqual([above['a.f'], above['c.h']]);
    expect(coloursOf(calls, callers)).toEqual(below);
  });
});
