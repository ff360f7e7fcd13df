// `ghostlight info`: what files are and how much of them could be read.

import type { DumpKind } from '../../shared/formats/detect-dump';
import { type DumpInfo, dumpInfo, dumpInfoText, type ProfileInfo, profileInfo, profileInfoText } from './dump-info';
import { fileKind } from './file-kind';
import { type FileSource, fileErrorText, findFile } from './file-source';
import { type FileInfo, fileInfo, fileInfoText } from './info-output';
import { wantsColour, writeError, writeOut } from './output';
import { readDumpFiles } from './read-dumps';
import { readProfile } from './read-profile';
import { readTrace } from './read-trace';

export interface InfoOptions {
  readonly json: boolean;
  /** Problems make the exit code 1. */
  readonly strict: boolean;
}

/** Kinds of which the reader of dumps knows best why there was nothing to read. */
const SAID_BY_DUMPS: ReadonlySet<DumpKind> = new Set(['pprof', 'goroutine-text', 'goroutine-counts', 'zip', 'tar']);

interface Found {
  readonly info: FileInfo | DumpInfo | ProfileInfo;
  readonly text: Generator<string>;
  readonly readable: boolean;
}

/** Prints what can be said and returns the exit code: 2 where a file is missing or none is readable. */
export async function info(paths: readonly string[], { json, strict }: InfoOptions): Promise<number> {
  const infos: Found['info'][] = [];
  let missing = false;
  let readable = false;
  for (const path of paths) {
    const file = await findFile(path);
    if (!file.ok) {
      writeError(file.error);
      missing = true;
      continue;
    }
    try {
      const found = await look(path, file.value, wantsColour());
      infos.push(found.info);
      readable ||= found.readable;
      if (!json) await writeOut([...(infos.length > 1 ? ['\n'] : []), ...found.text]);
    } catch (error) {
      // The file went away, or may no longer be read.
      if (!(error instanceof Error && 'code' in error)) throw error;
      writeError(`${path}: ${fileErrorText(error)}`);
      missing = true;
    }
  }
  if (json && infos.length > 0) {
    // The shape follows the question, not the outcome: several files are an array even when one of them is missing.
    await writeOut([`${JSON.stringify(paths.length === 1 ? infos[0] : infos, undefined, 2)}\n`]);
  }
  if (missing || !readable) return 2;
  return strict && infos.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

async function look(path: string, file: FileSource, colour: boolean): Promise<Found> {
  const kind = await fileKind(file);
  if (kind !== 'trace') {
    // What begins like nothing known may be a log with a dump in it.
    const dumps = await readDumpFiles([file]);
    if (dumps.status === 'ready') {
      const info = dumpInfo(path, file, dumps);
      return { info, text: dumpInfoText(info, colour), readable: true };
    }
    const profile = kind === 'pprof' ? await readProfile(file) : undefined;
    if (profile?.ok === true) {
      const info = profileInfo(path, file, profile.value);
      return { info, text: profileInfoText(info, colour), readable: true };
    }
    if (SAID_BY_DUMPS.has(kind)) {
      const { readFraction, problems } = dumps.summary;
      const info: FileInfo = { file: path, bytes: file.size, format: formatName(kind), readFraction, problems };
      return { info, text: fileInfoText(info, colour), readable: false };
    }
  }
  const trace = await readTrace(file);
  const info = fileInfo(path, trace);
  return { info, text: fileInfoText(info, colour), readable: trace.status === 'ready' };
}

const formatName = (kind: DumpKind): string => (kind === 'zip' || kind === 'tar' ? 'unknown' : kind);
