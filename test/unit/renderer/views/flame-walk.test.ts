import { describe, expect, test } from 'vitest';
import { boxAround, boxToSee, findInFlame, isAbove, neighbour, pathTo } from '../../../../renderer/views/flame-walk';
import { axisWords, flameWords } from '../../../../renderer/views/flame-words';
import { flameTree } from '../../../../shared/query/graph/flame-tree';
import { refineDistinct, refineEach } from '../../../../shared/query/graph/stack-frames';
import { stacksOf } from '../../../support/weighted-stacks';

const ALL = { noInlines: false };
const tree = flameTree(
  { title: 'cpu', unit: 'count', stacks: refineDistinct(stacksOf('m;a;x 60', 'm;b;a 25', 'm;c 5', 'n 10'), ALL) },
  { order: 'weight' },
);
const nameOf = (node: number): string => tree.names[tree.name[node]];
const node = (name: string): number => Array.from(tree.name).findIndex((index) => tree.names[index] === name);

describe('arrow keys', () => {
  test.each([
    ['m', 'ArrowUp', ''],
    ['m', 'ArrowDown', 'a'],
    ['x', 'ArrowDown', 'x'],
    ['a', 'ArrowRight', 'b'],
    ['c', 'ArrowRight', 'c'],
    ['c', 'ArrowLeft', 'b'],
    ['a', 'ArrowLeft', 'a'],
    ['n', 'ArrowLeft', 'm'],
    ['', 'ArrowLeft', ''],
    ['', 'ArrowRight', ''],
    ['', 'ArrowUp', ''],
  ])('from %s %s: %s', (from, key, to) => expect(nameOf(neighbour(tree, node(from), key))).toBe(to));
});

describe('what a view is of', () => {
  test('the narrowest box that holds it', () => {
    const { start, width } = tree;
    const b = node('b');
    expect(nameOf(boxAround(tree, start[b] + 1, start[b] + 2))).toBe('b');
    expect(nameOf(boxAround(tree, start[b] - 1, start[b] + 2))).toBe('m');
    // x is as wide as a, which calls it.
    expect(nameOf(boxAround(tree, start[node('a')], start[node('a')] + width[node('a')]))).toBe('a');
    expect(boxAround(tree, 0, width[0])).toBe(0);
  });

  test('the widest box in which a node is to be seen', () => {
    expect(nameOf(boxToSee(tree, node('c'), 0.01))).toBe('');
    expect(nameOf(boxToSee(tree, node('c'), 0.052))).toBe('m');
    expect(nameOf(boxToSee(tree, node('c'), 0.5))).toBe('c');
  });

  test('the path to it', () => {
    expect(pathTo(tree, node('x')).map(nameOf)).toEqual(['', 'm', 'a', 'x']);
    expect(isAbove(tree, node('m'), node('x'))).toBe(true);
    expect(isAbove(tree, node('b'), node('x'))).toBe(false);
    expect(isAbove(tree, node('x'), node('x'))).toBe(false);
  });
});

describe('find', () => {
  test('boxes in the order of the tree; of nested ones the outermost counts', () => {
    const found = findInFlame(tree, 'A');
    expect(Array.from(found?.nodes ?? [], nameOf)).toEqual(['a', 'a']);
    expect(found?.share).toBe(0.85);
    const nested = flameTree(
      { title: '', unit: 'count', stacks: refineDistinct(stacksOf('f;f;f 3', 'g 1'), ALL) },
      { order: 'weight' },
    );
    expect(findInFlame(nested, 'f')).toMatchObject({ share: 0.75 });
    expect(findInFlame(nested, 'f')?.nodes.length).toBe(3);
  });

  test('nothing', () => {
    expect(findInFlame(tree, '')).toBeUndefined();
    expect(findInFlame(tree, '.*')).toMatchObject({ share: 0, nodes: new Int32Array(0) });
  });
});

describe('in order of time', () => {
  const source = { ...stacksOf('m;a 1', 'm;a 1', 'm;b 1', 'm;a 1'), startNs: Float64Array.of(5e6, 12e6, 20e6, 31e6) };
  const timed = flameTree({ title: 'samples', unit: 'count', stacks: refineEach(source, ALL) }, { order: 'time' });

  test('a box says when', () => {
    expect(flameWords(timed, 2)).toEqual(['a', '2 (50.0 %)', 'own 2', 'first at 5.00 ms, last at 12.00 ms']);
    expect(flameWords(timed, 3).at(-1)).toBe('at 20.00 ms');
  });

  test('the axis: first and last at the ends of all of it, each sample once', () => {
    expect(axisWords(timed, 0, 4, 5)).toEqual(['first 5.00 ms', '12.00 ms', '20.00 ms', '', 'last 31.00 ms']);
    expect(axisWords(timed, 1, 3, 5)).toEqual(['12.00 ms', '', '', '', '20.00 ms']);
    expect(axisWords(timed, 2, 3, 3)).toEqual(['20.00 ms', '', '20.00 ms']);
    expect(axisWords(tree, 0, 100, 5)).toEqual([]);
  });
});
