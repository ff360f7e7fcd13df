// The call tree, the created-by tree and the family filter, on dumps of a few goroutines and on hostile ones.

import { describe, expect, test } from 'vitest';
import type { CallTreeNode, CreatedNode } from '../../../../../shared/model/dump-requests';
import type { GoroutineText } from '../../../../../shared/model/dumps';
import { readAncestors } from '../../../../../shared/query/dumps/ancestors';
import { callTree, MAX_TREE_DEPTH, MAX_TREE_NODES } from '../../../../../shared/query/dumps/call-tree';
import { createdTree, MAX_CREATED_DEPTH, MAX_CREATED_NODES } from '../../../../../shared/query/dumps/created-tree';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { family } from '../../../../../shared/query/dumps/family';
import { type GoroutineSpec, makeDump, makeJudge } from '../../../../support/make-dump';

const ALL = { background: true } as const;

describe('call tree', () => {
  const goroutines: readonly GoroutineSpec[] = [
    { id: 1, state: 'IO wait', stack: 'net.(*conn).Read:4 main.serve:1 main.main:9' },
    { id: 2, state: 'IO wait', stack: 'net.(*conn).Read:4 main.serve:1 main.main:9' },
    { id: 3, state: 'select', stack: 'main.serve:1 main.main:9' },
    { id: 4, state: 'IO wait', stack: 'net.(*conn).Read:4 main.poll:7' },
    { id: 5, state: 'running' },
  ];
  const tree = (from: 'root' | 'leaf', specs = goroutines, mask?: Uint8Array) => {
    const { snapshot, series } = makeDump(specs);
    return callTree(createDumpIndex(series), snapshot, makeJudge(), { ...ALL, from }, mask);
  };
  const short = ({ frame, count, own, children }: CallTreeNode): unknown => [
    `${frame.func}:${frame.line}`,
    count,
    own,
    children.map(short),
  ];

  test('from the start functions: who passes, and who ends there', () => {
    const { roots, total, droppedNodes } = tree('root');
    expect(roots.map(short)).toEqual([
      ['main.main:9', 3, 0, [['main.serve:1', 3, 1, [['net.(*conn).Read:4', 2, 2, []]]]]],
      ['main.poll:7', 1, 0, [['net.(*conn).Read:4', 1, 1, []]]],
    ]);
    expect([total, droppedNodes]).toEqual([5, 0]);
    expect(roots[0].states).toEqual([
      { value: 'IO wait', count: 2 },
      { value: 'select', count: 1 },
    ]);
    expect(roots[0].children[0].children[0].states).toEqual([{ value: 'IO wait', count: 2 }]);
    expect([roots[0].user, roots[0].children[0].children[0].user]).toEqual([true, false]);
  });

  test('from what they wait in', () => {
    expect(tree('leaf').roots.map(short)).toEqual([
      [
        'net.(*conn).Read:4',
        3,
        0,
        [
          ['main.serve:1', 2, 0, [['main.main:9', 2, 2, []]]],
          ['main.poll:7', 1, 1, []],
        ],
      ],
      ['main.serve:1', 1, 0, [['main.main:9', 1, 1, []]]],
    ]);
  });

  test('of what matches the filter', () => {
    const { roots, total } = tree('root', goroutines, Uint8Array.from([0, 0, 1, 0, 0]));
    expect([roots.map(short), total]).toEqual([[['main.main:9', 1, 0, [['main.serve:1', 1, 1, []]]]], 1]);
  });

  test('equals a tree that is made node by node, on 2000 pseudo-random stacks', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    const specs = Array.from({ length: 2000 }, (_, i) => ({
      id: i + 1,
      stack: Array.from({ length: random(6) }, () => `main.f${random(3)}:1`).join(' '),
    }));
    for (const from of ['root', 'leaf'] as const) {
      const counts = new Map<string, number>();
      for (const { stack } of specs) {
        const path = stack === '' ? [] : stack.split(' ');
        if (from === 'root') path.reverse();
        for (let i = 1; i <= path.length; i++) {
          const key = path.slice(0, i).join(' ');
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
      }
      const found = new Map<string, number>();
      const visit = (node: CallTreeNode, above: string): void => {
        const key = `${above}${above && ' '}${node.frame.func}:${node.frame.line}`;
        found.set(key, node.count);
        const below = node.children.reduce((sum, child) => sum + child.count, 0);
        expect(node.own + below).toBe(node.count);
        for (const child of node.children) visit(child, key);
      };
      for (const root of tree(from, specs).roots) visit(root, '');
      expect(found).toEqual(counts);
    }
  });

  const sizeOf = (roots: readonly CallTreeNode[]) => {
    let [nodes, depth] = [0, 0];
    for (let level = roots; level.length > 0; level = level.flatMap(({ children }) => children)) {
      nodes += level.length;
      depth++;
    }
    return { nodes, depth };
  };

  test('the heaviest nodes are kept, and the others are counted', () => {
    const specs = Array.from({ length: 20_000 }, (_, i) => ({
      id: i + 1,
      stack: `main.f${i}:1 main.g${i % 10}:1 main.main:1`,
    }));
    const { roots, droppedNodes } = tree('root', [...specs, { id: 99_999, stack: 'main.f7:1 main.g7:1 main.main:1' }]);
    const { nodes, depth } = sizeOf(roots);
    expect(nodes).toBe(MAX_TREE_NODES);
    expect(nodes + droppedNodes).toBe(20_000 + 10 + 1);
    expect(depth).toBe(3);
    expect(roots[0].children.flatMap(({ children }) => children)[0]).toMatchObject({ count: 2 });
  });

  test('a chain of any depth is cut, said, and can be sent to the page', () => {
    const stack = Array.from({ length: 20_000 }, (_, i) => `main.f${i}:1`).join(' ');
    for (const from of ['root', 'leaf'] as const) {
      const reply = tree(from, [{ id: 1, stack }]);
      expect(reply.droppedNodes).toBe(20_000 - MAX_TREE_DEPTH);
      expect(sizeOf(structuredClone(reply).roots).depth).toBe(MAX_TREE_DEPTH);
      expect(JSON.stringify(reply).length).toBeGreaterThan(1000);
    }
  });
});

