// The desktop app as a user meets it: files by argument, dialog and second instance, saving, menu; and what it refuses.
// Runs on Electron where its binary is found, else on a stand-in; the first line of the output says which.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../shared/contract/ipc';
import { type DesktopApp, launch, PRELOAD, runtime } from './launch';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/traces/${name}`, import.meta.url));
const HTTP = fixture('http-1.27.trace');

/** For functions that run in the page. */
type BridgeWindow = { readonly bridge: Bridge };

process.stderr.write(`${runtime}\n`);

describe(runtime, () => {
  let app: DesktopApp;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ghostlight-desktop-'));
    app = await launch([HTTP]);
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const tab = (name: string) => page.getByRole('tab', { name });
  const footer = () => page.locator('footer').innerText();

  it('opens the file of its command line: the worker reads it as a stream', async () => {
    await tab('http-1.27.trace').waitFor();
    await expect.poll(footer, { timeout: 30_000 }).toMatch(/3\s210 events/);
    expect(await page.title()).toContain('http-1.27.trace');
  });

  it('opens a file of the open dialog', async () => {
    await app.evaluate(
      ({ dialog }, filePaths) => {
        Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths }) });
      },
      [fixture('annot-1.27.trace')],
    );
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open')?.click(), undefined);
    await tab('annot-1.27.trace').waitFor();
    await expect.poll(() => page.title()).toContain('annot-1.27.trace');
  });

  it('opens a folder of dumps of the folder dialog as one series', async () => {
    await app.evaluate(
      ({ dialog }, filePaths) => {
        Object.assign(dialog, {
          async showOpenDialog(_window: unknown, { properties }: { readonly properties: readonly string[] }) {
            return { canceled: !properties.includes('openDirectory'), filePaths };
          },
        });
      },
      [fileURLToPath(new URL('../fixtures/dumps/series-1.27', import.meta.url))],
    );
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open-folder')?.click(), undefined);
    await tab('series-1.27 · 6 dumps').waitFor();
    await page.getByRole('search').getByText('324 goroutines').waitFor();
    await expect.poll(footer).toContain('all of it read');
    await page.getByRole('button', { name: 'Close series-1.27 · 6 dumps' }).click();
  });

  it('opens the files of a second instance in the same window', async () => {
    await app.startAgain([fixture('cgo-1.26.trace'), fixture('cpu-1.27.trace')]);
    await tab('cgo-1.26.trace').waitFor();
    await tab('cpu-1.27.trace').waitFor();
    expect(await app.windowCount()).toBe(1);
  });

  it('says which file of a second instance is missing', async () => {
    await app.evaluate(({ dialog }) => {
      Object.assign(dialog, {
        shown: '',
        showErrorBox(_title: string, content: string) {
          Object.assign(dialog, { shown: content });
        },
      });
    }, undefined);
    await app.startAgain([join(folder, 'missing.trace')]);
    const shown = () => app.evaluate(({ dialog }) => (dialog as unknown as { shown: string }).shown, undefined);
    await expect.poll(shown).toContain('missing.trace: no such file');
  });

  it('saves the bytes that the page hands over, where the dialog says', async () => {
    const path = join(folder, 'saved.svg');
    await writeFile(path, 'old');
    await app.evaluate(({ dialog }, filePath) => {
      Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath }) });
    }, path);
    const reply = await page.evaluate(() => {
      const { bridge } = window as unknown as BridgeWindow;
      return bridge.request('dialog:save', '../../x/saved.svg', new Uint8Array([60, 0, 255, 62]));
    });
    expect(reply).toEqual({ path });
    expect([...(await readFile(path))]).toEqual([60, 0, 255, 62]);
    expect(await readdir(folder)).toEqual(['saved.svg']);
  });

  it('saves nothing when the user changes their mind', async () => {
    await app.evaluate(({ dialog }) => {
      Object.assign(dialog, { showSaveDialog: async () => ({ canceled: true, filePath: '' }) });
    }, undefined);
    const reply = await page.evaluate(() => {
      const { bridge } = window as unknown as BridgeWindow;
      return bridge.request('dialog:save', 'a.svg', new Uint8Array([1]));
    });
    expect(reply).toEqual({});
  });

  it('passes commands of the menu to the page', async () => {
    expect(await page.getByRole('dialog').count()).toBe(0);
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('help')?.click(), undefined);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('refuses to navigate away', async () => {
    const before = page.url();
    for (const target of ['https://example.com/', 'http://127.0.0.1:1/', app.pageUrl('app://other/index.html')]) {
      await page.evaluate((url) => {
        location.href = url;
      }, target);
      // A second round trip: the navigation has been decided by then.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
      expect(page.url()).toBe(before);
    }
    await tab('http-1.27.trace').waitFor();
  });

  it('refuses to open windows', async () => {
    await page.evaluate(() => {
      window.open('https://example.com/');
      window.open('about:blank');
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(await app.windowCount()).toBe(1);
  });

  it('refuses permissions', async () => {
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  });

  it('gives the page the bridge of the contract and no other channel', async () => {
    const seen = await page.evaluate(async () => {
      const { bridge } = window as unknown as BridgeWindow;
      const attempt = (run: () => unknown) =>
        Promise.resolve()
          .then(run)
          .then(
            () => 'accepted',
            (error: Error) => error.message,
          );
      return {
        members: Object.keys(bridge).sort(),
        node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
        request: await attempt(() => bridge.request('shell:run' as 'dialog:open', 'files')),
        event: await attempt(() => bridge.on('shell:out' as 'files:open', () => undefined)),
        wrongArguments: await attempt(() => bridge.request('dialog:save', 'a', 'text' as never)),
      };
    });
    expect(seen.members).toEqual(['on', 'request']);
    expect(seen.node).toEqual(['undefined', 'undefined']);
    expect(seen.request).toContain('no channel');
    expect(seen.event).toContain('no channel');
    expect(seen.wrongArguments).toContain('wrong arguments');
  });

  it('reads no file that the user did not open', async () => {
    const secret = join(folder, 'secret.trace');
    await writeFile(secret, 'secret');
    const urls = [
      'trace://t00000000000000000000000000000000/',
      `trace://t0${secret}`,
      'trace://t0/..%2f..%2fetc/passwd',
      'app://ghostlight/../../package.json',
      'app://ghostlight/..%2f..%2fpackage.json',
      'app://ghostlight/%2e%2e/%2e%2e/package.json',
      `app://ghostlight/${secret}`,
    ].map((url) => app.pageUrl(url));
    const statuses = await page.evaluate(
      (asked) =>
        Promise.all(
          asked.map((url) =>
            fetch(url).then(
              (response) => response.status,
              () => 0,
            ),
          ),
        ),
      urls,
    );
    expect(statuses).toHaveLength(urls.length);
    // 0: the browser refused before main was asked.
    for (const status of statuses) expect([0, 404]).toContain(status);
  });

  it('gives the page a token, never a path', async () => {
    await app.evaluate(
      ({ dialog }, filePaths) => {
        Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths }) });
      },
      [HTTP],
    );
    const sources = await page.evaluate(() =>
      (window as unknown as BridgeWindow).bridge.request('dialog:open', 'files'),
    );
    expect(sources).toHaveLength(1);
    expect(JSON.stringify(sources)).not.toContain('fixtures');
    const part = await page.evaluate(async (url) => {
      const response = await fetch(url, { headers: { Range: 'bytes=0-6' } });
      return { status: response.status, text: await response.text() };
    }, sources[0].url);
    expect(part).toEqual({ status: 206, text: 'go 1.26' });
  });

  it('refuses requests of a foreign window', async () => {
    await app.evaluate(({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      return window.loadURL('data:text/html,<p>foreign</p>');
    }, PRELOAD);
    const foreign = await app.lastWindow();
    expect(foreign.url()).toContain('data:');
    const errors = await foreign.evaluate(async () => {
      const { bridge } = window as unknown as BridgeWindow;
      const message = (request: Promise<unknown>) => request.then(JSON.stringify, (error: Error) => error.message);
      return [
        await message(bridge.request('dialog:open', 'files')),
        await message(bridge.request('page:ready')),
        await message(bridge.request('dialog:save', 'a', new Uint8Array([1]))),
      ];
    });
    for (const error of errors) expect(error).toContain('refused, not sent by the page');
  });
});
