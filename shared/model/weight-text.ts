// Weights in words.

import { formatDuration, formatMemory, formatPercent, groupDigits, threeDigits } from '../base/format';
import type { WeightUnit } from './graphs';

/** `94.7 ms`, `1.05 MiB`, `1 234`; signed ones keep their sign. */
export function weightText(weight: number, unit: WeightUnit): string {
  const sign = weight < 0 ? '-' : '';
  const size = Math.abs(weight);
  switch (unit) {
    case 'nanoseconds':
      return sign + formatDuration(size);
    case 'bytes':
      return sign + formatMemory(size);
    case 'minutes':
      return `${sign}${countText(size)} min`;
    case 'goroutines':
    case 'count':
      return sign + countText(size);
  }
}

/** What was scaled to another total is not whole. */
const countText = (size: number): string => (Number.isInteger(size) ? groupDigits(size) : threeDigits(size));

/** `19.2 %` of a whole that is not 0. */
export const shareText = (weight: number, total: number): string =>
  total === 0 ? '' : weight < 0 ? `-${formatPercent(-weight / total)}` : formatPercent(weight / total);

/** Of a whole that is not 0, with a sign for what became more, too: `+12.1 %`. */
export const changeShareText = (weight: number, total: number): string =>
  `${weight > 0 && total !== 0 ? '+' : ''}${shareText(weight, total)}`;

/** The same with a sign for what became more, too: `+1.05 MiB`. */
export const changeText = (weight: number, unit: WeightUnit): string =>
  `${weight > 0 ? '+' : ''}${weightText(weight, unit)}`;
