// Our automaton answers as the language's own engine does, and does not hang where that one would.

import { describe, expect, it } from 'vitest';
import { boundedRegex, RegexBudgetSpent } from '../../../../shared/query/filter-regex';
import { UnsupportedRegex } from '../../../../shared/query/filter-regex-program';

const test = (regex: RegExp, text: string, steps = 1e9) => boundedRegex(regex)(text, { steps });

const STACK = ['runtime.gopark', 'runtime.chanrecv1', 'main.(*Worker).run', 'main.main.func1'].join('\n');
const TEXTS = [
  '',
  'a',
  'aab',
  'abcabc',
  'xay',
  'A_b-c',
  STACK,
  'é€𝒳z',
  'a\r\nb',
  'a\u2028b',
  '\ud800',
  'ſK',
  '{}',
  'ba'.repeat(9),
];
const PATTERNS = [
  'a',
  'a|b',
  '^a',
  'a$',
  '^$',
  '',
  'a*',
  'a+b',
  'a?b?c',
  '(a|ab)(c|bcd)*',
  '(?:a*)*b',
  '(?:a|b)+c',
  'a{2}',
  'a{1,2}b',
  'a{0}b',
  'a{2,}',
  '(?:ba){3,5}$',
  '[abc]{3}',
  '[^a]',
  '[^\\n]*',
  '.',
  '^.$',
  '^..$',
  '^.{4}$',
  '\\bmain\\b',
  '\\Ba',
  '\\w+\\.\\(',
  '\\d',
  '\\p{Lu}',
  '\\u{1D4B3}',
  '\\ud835\\udcb3',
  '\\x61',
  '\\u0061b',
  '[\\u{1D4B3}é]',
  '\\S+$',
  '^main\\.',
  'func1$',
  'k',
  'S',
  '(?=a)a',
  '(?!a)b',
  '^(?!.*chanrecv)',
  '^(?!.*nothing)',
  '(?<=x)a',
  '(?<!x)a',
  '(?<=^a)b',
  'a(?=b(?!c))',
  '(?<=a(?=b)b)c',
  '(?=.*main)(?=.*park)',
  'gopark[^]*main\\.main',
  'gopark.*main',
  '(?<name>a)b',
  '(?:)',
  '(?:a|)b',
  '^(?:.*\\n)+main',
  '(?<=\\n)main',
  '(?!)',
  '(?<!.)a',
  'a\\b',
  '[\\]a-c]+x?',
  '\\{\\}',
  'a(?!.)',
  '(?<=(?:ba){2})b',
  '(?<=a|bc)c',
];

describe('the same answer as RegExp', () => {
  it.each(PATTERNS)('%s', (pattern) => {
    for (const flags of ['u', 'iu', 'mu', 'su', 'imsu']) {
      const regex = new RegExp(pattern, flags);
      for (const text of TEXTS) expect([flags, text, test(regex, text)]).toEqual([flags, text, regex.test(text)]);
    }
  });

  it('for expressions and texts by seed', () => {
    let seed = 7;
    const pick = <T>(of: readonly T[]): T => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return of[(seed >>> 8) % of.length];
    };
    const make = (depth: number): string => {
      const kind = depth === 0 ? 'atom' : pick(['atom', 'pair', 'pair', 'or', 'repeat', 'look', 'edge'] as const);
      if (kind === 'atom') return pick(['a', 'b', 'c', '[ab]', '.', '[^a]']);
      if (kind === 'pair') return make(depth - 1) + make(depth - 1);
      if (kind === 'or') return `(?:${make(depth - 1)}|${make(depth - 1)})`;
      if (kind === 'repeat') return `(?:${make(depth - 1)})${pick(['*', '+', '?', '*?', '{2}', '{0,2}', '{1,}'])}`;
      if (kind === 'look') return `(${pick(['?=', '?!', '?<=', '?<!'])}${make(depth - 1)})${make(depth - 1)}`;
      return pick(['^', '$', '\\b', '\\B']) + make(depth - 1);
    };
    for (let i = 0; i < 3000; i++) {
      const regex = new RegExp(make(4), pick(['u', 'mu', 'su']));
      const text = Array.from({ length: (i % 9) + 1 }, () => pick(['a', 'b', 'c', '\n', ' '])).join('');
      expect([String(regex), text, test(regex, text)]).toEqual([String(regex), text, regex.test(text)]);
    }
  });
});

describe('cost', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(5000)}b`],
    ['(a|aa)+$', `${'a'.repeat(5000)}b`],
    ['(.*)*(.*)*(.*)*x', 'a'.repeat(5000)],
    ['^(?=(a+)+$)', `${'a'.repeat(5000)}b`],
    ['(?<=(a|a)*)b', `${'a'.repeat(5000)}c`],
    [`${'a?'.repeat(60)}${'a'.repeat(60)}$`, `${'a'.repeat(59)}`],
  ])('%s on a text of which it would never come back', (pattern, text) => {
    expect(test(new RegExp(pattern, 'u'), text, 20_000_000)).toBe(false);
  });

  it('a budget that is used up is an error, not an answer', () => {
    expect(() => test(/(a|b)*c/u, 'a'.repeat(1000), 100)).toThrow(RegexBudgetSpent);
    expect(() => test(/abc/u, 'a'.repeat(10_000), 100)).toThrow(RegexBudgetSpent);
  });

  it.each([
    String.raw`(a)\1`,
    String.raw`(?<n>a)\k<n>`,
    '(?:(?:){9999}){9999}',
    '((a{1000}){1000}){1000}',
    'a{99999999}',
  ])('%s is refused', (pattern) => {
    expect(() => boundedRegex(new RegExp(pattern, 'u'))).toThrow(UnsupportedRegex);
  });
});
