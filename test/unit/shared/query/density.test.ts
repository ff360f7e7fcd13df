// Density: time per class is distributed over the columns and none is lost.

import { expect, it } from 'vitest';
import type { DensityReply } from '../../../../shared/model/requests';
import { GoState, SPAN_CLASS_COUNT, SpanClass } from '../../../../shared/model/states';
import { density } from '../../../../shared/query/density';
import { type GoroutineSpec, indexOf, type SpanSpec } from '../../../support/index-of';

const { Running, Runnable, Waiting, Syscall } = GoState;

/** Spans of pseudo-random lengths (a linear congruence: the same in every run). */
function randomSpans(seed: number, untilNs: number): readonly SpanSpec[] {
  const list: SpanSpec[] = [];
  const states = [Running, Runnable, Waiting, Syscall] as const;
  let x = seed;
  for (let at = 0; at < untilNs; ) {
    x = (x * 1_103_515_245 + 12_345) % 2 ** 31;
    at = Math.min(untilNs, at + 1 + (x % (x % 7 === 0 ? 90_000 : 900)));
    list.push({ toNs: at, state: states[x % 4], reason: x % 4 === 2 ? 'select' : '' });
  }
  return list;
}

const END = 400_000;
const specs: readonly GoroutineSpec[] = [1, 2, 3, 4, 5].map((id) => ({
  id,
  name: `main.g${id % 2}`,
  spans: randomSpans(id, END),
}));
const { context } = indexOf(specs);

const average = (reply: DensityReply, group: number, column: number, c: number) =>
  reply.value[(group * reply.columns + column) * SPAN_CLASS_COUNT + c];
const totalNs = (reply: DensityReply, group: number, c: number) => {
  let sum = 0;
  for (let column = 0; column < reply.columns; column++) sum += average(reply, group, column, c);
  return sum * reply.nsPerPx;
};
const CLASS_OF: Readonly<Record<number, SpanClass>> = {
  [Running]: SpanClass.Running,
  [Runnable]: SpanClass.Runnable,
  [Waiting]: SpanClass.Select,
  [Syscall]: SpanClass.Syscall,
};
function trueNs(rows: readonly number[], c: number, fromNs: number, toNs: number): number {
  let sum = 0;
  for (const row of rows) {
    let start = 0;
    for (const span of specs[row].spans) {
      if (CLASS_OF[span.state] === c) sum += Math.max(0, Math.min(span.toNs, toNs) - Math.max(start, fromNs));
      start = span.toNs;
    }
  }
  return sum;
}

it.each([1, 16, 256])('is exact at %d ns/px, for every column', async (nsPerPx) => {
  const fromNs = 20_001;
  const reply = await density(context, { groups: 'all', fromNs, toNs: fromNs + 300 * nsPerPx, nsPerPx });
  expect(reply.columns).toBe(300);
  for (const column of [0, 1, 77, 299]) {
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
      const from = fromNs + column * nsPerPx;
      expect(average(reply, 0, column, c) * nsPerPx).toBeCloseTo(trueNs([0, 1, 2, 3, 4], c, from, from + nsPerPx), 2);
    }
  }
});

it.each([64, 1024, 8192, 131_072])('adds up to the time of each class and group at %d ns/px', async (nsPerPx) => {
  const groups = [Int32Array.of(0, 2), Int32Array.of(1), Int32Array.of()];
  const reply = await density(context, { groups, fromNs: 0, toNs: END, nsPerPx });
  for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
    // Shares of merged items are kept in 1/255.
    const tolerance = nsPerPx < 1024 ? 0.5 : END * 0.005;
    expect(Math.abs(totalNs(reply, 0, c) - trueNs([0, 2], c, 0, END))).toBeLessThan(tolerance);
    expect(Math.abs(totalNs(reply, 1, c) - trueNs([1], c, 0, END))).toBeLessThan(tolerance);
    expect(totalNs(reply, 2, c)).toBe(0);
  }
});

it('has every goroutine in exactly one state in every column', async () => {
  const reply = await density(context, { groups: 'all', fromNs: 0, toNs: END, nsPerPx: 4096 });
  for (let column = 0; column < Math.floor(END / 4096); column++) {
    let sum = 0;
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) sum += average(reply, 0, column, c);
    expect(sum).toBeCloseTo(5, 3);
  }
});

it('counts nothing outside of the trace, nor a goroutine outside of its life', async () => {
  const short = indexOf([
    { id: 1, name: 'main.f', fromNs: 100, spans: [{ toNs: 300, state: Running }], ends: true },
    { id: 2, name: 'main.g', spans: [{ toNs: 1000, state: Waiting, reason: 'sync' }] },
  ]);
  const reply = await density(short.context, { groups: [Int32Array.of(0)], fromNs: -400, toNs: 2000, nsPerPx: 200 });
  expect(Array.from({ length: 12 }, (_, column) => average(reply, 0, column, SpanClass.Running))).toEqual([
    0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0,
  ]);
});

it('answers an empty window with no columns', async () => {
  const reply = await density(context, { groups: 'all', fromNs: 5, toNs: 5, nsPerPx: 1 });
  expect(reply.columns).toBe(0);
  expect(reply.value).toHaveLength(0);
});
