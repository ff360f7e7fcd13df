import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFile, readSlice } from '../../../../main/node/file-source';
import { findSources } from '../../../../main/node/find-sources';
import { createOpenFiles } from '../../../../main/node/open-files';
import { saveFile } from '../../../../main/node/save-file';
import { loadStaticFiles } from '../../../../main/node/static-files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghostlight-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('findFile', () => {
  it('describes a file', async () => {
    await writeFile(join(folder, 'a.trace'), 'abc');
    expect(await findFile(join(folder, 'a.trace'))).toEqual({
      ok: true,
      value: { path: join(folder, 'a.trace'), name: 'a.trace', size: 3, modifiedMs: expect.any(Number) },
    });
  });

  it.each([
    ['missing.trace', 'no such file'],
    ['.', 'is a directory'],
    ['loop', 'too many symbolic links'],
  ])('refuses %s: %s', async (name, words) => {
    await symlink('loop', join(folder, 'loop'));
    const found = await findFile(join(folder, name));
    expect(found).toMatchObject({ ok: false, error: expect.stringContaining(words) });
  });
});

describe('findSources', () => {
  it('takes a folder apart: by name, with the folder in the names, without hidden files and links', async () => {
    const series = join(folder, 'series');
    await mkdir(join(series, 'later'), { recursive: true });
    await mkdir(join(series, '.git'));
    for (const name of ['b.txt', 'a.txt', 'later/c.txt', '.hidden', '.git/HEAD'])
      await writeFile(join(series, name), 'x');
    await symlink('/etc/hostname', join(series, 'link'));
    const notes: string[] = [];
    const found = await findSources(`${series}/`, (note) => notes.push(note));
    expect(notes).toEqual([
      `${series}/: 2 files or folders whose names begin with a dot were left out`,
      `${series}/: 1 link or device was left out`,
    ]);
    expect(found).toMatchObject({
      ok: true,
      value: [{ name: 'series/a.txt', size: 1 }, { name: 'series/b.txt' }, { name: 'series/later/c.txt' }],
    });
    expect(found.ok && found.value[0]?.modifiedMs).toBeGreaterThan(1e12);
  });

  it('takes a file as it is, and says what cannot be opened', async () => {
    const path = join(folder, 'one.txt');
    await writeFile(path, 'abc');
    expect(await findSources(path)).toMatchObject({ ok: true, value: [{ name: 'one.txt', size: 3 }] });
    expect(await findSources(join(folder, 'missing'))).toMatchObject({ ok: false });
    await mkdir(join(folder, 'empty'));
    expect(await findSources(join(folder, 'empty'))).toMatchObject({
      ok: false,
      error: expect.stringContaining('no files in this folder'),
    });
  });
});

describe('readSlice', () => {
  it('reads a slice in fresh chunks', async () => {
    const path = join(folder, 'big');
    const bytes = new Uint8Array(2_500_000).map((_, index) => index % 251);
    await writeFile(path, bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of readSlice(path, { from: 10, to: 2_400_000 })) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(chunks.length);
    expect(Buffer.concat(chunks).equals(bytes.subarray(10, 2_400_000))).toBe(true);
  });

  it('says when the file has become shorter', async () => {
    const path = join(folder, 'short');
    await writeFile(path, 'abc');
    await truncate(path, 1);
    const chunks = readSlice(path, { from: 0, to: 3 });
    await chunks.next();
    await expect(chunks.next()).rejects.toThrow('ended at byte 1');
  });

  it('stops when aborted', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'abc');
    const chunks = readSlice(path, { from: 0, to: 3 }, AbortSignal.abort());
    await expect(chunks.next()).rejects.toThrow('abort');
  });
});

describe('createOpenFiles', () => {
  it('keeps one unguessable token for a path and knows no others', () => {
    const files = createOpenFiles();
    const file = { path: '/x/a.trace', name: 'a.trace', size: 3 };
    const first = files.add(file);
    const second = files.add({ ...file, size: 4 });
    expect(second).toEqual({ name: 'a.trace', size: 4, url: first.url });
    const token = new URL(first.url).hostname;
    expect(token).toMatch(/^t[0-9a-f]{32}$/);
    expect(files.path(token)).toBe('/x/a.trace');
    expect(files.path('')).toBeUndefined();
    expect(files.path('/x/a.trace')).toBeUndefined();
    expect(files.add({ ...file, path: '/x/b.trace' }).url).not.toBe(first.url);
  });
});

describe('saveFile', () => {
  it('replaces the file and leaves nothing beside it', async () => {
    const path = join(folder, 'out.svg');
    await writeFile(path, 'old');
    expect(await saveFile(path, Buffer.from('new'))).toEqual({ ok: true, value: path });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['out.svg']);
  });

  it('says why it could not', async () => {
    const saved = await saveFile(join(folder, 'no-such-folder', 'out.svg'), Buffer.from('new'));
    expect(saved).toMatchObject({ ok: false, error: expect.stringContaining('there is no such folder') });
  });
});

describe('loadStaticFiles', () => {
  it('lists what is there with its type', async () => {
    await writeFile(join(folder, 'index.html'), '<p>');
    const files = await loadStaticFiles(folder);
    expect([...files.keys()]).toEqual(['index.html']);
    expect(files.get('index.html')?.type).toBe('text/html; charset=utf-8');
    expect(files.get('../index.html')).toBeUndefined();
  });
});
