// Parts of main that can be looked at without a window. How they work together: test/e2e/desktop.spec.ts.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS, type CommandId, type SourceRef } from '../../../../shared/contract/host';

vi.mock('electron', () => ({ protocol: {}, ipcMain: {}, BrowserWindow: class {}, session: {} }));
const { isOwnPage } = await import('../../../../main/electron/ipc');
const { menuTemplate } = await import('../../../../main/electron/menu');
const { createInbox, filesOfCommandLine, filesOfSecondInstance } = await import('../../../../main/electron/open-file');
const { isPageUrl, pageReply, traceReply } = await import('../../../../main/electron/protocol');
const { createOpenFiles } = await import('../../../../main/node/open-files');

let folder: string;
let trace: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-main-'));
  trace = join(folder, 'a.trace');
  await writeFile(trace, '0123456789');
});
afterAll(() => rm(folder, { recursive: true }));

describe('isPageUrl', () => {
  it.each([
    ['app://ghostlight/index.html', true],
    ['app://ghostlight/', true],
    ['app://ghostlight.evil/', false],
    ['app://other/index.html', false],
    ['app://x@ghostlight:1/', false],
    ['https://ghostlight/', false],
    ['trace://ghostlight/', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isPageUrl(url)).toBe(expected);
  });
});

describe('isOwnPage', () => {
  const frame = { url: 'app://ghostlight/index.html' };
  const contents = { mainFrame: frame };
  const window = { isDestroyed: () => false, webContents: contents };
  const ask = (event: object, own: object | undefined = window) => isOwnPage(event as never, own as never);

  it('accepts the main frame of our window on our page, and nobody else', () => {
    expect(ask({ sender: contents, senderFrame: frame })).toBe(true);
    expect(ask({ sender: contents, senderFrame: null })).toBe(false);
    expect(ask({ sender: contents, senderFrame: { ...frame } })).toBe(false);
    expect(ask({ sender: { mainFrame: frame }, senderFrame: frame })).toBe(false);
    expect(isOwnPage({ sender: contents, senderFrame: frame } as never, undefined)).toBe(false);
    expect(ask({ sender: contents, senderFrame: frame }, { ...window, isDestroyed: () => true })).toBe(false);
    const away = { mainFrame: { url: 'https://example.com/' } };
    expect(ask({ sender: away, senderFrame: away.mainFrame }, { ...window, webContents: away })).toBe(false);
  });
});

describe('app:// and trace://', () => {
  const page = new Map([['index.html', { type: 'text/html', bytes: new TextEncoder().encode('<p>') }]]);

  it('answers with the listed files and their policy', async () => {
    const reply = pageReply(new Request('app://ghostlight/index.html'), page);
    expect(await reply.text()).toBe('<p>');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const url of ['app://ghostlight/', 'app://ghostlight/%2e%2e/package.json', 'app://other/index.html']) {
      expect(pageReply(new Request(url), page).status, url).toBe(404);
    }
    expect(pageReply(new Request('app://ghostlight/index.html', { method: 'POST' }), page).status).toBe(405);
  });

  it('streams an opened file, whole and in parts, to our page alone', async () => {
    const files = createOpenFiles();
    const { url } = files.add({ path: trace, name: 'a.trace', size: 10 });
    const whole = await traceReply(new Request(url), files);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('access-control-allow-origin')).toBe('app://ghostlight');
    expect(await whole.text()).toBe('0123456789');
    const part = await traceReply(new Request(url, { headers: { Range: 'bytes=-3' } }), files);
    expect([part.status, await part.text()]).toEqual([206, '789']);
    const head = await traceReply(new Request(url, { method: 'HEAD' }), files);
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    const beyond = await traceReply(new Request(url, { headers: { Range: 'bytes=10-' } }), files);
    expect([beyond.status, await beyond.text()]).toEqual([416, '']);
  });

  it('knows only tokens that were given out, and says when a file has gone', async () => {
    const files = createOpenFiles();
    const { url } = files.add({ path: join(folder, 'gone.trace'), name: 'gone.trace', size: 10 });
    expect((await traceReply(new Request(url), files)).status).toBe(410);
    expect((await traceReply(new Request(url.replace(/.\/$/, 'x/')), files)).status).toBe(404);
    expect((await traceReply(new Request('trace://t0/'), createOpenFiles())).status).toBe(404);
  });
});

describe('files from outside', () => {
  it('are the words of a command line that are no flags', () => {
    const argv = ['/x/electron', '--inspect=0', '/x/app', 'a.trace', '--flag', '/y/b.trace', ''];
    expect(filesOfCommandLine(argv, 2, '/home/me')).toEqual([join('/home/me', 'a.trace'), '/y/b.trace']);
    expect(filesOfCommandLine(['/x/ghostlight', 'a.trace'], 1, '/home/me')).toEqual(['/home/me/a.trace']);
  });

  it.each([
    [{ files: ['/a', '/b'] }, ['/a', '/b']],
    [{ files: ['/a', 1, null] }, ['/a']],
    [{ files: '/a' }, []],
    [{}, []],
    [null, []],
    ['text', []],
  ])('of a second instance are checked: %j', (data, files) => {
    expect(filesOfSecondInstance(data)).toEqual(files);
  });

  it('wait for the page, then are delivered', async () => {
    const delivered: (readonly SourceRef[])[] = [];
    const errors: string[] = [];
    const inbox = createInbox(
      createOpenFiles(),
      (sources) => delivered.push(sources),
      (error) => errors.push(error),
    );
    await inbox.open([trace, join(folder, 'missing.trace')]);
    expect(delivered).toEqual([]);
    expect(await inbox.ready()).toMatchObject([{ name: 'a.trace', size: 10 }]);
    expect(await inbox.grant([folder])).toMatchObject([{ name: `${basename(folder)}/a.trace`, size: 10 }]);
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'a.trace'), 'other');
    // Of one name: told apart by their folders.
    expect((await inbox.grant([trace, join(other, 'a.trace')])).map(({ name }) => name)).toEqual([
      'a.trace',
      'other/a.trace',
    ]);
    await rm(other, { recursive: true });
    expect(errors).toEqual([expect.stringContaining('missing.trace: no such file')]);
    expect(await inbox.ready()).toEqual([]);
    await inbox.open([trace]);
    expect(delivered).toMatchObject([[{ name: 'a.trace' }]]);
    inbox.pause();
    await inbox.open([trace]);
    expect(delivered).toHaveLength(1);
    expect(await inbox.ready()).toHaveLength(1);
  });
});

describe('menuTemplate', () => {
  const items = (template: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
    template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
  const menu = (isDevelopment: boolean, send: (command: CommandId) => void = () => undefined) =>
    items(menuTemplate({ send, isMac: false, isDevelopment }));

  it('offers each command of the contract once, and sends it', () => {
    const sent: CommandId[] = [];
    const commands = menu(true, (command) => sent.push(command)).filter((item) => item.id !== undefined);
    for (const item of commands) item.click?.(undefined as never, undefined, undefined as never);
    expect([...sent].sort()).toEqual([...COMMANDS].sort());
  });

  it('leaves keys without a modifier to the page', () => {
    for (const { accelerator, registerAccelerator } of menu(true)) {
      if (accelerator !== undefined) expect(registerAccelerator).toBe(String(accelerator).startsWith('CmdOrCtrl+'));
    }
  });

  it('has developer tools in development alone', () => {
    expect(menu(true).map(({ role }) => role)).toContain('toggleDevTools');
    expect(menu(false).map(({ role }) => role)).not.toContain('toggleDevTools');
  });
});
