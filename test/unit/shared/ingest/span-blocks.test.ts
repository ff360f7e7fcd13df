import { describe, expect, test } from 'vitest';
import { createSpanBlockWriter } from '../../../../shared/ingest/span-blocks';
import { NONE } from '../../../../shared/model/events';
import { SPAN_CLASS_COUNT, type SpanClass } from '../../../../shared/model/states';
import { BLOCK_SPANS, type BlockInfo, type SpanLevel } from '../../../../shared/model/tables';
import { itemsOf } from './support';

interface Span {
  readonly row: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly state: number;
  readonly reason: number;
  readonly arg: number;
}
interface Block {
  readonly info: BlockInfo;
  readonly levels: readonly SpanLevel[];
}

// State 0 stands for no class; the class of any other state is not its number, so that a mix-up is seen.
const classOf = (state: number, reason: number): SpanClass | undefined =>
  state === 0 ? undefined : (((state + reason) % SPAN_CLASS_COUNT) as SpanClass);

function write(spans: readonly Span[]): Block[] {
  const blocks: Block[] = [];
  const writer = createSpanBlockWriter('goroutine', classOf, (info, levels) => blocks.push({ info, levels }));
  for (const s of spans) writer.add(s.row, s.startNs, s.endNs, s.state, s.reason, s.arg);
  writer.finish();
  return blocks;
}

/** Numbers that look random and are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Rows whose spans touch, with lengths from 0 to a millisecond, in order of their ends. */
function randomSpans(count: number, rows: number, seed: number): Span[] {
  const random = randomNumbers(seed);
  const nextNs = Array.from({ length: rows }, () => random(5000));
  const spans: Span[] = [];
  for (let i = 0; i < count; i++) {
    const row = random(rows);
    const startNs = nextNs[row];
    const endNs = startNs + random(3) * random(10 ** (1 + random(5)));
    nextNs[row] = endNs;
    spans.push({ row: row * 3, startNs, endNs, state: 1 + random(5), reason: random(4), arg: i });
  }
  return spans;
}

const endOf = (level: SpanLevel, row: number, item: number): number =>
  item + 1 < level.rowOffset[row + 1] ? level.startNs[item + 1] : level.rowEndNs[row];

describe('level 0', () => {
  test('sorts spans by row and keeps the order within a row', () => {
    const [block] = write([
      { row: 7, startNs: 10, endNs: 20, state: 3, reason: 1, arg: 100 },
      { row: 2, startNs: 0, endNs: 25, state: 4, reason: 2, arg: 101 },
      { row: 7, startNs: 20, endNs: 30, state: 2, reason: 0, arg: 102 },
    ]);
    expect(block.info).toMatchObject({ lane: 'goroutine', block: 0, spans: 3, widthNs: [0], fromNs: 0, toNs: 30 });
    expect([...block.info.rows]).toEqual([2, 7]);
    expect([...block.info.rowStartNs]).toEqual([0, 10]);
    expect([...block.info.rowEndNs]).toEqual([25, 30]);
    expect(itemsOf(block.levels[0], 2)).toEqual([{ startNs: 0, endNs: 25, state: 4, reason: 2, arg: 101 }]);
    expect(itemsOf(block.levels[0], 7)).toEqual([
      { startNs: 10, endNs: 20, state: 3, reason: 1, arg: 100 },
      { startNs: 20, endNs: 30, state: 2, reason: 0, arg: 102 },
    ]);
  });

  test('fills a gap within a row with a span of state 0', () => {
    const [block] = write([
      { row: 1, startNs: 0, endNs: 10, state: 3, reason: 1, arg: 5 },
      { row: 1, startNs: 50, endNs: 60, state: 4, reason: 1, arg: 6 },
    ]);
    expect(itemsOf(block.levels[0], 1)).toEqual([
      { startNs: 0, endNs: 10, state: 3, reason: 1, arg: 5 },
      { startNs: 10, endNs: 50, state: 0, reason: 0, arg: NONE },
      { startNs: 50, endNs: 60, state: 4, reason: 1, arg: 6 },
    ]);
    expect(block.info.spans).toBe(3);
  });

  test('a block is handed on when it is full, the rest at the end', () => {
    const spans = randomSpans(BLOCK_SPANS + 10, 20, 1);
    const blocks = write(spans);
    expect(blocks.map(({ info }) => [info.block, info.spans])).toEqual([
      [0, BLOCK_SPANS],
      [1, 10],
    ]);
    for (const row of [0, 3, 57]) {
      const items = blocks.flatMap(({ levels }) => itemsOf(levels[0], row));
      expect(items).toEqual(spans.filter((s) => s.row === row).map(({ row: _, ...item }) => item));
    }
  });

  test('nothing added: no block', () => {
    expect(write([])).toEqual([]);
  });
});

