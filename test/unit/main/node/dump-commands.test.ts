// `ghostlight dump`, `diff` and `info` on the dumps of the corpus.

import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { commandLine, fixture } from '../../../support/command-line';

const { file, run } = commandLine();
const LEAK = fixture('dumps/leak-1.26/goroutine.debug2.txt');
const HTTP = fixture('dumps/http-1.27');
const SERIES = fixture('dumps/series-1.27');

interface Goroutine {
  readonly id?: number;
  readonly count?: number;
  readonly state?: string;
  readonly waitMinutes?: number;
  readonly leaked: boolean;
  readonly locked: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly frames: readonly { readonly fn: string; readonly args?: string }[];
  readonly elided?: unknown;
  readonly createdBy?: { readonly fn: string; readonly goroutine?: number };
  readonly ancestors?: readonly { readonly id: number }[];
  readonly unparsed?: boolean;
  readonly raw?: { readonly from: number; readonly to: number };
}
interface Group {
  readonly key: string;
  readonly title: string;
  readonly count: number;
  readonly ids: readonly number[];
  readonly states: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly frames: readonly { readonly fn: string; readonly line: number }[];
  readonly diagnosis: { readonly level: string; readonly id: string };
  readonly background: boolean;
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, out } = await run(...args, '--json');
  expect(code).toBe(0);
  return JSON.parse(out) as T;
}

