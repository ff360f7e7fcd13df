import { describe, expect, test } from 'vitest';
import type { TagLabel, WeightedStacks } from '../../../../../shared/model/graphs';
import { tagTestOf } from '../../../../../shared/query/graph/expressions';
import { tagTest } from '../../../../../shared/query/graph/tag-filter';
import { stacksOf } from '../../../../support/weighted-stacks';

function labelled(...sets: readonly (readonly TagLabel[])[]): WeightedStacks {
  const tagNames = sets.map((set) => set.map(({ key, value }) => `${key}:${value}`).join('\n'));
  return { ...stacksOf('m;a 1'), length: sets.length, tag: Int32Array.from(sets.keys()), tagNames, tagLabels: sets };
}

const LABELS = labelled(
  [
    { key: 'handler', value: '/v1/cart' },
    { key: 'tenant', value: 'acme' },
  ],
  [{ key: 'handler', value: '/v2/cart' }],
  [{ key: 'bytes', value: 2048, unit: 'bytes' }],
  [{ key: 'wait', value: 3, unit: 'milliseconds' }],
  [{ key: 'conn', value: 7 }],
);

const passing = (text: string): number[] =>
  [0, 1, 2, 3, 4].filter(tagTest(LABELS, { tagFocus: tagTestOf(text, { steps: 1e6 }) }));

describe('tagfocus, as pprof reads it', () => {
  test.each([
    ['cart', [0, 1]],
    ['^handler:/v1', [0]],
    ['handler:/v1/cart', [0]],
    ['v1,acme', [0]],
    ['v1,nobody', []],
    ['handler=v1', [0]],
    ['handler=/v1,/v2', [0, 1]],
    ['handler=handler', []],
    ['tenant=/v1', []],
    ['(?i)V1,ACME', [0]],
    ['(?i)tenant=AC{1,2}ME', [0]],
    ['tenant=\\Qacme\\E', [0]],
    // A number that is written as an expression is none.
    ['bytes', []],
  ])('%s', (text, expected) => expect(passing(text)).toEqual(expected));

  test.each([
    ['2kb', [2]],
    ['bytes=2KB', [2]],
    // 7 of an unknown unit are 7 of any: pprof's rule.
    ['1kb:', [2, 4]],
    [':1kb', []],
    ['1kb:1mb', [2, 4]],
    ['2048bytes', [2]],
    ['2ms:4ms', [3]],
    ['wait=3000us', [3]],
    ['7', [4]],
    ['conn=:9', [4]],
    ['wait=2kb', []],
  ])('%s as a number or range', (text, expected) => expect(passing(text)).toEqual(expected));

  test('a comma within brackets is no other expression', () => {
    expect(passing('v[1,2]/cart')).toEqual([0, 1]);
  });
});

test('states are matched as they are', () => {
  const states = stacksOf('m;a 1 chan receive', 'm;b 1 select', 'm;c 1');
  const shown = [0, 1, 2].filter(tagTest(states, { tagIgnore: tagTestOf('^chan', { steps: 1e6 }) }));
  expect(shown).toEqual([1, 2]);
});
