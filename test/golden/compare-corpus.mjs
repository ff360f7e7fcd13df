// Runs the built command line over a folder of traces, as a user would, and compares `goroutines --json` and
// `info --json` with the answers of Go's own reader beside them (NAME.trace, NAME.json.gz).
//
//   node test/golden/compare-corpus.mjs [FOLDER]
//
// Without a folder: the corpus beside the checkout where there is one, else the fixtures. Exits 1 on any difference.
// Tolerance of times: 1 µs + 0.1 % (cli.md: the reference carries Go's adjustment of equal timestamps).

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const corpus = join(root, '..', 'shared', 'corpus', 'traces');
const fixtures = join(root, 'test', 'fixtures', 'traces');
const folder = process.argv[2] ?? (existsSync(corpus) ? corpus : fixtures);

const DURATIONS = ['totalNs', 'execNs', 'schedWaitNs', 'syscallNs', 'syscallBlockNs', 'unknownNs'];
const RECORDS = ['blockNs', 'rangeNs', 'stateNs'];
// Where the reference's own fields have other names or points in time.
const POINTS = [
  ['createdNs', 'creation'],
  ['startNs', 'start'],
  ['endNs', 'end'],
];

const near = (a, b) => Math.abs(a - b) <= 1000 + 0.001 * Math.max(Math.abs(a), Math.abs(b));

async function cli(...args) {
  const { stdout } = await run(process.execPath, [join(root, 'main', 'bootstrap.mjs'), ...args], {
    maxBuffer: 1 << 30,
  });
  return JSON.parse(stdout);
}

/**
 * Go 1.21 and older: Go's reader drops the events that name what existed at the start, and calls goroutine 1 by the outermost
 * function of its stacks, which leave out what called main.main.
 */
const namedOnlyByUs = (ours, reference, format) =>
  format === 'v1' &&
  reference.parent === null &&
  (reference.name === '' || (reference.name === 'main.main' && ours.name === 'runtime.main'));

/** Differences between our row and the reference's, in words; `times` counts the times that were compared. */
function compareGoroutine(ours, reference, format, firstNs, times) {
  const different = [];
  const exact = (field, a, b) => {
    if (a !== b) different.push(`${field}: ${a} instead of ${b}`);
  };
  const time = (field, a, b) => {
    times.compared++;
    if (near(a, b)) times.equal++;
    else different.push(`${field}: ${a} instead of ${b}`);
  };
  if (!namedOnlyByUs(ours, reference, format)) {
    exact('name', ours.name ?? '', reference.name);
    exact('system', ours.system, reference.system);
  }
  exact('parent', ours.parent ?? null, reference.parent);
  exact('finalState', ours.finalState, reference.finalState);
  exact('transitions', ours.transitions, reference.transitions);
  for (const field of DURATIONS) time(field, ours[field] ?? 0, reference[field]);
  for (const field of RECORDS) {
    const keys = new Set([...Object.keys(ours[field]), ...Object.keys(reference[field])]);
    for (const key of keys) time(`${field}.${key}`, ours[field][key] ?? 0, reference[field][key] ?? 0);
  }
  for (const [field, name] of POINTS) {
    // The reference writes an unknown point in time as 0.
    if (reference[name] === 0) exact(field, ours[field], undefined);
    else time(field, ours[field] ?? Number.NaN, reference[name] - firstNs);
  }
  return different;
}

function compareInfo(info, reference) {
  const different = [];
  const exact = (field, expected) => {
    if (info[field] !== expected) different.push(`info.${field}: ${info[field]} instead of ${expected}`);
  };
  exact('header', reference.headerVersion);
  exact('bytes', reference.bytes);
  exact('events', reference.events);
  exact('goroutines', reference.goroutineCount);
  exact('samples', reference.sampleCount);
  exact('logs', reference.logs?.length ?? 0);
  if (!near(info.spanNs, reference.spanNs))
    different.push(`info.spanNs: ${info.spanNs} instead of ${reference.spanNs}`);
  if (info.problems.length > 0)
    different.push(`info.problems: ${info.problems.map(({ message }) => message).join(' ')}`);
  return different;
}

async function compareFile(name) {
  const reference = JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))));
  // Some old traces Go's reader cannot read at all.
  if (reference.goroutines == null) return undefined;
  const trace = join(folder, `${name}.trace`);
  const [info, rows] = await Promise.all([cli('info', trace, '--json'), cli('goroutines', trace, '--json')]);
  const times = { compared: 0, equal: 0 };
  const different = compareInfo(info, reference);
  const byId = new Map(rows.map((row) => [row.id, row]));
  let equal = 0;
  for (const expected of reference.goroutines) {
    const row = byId.get(expected.id);
    byId.delete(expected.id);
    const differences =
      row === undefined ? ['missing'] : compareGoroutine(row, expected, reference.format, reference.firstNs, times);
    if (differences.length === 0) equal++;
    different.push(...differences.map((text) => `goroutine ${expected.id} ${text}`));
  }
  // Of a hundred thousand goroutines the reference describes the first few hundred, and counts all.
  if (rows.length !== reference.goroutineCount) {
    different.push(`${rows.length} goroutines instead of ${reference.goroutineCount}`);
  }
  return { name, goroutines: reference.goroutines.length, equal, times, different };
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.trace') && existsSync(join(folder, file.replace(/\.trace$/, '.json.gz'))))
  .map((file) => file.slice(0, -'.trace'.length));
// A stale build would be rebuilt by the first call: once, before two run side by side.
await cli('info', join(folder, `${names[0]}.trace`), '--json').catch(() => undefined);

console.log(`${'file'.padEnd(28)} goroutines equal    times within tolerance`);
let files = 0;
let failed = 0;
for (const name of names) {
  const result = await compareFile(name);
  if (result === undefined) continue;
  files++;
  const { goroutines, equal, times, different } = result;
  const counts = `${equal} of ${goroutines}`.padStart(16);
  console.log(`${name.padEnd(28)} ${counts}    ${`${times.equal} of ${times.compared}`.padStart(22)}`);
  for (const text of different.slice(0, 5)) console.log(`    ${text}`);
  if (different.length > 5) console.log(`    and ${different.length - 5} more`);
  if (different.length > 0) failed++;
}
console.log(`${files - failed} of ${files} files equal to Go's own reader`);
process.exitCode = failed > 0 || files === 0 ? 1 : 0;
