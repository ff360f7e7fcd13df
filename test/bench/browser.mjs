// The built page in a real Chromium: `ghostlight serve` in a process of its own, and a profile on disk, because a private
// window would keep no index. When a trace is open, and when its rows are on the canvas, is noted inside the page.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumFlags, ensureChromium } from '../support/chromium.mjs';
import { noteOpening } from './in-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the build is; another one while something is tried out. */
const out = process.env.GHOSTLIGHT_OUT ?? join(root, 'out');
const assets = join(out, 'renderer', 'assets');
export const cli = join(out, 'main', 'cli.js');

/** A trace that is open is painted in some frames; nobody waits longer for a blank page. */
const PAINT_LIMIT_MS = 30_000;

/** What must not outlive this process, however it ends: each undoes one thing at once. */
const leftovers = new Set();
process.on('exit', () => {
  for (const undo of leftovers) undo();
});

/** Serves a file: `{url, close}`. */
export async function serve(file) {
  const server = spawn(process.execPath, [cli, 'serve', file, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => void server.kill('SIGTERM');
  leftovers.add(kill);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`ghostlight serve ended with ${code}`)));
  });
  return {
    url,
    async close() {
      kill();
      await ended;
      leftovers.delete(kill);
    },
  };
}

/** An empty profile: `{path, storedBytes, remove}`. */
export function createProfile() {
  const path = mkdtempSync(join(tmpdir(), 'ghostlight-bench-profile-'));
  // A browser that is just ending may still write.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  leftovers.add(remove);
  return {
    path,
    /** Bytes on disk of everything that pages stored in IndexedDB. */
    storedBytes() {
      let bytes = 0;
      for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (entry.isFile() && file.includes('IndexedDB')) bytes += statSync(file).size;
      }
      return bytes;
    },
    remove() {
      remove();
      leftovers.delete(remove);
    },
  };
}

/** Starts a browser with a profile. `scripts`: sources that run in each page before its own. */
export async function launch(profile, scripts = []) {
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: ensureChromium(console.error).executablePath,
    args: chromiumFlags(),
    viewport: { width: 1600, height: 900 },
  });
  const close = () => context.close();
  try {
    await context.addInitScript(noteOpening);
    for (const content of scripts) await context.addInitScript({ content });
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto('about:blank');
    // The browser's own start must not be measured with ours.
    await page.waitForTimeout(1000);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens the trace of a URL and waits until it is wholly open: stored, if its index was made. Seconds since the
 * page asked its worker for the file (`load`: since navigation until then, which is the browser's and the page's own start):
 * `paint` = rows of spans are on the canvas, `open` = the worker's answer to `open` has come; with that answer as `reply`.
 * @throws Error if the page dies, says that it could not open the file, or takes longer than `timeoutMs`.
 */
export async function openTrace(page, url, { timeoutMs }) {
  await page.goto(url);
  const limit = setTimeout(() => void page.close(), timeoutMs);
  try {
    const { error, askedMs, openMs, reply } = await page.evaluate(() => window.ghostlightBench.opened);
    if (error !== undefined) throw new Error(error);
    if (reply.status !== 'ready') throw new Error(`the page says ${reply.status}`);
    if (reply.notSaved !== undefined) throw new Error(`the index was not saved: ${reply.notSaved}`);
    const paintMs = await page.evaluate(
      (limitMs) => Promise.race([window.ghostlightBench.painted, new Promise((done) => setTimeout(done, limitMs))]),
      PAINT_LIMIT_MS,
    );
    if (paintMs === undefined)
      throw new Error(`open, but no rows of spans are painted ${PAINT_LIMIT_MS / 1000} s later`);
    return { load: askedMs / 1000, open: (openMs - askedMs) / 1000, paint: (paintMs - askedMs) / 1000, reply };
  } catch (error) {
    if (page.isClosed()) throw new Error(`not open after ${timeoutMs / 1000} s`);
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

/** Name of the worker's script in the build. */
export function workerAsset() {
  const name = readdirSync(assets).find((file) => /^trace\.worker-.*\.js$/.test(file));
  if (name === undefined) throw new Error(`no trace.worker in ${assets}`);
  return name;
}

/** Whether the page takes `?workers=N`: without it nothing is known of one worker against two. */
export function takesWorkers() {
  const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
  return scripts.some((file) => /\.get\(\s*["'`]workers["'`]\s*\)/.test(readFileSync(join(assets, file), 'utf8')));
}

export function withWorkers(url, workers) {
  const asked = new URL(url);
  if (workers !== undefined) asked.searchParams.set('workers', String(workers));
  return asked.href;
}
