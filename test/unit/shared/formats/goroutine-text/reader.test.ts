// What a dump says, feature by feature, in small texts.

import { describe, expect, test } from 'vitest';
import { readGoroutineText } from '../../../../../shared/formats/goroutine-detail';
import { ELIDED_FUNC } from '../../../../../shared/model/dumps';
import { allRows, type Row, readText, rowsOf } from '../../../../support/goroutine-text';

const FRAME = 'main.f()\n\t/src/a.go:1 +0x1d\n';
const one = (header: string, body = FRAME): Row => allRows(readText(`${header}\n${body}`))[0];
const detailOf = (text: string) => readGoroutineText(new TextEncoder().encode(text));

describe('header', () => {
  test.each([
    ['goroutine 7 [chan receive]:', { state: 'chan receive' }],
    ['goroutine 7 [chan receive (nil chan), 5 minutes]:', { state: 'chan receive (nil chan)', minutes: 5 }],
    [
      'goroutine 7 [select (no cases) (leaked), locked to thread]:',
      { state: 'select (no cases)', flags: ['Leaked', 'Locked'] },
    ],
    ['goroutine 7 [GC worker (idle), 1 minutes]:', { state: 'GC worker (idle)', minutes: 1 }],
    ['goroutine 7 [runnable (scan)]:', { state: 'runnable', flags: ['Scan'] }],
    ['goroutine 7 [chan send (leaked) (scan)]:', { state: 'chan send', flags: ['Leaked', 'Scan'] }],
    ['goroutine 7 [select (durable), synctest bubble 3]:', { state: 'select', flags: ['Durable'], bubble: 3 }],
    [
      'goroutine 7 [sleep (synctest), 2 minutes, synctest group 9]:',
      { state: 'sleep', minutes: 2, flags: ['Durable'], bubble: 9 },
    ],
    ['goroutine 7 [???]:', { state: '???' }],
    ['goroutine 7 [state [with] brackets, 2 minutes]:', { state: 'state [with] brackets', minutes: 2 }],
    ['goroutine 7 gp=0xc000006700 m=nil [force gc (idle)]:', { state: 'force gc (idle)' }],
    ['goroutine 0 gp=0x9b4160 m=0 mp=0x9b51a0 [idle]:', { id: 0, state: 'idle' }],
    ['goroutine 7 [sleep, 99999999999999999999 minutes]:', { state: 'sleep', minutes: 0x7fffffff }],
  ] as readonly (readonly [string, Partial<Row>])[])('%s', (header, expected) => {
    const { id, state, minutes, flags, bubble, labels } = one(header);
    expect({ id, state, minutes, flags, bubble, labels }).toEqual({
      id: 7,
      minutes: -1,
      bubble: 0,
      labels: [],
      ...expected,
      flags: [...(expected.flags ?? []), 'First'],
    });
  });

  test.each([
    ['[select] {a: b}:', [['a', 'b']]],
    [
      '[select] {db: pg, "odd key": "a\\"b}]", retry: 3}:',
      [
        ['db', 'pg'],
        ['odd key', 'a"b}]'],
        ['retry', '3'],
      ],
    ],
    ['[select, 3 minutes] {path: /v1/a.b_c}:', [['path', '/v1/a.b_c']]],
    [
      '[select labels:{"handler": "/v1/a b", "service": "cart"}]:',
      [
        ['handler', '/v1/a b'],
        ['service', 'cart'],
      ],
    ],
    ['[select, synctest bubble 1 labels:{"k v": "a\\"b]}:"}]:', [['k v', 'a"b]}:']]],
    ['[select] {"": ""}:', [['', '']]],
    ['[select] {k: }:', [['k', '']]],
    ['[select] {"tab\\t": "nl\\n\\r\\\\ \\x01 \\u00e9 \\U0001f600"}:', [['tab\t', 'nl\n\r\\ \x01 é 😀']]],
    ['[select] {"bytes": "<script>alert(1)</script>"}:', [['bytes', '<script>alert(1)</script>']]],
    ['[select] [labels: {"a": "b"}]:', [['a', 'b']]],
  ])('labels %s', (tail, labels) => {
    const row = one(`goroutine 7 ${tail}`);
    expect(row.labels).toEqual(labels);
    expect(row.state).toBe('select');
    expect(row.flags).toEqual(['First']);
    expect(row.detail.labels).toEqual(labels);
  });

  test('gp, m and mp are told by the text', () => {
    expect(detailOf(`goroutine 1 gp=0xc0000061c0 m=3 mp=0xc00004ae08 [running]:\n${FRAME}`)).toMatchObject({
      gp: '0xc0000061c0',
      m: '3',
      mp: '0xc00004ae08',
    });
  });

  test('additions that Go does not print yet are told as unread and do not spoil the state', () => {
    const row = one('goroutine 7 [select, 2 minutes, on fire]:');
    expect(row).toMatchObject({ state: 'select', minutes: 2, flags: ['First'] });
    expect(row.detail.unread).toEqual(['on fire']);
  });

  test.each([
    'goroutine 7 [select',
    'goroutine 7 [select] {a: "b}:',
    'goroutine -3 [select]:',
    'goroutine 7 what [no]: x',
  ])('a block that begins like a goroutine and is none is kept: %s', (header) => {
    const text = `goroutine 1 [running]:\n${FRAME}\n${header}\n${FRAME}\ngoroutine 9 [select]:\n${FRAME}`;
    const read = readText(text);
    const rows = allRows(read);
    expect(rows.map(({ flags }) => flags.includes('Unparsed'))).toEqual([false, true, false]);
    expect(rows[1].raw).toBe(`${header}\n${FRAME}`);
    expect(rows[1].state).toBe('');
    expect(rows[1].detail.unread).toContain(header);
    expect(read.problems).toMatchObject([{ code: 'dump-damaged', offset: text.indexOf(header) }]);
    expect(read.snapshots[0].truncated).toBe(false);
  });

  test('ids above 2^53 are rounded and do not pass for the same goroutine', () => {
    const text = `goroutine 1 [running]:\n${FRAME}\ngoroutine 18446744073709551614 [select]:\n${FRAME}\ngoroutine 18446744073709551615 [select]:\n${FRAME}`;
    const read = readText(text);
    expect(read.snapshots).toHaveLength(1);
    expect(allRows(read).map(({ id }) => id)).toEqual([1, 2 ** 64, 2 ** 64]);
  });
});