const created = (
  specs: readonly GoroutineSpec[],
  mask?: Uint8Array,
  texts: Record<number, GoroutineText['ancestors']> = {},
) => {
  const { snapshot, series } = makeDump(specs);
  const ancestors = new Map(Object.entries(texts).map(([row, list]) => [Number(row), list]));
  return createdTree(createDumpIndex(series), snapshot, makeJudge(), ALL, mask, ancestors);
};
const brief = ({ kind, count, ids, name, below, children }: CreatedNode): unknown => [
  `${kind} ${count}× ${name}`.trimEnd(),
  ids,
  below,
  children.map(brief),
];

describe('created-by tree', () => {
  test('goroutines of one go statement under one creator are one node; ended creators are ghosts', () => {
    const { roots, droppedNodes } = created([
      { id: 1, stack: 'main.main:1', state: 'select' },
      { id: 5, stack: 'main.worker:1', by: 'main.main:7', parent: 1, state: 'select' },
      { id: 6, stack: 'main.read:2 main.worker:1', by: 'main.main:7', parent: 1, state: 'IO wait' },
      { id: 7, stack: 'main.read:2 main.worker:1', by: 'main.main:7', parent: 1, state: 'IO wait' },
      { id: 8, stack: 'main.log:1', by: 'main.worker:3', parent: 6 },
      { id: 20, stack: 'main.send:1', by: 'main.handle:4', parent: 17 },
      { id: 21, stack: 'main.send:1', by: 'main.handle:4', parent: 18 },
      { id: 22, stack: 'main.late:1', by: 'main.other:4', parent: 19 },
    ]);
    expect(roots.map(brief)).toEqual([
      [
        'goroutines 1× main.main',
        [1],
        4,
        [['goroutines 3× main.worker', [5, 6, 7], 1, [['goroutines 1× main.log', [8], 0, []]]]],
      ],
      ['ghost 2×', [17, 18], 2, [['goroutines 2× main.send', [20, 21], 0, []]]],
      ['ghost 1×', [19], 1, [['goroutines 1× main.late', [22], 0, []]]],
    ]);
    expect(droppedNodes).toBe(0);
    expect(roots[0].children[0]).toMatchObject({ state: 'IO wait', createdAt: { func: 'main.main', line: 7 } });
  });

  test('what WaitGroup.Go and its like run is told apart', () => {
    const by = { by: 'sync.(*WaitGroup).Go:238', parent: 1 };
    const { roots } = created([
      { id: 1, stack: 'main.main:1' },
      { id: 2, stack: 'main.read:5 sync.(*WaitGroup).Go.func1:239', ...by },
      { id: 3, stack: 'main.write:5 sync.(*WaitGroup).Go.func1:239', ...by },
      { id: 4, stack: 'main.read:6 sync.(*WaitGroup).Go.func1:239', ...by },
    ]);
    expect(roots[0].children.map(brief)).toEqual([
      ['goroutines 2× main.read', [2, 4], 0, []],
      ['goroutines 1× main.write', [3], 0, []],
    ]);
  });

  test('without ids of creators (Go 1.20 and older) nobody is made up', () => {
    const { roots } = created([
      { id: 1, stack: 'main.main:1' },
      { id: 5, stack: 'main.worker:1', by: 'main.main:7' },
      { id: 6, stack: 'main.worker:1', by: 'main.main:7' },
      { id: 7, stack: 'main.blockingFinalizer:1' },
    ]);
    expect(roots.map(brief)).toEqual([
      [
        'untold 0×',
        [],
        3,
        [
          ['goroutines 2× main.worker', [5, 6], 0, []],
          ['goroutines 1× main.blockingFinalizer', [7], 0, []],
        ],
      ],
      ['goroutines 1× main.main', [1], 0, []],
    ]);
  });

  const frame = (func: string) => ({ func, file: '/app/x.go', line: 1, argsText: '...', inlined: false });
  test('told ancestors have stacks, and creators of their own', () => {
    const chain = [
      { id: 40, frames: [frame('main.fork'), frame('main.second')], createdBy: 'main.first' },
      { id: 30, frames: [frame('main.first')], createdBy: 'main.main' },
      { id: 1, frames: [frame('main.main')] },
    ];
    const specs: readonly GoroutineSpec[] = [
      { id: 1, stack: 'main.main:1' },
      { id: 50, stack: 'main.third:1', by: 'main.fork:2', parent: 40, flags: ['Ancestors'] },
      { id: 51, stack: 'main.third:1', by: 'main.fork:2', parent: 40, flags: ['Ancestors'] },
    ];
    const { roots } = created(specs, undefined, { 1: chain });
    expect(roots.map(brief)).toEqual([
      [
        'goroutines 1× main.main',
        [1],
        2,
        [
          [
            'ghost 1× main.first',
            [30],
            2,
            [['ghost 1× main.second', [40], 2, [['goroutines 2× main.third', [50, 51], 0, []]]]],
          ],
        ],
      ],
    ]);
    const ghost = roots[0].children[0].children[0];
    expect(ghost.ancestorStack?.map(({ func }) => func)).toEqual(['main.fork', 'main.second']);
    expect(ghost.createdAt).toMatchObject({ func: 'main.first', file: '' });
  });

  test('a creator that only texts name is shown, also where it is hidden itself', () => {
    const specs: readonly GoroutineSpec[] = [
      { id: 1, stack: 'main.main:1' },
      { id: 6, stack: 'main.fork:1', by: 'main.main:2', flags: ['Ancestors'] },
      { id: 7, stack: 'main.leak:1', by: 'main.fork:2', flags: ['Ancestors'] },
    ];
    const texts = {
      1: [{ id: 1, frames: [frame('main.main')] }],
      2: [
        { id: 6, frames: [frame('main.fork')] },
        { id: 1, frames: [frame('main.main')] },
      ],
    };
    expect(created(specs, Uint8Array.of(0, 0, 1), texts).roots.map(brief)).toEqual([
      [
        'goroutines 1× main.main',
        [1],
        2,
        [['goroutines 1× main.fork', [6], 1, [['goroutines 1× main.leak', [7], 0, []]]]],
      ],
    ]);
  });

  test('one text is read for all whom a goroutine that is gone created', async () => {
    const { snapshot, series } = makeDump([
      { id: 1 },
      { id: 50, parent: 40, flags: ['Ancestors'] },
      { id: 51, parent: 40, flags: ['Ancestors'] },
      { id: 52, parent: 1, flags: ['Ancestors'] },
      { id: 53, parent: 41 },
      { id: 54, flags: ['Ancestors'] },
    ]);
    const read: number[] = [];
    const ask = (fails = false) =>
      readAncestors(
        createDumpIndex(series),
        snapshot,
        async (_, row) => {
          if (fails) throw new Error('the file is gone');
          return Uint8Array.of(row);
        },
        ([row]) => {
          read.push(row);
          return { id: 0, state: '', flags: 0, labels: [], frames: [], ancestors: [], unread: [] };
        },
      );
    await expect(ask(true)).rejects.toThrow('the file is gone');
    const ancestors = await ask();
    expect(await ask()).toBe(ancestors);
    expect(read).toEqual([1, 5]);
    expect([...ancestors.keys()]).toEqual([1, 5]);
  });

  test('creators of what matches are shown although they do not match, and are no ghosts', () => {
    const specs = [
      { id: 1, stack: 'main.main:1' },
      { id: 2, stack: 'main.a:1', by: 'main.main:1', parent: 1 },
      { id: 3, stack: 'main.b:1', by: 'main.a:1', parent: 2 },
      { id: 4, stack: 'main.c:1', by: 'main.main:2', parent: 1 },
    ];
    expect(created(specs, Uint8Array.from([0, 0, 1, 0])).roots.map(brief)).toEqual([
      ['goroutines 1× main.main', [1], 2, [['goroutines 1× main.a', [2], 1, [['goroutines 1× main.b', [3], 0, []]]]]],
    ]);
  });

  test('goroutines that created each other do not loop, and none is lost', () => {
    const { roots } = created([
      { id: 2, stack: 'main.a:1', by: 'main.x:1', parent: 3 },
      { id: 3, stack: 'main.b:1', by: 'main.x:2', parent: 4 },
      { id: 4, stack: 'main.c:1', by: 'main.x:3', parent: 2 },
      { id: 5, stack: 'main.d:1', by: 'main.x:4', parent: 5 },
      { id: 6, stack: 'main.e:1', by: 'main.x:5', parent: 5 },
    ]);
    const all = roots.flatMap(function below(node): number[] {
      return [...node.ids, ...node.children.flatMap(below)];
    });
    expect(all.sort()).toEqual([2, 3, 4, 5, 6]);
  });

  test('told ancestors in a circle do not loop either', () => {
    const circle = [40, 30, 40].map((id) => ({ id, frames: [frame(`main.f${id}`)] }));
    const { roots } = created([{ id: 50, stack: 'main.a:1', by: 'main.x:1', parent: 40 }], undefined, { 0: circle });
    expect(roots).toHaveLength(1);
    expect(roots[0].below).toBe(1);
  });

  test('30 000 goroutines in one chain, and 30 000 children of as many ghosts: cut, and said', () => {
    const chain = Array.from({ length: 30_000 }, (_, i) => ({
      id: i + 1,
      stack: 'main.f:1',
      by: 'main.f:2',
      parent: i,
    }));
    const deep = created(chain);
    expect(deep.droppedNodes).toBe(30_000 - MAX_CREATED_DEPTH);
    expect(deep.roots[0].below).toBe(29_999);
    expect(structuredClone(deep)).toEqual(deep);
    const wide = created(
      Array.from({ length: 30_000 }, (_, i) => ({
        id: 2 * i + 3,
        stack: 'main.f:1',
        by: `main.f${i}:2`,
        parent: 2 * i + 2,
      })),
    );
    expect(wide.droppedNodes).toBe(60_000 - MAX_CREATED_NODES);
  });
});

