import { expect, test } from 'vitest';
import { formatDuration } from '../../../../shared/base/format';

test.each([
  [0, '0 ns'],
  [1.05e6, '1.05 ms'],
  [24.4e9, '24.4 s'],
  [125e9, '2 min 5 s'],
  [300e9, '5 min'],
  [6000e9, '1 h 40 min'],
  [7200e9, '2 h'],
  [-300e9, '-5 min'],
  [Number.NaN, 'unknown'],
])('%d ns is %s', (ns, text) => expect(formatDuration(ns)).toBe(text));
