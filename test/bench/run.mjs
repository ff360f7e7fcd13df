// `npm run bench -- TRACE…`: how fast and how large, of the command line and of the page, beside a reference in the same run.
// The reference is any command that reads the trace, given by GHOSTLIGHT_REFERENCE (for example a program on Go's own
// reader); machines are noisy, so only the ratio to it means something. Without a trace the bundled sample is measured.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumFlags, ensureChromium } from '../support/chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'out', 'main', 'cli.js');
const reference = process.env.GHOSTLIGHT_REFERENCE;

/** Seconds and peak resident memory (Linux: read from /proc while it runs) of a command. */
function measureCommand(command, args) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    let peakBytes = Number.NaN;
    const poll = setInterval(() => {
      peakBytes = statusBytes(child.pid, 'VmHWM') ?? peakBytes;
    }, 20);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code === 0) resolve({ seconds: (performance.now() - start) / 1000, peakBytes });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}

function statusBytes(pid, field) {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? undefined : Number(line[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** Proportional memory of the browser that runs with this profile: shared pages are counted once. Linux only. */
function browserBytes(profile) {
  let bytes = 0;
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      parents.set(pid, stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    } catch {
      // The process ended between the two reads.
    }
  }
  const isOurs = (pid) => {
    for (let at = pid; at !== undefined && at !== '0' && at !== '1'; at = parents.get(at)) {
      try {
        if (readFileSync(`/proc/${at}/cmdline`, 'utf8').includes(profile)) return true;
      } catch {
        return false;
      }
    }
    return false;
  };
  for (const pid of parents.keys()) {
    if (!isOurs(pid)) continue;
    try {
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
      if (pss !== null) bytes += Number(pss[1]) * 1024;
    } catch {
      // Ended meanwhile.
    }
  }
  return bytes;
}

async function serve(file) {
  const server = spawn(process.execPath, [cli, 'serve', file, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', resolve));
  return { url, close: () => server.kill('SIGTERM') };
}

/** Resolves in the page with the time since navigation at which some canvas shows strong colours: states, not chrome. */
const paintedAt = () =>
  new Promise((resolve) => {
    const look = () => {
      for (const canvas of document.querySelectorAll('canvas')) {
        const { width, height } = canvas;
        if (width === 0 || height === 0) continue;
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
        let coloured = 0;
        for (let i = 0; i < data.length; i += 4 * 7) {
          const high = Math.max(data[i], data[i + 1], data[i + 2]);
          if (data[i + 3] > 200 && high > 90 && high - Math.min(data[i], data[i + 1], data[i + 2]) > 60) coloured++;
        }
        if (coloured > 100) return resolve(performance.now());
      }
      setTimeout(look, 30);
    };
    look();
  });

/** Intervals between frames, in ms, while the wheel zooms in and out for about four seconds. */
async function zoomFrames(page) {
  const box = await page.locator('[role=application]').first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5);
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const frame = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.keyboard.down('Control');
  for (let i = 0; i < 120; i++) {
    await page.mouse.wheel(0, i % 60 < 30 ? -120 : 120);
    await page.waitForTimeout(16);
  }
  await page.keyboard.up('Control');
  return page.evaluate(() => window.frameTimes.slice(5));
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))];

async function measurePage(file, executablePath) {
  const profile = mkdtempSync(join(tmpdir(), 'ghostlight-bench-'));
  const server = await serve(file);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: chromiumFlags(),
    viewport: { width: 1600, height: 900 },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const linux = process.platform === 'linux';
    await page.goto('about:blank');
    await page.waitForTimeout(1000);
    const idle = linux ? browserBytes(profile) : Number.NaN;
    let peak = idle;
    const poll = setInterval(() => {
      if (linux) peak = Math.max(peak, browserBytes(profile));
    }, 500); // reading the memory map of a busy process slows it
    const open = async () => {
      await page.goto(server.url);
      const paint = page.evaluate(paintedAt);
      await page.getByRole('contentinfo').getByText('/ px').waitFor({ timeout: 600_000 });
      const indexed = await page.evaluate(() => performance.now());
      return { indexed: indexed / 1000, paint: (await paint) / 1000 };
    };
    const first = await open();
    const frames = await zoomFrames(page);
    const again = await open();
    clearInterval(poll);
    const stored = await page.evaluate(async () => (await navigator.storage.estimate()).usage);
    return { ...first, again: again.paint, memory: peak - idle, frames, stored };
  } finally {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

async function measure(file, executablePath) {
  const bytes = statSync(file).size;
  const ratio = (seconds) => (referenceRun === undefined ? '' : `  ${(seconds / referenceRun.seconds).toFixed(1)}x`);
  const line = (what, value) => console.log(`  ${what.padEnd(34)} ${value}`);
  const seconds = (value) => `${value.toFixed(2).padStart(8)} s${ratio(value)}`;
  console.log(`${basename(file)}, ${(bytes / 1e6).toFixed(1)} MB`);
  const referenceRun = reference === undefined ? undefined : await measureCommand(reference, [file]);
  if (referenceRun !== undefined) line('reference', seconds(referenceRun.seconds));
  const info = await measureCommand(process.execPath, [cli, 'info', file, '--json']);
  line('info --json', seconds(info.seconds));
  line('info --json, peak memory', megabytes(info.peakBytes));
  const page = await measurePage(file, executablePath);
  line('page: first paint of the trace', seconds(page.paint));
  line('page: fully indexed and stored', seconds(page.indexed));
  line('page: opened again, until painted', seconds(page.again));
  line('page: peak memory above idle', megabytes(page.memory));
  line('page: index in storage', `${megabytes(page.stored)}, ${(page.stored / bytes).toFixed(1)} of the file`);
  line(
    'page: frames while zooming',
    `median ${quantile(page.frames, 0.5).toFixed(0)} ms, p95 ${quantile(page.frames, 0.95).toFixed(0)} ms, longest ${Math.max(...page.frames).toFixed(0)} ms`,
  );
}

const { executablePath } = ensureChromium(console.log);
const files = process.argv.slice(2);
if (files.length === 0) files.push(join(root, 'resources', 'public', 'sample.trace'));
if (reference === undefined) console.log('GHOSTLIGHT_REFERENCE is not set: no ratios.');
for (const file of files) await measure(file, executablePath);
