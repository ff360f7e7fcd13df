// One goroutine in full, on dumps of the corpus: frames that debug=2 hides, pointers that others show, verdicts of the leak profile.

import { describe, expect, test } from 'vitest';
import { type Moment, mainSnapshot } from '../../../../../shared/model/dumps';
import { createDumpIndex } from '../../../../../shared/query/dumps/dump-index';
import { goroutineDetail, MAX_RAW_BYTES } from '../../../../../shared/query/dumps/goroutine';
import { groupReply } from '../../../../../shared/query/dumps/group-by';
import { countPointers, NO_POINTERS, pointersIn } from '../../../../../shared/query/dumps/pointers';
import type { TextOf } from '../../../../../shared/query/dumps/types';
import { makeDump, makeJudge } from '../../../../support/make-dump';
import { readDumps } from '../../../../support/read-dump';

const JUDGE = makeJudge();
const encode = (text: string) => new TextEncoder().encode(text);

async function detail({ index, raw, text, textOf }: ReturnType<typeof readDumps>, moment: Moment, id: number) {
  const snapshot = mainSnapshot(moment);
  const row = index.rowOfId(snapshot, id);
  const bytes = raw(snapshot, row);
  const pointers = await countPointers(index, snapshot, row, bytes, textOf);
  return goroutineDetail(index, moment, row, text(snapshot, row), bytes, JUDGE, pointers);
}

describe.each(['1.22', '1.23'])('a blocked finalizer of Go %s', (version) => {
  const folder = `finalizer-${version}`;
  const read = (counts: string) =>
    readDumps([{ goroutines: `${folder}/goroutine.debug2.txt`, counts: `${folder}/${counts}` }]);
  const finalizer = ({ index, moments: [moment] }: ReturnType<typeof readDumps>) => {
    const snapshot = mainSnapshot(moment);
    const row = Array.from({ length: snapshot.length }, (_, at) => at).find(
      (at) => index.facts(snapshot.columns.stack[at]).start === 'main.blockingFinalizer',
    );
    return snapshot.columns.id[row ?? -1];
  };

  test.each(['goroutine.debug1.txt', 'goroutine.debug0.pb.gz'])(
    'shows runtime.runfinq, which its text hides, by %s',
    async (counts) => {
      const dumps = read(counts);
      const { frames } = await detail(dumps, dumps.moments[0], finalizer(dumps));
      expect(frames.map(({ func, hiddenInText }) => [func, hiddenInText])).toEqual([
        ['main.blockingFinalizer', false],
        ['runtime.runfinq', true],
      ]);
      expect(frames[0].args).toBe('0x0?');
    },
  );

  test('also as a group', () => {
    const { index, moments } = read('goroutine.debug1.txt');
    const { groups } = groupReply(
      index,
      mainSnapshot(moments[0]),
      JUDGE,
      { groupBy: { by: 'stack' }, similarity: 'lines', ignoreState: false, filter: '', background: true },
      undefined,
    );
    const roots = groups.map(({ frames }) => frames.at(-1)?.func);
    expect(roots).toContain('runtime.runfinq');
    expect(roots.filter((root) => root === 'runtime.runfinq')).toHaveLength(1);
  });

  test('alone, debug=2 has nothing to show it by', async () => {
    const dumps = readDumps([{ goroutines: `${folder}/goroutine.debug2.txt` }]);
    const { frames } = await detail(dumps, dumps.moments[0], finalizer(dumps));
    expect(frames.map(({ func }) => func)).toEqual(['main.blockingFinalizer']);
  });
});

test('Go 1.27 shows the root of a finalizer itself: it stands there once', async () => {
  const dumps = readDumps([
    { goroutines: 'finalizer-1.27/goroutine.debug2.txt', counts: 'finalizer-1.27/goroutine.debug1.txt' },
  ]);
  const { frames } = await detail(dumps, dumps.moments[0], 18);
  expect(frames.map(({ func, hiddenInText }) => [func, hiddenInText])).toEqual([
    ['main.blockingFinalizer', false],
    ['runtime.runFinalizers', false],
  ]);
});

