// Spans at screen resolution: exact where they are wide enough, merged honestly where not, and never more than the bound.

import { describe, expect, it } from 'vitest';
import type { SpansReply } from '../../../../shared/model/requests';
import { GoState, SPAN_CLASS_COUNT, SpanClass } from '../../../../shared/model/states';
import { spans } from '../../../../shared/query/spans';
import { indexOf, type SpanSpec } from '../../../support/index-of';

const { Running, Runnable, Waiting } = GoState;

/** A row that alternates, with uneven lengths: run 300, wait 500, runnable 224 … (1024 ns in all). */
function busy(rounds: number): readonly SpanSpec[] {
  return Array.from({ length: rounds }, (_, i) => [
    { toNs: i * 1024 + 300, state: Running, arg: 3 * i },
    { toNs: i * 1024 + 800, state: Waiting, reason: 'select', arg: 3 * i + 1 },
    { toNs: i * 1024 + 1024, state: Runnable, arg: 3 * i + 2 },
  ]).flat();
}

const rowOf = (reply: SpansReply, row: number) =>
  Array.from({ length: reply.offset[row + 1] - reply.offset[row] }, (_, i) => {
    const at = reply.offset[row] + i;
    return {
      startNs: reply.startNs[at],
      endNs: reply.endNs[at],
      state: reply.state[at],
      arg: reply.arg[at],
      count: reply.count[at],
    };
  });
const shareOf = (reply: SpansReply, item: number, c: number) => reply.coverage[item * SPAN_CLASS_COUNT + c];

const made = indexOf([
  { id: 1, name: 'main.main', spans: busy(1000) },
  { id: 2, name: 'main.idle', fromNs: 5000, spans: [{ toNs: 1_024_000, state: Waiting, reason: 'chan receive' }] },
  { id: 3, name: 'main.short', fromNs: 5000, spans: [{ toNs: 6000, state: Running }], ends: true },
]);
const ask = (rows: readonly number[], fromNs: number, toNs: number, nsPerPx: number) =>
  spans(made.context, { lane: 'goroutine', rows: Int32Array.from(rows), fromNs, toNs, nsPerPx });

describe('deep zoom', () => {
  it('returns exact spans with their real ends, only those in the window', async () => {
    const reply = await ask([0], 10_300, 12_000, 1);
    expect(rowOf(reply, 0)).toEqual([
      { startNs: 10_240, endNs: 10_540, state: Running, arg: 30, count: 1 },
      { startNs: 10_540, endNs: 11_040, state: Waiting, arg: 31, count: 1 },
      { startNs: 11_040, endNs: 11_264, state: Runnable, arg: 32, count: 1 },
      { startNs: 11_264, endNs: 11_564, state: Running, arg: 33, count: 1 },
      { startNs: 11_564, endNs: 12_064, state: Waiting, arg: 34, count: 1 },
    ]);
    expect(shareOf(reply, 0, SpanClass.Running)).toBe(255);
    expect(shareOf(reply, 1, SpanClass.Select)).toBe(255);
  });

  it('includes a span that only reaches into the window, and leaves out one that touches its edge', async () => {
    const inside = await ask([0], 10_600, 10_700, 1);
    expect(rowOf(inside, 0).map(({ startNs }) => startNs)).toEqual([10_540]);
    const edge = await ask([0], 10_540, 11_040, 1);
    expect(rowOf(edge, 0).map(({ startNs }) => startNs)).toEqual([10_540]);
  });

  it('equals the spans that were written, over all blocks', async () => {
    const reply = await ask([0], 0, 1_024_000, 1);
    expect(rowOf(reply, 0).map(({ endNs, state }) => ({ endNs, state }))).toEqual(
      busy(1000).map(({ toNs, state }) => ({ endNs: toNs, state })),
    );
  });
});

describe('far zoom', () => {
  it.each([512, 1024, 4096, 65_536, 1_048_576])(
    'returns at most two items per pixel and row at %d ns/px',
    async (nsPerPx) => {
      const reply = await ask([0, 1, 2], 0, 1_024_000, nsPerPx);
      const pixels = Math.ceil(1_024_000 / nsPerPx);
      for (const row of [0, 1, 2]) expect(rowOf(reply, row).length).toBeLessThanOrEqual(2 * pixels);
      expect(rowOf(reply, 0)[0].startNs).toBe(0);
      expect(rowOf(reply, 0).at(-1)?.endNs).toBe(1_024_000);
      expect(rowOf(reply, 0).reduce((sum, { count }) => sum + count, 0)).toBe(3000);
    },
  );

  it('merges with the share of each class and the longest span as its face', async () => {
    const reply = await ask([0], 0, 4096, 4096);
    expect(rowOf(reply, 0)).toMatchObject([{ startNs: 0, endNs: 4096, state: Waiting, count: 12 }]);
    expect(shareOf(reply, 0, SpanClass.Running)).toBeCloseTo((300 / 1024) * 255, -0.5);
    expect(shareOf(reply, 0, SpanClass.Select)).toBeCloseTo((500 / 1024) * 255, -0.5);
    const total = Array.from({ length: SPAN_CLASS_COUNT }, (_, c) => shareOf(reply, 0, c)).reduce((a, b) => a + b);
    expect(total).toBe(255);
  });

  it('keeps a long span exact between merged ones', async () => {
    const reply = await ask([1], 0, 1_024_000, 4096);
    expect(rowOf(reply, 0)).toEqual([{ startNs: 5000, endNs: 1_024_000, state: Waiting, arg: -1, count: 1 }]);
  });

  it('reads coarse levels, not every span', async () => {
    made.asked.length = 0;
    await ask([0], 0, 1_024_000, 65_536);
    expect(made.asked.length).toBeGreaterThan(1);
    // height/block/level: level 0 of height 0 has every span.
    expect(made.asked.filter((name) => name.startsWith('0/') && name.endsWith('/0'))).toEqual([]);
  });
});

