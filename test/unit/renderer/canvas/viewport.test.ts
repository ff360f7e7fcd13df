import { describe, expect, test } from 'vitest';
import {
  between,
  bringIntoView,
  fitAll,
  fitRange,
  levelFor,
  MARGIN_PX,
  nsAt,
  nsPerPx,
  panBy,
  pxAt,
  viewportOf,
  zoomAt,
} from '../../../../renderer/canvas/viewport';

const SPAN = 40e9;
const WIDTH = 1350;

describe('the whole trace', () => {
  test('has a margin at both sides', () => {
    const all = fitAll(WIDTH, SPAN);
    expect(pxAt(all, 0)).toBeCloseTo(MARGIN_PX, 6);
    expect(pxAt(all, SPAN)).toBeCloseTo(WIDTH - MARGIN_PX, 6);
  });

  test('an empty trace and a narrow element still have a window', () => {
    const all = fitAll(0, 0);
    expect(all.toNs).toBeGreaterThan(all.fromNs);
    expect(Number.isFinite(nsPerPx(all))).toBe(true);
  });
});

describe('zoom', () => {
  test('keeps the time under the cursor', () => {
    let v = fitAll(WIDTH, SPAN);
    const time = nsAt(v, 400);
    for (let i = 0; i < 30; i++) {
      v = zoomAt(v, 400, 0.7);
      expect(Math.abs(pxAt(v, time) - 400)).toBeLessThan(0.01);
    }
  });

  test('ends at one nanosecond per pixel', () => {
    let v = fitAll(WIDTH, SPAN);
    for (let i = 0; i < 200; i++) v = zoomAt(v, 500, 0.5);
    expect(nsPerPx(v)).toBeCloseTo(1, 9);
  });

  test('ends at the whole trace', () => {
    let v = viewportOf(1e9, 2e9, WIDTH, SPAN);
    for (let i = 0; i < 50; i++) v = zoomAt(v, 10, 2);
    const all = fitAll(WIDTH, SPAN);
    expect(v.fromNs).toBeCloseTo(all.fromNs, 0);
    expect(v.toNs).toBeCloseTo(all.toNs, 0);
  });

  test('at the closest zoom does not drift', () => {
    const closest = viewportOf(1e9, 1e9 + WIDTH, WIDTH, SPAN);
    const again = zoomAt(closest, 700, 0.5);
    expect(again.fromNs).toBeCloseTo(closest.fromNs, 3);
  });
});

describe('pan', () => {
  test('moves by pixels and keeps the length exactly', () => {
    const v = viewportOf(1e9, 1.5e9, WIDTH, SPAN);
    const moved = panBy(v, 100);
    expect(moved.fromNs - v.fromNs).toBeCloseTo(100 * nsPerPx(v), 3);
    expect(moved.toNs - moved.fromNs).toBeCloseTo(v.toNs - v.fromNs, 3);
  });

  test('stops a margin beyond the ends of the trace', () => {
    const v = viewportOf(1e9, 1.5e9, WIDTH, SPAN);
    expect(pxAt(panBy(v, -1e9), 0)).toBeCloseTo(MARGIN_PX, 3);
    expect(pxAt(panBy(v, 1e9), SPAN)).toBeCloseTo(WIDTH - MARGIN_PX, 3);
  });
});

test('a range is shown with room around it', () => {
  const v = fitRange(fitAll(WIDTH, SPAN), 10e9, 11e9);
  expect(v.fromNs).toBeCloseTo(9.9e9, 0);
  expect(v.toNs).toBeCloseTo(11.1e9, 0);
});

test('bringing into view moves only as far as needed', () => {
  const v = viewportOf(10e9, 11e9, WIDTH, SPAN);
  expect(bringIntoView(v, 10.2e9, 10.3e9)).toBe(v);
  const right = bringIntoView(v, 11.2e9, 11.3e9);
  expect(pxAt(right, 11.3e9)).toBeCloseTo(WIDTH - 24, 3);
  const left = bringIntoView(v, 5e9, 5.1e9);
  expect(pxAt(left, 5e9)).toBeCloseTo(24, 3);
});

describe('animation', () => {
  test('of a zoom keeps the fixed time fixed in every step', () => {
    const a = viewportOf(10e9, 20e9, WIDTH, SPAN);
    const b = zoomAt(a, 300, 0.01);
    const time = nsAt(a, 300);
    for (const t of [0, 0.25, 0.5, 0.9, 1]) expect(pxAt(between(a, b, t), time)).toBeCloseTo(300, 3);
  });

  test('of a pan moves evenly and ends exactly', () => {
    const a = viewportOf(10e9, 20e9, WIDTH, SPAN);
    const b = panBy(a, 200);
    expect(between(a, b, 0.5).fromNs).toBeCloseTo((a.fromNs + b.fromNs) / 2, 0);
    expect(between(a, b, 1)).toBe(b);
  });
});

test('levels round the resolution down to a power of two', () => {
  expect([0.3, 1, 1.9, 2, 3.9, 4, 1000].map(levelFor)).toEqual([0, 0, 0, 1, 1, 2, 9]);
});