describe('frames', () => {
  const framesOf = (body: string) => one('goroutine 7 [select]:', body).detail.frames;

  test('arguments', () => {
    const [frame] = framesOf('main.f(0x1, {0xc000012345?, {_, ...}}, 0x0?, ...)\n\t/src/a.go:1 +0x1d\n');
    expect(frame.args).toEqual([
      { kind: 'value', value: 1, text: '0x1', inaccurate: false },
      {
        kind: 'aggregate',
        fields: [
          { kind: 'value', value: 0xc000012345, text: '0xc000012345', inaccurate: true },
          { kind: 'aggregate', fields: [{ kind: 'unknown' }, { kind: 'more' }] },
        ],
      },
      { kind: 'value', value: 0, text: '0x0', inaccurate: true },
      { kind: 'more' },
    ]);
    expect(frame).toMatchObject({ func: 'main.f', file: '/src/a.go', line: 1, offset: 29, inlined: false });
  });

  test.each([
    ['main.f()', []],
    ['main.f({})', [{ kind: 'aggregate', fields: [] }]],
    ['main.f(...)', undefined],
    ['strange(int, char*)', undefined],
    ['main.f(0x1,, 0x2)', undefined],
    ['main.f({0x1)', undefined],
    ['main.f(0x1, )', undefined],
    [`main.f(${'{'.repeat(5000)}${'}'.repeat(5000)})`, undefined],
  ])('%s', (line, args) => {
    const [frame] = framesOf(`${line}\n\t/src/a.go:1 +0x1d\n`);
    expect(frame.args).toEqual(args);
    expect(frame.argsText).toBe(line.slice(line.indexOf('(') + 1, -1));
  });

  test.each([
    ['main.(*T).M(0x1)', 'main.(*T).M'],
    ['main.f.func1.2()', 'main.f.func1.2'],
    ['main.generic[...](0x1)', 'main.generic[...]'],
    ['main.(*List[...]).Push(0x1, {0x2, 0x3})', 'main.(*List[...]).Push'],
    ['gopkg.in/yaml%2ev3.Unmarshal({0x1, 0x2, 0x3})', 'gopkg.in/yaml%2ev3.Unmarshal'],
    ['panic({0x1?, 0x2?})', 'panic'],
    ['main.T.m-fm()', 'main.T.m-fm'],
    ['example.com/имя.Ф()', 'example.com/имя.Ф'],
    ['main.f(...)', 'main.f'],
  ])('%s', (line, func) => {
    const row = one('goroutine 7 [select]:', `${line}\n\t/src/a.go:12 +0x1d\n`);
    expect(row.stack).toEqual([`${func} /src/a.go:12`]);
  });

  test.each([
    ['\tC:/Program Files/x y/a.go:12 +0x1d', 'C:/Program Files/x y/a.go', 12, 29],
    ['\t/src/a.go:12', '/src/a.go', 12, undefined],
    ['\t_cgo_gotypes.go:72 +0x3f', '_cgo_gotypes.go', 72, 63],
    ['\t/src/a:b.go:12 +0x1d', '/src/a:b.go', 12, 29],
    ['\t/src/a.s:1700 +0x1 fp=0xc00003e7e8 sp=0xc00003e7e0 pc=0x479421', '/src/a.s', 1700, 1],
    ['\t/src/a.go:12 fp=0xc00003e7e8 sp=0xc00003e7e0 pc=0x479421', '/src/a.go', 12, undefined],
    ['    /src/a.go:12 +0x1d', '/src/a.go', 12, 29],
  ])('place %s', (line, file, number, offset) => {
    const row = one('goroutine 7 [select]:', `main.f()\n${line}\n`);
    expect(row.stack).toEqual([`main.f ${file}:${number}`]);
    expect(row.detail.frames[0].offset).toBe(offset);
    const registers = line.includes('fp=') ? { fp: '0xc00003e7e8', sp: '0xc00003e7e0', pc: '0x479421' } : undefined;
    expect(row.detail.frames[0].registers).toEqual(registers);
  });

  test('stacks that differ in registers only are one stack', () => {
    const block = (id: number, sp: string): string =>
      `goroutine ${id} gp=0xc1 m=nil [select]:\nmain.f(0x1)\n\t/src/a.go:12 +0x1d fp=0x${sp}8 sp=0x${sp}0 pc=0x4\n\n`;
    const read = readText(block(1, 'c0001') + block(2, 'c0002'));
    const { stack, exactHash } = read.snapshots[0].columns;
    expect(stack[1]).toBe(stack[0]);
    expect(exactHash[1]).toBe(exactHash[0]);
  });

  test('the offset makes a place exact, not another line', () => {
    const read = readText(
      `goroutine 1 [select]:\nmain.f()\n\t/src/a.go:1 +0x1d\n\ngoroutine 2 [select]:\nmain.f()\n\t/src/a.go:1 +0x2d\n`,
    );
    const [a, b] = allRows(read);
    expect(read.snapshots[0].columns.stack[1]).toBe(read.snapshots[0].columns.stack[0]);
    expect(a.exactHash).not.toBe(b.exactHash);
  });

  test('argument hashes differ by values and not by pointers', () => {
    const hash = (args: string): number =>
      one('goroutine 7 [select]:', `main.f(${args})\n\t/src/a.go:1 +0x1d\n`).argsHash;
    expect(hash('0xc000012345, 0x2')).toBe(hash('0xc000099999, 0x2'));
    expect(hash('0x80000, 0x2')).toBe(hash('0xc000099999, 0x2'));
    expect(hash('0x7ffff, 0x2')).not.toBe(hash('0xc000099999, 0x2'));
    expect(hash('0xc000012345, 0x2')).not.toBe(hash('0xc000012345, 0x3'));
    expect(hash('0x1, 0x2')).not.toBe(hash('{0x1, 0x2}'));
    expect(hash('')).not.toBe(hash('...'));
  });

  test('functions of C, with and without a symboliser', () => {
    const row = one(
      'goroutine 7 [syscall]:',
      'non-Go function at pc=0x7f01\nnon-Go function\n\tpc=0x7f02\nread_all\n\t/src/io.c:12 pc=0x7f03\nmain._Cfunc_hang()\n\t_cgo_gotypes.go:72 +0x3f\n',
    );
    expect(row.stack).toEqual([
      'non-Go function :0',
      'non-Go function :0',
      'read_all /src/io.c:12',
      'main._Cfunc_hang _cgo_gotypes.go:72',
    ]);
    expect(row.detail.frames.map(({ func, registers }) => [func, registers?.pc])).toEqual([
      ['non-Go function', '0x7f01'],
      ['non-Go function', '0x7f02'],
      ['read_all', '0x7f03'],
      ['main._Cfunc_hang', undefined],
    ]);
  });

  test.each([
    ['...12 frames elided...', 12],
    ['...additional frames elided...', 0],
  ])('%s', (line, elided) => {
    const row = one('goroutine 7 [select]:', `${FRAME}${line}\ncreated by main.g\n\t/src/b.go:2 +0x1\n`);
    expect(row.flags).toContain('Elided');
    expect(row.stack).toEqual(['main.f /src/a.go:1', `${ELIDED_FUNC} :0`]);
    expect(row.detail.frames[1]).toMatchObject({ func: ELIDED_FUNC, elided });
    expect(row.creator).toBe('main.g /src/b.go:2');
  });

  test.each([
    ['created by main.g in goroutine 42', 'main.g', 42],
    ['created by main.(*T).g.func1', 'main.(*T).g.func1', Number.NaN],
    ['created by main.f in goroutine bay', 'main.f in goroutine bay', Number.NaN],
  ])('%s', (line, func, parent) => {
    const row = one('goroutine 7 [select]:', `${FRAME}${line}\n\t/src/b.go:2 +0x1\n`);
    expect(row.creator).toBe(`${func} /src/b.go:2`);
    expect(row.parent).toBe(parent);
  });

  test('ancestors are not part of the stack', () => {
    const row = one(
      'goroutine 7 [select]:',
      `${FRAME}created by main.g in goroutine 3\n\t/src/b.go:2 +0x1\n[originating from goroutine 3]:\nmain.g(...)\n\t/src/b.go:2 +0x1\n...additional frames elided...\ncreated by main.h\n\t/src/c.go:3 +0x2\n[originating from goroutine 1]:\nmain.main(...)\n\t/src/c.go:9 +0x2\n`,
    );
    expect(row.stack).toEqual(['main.f /src/a.go:1']);
    expect(row.creator).toBe('main.g /src/b.go:2');
    expect(row.parent).toBe(3);
    expect(row.flags).toEqual(['Ancestors', 'First']);
    expect(row.detail.ancestors).toMatchObject([
      { id: 3, createdBy: 'main.h', frames: [{ func: 'main.g', offset: 1 }, { func: ELIDED_FUNC }] },
      { id: 1, frames: [{ func: 'main.main' }] },
    ]);
  });

  test('a stack that is not available', () => {
    const row = one(
      'goroutine 7 [running]:',
      '\tgoroutine running on other thread; stack unavailable\ncreated by main.g in goroutine 1\n\t/src/b.go:2 +0x1\n',
    );
    expect(row.flags).toEqual(['NoStack', 'First']);
    expect(row.stack).toEqual([]);
    expect(row.creator).toBe('main.g /src/b.go:2');
  });

  test('lines of the program between the lines of a goroutine do not end it', () => {
    const row = one(
      'goroutine 7 [select]:',
      `${FRAME}2026/01/02 15:04:05 request done (200) ok\nready 3395\nmain.g()\nready 3396\n\t/src/b.go:2 +0x1\n`,
    );
    expect(row.detail.unread).toEqual(['2026/01/02 15:04:05 request done (200) ok', 'ready 3395', 'ready 3396']);
    expect(row.detail.frames).toHaveLength(2);
    expect(row.stack).toEqual(['main.f /src/a.go:1', 'main.g /src/b.go:2']);
  });

  test('texts with one hash are two texts', () => {
    // Thousands of frames that differ in one byte each: where hashes meet, bytes decide.
    const body = Array.from({ length: 5000 }, (_, i) => `main.f${i}()\n\t/src/a.go:${i + 1} +0x${i.toString(16)}\n`);
    const text = body.map((frame, i) => `goroutine ${i + 1} [select]:\n${frame}\n`).join('');
    const rows = allRows(readText(text));
    expect(rows.map(({ stack }) => stack[0])).toEqual(body.map((_, i) => `main.f${i} /src/a.go:${i + 1}`));
  });
});

