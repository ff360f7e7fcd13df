import { describe, expect, test } from 'vitest';
import type { FlameTree } from '../../../../../shared/model/flame';
import { flameTree } from '../../../../../shared/query/graph/flame-tree';
import { refineDistinct, refineEach } from '../../../../../shared/query/graph/stack-frames';
import { seeded } from '../../../../support/seeded';
import { stacksOf } from '../../../../support/weighted-stacks';

const ABOUT = { title: '', unit: 'count' } as const;
const ALL = { noInlines: false };
const boxes = (tree: FlameTree) =>
  Array.from(
    tree.name,
    (name, i) => `${'  '.repeat(tree.depth[i])}${tree.names[name]} ${tree.start[i]}+${tree.width[i]}`,
  );
const byWeight = (lines: readonly string[], mostNodes?: number) =>
  flameTree(
    { ...ABOUT, stacks: refineDistinct(stacksOf(...lines), ALL) },
    { order: 'weight', ...(mostNodes === undefined ? {} : { mostNodes }) },
  );

describe('too many boxes', () => {
  const many = ['m;a 1000000', 'm;b;c 500000', ...Array.from({ length: 40 }, (_, i) => `m;b;n${i} 1`)];

  test('what is narrow is joined, with how many stacks and how much they are', () => {
    const tree = byWeight(many, 20);
    expect(boxes(tree)).toEqual([
      ' 0+1500040',
      '  m 0+1500040',
      '    a 0+1000000',
      '    b 1000000+500040',
      '      c 1000000+500000',
      '      (others) 1500000+40',
    ]);
    expect(tree.others).toMatchObject({ stacks: 40, width: 40 });
    expect(tree.others?.least).toBeCloseTo(1.50004);
    expect([...tree.own].reduce((sum, own) => sum + own)).toBe(1500040);
  });

  test('few enough are left as they are', () => {
    const tree = byWeight(many);
    expect(tree.others).toBeUndefined();
    expect(tree.length).toBe(45);
  });

  test('by time only neighbours are joined', () => {
    const lines = ['m;a 100000', 'm;x 1', 'm;y 1', 'm;b 100000', 'm;z 1', 'm 1', 'm;z 1'];
    const tree = flameTree({ ...ABOUT, stacks: refineEach(stacksOf(...lines), ALL) }, { order: 'time', mostNodes: 7 });
    expect(boxes(tree)).toEqual([
      ' 0+200005',
      '  m 0+200005',
      '    a 0+100000',
      '    (others) 100000+2',
      '    b 100002+100000',
      '    (others) 200002+1',
      '    (others) 200004+1',
    ]);
    expect(tree.others).toMatchObject({ stacks: 4, width: 4 });
  });

  test('a function that is called like it is another one', () => {
    const tree = byWeight(['(others) 5', 'm 3']);
    expect(tree.name[1]).not.toBe(tree.names.length - 1);
  });
});

test('in order of time every sample has its place and its time', () => {
  const source = { ...stacksOf('m;a 1', 'm 2', 'm;a 1'), startNs: Float64Array.of(10, 20, 35) };
  const tree = flameTree({ ...ABOUT, stacks: refineEach(source, ALL) }, { order: 'time' });
  expect(boxes(tree)).toEqual([' 0+4', '  m 0+4', '    a 0+1', '    a 3+1']);
  expect(tree.time).toEqual({ start: Float64Array.of(0, 1, 3), ns: Float64Array.of(10, 20, 35) });
});

test('the weight of every box is that of the stacks that pass it', () => {
  const below = seeded(7);
  const lines = Array.from({ length: 2000 }, () => {
    const path = Array.from({ length: 1 + below(12) }, () => `f${below(1 + below(9))}`);
    return `${path.join(';')} ${1 + below(50)}`;
  });
  const tree = byWeight(lines);
  const sums = new Map<string, number>();
  for (const line of lines) {
    const [stack, weight] = line.split(' ');
    const path = stack.split(';');
    for (let i = 1; i <= path.length; i++) {
      const prefix = path.slice(0, i).join(';');
      sums.set(prefix, (sums.get(prefix) ?? 0) + Number(weight));
    }
  }
  const pathOf = (node: number): string =>
    tree.parent[node] <= 0
      ? tree.names[tree.name[node]]
      : `${pathOf(tree.parent[node])};${tree.names[tree.name[node]]}`;
  const got = new Map(Array.from({ length: tree.length - 1 }, (_, i) => [pathOf(i + 1), tree.weight[i + 1]]));
  expect(got).toEqual(sums);
});
