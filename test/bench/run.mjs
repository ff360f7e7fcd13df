// `npm run bench`: how fast and how large, of the command line and of the page, beside Go's own reader in the same run.
// What is measured and how it is chosen: options.mjs; what must be reached: budgets.mjs.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../support/chromium.mjs';
import { cli, serve, takesWorkers } from './browser.mjs';
import { measureDumps } from './dumps.mjs';
import { buildCorpus, buildReadall, findGo } from './go-programs.mjs';
import { measureGraphs } from './graphs.mjs';
import { readOptions, USAGE } from './options.mjs';
import { indexInto, memoryOf, queries, reopen, zoomFrames, zoomToEvent } from './page.mjs';
import { measureCommand } from './processes.mjs';
import { createReport, quantile } from './report.mjs';
import { reportCli, reportOne, reportPage, reportReference, timeRounds } from './rounds.mjs';
import { traceOfSize } from './traces.mjs';

const LARGE_BYTES = 400e6;
const NEED_INDEX = ['reopen', 'frames', 'query', 'zoom'];
const NEED_PAGE = ['page', 'one', 'memory', ...NEED_INDEX];

/** The figure that stands for a part which failed. */
const FIGURE_OF = {
  reference: 'reference',
  cli: 'cliRatio',
  page: 'indexRatio',
  one: 'speedUp',
  memory: 'memory',
  reopen: 'reopen',
  frames: 'frames',
  query: 'query',
  zoom: 'zoom',
};

const say = (line) => console.log(line);

/** What Go offers on this machine: paths of programs, or why not. */
function goTools(options) {
  const go = findGo();
  if (go === undefined) return { noReference: 'no reference (Go not found)' };
  const readall = buildReadall(options.folder, go);
  const corpus = options.generator ? {} : buildCorpus(options.folder, go);
  if (corpus.why !== undefined) say(`${corpus.why}: the generator makes the traces.`);
  return { corpus: corpus.path, by: go.version, readall: readall.path, noReference: `no reference (${readall.why})` };
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

/** Everything of one file. `server` is there where a part needs the page. */
async function measureParts(report, file, { options, go, rounds, server, shelf }) {
  const { parts, timeoutMs } = options;
  const url = server?.url;
  const canChoose = server !== undefined && takesWorkers();
  const workers = canChoose ? options.workers : undefined;
  const index = async (count) => {
    const run = shelf.put(await indexInto({ url, timeoutMs, workers: count }));
    return { ...run, seconds: run.open, storedBytes: run.profile.storedBytes() };
  };
  const part = async (name, measure) => {
    if (parts.has(name)) await measure().catch((error) => report.failed(FIGURE_OF[name], error));
  };
  await part('memory', async () => {
    const { aboveIdleBytes, idleBytes } = shelf.put(await memoryOf({ url, timeoutMs, workers }));
    report.figure('memory', aboveIdleBytes, `idle ${(idleBytes / 1e6).toFixed(0)} MB`);
  });
  const ways = {
    reference: go.readall === undefined ? undefined : () => measureCommand(go.readall, [file], { timeoutMs }),
    cli: () => measureCommand(process.execPath, [cli, 'info', file, '--json'], { timeoutMs }),
    page: () => index(workers),
    one: canChoose ? () => index(1) : undefined,
  };
  const wanted = Object.fromEntries(Object.entries(ways).filter(([name, way]) => parts.has(name) && way !== undefined));
  const runs = await timeRounds(rounds, wanted, (name, error) => report.failed(FIGURE_OF[name], error));
  if (runs.reference !== undefined) reportReference(report, runs.reference);
  else if (parts.has('reference') && go.readall === undefined) report.missing('reference', go.noReference);
  if (runs.cli !== undefined) reportCli(report, runs.cli, runs.reference);
  if (runs.page !== undefined)
    reportPage(report, runs.page, runs.reference, { fileBytes: statSync(file).size, workers });
  if (runs.one !== undefined) reportOne(report, runs.one, runs.page);
  else if (parts.has('one') && !canChoose) {
    for (const id of ['indexOne', 'speedUp']) report.missing(id, 'the page takes no ?workers=1 yet');
  }
  if (!NEED_INDEX.some((name) => parts.has(name))) return;
  if (shelf.get() === undefined) shelf.put(await indexInto({ url, timeoutMs, workers }));
  await measureIndexed(report, part, { url, timeoutMs, shelf, times: options.repeat ?? 3 });
}

/** The parts that begin with a stored index. */
async function measureIndexed(report, part, { url, timeoutMs, shelf, times }) {
  const { profile } = shelf.get();
  let key = shelf.get().reply?.key;
  await part('reopen', async () => {
    const runs = await reopen({ url, timeoutMs, profile, times });
    key = runs[0].reply.key;
    const open = (Math.min(...runs.map((run) => run.open)) * 1000).toFixed(0);
    report.figure(
      'reopen',
      runs.map(({ paint }) => paint),
      `open after ${open} ms at best; the page itself had loaded in ${(Math.min(...runs.map((run) => run.load)) * 1000).toFixed(0)} ms`,
    );
  });
  await part('frames', async () => {
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
  await part('query', async () => {
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
  await part('zoom', async () => {
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
  report.begin({ name: basename(path), bytes: size, by });
  const rounds = options.repeat ?? (size > LARGE_BYTES ? 1 : 3);
  const server = NEED_PAGE.some((part) => options.parts.has(part)) ? await serve(path) : undefined;
  const shelf = createShelf();
  try {
    await measureParts(report, path, { options, go, rounds, server, shelf });
  } catch (error) {
    report.failed('index', error);
  } finally {
    shelf.clear();
    await server?.close();
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(USAGE);
  const absent = options.files.find((file) => !existsSync(file));
  if (absent !== undefined) throw new Error(`there is no file ${absent}`);
  const ofTraces = [...options.parts].some((part) => part !== 'dumps' && part !== 'graphs');
  if (!ofTraces && options.files.length > 0) throw new Error('the parts "dumps" and "graphs" make their own files');
  const report = createReport(say);
  if (options.build && (ofTraces || options.parts.has('graphs'))) {
    // By the way of `npm start`, which builds what is stale.
    const bootstrap = fileURLToPath(new URL('../../main/bootstrap.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [bootstrap, '--version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`there is no build: ${stderr.trim()}`);
  }
  try {
    if (options.parts.has('dumps') && options.files.length === 0) await measureDumps(report, options, say);
    if (options.parts.has('graphs') && options.files.length === 0) await measureGraphs(report, options);
    if (ofTraces) await measureTraces(report, options);
  } finally {
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report.json(), undefined, 2)}\n`);
  }
  sayVerdict(report, options);
}

async function measureTraces(report, options) {
  ensureChromium(say);
  const go = goTools(options);
  for (const path of options.files) await measureTrace(report, { path, by: 'given' }, options, go);
  if (options.files.length > 0) return;
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

function sayVerdict(report, options) {
  const missed = report.missed();
  const unknown = report.unknown();
  if (missed.length > 0) say(`\nMISSED:\n  ${missed.join('\n  ')}`);
  else say('\nNo figure that was measured misses what it must reach.');
  if (unknown.length > 0) say(`\nNOT MEASURED, though something is promised:\n  ${unknown.join('\n  ')}`);
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
