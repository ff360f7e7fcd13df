// Starts the built desktop app for a test: on real Electron where its binary is found, else on the stand-in of
// test/support/electron-stand-in. Both have the same surface, so that the spec is written once.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, _electron as electronLauncher, type Page } from 'playwright';
import { vi } from 'vitest';
import { electronFolder, findElectron } from '../../main/node/electron-runtime';
import { chromiumFlags, findChromium } from '../support/chromium.mjs';
import { createStandIn, type ElectronPart } from '../support/electron-stand-in';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PRELOAD = join(ROOT, 'out', 'preload', 'index.cjs');
const MAIN = join(ROOT, 'out', 'main', 'index.js');

const program = findElectron(electronFolder(), process.env);
export const runtime =
  program === undefined
    ? 'desktop: stand-in (no Electron binary found): proves our wiring, not Electron'
    : `desktop: Electron (${program})`;

export interface DesktopApp {
  firstWindow(): Promise<Page>;
  /** Windows that the app has now. */
  windowCount(): Promise<number>;
  /** A page that the app has opened beside the first one. */
  lastWindow(): Promise<Page>;
  /** Runs a function in the main process. It is sent as text: it sees its arguments and nothing else. */
  evaluate<T, A>(run: (electron: ElectronPart, argument: A) => T | Promise<T>, argument: A): Promise<T>;
  /** What the user does by starting the app again with files. */
  startAgain(files: readonly string[]): Promise<void>;
  /** An app: or trace: URL as the page can ask for it. */
  pageUrl(url: string): string;
  close(): Promise<void>;
}

/** Starts the app with files on its command line. */
export const launch = (files: readonly string[]): Promise<DesktopApp> =>
  program === undefined ? launchStandIn(files) : launchElectron(program, files);

async function launchElectron(executablePath: string, files: readonly string[]): Promise<DesktopApp> {
  const userData = await mkdtemp(join(tmpdir(), 'ghostlight-electron-'));
  const flags = [`--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  // The app takes the arguments after its own folder for files: flags go before it.
  const app = await electronLauncher.launch({ executablePath, args: [...flags, ROOT, ...files] });
  return {
    firstWindow: () => app.firstWindow(),
    windowCount: async () => app.windows().length,
    lastWindow: async () => app.windows().at(-1) as Page,
    evaluate: (run, argument) => app.evaluate(run as unknown as Parameters<typeof app.evaluate>[0], argument) as never,
    startAgain: (again) =>
      new Promise((resolve, reject) => {
        const second = spawn(executablePath, [...flags, ROOT, ...again], { stdio: 'ignore' });
        second.once('error', reject);
        second.once('exit', () => resolve());
      }),
    pageUrl: (url) => url,
    async close() {
      await app.close();
      await rm(userData, { recursive: true, force: true });
    },
  };
}

async function launchStandIn(files: readonly string[]): Promise<DesktopApp> {
  const browser = await chromium.launch({ executablePath: findChromium()?.executablePath, args: chromiumFlags() });
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  const standIn = await createStandIn(context);
  await loadMain(standIn.electron, files);
  standIn.becomeReady();
  const windows = async () => {
    await vi.waitUntil(() => standIn.electron.BrowserWindow.getAllWindows().length > 0, { timeout: 10_000 });
    return standIn.electron.BrowserWindow.getAllWindows();
  };
  return {
    firstWindow: async () => (await windows())[0].page,
    windowCount: async () => standIn.electron.BrowserWindow.getAllWindows().length,
    lastWindow: async () => ((await windows()).at(-1) as Awaited<ReturnType<typeof windows>>[number]).page,
    // As text, like the real one: a test that would fail there fails here.
    evaluate: async (run, argument) => new Function(`return ${run.toString()}`)()(standIn.electron, argument),
    startAgain: (again) => loadMain(standIn.secondInstance, again),
    pageUrl: standIn.pageUrl,
    async close() {
      await standIn.close();
      await browser.close();
    },
  };
}

/** Runs the built main bundle with `electron` replaced, as a process of its own would: with fresh modules and its own argv. */
async function loadMain(electron: ElectronPart, files: readonly string[]): Promise<void> {
  const argv = process.argv;
  vi.resetModules();
  vi.doMock('electron', () => electron);
  process.argv = ['electron', ROOT, ...files];
  try {
    await import(/* @vite-ignore */ pathToFileURL(MAIN).href);
  } finally {
    process.argv = argv;
    vi.doUnmock('electron');
  }
}
