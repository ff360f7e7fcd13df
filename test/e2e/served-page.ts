// The built page as a user gets it: `ghostlight serve` in a process of its own, and a Chromium with a profile on disk
// (a private window would keep no index). Everything that the page complains about is collected in `faults`.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumFlags, findChromium } from '../support/chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the build is; another one while something is tried out. */
const out = process.env.GHOSTLIGHT_OUT ?? join(root, 'out');

export const fixture = (path: string): string => join(root, 'test', 'fixtures', path);

/** Names of the page's scripts that hold a text. */
export function scriptsWith(text: string): readonly string[] {
  const folder = join(out, 'renderer', 'assets');
  return readdirSync(folder).filter(
    (name) => name.endsWith('.js') && readFileSync(join(folder, name), 'utf8').includes(text),
  );
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts `ghostlight serve` with these files; resolves when it has printed its URL. */
export async function serveFiles(files: readonly string[]): Promise<Served> {
  const cli = join(out, 'main', 'cli.js');
  if (!existsSync(cli)) throw new Error('There is no build: run `npm run build` first.');
  const server = spawn(process.execPath, [cli, 'serve', ...files, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let complaints = '';
  server.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('exit', (code) => reject(new Error(`ghostlight serve ended with ${code}: ${complaints}`)));
  });
  return {
    url,
    async close() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and refusals of the content security policy since the last call, of page and workers. */
  faults(): readonly string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'dark' | 'light';
}

/** A Chromium with an empty profile. */
export async function visit({ width = 1600, height = 900, colorScheme = 'dark' }: VisitOptions = {}): Promise<Visit> {
  const found = findChromium();
  if (found === undefined)
    throw new Error('No Chromium found: set CHROMIUM_PATH or run `npm test`, which installs one.');
  const profile = await mkdtemp(join(tmpdir(), 'ghostlight-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: found.executablePath,
    args: chromiumFlags(),
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const faults: string[] = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    faults: () => faults.splice(0),
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
