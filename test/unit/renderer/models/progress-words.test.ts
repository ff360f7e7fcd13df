import { expect, test } from 'vitest';
import { progressLine, progressShare, shortCount } from '../../../../renderer/models/progress-words';
import type { Progress } from '../../../../shared/model/requests';

const progress: Progress = {
  phase: 'reading',
  bytesRead: 110e6,
  bytesIndexed: 66e6,
  totalBytes: 220e6,
  bytesPerSecond: 85e6,
  events: 12_345_678,
};

test('one line tells how far, how much, how fast and how long still', () => {
  expect(progressLine(progress)).toBe('Reading: 34 % · 12.3 M events · 85.0 MB/s · about 2 s left');
  expect(progressLine({ ...progress, phase: 'saving', bytesPerSecond: 0 })).toBe('Saving the index · 12.3 M events');
});

test('of the first few bytes no guess is made', () => {
  expect(progressLine({ ...progress, bytesIndexed: 2e6, bytesPerSecond: 1e6 })).not.toContain('left');
  expect(progressLine({ ...progress, bytesIndexed: 8e6, bytesPerSecond: 1e6 })).toContain('left');
});

test('what goes on is never at a hundred percent', () => {
  expect(progressLine({ ...progress, bytesRead: 220e6, bytesIndexed: 220e6 })).toContain('Reading: 99 %');
});

test('without a size there is no share, and none is made up', () => {
  expect(progressShare({ ...progress, totalBytes: 0 })).toBeUndefined();
  expect(progressLine({ ...progress, totalBytes: 0, events: 0, bytesPerSecond: 0 })).toBe('Reading');
});

test.each([
  [512, '512'],
  [9_999, '9\u00a0999'],
  [85_000, '85.0 k'],
  [999_499, '999 k'],
  [999_500, '1.00 M'],
  [38_000_000, '38.0 M'],
])('%d is %s', (count, text) => {
  expect(shortCount(count)).toBe(text);
});