describe('what is waited for', () => {
  const waitsFor = (...calls: readonly string[]): number =>
    one('goroutine 7 [select]:', calls.map((call, i) => `${call}\n\t/src/a.go:${i + 1} +0x1d\n`).join('')).waitsFor;

  test.each([
    [
      0xc0000121b0,
      ['sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)', 'sync.(*Mutex).lockSlow(0xc0000121b0)', 'main.f()'],
    ],
    [
      0x20a047992000,
      ['internal/sync.runtime_SemacquireMutex(0x20a047992004, 0x0)', 'internal/sync.(*Mutex).lockSlow(0x20a047992000)'],
    ],
    [0x530f3006120, ['sync.runtime_SemacquireWaitGroup(0x0?, 0x0?)', 'sync.(*WaitGroup).Wait(0x530f3006120)']],
    [0x530f30029d0, ['sync.runtime_notifyListWait(0x530f30029d0, 0x0)', 'sync.(*Cond).Wait(0x0?)']],
    [
      0xc0000742a0,
      ['runtime.gopark(0x0?)', 'runtime.chanrecv(0xc0000742a0, 0x0, 0x1)', 'runtime.chanrecv1(0x0?, 0x0?)'],
    ],
    [0xc0000742a0, ['runtime.gopark(0x0?)', 'runtime.chansend(0xc0000742a0, 0xc1, 0x1, 0x0?)']],
    [
      0xc0000121b0,
      [
        'runtime.semacquire1(0xc0000121bc, 0x0, 0x3)',
        'sync.runtime_SemacquireRWMutexR(0x0?)',
        'sync.(*RWMutex).RLock(...)',
      ],
    ],
    [0xc0000121b0, ['sync.runtime_SemacquireRWMutex(0xc0000121b8)', 'sync.(*RWMutex).Lock(0xc0000121b0?)']],
    [0xc0000121b0, ['sync.runtime_SemacquireRWMutex(0xc0000121b8?)', 'sync.(*RWMutex).Lock(0xc0000121b0)']],
    [0xc0000121b4, ['runtime.semacquire1(0xc0000121b4, 0x0, 0x3)', 'sync.(*WaitGroup).Wait(0x0?)']],
    [Number.NaN, ['sync.(*WaitGroup).Wait(0x1300000001?)']],
    [Number.NaN, ['sync.(*Mutex).lockSlow(_)']],
    [Number.NaN, ['sync.(*Mutex).lockSlow({0xc000012345})']],
    [Number.NaN, ['sync.(*Mutex).lockSlow(0xffffffffffffffff)']],
    [Number.NaN, ['runtime.chanrecv(0x0, 0x0, 0x1)']],
    [Number.NaN, ['runtime.selectgo(0xc0000457a0, 0xc000045790)', 'main.f(0xc000012345)']],
  ])('%d', (address, calls) => {
    expect(waitsFor(...calls)).toBe(address);
  });
});