describe('family', () => {
  const of = (parents: readonly (number | undefined)[], matches: readonly number[]) => {
    const { snapshot, series } = makeDump(parents.map((parent, i) => ({ id: i + 1, parent })));
    const mask = new Uint8Array(parents.length);
    for (const id of matches) mask[id - 1] = 1;
    const result = family(createDumpIndex(series), snapshot, mask);
    return [...result].flatMap((mark, row) => (mark === 1 ? [row + 1] : []));
  };

  test('creators and created, not brothers', () => {
    // 1 -> 2, 3; 2 -> 4, 5; 4 -> 6
    const parents = [undefined, 1, 1, 2, 2, 4];
    expect(of(parents, [4])).toEqual([1, 2, 4, 6]);
    expect(of(parents, [3])).toEqual([1, 3]);
    expect(of(parents, [1])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(of(parents, [])).toEqual([]);
    expect(of(parents, [3, 6])).toEqual([1, 2, 3, 4, 6]);
  });
  test('circles and unknown creators end a chain', () => {
    expect(of([2, 1, 3, 77], [1])).toEqual([1, 2]);
    expect(of([2, 3, 1, 1], [4])).toEqual([1, 2, 3, 4]);
    expect(of([2, 1, 3, 77], [4])).toEqual([4]);
  });
  test('a chain of 60 000, either way round', () => {
    const up = Array.from({ length: 60_000 }, (_, i) => i + 2);
    const down = Array.from({ length: 60_000 }, (_, i) => i);
    for (const chain of [up, down]) {
      expect(of(chain, [30_000])).toHaveLength(60_000);
      expect(
        of(
          chain,
          Array.from({ length: 30_000 }, (_, i) => 2 * i + 1),
        ),
      ).toHaveLength(60_000);
    }
  });
});
