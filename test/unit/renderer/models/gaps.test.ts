import { expect, test } from 'vitest';
import { gapMessage, gapOfProblem, neighbourGap, unreadableNs, windowAround } from '../../../../renderer/models/gaps';

const GAPS = [
  { fromNs: 100, toNs: 200, problem: 1 },
  { fromNs: 500, toNs: 600 },
  { fromNs: 900, toNs: 1000, problem: 0 },
];

test('counts what of a range is not readable, at its ends by parts', () => {
  expect(unreadableNs(GAPS, 0, 1000)).toBe(300);
  expect(unreadableNs(GAPS, 150, 550)).toBe(100);
  expect(unreadableNs(GAPS, 200, 500)).toBe(0);
  expect(unreadableNs(GAPS, 120, 130)).toBe(10);
  expect(unreadableNs([], 0, 1000)).toBe(0);
});

test('a gap belongs to the problem that it names, and to no other', () => {
  expect(gapOfProblem({ gaps: GAPS }, 0)).toBe(GAPS[2]);
  expect(gapOfProblem({ gaps: GAPS }, 1)).toBe(GAPS[0]);
  expect(gapOfProblem({ gaps: GAPS }, 2)).toBeUndefined();
  const problems = [{ code: 'truncated', message: 'It ends there.' }] as const;
  expect(gapMessage({ problems }, GAPS[2] as (typeof GAPS)[number])).toBe('It ends there.');
  expect(gapMessage({ problems }, GAPS[1] as (typeof GAPS)[number])).toBeUndefined();
});

test('is shown in the middle third of a window, a short one with some of the trace around it', () => {
  expect(windowAround({ fromNs: 400, toNs: 500 }, 1000)).toEqual({ fromNs: 300, toNs: 600 });
  expect(windowAround({ fromNs: 400, toNs: 400 }, 10_000)).toEqual({ fromNs: 350, toNs: 450 });
  expect(windowAround({ fromNs: 300, toNs: 700 }, 1000)).toEqual({ fromNs: 150, toNs: 850 });
});

test('the next one lies after a time, the previous one before it, and after the last comes the first', () => {
  expect([0, 150, 400, 700, 960].map((at) => neighbourGap(GAPS, at, 1))).toEqual([0, 1, 1, 2, 0]);
  expect([0, 150, 400, 700, 960].map((at) => neighbourGap(GAPS, at, -1))).toEqual([2, 2, 0, 1, 2]);
  expect(neighbourGap([], 10, 1)).toBeUndefined();
});
