// The filter language: what reads as what, and where errors point to.

import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../shared/query/filter-parser';

const terms = (text: string) => {
  const parsed = parseFilter(text);
  return parsed.ok ? parsed.terms : parsed.error;
};

describe('terms', () => {
  it.each([
    ['', []],
    ['  ', []],
    ['Worker', [{ kind: 'text', text: 'worker', negated: false }]],
    ['net/http', [{ kind: 'text', text: 'net/http', negated: false }]],
    ['main.f:1', [{ kind: 'text', text: 'main.f:1', negated: false }]],
    [
      '"a b" -c',
      [
        { kind: 'text', text: 'a b', negated: false },
        { kind: 'text', text: 'c', negated: true },
      ],
    ],
    ['"say \\"x\\""', [{ kind: 'text', text: 'say "x"', negated: false }]],
    ['func:x', [{ kind: 'text', text: 'x', negated: false }]],
    ['/a[/]b\\/c/i', [{ kind: 'regex', regex: /a[/]b\/c/iu, negated: false }]],
    ['-func:/x$/', [{ kind: 'regex', regex: /x$/u, negated: true }]],
    ['g:7,12', [{ kind: 'ids', ids: new Set([7, 12]), negated: false }]],
    ['STATE:Waiting', [{ kind: 'state', state: 'waiting', negated: false }]],
    ['-is:Ghost', [{ kind: 'trait', trait: 'ghost', negated: true }]],
    ['reason:Chan', [{ kind: 'reason', reason: 'chan', exact: false, negated: false }]],
    ['reason:"chan receive"', [{ kind: 'reason', reason: 'chan receive', exact: true, negated: false }]],
    ['dur>10ms', [{ kind: 'duration', comparison: '>', ns: 10e6, negated: false }]],
    ['dur<=.5s', [{ kind: 'duration', comparison: '<=', ns: 5e8, negated: false }]],
    ['dur>=2µs', [{ kind: 'duration', comparison: '>=', ns: 2000, negated: false }]],
    ['DUR>1S', [{ kind: 'duration', comparison: '>', ns: 1e9, negated: false }]],
    ['dur>1MS', [{ kind: 'duration', comparison: '>', ns: 1e6, negated: false }]],
    ['-dur<1m', [{ kind: 'duration', comparison: '<', ns: 60e9, negated: true }]],
    ['duration', [{ kind: 'text', text: 'duration', negated: false }]],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });
});

describe('errors say what and where', () => {
  it.each([
    ['is:gone', "'is:' does not know 'gone': known are ghost, system.", 3, 7],
    ['a foo:1', "Unknown key 'foo': known are func, g, state, reason, is, dur", 2, 6],
    ['a "b c', 'quote is not closed', 2, 6],
    ['"a"b', 'blank is expected after the closing quote', 3, 4],
    ['a -', "'-' negates the term after it", 2, 3],
    ['x /ab', "not closed by '/'", 2, 5],
    ['x /(/', 'wrong: Unterminated group', 2, 5],
    ['/a/g', "Only 'i'", 3, 4],
    ['//', 'empty', 0, 2],
    [`/${'a'.repeat(201)}/`, 'longer than 200', 0, 203],
    ['g:x', 'Goroutine ids are expected', 2, 3],
    ['g:', "Something is expected after 'g:'", 0, 2],
    ['g:1,', 'Goroutine ids are expected', 2, 4],
    ['state:asleep', "Unknown state 'asleep': known are waiting, running, runnable, syscall", 6, 12],
    ['reason:/x/', 'takes no regular expression', 7, 10],
    ['dur:5', 'A duration is compared', 0, 4],
    ['dur=5ms', 'compared with >, >=, < or <=', 0, 7],
    ['dur > 5ms', 'without blanks', 0, 3],
    ['a dur>', 'A number with a unit is expected', 2, 6],
    ['dur>5', 'The number 5 has no unit', 4, 5],
    ['dur>5h', "Unknown unit 'h'", 4, 6],
  ])('%s', (text, message, from, to) => {
    const error = terms(text);
    expect(error).toMatchObject({ message: expect.stringContaining(message), from, to });
  });
});
