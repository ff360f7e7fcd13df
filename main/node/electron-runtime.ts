// Finds the Electron runtime, fetches it once where that can work, and starts the app on it.
//
// `require('electron')` is never used for this: without a runtime it starts a download of 110 MB on its own, and where
// GitHub cannot be reached it retries for long. Here the host is tried first, with a limit of seconds, and a failure is
// remembered for a day, so that the next start on such a machine is instant.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/base/result';

const PROBE_LIMIT_MS = 3000;
const FETCH_LIMIT_MS = 10 * 60_000;
const REMEMBER_MS = 24 * 3600_000;
/** An app that ends with an error this soon never opened a window: its sandbox or a library is missing. */
const START_LIMIT_MS = 5000;

/** Why the app cannot have a window here, whatever is installed; undefined where it can. */
export function windowObstacle(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  userId: number | undefined,
): string | undefined {
  if (platform !== 'linux') return undefined;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  if (userId === 0) return 'Electron does not run as root';
  return undefined;
}

/** Folder of the package `electron`, or undefined where it is not installed. */
export function electronFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    // Not installed is an answer here, not an error.
    return undefined;
  }
}

/** Path of the runtime's program, or undefined where it is not there. Looks where the package electron itself looks. */
export function findElectron(
  folder: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const pathFile = folder === undefined ? undefined : join(folder, 'path.txt');
  const name = pathFile !== undefined && existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined;
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const program = override
    ? join(override, name ?? 'electron')
    : folder !== undefined && name !== undefined
      ? join(folder, 'dist', name)
      : undefined;
  return program !== undefined && existsSync(program) ? program : undefined;
}

/** Runs electron's own install script, unless that failed here within a day or its host does not answer. */
export async function fetchElectron(folder: string, say: (message: string) => void): Promise<boolean> {
  const marker = join(folder, '..', '.cache', 'ghostlight', 'electron-not-fetched');
  const marked = statSync(marker, { throwIfNoEntry: false });
  if (marked !== undefined && Date.now() - marked.mtimeMs < REMEMBER_MS) return false;
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/';
  if (URL.canParse(mirror) && (await answers(new URL(mirror)))) {
    say('fetching the Electron runtime, once (about 110 MB)…');
    if (await runInstaller(join(folder, 'install.js'))) {
      rmSync(marker, { force: true });
      return true;
    }
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, '');
  return false;
}

function answers(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
    const socket = connect({ host: url.hostname, port });
    const settle = (answer: boolean) => {
      clearTimeout(limit);
      socket.destroy();
      resolve(answer);
    };
    // Also covers a name server that never answers.
    const limit = setTimeout(() => settle(false), PROBE_LIMIT_MS);
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

function runInstaller(script: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'ignore'], timeout: FETCH_LIMIT_MS });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Runs the app until it ends: its exit code, or why it did not start. */
export function runElectron(program: string, app: string, files: readonly string[]): Promise<Result<number>> {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(program, [app, ...files], { stdio: 'inherit' });
    // Ctrl+C reaches the app too; this process ends when the app has.
    const wait = () => undefined;
    process.on('SIGINT', wait);
    child.once('error', (error) => resolve(fail(error.message)));
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait);
      const failed = code !== 0 && signal !== 'SIGINT' && signal !== 'SIGTERM';
      if (failed && performance.now() - startedMs < START_LIMIT_MS) resolve(fail(`it ended with ${signal ?? code}`));
      else resolve(ok(code ?? 0));
    });
  });
}