it('answers the rows in the asked order, and rows without spans with none', async () => {
  const reply = await ask([2, 99, 0, 2], 5000, 5500, 1);
  expect([...reply.offset].map((offset, i) => offset - (reply.offset[i - 1] ?? 0))).toEqual([0, 1, 0, 3, 1]);
  expect(rowOf(reply, 0)).toEqual(rowOf(reply, 3));
});

it('loads no block that has nothing of the rows in the window', async () => {
  made.asked.length = 0;
  await ask([2], 0, 1_024_000, 1);
  expect(made.asked).toHaveLength(1);
});

it('marks the last wait of a ghost, and no other span', async () => {
  const { context } = indexOf([
    { id: 1, name: 'main.main', spans: [{ toNs: 1000, state: Running }] },
    {
      id: 2,
      name: 'main.stuck',
      spans: [
        { toNs: 100, state: Waiting, reason: 'select' },
        { toNs: 200, state: Running },
        { toNs: 1000, state: Waiting, reason: 'select' },
      ],
    },
  ]);
  const reply = await spans(context, {
    lane: 'goroutine',
    rows: Int32Array.of(0, 1),
    fromNs: 0,
    toNs: 1000,
    nsPerPx: 1,
  });
  expect([...reply.ghost]).toEqual([0, 0, 0, 1]);
  const far = await spans(context, { lane: 'goroutine', rows: Int32Array.of(1), fromNs: 0, toNs: 1000, nsPerPx: 512 });
  expect([...far.ghost].at(-1)).toBe(1);
});

it('leaves out the time between two lives of one row', async () => {
  const { context } = indexOf([
    {
      id: 1,
      name: 'main.c',
      spans: [
        { toNs: 10, state: Running },
        { toNs: 500, state: GoState.Undetermined },
        { toNs: 600, state: Running },
      ],
    },
  ]);
  const exact = await spans(context, { lane: 'goroutine', rows: Int32Array.of(0), fromNs: 0, toNs: 600, nsPerPx: 1 });
  expect(rowOf(exact, 0).map(({ startNs, endNs }) => [startNs, endNs])).toEqual([
    [0, 10],
    [500, 600],
  ]);
  const gap = await spans(context, {
    lane: 'goroutine',
    rows: Int32Array.of(0),
    fromNs: 100,
    toNs: 300,
    nsPerPx: 512,
  });
  expect(gap.startNs).toHaveLength(0);
});

it('has only what is active in the lane gc; merged runs reach from the first start to the last end', async () => {
  // Pauses of 10 ns every 100 ns, then one of 5000 ns.
  const gaps = Array.from({ length: 100 }, (_, i) => [
    { toNs: 100 * i + 90, state: 0 },
    { toNs: 100 * i + 100, state: 1, arg: i },
  ]).flat();
  const row = {
    lane: 'gc',
    row: 1,
    spans: [...gaps, { toNs: 10_500, state: 0 }, { toNs: 15_500, state: 1, arg: 100 }],
  } as const;
  const { context } = indexOf([{ id: 1, spans: [{ toNs: 16_000, state: Running }] }], { lanes: [row] });
  const gc = (nsPerPx: number) =>
    spans(context, { lane: 'gc', rows: Int32Array.of(1), fromNs: 0, toNs: 16_000, nsPerPx });

  const exact = rowOf(await gc(1), 0);
  expect(exact).toHaveLength(101);
  expect(exact.every(({ state, count }) => state === 1 && count === 1)).toBe(true);

  const reply = await gc(1024);
  const merged = rowOf(reply, 0);
  expect(merged.map(({ startNs, endNs, count }) => [startNs, endNs, count]).slice(0, 2)).toEqual([
    [90, 1000, 10],
    [1090, 2000, 10],
  ]);
  expect(merged.reduce((sum, { count }) => sum + count, 0)).toBe(101);
  // 100 of 910 ns are active.
  expect(shareOf(reply, 0, SpanClass.Running)).toBe(28);
  expect(merged.at(-1)).toMatchObject({ startNs: 10_500, endNs: 15_500, count: 1 });
});