test('a goroutine of the same stack that a go statement started has no root of the runtime', () => {
  const { symbols, moment, series } = makeDump([
    { id: 2, stack: 'main.clean:1', state: 'chan receive' },
    { id: 3, stack: 'main.clean:1', state: 'chan receive', by: 'main.start:1', parent: 1 },
  ]);
  const counts = makeDump(
    [
      { stack: 'main.clean:1', weight: 9 },
      { stack: 'main.clean:1 runtime.runfinq:256', weight: 1 },
    ],
    { symbols, form: 'counts' },
  ).snapshot;
  const index = createDumpIndex(series);
  const roots = [0, 1].map((row) =>
    goroutineDetail(index, { ...moment, counts }, row, undefined, new Uint8Array(), JUDGE, NO_POINTERS).frames.map(
      ({ func }) => func,
    ),
  );
  expect(roots).toEqual([['main.clean', 'runtime.runfinq'], ['main.clean']]);
});

test.each(['leak-nolabels-1.27', 'leak-leakprofile-1.26'])(
  '%s: the leak profile says which stacks are proved to leak',
  async (folder) => {
    for (const leaks of ['goroutineleak.debug1.txt', 'goroutineleak.debug2.txt']) {
      const dumps = readDumps([{ goroutines: `${folder}/goroutine.debug2.txt`, leaks: `${folder}/${leaks}` }]);
      const [moment] = dumps.moments;
      const snapshot = mainSnapshot(moment);
      const verdicts = new Map<string, boolean>();
      for (let row = 0; row < snapshot.length; row++) {
        const { leakProfile } = await detail(dumps, moment, snapshot.columns.id[row]);
        verdicts.set(dumps.index.facts(snapshot.columns.stack[row]).start, leakProfile);
      }
      const of = (...starts: readonly string[]) => starts.map((start) => [start, verdicts.get(`main.${start}`)]);
      // A ticker keeps its goroutine reachable. The stack of descend is so deep that both listings cut it.
      expect([leaks, of('leakRecv', 'leakNilSend', 'leakTick', 'descend')]).toEqual([
        leaks,
        [
          ['leakRecv', true],
          ['leakNilSend', true],
          ['leakTick', false],
          ['descend', true],
        ],
      ]);
    }
  },
);

describe('every goroutine of the corpus', () => {
  const files = [
    'leak-1.19',
    'leak-1.22',
    'leak-1.26',
    'leak-labels-1.26',
    'http-1.19',
    'http-1.23',
    'http-1.27',
    'cgo-1.23',
  ];
  test.each(files)(
    '%s: shown frames are those of the text, and of debug=1 only the runtime’s beside them',
    async (folder) => {
      const dumps = readDumps([
        { goroutines: `${folder}/goroutine.debug2.txt`, counts: `${folder}/goroutine.debug1.txt` },
      ]);
      const [moment] = dumps.moments;
      const snapshot = mainSnapshot(moment);
      let main = 0;
      for (let row = 0; row < snapshot.length; row++) {
        const bytes = dumps.raw(snapshot, row);
        const text = dumps.text(snapshot, row);
        const shown = goroutineDetail(dumps.index, moment, row, text, bytes, JUDGE, NO_POINTERS);
        const told = shown.frames.filter(({ hiddenInText }) => !hiddenInText);
        expect(told.map(({ func, line }) => [func, line])).toEqual(text.frames.map(({ func, line }) => [func, line]));
        const hidden = shown.frames.filter(({ hiddenInText }) => hiddenInText);
        for (const { func } of hidden) expect(func).toMatch(/^runtime\./);
        if (hidden.some(({ func }) => func === 'runtime.main')) main++;
        expect(shown.raw.startsWith(`goroutine ${shown.id} [`)).toBe(true);
      }
      // The goroutine that writes the dump is in another place while it writes the other one, which is mostly main.
      expect(main).toBeLessThanOrEqual(1);
    },
  );
});

