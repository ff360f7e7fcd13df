import { describe, expect, test } from 'vitest';
import { formatTimeAt, rulerTicks } from '../../../../renderer/canvas/ruler';

const labels = (from: number, to: number) => rulerTicks(from, to, 1000, 90).ticks.map(({ label }) => label);

describe('ticks', () => {
  test('of a trace of 40 ms are milliseconds', () => {
    expect(labels(0, 40e6)).toEqual(['0 ms', '5 ms', '10 ms', '15 ms', '20 ms', '25 ms', '30 ms', '35 ms', '40 ms']);
  });

  test('of a part of it have the decimals they need', () => {
    expect(labels(18.6e6, 19.3e6).slice(0, 3)).toEqual(['18.6 ms', '18.7 ms', '18.8 ms']);
  });

  test('of a long trace are seconds', () => {
    expect(labels(0, 61e9)).toEqual(['0 s', '10 s', '20 s', '30 s', '40 s', '50 s', '60 s']);
  });

  test('have one unit, also where it is larger than the step', () => {
    expect(labels(0, 2.12e9)).toEqual([
      '0 s',
      '0.2 s',
      '0.4 s',
      '0.6 s',
      '0.8 s',
      '1.0 s',
      '1.2 s',
      '1.4 s',
      '1.6 s',
      '1.8 s',
      '2.0 s',
    ]);
  });

  test('before the start there are none', () => {
    const { ticks } = rulerTicks(-1e6, 10e6, 1000, 90);
    expect(ticks[0]?.ns).toBe(0);
  });

  test('are never closer than the gap, at any zoom', () => {
    for (let length = 1000; length < 1e13; length *= 1.37) {
      const { ticks, stepNs } = rulerTicks(7e9, 7e9 + length, 1000, 90);
      expect(stepNs / (length / 1000)).toBeGreaterThanOrEqual(90);
      expect(ticks.length).toBeGreaterThan(0);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    }
  });

  test('stand at 1, 2 or 5 times a power of ten', () => {
    for (const length of [1300, 5e4, 7.7e6, 3.3e9]) {
      const { stepNs } = rulerTicks(0, length, 1000, 90);
      expect([1, 2, 5]).toContain(Math.round(stepNs / 10 ** Math.floor(Math.log10(stepNs) + 1e-9)));
    }
  });

  test('at nanoseconds far from the start are distances from a base', () => {
    const { ticks, baseNs } = rulerTicks(24_123_456_700, 24_123_457_700, 1000, 90);
    expect(baseNs).toBeDefined();
    expect(ticks.every(({ label }) => /^\+[\d\u00a0]+ ns$/.test(label))).toBe(true);
    const first = ticks[0];
    expect((baseNs ?? 0) + Number(first?.label.slice(1, -3).replace('\u00a0', ''))).toBe(first?.ns);
  });
});

describe('a time', () => {
  test.each([
    [19_260_000, 42_000, '19.26 ms'],
    [0, 1000, '0 ns'],
    [999, 1, '999 ns'],
    [1_234_567, 1, '1.234567 ms'],
    [24_400_000_000, 1e8, '24.4 s'],
    [24_123_456_700, 1, '24.123456700 s'],
  ])('%d ns at %d ns per pixel', (ns, resolution, text) => {
    expect(formatTimeAt(ns, resolution)).toBe(text);
  });
});
