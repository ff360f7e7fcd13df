// What comes through a pipe instead of from a file: standard input as `-`, and paths of pipes (`<(curl …)`, mkfifo). Readers go
// through a source more than once, and back in it, which a pipe cannot, so all of it is kept in memory.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { formatBytes } from '../../shared/base/format';
import { fail, ok, type Result } from '../../shared/base/result';
import { type FileSource, fileErrorText } from './file-source';
import { writeError } from './output';

/** Twice so many bytes are needed when the parts are put together; a dump of 100 000 goroutines has about 50 MB. */
const MAX_BYTES = 512_000_000;

const STANDARD_INPUT: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0']);

/** Whether a path names something that can be read once only. A path that is not there is not one. */
export async function isPipe(path: string): Promise<boolean> {
  if (path === '-') return true;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (found.isFIFO() || found.isSocket() || found.isCharacterDevice());
}

/**
 * Reads a pipe to its end. It is named `stdin`, or as its path ends; the pipes of a shell, which have numbers that count down,
 * are `pipe1`, `pipe2` in the order of the command line.
 * @param place of the path on the command line, from 0
 */
export async function readPipe(path: string, place: number, mostBytes = MAX_BYTES): Promise<Result<FileSource>> {
  const standard = STANDARD_INPUT.has(path);
  const base = basename(path);
  const name = standard ? 'stdin' : /^\d+$/.test(base) ? `pipe${place + 1}` : base;
  const stream: Readable = standard ? process.stdin : createReadStream(path);
  if (stream.readableEnded || stream.destroyed) return fail('standard input can be read once: `-` is named twice');
  if (standard && process.stdin.isTTY) writeError('reading what is typed or pasted here, up to Ctrl+D');
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > mostBytes) {
        const most = formatBytes(mostBytes);
        return fail(
          `${name}: more than ${most} came in, which is too much to be kept in memory: save it to a file first`,
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    return fail(`${name}: ${fileErrorText(error)}`);
  }
  // It came in now: of several dumps it is the latest one, unless it tells its time.
  return ok({ path, name, size, modifiedMs: Date.now(), bytes: Buffer.concat(chunks) });
}
