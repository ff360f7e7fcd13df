// Files that arrive from outside: command line, second instance, the system's file manager. They wait until the page is
// ready and then go to it one list at a time.

import { resolve } from 'node:path';
import type { SourceRef } from '../../shared/contract/host';
import type { FileSource } from '../node/file-source';
import { findSources, nameApart } from '../node/find-sources';
import type { OpenFiles } from '../node/open-files';

/**
 * Files on a command line, absolute. `skip`: how many words come before them, flags not counted (Electron, and the app's
 * folder where it is not packaged).
 */
export function filesOfCommandLine(argv: readonly string[], skip: number, folder: string): readonly string[] {
  return argv
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .slice(skip)
    .map((file) => resolve(folder, file));
}

/** What a second instance hands over; it comes from another process, so its shape is checked. */
export function filesOfSecondInstance(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null || !('files' in data) || !Array.isArray(data.files)) return [];
  return data.files.filter((file): file is string => typeof file === 'string');
}

export interface Inbox {
  /** Makes files readable and delivers them, at once or when the page is ready. */
  open(paths: readonly string[]): Promise<void>;
  /** Makes files readable and returns them; what cannot be read is reported. */
  grant(paths: readonly string[]): Promise<readonly SourceRef[]>;
  /** The page is ready: what has waited. From now on files are delivered. */
  ready(): Promise<readonly SourceRef[]>;
  /** The page went away: files wait again. */
  pause(): void;
}

export function createInbox(
  openFiles: OpenFiles,
  deliver: (sources: readonly SourceRef[]) => void,
  report: (error: string) => void,
): Inbox {
  let waiting: Promise<readonly SourceRef[]>[] = [];
  let isReady = false;
  const grant = async (paths: readonly string[]): Promise<readonly SourceRef[]> => {
    const read: string[] = [];
    const each: (readonly FileSource[])[] = [];
    for (const path of paths) {
      const found = await findSources(path);
      if (found.ok) {
        read.push(path);
        each.push(found.value);
      } else report(found.error);
    }
    return nameApart(read, each)
      .flat()
      .map((file) => openFiles.add(file));
  };
  return {
    grant,
    async open(paths) {
      if (paths.length === 0) return;
      const granted = grant(paths);
      if (!isReady) {
        waiting.push(granted);
        return;
      }
      const sources = await granted;
      if (sources.length > 0) deliver(sources);
    },
    async ready() {
      isReady = true;
      const waited = waiting;
      waiting = [];
      return (await Promise.all(waited)).flat();
    },
    pause() {
      isReady = false;
    },
  };
}