describe('pointers', () => {
  test('are told from numbers, offsets and registers', () => {
    const text =
      'main.f(0xc000012345, {0x7ffd?, 0x80000}, 0xffffffffffffffff, 0x7ffff)\n\t/x.go:3 +0xc000099999 fp=0xc000088888';
    expect([...pointersIn(encode(text))]).toEqual([0xc000012345, 0x80000]);
  });

  test('of a mutex: who else shows it is counted, and it has one name in all frames', async () => {
    const dumps = readDumps([{ goroutines: 'leak-nolabels-1.27/goroutine.debug2.txt' }]);
    const { frames, pointers, pointersSearched } = await detail(dumps, dumps.moments[0], 27);
    expect(frames.find(({ func }) => func === 'sync.(*WaitGroup).Wait')?.args).toBe('0x358f7fefc0a0');
    expect(pointers.every(({ goroutines }) => goroutines >= 1)).toBe(true);
    expect(pointersSearched).toBe(mainSnapshot(dumps.moments[0]).length);
  });

  const goroutine = (id: number, args: string) =>
    `goroutine ${id} [chan receive]:\nmain.f(${args})\n\t/x.go:3 +0x5d\nmain.g(0xc0000000${id}, 0x1, 0xc00000aaaa?)\n\t/x.go:4 +0x5d\n`;
  test('shared ones are named in the order of the frames, with how many show them', async () => {
    const texts = ['{0xc00000aaaa, 0xc00000bbbb}', '0xc00000bbbb', '0x5'].map((args, i) =>
      encode(goroutine(i + 10, args)),
    );
    const { snapshot, moment, series } = makeDump(texts.map((_, i) => ({ id: i + 10, stack: 'main.f:3 main.g:4' })));
    const index = createDumpIndex(series);
    const textOf: TextOf = async (_, row) => texts[row];
    const counts = await countPointers(index, snapshot, 0, texts[0], textOf);
    const frame = (func: string, argsText: string) => ({
      func,
      file: '/x.go',
      line: 3,
      args: [],
      argsText,
      inlined: false,
    });
    const text = {
      id: 10,
      state: '',
      flags: 0,
      labels: [],
      frames: [frame('main.f', '{0xc00000aaaa, 0xc00000bbbb}'), frame('main.g', '0xc000000010, 0x1, 0xc00000aaaa?')],
      ancestors: [],
      unread: [],
    };
    const { frames, pointers, pointersSearched } = goroutineDetail(index, moment, 0, text, texts[0], JUDGE, counts);
    expect(frames.map(({ args }) => args)).toEqual(['{#1, #2}', '0xc000000010, 0x1, #1?']);
    expect(pointers).toEqual([
      { name: '#1', value: '0xc00000aaaa', goroutines: 3 },
      { name: '#2', value: '0xc00000bbbb', goroutines: 2 },
    ]);
    expect(pointersSearched).toBe(3);
  });

  test('in a large dump a bounded part is searched, and how much is said', async () => {
    const { snapshot, series } = makeDump(
      Array.from({ length: 5000 }, (_, i) => ({ id: i + 1, stack: `main.f${i % 9}:3` })),
    );
    const index = createDumpIndex(series);
    let asked = 0;
    const counts = await countPointers(index, snapshot, 7, encode('main.f(0xc00000aaaa)'), async () => {
      asked++;
      return encode('main.f(0xc00000aaaa)');
    });
    expect([counts.searched, asked, counts.goroutines.get(0xc00000aaaa)]).toEqual([2000, 1999, 2000]);
  });
});

test('children and the text are cut where nobody reads on, and that is said', () => {
  const { moment, series } = makeDump([
    { id: 1 },
    ...Array.from({ length: 30 }, (_, i) => ({ id: i + 2, parent: 1 })),
    { id: 0, parent: 0 },
  ]);
  const index = createDumpIndex(series);
  const long = encode(`${'x'.repeat(MAX_RAW_BYTES - 1)}é`);
  const shown = goroutineDetail(index, moment, 0, undefined, long, JUDGE, NO_POINTERS);
  expect([shown.children.length, shown.moreChildren]).toEqual([20, 10]);
  expect([shown.raw.length, shown.raw.endsWith('x'), shown.rawCut]).toEqual([MAX_RAW_BYTES - 1, true, true]);
  expect(goroutineDetail(index, moment, 31, undefined, long, JUDGE, NO_POINTERS).children).toEqual([]);
});
