// Spans -> blocks -> bytes -> spans.

import { describe, expect, test } from 'vitest';
import { LOD_WIDTH } from '../../../../../shared/ingest/spans/built-block';
import { NONE } from '../../../../../shared/model/events';
import { SPAN_CLASS_COUNT } from '../../../../../shared/model/states';
import { BLOCK_SPANS, type Lane } from '../../../../../shared/model/tables';
import { decoded, itemsOf } from '../support';
import { build, byRow, classOf, randomSpans, type Span, withGaps, wrongItems } from './random-spans';

function blocksOf(lane: Lane, spans: readonly Span[]) {
  const { kinds, blocks } = build(lane, spans);
  return blocks.map((block) => ({ ...decoded(block, kinds), block }));
}

const items = (spans: readonly Span[]) => withGaps(spans).map(({ row: _, ...item }) => item);

describe('level 0', () => {
  test('sorts spans by row and keeps the order within a row', () => {
    const [{ info, levels }] = blocksOf('goroutine', [
      { row: 7, startNs: 10, endNs: 20, state: 3, reason: 1, arg: 100 },
      { row: 2, startNs: 0, endNs: 25, state: 4, reason: 2, arg: 101 },
      { row: 7, startNs: 20, endNs: 30, state: 2, reason: 0, arg: 102 },
    ]);
    expect(info).toMatchObject({ lane: 'goroutine', height: 0, spans: 3, widthNs: [0], fromNs: 0, toNs: 30 });
    expect([...info.rows]).toEqual([2, 7]);
    expect([...info.rowStartNs]).toEqual([0, 10]);
    expect([...info.rowEndNs]).toEqual([25, 30]);
    expect(itemsOf(levels[0], 2)).toEqual([{ startNs: 0, endNs: 25, state: 4, reason: 2, arg: 101 }]);
    expect(itemsOf(levels[0], 7)).toEqual([
      { startNs: 10, endNs: 20, state: 3, reason: 1, arg: 100 },
      { startNs: 20, endNs: 30, state: 2, reason: 0, arg: 102 },
    ]);
  });

  test('fills a gap within a row with a span of kind 0, and cuts what overlaps', () => {
    const [{ info, levels }] = blocksOf('proc', [
      { row: 1, startNs: 0, endNs: 10, state: 3, reason: 1, arg: 5 },
      { row: 1, startNs: 50, endNs: 60, state: 4, reason: 1, arg: 6 },
      { row: 1, startNs: 55, endNs: 70, state: 5, reason: 1, arg: 7 },
    ]);
    expect(itemsOf(levels[0], 1)).toEqual([
      { startNs: 0, endNs: 10, state: 3, reason: 1, arg: 5 },
      { startNs: 10, endNs: 50, state: 0, reason: 0, arg: NONE },
      { startNs: 50, endNs: 60, state: 4, reason: 1, arg: 6 },
      { startNs: 60, endNs: 70, state: 5, reason: 1, arg: 7 },
    ]);
    expect(info.spans).toBe(4);
  });

  test('durations of many sizes come back as they were', () => {
    const ends = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40 + 12_345, 2 ** 53 - 1];
    const spans = ends.map((endNs, row) => ({ row, startNs: 0, endNs, state: 2, reason: 0, arg: row }));
    const [{ levels }] = blocksOf('gc', spans);
    expect(ends.map((_, row) => itemsOf(levels[0], row)[0].endNs)).toEqual(ends);
  });

  test.each(['goroutine', 'proc'] as const)('random spans of the lane %s come back, over block borders', (lane) => {
    const spans = randomSpans(BLOCK_SPANS + 5000, 20, 1, 1e7);
    const blocks = blocksOf(lane, spans);
    expect(blocks.length).toBe(2);
    const first = byRow(spans.slice(0, BLOCK_SPANS));
    const second = byRow(spans.slice(BLOCK_SPANS));
    for (const row of [0, 3, 57]) {
      expect(itemsOf(blocks[0].levels[0], row)).toEqual(items(first.get(row) ?? []));
      expect(itemsOf(blocks[1].levels[0], row)).toEqual(items(second.get(row) ?? []));
    }
  });

  test('blocks of two rows and of sixty thousand come back, in any order', () => {
    const few = randomSpans(BLOCK_SPANS, 2, 1);
    const many = randomSpans(BLOCK_SPANS, 60_000, 2).map((span) => ({ ...span, row: span.row + 100 }));
    const later = (spans: readonly Span[], byNs: number) =>
      spans.map((span) => ({ ...span, startNs: span.startNs + byNs, endNs: span.endNs + byNs }));
    const parts = [few, many, later(few, 2 ** 41), later(many, 2 ** 41)];
    const blocks = blocksOf('proc', parts.flat());
    expect(blocks.length).toBe(4);
    blocks.forEach(({ info, levels }, block) => {
      const rows = byRow(parts[block]);
      expect([...info.rows]).toEqual([...rows.keys()].sort((a, b) => a - b));
      for (const row of [...info.rows].filter((_, i) => i % 5000 === 0)) {
        expect(itemsOf(levels[0], row)).toEqual(items(rows.get(row) ?? []));
      }
    });
  });

  test('nothing added: no block', () => {
    expect(build('goroutine', []).blocks).toEqual([]);
  });

  test('nearly all spans take three bytes', () => {
    const spans: Span[] = [];
    for (let i = 0; i < BLOCK_SPANS; i++) {
      const row = i % 280;
      const startNs = Math.floor(i / 280) * 300;
      spans.push({ row, startNs, endNs: startNs + 300, state: 2 + (i % 3), reason: i % 20, arg: row });
    }
    for (const lane of ['goroutine', 'proc'] as const) {
      const [{ levels }] = build(lane, spans).blocks;
      // 280 goroutines in 3 states and with 20 reasons are more codes than fit in a byte.
      expect(levels[0].bytes.length).toBeLessThan(BLOCK_SPANS * 4.1);
      expect(levels[0].bytes.byteLength).toBe(levels[0].bytes.buffer.byteLength);
    }
  });
});

