// `npm run bench`: how fast and how large, of the command line and of the page, beside Go's own reader in the same run.
// What is measured and how it is chosen: options.mjs; what must be reached: budgets.mjs.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../support/chromium.mjs';
import { cli, serve, takesWorkers } from './browser.mjs';
import { buildCorpus, buildReadall, findGo } from './go-programs.mjs';
import { readOptions, USAGE } from './options.mjs';
import { indexInto, memoryOf, queries, reopen, zoomFrames, zoomToEvent } from './page.mjs';
import { measureCommand } from './processes.mjs';
import { createReport, quantile } from './report.mjs';
import { traceOfSize } from './traces.mjs';

const LARGE_BYTES = 400e6;
const NEED_INDEX = ['reopen', 'frames', 'query', 'zoom'];
const NEED_PAGE = ['page', 'one', 'memory', ...NEED_INDEX];

const say = (line) => console.log(line);

/** `times` results of a measurement, one after the other. */
async function repeated(times, measure) {
  const runs = [];
  for (let i = 0; i < times; i++) runs.push(await measure(i));
  return runs;
}

/** What Go offers on this machine: paths of programs, or why not. */
function goTools(options) {
  const go = findGo();
  if (go === undefined) return { noReference: 'no reference (Go not found)' };
  const readall = buildReadall(options.folder, go);
  const corpus = options.generator ? {} : buildCorpus(options.folder, go);
  if (corpus.why !== undefined) say(`${corpus.why}: the generator makes the traces.`);
  return { corpus: corpus.path, by: go.version, readall: readall.path, noReference: `no reference (${readall.why})` };
}

async function measureReference(report, file, { readall, noReference }, times) {
  if (readall === undefined) return report.missing('reference', noReference);
  const runs = await repeated(times, () => measureCommand(readall, [file]));
  report.figure(
    'reference',
    runs.map(({ seconds }) => seconds),
    runs[0].output.trim(),
  );
  report.figure(
    'referenceMemory',
    runs.map(({ peakBytes }) => peakBytes),
  );
}

/** The ratio of a figure's runs to the reference, where both are there. */
function againstReference(report, id, seconds) {
  const reference = report.value('reference');
  if (reference === undefined) report.missing(id, 'no reference in this run');
  else
    report.figure(
      id,
      seconds.map((value) => value / reference),
    );
}

async function measureCli(report, file, times, timeoutMs) {
  const runs = await repeated(times, () =>
    measureCommand(process.execPath, [cli, 'info', file, '--json'], { timeoutMs }),
  );
  const seconds = runs.map((run) => run.seconds);
  const { events, problems } = JSON.parse(runs[0].output);
  report.figure('cli', seconds, `events ${events}${problems.length === 0 ? '' : `, ${problems.length} problems`}`);
  againstReference(report, 'cliRatio', seconds);
  report.figure(
    'cliMemory',
    runs.map(({ peakBytes }) => peakBytes),
  );
}

/** Profiles come with every run that reads the trace; the last one stays for the parts that need an index. */
function createShelf() {
  let kept;
  return {
    put(run) {
      kept?.profile.remove();
      kept = run;
      return run;
    },
    get: () => kept,
    clear() {
      kept?.profile.remove();
      kept = undefined;
    },
  };
}

async function measurePage(report, file, options, times) {
  const { parts, timeoutMs } = options;
  const server = await serve(file);
  const shelf = createShelf();
  const { url } = server;
  const parallel = takesWorkers();
  const workers = parallel ? options.workers : undefined;
  /** A failure spoils its own figure, not the ones after it. */
  const part = async (name, id, measure) => {
    if (!parts.has(name)) return;
    try {
      await measure();
    } catch (error) {
      report.failed(id, error);
    }
  };
  try {
    await part('memory', 'memory', async () => {
      const { aboveIdleBytes, idleBytes } = shelf.put(await memoryOf({ url, timeoutMs, workers }));
      report.figure('memory', aboveIdleBytes, `idle ${(idleBytes / 1e6).toFixed(0)} MB`);
    });
    let twoSeconds;
    await part('page', 'index', async () => {
      const runs = await repeated(times, async () => shelf.put(await indexInto({ url, timeoutMs, workers })));
      twoSeconds = runs.map(({ open }) => open);
      const note = [`events ${runs[0].reply.events}`, parallel ? `${workers} workers` : 'no choice of workers'];
      report.figure('index', twoSeconds, note.join(', '));
      againstReference(report, 'indexRatio', twoSeconds);
      report.figure(
        'paint',
        runs.map(({ paint }) => paint),
      );
      const bytes = runs[runs.length - 1].profile.storedBytes();
      report.figure('stored', bytes);
      report.figure('storedRatio', bytes / statSync(file).size);
    });
    await part('one', 'indexOne', async () => {
      if (!parallel) return report.missing('indexOne', 'the page takes no ?workers=1 yet');
      const runs = await repeated(times, async () => shelf.put(await indexInto({ url, timeoutMs, workers: 1 })));
      const oneSeconds = runs.map(({ open }) => open);
      report.figure('indexOne', oneSeconds);
      if (twoSeconds === undefined) return report.missing('speedUp', 'the part "page" was not measured');
      report.figure(
        'speedUp',
        oneSeconds.map((seconds, i) => seconds / twoSeconds[i]),
      );
    });
    const wanted = NEED_INDEX.filter((name) => parts.has(name));
    if (wanted.length === 0) return;
    if (shelf.get() === undefined) shelf.put(await indexInto({ url, timeoutMs, workers }));
    await measureIndexed(report, part, { url, timeoutMs, shelf, times: options.repeat ?? 3 });
  } finally {
    shelf.clear();
    await server.close();
  }
}

