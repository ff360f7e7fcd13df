// A Chromium in a process of our own, over a profile that outlives it: it can be killed at any moment and started again.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type BrowserContext, chromium } from 'playwright';
import { chromiumFlags, findChromium } from '../support/chromium.mjs';

export interface OwnBrowser {
  readonly context: BrowserContext;
  /** The browser's own process; its helpers end with it. */
  readonly pid: number;
  /** Ends it as a crash would: nothing is written to an end. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** @param profile a folder; one that another browser left is used on */
export async function startBrowser(profile: string): Promise<OwnBrowser> {
  const found = findChromium();
  if (found === undefined)
    throw new Error('No Chromium found: set CHROMIUM_PATH or run `npm test`, which installs one.');
  const child = spawn(
    found.executablePath,
    [
      ...chromiumFlags(),
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--window-size=1400,900',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code} before it could be used.`)));
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const [context] = browser.contexts();
  if (context === undefined || child.pid === undefined) throw new Error('Chromium has no window to work in.');
  const { pid } = child;
  return {
    context,
    pid,
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
      await browser.close().catch(() => undefined);
    },
    async close() {
      // Over CDP, close() only lets go of the browser: it is asked to end by itself.
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await ended(child);
    },
  };
}
