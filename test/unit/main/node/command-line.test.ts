import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserOpener } from '../../../../main/node/browser';
import { parseDuration } from '../../../../main/node/duration';
import { findElectron, windowObstacle } from '../../../../main/node/electron-runtime';
import type { GoroutineRow } from '../../../../main/node/goroutine-rows';
import { runProgram } from '../../../../main/node/program';
import { printable, textTable } from '../../../../main/node/text-table';

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/traces/${name}`, import.meta.url));
const HTTP = fixture('http-1.27.trace');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const run = (...args: readonly string[]) => runProgram(args, { version: '9.8.7', buildFolder: folder });
const rowsOf = async (...args: readonly string[]): Promise<readonly GoroutineRow[]> => {
  expect(await run('goroutines', HTTP, '--json', ...args)).toBe(0);
  const rows = JSON.parse(out) as readonly GoroutineRow[];
  out = '';
  return rows;
};

describe('ghostlight', () => {
  it('says its version and its commands', async () => {
    expect(await run('--version')).toBe(0);
    expect(out).toBe('9.8.7\n');
    out = '';
    expect(await run('--help')).toBe(0);
    for (const word of ['open', 'serve', 'info', 'goroutines', 'graph', 'pprof profiles']) expect(out).toContain(word);
  });

  it.each([
    [['info'], 'missing required argument'],
    [['info', '--frob', HTTP], "unknown option '--frob'"],
    [['goroutines', HTTP, '--json', '--csv'], 'cannot be used with'],
    [['goroutines', HTTP, '--from', 'soon'], 'a time looks like'],
    [['goroutines', HTTP, '--from', '5ms', '--to', '1ms'], '--to is before --from'],
    [['goroutines', HTTP, '--filter', 'state:frob'], "Unknown state 'frob'"],
    [['serve', '--port', '65536'], 'a port is'],
    [['serve', 'missing.trace'], 'missing.trace: no such file'],
    [['frob'], 'frob: no such file'],
  ])('%j is wrong use: %s', async (args, words) => {
    expect(await run(...args)).toBe(2);
    expect(err).toContain(words);
    expect(out).toBe('');
  });
});

describe('ghostlight info', () => {
  it('prints one JSON object for one file', async () => {
    expect(await run('info', HTTP, '--json')).toBe(0);
    const { problems, wallStart, ...numbers } = JSON.parse(out);
    expect(problems).toEqual([]);
    expect(wallStart).toMatch(/^2026-11-21T04:59:04\.408/);
    expect(numbers).toEqual({
      file: HTTP,
      bytes: 35341,
      format: 'go-trace-v2',
      header: '1.26',
      goVersionHint: '1.26–1.27',
      spanNs: 39751425,
      generations: 1,
      events: 3210,
      goroutines: 104,
      procs: 4,
      threads: 6,
      tasks: 108,
      regions: 156,
      logs: 72,
      samples: 0,
      readFraction: 1,
    });
    expect(err).toBe('');
  });

  it('prints an array for several files, also when one is missing', async () => {
    expect(await run('info', HTTP, join(folder, 'missing'), '--json')).toBe(2);
    expect(JSON.parse(out)).toMatchObject([{ file: HTTP }]);
    expect(err).toContain('missing: no such file');
  });

  it('says what an unreadable file is', async () => {
    const files: readonly (readonly [string, Uint8Array, string, string])[] = [
      ['empty', Buffer.alloc(0), 'empty', 'unknown'],
      ['text', Buffer.from('hello, this is no trace at all'), 'not-a-trace', 'unknown'],
      ['twice', gzipSync(gzipSync(readFileSync(HTTP))), 'compressed', 'unknown'],
      ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0, 0]), 'compressed', 'unknown'],
      ['old', Buffer.concat([Buffer.from('go 1.9 trace\0\0\0\0'), Buffer.alloc(100)]), 'old-version', 'go-trace-v1'],
      ['header', Buffer.from('go 1.26 trace\0\0\0'), 'header-only', 'go-trace-v2'],
    ];
    for (const [name, bytes, code, format] of files) {
      await writeFile(join(folder, name), bytes);
      out = '';
      expect(await run('info', join(folder, name), '--json'), name).toBe(2);
      const info = JSON.parse(out);
      expect(info, name).toMatchObject({ format, bytes: bytes.length, problems: [{ code }] });
      expect(info, name).not.toHaveProperty('goroutines');
    }
  });

  it('reads a packed trace as the trace that it is, and says what it is packed in', async () => {
    const gz = join(folder, 'http.trace.gz');
    const bytes = gzipSync(readFileSync(HTTP));
    await writeFile(gz, bytes);
    expect(await run('info', gz, '--json')).toBe(0);
    const packed = JSON.parse(out);
    out = '';
    await run('info', HTTP, '--json');
    const plain = JSON.parse(out);
    expect(plain).not.toHaveProperty('wrapper');
    expect(packed).toEqual({ ...plain, file: gz, bytes: bytes.length, wrapper: 'gzip', unpackedBytes: plain.bytes });
    out = '';
    await run('info', gz);
    expect(out).toMatch(/size +\S+ KB packed with gzip, 35\.\d KB unpacked/);
  });

  it('tries a header that is newer than it knows, and says so', async () => {
    const newer = fixture('../broken/future-header.trace');
    expect(await run('info', newer, '--json')).toBe(0);
    const info = JSON.parse(out);
    expect(info).toMatchObject({
      format: 'go-trace-v2',
      header: '1.28',
      events: 8162,
      readFraction: 1,
      problems: [
        { code: 'unknown-version', message: expect.stringMatching(/1\.28, which is newer than .* go 1\.26\.$/) },
      ],
    });
    expect(info).not.toHaveProperty('goVersionHint');
    out = '';
    expect(await run('info', newer, '--strict')).toBe(1);
    expect(out).toContain('problem      The header says go 1.28, which is newer than Ghostlight knows');
  });

  it('reads what it can of a cut file, and --strict makes that a failure', async () => {
    const cut = join(folder, 'cut.trace');
    await writeFile(cut, readFileSync(fixture('flight-1.26.trace')).subarray(0, -40));
    const plain = await run('info', cut, '--json');
    const info = JSON.parse(out);
    expect(info.problems.length).toBeGreaterThan(0);
    expect(plain).toBe(info.goroutines === undefined ? 2 : 0);
    expect(await run('info', cut, '--strict')).toBe(info.goroutines === undefined ? 2 : 1);
    expect(await run('info', HTTP, '--strict')).toBe(0);
  });

  it('prints lines for people', async () => {
    await run('info', HTTP);
    expect(out).toContain('span         39.8 ms\n');
    expect(out).toContain('format       go-trace-v2 (header 1.26, written by Go 1.26–1.27)\n');
    expect(out).not.toContain('\x1b');
  });
});

describe('ghostlight goroutines', () => {
  interface Reference {
    readonly firstNs: number;
    readonly goroutines: readonly { readonly id: number; readonly execNs: number; readonly end: number }[];
  }
  const reference = JSON.parse(gunzipSync(readFileSync(fixture('http-1.27.json.gz'))).toString()) as Reference;

  it('prints the rows of Go’s own reader (test/golden/compare-corpus.mjs compares every field of all traces)', async () => {
    const rows = await rowsOf();
    expect(rows.map(({ id }) => id)).toEqual(reference.goroutines.map(({ id }) => id));
    expect(rows.map(({ execNs }) => execNs)).toEqual(reference.goroutines.map(({ execNs }) => execNs));
  });

  it('leaves out what is not known', async () => {
    const rows = await rowsOf();
    const idle = rows.find(({ id }) => id === 2);
    expect(idle).toMatchObject({ createdNs: 0, execNs: 0 });
    expect(idle).not.toHaveProperty('startNs');
    expect(idle).not.toHaveProperty('endNs');
    expect(idle).not.toHaveProperty('parent');
    expect(out).not.toContain('null');
  });

  it('keeps what the filter matches', async () => {
    expect((await rowsOf('--filter', 'g:11,12')).map(({ id }) => id)).toEqual([11, 12]);
    expect(await rowsOf('--filter', 'no such function')).toEqual([]);
  });

  it('gives the same times for a window that is the whole trace', async () => {
    const whole = new Map((await rowsOf()).map((row) => [row.id, row]));
    const windowed = await rowsOf('--from', '0');
    expect(windowed.length).toBe(whole.size);
    for (const row of windowed) {
      const { execNs, schedWaitNs, blockNs } = whole.get(row.id) as GoroutineRow;
      expect(row, `goroutine ${row.id}`).toMatchObject({ execNs, schedWaitNs, blockNs });
    }
  });

  it('clips times to a window, and the parts of a trace add up to the whole', async () => {
    const add = (rows: readonly GoroutineRow[], sums: Map<number, number>) => {
      for (const { id, execNs = 0, schedWaitNs = 0, stateNs } of rows) {
        sums.set(id, (sums.get(id) ?? 0) + execNs + schedWaitNs + stateNs.Waiting + stateNs.Syscall);
      }
      return sums;
    };
    const parts = new Map<number, number>();
    for (const [from, to] of [
      ['0', '7ms'],
      ['7ms', '20.5ms'],
      ['20.5ms', '1h'],
    ]) {
      const rows = await rowsOf('--from', from as string, '--to', to as string);
      add(rows, parts);
    }
    expect(parts).toEqual(add(await rowsOf('--from', '0'), new Map()));
    const early = await rowsOf('--to', '1ms');
    expect(early.length).toBeLessThan(reference.goroutines.length);
    for (const row of early) {
      expect(row.totalNs).toBeLessThanOrEqual(1_000_000);
      expect(row).not.toHaveProperty('rangeNs');
      expect(row).not.toHaveProperty('syscallNs');
    }
  });

  it('prints CSV that has all fields', async () => {
    expect(await run('goroutines', HTTP, '--csv', '--filter', 'g:11')).toBe(0);
    const [head = '', row = '', end] = out.split('\r\n');
    const names = head.split(',');
    const cells = row.split(',');
    expect(end).toBe('');
    expect(cells).toHaveLength(names.length);
    expect(cells[names.indexOf('id')]).toBe('11');
    expect(cells[names.indexOf('execNs')]).toBe('6809280');
    expect(cells[names.indexOf('blockNs.network')]).toBe('4461056');
  });

  it('prints a table and how many it shows', async () => {
    expect(await run('goroutines', HTTP, '--filter', 'g:11')).toBe(0);
    const [head, row, count] = out.split('\n');
    expect(head).toMatch(/^ID +TOTAL +RUNNING/);
    expect(row).toMatch(/^11 +36\.4 ms +6\.81 ms .*net\/http\.\(\*conn\)\.serve$/);
    expect(count).toBe('1 of 104 goroutines');
  });
});

describe('parseDuration', () => {
  it.each([
    ['5ms', 5e6],
    ['1.2s', 1.2e9],
    ['1m30s', 90e9],
    ['250us', 250e3],
    ['250µs', 250e3],
    ['42', 42],
    ['0', 0],
    ['.5s', 5e8],
    ['', undefined],
    ['ms', undefined],
    ['5', 5],
    ['5 ms', undefined],
    ['-5ms', undefined],
    ['5msx', undefined],
    ['1.5', undefined],
  ])('%s', (text, ns) => {
    expect(parseDuration(text)).toBe(ns);
  });
});

describe('text tables', () => {
  it('aligns columns', () => {
    const columns = [
      { title: 'ID', align: 'right' },
      { title: 'NAME', align: 'left' },
    ] as const;
    expect([
      ...textTable(
        columns,
        [
          ['7', 'main.main'],
          ['1000', 'f'],
        ],
        false,
      ),
    ]).toEqual(['  ID  NAME\n', '   7  main.main\n', '1000  f\n']);
  });

  it('shows control characters instead of obeying them', () => {
    expect(printable('a\x1b[31m\nb\u009b')).toBe('a\\x1b[31m\\x0ab\\x9b');
  });
});

describe('the desktop app', () => {
  it('has no window without a display, nor for root', () => {
    expect(windowObstacle({}, 'linux', 1000)).toContain('no display');
    expect(windowObstacle({ DISPLAY: ':0' }, 'linux', 0)).toContain('root');
    expect(windowObstacle({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 1000)).toBeUndefined();
    expect(windowObstacle({}, 'darwin', 501)).toBeUndefined();
    expect(windowObstacle({}, 'win32', undefined)).toBeUndefined();
  });

  it('is found where the package or ELECTRON_OVERRIDE_DIST_PATH has it', async () => {
    const electron = join(folder, 'electron');
    await mkdir(join(electron, 'dist'), { recursive: true });
    expect(findElectron(electron, {})).toBeUndefined();
    await writeFile(join(electron, 'path.txt'), 'electron');
    expect(findElectron(electron, {})).toBeUndefined();
    await writeFile(join(electron, 'dist', 'electron'), '');
    expect(findElectron(electron, {})).toBe(join(electron, 'dist', 'electron'));
    expect(findElectron(undefined, { ELECTRON_OVERRIDE_DIST_PATH: join(electron, 'dist') })).toBe(
      join(electron, 'dist', 'electron'),
    );
    expect(findElectron(electron, { ELECTRON_OVERRIDE_DIST_PATH: join(electron, 'other') })).toBeUndefined();
  });

  it('opens a browser without a shell, and none without a display', () => {
    const url = 'http://127.0.0.1:7117/a&b/';
    expect(browserOpener(url, {}, 'linux')).toBeUndefined();
    expect(browserOpener(url, { DISPLAY: ':0' }, 'linux')).toEqual({ command: 'xdg-open', args: [url] });
    expect(browserOpener(url, {}, 'win32')?.args).toContain(url);
    expect(browserOpener(url, {}, 'darwin')).toEqual({ command: 'open', args: [url] });
  });
});
