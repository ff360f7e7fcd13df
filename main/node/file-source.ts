// A file on disk as a stream of chunks. Nothing keeps the file: a chunk is read when it is asked for.

import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fail, ok, type Result } from '../../shared/base/result';

// 1 MB: larger chunks read no faster (page cache), smaller ones cost a call each.
const CHUNK_BYTES = 1 << 20;

export interface FileSource {
  /** Absolute; of what came through a pipe as it was named. */
  readonly path: string;
  /** With its folders, where it was found in a folder that was asked for. */
  readonly name: string;
  readonly size: number;
  /** Last change, ms since 1970. */
  readonly modifiedMs?: number;
  /** Content of what cannot be read again: it came through a pipe. */
  readonly bytes?: Uint8Array;
}

/** Bytes from … to of a file (`to` exclusive). */
export interface ByteSlice {
  readonly from: number;
  readonly to: number;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
};

/** What went wrong with a file, in words: `no such file`, `no permission to read it`, … */
export function fileErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Looks at a file that is to be read: it must be a regular file that may be opened. */
export async function findFile(path: string): Promise<Result<FileSource>> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return fail(`${path}: is a directory, not a file`);
    if (!found.isFile()) return fail(`${path}: is not a regular file`);
    const handle = await open(path, 'r');
    await handle.close();
    return ok({ path: resolve(path), name: basename(path), size: found.size, modifiedMs: found.mtimeMs });
  } catch (error) {
    return fail(`${path}: ${fileErrorText(error)}`);
  }
}

/**
 * The bytes of a slice, in fresh chunks of at most 1 MB (a reader may keep them). Throws what the file system throws,
 * and where the file has become shorter than the slice.
 */
export async function* readSlice(path: string, slice: ByteSlice, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    yield* readChunks(handle, slice, signal);
  } finally {
    await handle.close();
  }
}

/** The same of a source, which may be in memory. */
export function readSource(file: FileSource, slice?: ByteSlice): AsyncGenerator<Uint8Array> {
  const { path, size, bytes } = file;
  const { from, to } = slice ?? { from: 0, to: size };
  return bytes === undefined ? readSlice(path, { from, to }) : copies(bytes.subarray(from, to));
}

async function* copies(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield new Uint8Array(bytes.subarray(at, at + CHUNK_BYTES));
  }
}

async function* readChunks(handle: FileHandle, slice: ByteSlice, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  let position = slice.from;
  while (position < slice.to) {
    signal?.throwIfAborted();
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, slice.to - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) throw new Error(`the file ended at byte ${position}, ${slice.to - position} bytes too early`);
    position += bytesRead;
    yield bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead);
  }
}
