// The way in from a checkout: builds what is missing or older than its sources, then runs the command line in this
// process. Plain JavaScript without packages, because it runs before anything is built.
//
// The build goes into out/.next-PID and its three folders are then renamed into place, under a lock: two commands that
// start at once build once, and nobody ever sees half a build. Everything but the program's own output goes to stderr,
// so that `--json` stays clean.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'out');
const stamp = join(out, '.stamp');
const lock = join(out, '.lock');
const PARTS = ['main', 'preload', 'renderer'];
const SOURCES = [
  'main',
  'renderer',
  'shared',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
// A lock older than this was left by a build that was killed together with its process id's owner; a build takes 3 s.
const LOCK_LIMIT_MS = 120_000;

/** Every source file with size and time, hashed: also notices a file that went away or came back older. */
function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    } else {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const path of SOURCES) visit(path);
  return hash.digest('hex');
}

function isFresh(expected) {
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === expected && PARTS.every((part) => existsSync(join(out, part)))
  );
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock, or returns false while a running process holds it. */
function takeLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const owner = Number(readFileSync(lock, 'utf8'));
  const abandoned = owner > 0 ? !isRunning(owner) : Date.now() - stat.mtimeMs > 5000;
  if (abandoned || Date.now() - stat.mtimeMs > LOCK_LIMIT_MS) rmSync(lock, { force: true });
  return false;
}

function build(expected) {
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  if (!existsSync(builder)) fail('the packages are not installed: run `npm ci` first');
  process.stderr.write('building…\n');
  const next = join(out, `.next-${process.pid}`);
  const old = join(out, `.old-${process.pid}`);
  try {
    const built = spawnSync(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
      cwd: root,
      env: { ...process.env, GHOSTLIGHT_OUT: next, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (built.status !== 0) {
      process.stderr.write(built.stdout);
      process.stderr.write(built.stderr);
      fail('the build failed');
    }
    rmSync(stamp, { force: true });
    mkdirSync(old, { recursive: true });
    for (const part of PARTS) {
      if (existsSync(join(out, part))) renameSync(join(out, part), join(old, part));
      renameSync(join(next, part), join(out, part));
    }
    writeFileSync(stamp, expected);
  } finally {
    rmSync(next, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

class StartError extends Error {}

function fail(message) {
  throw new StartError(message);
}

async function ensureBuild() {
  if (isFresh(fingerprint())) return;
  mkdirSync(out, { recursive: true });
  while (!takeLock()) await new Promise((resolve) => setTimeout(resolve, 100));
  try {
    // Taken before the build reads the files: a file changed meanwhile makes the next start build again.
    const expected = fingerprint();
    if (!isFresh(expected)) build(expected);
  } finally {
    rmSync(lock, { force: true });
  }
}

try {
  await ensureBuild();
  const cli = join(out, 'main', 'cli.js');
  process.argv.splice(1, 1, cli);
  await import(pathToFileURL(cli).href);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`ghostlight: ${error.message}\n`);
  process.exitCode = 2;
}
