// Weights in words.

import { formatDuration, formatMemory, formatPercent, groupDigits } from '../base/format';
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
      return `${sign}${groupDigits(size)} min`;
    case 'goroutines':
    case 'count':
      return sign + groupDigits(size);
  }
}

/** `19.2 %` of a whole that is not 0. */
export const shareText = (weight: number, total: number): string =>
  total === 0 ? '' : weight < 0 ? `-${formatPercent(-weight / total)}` : formatPercent(weight / total);

/** The same with a sign for what became more, too: `+1.05 MiB`. */
export const changeText = (weight: number, unit: WeightUnit): string =>
  `${weight > 0 ? '+' : ''}${weightText(weight, unit)}`;
