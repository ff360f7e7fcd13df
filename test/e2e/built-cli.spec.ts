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
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads a trace of more than 8 MB in threads', async () => {
  const trace = join(folder, 'large.trace');
  generateTrace({ path: trace, bytes: 9e6 });
  const watch = join(folder, 'watch.cjs');
  await writeFile(watch, WATCH);
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--require', watch, join(BUILD, 'main/cli.js'), 'info', '--json', trace],
    { maxBuffer: 16e6 },
  );
  expect(JSON.parse(stdout)).toMatchObject({ format: 'go-trace-v2', readFraction: 1, problems: [] });
  expect(stderr.match(/^started .*section-worker\.js$/gm)?.length).toBeGreaterThanOrEqual(2);
});
