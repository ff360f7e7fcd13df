// Writes a file that the user asked for: whole or not at all.

import { randomBytes } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../shared/base/result';
import { fileErrorText } from './file-source';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'is a folder',
  EACCES: 'no permission to write it',
  EPERM: 'no permission to write it',
  EROFS: 'no permission to write it',
  ENOSPC: 'the disk is full',
};

/**
 * Writes beside the target and renames, so that a full disk or a crash never leaves half a file under that name. Where a link
 * leads is written, not the link; devices and pipes (/dev/stdout) are written into.
 */
export async function saveFile(path: string, bytes: Uint8Array): Promise<Result<string>> {
  try {
    const target = await targetOf(path);
    if (target === undefined) await writeFile(path, bytes);
    else await writeWhole(target, bytes);
    return ok(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return fail(`${path}: ${REASONS[code] ?? fileErrorText(error)}`);
  }
}

/** What is to be replaced; undefined if it is no file that could be. */
async function targetOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return path;
  if (found.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  return found.isFile() ? await realpath(path) : undefined;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await writeFile(beside, bytes, { flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
