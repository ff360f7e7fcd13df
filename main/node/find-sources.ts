// What is asked for on a command line or in a dialog: files, and folders for all files in them.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fail, ok, type Result } from '../../shared/base/result';
import { type FileSource, fileErrorText, findFile } from './file-source';
import { writeError } from './output';
import { isPipe, readPipe } from './pipes';
import { printable } from './text-table';

/** A folder with more files is no folder of dumps; each of them is looked at once. */
const MAX_FILES = 2000;

/**
 * A file, or the files of a folder: by name, without hidden ones and links. What of a folder is left out is not an error.
 * @param note takes a sentence about it
 */
export async function findSources(
  path: string,
  note?: (sentence: string) => void,
): Promise<Result<readonly FileSource[]>> {
  try {
    if (!(await stat(path)).isDirectory()) {
      const found = await findFile(path);
      return found.ok ? ok([found.value]) : found;
    }
    const found: FolderContent = { files: [], hidden: 0, special: 0, unreadable: [], more: false };
    await addFolder(path, basename(join(path, '.')), found);
    if (note !== undefined) for (const sentence of leftOut(path, found)) note(sentence);
    return found.files.length > 0 ? ok(found.files) : fail(`${path}: there are no files in this folder`);
  } catch (error) {
    return fail(`${path}: ${fileErrorText(error)}`);
  }
}

/** What each path of a command line names: a file, the files of a folder, what comes through a pipe. Says what is left out. */
export async function findEach(paths: readonly string[]): Promise<Result<readonly (readonly FileSource[])[]>> {
  const each: (readonly FileSource[])[] = [];
  for (const [place, path] of paths.entries()) {
    const found = await findOne(path, place);
    if (!found.ok) return found;
    each.push(found.value);
  }
  return ok(nameApart(paths, each));
}

/**
 * Where two files have one name all are named with the folders in which they differ: `old/dump.txt` and `new/dump.txt` are two
 * dumps, not listings of one moment.
 * @param each files by path
 */
export function nameApart(
  paths: readonly string[],
  each: readonly (readonly FileSource[])[],
): readonly (readonly FileSource[])[] {
  const files = each.flat();
  if (new Set(files.map(({ name }) => name)).size === files.length) return each;
  const longNames = each.map((own, place) => own.map(({ name }) => join(dirname(paths[place]), name).split(sep)));
  const all = longNames.flat();
  const depth = Math.min(...all.map((name) => name.length)) - 1;
  const [first] = all;
  const differ = first.findIndex((folder, i) => i >= depth || all.some((name) => name[i] !== folder));
  return each.map((own, place) =>
    own.map((file, i) => ({ ...file, name: longNames[place][i].slice(differ).join('/') })),
  );
}

/** The files of several paths, with names that tell them apart. */
export async function findAll(paths: readonly string[]): Promise<Result<readonly FileSource[]>> {
  const each = await findEach(paths);
  return each.ok ? ok(each.value.flat()) : each;
}

/** @param place of the path on the command line, from 0 */
export async function findOne(path: string, place: number): Promise<Result<readonly FileSource[]>> {
  if (!(await isPipe(path))) return findSources(path, writeError);
  const read = await readPipe(path, place);
  return read.ok ? ok([read.value]) : read;
}

interface FolderContent {
  readonly files: FileSource[];
  /** Names that begin with a dot; a hidden folder counts once. */
  hidden: number;
  /** Links, pipes, devices. */
  special: number;
  /** Sentences. */
  readonly unreadable: string[];
  /** There are more than MAX_FILES. */
  more: boolean;
}

function* leftOut(path: string, { hidden, special, unreadable, more }: FolderContent): Generator<string> {
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  if (hidden > 0) {
    const names = hidden === 1 ? '1 file or folder whose name begins' : `${hidden} files or folders whose names begin`;
    yield `${path}: ${names} with a dot ${were(hidden)} left out`;
  }
  if (special > 0) {
    yield `${path}: ${special === 1 ? '1 link or device' : `${special} links or devices`} ${were(special)} left out`;
  }
  yield* unreadable.map(printable);
  if (more)
    yield `${path}: there are more than ${MAX_FILES} files in this folder; only the first ${MAX_FILES} are read`;
}

async function addFolder(folder: string, name: string, found: FolderContent): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.more) return;
    const path = join(folder, entry.name);
    const named = `${name}/${entry.name}`;
    if (entry.name.startsWith('.')) found.hidden++;
    else if (entry.isDirectory()) await addFolder(path, named, found);
    else if (!entry.isFile()) found.special++;
    else if (found.files.length >= MAX_FILES) found.more = true;
    else {
      const file = await findFile(path);
      if (file.ok) found.files.push({ ...file.value, name: named });
      else found.unreadable.push(file.error);
    }
  }
}
