// Pictures of a graph whose names are made to break out of them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { describe, expect, test } from 'vitest';
import { graphDot } from '../../../../shared/export/dot';
import { flameDot } from '../../../../shared/export/flame-dot';
import { familyFill } from '../../../../shared/export/flame-fills';
import { flamePicture } from '../../../../shared/export/flame-picture';
import { graphPicture } from '../../../../shared/export/graph-picture';
import { picturePdf } from '../../../../shared/export/pdf';
import { escapeXml, pictureSvg, visible } from '../../../../shared/export/svg';
import { DARK, LIGHT } from '../../../../shared/export/theme';
import { CODE_FAMILIES } from '../../../../shared/model/code-family';
import { DEFAULT_GRAPH } from '../../../../shared/model/graphs';
import { flameLegend } from '../../../../shared/model/paint-legend';
import { buildCallGraph } from '../../../../shared/query/graph/build-graph';
import { drawCallGraph } from '../../../../shared/query/graph/draw-call-graph';
import { layoutInput, placeBest, placedGraph } from '../../../../shared/query/graph/graphviz';
import { flameReply } from '../../../../shared/service/graphs';
import { stacksOf } from '../../../support/weighted-stacks';

const HOSTILE = [
  'main.<script>alert(1)</script>',
  'main."];x->y[label="',
  'main.back\\slash\\',
  "main.'quote'&amp;",
  'main.\u202eright-to-left',
  'main.nul\u0000\u0007\u001b[31m',
  'main.\ud800lonely',
  `main.${'long'.repeat(2500)}`,
  'main.漢字カナ',
];

const require = createRequire(import.meta.url);
const font = (name: string) => readFileSync(require.resolve(`@expo-google-fonts/jetbrains-mono/${name}.ttf`));
const FONTS = {
  regular: font('400Regular/JetBrainsMono_400Regular'),
  bold: font('600SemiBold/JetBrainsMono_600SemiBold'),
};
const graphviz = await Graphviz.load();
const drawn = drawCallGraph(
  buildCallGraph(
    stacksOf(...HOSTILE.map((name, i) => `main.main;${name.replaceAll(' ', '_').replaceAll(';', ',')} ${i + 1}`)),
    DEFAULT_GRAPH,
  ),
  { caption: ['</svg>"'], fold: true, unfolded: new Set(), clusters: true },
  () => 'plain',
);
const placed = placedGraph(drawn, 'down', graphviz.layout(layoutInput(drawn, { direction: 'down' }), 'json', 'dot'));
const picture = graphPicture(placed, { theme: LIGHT, caption: true, legend: [] });

test('all nodes and edges have places within the picture', () => {
  expect(placed.nodes).toHaveLength(HOSTILE.length + 1);
  expect(placed.edges).toHaveLength(HOSTILE.length);
  for (const { x, y, width, height } of placed.nodes) {
    expect(x).toBeGreaterThanOrEqual(-1);
    expect(y).toBeGreaterThanOrEqual(-1);
    expect(x + width).toBeLessThanOrEqual(placed.width + 1);
    expect(y + height).toBeLessThanOrEqual(placed.height + 1);
  }
});

test('boxes do not lie upon each other', () => {
  const { nodes } = placed;
  for (const a of nodes) {
    for (const b of nodes) {
      const apart =
        a === b || a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart).toBe(true);
    }
  }
});

