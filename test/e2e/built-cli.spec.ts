// The built command line reads large traces with several threads: where their script is not found it reads on with one, and
// nobody notices but by the time that it takes.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateTrace } from '../bench/generate-trace.mjs';

const BUILD = process.env.GHOSTLIGHT_OUT ?? fileURLToPath(new URL('../../out', import.meta.url));
/** Said of each thread that the command starts. */
const WATCH = `
const threads = require('node:worker_threads');
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(script, options) {
    super(script, options);
    process.stderr.write('started ' + script + '\\n');
  }
};
require('node:module').syncBuiltinESMExports();
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-built-'));
  generateTrace({ path: trace(), bytes: 9e6 });
  await writeFile(join(folder, 'watch.cjs'), WATCH);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A trace of more than 8 MB. */
const trace = (): string => join(folder, 'large.trace');

async function run(...args: readonly string[]): Promise<{ readonly json: unknown; readonly threads: number }> {
  const command = ['--require', join(folder, 'watch.cjs'), join(BUILD, 'main/cli.js'), ...args];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { maxBuffer: 256e6 });
  return { json: JSON.parse(stdout), threads: stderr.match(/^started .*section-worker\.js$/gm)?.length ?? 0 };
}

it('reads a large trace in threads', async () => {
  const { json, threads } = await run('info', '--json', trace());
  expect(json).toMatchObject({ format: 'go-trace-v2', readFraction: 1, problems: [] });
  expect(threads).toBeGreaterThanOrEqual(2);
});

it('takes the spans of a large trace from threads', async () => {
  const { json, threads } = await run('graph', trace(), '--source', 'blocked', '--system-waits', '--json');
  expect(threads).toBeGreaterThanOrEqual(2);
  const goroutines = (await run('goroutines', '--json', trace())).json as { blockNs: Record<string, number> }[];
  const blocked = goroutines.flatMap(({ blockNs }) => Object.values(blockNs)).reduce((sum, ns) => sum + ns, 0);
  expect(blocked).toBeGreaterThan(0);
  expect(json).toMatchObject({ unit: 'nanoseconds', total: blocked });
});
