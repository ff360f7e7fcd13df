// Groups of the corpus: what a person sees in the files is what the groups say, and hostile sizes cost time in proportion.

import { describe, expect, test } from 'vitest';
import { readGoroutineText } from '../../../../../shared/formats/goroutine-detail';
import type { GroupingRequest } from '../../../../../shared/model/dump-requests';
import { DumpSymbols, mainSnapshot, type Snapshot } from '../../../../../shared/model/dumps';
import { readAncestors } from '../../../../../shared/query/dumps/ancestors';
import { callTree } from '../../../../../shared/query/dumps/call-tree';
import { createdTree } from '../../../../../shared/query/dumps/created-tree';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { groupReply } from '../../../../../shared/query/dumps/group-by';
import { membersReply } from '../../../../../shared/query/dumps/members';
import { makeJudge, makeSeries, makeSnapshot } from '../../../../support/make-dump';
import { readDumps } from '../../../../support/read-dump';

const REQUEST: GroupingRequest = {
  groupBy: { by: 'stack' },
  similarity: 'lines',
  ignoreState: false,
  filter: '',
  background: true,
};

const groupsOf = ({ index }: ReturnType<typeof readDumps>, snapshot: Snapshot, request = REQUEST) =>
  groupReply(index, snapshot, makeJudge(), request, undefined).groups;

test('series-1.27: a group has one key in all dumps, and those that leak grow under theirs', () => {
  const files = ['0', '1', '2', '3', '4', '5'].map((n) => ({ goroutines: `series-1.27/snap${n}.debug2.txt` }));
  const dumps = readDumps(files);
  const counts = new Map<string, number[]>();
  const titles = new Map<string, string>();
  dumps.moments.forEach((moment, at) => {
    for (const { key, title, count } of groupsOf(dumps, mainSnapshot(moment))) {
      const row = counts.get(key) ?? files.map(() => 0);
      row[at] = count;
      counts.set(key, row);
      titles.set(key, title);
    }
  });
  const grows = (row: readonly number[]) => row.every((count, i) => i === 0 || count > row[i - 1]);
  const titled = (wanted: boolean) =>
    [...counts].flatMap(([key, row]) => (grows(row) === wanted ? [titles.get(key)] : []));
  expect(titled(true).sort()).toEqual(
    (
      'leakCond leakCtx leakMutex leakNilRecv leakNilSend leakRWMutex leakRange leakRecv leakSelect leakSelectNone ' +
      'leakSend leakTick leakWaitGroup'
    )
      .split(' ')
      .map((name) => `main.${name}`),
  );
  // The one that writes the dumps: one row of a matrix, not one per dump.
  expect(titled(false)).toEqual(['main.writeProfile']);
});

describe('debug=2 against debug=1', () => {
  test.each(['leak-1.22', 'leak-1.26', 'http-1.27'])('%s: by user frame both tell the same numbers', (folder) => {
    const dumps = readDumps([
      { goroutines: `${folder}/goroutine.debug2.txt` },
      { counts: `${folder}/goroutine.debug1.txt` },
    ]);
    const request = { ...REQUEST, groupBy: { by: 'user-frame' }, similarity: 'functions' } as const;
    const [texts, counts] = dumps.moments.map((moment) =>
      groupsOf(dumps, mainSnapshot(moment), request)
        // The goroutine that writes the dump stands elsewhere in each.
        .filter(({ frames }) => !frames.some(({ func }) => func.startsWith('runtime/pprof.')))
        .map(({ title, count }) => `${title} ${count}`)
        .sort(),
    );
    expect(texts).toEqual(counts);
    expect(texts.length).toBeGreaterThan(0);
  });
});

describe('created-by tree', () => {
  const flat = async (file: string) => {
    const { index, moments, textOf } = readDumps([{ goroutines: file }]);
    const snapshot = mainSnapshot(moments[0]);
    const ancestors = await readAncestors(index, snapshot, textOf, readGoroutineText);
    const { roots } = createdTree(index, snapshot, makeJudge(), { background: true }, undefined, ancestors);
    const all = roots.flatMap(function below(node): (typeof roots)[number][] {
      return [node, ...node.children.flatMap(below)];
    });
    const count = all.reduce((sum, node) => sum + (node.kind === 'goroutines' ? node.count : 0), 0);
    expect(count).toBe(snapshot.length);
    return { roots, all };
  };

  test('leak-1.22: all of the program’s goroutines hang on main', async () => {
    const { roots } = await flat('leak-1.22/goroutine.debug2.txt');
    expect(roots[0]).toMatchObject({ kind: 'goroutines', name: 'main.main', ids: [1] });
    expect(roots[0].children.map(({ name }) => name)).toContain('main.leakRecv');
  });

  test('leak-1.19 tells no ids of creators, with ancestors it does', async () => {
    const without = await flat('leak-1.19/goroutine.debug2.txt');
    expect(without.roots.map(({ kind }) => kind).sort()).toEqual(['goroutines', 'untold']);
    const { roots } = await flat('leak-ancestors-1.19/goroutine.debug2.txt');
    expect(roots[0].children.map(({ name }) => name)).toContain('main.leakRecv');
  });
});

describe('hostile sizes', () => {
  const distinct = (count: number) => {
    const symbols = new DumpSymbols();
    const goroutines = Array.from({ length: count }, (_, i) => ({
      id: i + 1,
      parent: i >> 1,
      state: 'select',
      by: `main.f${i}:1`,
      stack: `main.f${i}:${i % 50} main.g${i % 97}:3 main.main:9`,
      labels: { request: `r${i}` },
    }));
    const snapshot = makeSnapshot(goroutines, { symbols });
    return () => {
      const index = createDumpIndex(makeSeries(symbols, [{ goroutines: snapshot }]));
      const judge = makeJudge({ suspicion: (group) => group % 7 });
      const reply = groupReply(index, snapshot, judge, REQUEST, undefined);
      expect([reply.groups.length, reply.moreGroups]).toEqual([5000, count - 5000]);
      membersReply(index, snapshot, judge, { ...REQUEST, moment: 0, from: 0, to: 200 }, undefined);
      callTree(index, snapshot, judge, { background: true, from: 'leaf' }, undefined);
      createdTree(index, snapshot, judge, { background: true }, undefined, new Map());
    };
  };
  const best = (run: () => void) =>
    Math.min(
      ...[0, 1].map(() => {
        const start = performance.now();
        run();
        return performance.now() - start;
      }),
    );

  test('24 000 distinct stacks cost no more than in proportion to 6000', () => {
    const [few, many] = [best(distinct(6000)), best(distinct(24_000))];
    // Four times as many; sixteen would be what comparing each with each costs.
    expect(many / few).toBeLessThan(10);
  });
});