/** The parts that begin with a stored index. */
async function measureIndexed(report, part, { url, timeoutMs, shelf, times }) {
  const { profile } = shelf.get();
  let key = shelf.get().reply?.key;
  await part('reopen', 'reopen', async () => {
    const runs = await reopen({ url, timeoutMs, profile, times });
    key = runs[0].reply.key;
    const open = (Math.min(...runs.map((run) => run.open)) * 1000).toFixed(0);
    report.figure(
      'reopen',
      runs.map(({ paint }) => paint),
      `open after ${open} ms at best`,
    );
  });
  await part('frames', 'frames', async () => {
    const frames = await zoomFrames({ url, timeoutMs, profile });
    report.figure('frames', quantile(frames, 0.95), `${frames.length} frames`);
    report.figure('framesMedian', quantile(frames, 0.5));
    report.figure('framesLongest', Math.max(...frames));
  });
  let short;
  const askAll = async () => {
    key ??= (await reopen({ url, timeoutMs, profile, times: 1 }))[0].reply.key;
    const answers = await queries({ url, profile, key });
    short = answers.short;
    return answers;
  };
  await part('query', 'query', async () => {
    const { spans, density } = await askAll();
    const times = spans.map(({ ms }) => ms);
    const longest = spans.find(({ ms }) => ms === Math.max(...times));
    report.figure('query', quantile(times, 0.95), `${times.length} screens, by the built worker and its stored index`);
    report.figure('queryMedian', quantile(times, 0.5));
    report.figure(
      'queryLongest',
      longest.ms,
      `${longest.kind} rows at 2^${longest.level} ns/px, ${longest.items} items`,
    );
    report.figure(
      'density',
      quantile(
        density.map(({ ms }) => ms),
        0.95,
      ),
    );
  });
  await part('zoom', 'zoom', async () => {
    if (short === undefined) await askAll();
    if (short === undefined)
      throw new Error('no span shorter than a microsecond was found among the busiest goroutines');
    const seen = await zoomToEvent({ url, timeoutMs, profile, goroutine: short.id });
    if (!(seen.drawnPx > 0)) {
      throw new Error(
        `a span of ${seen.ns} ns at ${seen.resolution} should be ${seen.expectedPx.toFixed(0)} px wide; none is`,
      );
    }
    report.figure('zoom', seen.drawnPx, `${seen.ns} ns of g${short.id} at ${seen.resolution}`);
  });
}

async function measureTrace(report, { path, by }, options, go) {
  const { size } = statSync(path);
  const times = options.repeat ?? (size > LARGE_BYTES ? 1 : 3);
  report.begin({ name: basename(path), bytes: size, by });
  const guarded = async (name, id, measure) => {
    if (!options.parts.has(name)) return;
    await measure().catch((error) => report.failed(id, error));
  };
  await guarded('reference', 'reference', () => measureReference(report, path, go, times));
  await guarded('cli', 'cli', () => measureCli(report, path, times, options.timeoutMs));
  if (NEED_PAGE.some((part) => options.parts.has(part))) {
    await measurePage(report, path, options, times).catch((error) => report.failed('index', error));
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(USAGE);
  const absent = options.files.find((file) => !existsSync(file));
  if (absent !== undefined) throw new Error(`there is no file ${absent}`);
  if (options.build) {
    // By the way of `npm start`, which builds what is stale.
    const bootstrap = fileURLToPath(new URL('../../main/bootstrap.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [bootstrap, '--version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`there is no build: ${stderr.trim()}`);
  }
  ensureChromium(say);
  const go = goTools(options);
  const report = createReport(say);
  try {
    for (const path of options.files) await measureTrace(report, { path, by: 'given' }, options, go);
    if (options.files.length === 0) {
      for (const size of options.sizes) {
        const { path, by } = await traceOfSize(size, { folder: options.folder, corpus: go.corpus, say });
        await measureTrace(
          report,
          { path, by: by === 'corpus' ? `made by ${go.by}` : 'made by the generator' },
          options,
          go,
        );
      }
    }
  } finally {
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report.json(), undefined, 2)}\n`);
  }
  const missed = report.missed();
  say(
    missed.length === 0
      ? '\nEverything that was measured is within what it must reach.'
      : `\nMISSED:\n  ${missed.join('\n  ')}`,
  );
  if (options.strict && missed.length > 0) process.exitCode = 1;
}

// The default of a signal ends the process without its exit handlers, which remove profiles and end servers.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
