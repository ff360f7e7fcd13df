// Splits the text of a filter into the parts that are shown as chips. A bracket with what it holds is one chip; `or` holds
// together everything beside it, so a filter that has one outside of brackets is a single chip.

import { type FilterWord, filterWords } from '../../shared/model/filter-words';

export interface FilterTerm {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export function filterTerms(filter: string): readonly FilterTerm[] {
  const words = filterWords(filter);
  const terms: FilterTerm[] = [];
  let depth = 0;
  let from = -1;
  for (const word of words) {
    if (depth === 0 && word.kind === 'or') return [whole(filter, words)];
    if (depth === 0 && word.kind === 'and') continue;
    if (from < 0) from = word.from;
    if (word.kind === 'open' || word.kind === 'family') depth++;
    else if (word.kind === 'close') depth = Math.max(0, depth - 1);
    if (depth > 0 || word.kind === 'minus' || word.kind === 'not') continue;
    terms.push({ text: filter.slice(from, word.to), from, to: word.to });
    from = -1;
  }
  if (from >= 0) terms.push({ text: filter.slice(from), from, to: filter.length });
  return terms;
}

/** The filter without the term at that place in the list. */
export function withoutTerm(filter: string, index: number): string {
  return filterTerms(filter)
    .filter((_, place) => place !== index)
    .map((term) => term.text)
    .join(' ');
}

/** The term turns round what it holds: its chip is drawn so. */
export const isNegatedTerm = (text: string): boolean => /^(?:-|not(?=[\s(]))/i.test(text);

function whole(filter: string, words: readonly FilterWord[]): FilterTerm {
  const from = words[0].from;
  const to = words[words.length - 1].to;
  return { text: filter.slice(from, to), from, to };
}