describe('several dumps', () => {
  const dump = (...ids: readonly number[]): string =>
    ids.map((id, i) => `goroutine ${id} [${i === 0 ? 'running' : 'select'}]:\n${FRAME}`).join('\n');
  const idsOf = (text: string): readonly (readonly number[])[] => {
    const read = readText(text);
    return read.snapshots.map((snapshot) => rowsOf(read, snapshot).map(({ id }) => id));
  };

  test.each([
    [
      'one after the other',
      `${dump(1, 2, 3)}\n${dump(1, 2, 3)}`,
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    [
      'without an empty line',
      `${dump(1, 2, 3)}${dump(1, 2, 3)}`,
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    [
      'written by another goroutine',
      `${dump(1, 2, 3)}\n${dump(9, 1, 2)}`,
      [
        [1, 2, 3],
        [9, 1, 2],
      ],
    ],
    ['an id that comes again', `${dump(1, 2, 3)}\ngoroutine 2 [select]:\n${FRAME}`, [[1, 2, 3], [2]]],
    ['text between', `${dump(1, 2)}\n=== second ===\ngoroutine 5 [select]:\n${FRAME}`, [[1, 2], [5]]],
    ['a panic behind', `${dump(1, 2)}\npanic: boom\n\ngoroutine 5 [running]:\n${FRAME}`, [[1, 2], [5]]],
    ['counts between', `${dump(1, 2)}\ngoroutine profile: total 2\n\ngoroutine 5 [select]:\n${FRAME}`, [[1, 2], [5]]],
    ['a log that goes on', `${dump(1, 2)}\n12:00 request\n\ngoroutine 5 [select]:\n${FRAME}`, [[1, 2, 5]]],
    ['stack traces in a log', `${dump(4)}x\n${dump(5)}x\n${dump(6)}`, [[4], [5], [6]]],
    [
      'others that run',
      `panic: x\n\n${dump(1, 2)}\ngoroutine 5 [running]:\n\tgoroutine running on other thread; stack unavailable\n`,
      [[1, 2, 5]],
    ],
  ])('%s', (_, text, ids) => {
    expect(idsOf(text)).toEqual(ids);
  });

  test('each has its first goroutine, its bytes and its preamble', () => {
    const first = `fatal error: all goroutines are asleep - deadlock!\n\n${dump(1, 2)}`;
    const second = `panic: one\n\tpanic: two\n[signal SIGSEGV: segmentation violation code=0x1]\n\n${dump(1, 2)}`;
    const { snapshots } = readText(`ready 3395\n${first}exit status 2\n${second}`);
    expect(snapshots.map(({ preamble }) => preamble)).toEqual([
      ['fatal error: all goroutines are asleep - deadlock!'],
      ['panic: one', '\tpanic: two', '[signal SIGSEGV: segmentation violation code=0x1]'],
    ]);
    expect(snapshots[0].from).toBe('ready 3395\n'.length);
    expect(snapshots[0].to).toBe('ready 3395\n'.length + first.length);
    expect(snapshots[1].to).toBe('ready 3395\nexit status 2\n'.length + first.length + second.length);
    expect([...snapshots.map(({ columns }) => columns.flags[0] & 512)]).toEqual([512, 512]);
    expect([...snapshots.map(({ columns }) => columns.flags[1] & 512)]).toEqual([0, 0]);
  });

  test('the preamble of a signal is told, what the program printed before is not', () => {
    const { snapshots } = readText(
      `hello\nSIGQUIT: quit\nPC=0x47b221 m=0 sigcode=0\n\ngoroutine 0 gp=0x9 m=0 mp=0x9 [idle]:\n${FRAME}`,
    );
    expect(snapshots[0].preamble).toEqual(['SIGQUIT: quit', 'PC=0x47b221 m=0 sigcode=0']);
  });

  test('threads of a crash add to one dump, and stacks that were not available come later', () => {
    const text = `SIGQUIT: quit
PC=0x1 m=0 sigcode=0

goroutine 0 gp=0x1 m=0 mp=0x1 [idle]:
${FRAME}
goroutine 7 gp=0x2 m=5 mp=0x3 [running]:
	goroutine running on other thread; stack unavailable
created by main.g in goroutine 1
	/src/b.go:2 +0x1

goroutine 8 gp=0x2 m=nil [select]:
${FRAME}
rax    0xca
rip    0x47b221

-----

SIGQUIT: quit
PC=0x2 m=5 sigcode=0

goroutine 0 gp=0x4 m=5 mp=0x3 [idle]:
${FRAME}
goroutine 7 gp=0x2 m=5 mp=0x3 [running]:
main.busy()
	/src/b.go:7 +0x1
created by main.g in goroutine 1
	/src/b.go:2 +0x1

rax    0xca
-----
`;
    const read = readText(text);
    expect(read.snapshots).toHaveLength(1);
    expect(allRows(read).map(({ id, stack }) => [id, stack.length])).toEqual([
      [0, 1],
      [7, 1],
      [8, 1],
      [0, 1],
    ]);
    expect(allRows(read)[1]).toMatchObject({ flags: [], stack: ['main.busy /src/b.go:7'] });
  });
});

describe('where a dump is cut', () => {
  const first = `goroutine 1 [running]:\nmain.main()\n\t/src/a.go:1 +0x1d\n`;
  const created = 'created by main.g in goroutine 1\n\t/src/b.go:2 +0x1\n';

  test('in the middle of a log, by a buffer that was too small', () => {
    const read = readText(
      `${first}\ngoroutine 7 [select]:\nmain.f()\n\t/src/lo\n2026/01/02 15:04:05 going on\n\n${first}`,
    );
    expect(read.snapshots.map(({ truncated }) => truncated)).toEqual([true, false]);
    expect(allRows(read).map(({ flags }) => flags)).toEqual([['First'], ['Cut'], ['First']]);
    expect(read.problems).toMatchObject([{ code: 'dump-cut', message: expect.stringContaining('goroutine 7') }]);
  });

  test('where the next one begins on the same line', () => {
    const read = readText(`${first}\ngoroutine 7 [select]:\nmain.f({0xc0${first}`);
    expect(allRows(read).map(({ id }) => id)).toEqual([1, 7, 1]);
    expect(read.snapshots).toHaveLength(2);
  });

  test('text that was copied without its last line break is whole', () => {
    const read = readText(`${first}\ngoroutine 7 [select]:\n${FRAME}${created}`.trimEnd());
    expect(read.snapshots[0].truncated).toBe(false);
    expect(read.problems).toEqual([]);
  });

  test('at 64 MiB, where Go stops', () => {
    const block = (id: number): string => `goroutine ${id} [select]:\n${FRAME}${created}\n`;
    let text = `${first}\n`;
    const blocks: string[] = [];
    for (let id = 2, bytes = text.length; bytes < 64 << 20; id++) {
      blocks.push(block(id));
      bytes += blocks[blocks.length - 1].length;
    }
    text += blocks.join('');
    const whole = text.slice(0, 64 << 20);
    // Cut exactly behind a goroutine: only the size tells.
    const short = whole.slice(0, whole.lastIndexOf('\n\n') + 1);
    const padded = short.replace('/src/a.go', `/${'x'.repeat((64 << 20) - short.length)}src/a.go`);
    expect(padded.length).toBe(64 << 20);
    const read = readText(padded);
    expect(read.snapshots[0].truncated).toBe(true);
    expect(read.problems).toMatchObject([{ code: 'dump-cut', message: expect.stringContaining('64 MiB') }]);
  });
});
