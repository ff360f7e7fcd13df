// `ghostlight info`: what files are and how much of them could be read.

import { findFile } from './file-source';
import { type FileInfo, fileInfo, fileInfoText } from './info-output';
import { wantsColour, writeError, writeOut } from './output';
import { readTrace } from './read-trace';

export interface InfoOptions {
  readonly json: boolean;
  /** Problems make the exit code 1. */
  readonly strict: boolean;
}

/** Prints what can be said and returns the exit code: 2 where a file is missing or none is readable. */
export async function info(paths: readonly string[], { json, strict }: InfoOptions): Promise<number> {
  const infos: FileInfo[] = [];
  let missing = false;
  let readable = false;
  for (const path of paths) {
    const file = await findFile(path);
    if (!file.ok) {
      writeError(file.error);
      missing = true;
      continue;
    }
    const read = await readTrace(file.value);
    const found = fileInfo(path, read);
    infos.push(found);
    readable ||= read.status === 'ready';
    if (!json) await writeOut([...(infos.length > 1 ? ['\n'] : []), ...fileInfoText(found, wantsColour())]);
  }
  if (json && infos.length > 0) {
    // The shape follows the question, not the outcome: several files are an array even when one of them is missing.
    await writeOut([`${JSON.stringify(paths.length === 1 ? infos[0] : infos, undefined, 2)}\n`]);
  }
  if (missing || !readable) return 2;
  return strict && infos.some(({ problems }) => problems.length > 0) ? 1 : 0;
}