describe('ghostlight dump --each --json', () => {
  const { files } = JSON.parse(readFileSync(fixture('dumps-manifest.json'), 'utf8')) as {
    readonly files: readonly {
      readonly file: string;
      readonly goroutines?: number;
      readonly states?: Readonly<Record<string, number>>;
      readonly [name: string]: unknown;
    }[];
  };
  // One version of each program is enough here: test/golden reads all of them.
  const some = files.filter(({ file: name, goroutines }) => goroutines !== undefined && /1\.(2[67]|19)[/.]/.test(name));

  it('lists what was recorded with the dumps', async () => {
    expect(some.length).toBeGreaterThan(30);
    for (const expected of some) {
      const all = await json<readonly Goroutine[]>('dump', fixture(expected.file), '--each');
      const states: Record<string, number> = {};
      for (const { state = '' } of all) states[state] = (states[state] ?? 0) + 1;
      const count = (test: (goroutine: Goroutine) => boolean) => all.filter(test).length;
      expect({
        file: expected.file,
        goroutines: all.length,
        states,
        createdBy: count(({ createdBy }) => createdBy !== undefined),
        elided: count(({ elided }) => elided !== undefined),
        labelled: count(({ labels }) => Object.keys(labels).length > 0),
        withMinutes: count(({ waitMinutes }) => waitMinutes !== undefined),
        locked: count(({ locked }) => locked),
        leaked: count(({ leaked }) => leaked),
      }).toMatchObject({ file: expected.file, ...numbersOf(expected) });
    }
  });

  function numbersOf(expected: (typeof files)[number]) {
    const { goroutines, states, createdBy, elided, labelled, withMinutes, locked, leaked } = expected;
    return { goroutines, states, createdBy, elided, labelled, withMinutes, locked, leaked };
  }

  it('says of a goroutine all that its text says', async () => {
    const all = await json<readonly Goroutine[]>('dump', LEAK, '--each', '--filter', 'g:17');
    expect(all).toEqual([
      {
        id: 17,
        state: 'chan receive (nil chan)',
        leaked: false,
        locked: false,
        scan: false,
        durable: false,
        labels: {},
        frames: [
          {
            fn: 'main.leakNilRecv',
            file: '/srv/corpus/src/1.26/progs/chans.go',
            line: 46,
            args: '',
            offset: 23,
            inlined: false,
          },
        ],
        createdBy: {
          fn: 'main.leakStep',
          file: '/srv/corpus/src/1.26/progs/chans.go',
          line: 79,
          goroutine: 1,
        },
        file: 'goroutine.debug2.txt',
        raw: { from: 3246, to: 3437 },
      },
    ]);
    const [{ raw = { from: 0, to: 0 } }] = all;
    expect(readFileSync(LEAK, 'utf8').slice(raw.from, raw.to)).toMatch(/^goroutine 17 \[chan receive \(nil chan\)\]:/);
  });

  it('counts where a profile only counts', async () => {
    const counted = await json<readonly Goroutine[]>('dump', fixture('dumps/leak-1.26/goroutine.debug1.txt'), '--each');
    expect(counted.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(58);
    for (const goroutine of counted) {
      expect(goroutine).not.toHaveProperty('id');
      expect(goroutine).not.toHaveProperty('state');
      expect(goroutine).not.toHaveProperty('raw');
    }
  });

  it('tells ancestors, bubbles and what of a stack is missing', async () => {
    const dumps = 'dumps/leak-ancestors-1.23/goroutine.debug2.txt';
    const old = await json<readonly Goroutine[]>('dump', fixture(dumps), '--each', '--filter', 'is:orphan or g:1');
    expect(old.length).toBeGreaterThan(0);
    const all = await json<readonly Goroutine[]>('dump', fixture(dumps), '--each');
    expect(all.some(({ ancestors = [] }) => ancestors.length > 0)).toBe(true);
    const bubbles = await json<readonly Goroutine[]>('dump', fixture('dumps/synctest/deadlock-1.27.txt'), '--each');
    expect(bubbles.filter((goroutine) => 'bubble' in goroutine).length).toBeGreaterThan(0);
  });
});

describe('ghostlight dump --json', () => {
  it('has every goroutine in a group, the most suspicious first', async () => {
    const groups = await json<readonly Group[]>('dump', LEAK);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(58);
    expect(groups.flatMap(({ ids }) => ids)).toHaveLength(58);
    const levels = ['PROVEN', 'CERTAIN', 'SUSPECT', 'INFO', 'NORMAL'];
    const order = groups.map(({ diagnosis }) => levels.indexOf(diagnosis.level));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(groups[0]).toMatchObject({
      count: 2,
      ids: [17, 40],
      states: { 'chan receive (nil chan)': 2 },
      frames: [{ fn: 'main.leakNilRecv', line: 46 }],
      createdBy: { fn: 'main.leakStep', line: 79 },
      diagnosis: { id: 'chan-nil-receive', level: 'CERTAIN' },
    });
  });

  it('names all ids of a large group, and how often a label is there', async () => {
    const groups = await json<readonly Group[]>('dump', SERIES);
    const large = groups.filter(({ count }) => count > 20);
    expect(large.length).toBeGreaterThan(0);
    for (const { count, ids } of large) expect(new Set(ids).size).toBe(count);
    expect(groups[0].labels).toEqual({ service: { cart: 13 }, shard: { 1: 7, 0: 6 } });
  });

  it('marks what every program has', async () => {
    const groups = await json<readonly Group[]>('dump', `${HTTP}/goroutine.debug2.txt`);
    expect(groups.some(({ background }) => background)).toBe(true);
    expect(groups.filter(({ diagnosis }) => ['PROVEN', 'CERTAIN', 'SUSPECT'].includes(diagnosis.level))).toEqual([]);
  });

  it('groups by other things', async () => {
    const byLabel = await json<readonly Group[]>('dump', SERIES, '--group-by', 'label:shard');
    expect(byLabel.map(({ title }) => title)).toEqual(expect.arrayContaining(['0', '1']));
    const byState = await json<readonly Group[]>('dump', LEAK, '--group-by', 'state');
    expect(byState.find(({ title }) => title === 'select')?.count).toBe(6);
    const lines = await json<readonly Group[]>('dump', LEAK);
    const functions = await json<readonly Group[]>('dump', LEAK, '--similarity', 'functions', '--ignore-state');
    expect(functions.length).toBeLessThan(lines.length);
  });

  it('keeps what matches', async () => {
    const groups = await json<readonly Group[]>('dump', LEAK, '--filter', 'state:select -is:leaked or g:41');
    expect(groups.flatMap(({ ids }) => ids)).toContain(41);
    expect(await json('dump', LEAK, '--filter', 'no-such-function')).toEqual([]);
  });

  it('shows the dump of a series that is asked for', async () => {
    const total = async (...args: readonly string[]) =>
      (await json<readonly Group[]>('dump', SERIES, ...args)).reduce((sum, { count }) => sum + count, 0);
    expect(await total()).toBe(324);
    expect(await total('--moment', '1')).toBe(33);
  });
});

describe('ghostlight dump for people', () => {
  it('says what is wrong, then lists the groups', async () => {
    const { code, out, err } = await run('dump', LEAK);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toContain('CERTAIN: Receives from a nil channel: blocks for ever\n');
    expect(out).toMatch(/\nLEVEL +COUNT +STATE +WAIT +WHERE +CREATED BY\n/);
    expect(out).toMatch(/\nCERTAIN +2 +chan receive \(nil chan\) +- +main\.leakNilRecv chans\.go:46 +main\.leakStep/);
    expect(out).toContain('not listed: 1 goroutine in 1 group that every program has (--background lists them)\n');
    expect((await run('dump', LEAK, '--background')).out).not.toContain('not listed');
  });

  it('lists goroutines with waits as lower bounds', async () => {
    const { out } = await run('dump', SERIES, '--each', '--filter', 'g:41');
    expect(out).toContain('6 dumps; shown: 6, snap5');
    expect(out).toMatch(/\nLEVEL +ID +STATE +WAIT/);
    expect(out).toMatch(/\nCERTAIN +41 +chan receive \(nil chan\) +>=4 min .*main\.leakNilRecv chans\.go:46/);
    expect(out).toMatch(/\n1 of 324 goroutines\n$/);
  });

  it('says of each goroutine how sure what is', async () => {
    const lines = (await run('dump', LEAK, '--each')).out.split('\n');
    const head = lines.findIndex((line) => line.startsWith('LEVEL'));
    const [says, where] = [lines[head].indexOf('SAYS'), lines[head].indexOf('WHERE')];
    const rows = lines.slice(head + 1, head + 59);
    const groups = await json<readonly (Group & { readonly diagnosis: { readonly title: string } })[]>('dump', LEAK);
    const levelOf = new Map(groups.flatMap(({ ids, diagnosis }) => ids.map((id) => [id, diagnosis] as const)));
    for (const row of rows) {
      const [level, id] = row.split(/ +/);
      const found = [
        level,
        row
          .slice(says, where)
          .trim()
          .replace(/^locked; /, ''),
      ];
      expect(found, row).toEqual([levelOf.get(Number(id))?.level, levelOf.get(Number(id))?.title]);
    }
    const leaked = fixture('dumps/leak-nolabels-1.27/goroutineleak.debug2.txt');
    expect((await run('dump', leaked, '--each', '--filter', 'is:leaked')).out).toMatch(/\nPROVEN .* leaked; [A-Z]/);
  });

  it('says in a line what is wrong in all of it where a part is listed', async () => {
    const { out } = await run('dump', LEAK);
    const verdict = out.slice(0, out.indexOf('\n'));
    const line = `the whole dump: ${verdict} (the report is printed without --filter and --each)\n`;
    for (const args of [['--filter', 'state:select'], ['--each']]) {
      expect((await run('dump', LEAK, ...args)).out.startsWith(line)).toBe(true);
    }
    expect(out).not.toContain('the whole dump');
  });

  it('names commands in advice, not views of the page', async () => {
    const { out } = await run('dump', LEAK);
    expect(out).toContain('verify    See `graph --kind waits`: those that wait for one address');
    expect(out).toContain('See `graph --kind created`: the children');
    expect(out).not.toMatch(/see\s+(Locks|Created by)/i);
  });

  it('takes thresholds', async () => {
    const set = ['--set', 'manyGoroutines=5', '--set', 'pileUp=6'];
    const words = ['INFO: More than 5 goroutines', 'SUSPECT: Waits in a select'];
    const [plain, changed] = [(await run('dump', LEAK)).out, (await run('dump', LEAK, ...set)).out];
    for (const word of words) {
      expect(plain).not.toContain(word);
      expect(changed).toContain(word);
    }
  });

  it('shows control characters and marks of direction instead of obeying them', async () => {
    const path = file('hostile.txt');
    const name = 'main.\u001b[31mred\u202eevil';
    await writeFile(
      path,
      `goroutine 1 [chan receive, 7 minutes, locked to thread]:\n${name}(0x1)\n\t/src/\u0007${'a'.repeat(500)}.go:7 +0x1\n\n` +
        `goroutine 2 [select]:\nlabels: {"__proto__":"x"}\nmain.${'n'.repeat(10_000)}()\n\t/src/b.go:8 +0x1\n`,
    );
    for (const args of [[], ['--each'], ['--group-by', 'user-frame']]) {
      const { code, out } = await run('dump', path, ...args);
      expect(code).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(500);
    }
    const [first] = await json<readonly Goroutine[]>('dump', path, '--each', '--filter', 'g:1');
    expect(first.frames[0].fn).toBe(name);
  });
});

describe('ghostlight diff', () => {
  interface Diff {
    readonly dumps: readonly { readonly file: string; readonly goroutines: number }[];
    readonly groups: readonly {
      readonly title: string;
      readonly counts: readonly number[];
      readonly newIds: readonly number[];
      readonly survivors: number;
      readonly verdict: { readonly level: string };
    }[];
    readonly ids: Readonly<Record<string, number>>;
    readonly restarted: boolean;
  }

  it('finds what grows in the series', async () => {
    const { dumps, groups, ids, restarted } = await json<Diff>('diff', SERIES);
    expect(dumps.map(({ goroutines }) => goroutines)).toEqual([33, 74, 124, 183, 251, 324]);
    expect(dumps[0].file).toBe('series-1.27/snap0.debug2.txt');
    expect(groups[0]).toMatchObject({
      title: 'main.leakNilRecv',
      counts: [1, 3, 5, 7, 10, 13],
      newIds: [2, 2, 2, 3, 3],
    });
    expect(groups.filter(({ verdict }) => verdict.level === 'GROWING')).toHaveLength(10);
    expect(groups.filter(({ verdict }) => verdict.level === 'STEADY').length).toBeGreaterThan(0);
    expect(ids).toEqual({ new: 291, gone: 0, moved: 0, same: 33 });
    expect(restarted).toBe(false);
  });

  it('prints a matrix', async () => {
    const { code, out } = await run('diff', `${SERIES}/snap0.debug2.txt`, `${SERIES}/snap5.debug2.txt`);
    expect(code).toBe(0);
    expect(out).toContain('#1  snap0, 33 goroutines\n#2  snap5, 324 goroutines\n');
    expect(out).toMatch(/\nVERDICT +#1 +#2 +DELTA +SURVIVE +TURNOVER +WHERE +CREATED BY\n/);
    expect(out).toMatch(/\n[A-Z]+ +4 +39 +\+35 .*main\.leakRecv chans\.go:43/);
    expect(out).toMatch(/#1 to #2: 291 new, 0 gone/);
  });

  it('takes two files of one name in two folders for two dumps', async () => {
    const paths = [file('before/dump.txt'), file('after/dump.txt')];
    for (const [i, path] of paths.entries()) {
      await mkdir(dirname(path));
      await writeFile(path, readFileSync(`${SERIES}/snap${i}.debug2.txt`));
    }
    const { dumps } = await json<Diff>('diff', ...paths);
    expect(dumps).toHaveLength(2);
    expect(new Set(dumps.map(({ file: name }) => name)).size).toBe(2);
  });
});

describe('wrong use', () => {
  it.each([
    [['dump', 'missing.txt'], 'missing.txt: no such file'],
    [['dump', fixture('profiles/1.23/cpu.pb.gz')], 'cpu.pb.gz is a CPU profile'],
    [['dump', LEAK, '--filter', 'state:('], '--filter: '],
    [['dump', LEAK, '--each', '--filter', 'wait>x'], '--filter: '],
    [['dump', LEAK, '--moment', '2'], 'there is 1 dump'],
    [['dump', LEAK, '--moment', '0'], 'counted from 1'],
    [['dump', LEAK, '--group-by', 'colour'], 'label:KEY'],
    [['dump', LEAK, '--similarity', 'much'], 'exact, lines'],
    [['dump', LEAK, '--set', 'frob=1'], 'no threshold of this name'],
    [['dump', LEAK, '--set', 'pileUp=many'], 'a threshold is a number'],
    [['diff', LEAK], 'only one dump'],
    [['diff', `${SERIES}/snap0.debug1.txt`, `${SERIES}/snap0.debug2.txt`], 'listings of one moment'],
    [['diff', SERIES, '--filter', 'is:frob'], '--filter: '],
  ])('%j', async (args, words) => {
    const { code, out, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(out).toBe('');
  });
});

describe('ghostlight info', () => {
  it('says what a dump is', async () => {
    expect(await json('info', LEAK)).toMatchObject({
      file: LEAK,
      bytes: 21692,
      format: 'goroutine-text',
      goroutines: 58,
      groups: 21,
      dumps: 1,
      states: { 'chan receive': 25, 'chan send': 8, running: 1 },
      truncated: false,
      readFraction: 1,
      problems: [],
    });
    const counts = await json('info', fixture('dumps/leak-1.26/goroutine.debug0.pb.gz'));
    expect(counts).toMatchObject({ format: 'pprof', goroutines: 58, states: {} });
    expect((await run('info', LEAK)).out).toContain('states       25 chan receive, 8 chan send');
  });

  it('says what an archive of dumps is, with its own size', async () => {
    const path = file('series.zip');
    const names = ['snap0.debug1.txt', 'snap0.debug2.txt', 'snap1.debug2.txt'];
    await writeFile(path, zipSync(Object.fromEntries(names.map((name) => [name, readFileSync(`${SERIES}/${name}`)]))));
    const found = await json<{ readonly bytes: number }>('info', path);
    expect(found).toMatchObject({ format: 'goroutine-text', dumps: 2, goroutines: 33 + 74 });
    expect(found.bytes).toBe(readFileSync(path).length);
  });

  it('takes a folder apart, and says how much of it was left out', async () => {
    const folder = file('dumps');
    await mkdir(folder);
    for (const name of ['b.txt', 'a.txt', '.a.txt.swp']) await writeFile(`${folder}/${name}`, readFileSync(LEAK));
    const { code, out, err } = await run('info', folder, '--json');
    expect(code).toBe(0);
    expect(err).toBe(`ghostlight: ${folder}: 1 file or folder whose name begins with a dot was left out\n`);
    const both = JSON.parse(out);
    expect(both).toMatchObject([{ goroutines: 58 }, { goroutines: 58 }]);
    // What is printed can be asked for.
    expect(both[1]).toEqual(await json('info', both[1].file));
    expect((await run('info', folder)).out.match(/^ {2}goroutines +58$/gm)).toHaveLength(2);
    expect((await run('dump', folder)).err).toContain('a dot was left out');
    await mkdir(file('none'));
    expect(await run('info', file('none'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('no files in this'),
    });
  });

  it('says that a dump is cut', async () => {
    const path = file('cut.txt');
    await writeFile(path, readFileSync(LEAK).subarray(0, 5000));
    expect(await json('info', path)).toMatchObject({ format: 'goroutine-text', truncated: true });
    expect((await run('info', path, '--strict')).code).toBe(1);
  });

  it('says how a profile is to be taken that was taken as text', async () => {
    const path = file('heap.txt');
    await writeFile(path, 'heap profile: 1: 2 [3: 4] @ heap/1048576\n1: 2 [3: 4] @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n');
    for (const command of ['info', 'graph', 'dump']) {
      const { code, out, err } = await run(command, path, ...(command === 'graph' ? ['--json'] : []));
      expect(out + err).toContain('a heap profile as text, which is not read: take it without debug=1');
      expect(code).toBe(2);
    }
  });

  it('says what a profile counts', async () => {
    const { code, out } = await run('info', fixture('profiles/1.23/heap.pb.gz'), '--json');
    expect(code).toBe(0);
    const { sampleTypes, ...info } = JSON.parse(out);
    expect(info).toMatchObject({ format: 'pprof', samples: 5162, time: '2026-11-21T05:02:09.220Z', problems: [] });
    expect(sampleTypes.map(({ type }: { readonly type: string }) => type)).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
    ]);
  });

  it('says why a damaged profile is not readable', async () => {
    const path = file('cut.pb.gz');
    await writeFile(path, readFileSync(fixture('profiles/1.23/goroutine.pb.gz')).subarray(0, 600));
    const { code, out } = await run('info', path, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ format: 'pprof', readFraction: 0 });
    expect(out).toContain('begins like a pprof profile');
  });
});

describe('words for people', () => {
  it('names defaults in help as they are typed', async () => {
    const { code, out } = await run('dump', '--help');
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('label:KEY (default: stack)');
    expect(out).not.toMatch(/[{[]"?by|\(default: \[/);
  });

  it('does not call lines of evidence what they are not: there are three such stacks and three are shown', async () => {
    const { out } = await run('diff', SERIES);
    expect(out).toMatch(/CERTAIN: 3 stacks[\s\S]*leakSelectNone[^\n]*\n +and 2 more lines of evidence\n/);
  });
});
