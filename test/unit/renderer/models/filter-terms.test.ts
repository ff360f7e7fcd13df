// Which parts of a filter are chips.

import { expect, it } from 'vitest';
import { filterTerms, isNegatedTerm, withoutTerm } from '../../../../renderer/models/filter-terms';

it.each([
  ['a (b or c) d', ['a', '(b or c)', 'd']],
  ['a or b c', ['a or b c']],
  [' a or "b ', ['a or "b ']],
  ['a and b', ['a', 'b']],
  ['not a -b not (c d)', ['not a', '-b', 'not (c d)']],
  ['-(a or b) -family(c (d))', ['-(a or b)', '-family(c (d))']],
  ['(*conn).serve net/http.(*conn).serve', ['(*conn).serve', 'net/http.(*conn).serve']],
  ['label:"a b"="c d" x', ['label:"a b"="c d"', 'x']],
  ['a (b c', ['a', '(b c']],
  ['a ) b', ['a', ')', 'b']],
  ['a -', ['a', '-']],
])('%s', (filter, chips) => {
  expect(filterTerms(filter).map(({ text }) => text)).toEqual(chips);
  for (const { text, from, to } of filterTerms(filter)) expect(filter.slice(from, to)).toBe(text);
});

it('one is taken out, the others stay', () => {
  expect(withoutTerm('a and (b or c) and d', 1)).toBe('a d');
  expect(withoutTerm('a or b', 0)).toBe('');
});

it.each([
  ['-a', true],
  ['not (a)', true],
  ['nothing', false],
  ['(-a)', false],
])('%s is negated: %s', (text, expected) => {
  expect(isNegatedTerm(text)).toBe(expected);
});
