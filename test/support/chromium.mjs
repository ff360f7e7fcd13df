// Finds the Chromium that the browser and end-to-end tests run in; installs one where a fresh machine has none.
// Plain JavaScript, because test/run.mjs runs it before anything is built. Types: chromium.d.mts.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const UNIX_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const USUAL_PLACES = {
  linux: ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => UNIX_NAMES.map((name) => join(folder, name))),
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
    ]),
};

/** Looks without installing: { executablePath, from } or undefined. A CHROMIUM_PATH that does not exist is an error. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH is ${chosen}, but there is no such file.`);
    return { executablePath: chosen, from: 'CHROMIUM_PATH' };
  }
  const usual = USUAL_PLACES[process.platform] ?? [];
  const onPath =
    process.platform === 'win32'
      ? []
      : (process.env.PATH ?? '').split(delimiter).flatMap((folder) => UNIX_NAMES.map((name) => join(folder, name)));
  const installed = [...usual, ...onPath].find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, from: 'this machine' };
  const own = chromium.executablePath();
  return own && existsSync(own) ? { executablePath: own, from: 'Playwright' } : undefined;
}

/** Finds a Chromium or installs one. `say` gets one line about what is done. Throws a sentence if none can be had. */
export function ensureChromium(say) {
  const found = findChromium();
  if (found !== undefined) return found;
  const tried = [];
  for (const [what, install] of installers()) {
    say(`No Chromium found: installing one by ${what}.`);
    const failure = install();
    const installed = findChromium();
    if (installed !== undefined) return installed;
    tried.push(`${what}: ${failure ?? 'ran, but left no browser'}`);
  }
  throw new Error(
    `No Chromium found and none could be installed (${tried.join('; ')}). ` +
      'Install Chromium or Chrome, or set CHROMIUM_PATH to its executable.',
  );
}

function installers() {
  const byPlaywright = ['npx playwright install chromium', () => run('npx', ['playwright', 'install', 'chromium'])];
  if (!isRootOnDebian()) return [byPlaywright];
  // Debian's package brings the system libraries that a downloaded browser lacks: the first choice where it may be used.
  const byApt = [
    'apt-get install chromium',
    () =>
      run('apt-get', ['update', '-q']) ??
      run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
        DEBIAN_FRONTEND: 'noninteractive',
      }),
  ];
  return [byApt, byPlaywright];
}

function isRootOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Returns why it failed, or undefined. */
function run(command, args, env = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 5 * 60_000,
  });
  if (status === 0) return undefined;
  const lastLine = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').at(-1);
  return error?.message ?? (lastLine || `exit status ${status}`);
}

/** Flags for a quiet, offline Chromium. Chromium refuses its sandbox to root, so it is switched off for root alone. */
export function chromiumFlags() {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