describe('level of detail', () => {
  test.each(['goroutine', 'proc'] as const)('of the lane %s: what each item says of its spans is right', (lane) => {
    const spans = randomSpans(BLOCK_SPANS, 40, 7, 10_000);
    const [{ info, levels }] = blocksOf(lane, spans);
    expect(info.widthNs).toEqual([0, LOD_WIDTH]);
    expect(levels[1].startNs.length * 2).toBeLessThanOrEqual(levels[0].startNs.length);
    const rows = byRow(spans);
    for (let place = 0; place < info.rows.length; place++) {
      expect(wrongItems(levels[1], place, withGaps(rows.get(info.rows[place]) ?? []))).toEqual([]);
    }
  });

  test('some rows are decoded as all are', () => {
    const { kinds, blocks } = build('proc', randomSpans(20_000, 40, 3, 10_000));
    const [{ info, levels }] = blocks.map((block) => decoded(block, kinds));
    const [some] = blocks.map((block) => decoded(block, kinds, [7, 30]));
    for (let level = 0; level < levels.length; level++) {
      for (const place of [7, 30]) {
        expect(itemsOf(some.levels[level], info.rows[place])).toEqual(itemsOf(levels[level], info.rows[place]));
      }
      expect(itemsOf(some.levels[level], info.rows[8])).toEqual([]);
    }
  });

  test('items for the tree: durations per class are exact', () => {
    const spans = randomSpans(30_000, 10, 11, 10_000);
    const [{ block }] = blocksOf('goroutine', spans);
    const expected = new Float64Array(SPAN_CLASS_COUNT);
    for (const { state, reason, startNs, endNs } of spans) expected[classOf(state, reason)] += endNs - startNs;
    const sums = new Float64Array(SPAN_CLASS_COUNT);
    block.lod.classNs.forEach((ns, i) => {
      sums[i % SPAN_CLASS_COUNT] += ns;
    });
    expect(sums).toEqual(expected);
  });

  test('what is as long as the bucket stays alone with its exact edges', () => {
    const spans: Span[] = [];
    for (let i = 0; i < 64; i++)
      spans.push({ row: 0, startNs: i * 10, endNs: i * 10 + 10, state: 3, reason: 0, arg: i });
    spans.push({ row: 0, startNs: 640, endNs: 640 + 9000, state: 4, reason: 1, arg: 64 });
    for (let i = 0; i < 64; i++) {
      spans.push({ row: 0, startNs: 9640 + i * 10, endNs: 9650 + i * 10, state: 2, reason: 0, arg: 65 + i });
    }
    const [{ levels }] = blocksOf('goroutine', spans);
    expect([...levels[1].startNs]).toEqual([0, 640, 9640]);
    expect(levels[1].arg[1]).toBe(64);
    expect([...(levels[1].count ?? [])]).toEqual([64, 1, 64]);
  });

  test('spans of no length merge and keep a name', () => {
    const spans = Array.from({ length: 10 }, (_, i) => ({ row: 0, startNs: 5, endNs: 5, state: 3, reason: 0, arg: i }));
    const [{ info, levels }] = blocksOf('goroutine', spans);
    expect(info).toMatchObject({ fromNs: 5, toNs: 5 });
    expect(levels[1].count).toEqual(Uint32Array.of(10));
    expect(levels[1].arg[0]).toBe(0);
    expect(levels[1].coverage?.every((share) => share === 0)).toBe(true);
  });

  test('a gap counts for no class', () => {
    const spans: Span[] = [];
    for (let i = 0; i < 10; i++)
      spans.push({ row: 0, startNs: i * 40, endNs: i * 40 + 10, state: 1, reason: 0, arg: i });
    const [{ levels }] = blocksOf('goroutine', spans);
    expect(levels[1].count?.[0]).toBe(19);
    // 100 of 370 ns.
    expect(levels[1].coverage?.[1]).toBe(Math.round((255 * 100) / 370));
  });
});

test('100 000 rows of three spans have no level of detail, and few bytes', () => {
  const spans: Span[] = [];
  for (let row = 0; row < 100_000; row++) {
    for (let i = 0; i < 3; i++) {
      const startNs = row * 300 + i * 1e6;
      spans.push({ row, startNs, endNs: startNs + 1e6, state: 2 + i, reason: 0, arg: 0 });
    }
  }
  const { blocks } = build('goroutine', spans);
  expect(blocks.length).toBe(Math.ceil(300_000 / BLOCK_SPANS));
  let bytes = 0;
  for (const { levels } of blocks) {
    expect(levels.length).toBe(1);
    bytes += levels[0].bytes.length;
  }
  // Three bytes for a million nanoseconds, one for the kind, two for each row's place in the directory.
  expect(bytes).toBeLessThan(100_000 * (3 * 4 + 2) + 1000);
});
