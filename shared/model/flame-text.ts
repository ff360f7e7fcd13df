// What a flame graph says of what it does not show box by box.

import { formatPercent, groupDigits } from '../base/format';
import type { FlameTree } from './flame';
import { weightText } from './weight-text';

/** Undefined = nothing was joined. */
export function othersText({ others, unit, width, time }: FlameTree): string | undefined {
  if (others === undefined) return undefined;
  const stacks = `${groupDigits(others.stacks)} ${time === undefined ? 'distinct stacks' : 'samples'}`;
  const share = formatPercent(others.width / width[0]);
  return `boxes of less than ${weightText(others.least, unit)} are joined as (others): ${stacks}, ${share} of all`;
}
