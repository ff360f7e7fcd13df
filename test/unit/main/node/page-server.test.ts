import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PageServer, startPageServer } from '../../../../main/node/page-server';
import type { StaticFiles } from '../../../../main/node/static-files';

const page: StaticFiles = new Map([
  ['index.html', { type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode('<p>page</p>') }],
  ['assets/main.js', { type: 'text/javascript; charset=utf-8', bytes: new TextEncoder().encode('1') }],
]);
let folder: string;
let server: PageServer;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-serve-'));
  await writeFile(join(folder, 'a.trace'), '0123456789');
  await writeFile(join(folder, 'gone.trace'), '');
  const files = ['a.trace', 'gone.trace'].map((name) => ({ path: join(folder, name), name, size: 10 }));
  const started = await startPageServer({ page, files, port: 0 });
  if (!started.ok) throw new Error(started.error);
  server = started.value;
  token = new URL(server.url).pathname.split('/')[1] as string;
  await rm(join(folder, 'gone.trace'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The path is sent as it stands: fetch would resolve `..` away. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('startPageServer', () => {
  it('serves the page with its policy', async () => {
    const reply = await ask(`/${token}/`);
    expect(reply).toMatchObject({ status: 200, body: '<p>page</p>' });
    expect(reply.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await ask(`/${token}/assets/main.js?v=1`)).headers['content-type']).toContain('text/javascript');
  });

  it('lists the sources without their paths', async () => {
    const reply = await ask(`/${token}/sources`);
    expect(JSON.parse(reply.body)).toEqual([
      { name: 'a.trace', size: 10, url: 'source/0', modifiedMs: expect.any(Number) },
      { name: 'gone.trace', size: 10, url: 'source/1' },
    ]);
    expect(reply.body).not.toContain(folder);
  });

  it('streams a source whole and in parts', async () => {
    expect(await ask(`/${token}/source/0`)).toMatchObject({ status: 200, body: '0123456789' });
    const part = await ask(`/${token}/source/0`, { Range: 'bytes=2-4' });
    expect(part).toMatchObject({ status: 206, body: '234' });
    expect(part.headers['content-range']).toBe('bytes 2-4/10');
    expect(await ask(`/${token}/source/0`, { Range: 'bytes=10-' })).toMatchObject({ status: 416, body: '' });
    const head = await ask(`/${token}/source/0`, {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe('10');
  });

  it('tells the size that a source has now', async () => {
    await appendFile(join(folder, 'a.trace'), 'abc');
    expect(JSON.parse((await ask(`/${token}/sources`)).body)[0]).toEqual({
      name: 'a.trace',
      size: 13,
      modifiedMs: expect.any(Number),
      url: 'source/0',
    });
    expect((await ask(`/${token}/source/0`, {}, 'HEAD')).headers['content-length']).toBe('13');
    await writeFile(join(folder, 'a.trace'), '0123456789');
  });

  it('says when a source has gone', async () => {
    expect(await ask(`/${token}/source/1`)).toMatchObject({
      status: 410,
      body: expect.stringContaining('no such file'),
    });
  });

  it.each([
    '/',
    '/index.html',
    '/sources',
    '/source/0',
    '//sources',
    '/wrong/',
    '/wrong/sources',
    '/TOKEN',
    '/TOKENx/',
    '/TOKEN/nothing',
    '/TOKEN/source/2',
    '/TOKEN/source/',
    '/TOKEN/source/0/',
    '/TOKEN/source/-1',
    '/TOKEN/../sources',
    '/TOKEN/../../package.json',
    '/TOKEN/assets/../../../package.json',
    '/TOKEN/%2e%2e/package.json',
    '/TOKEN//etc/passwd',
  ])('knows nothing at %s', async (path) => {
    expect((await ask(path.replace('TOKEN', token))).status).toBe(404);
  });

  it('refuses a foreign Host', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`]) {
      expect((await ask(`/${token}/`, { Host: host })).status).toBe(403);
    }
    expect((await ask(`/${token}/`, { Host: `localhost:${server.port}` })).status).toBe(200);
  });

  it('refuses other methods', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask(`/${token}/`, {}, method)).status).toBe(405);
    }
  });

  it('says that an asked port is in use', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    expect(await startPageServer({ page, files: [], port })).toEqual({ ok: false, error: `port ${port}: in use` });
    taken.close();
  });

  it('gives every start its own token', async () => {
    const other = await startPageServer({ page, files: [], port: 0 });
    if (!other.ok) throw new Error(other.error);
    expect(new URL(other.value.url).pathname).not.toBe(new URL(server.url).pathname);
    await other.value.close();
  });
});