describe('levels of detail', () => {
  const blocks = write(randomSpans(90_000, 40, 7));

  test('there are some, each at most half as long as the one below', () => {
    for (const { info, levels } of blocks) {
      expect(levels.length).toBe(info.widthNs.length);
      expect(levels.length).toBeGreaterThan(3);
      for (let i = 1; i < levels.length; i++) {
        expect(levels[i].startNs.length * 2).toBeLessThanOrEqual(levels[i - 1].startNs.length);
        expect(info.widthNs[i]).toBeGreaterThan(info.widthNs[i - 1]);
      }
      const items = levels.reduce((sum, level) => sum + level.startNs.length, 0);
      expect(items).toBeLessThanOrEqual(2 * info.spans);
    }
  });

  test('every span is counted once, in its row', () => {
    for (const { levels } of blocks) {
      for (const level of levels.slice(1)) {
        for (let row = 0; row < level.rows.length; row++) {
          let count = 0;
          for (let i = level.rowOffset[row]; i < level.rowOffset[row + 1]; i++) count += level.count![i];
          expect(count).toBe(levels[0].rowOffset[row + 1] - levels[0].rowOffset[row]);
        }
      }
    }
  });

  test('starts ascend and are starts of spans; rows begin and end where the spans do', () => {
    const wrong: number[] = [];
    for (const { info, levels } of blocks) {
      for (const level of levels) {
        expect(level.rows).toEqual(info.rows);
        expect(level.rowEndNs).toEqual(info.rowEndNs);
        for (let row = 0; row < level.rows.length; row++) {
          const starts = new Set(levels[0].startNs.subarray(levels[0].rowOffset[row], levels[0].rowOffset[row + 1]));
          expect(level.startNs[level.rowOffset[row]]).toBe(info.rowStartNs[row]);
          for (let i = level.rowOffset[row]; i < level.rowOffset[row + 1]; i++) {
            if (!starts.has(level.startNs[i]) || endOf(level, row, i) < level.startNs[i]) wrong.push(level.startNs[i]);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('each item has the time per class of its spans, within 1/255', () => {
    const wrong: string[] = [];
    for (const { levels } of blocks) {
      const [base] = levels;
      for (const level of levels.slice(1)) {
        for (let row = 0; row < level.rows.length; row++) {
          let span = base.rowOffset[row];
          for (let i = level.rowOffset[row]; i < level.rowOffset[row + 1]; i++) {
            const total = endOf(level, row, i) - level.startNs[i];
            const expected = new Array<number>(SPAN_CLASS_COUNT).fill(0);
            for (let left = level.count![i]; left > 0; left--, span++) {
              const c = classOf(base.state[span], base.reason[span]);
              if (c !== undefined) expected[c] += endOf(base, row, span) - base.startNs[span];
            }
            const shares = level.coverage!.subarray(i * SPAN_CLASS_COUNT, (i + 1) * SPAN_CLASS_COUNT);
            const sum = shares.reduce((all, share) => all + share, 0);
            if (total > 0 && sum !== 255) wrong.push(`shares of item ${i} add up to ${sum}`);
            for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
              const off = Math.abs((shares[c] / 255) * total - expected[c]);
              if (off > total / 255 + 1e-6) wrong.push(`class ${c} of item ${i} is off by ${off} of ${total} ns`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('an item is named by its longest span', () => {
    const wrong: number[] = [];
    for (const { levels } of blocks) {
      const [base] = levels;
      for (const level of levels.slice(1)) {
        for (let row = 0; row < level.rows.length; row++) {
          let span = base.rowOffset[row];
          for (let i = level.rowOffset[row]; i < level.rowOffset[row + 1]; i++) {
            let longest = span;
            for (let left = level.count![i]; left > 0; left--, span++) {
              const length = endOf(base, row, span) - base.startNs[span];
              if (length > endOf(base, row, longest) - base.startNs[longest]) longest = span;
            }
            const same =
              level.state[i] === base.state[longest] &&
              level.reason[i] === base.reason[longest] &&
              level.arg[i] === base.arg[longest];
            if (!same) wrong.push(i);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('what is as long as the bucket stays alone with its exact edges', () => {
    const spans: Span[] = [];
    for (let i = 0; i < 64; i++)
      spans.push({ row: 0, startNs: i * 10, endNs: i * 10 + 10, state: 3, reason: 0, arg: i });
    spans.push({ row: 0, startNs: 640, endNs: 640 + 5000, state: 4, reason: 1, arg: 64 });
    for (let i = 0; i < 64; i++) {
      spans.push({ row: 0, startNs: 5640 + i * 10, endNs: 5650 + i * 10, state: 2, reason: 0, arg: 65 + i });
    }
    const [{ info, levels }] = write(spans);
    expect(info.widthNs[1]).toBe(1024);
    expect([...levels[1].startNs]).toEqual([0, 640, 5640, 6150]);
    expect(levels[1].arg[1]).toBe(64);
    expect(levels[1].count![1]).toBe(1);
  });

  test('spans of no length merge and keep a name', () => {
    const spans = Array.from({ length: 10 }, (_, i) => ({ row: 0, startNs: 5, endNs: 5, state: 3, reason: 0, arg: i }));
    const [{ info, levels }] = write(spans);
    expect(info).toMatchObject({ fromNs: 5, toNs: 5 });
    expect(levels.at(-1)!.count).toEqual(Uint32Array.of(10));
    expect(levels.at(-1)!.arg[0]).toBe(0);
    expect(levels.at(-1)!.coverage!.every((share) => share === 0)).toBe(true);
  });

  test('a gap counts for no class', () => {
    const spans: Span[] = [];
    for (let i = 0; i < 10; i++)
      spans.push({ row: 0, startNs: i * 40, endNs: i * 40 + 10, state: 1, reason: 0, arg: i });
    const [{ levels }] = write(spans);
    const last = levels.at(-1)!;
    expect(last.count![0]).toBe(19);
    // 100 of 370 ns.
    expect(last.coverage![1]).toBe(Math.round((255 * 100) / 370));
  });

  test('100 000 rows of three spans make few further items', () => {
    const spans: Span[] = [];
    for (let row = 0; row < 100_000; row++) {
      for (let i = 0; i < 3; i++) {
        spans.push({
          row,
          startNs: row * 300 + i * 1e6,
          endNs: row * 300 + (i + 1) * 1e6,
          state: 2 + i,
          reason: 0,
          arg: 0,
        });
      }
    }
    const all = write(spans);
    expect(all.length).toBe(Math.ceil(300_000 / BLOCK_SPANS));
    for (const { info, levels } of all) {
      expect(levels.length).toBeLessThanOrEqual(2);
      expect(levels.slice(1).reduce((sum, level) => sum + level.startNs.length, 0)).toBeLessThanOrEqual(info.spans / 2);
    }
  });
});
