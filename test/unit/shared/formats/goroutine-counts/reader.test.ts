// Counted profiles as text: what stands in logs, what is cut, what is hostile.

import { describe, expect, test } from 'vitest';
import { createGoroutineCountsReader } from '../../../../../shared/formats/goroutine-counts/reader';
import { DumpSymbols, GoroutineFlag, type Snapshot } from '../../../../../shared/model/dumps';
import { NO_STACK } from '../../../../../shared/model/stacks';
import { seeded } from '../../../../support/seeded';

const PROFILE = `goroutine profile: total 5
3 @ 0x10 0x20 0x31
# labels: {"handler":"/v1/a b", "odd \\"key\\"":"a\\nb"}
#\t0xf\tmain.(*T).work+0x1c\t\t/src/my app/main.go:10
#\t0x1f\tmain.main.func1+0x1\t/src/main.go:1

1 @ 0x40 0x31
#\t0x3f\tmain.größe+0x1c\tC:/src/main.go:7

1 @

`;

function read(text: string | Uint8Array, piece = 1 << 20) {
  const symbols = new DumpSymbols();
  const reader = createGoroutineCountsReader({ symbols, file: 3, name: 'a.txt' });
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += piece) {
    const chunk = bytes.slice(at, at + piece);
    reader.push(chunk);
    chunk.fill(0);
  }
  const snapshots = reader.end();
  return {
    symbols,
    bytes,
    snapshots,
    rows: snapshots.map((snapshot) => rowsOf(snapshot, symbols)),
    problems: reader.problems,
  };
}

const rowsOf = ({ length, columns }: Snapshot, symbols: DumpSymbols) =>
  Array.from({ length }, (_, row) => ({
    count: columns.weight[row],
    labels: symbols.labelSets[columns.labels[row]],
    frames: symbols.table.frames(columns.stack[row]).map(({ func, file, line }) => `${func} ${file}:${line}`),
  }));

const ROWS = [
  {
    count: 3,
    labels: [
      ['handler', '/v1/a b'],
      ['odd "key"', 'a\nb'],
    ],
    frames: ['main.(*T).work /src/my app/main.go:10', 'main.main.func1 /src/main.go:1'],
  },
  { count: 1, labels: [], frames: ['main.größe C:/src/main.go:7'] },
  { count: 1, labels: [], frames: [] },
];

test('a profile, in pieces of any size', () => {
  for (const piece of [1, 7, 64, 1 << 20]) {
    const { rows, snapshots, problems, bytes } = read(PROFILE, piece);
    expect(rows).toEqual([ROWS]);
    expect(problems).toEqual([]);
    const [snapshot] = snapshots;
    expect(snapshot).toMatchObject({
      form: 'counts',
      profile: 'goroutine',
      file: 3,
      from: 0,
      statedTotal: 5,
      truncated: false,
    });
    const { columns } = snapshot;
    expect(columns.stack[2]).toBe(NO_STACK);
    expect([columns.id[0], columns.state[0], columns.minutes[0], columns.creator[0]]).toEqual([Number.NaN, 0, -1, -1]);
    const text = (row: number): string =>
      new TextDecoder().decode(bytes.slice(columns.rawFrom[row], columns.rawTo[row]));
    expect(text(0)).toBe(PROFILE.slice(PROFILE.indexOf('3 @'), PROFILE.indexOf('\n\n')));
    expect(text(1)).toMatch(/^1 @ 0x40[\s\S]*main\.go:7$/);
    expect(text(2)).toBe('1 @');
  }
});

describe('in a log', () => {
  const lines = PROFILE.split('\n');
  test.each([
    ['lines of a program', `ready\n${PROFILE}done 12 @ 0x12\n`],
    ['line ends of Windows', PROFILE.replaceAll('\n', '\r\n')],
    ['a prefix', lines.map((line) => `2026-11-21T15:45:00Z stderr F ${line}`).join('\n')],
    [
      'a prefix whose length changes',
      lines.map((line, i) => `2026-11-21T15:45:00.${'1'.repeat(1 + (i % 9))}Z ${line}`).join('\n'),
    ],
    ['one string', `{"time":"x","msg":${JSON.stringify(PROFILE)},"level":"info"}\n`],
    ['a string per line', lines.map((line) => `{"log":${JSON.stringify(`${line}\n`)},"stream":"stderr"}`).join('\n')],
    ['blanks for tabs', PROFILE.replaceAll('\t', '    ').replace('my app', 'my-app')],
  ])('%s', (_, text) => {
    const { rows, problems } = read(text);
    expect(JSON.parse(JSON.stringify(rows).replaceAll('my-app', 'my app'))).toEqual([ROWS]);
    expect(problems).toEqual([]);
  });

  test.each([
    ['2026-11-21T15:45:00Z ', ''],
    ['2026/11/21 15:44:00 INFO served\n2026/11/21 15:45:00 INFO counting\n', ''],
    [`${'2026/11/21 15:45:00 INFO served\n'.repeat(5000)}no time here\n`, ''],
    ['{"log":"', '\\n","stream":"stderr","time":"2026-11-21T15:45:00.000Z"}'],
  ])('the time of %j', (before, behind) => {
    for (const piece of [100, 4096, 1 << 20]) {
      const [snapshot] = read(`${before}${PROFILE.replace('\n', `${behind}\n`)}`, piece).snapshots;
      expect([snapshot.timeMs, snapshot.timeSource]).toEqual([Date.UTC(2026, 10, 21, 15, 45), 'log']);
    }
    expect(read(`started\n${PROFILE}`).snapshots[0].timeMs).toBeUndefined();
  });

  test('a time without a year is one of the year in which the file was changed', () => {
    const modifiedMs = Date.UTC(2026, 11, 1);
    const reader = createGoroutineCountsReader({ symbols: new DumpSymbols(), file: 0, name: 'a.log', modifiedMs });
    reader.push(new TextEncoder().encode(`I1121 15:45:00.000000 1 main.go:1] counting\n${PROFILE}`));
    expect(reader.end()[0].timeMs).toBe(Date.UTC(2026, 10, 21, 15, 45));
  });

  test('several, one after another', () => {
    const leaks = PROFILE.replace('goroutine profile', 'goroutineleak profile');
    const threads = 'threadcreate profile: total 5\n5 @ 0x0 0x0\n#\t0x0\n\n';
    const { snapshots, rows, problems } = read(`${PROFILE}${leaks}some log\n${threads}`);
    expect(snapshots.map(({ profile }) => profile)).toEqual(['goroutine', 'goroutineleak', 'threadcreate']);
    expect(rows[2]).toEqual([{ count: 5, labels: [], frames: [] }]);
    expect(problems).toEqual([]);
  });

  test('other profiles are not taken for one', () => {
    expect(read('heap profile: 1: 48 [2: 96] @ heap/8192\n1: 48 [2: 96] @ 0x1\n').snapshots).toEqual([]);
    expect(read('mygoroutine profile: total 5\n5 @ 0x1\n').snapshots).toEqual([]);
  });
});

