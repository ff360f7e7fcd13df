// Operators, brackets, families and the keys of dumps: what reads as what, what matches in a trace, and where errors point to.

import { describe, expect, it } from 'vitest';
import { GoState } from '../../../../shared/model/states';
import { filterGoroutines } from '../../../../shared/query/filter';
import type { FilterKind } from '../../../../shared/query/filter-keys';
import { type FilterNode, parseFilter } from '../../../../shared/query/filter-parser';
import { indexOf } from '../../../support/index-of';

/** The tree in few letters: `a b` and-ed is (a&b). */
function shape(node: FilterNode): string {
  if (node.op === 'not') return `!${shape(node.part)}`;
  if (node.op === 'family') return `family${shape(node.part)}`;
  if (node.op !== 'term') return `(${node.parts.map(shape).join(node.op === 'and' ? '&' : '|')})`;
  const { term } = node;
  const text = term.kind === 'text' ? term.text : term.kind;
  return term.negated ? `-${text}` : text;
}
const read = (text: string, kind: FilterKind = 'trace') => {
  const parsed = parseFilter(text, kind);
  return parsed.ok ? shape(parsed.tree) : parsed.error;
};

describe('operators', () => {
  it.each([
    ['', '()'],
    ['a', 'a'],
    ['a b', '(a&b)'],
    ['a and b', '(a&b)'],
    ['a or b c', '(a|(b&c))'],
    ['a OR b Or c', '(a|b|c)'],
    ['(a or b) c', '((a|b)&c)'],
    ['a (b or (c d))', '(a&(b|(c&d)))'],
    ['not a', '-a'],
    ['not -a', 'a'],
    ['not not not a', '-a'],
    ['-(a or b)', '!(a|b)'],
    ['not (a)', '!a'],
    ['not(a or b) c', '(!(a|b)&c)'],
    ['family(a or b) c', '(family(a|b)&c)'],
    ['-family(a)', '!familya'],
    ['"or" "and"', '(or&and)'],
    ['-or', '-or'],
    ['order android nothing', '(order&android&nothing)'],
    ['--a', '--a'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe("brackets of Go's names are text", () => {
  it.each([
    ['net/http.(*conn).serve', 'net/http.(*conn).serve'],
    ['(*conn).serve', '(*conn).serve'],
    ['-(*conn).serve', '-(*conn).serve'],
    ['(net/http.(*conn).serve or b)', '(net/http.(*conn).serve|b)'],
    ['((*conn).serve)', '(*conn).serve'],
    ['conn).serve', 'conn).serve'],
    ['func:(*conn).serve', '(*conn).serve'],
    ['("a)" or /b[)]/i)', '(a)|regex)'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('keys of dumps', () => {
  const terms = (text: string) => {
    const parsed = parseFilter(text, 'dump');
    return parsed.ok ? parsed.terms : parsed.error;
  };
  it.each([
    ['frame:Main.Run', { kind: 'field', field: 'frame', match: { text: 'main.run', exact: false } }],
    ['root:a', { kind: 'field', field: 'start', match: { text: 'a', exact: false } }],
    ['start:"a b"', { kind: 'field', field: 'start', match: { text: 'a b', exact: false } }],
    ['top:/x$/i', { kind: 'field', field: 'top', match: { regex: /x$/iu } }],
    ['pkg:"net/http"', { kind: 'field', field: 'pkg', match: { text: 'net/http', exact: true } }],
    ['file:server.go:40', { kind: 'field', field: 'file', match: { text: 'server.go:40', exact: false } }],
    ['state:waiting', { kind: 'reason', reason: 'waiting', exact: false }],
    ['state:"chan receive"', { kind: 'reason', reason: 'chan receive', exact: true }],
    ['wait>=5m', { kind: 'wait', comparison: '>=', value: 5 }],
    ['wait<1.5h', { kind: 'wait', comparison: '<', value: 90 }],
    ['minutes=5', { kind: 'wait', comparison: '=', value: 5 }],
    ['wait:unknown', { kind: 'untold' }],
    ['depth>7', { kind: 'depth', comparison: '>', value: 7 }],
    ['bubble:1,2', { kind: 'bubble', ids: new Set([1, 2]) }],
    ['lock:0xc000012345', { kind: 'lock', ids: new Set([0xc000012345]) }],
    ['is:Leaked', { kind: 'trait', trait: 'leaked' }],
    ['label:tenant', { kind: 'label', key: 'tenant' }],
    ['label:tenant=ACME', { kind: 'label', key: 'tenant', value: { text: 'acme', exact: true } }],
    ['label:"a b"="c = d"', { kind: 'label', key: 'a b', value: { text: 'c = d', exact: true } }],
    ['label:a="b c"', { kind: 'label', key: 'a', value: { text: 'b c', exact: true } }],
    ['label:path=/^.api/', { kind: 'label', key: 'path', value: { regex: /^.api/u } }],
    ['label:"x=y"', { kind: 'label', key: 'x=y' }],
  ])('%s', (text, term) => {
    expect(terms(text)).toEqual([{ negated: false, ...term }]);
    expect(terms(`(${text})`)).toEqual([{ negated: false, ...term }]);
    expect(terms(`-${text}`)).toEqual([{ negated: true, ...term }]);
  });
});

describe('errors say what and where', () => {
  it.each<[FilterKind, string, string, number, number]>([
    ['trace', '(a', 'The bracket is not closed', 0, 1],
    ['trace', 'a (b or (c d)', 'The bracket is not closed', 2, 3],
    ['trace', 'family(a', 'The bracket is not closed', 0, 7],
    ['trace', 'a )', 'There is no opening bracket', 2, 3],
    ['trace', 'a ()', 'Nothing stands between the brackets', 2, 4],
    ['trace', '(a)b', 'A blank is expected after the closing bracket', 3, 4],
    ['trace', 'a or', 'A term is expected after \'or\'. For the word itself use quotes: "or"', 2, 4],
    ['trace', 'or a', "A term is expected before 'or'", 0, 2],
    ['trace', 'a or or b', "A term is expected after 'or'", 2, 4],
    ['trace', 'a and', "A term is expected after 'and'", 2, 5],
    ['trace', '(a or ) b', "A term is expected after 'or'", 3, 5],
    ['trace', '(or a)', "A term is expected before 'or'", 1, 3],
    ['trace', 'not', "A term is expected after 'not'", 0, 3],
    ['trace', '(a -)', "'-' negates the term after it", 3, 4],
    ['trace', 'func:(a or b)', 'Brackets stand around whole terms: (func:a or func:b)', 5, 6],
    ['trace', `${'('.repeat(101)}a${')'.repeat(101)}`, 'nested deeper than 100', 100, 101],
    ['trace', `${'a '.repeat(500)}b`, 'more than 500 terms', 1000, 1001],
    ['trace', 'a frame:x', "'frame:' looks at the stack of a goroutine in a dump", 2, 8],
    ['trace', 'wait>=5m', "'wait' counts in dumps; in a trace use dur", 0, 4],
    ['trace', 'wait:unknown', "'wait' counts in dumps", 0, 5],
    ['trace', 'depth>7', "'depth' looks at the stack", 0, 5],
    ['trace', 'label:a=b', 'a trace does not tell it', 0, 6],
    ['trace', 'is:leaked', "'is:' does not know 'leaked': known are ghost, system", 3, 9],
    ['dump', 'a dur>10ms', "A dump tells no durations: compare the wait that it tells, for example 'wait>=5m'", 2, 5],
    ['dump', 'dur:1', 'A dump tells no durations', 0, 4],
    ['dump', 'wait>5', 'The number 5 has no unit: known are s, m, min, h, d', 5, 6],
    ['dump', 'wait>=', 'A number with a unit is expected', 0, 6],
    ['dump', 'wait>5constructor', "Unknown unit 'constructor'", 5, 17],
    ['dump', 'a wait:5m', 'A wait is compared', 2, 9],
    ['dump', 'minutes>5m', 'A whole number is expected', 0, 10],
    ['dump', 'depth:7', 'A depth is compared', 0, 7],
    ['dump', 'lock:c00', 'An address is expected', 5, 8],
    ['dump', 'bubble:x', 'Numbers of bubbles are expected', 7, 8],
    ['dump', 'is:nice', "'is:' does not know 'nice': known are ghost, system, leaked", 3, 7],
    ['dump', 'label:a=', "A value is expected after '='", 6, 8],
    ['dump', 'label:=a', "A label's key is expected", 0, 8],
    ['dump', 'label:"a b', 'The quote is not closed', 6, 10],
    ['dump', 'who:x', "Unknown key 'who'", 0, 4],
    ['dump', '(a or /b/x)', "Only 'i'", 9, 10],
    ['dump', String.raw`/(a)\1/`, 'refers back to a group', 0, 7],
    ['dump', '/((a{100}){100}){100}/', 'its repetitions are too long', 0, 22],
  ])('%s: %s', (kind, text, message, from, to) => {
    expect(read(text, kind)).toMatchObject({ message: expect.stringContaining(message), from, to });
  });

  it('a filter that is too long', () => {
    expect(read('a'.repeat(100_001))).toMatchObject({ message: expect.stringContaining('longer than'), from: 100_000 });
    expect(read('('.repeat(100_000))).toMatchObject({ message: expect.stringContaining('nested') });
    expect(read('-'.repeat(100_000))).toMatch(/^-+$/);
    expect(read('not '.repeat(25_000))).toMatchObject({ message: expect.stringContaining("after 'not'") });
    expect(read('"'.repeat(99_999))).toMatchObject({ message: expect.stringContaining('closing quote') });
  });
});

describe('in a trace', () => {
  const { Running, Waiting } = GoState;
  const { index } = indexOf([
    { id: 1, name: 'main.main', spans: [{ toNs: 1000, state: Running }] },
    {
      id: 2,
      name: 'main.boss',
      creator: 'main.main',
      parent: 0,
      spans: [
        { toNs: 400, state: Running },
        { toNs: 1000, state: Waiting, reason: 'select' },
      ],
    },
    {
      id: 3,
      name: 'main.worker',
      creator: 'main.boss',
      parent: 1,
      spans: [{ toNs: 1000, state: Waiting, reason: 'select' }],
    },
    { id: 4, name: 'main.other', creator: 'main.main', parent: 0, spans: [{ toNs: 1000, state: Running }] },
    { id: 5, name: 'lib.loop', spans: [{ toNs: 1000, state: Waiting, reason: 'chan receive' }] },
  ]);
  it.each([
    ['worker or other', [3, 4]],
    ['g:1 or g:2 main.boss', [1, 2]],
    ['(g:1 or g:2) main.boss', [2]],
    ['-(worker or other)', [1, 2, 5]],
    ['not worker and not other', [1, 2, 5]],
    ['main and (reason:select or lib)', [2, 3]],
    ['start:main.main', [1]],
    ['created:main.main', [2, 4]],
    ['created:/boss$/', [3]],
    ['family(worker)', [1, 2, 3]],
    ['family(g:2)', [1, 2, 3]],
    ['-family(g:2)', [4, 5]],
    ['family(nothing)', []],
    // Each side of `or` has a time of its own; a time outside of the bracket is that of both.
    ['state:running dur>=1us or state:waiting dur>=1us', [1, 3, 4, 5]],
    ['(state:running or state:waiting) dur>=1us', [1, 2, 3, 4, 5]],
    ['state:running dur<1us', [2]],
    ['-(state:running dur<1us)', [1, 3, 4, 5]],
  ])('%s', (filter, expected) => {
    const result = filterGoroutines(index, filter);
    if (!result.ok) throw new Error(result.error.message);
    expect([...index.goroutines.id].filter((_, row) => result.mask[row] === 1)).toEqual(expected);
    expect(result.matched).toBe(expected.length);
  });
});
