import { describe, expect, test } from 'vitest';
import { cutFunctionName } from '../../../../shared/base/function-name';
import { flameLabel, flameText } from '../../../../shared/export/flame-label';
import { difference } from '../../../../shared/query/graph/difference';
import { flameTree } from '../../../../shared/query/graph/flame-tree';
import { refineDistinct } from '../../../../shared/query/graph/stack-frames';
import { stacksOf } from '../../../support/weighted-stacks';

describe('a name cut to a box', () => {
  test.each([
    ['runtime.deductAssistCredit', 30, 'runtime.deductAssistCredit'],
    ['runtime.deductAssistCredit', 20, 'deductAssistCredit'],
    ['runtime.deductAssistCredit', 14, 'deductAssistC…'],
    ['net/http.(*conn).serve', 18, 'http.(*conn).serve'],
    ['net/http.(*conn).serve', 17, '(*conn).serve'],
    ['net/http.(*conn).serve', 9, '(*conn).…'],
    ['runtime.park', 4, 'park'],
    ['runtime.mcall', 4, 'mca…'],
    ['runtime.mcall', 3, ''],
    ['main.f', 1, 'f'],
    ['example.com/a/b.Map[go.shape.int].Get', 20, 'Map[go.shape.int].G…'],
  ])('%s in %i letters: %s', (name, letters, shown) => expect(cutFunctionName(name, letters)).toBe(shown));

  test.each([
    ['main.work.func1', 12, 'work.func1'],
    ['main.work.func1', 10, 'work.func1'],
    ['main.collectGarbage.func1', 16, 'collectGa….func1'],
    ['main.collectGarbage.func2.1', 12, 'col….func2.1'],
    ['main.(*pool).run-fm', 8, '(*po…-fm'],
    ['main.collectGarbage.gowrap3', 12, 'col….gowrap3'],
    ['main.collectGarbage.func1', 8, 'collect…'],
  ])('a closure: %s in %i letters: %s', (name, letters, shown) => expect(cutFunctionName(name, letters)).toBe(shown));
});

describe('the label of a box', () => {
  const treeOf = (source: ReturnType<typeof stacksOf>) =>
    flameTree(
      { title: 'cpu', unit: 'nanoseconds', stacks: refineDistinct(source, { noInlines: false }) },
      { order: 'weight' },
    );

  test('two that are compared: the change with its sign where there is room, before the package', () => {
    const tree = treeOf(
      difference(stacksOf('m;pkg.a 4000', 'm;pkg.b 2000'), stacksOf('m;pkg.a 1000', 'm;pkg.b 7000'), false),
    );
    const label = (name: string, letters: number) =>
      flameLabel(tree, tree.name.indexOf(tree.names.indexOf(name)), letters);
    expect(label('pkg.a', 30)).toBe('pkg.a -3.00 µs');
    expect(label('pkg.b', 30)).toBe('pkg.b +5.00 µs');
    expect(label('pkg.b', 11)).toBe('b +5.00 µs');
    expect(label('pkg.b', 9)).toBe('pkg.b');
  });

  test('letters as wide as two, marks that turn the direction, a name of 10 kB', () => {
    const tree = treeOf(stacksOf('漢字の関数 1', `main.${'x'.repeat(10_000)} 1`, 'main.a\u202eb 1'));
    const label = (index: number, letters: number) => flameLabel(tree, tree.name.indexOf(index), letters);
    expect(label(1, 10)).toBe('漢字の関数');
    expect(label(1, 8)).toBe('漢字の…');
    expect(label(2, 1000).length).toBeLessThan(500);
    expect(label(3, 30)).toBe('main.a⟨U+202E⟩b');
    expect(flameText('all: 1.5 s', 8)).toBe('all: 1.…');
  });
});
