// Writes a file that the user asked for: whole or not at all.

import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../shared/base/result';
import { fileErrorText } from './file-source';

/** Writes beside the target and renames, so that a full disk or a crash never leaves half a file under that name. */
export async function saveFile(path: string, bytes: Uint8Array): Promise<Result<string>> {
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await writeFile(beside, bytes, { flag: 'wx' });
    await rename(beside, path);
    return ok(path);
  } catch (error) {
    await rm(beside, { force: true });
    const noFolder = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return fail(`${path}: ${noFolder ? 'there is no such folder' : fileErrorText(error)}`);
  }
}
