// What comes through a pipe: `-` and pipes that have a path.

import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { readPipe } from '../../../../main/node/pipes';
import { commandLine, fixture } from '../../../support/command-line';

const { file, run } = commandLine();
const LEAK = fixture('dumps/leak-1.26/goroutine.debug2.txt');
const SERIES = fixture('dumps/series-1.27');
const TRACE = fixture('traces/http-1.27.trace');

/** Runs a command that finds the file on its standard input. */
function runWith(input: string | Buffer, ...args: readonly string[]) {
  const stream = typeof input === 'string' ? createReadStream(input) : Readable.from([input]);
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(stream as unknown as typeof process.stdin);
  return run(...args);
}

describe('standard input', () => {
  it('is read as a file is: dumps', async () => {
    const [piped, named] = [await runWith(LEAK, 'dump', '-'), await run('dump', LEAK)];
    expect(piped).toEqual(named);
    // Texts of goroutines are read again, from what was kept.
    const each = JSON.parse((await runWith(LEAK, 'dump', '-', '--each', '--json', '--filter', 'g:17')).out);
    expect(each).toMatchObject([{ file: 'stdin', raw: { from: 3246, to: 3437 }, frames: [{ offset: 23 }] }]);
  });

  it('is read as a file is: traces and profiles', async () => {
    expect(await runWith(TRACE, 'goroutines', '-', '--json')).toEqual(await run('goroutines', TRACE, '--json'));
    const profile = fixture('profiles/1.23/cpu.pb.gz');
    const [piped, named] = [await runWith(profile, 'graph', '-', '--json'), await run('graph', profile, '--json')];
    expect(named.code).toBe(0);
    expect(JSON.parse(piped.out).nodes).toEqual(JSON.parse(named.out).nodes);
    const [out, same] = [file('stdin.folded'), file('named.folded')];
    expect((await runWith(TRACE, 'export', '-', '--format', 'folded', '--out', out)).code).toBe(0);
    await run('export', TRACE, '--format', 'folded', '--out', same);
    expect(readFileSync(out)).toEqual(readFileSync(same));
  });

  it('says what came in', async () => {
    for (const path of [LEAK, TRACE, fixture('profiles/1.23/heap.pb.gz')]) {
      const [piped, named] = [await runWith(path, 'info', '-', '--json'), await run('info', path, '--json')];
      expect(JSON.parse(piped.out)).toEqual({ ...JSON.parse(named.out), file: 'stdin' });
    }
  });

  it('is the later one of two dumps, and may be what others are compared with', async () => {
    const [first, last] = [`${SERIES}/snap0.debug2.txt`, `${SERIES}/snap5.debug2.txt`];
    const { dumps } = JSON.parse((await runWith(last, 'diff', first, '-', '--json')).out);
    expect(dumps.map(({ goroutines }: { readonly goroutines: number }) => goroutines)).toEqual([33, 324]);
    const grown = await runWith(first, 'graph', last, '--base', '-', '--json');
    expect(grown.code).toBe(0);
    expect(JSON.parse(grown.out)).toMatchObject({
      nodes: JSON.parse((await run('graph', last, '--base', first, '--json')).out).nodes,
    });
  });

  it('can be read once, and not be served', async () => {
    const twice = await runWith(LEAK, 'diff', '-', '-');
    expect(twice).toMatchObject({ code: 2, out: '', err: expect.stringContaining('`-` is named twice') });
    const served = await runWith(LEAK, 'serve', '-');
    expect(served).toMatchObject({ code: 2, err: expect.stringContaining('save it to a file first') });
    expect((await runWith(Buffer.alloc(0), 'dump', '-')).err).toBe('ghostlight: stdin is empty.\n');
  });
});

describe('readPipe', () => {
  it('says when more comes in than is kept', async () => {
    const path = file('long');
    await writeFile(path, Buffer.alloc(3000));
    expect(await readPipe(path, 0, 3000)).toMatchObject({ ok: true, value: { name: 'long', size: 3000 } });
    expect(await readPipe(path, 0, 2999)).toEqual({
      ok: false,
      error: 'long: more than 3.00 KB came in, which is too much to be kept in memory: save it to a file first',
    });
  });

  it.skipIf(process.platform === 'win32')('reads pipes that have a path', async () => {
    const path = file('fifo');
    execFileSync('mkfifo', [path]);
    const written = writeFile(path, readFileSync(LEAK));
    const { code, out } = await run('info', path);
    await written;
    expect(code).toBe(0);
    expect(out).toContain('goroutines   58');
  });
});
