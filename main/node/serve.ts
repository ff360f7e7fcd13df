// `ghostlight serve` and what `ghostlight open` falls back to: the page on 127.0.0.1 until Ctrl+C.

import { join } from 'node:path';
import { fail, type Result } from '../../shared/base/result';
import { openBrowser } from './browser';
import type { FileSource } from './file-source';
import { findSources, nameApart } from './find-sources';
import { writeError } from './output';
import { DEFAULT_PORT, startPageServer } from './page-server';
import { isPipe } from './pipes';
import { loadStaticFiles } from './static-files';

export interface ServeOptions {
  /** Absent: the usual port or the next free one. */
  readonly port?: number;
  /** `open`: the user asked for a browser and hears when there is none. `try`: nothing is lost without one. */
  readonly browser: 'none' | 'open' | 'try';
  /** Folder of the build: `renderer` is in it. */
  readonly buildFolder: string;
}

/** Looks at all files and folders, names them apart and reports those that cannot be read; undefined if there is any. */
export async function findFiles(paths: readonly string[]): Promise<readonly FileSource[] | undefined> {
  const each: (readonly FileSource[])[] = [];
  let all = true;
  for (const path of paths) {
    const found = await findOne(path);
    if (found.ok) each.push(found.value);
    else writeError(found.error);
    all &&= found.ok;
  }
  return all ? nameApart(paths, each).flat() : undefined;
}

const findOne = async (path: string): Promise<Result<readonly FileSource[]>> =>
  (await isPipe(path))
    ? fail(`${path}: a pipe can be read once, and the page reads its files again: save it to a file first`)
    : findSources(path, writeError);

/** Serves until the process is interrupted. Returns the exit code. */
export async function serve(files: readonly FileSource[], options: ServeOptions): Promise<number> {
  const page = await loadStaticFiles(join(options.buildFolder, 'renderer'));
  const started = await startPageServer({ page, files, port: options.port });
  if (!started.ok) {
    writeError(`${started.error}; choose another with --port`);
    return 2;
  }
  const { url, port, close } = started.value;
  if (options.port === undefined && port !== DEFAULT_PORT) {
    writeError(`port ${DEFAULT_PORT} is in use, serving on ${port}: files that were opened before are read anew there`);
  }
  process.stdout.write(`${url}\n`);
  const shown = options.browser !== 'none' && (await openBrowser(url));
  if (options.browser === 'open' && !shown) writeError('no browser could be started here: open the URL above');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await close();
  return 0;
}