test('a frame without a name has its address', () => {
  const { rows } = read('goroutine profile: total 1\n1 @ 0x10 0x20\n#\t0xf\n#\t0x1f\tmain.main+0x1\t/m.go:1\n');
  expect(rows[0][0].frames).toEqual(['0xf :0', 'main.main /m.go:1']);
});

test('cut at every byte: what is there is kept, and said to be cut', () => {
  for (let length = PROFILE.indexOf('\n3 @') + 6; length < PROFILE.lastIndexOf('1 @'); length++) {
    const { snapshots, problems, rows } = read(new TextEncoder().encode(PROFILE).slice(0, length));
    expect(snapshots[0].truncated).toBe(true);
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(
      /^a\.txt (?:says that it counts 5 goroutines, its stacks make \d; the rest is missing|ends inside its last stack; .*)\.$/,
    );
    if (length > PROFILE.indexOf('1 @ 0x40')) expect(rows[0][0]).toEqual(ROWS[0]);
  }
});

test('a goroutine that has not begun has no frames, and nothing is missing', () => {
  const { snapshots, problems } = read('goroutine profile: total 1\n1 @ 0x491201\n\n');
  expect([snapshots[0].truncated, snapshots[0].columns.flags[0], problems.length]).toEqual([false, 0, 0]);
});

test('a last record that lacks its frames is marked', () => {
  const { snapshots } = read('goroutine profile: total 1\n1 @ 0x10 0x20 0x30 0x41\n#\t0xf\tmain.a+0x1\t/m.go:1\n');
  expect(snapshots[0].truncated).toBe(true);
  expect(snapshots[0].columns.flags[0]).toBe(GoroutineFlag.Cut);
});

describe('hostile', () => {
  test.each([
    ['a count of any size', 'goroutine profile: total 99999999999999\n99999999999 @ 0x1\n9999999999 @ 0x1\n-5 @ 0x1\n'],
    [
      'long lines',
      `goroutine profile: total 1\n1 @${' 0x1'.repeat(200_000)}\n#\t0x1\t${'f'.repeat(1_000_000)}\t/a.go:1\n`,
    ],
    [
      'a line of digits and blanks',
      `x goroutine profile: total 1\n${'1 '.repeat(300_000)}@\n${'1'.repeat(500_000)}\n${'# '.repeat(300_000)}\n`,
    ],
    ['a string without end', `{"m":"goroutine profile: total 1\\n${'1 @ 0x1\\n#\\t0x0\\n'.repeat(30_000)}`],
    [
      'a profile in one string of 20 MB',
      `{"m":"${'x'.repeat(1000)}goroutine profile: total 400000\\n${'1 @ 0x1 0x2 0x3\\n#\\t0x0\\tmain.f+0x1\\t/a.go:1\\n'.repeat(400_000)}"}`,
    ],
    ['a line of 40 MB without a profile', 'goroutine '.repeat(4_000_000)],
    ['labels without end', `goroutine profile: total 1\n1 @ 0x1\n# labels: {${'"a":"b", '.repeat(20_000)}\n`],
    [
      'names',
      'goroutine profile: total 1\n1 @ 0x1\n# labels: {"__proto__":"<b>", "\\xff\\U0010ffff\\uzzzz":"\\"}\n#\t0x1\t__proto__+0x1\t<img>:1\n',
    ],
  ])('%s', (_, text) => {
    const started = performance.now();
    const { problems } = read(text, 1 << 16);
    expect(performance.now() - started).toBeLessThan(10_000);
    for (const { message } of problems) expect(message).not.toMatch(/undefined|NaN|e\+/);
  });

  test('any bytes', () => {
    const random = seeded(7);
    const source = new TextEncoder().encode(PROFILE);
    for (let round = 0; round < 3000; round++) {
      const bytes = source.slice();
      for (let i = 0; i < 4; i++) bytes[random(bytes.length)] = random(256);
      const { snapshots } = read(bytes, 100);
      for (const { length } of snapshots) expect(length).toBeLessThan(bytes.length);
    }
  });
});
