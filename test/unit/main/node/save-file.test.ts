import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveFile } from '../../../../main/node/save-file';

const BYTES = new TextEncoder().encode('new');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'save-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file is saved', () => {
  it('under a new name and over an old file, with nothing beside it', async () => {
    const path = join(folder, 'a.svg');
    await writeFile(path, 'old, and longer');
    expect(await saveFile(path, BYTES)).toEqual({ ok: true, value: path });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.svg']);
  });

  it('where a link leads; the link stays', async () => {
    const [target, link] = ['target.svg', 'link.svg'].map((name) => join(folder, name));
    await writeFile(target, 'old');
    await symlink('target.svg', link);
    await saveFile(link, BYTES);
    expect(await readlink(link)).toBe('target.svg');
    expect(await readFile(target, 'utf8')).toBe('new');
  });

  it.skipIf(process.platform === 'win32')('into a pipe, which stays one', async () => {
    const path = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [path]);
    const [read] = await Promise.all([promisify(execFile)('cat', [path]), saveFile(path, BYTES)]);
    expect(read.stdout).toBe('new');
    expect((await readdir(folder, { withFileTypes: true })).find(({ name }) => name === 'pipe')?.isFIFO()).toBe(true);
  });
});

it('what cannot be written is said in words, and nothing is left', async () => {
  const path = join(folder, 'folder.svg');
  await mkdir(path);
  expect(await saveFile(path, BYTES)).toEqual({ ok: false, error: `${path}: is a folder` });
  const nowhere = join(folder, 'none', 'a.svg');
  expect(await saveFile(nowhere, BYTES)).toEqual({ ok: false, error: `${nowhere}: there is no such folder` });
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});
