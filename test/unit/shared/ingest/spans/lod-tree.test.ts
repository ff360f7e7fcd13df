// The tree above the blocks says of every row what its spans say, at every height.

import { describe, expect, test } from 'vitest';
import type { BuiltBlock } from '../../../../../shared/ingest/spans/built-block';
import { createLodTree, createSectionNodes } from '../../../../../shared/ingest/spans/lod-tree';
import { decoded } from '../support';
import { type Built, build, byRow, randomSpans, type Span, withGaps, wrongItems } from './random-spans';

function grow({ blocks }: Built) {
  const nodes: BuiltBlock[] = [];
  const tree = createLodTree(blocks[0].lane, (node) => nodes.push(node));
  for (const { lod } of blocks) tree.add(lod);
  tree.finish();
  return { nodes };
}

const heightsOf = (nodes: readonly BuiltBlock[]): number[] => {
  const counts: number[] = [];
  for (const { height } of nodes) counts[height - 1] = (counts[height - 1] ?? 0) + 1;
  return counts;
};

/** Every height's nodes cover each row from its first to its last span; every item of every level is right. */
function checkNodes(nodes: readonly BuiltBlock[], built: Built, spans: readonly Span[]): void {
  const rows = byRow(spans);
  const top = Math.max(...nodes.map(({ height }) => height));
  for (let height = 1; height <= top; height++) {
    const left = new Map([...rows].map(([row, list]) => [row, withGaps(list)]));
    for (const node of nodes.filter((at) => at.height === height)) {
      const { info, levels } = decoded(node, built.kinds);
      for (let place = 0; place < info.rows.length; place++) {
        const ofRow = left.get(info.rows[place]) ?? [];
        // Between two nodes a gap belongs to neither.
        if (ofRow[0].startNs < info.rowStartNs[place]) ofRow.shift();
        expect(info.rowStartNs[place]).toBe(ofRow[0].startNs);
        const counts = levels[0].count?.subarray(levels[0].rowOffset[place], levels[0].rowOffset[place + 1]) ?? [];
        const here = ofRow.splice(
          0,
          [...counts].reduce((sum, count) => sum + count, 0),
        );
        expect(info.rowEndNs[place]).toBe(here[here.length - 1].endNs);
        for (const level of levels) expect(wrongItems(level, place, here)).toEqual([]);
      }
    }
    // Above height 1 a row that has a single item below is left out.
    if (height === 1) for (const rest of left.values()) expect(rest).toEqual([]);
  }
}

describe.each(['goroutine', 'proc'] as const)('lane %s', (lane) => {
  const spans = randomSpans(40_000, 30, 5, 100_000);
  const built = build(lane, spans, 1000);

  test('finished', () => {
    const { nodes } = grow(built);
    expect(heightsOf(nodes)).toEqual([3, 1]);
    checkNodes(nodes, built, spans);
  });

  test('with nodes that two sections made, and blocks before, between and behind', () => {
    const { blocks } = built;
    const nodes: BuiltBlock[] = [];
    const tree = createLodTree(lane, (node) => nodes.push(node));
    const section = (from: number, to: number): void => {
      const { add, finish } = createSectionNodes(lane, (node) => {
        const count = node.endChild - node.firstChild;
        const firstChild = tree.addNode(count, node.lod);
        nodes.push({ ...node, firstChild, endChild: firstChild + count });
      });
      for (const { lod } of blocks.slice(from, to)) add(lod);
      const items = finish();
      if (items !== undefined) tree.add(items);
    };
    tree.add(blocks[0].lod);
    section(1, 20);
    section(20, 21);
    section(21, 39);
    for (const { lod } of blocks.slice(39)) tree.add(lod);
    tree.finish();
    const first = nodes.filter(({ height }) => height === 1).map(({ firstChild }) => firstChild);
    expect(first).toEqual([0, 1, 17, 20, 21, 37, 39]);
    checkNodes(nodes, built, spans);
  });
});

test('rows that come late, leave early and are numbered anew stand in the nodes of their time only', () => {
  const spans = randomSpans(6000, 600, 9, 1000).map((span, i) => ({ ...span, row: Math.floor(i / 100) }));
  const touching: Span[] = [];
  const lastNs = new Map<number, number>();
  for (const span of spans) {
    const startNs = Math.max(span.startNs, lastNs.get(span.row) ?? 0);
    const endNs = startNs + span.endNs - span.startNs;
    lastNs.set(span.row, endNs);
    touching.push({ ...span, startNs, endNs });
  }
  const built = build('goroutine', touching, 100);
  // As the rows of a section become those of the trace: in any order.
  for (const { lod } of built.blocks) lod.rows.set(lod.rows.map((row) => 1000 - row));
  const { nodes } = grow(built);
  expect(nodes[0].rows.length).toBe(16);
  checkNodes(
    nodes,
    built,
    touching.map((span) => ({ ...span, row: 1000 - span.row })),
  );
});

test('one block needs no tree, sixteen need one node', () => {
  const spans = randomSpans(1600, 3, 2);
  expect(grow(build('goroutine', spans))).toEqual({ nodes: [] });
  expect(heightsOf(grow(build('goroutine', spans, 100)).nodes)).toEqual([1]);
});

test('spans that are longer than a width do not become a level of that width', () => {
  const spans: Span[] = [];
  for (let i = 0; i < 4000; i++) {
    spans.push({ row: 0, startNs: i * 1e6, endNs: (i + 1) * 1e6, state: 1 + (i % 3), reason: 0, arg: 0 });
  }
  const built = build('goroutine', spans, 100);
  const { nodes } = grow(built);
  expect(heightsOf(nodes)).toEqual([3, 1]);
  expect(nodes.map(({ firstChild, endChild }) => [firstChild, endChild])).toEqual([
    [0, 16],
    [16, 32],
    [32, 40],
    [0, 3],
  ]);
  for (const { height, levels, spans: items } of nodes) {
    expect(levels[0].widthNs).toBeGreaterThan(1e6);
    expect(items).toBeLessThanOrEqual(height === 1 ? 800 : 400);
  }
  checkNodes(nodes, built, spans);
});

test('100 000 rows of three spans: a height costs a few bytes a row', () => {
  const spans: Span[] = [];
  for (let row = 0; row < 100_000; row++) {
    for (let i = 0; i < 3; i++) {
      const startNs = row * 300 + i * 1000;
      spans.push({ row, startNs, endNs: startNs + 1000, state: 2 + i, reason: 0, arg: 0 });
    }
  }
  // Twenty blocks: two nodes of height 1; above, only rows that are in both.
  const { nodes } = grow(build('goroutine', spans, 15_000));
  expect(heightsOf(nodes)).toEqual([2, 1]);
  const bytes = nodes.flatMap(({ levels }) => levels).reduce((sum, level) => sum + level.bytes.length, 0);
  expect(bytes).toBeLessThan(100_000 * 12);
  expect(nodes.reduce((sum, { rows }) => sum + rows.length, 0)).toBeLessThan(101_000);
});
