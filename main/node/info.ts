// `ghostlight info`: what files are and how much of them could be read.

import { dirname, join } from 'node:path';
import type { DumpKind } from '../../shared/formats/detect-dump';
import { type DumpInfo, dumpInfo, dumpInfoText, type ProfileInfo, profileInfo, profileInfoText } from './dump-info';
import { detectFile } from './file-kind';
import { type FileSource, fileErrorText } from './file-source';
import { findOne } from './find-sources';
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
  let one = paths.length === 1;
  for (const [place, path] of paths.entries()) {
    const found = await findOne(path, place);
    if (!found.ok) {
      writeError(found.error);
      missing = true;
      continue;
    }
    for (const file of found.value) {
      // Those of a folder are named with it: a path that can be asked for.
      const inFolder = file.name.includes('/');
      const named = inFolder ? join(dirname(path), file.name) : path === '-' ? file.name : path;
      one &&= !inFolder;
      try {
        const { info, text, readable: some } = await look(named, file, wantsColour());
        infos.push(info);
        readable ||= some;
        if (!json) await writeOut([...(infos.length > 1 ? ['\n'] : []), ...text]);
      } catch (error) {
        // The file went away, or may no longer be read.
        if (!(error instanceof Error && 'code' in error)) throw error;
        writeError(`${named}: ${fileErrorText(error)}`);
        missing = true;
      }
    }
  }
  if (json && infos.length > 0) {
    // The shape follows the question, not the outcome: a folder, and several files, are an array however many can be read.
    await writeOut([`${JSON.stringify(one ? infos[0] : infos, undefined, 2)}\n`]);
  }
  if (missing || !readable) return 2;
  return strict && infos.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

async function look(path: string, file: FileSource, colour: boolean): Promise<Found> {
  const { kind, what, hopeless = false } = await detectFile(file);
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
    if (SAID_BY_DUMPS.has(kind) || (what !== undefined && !hopeless)) {
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
