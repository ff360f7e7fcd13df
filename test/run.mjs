// `npm test`: every check of the project, one after the other, and one line at the end that sums them up:
// N passed, N failed, N skipped. Build, typecheck and lint count as one check each.
// Modes: none = all, `quick` = without a browser, `typecheck`.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './support/chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test', 'results');
const tsconfigs = ['shared', 'worker', 'renderer', 'node', 'test'];
const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC', NO_UPDATE_NOTIFIER: '1' };

const passed = { passed: 1, failed: 0, skipped: 0 };
const failed = { passed: 0, failed: 1, skipped: 0 };

/** Path of a package's command, so that it runs by this Node without npx or a shell. */
function binary(packageName, command = packageName) {
  const manifestPath = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[command]);
}

/** Runs a command of Node. `output` is what it printed, or '' where it printed straight to the terminal. */
function node(args, { show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** The beginning of a long output: the first complaints matter, and a log must stay readable. */
function head(output, most = 200) {
  const lines = output.trimEnd().split('\n');
  const rest = lines.length - most;
  return rest <= 0 ? lines.join('\n') : [...lines.slice(0, most), `… ${rest} more lines`].join('\n');
}

async function command(args) {
  const { ok, output } = await node(args);
  if (!ok) console.log(head(output));
  return ok ? passed : failed;
}

/** The five environments, two at a time: each tsc is itself parallel. */
async function typecheck() {
  const waiting = [...tsconfigs];
  const failures = [];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { ok, output } = await node([
        binary('typescript', 'tsc'),
        '--pretty',
        'false',
        '-p',
        `tsconfig.${name}.json`,
      ]);
      if (!ok) failures.push(`tsconfig.${name}.json\n${head(output, 60)}`);
    }
  };
  await Promise.all([work(), work()]);
  for (const failure of failures) console.log(failure);
  return failures.length === 0 ? passed : failed;
}

/** A vitest project. A run that leaves no report, or fails outside of a test, counts as one failure. */
async function suite(project) {
  const report = join(results, `${project}.json`);
  rmSync(report, { force: true });
  const { ok } = await node(
    [
      binary('vitest'),
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { show: true },
  );
  if (!existsSync(report)) return failed;
  const counts = count(JSON.parse(readFileSync(report, 'utf8')));
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function count({ testResults }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of testResults) {
    const statuses = file.assertionResults.map((test) => test.status);
    for (const status of statuses) counts[status === 'passed' || status === 'failed' ? status : 'skipped']++;
    // A file that could not be loaded has no tests of its own to count.
    if (file.status === 'failed' && !statuses.includes('failed')) counts.failed++;
  }
  return counts;
}

async function chromium() {
  const found = ensureChromium((line) => console.log(line));
  env.CHROMIUM_PATH = found.executablePath;
  console.log(`Chromium: ${found.executablePath} (${found.from})`);
  return { passed: 0, failed: 0, skipped: 0 };
}

// By the way of `npm start`, which builds what is stale and notes it: the tests and the next start use the same build.
const build = ['build', () => command([join(root, 'main', 'bootstrap.mjs'), '--version'])];
const quick = [
  build,
  ['typecheck', typecheck],
  ['lint', () => command([binary('@biomejs/biome', 'biome'), 'check', '--colors=off', '.'])],
  ['unit', () => suite('unit')],
];
const modes = {
  all: [['chromium', chromium], ...quick, ['browser', () => suite('browser')], ['e2e', () => suite('e2e')]],
  quick,
  typecheck: [['typecheck', typecheck]],
};

const mode = process.argv[2] ?? 'all';
const steps = modes[mode];
if (steps === undefined) {
  console.error(`Unknown mode ${mode}: use ${Object.keys(modes).join(', ')}.`);
  process.exit(2);
}

mkdirSync(results, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const [name, run] of steps) {
  console.log(`--- ${name}`);
  const started = performance.now();
  let counts = failed;
  try {
    counts = await run();
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const line = `${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'}, ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds} s`;
  console.log(line);
  lines.push(line);
  for (const key of Object.keys(total)) total[key] += counts[key];
}

console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
