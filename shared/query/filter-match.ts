// What the tests of terms share, for traces and dumps.

import type { FilterError } from '../model/requests';
import type { FilterNode } from './filter-parser';
import type { Comparison } from './filter-term';

export type TermNode = Extract<FilterNode, { readonly op: 'term' }>;

/** Steps of regular expressions per filter: a second or two. */
export const REGEX_STEPS = 100_000_000;

/** What is said when the regular expressions of a filter used up their budget. */
export function tooSlow(asked: TermNode | undefined, text: string): FilterError {
  const message = 'The regular expression takes too long on the names of this file. A shorter or plainer one will do.';
  return { message, from: asked?.from ?? 0, to: asked?.to ?? text.length };
}

/** A test that is made once for each number. */
export function once(test: (key: number) => boolean): (key: number) => boolean {
  const known = new Map<number, boolean>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      answer = test(key);
      known.set(key, answer);
    }
    return answer;
  };
}

/** Nothing compares with NaN. */
export function compare(value: number, comparison: Comparison | '=', limit: number): boolean {
  switch (comparison) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '=':
      return value === limit;
  }
}
