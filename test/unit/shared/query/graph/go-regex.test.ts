import { describe, expect, it } from 'vitest';
import { nameTest } from '../../../../../shared/query/graph/expressions';

const matches = (expression: string, name: string): boolean => nameTest(expression, { steps: 1e6 }).test(name);

/** Expression, a name in which Go's regexp finds it, one in which it does not (checked with it). */
const CASES: readonly (readonly [expression: string, found: string, missed: string])[] = [
  [String.raw`\Qmain.tree\E`, 'main.tree.func1', 'mainXtree'],
  [String.raw`^\Qa|b\E+$`, 'a|bbb', 'a|ba|b'],
  [String.raw`x\Q(`, 'x(', 'x'],
  [String.raw`^\Q\E$`, '', '-'],
  ['^[[:lower:]]+$', 'malloc', 'mallocGC'],
  ['^[[:^lower:]]+$', 'GC_1É', 'Gc'],
  ['(?i)^[[:upper:]_]+$', 'gc_ſK', 'gc1'],
  ['(?i)^[[:^lower:]]+$', '1é.', 'ſ'],
  ['(?i)^[[:^xdigit:]]+$', 'gsſ', 'B'],
  ['^[^[:space:]a]$', '\u00a0', 'a'],
  ['^[[:word:]-]+$', 'a-b_9', 'a b'],
  ['^[]a]+$', ']a]', '[a'],
  ['^[^]a]+$', 'b[', ']'],
  ['^[a-]+$', 'a-', 'b'],
  ['[[:x]]', '[]', '[a'],
  ['^(?s:a.b)$', 'a\nb', 'a\nbc'],
  ['^a.b$', 'a\rb', 'a\nb'],
  ['(?s)^a.b$', 'a\nb', 'ab'],
  ['a(?i:b)c', 'aBc', 'aBC'],
  ['^a(?i)b|c$', 'C', 'Ab'],
  ['^(?:a(?i)b)c$', 'aBc', 'aBC'],
  ['(?i)a(?-i)b', 'Ab', 'AB'],
  ['(?i)a(?-i:b)', 'Ab', 'aB'],
  ['(?U)main.*', 'main.tree', 'runtime'],
  ['(?Ui)MAIN.+?x', 'main.x', 'x'],
  ['(?m)^b$', 'a\nb\nc', 'a\rb'],
  ['^b', 'b', 'a\nb'],
  [String.raw`\pLallocgc$`, 'mallocgc', '.allocgc'],
  [String.raw`^\p{Greek}\PL\P{^Lu}$`, 'λ1A', 'l1A'],
  [String.raw`^[\p{Greek}\PL]+$`, 'λ1', 'l'],
  [String.raw`(?i)^\P{Lu}$`, '1', 'a'],
  [String.raw`(?i)^\p{Lu}$`, 'a', '1'],
  [String.raw`\x{6d}\x61in\.\164ree`, 'main.tree', 'main.free'],
  [String.raw`^[\x{0}-\x2f]\x{1F600}$`, '.😀', 'a😀'],
  [String.raw`\Amain\.a\z`, 'main.a', 'main.ab'],
  [String.raw`^\w\W\d\D\s\S$`, 'a.1b c', 'a.1b\u00a0c'],
  [String.raw`^[\S\t]$`, '\u00a0', ' '],
  [String.raw`\bgc\B`, '.gcx', 'xgcx'],
  ['interface {}', 'map[string]interface {}', 'interface'],
  ['^a{,2}]$', 'a{,2}]', 'aa]'],
  ['^a{2,3}$', 'aa', 'aaaa'],
  ['^*^a(?:$)+', 'a', 'ba'],
  ['^(?P<x>a)(?<y>b)(|c)$', 'abc', 'ab|'],
  [String.raw`\/\-\_\ \@\~`, '/-_ @~', '/'],
];

describe('expressions are read as Go reads them', () => {
  it.each(CASES)('%s', (expression, found, missed) => {
    expect(matches(expression, found)).toBe(true);
    expect(matches(expression, missed)).toBe(false);
  });

  it('and know look-ahead and look-behind too', () => {
    expect(matches('^main(?!.*func1)', 'main.tree')).toBe(true);
    expect(matches('^main(?!.*func1)', 'main.tree.func1')).toBe(false);
    expect(matches('(?<=main)(?i:X)', 'mainx')).toBe(true);
  });
});

describe('what cannot be read is named, with its place', () => {
  it.each([
    ['(', 'is wrong: there is no ) for this (', 0, 1],
    ['ab)', 'is wrong: there is no ( for this )', 2, 3],
    ['a[b', 'is wrong: there is no ] for this [', 1, 2],
    ['*a', 'is wrong: there is nothing to repeat', 0, 1],
    ['a|+', 'is wrong: there is nothing to repeat', 2, 3],
    ['a**', 'is wrong: a repetition is repeated', 2, 3],
    ['a{2,1}', 'is wrong: a repetition goes from a smaller', 1, 6],
    ['a{1001}', 'is wrong: a repetition goes from a smaller', 1, 7],
    ['[b-a]', 'is wrong: the range goes from a larger', 1, 4],
    ['[[:frob:]]', 'is wrong: there is no class [:frob:]', 1, 9],
    [String.raw`\p{Frob}`, String.raw`is wrong: there is no class \p{Frob}`, 0, 8],
    [String.raw`\pX`, String.raw`is wrong: there is no class \pX`, 0, 3],
    [String.raw`\x{110000}`, 'is wrong: there is no character of this number', 0, 10],
    [String.raw`a\Z`, String.raw`is wrong: \Z has no meaning here`, 1, 3],
    [String.raw`[\b]`, String.raw`is wrong: \b has no meaning here`, 1, 3],
    ['a\\', 'is wrong: nothing follows the backslash', 1, 2],
    ['(?>a)', 'is wrong: no kind of group begins with (?>', 0, 3],
    ['(?i-)', 'is wrong: no kind of group begins with (?i', 0, 3],
    [String.raw`(a)\1`, 'cannot be used: it refers back to a group', 3, 5],
    [String.raw`(?<n>a)\k<n>`, 'cannot be used: it refers back to a group', 7, 9],
    [String.raw`a\C`, String.raw`cannot be used: \C stands for a byte`, 1, 3],
    [String.raw`(?i)[\PL]`, String.raw`cannot be used: \PL within brackets`, 5, 8],
    ['((a{1000}){1000}){1000}', 'cannot be used: written out, its repetitions are too long', 0, 23],
  ])('%s', (expression, message, from, to) => {
    const problem = { message: expect.stringContaining(`The expression ${message}`), from, to };
    expect(() => nameTest(expression, { steps: 1e6 })).toThrow(expect.objectContaining(problem));
  });
});
