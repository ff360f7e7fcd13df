// What graphs, flame graphs and tables say of themselves.

import { describe, expect, test } from 'vitest';
import type { FlameRequest, GraphRequest } from '../../../../shared/model/graph-requests';
import { DEFAULT_GRAPH, type WeightedStacks } from '../../../../shared/model/graphs';
import { difference } from '../../../../shared/query/graph/difference';
import { callGraphReply, flameReply } from '../../../../shared/service/graphs';
import { stacksOf } from '../../../support/weighted-stacks';

const REQUEST: GraphRequest = {
  ...{ source: 's', filter: '', expressions: {}, caption: ['file'], clusters: false, fold: true, unfolded: [] },
  ...DEFAULT_GRAPH,
};
const FLAME: FlameRequest = {
  ...{ source: 's', filter: '', expressions: {}, noInlines: false, order: 'weight', caption: ['file'] },
};
const graphLines = (stacks: WeightedStacks, change: Partial<GraphRequest> = {}): readonly string[] => {
  const reply = callGraphReply(stacks, { ...REQUEST, ...change }, () => 'plain');
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.drawn.caption;
};
const flameLines = (stacks: WeightedStacks, change: Partial<FlameRequest> = {}): readonly string[] => {
  const reply = flameReply(stacks, { ...FLAME, ...change });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.caption;
};

const SOME = stacksOf('main;work;read 60', 'main;work;write 30', 'main;rest 10');
/** The last one has no stack in the file. */
const BARE: WeightedStacks = { ...SOME, stack: SOME.stack.map((stack, i) => (i === 2 ? -1 : stack)) };
const DEEP = stacksOf('main;a;b;c;work 90', 'main;a;b;c;work;light 10');

describe('a call graph', () => {
  test('says filters only where there are some; what has no stack is said as what it is', () => {
    expect(graphLines(SOME)).toEqual(['file', '100 in all · 5 functions']);
    expect(graphLines(BARE)[1]).toBe('100 in all · 10 without a stack in the file, not drawn · 4 functions in 3 boxes');
    expect(graphLines(SOME, { expressions: { focus: 'read' } }).slice(1)).toEqual([
      '100 in all · 60 (60.0 %) after filters · 3 functions in 1 box',
      'focus: read',
    ]);
  });

  test('relative percentages say what they are of', () => {
    expect(graphLines(SOME, { expressions: { focus: 'read' }, relative: true })[1]).toMatch(
      /^60 of 100; shares are of what is shown · 3 functions/,
    );
    expect(graphLines(SOME, { relative: true })[1]).toMatch(/^100 in all · /);
  });

  test('counts functions and boxes apart, contexts as such, and what is dropped with its own weight', () => {
    expect(graphLines(DEEP)[1]).toBe('100 in all · 6 functions in 2 boxes');
    expect(graphLines(DEEP, { nodeFraction: 0.2 })[1]).toBe(
      '100 in all · 5 functions in 1 box · not shown: 1 function with 10 (10.0 %) of its own',
    );
    const twice = stacksOf('main;a;read 60', 'main;b;read 40');
    expect(graphLines(twice, { callTree: true, fold: false })[1]).toBe(
      '100 in all · 5 calling contexts of 4 functions',
    );
    expect(graphLines(twice, { granularity: 'package' })[1]).toMatch(/packages/);
  });

  test('options have the names that pprof gives them', () => {
    const expressions = { showFrom: 'work', pruneFrom: 'read', tagFocus: '', tagIgnore: 'x' };
    expect(graphLines(SOME, { expressions, noInlines: true, filter: 'g:1' }).at(-1)).toBe(
      'filter: g:1 · show_from: work · prune_from: read · tagignore: x · noinlines',
    );
  });

  test('a difference has both totals and says what shares are of', () => {
    const change = difference(stacksOf('main;read 100'), stacksOf('main;read 120', 'main;write 15'), false);
    expect(graphLines(change)[1]).toBe('135 minus 100: +35 (+35.0 %) · shares are of 100 before · 3 functions');
    expect(graphLines(change, { expressions: { focus: 'write' } })[1]).toContain('+15 after filters');
    const scaled = difference(stacksOf('main;read 100'), stacksOf('main;read 135'), true);
    expect(graphLines(scaled, { normalise: true })[1]).toMatch(
      /^135 minus 135: 0 \(0.0 %\) · scaled to the same total/,
    );
  });

  test('for a table only weights and rules', () => {
    expect(graphLines(SOME, { numbersOnly: true, caption: [], expressions: { hide: 'x' } })).toEqual([
      '100 in all',
      'hide: x',
    ]);
  });
});

describe('a flame graph', () => {
  test('has its total, its order and its colours', () => {
    expect(flameLines(SOME)).toEqual([
      'file',
      '100 in all',
      'width: weight with callees, heaviest first · colour: kind of code, shade: package',
    ]);
    expect(flameLines(SOME, { order: 'time' })[2]).toContain('in order of time');
  });

  test('shares are of what filters leave; a sandwich is of its function, heaviest first', () => {
    expect(flameLines(SOME, { expressions: { showFrom: 'work' } }).slice(1)).toEqual([
      '90 of 100; shares are of what is shown',
      'width: weight with callees, heaviest first · colour: kind of code, shade: package',
      'show_from: work',
    ]);
    const around = flameLines(SOME, { around: 'read', order: 'time' });
    expect(around[1]).toBe('around read · 60 of 100; shares are of what is shown');
    expect(around[2]).toContain('heaviest first');
  });

  test('of two names both totals', () => {
    const change = difference(stacksOf('main;read 100'), stacksOf('main;read 65'), false);
    expect(flameLines(change)[1]).toMatch(/^65 minus 100: -35 \(-35.0 %\)/);
    expect(flameLines(change)[2]).toMatch(/larger of before and after.*orange more, blue less/);
  });
});