describe('SVG', () => {
  const svg = pictureSvg(picture);

  test('names are text: no element but ours, no control character', () => {
    const elements = new Set(Array.from(svg.matchAll(/<\/?([a-zA-Z]+)/g), ([, name]) => name));
    expect([...elements].sort()).toEqual(['g', 'path', 'polygon', 'rect', 'svg', 'text', 'title']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    expect(svg).toContain('&lt;script&gt;');
    expect(svg.isWellFormed()).toBe(true);
  });

  test('no text below 11 px', () => {
    const sizes = Array.from(svg.matchAll(/font-size="([\d.]+)"/g), ([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
  });
});

test('circles and ghosts have signs beside their colours, in the picture, its legend, PDF and DOT', () => {
  const one = (border: 'alert' | 'ghost' | 'sync') => {
    const marked = { ...drawn, nodes: drawn.nodes.map((node) => ({ ...node, border })), edges: [] };
    const at = placedGraph(marked, 'down', graphviz.layout(layoutInput(marked, { direction: 'down' }), 'json', 'dot'));
    const legend = [{ mark: { kind: 'border', paint: border }, label: border }] as const;
    const made = graphPicture(at, { theme: LIGHT, caption: true, legend });
    const marks = made.groups.flatMap((group) => group.marks);
    expect(picturePdf(made, FONTS).length).toBeGreaterThan(1000);
    return { marks, svg: pictureSvg(made), dot: graphDot(marked, 'down') };
  };
  const [plain, circle, ghost] = [one('sync'), one('alert'), one('ghost')];
  const rects = (of: typeof plain): number => of.marks.filter(({ kind }) => kind === 'rect').length;
  const hatched = (of: typeof plain): number => of.marks.filter(({ kind }) => kind === 'lines').length;
  expect(rects(circle)).toBe(rects(plain) + drawn.nodes.length + 1);
  expect(circle.dot).toContain('peripheries=2');
  expect(hatched(plain)).toBe(0);
  expect(hatched(ghost)).toBe(drawn.nodes.length + 1);
  expect(ghost.svg).toMatch(/<path d="M[\d.-]+ [\d.-]+L[\d.-]+ [\d.-]+M/);
});

test('DOT is read by Graphviz, with one node for each name', () => {
  const svg = graphviz.layout(graphDot(drawn, 'down'), 'svg', 'dot');
  expect(Array.from(svg.matchAll(/class="node"/g))).toHaveLength(HOSTILE.length + 1);
  expect(Array.from(svg.matchAll(/class="edge"/g))).toHaveLength(HOSTILE.length);
});

describe('a flame graph of the same names', () => {
  const reply = (around?: string) => {
    const stacks = stacksOf(
      ...HOSTILE.map((name, i) => `main.main;${name.replaceAll(' ', '_').replaceAll(';', ',')} ${i + 1}`),
    );
    const request = {
      source: 's',
      filter: '',
      expressions: {},
      noInlines: false,
      order: 'weight' as const,
      caption: [],
    };
    const made = flameReply(stacks, around === undefined ? request : { ...request, around });
    if (!made.ok) throw new Error(made.error.message);
    return made;
  };
  const { tree } = reply();
  const options = { theme: LIGHT, caption: ['</svg>"'], widthPx: 1600, node: 0 };

  test('as SVG has a box for each, and their names as text', () => {
    const made = flamePicture(tree, options);
    const svg = pictureSvg(made);
    expect(svg.match(/<rect/g)?.length).toBe(1 + tree.length + flameLegend(tree).length);
    expect(flameLegend(tree).length).toBeGreaterThan(0);
    for (const { label } of flameLegend(tree)) expect(svg).toContain(`>${label}</text>`);
    expect(pictureSvg(flamePicture(tree, { ...options, caption: undefined })).match(/<rect/g)?.length).toBe(
      1 + tree.length,
    );
    expect(new Set(svg.match(/<[a-z]+/gi))).toEqual(new Set(['<svg', '<title', '<rect', '<g', '<text']));
  });

  test('as DOT has a node for each, with an arrow from its caller', () => {
    const svg = graphviz.layout(flameDot(tree, { caption: ['</svg>"'], node: 0 }), 'svg', 'dot');
    expect(svg.match(/class="node"/g)?.length).toBe(tree.length);
    expect(svg.match(/class="edge"/g)?.length).toBe(tree.length - 1);
  });

  test('a sandwich has both halves, in the picture and in DOT', async () => {
    const { tree: below, callers } = reply('main.漢字カナ');
    expect(callers?.length).toBe(3);
    const alone = flamePicture(below, options);
    const both = flamePicture(below, { ...options, callers });
    expect(both.height).toBeGreaterThan(alone.height);
    expect(both.groups.length).toBe(alone.groups.length + (callers?.length ?? 0) + 2);
    Graphviz.unload();
    const fresh = await Graphviz.load();
    const svg = fresh.layout(flameDot(below, { caption: undefined, node: 0, callers }), 'svg', 'dot');
    expect(svg.match(/class="node"/g)?.length).toBe(below.length + (callers?.length ?? 0));
    expect(svg).not.toContain('&lt;/svg&gt;');
  });

  test('what is zoomed to is alone', () => {
    const node = tree.length - 1;
    expect(pictureSvg(flamePicture(tree, { ...options, caption: undefined, node })).match(/<rect/g)?.length).toBe(2);
    expect(flameDot(tree, { caption: undefined, node }).match(/^n\d+ \[/gm)?.length).toBe(1);
  });
});

test('PDF: one page, text that can be found, the font embedded', () => {
  const pdf = Buffer.from(picturePdf(picture, FONTS));
  const text = pdf.toString('latin1');
  expect(text.startsWith('%PDF-')).toBe(true);
  expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(text).toContain('/FontFile2');
  const streams = Array.from(text.matchAll(/stream\n([\s\S]*?)\nendstream/g), ([, body]) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  });
  // Glyphs of `main` in the order of the font: text is shown by number, so what counts is that it is shown as text.
  expect(streams.some((stream) => /<[0-9a-f]{8,}> Tj/.test(stream))).toBe(true);
});

test('the direction is the one in which the picture fills the view', () => {
  const chain = drawCallGraph(
    buildCallGraph(stacksOf('a;b;c;d;e;f 1', 'a;x 1', 'b 1', 'a;b;y 1', 'a;b;c;z 1'), DEFAULT_GRAPH),
    { caption: [], fold: false, unfolded: new Set(), clusters: false },
    () => 'plain',
  );
  const layout = (dot: string) => graphviz.layout(dot, 'json', 'dot');
  expect(placeBest(chain, 'auto', { width: 2000, height: 150 }, layout).direction).toBe('right');
  expect(placeBest(chain, 'auto', { width: 200, height: 2000 }, layout).direction).toBe('down');
});

test('what turns text around or cannot be shown becomes visible', () => {
  expect(visible('a\u202eb\u0000c\ud800')).toBe('a⟨U+202E⟩b␀c\ufffd');
  expect(escapeXml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
});

describe('colours of pictures are those of the page', () => {
  const css = readFileSync(new URL('../../../../renderer/styles/tokens.css', import.meta.url), 'utf8');
  test.each([
    ['dark', DARK],
    ['light', LIGHT],
  ] as const)('%s', (name, theme) => {
    const block = css.slice(css.indexOf(`[data-theme="${name}"]`)).split('}')[0];
    const token = (key: string) => new RegExp(`--${key}: (#[0-9a-f]{6});`).exec(block)?.[1];
    expect(theme.background).toBe(token('bg'));
    expect([theme.panel, theme.line, theme.text, theme.dim, theme.faint]).toEqual(
      ['panel', 'line', 'text', 'dim', 'faint'].map(token),
    );
    expect([theme.heat, theme.cold]).toEqual(['lamp', 'accent'].map(token));
    const { running, runnable, syscall, chan, select, network, sync, inactive, ghost } = theme.paint;
    expect([running, runnable, syscall]).toEqual(['state-running', 'state-runnable', 'state-syscall'].map(token));
    expect([chan, select, network, sync]).toEqual(
      ['chan', 'select', 'network', 'sync'].map((of) => token(`blocked-${of}`)),
    );
    expect(CODE_FAMILIES.map(({ family }) => familyFill(family, theme))).toEqual(
      CODE_FAMILIES.map(({ family }) => token(`code-${family}`)),
    );
    expect([inactive, ghost]).toEqual(['inactive', 'ghost'].map(token));
  });
});
