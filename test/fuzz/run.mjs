// `npm run fuzz`: damages traces and reads them until it is told to stop (Ctrl-C, or `--minutes N`). What is wrong is kept in
// test/fixtures/fuzz, and `npm test` reads it from then on. `--seed N` begins where an earlier run began.

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';

/** The slowest case takes 0.2 s; making a find smaller takes 10 s. */
const HANG_MS = 40_000;
const PROGRESS_MS = 5_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const finds = join(root, 'test', 'fixtures', 'fuzz');
const traces = process.env.GHOSTLIGHT_CORPUS ?? join(root, 'test', 'fixtures', 'traces');
const outDir = join(root, 'test', '.cache', 'fuzz');

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes);
let seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error('Usage: npm run fuzz -- [--minutes N] [--seed N]');
  process.exit(2);
}

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: { ssr: join(root, 'test', 'fuzz', 'cases.ts'), outDir, emptyOutDir: true, target: 'node20', minify: false },
});
const script = join(outDir, 'cases.js');
const { caseOf, fileOf, listSources } = await import(pathToFileURL(script).href);
const sources = listSources(traces);

const started = Date.now();
let files = 0;
let found = 0;

/** One mistake is found by many seeds: three files of each are enough to put it right. */
const ENOUGH = 3;
const kept = new Map();

/** One line per find in finds.jsonl, beside the file. */
function keep({ source, kind, seed, complaints, file }) {
  found++;
  const gist = complaints.map((complaint) => complaint.split('\n')[0].replace(/\d+/g, '#')).join();
  kept.set(gist, (kept.get(gist) ?? 0) + 1);
  if (kept.get(gist) > ENOUGH) return;
  mkdirSync(finds, { recursive: true });
  const name = `${source.replace(/\.trace$/, '')}-${kind}-${seed}.trace`;
  writeFileSync(join(finds, name), file);
  appendFileSync(join(finds, 'finds.jsonl'), `${JSON.stringify({ file: name, source, kind, seed, complaints })}\n`);
  console.log(`found: ${name} (${file.length} bytes)\n  ${complaints.join('\n  ')}`);
}

/** Runs cases from `seed` on in a thread until time is up, the thread hangs or it fails. */
function runThread() {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const first = seed;
  Atomics.store(current, 0, first);
  const worker = new Worker(script, { workerData: { folder: traces, firstSeed: first, current } });
  return new Promise((resolve) => {
    let last = first;
    let lastChange = Date.now();
    let lastLine = Date.now();
    const stop = (why) => {
      clearInterval(timer);
      seed = Atomics.load(current, 0) + 1;
      void worker.terminate().then(() => resolve(why));
    };
    const timer = setInterval(() => {
      const now = Date.now();
      const at = Atomics.load(current, 0);
      files += at - last;
      if (at !== last) lastChange = now;
      last = at;
      if (now - lastLine >= PROGRESS_MS) {
        lastLine = now;
        const seconds = (now - started) / 1000;
        console.log(`${files} files, ${found} found, ${Math.round(files / seconds)} files/s, seed ${at}`);
      }
      if (now - lastChange > HANG_MS) stop('hang');
      else if (now - started > minutes * 60_000) stop('done');
    }, 200);
    worker.on('message', keep);
    worker.on('error', (error) => stop(`stopped: ${error.message}`));
  });
}

console.log(`Damaging ${sources.length} traces of ${traces}, from seed ${seed} on.`);
for (let why = await runThread(); why !== 'done'; why = await runThread()) {
  // The case that the thread was at when it was stopped.
  const one = caseOf(sources, seed - 1);
  keep({ ...one, complaints: [why === 'hang' ? `no end after ${HANG_MS / 1000} s` : why], file: fileOf(traces, one) });
}
console.log(`${files} files were read, ${found} of them wrongly.`);
process.exit(found === 0 ? 0 : 1);
