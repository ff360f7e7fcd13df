// What is asked for on a command line or in a dialog: files, and folders for all files in them.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fail, ok, type Result } from '../../shared/base/result';
import { type FileSource, fileErrorText, findFile } from './file-source';

/** A folder with more files is no folder of dumps; each of them is looked at once. */
const MAX_FILES = 2000;

/** A file, or the files of a folder: by name, without hidden ones and links. What cannot be read in a folder is left out. */
export async function findSources(path: string): Promise<Result<readonly FileSource[]>> {
  try {
    if (!(await stat(path)).isDirectory()) {
      const found = await findFile(path);
      return found.ok ? ok([found.value]) : found;
    }
    const files: FileSource[] = [];
    await addFolder(path, basename(join(path, '.')), files);
    return files.length > 0 ? ok(files) : fail(`${path}: there are no files in this folder`);
  } catch (error) {
    return fail(`${path}: ${fileErrorText(error)}`);
  }
}

/**
 * The files of several paths. Where two have one name all are named with the folders in which they differ: `old/dump.txt` and
 * `new/dump.txt` are two dumps, not listings of one moment.
 */
export async function findAll(paths: readonly string[]): Promise<Result<readonly FileSource[]>> {
  const files: FileSource[] = [];
  const longNames: (readonly string[])[] = [];
  for (const path of paths) {
    const found = await findSources(path);
    if (!found.ok) return found;
    files.push(...found.value);
    longNames.push(...found.value.map(({ name }) => join(dirname(path), name).split(sep)));
  }
  if (new Set(files.map(({ name }) => name)).size === files.length) return ok(files);
  const depth = Math.min(...longNames.map((name) => name.length)) - 1;
  const [first] = longNames;
  const differ = first.findIndex((folder, i) => i >= depth || longNames.some((name) => name[i] !== folder));
  return ok(files.map((file, i) => ({ ...file, name: longNames[i].slice(differ).join('/') })));
}

async function addFolder(folder: string, name: string, files: FileSource[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length >= MAX_FILES) return;
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const named = `${name}/${entry.name}`;
    if (entry.isDirectory()) await addFolder(path, named, files);
    else if (entry.isFile()) {
      const found = await findFile(path);
      if (found.ok) files.push({ ...found.value, name: named });
    }
  }
}
