// Whatever height of the level-of-detail tree answers: at every zoom the time per class is that of the spans themselves.

import { describe, expect, it } from 'vitest';
import { GoState, SPAN_CLASS_COUNT, SpanClass } from '../../../../shared/model/states';
import { density } from '../../../../shared/query/density';
import { spans } from '../../../../shared/query/spans';
import { indexOf, type SpanSpec } from '../../../support/index-of';
import { randomNumbers } from '../ingest/spans/random-spans';

const CLASS_OF: Partial<Record<number, SpanClass>> = {
  [GoState.Running]: SpanClass.Running,
  [GoState.Runnable]: SpanClass.Runnable,
  [GoState.Waiting]: SpanClass.Inactive,
  [GoState.Syscall]: SpanClass.Syscall,
};
const STATES = [GoState.Running, GoState.Runnable, GoState.Waiting, GoState.Syscall];
const random = randomNumbers(42);

function lively(fromNs: number, count: number, longestNs: number): SpanSpec[] {
  let toNs = fromNs;
  return Array.from({ length: count }, () => {
    toNs += 1 + random(random(30) === 0 ? longestNs * 50 : longestNs);
    return { toNs, state: STATES[random(4)] };
  });
}

const specs = [
  ...Array.from({ length: 6 }, (_, i) => ({ id: i + 1, fromNs: i * 700, spans: lively(i * 700, 3000, 3000) })),
  // Many that live for a moment, one that waits all the time, one that does something now and then.
  ...Array.from({ length: 400 }, (_, i) => ({
    id: 100 + i,
    fromNs: i * 20_000,
    spans: lively(i * 20_000, 1 + random(3), 900),
    ends: true,
  })),
  { id: 1000, fromNs: 5, spans: [{ toNs: 8_000_000, state: GoState.Waiting }] },
  { id: 1001, fromNs: 5, spans: lively(5, 40, 300_000) },
];
const { context, index } = indexOf(specs);
const endNs = index.summary.spanNs;
const allRows = Int32Array.from(specs, (_, row) => row);

/** Time per class of a row within a window. */
function expectedNs(row: number, fromNs: number, toNs: number): number[] {
  const sums = new Array<number>(SPAN_CLASS_COUNT).fill(0);
  let startNs = specs[row].fromNs;
  for (const span of specs[row].spans) {
    sums[CLASS_OF[span.state] as number] += Math.max(0, Math.min(span.toNs, toNs) - Math.max(startNs, fromNs));
    startNs = span.toNs;
  }
  return sums;
}

it('the made trace has a tree, and rows that end at each of its heights', () => {
  const counts = context.heights.goroutine.map(({ isRoot }) => isRoot.reduce((sum, root) => sum + root, 0));
  expect(counts.length).toBeGreaterThan(2);
  for (const count of counts.slice(1)) expect(count).toBeGreaterThan(0);
});

describe.each([1, 1000, 8192, 65_536, 262_144, 1_048_576, 4_194_304])('%d ns per pixel', (nsPerPx) => {
  it('spans: each row is covered without hole or overlap, and its time per class is right', async () => {
    const reply = await spans(context, { lane: 'goroutine', rows: allRows, fromNs: 0, toNs: endNs, nsPerPx });
    for (const row of allRows) {
      let nowNs = specs[row].fromNs;
      let count = 0;
      const sums = new Array<number>(SPAN_CLASS_COUNT).fill(0);
      let pixelNs = 0;
      for (let i = reply.offset[row]; i < reply.offset[row + 1]; i++) {
        if (reply.startNs[i] !== nowNs)
          throw new Error(`row ${row} begins anew at ${reply.startNs[i]}, not at ${nowNs}`);
        nowNs = reply.endNs[i];
        count += reply.count[i];
        if (reply.count[i] > 1) pixelNs += reply.endNs[i] - reply.startNs[i];
        for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
          sums[c] += ((reply.endNs[i] - reply.startNs[i]) * reply.coverage[i * SPAN_CLASS_COUNT + c]) / 255;
        }
      }
      if (nowNs !== specs[row].spans.at(-1)?.toNs) throw new Error(`row ${row} ends at ${nowNs}`);
      if (count !== specs[row].spans.length) throw new Error(`row ${row} has ${count} spans`);
      // Shares are rounded to 1/255 twice: when stored, and when merged to pixels.
      const expected = expectedNs(row, 0, endNs);
      for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
        const offNs = Math.abs(sums[c] - expected[c]);
        if (offNs > (pixelNs * 2) / 255 + 1e-6) throw new Error(`class ${c} of row ${row} is off by ${offNs} ns`);
      }
    }
  });

  it('density: the whole window adds up to the time per class of all rows', async () => {
    const reply = await density(context, { groups: 'all', fromNs: 0, toNs: endNs, nsPerPx });
    const sums = new Array<number>(SPAN_CLASS_COUNT).fill(0);
    reply.value.forEach((value, i) => {
      sums[i % SPAN_CLASS_COUNT] += value * nsPerPx;
    });
    const expected = new Array<number>(SPAN_CLASS_COUNT).fill(0);
    for (const row of allRows) {
      for (const [c, ns] of expectedNs(row, 0, endNs).entries()) expected[c] += ns;
    }
    const totalNs = expected.reduce((sum, ns) => sum + ns, 0);
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) expect(Math.abs(sums[c] - expected[c]) / totalNs).toBeLessThan(0.005);
  });

  it('a part of the window is answered like the whole: exact where spans are wide', async () => {
    const [fromNs, toNs] = [endNs * 0.31, endNs * 0.44];
    const reply = await spans(context, { lane: 'goroutine', rows: allRows, fromNs, toNs, nsPerPx });
    for (const row of allRows) {
      let startNs = specs[row].fromNs;
      const wide = specs[row].spans.flatMap(({ toNs: spanEnd }) => {
        const span = [startNs, spanEnd];
        startNs = spanEnd;
        return spanEnd - span[0] >= nsPerPx && spanEnd > fromNs && span[0] < toNs ? [span] : [];
      });
      const found = new Set<string>();
      for (let i = reply.offset[row]; i < reply.offset[row + 1]; i++) {
        if (reply.count[i] === 1) found.add(`${reply.startNs[i]} ${reply.endNs[i]}`);
      }
      expect(wide.map(([from, to]) => `${from} ${to}`).filter((span) => !found.has(span))).toEqual([]);
    }
  });
});
