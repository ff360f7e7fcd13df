import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchElectron, runElectron } from '../../../../main/node/electron-runtime';

let folder: string;
let electron: string;
let marker: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-runtime-'));
  electron = join(folder, 'electron');
  marker = join(folder, '.cache', 'ghostlight', 'electron-not-fetched');
  await mkdir(electron);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A host that answers a connection, as the download's host would. */
async function withMirror(run: () => Promise<void>): Promise<void> {
  const server: Server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  try {
    await run();
  } finally {
    server.close();
  }
}

describe('fetchElectron', () => {
  it('runs the install script of the package where its host answers', () =>
    withMirror(async () => {
      await writeFile(join(electron, 'install.js'), `require('fs').writeFileSync(__dirname + '/path.txt', 'electron')`);
      const said: string[] = [];
      expect(await fetchElectron(electron, (message) => said.push(message))).toBe(true);
      expect(existsSync(join(electron, 'path.txt'))).toBe(true);
      expect(existsSync(marker)).toBe(false);
      expect(said).toHaveLength(1);
    }));

  it('remembers a failure for a day', () =>
    withMirror(async () => {
      await writeFile(join(electron, 'install.js'), 'process.exit(1)');
      const said: string[] = [];
      const attempt = () => fetchElectron(electron, (message) => said.push(message));
      expect(await attempt()).toBe(false);
      expect(existsSync(marker)).toBe(true);
      expect(await attempt()).toBe(false);
      expect(said).toHaveLength(1);
      const dayAgo = new Date(Date.now() - 25 * 3600_000);
      await utimes(marker, dayAgo, dayAgo);
      await writeFile(join(electron, 'install.js'), '');
      expect(await attempt()).toBe(true);
      expect(existsSync(marker)).toBe(false);
    }));

  it('does not run the script where its host does not answer', async () => {
    vi.stubEnv('ELECTRON_MIRROR', 'http://127.0.0.1:1/');
    await writeFile(join(electron, 'install.js'), `require('fs').writeFileSync(__dirname + '/ran', '')`);
    expect(await fetchElectron(electron, () => undefined)).toBe(false);
    expect(existsSync(join(electron, 'ran'))).toBe(false);
    expect(existsSync(marker)).toBe(true);
  });
});

describe('runElectron', () => {
  it('passes app and files on and gives the exit code back', async () => {
    const script = join(folder, 'app.js');
    await writeFile(script, 'process.exit(process.argv[2] === "a.trace" ? 0 : 7)');
    expect(await runElectron(process.execPath, script, ['a.trace'])).toEqual({ ok: true, value: 0 });
  });

  it('says so when the app ends at once with an error, or is no program', async () => {
    const script = join(folder, 'app.js');
    await writeFile(script, 'process.exit(133)');
    expect(await runElectron(process.execPath, script, [])).toEqual({ ok: false, error: 'it ended with 133' });
    expect(await runElectron(join(folder, 'nothing'), script, [])).toMatchObject({ ok: false });
  });
});
