// `ghostlight open`: the desktop app where an Electron runtime is there or can be fetched, else the served page.

import { join, resolve } from 'node:path';
import { fail, type Result } from '../../shared/base/result';
import { electronFolder, fetchElectron, findElectron, runElectron, windowObstacle } from './electron-runtime';
import { writeError } from './output';
import { findFiles, serve } from './serve';

const HOW_TO_GET = 'node node_modules/electron/install.js';

/** Runs until the window is closed or the server is stopped. Returns the exit code. */
export async function open(paths: readonly string[], buildFolder: string): Promise<number> {
  const files = await findFiles(paths);
  if (files === undefined) return 2;
  // The folder, not the script: only so does Electron know the app's name, and with it its own data folder.
  const ended = await runApp(
    join(buildFolder, '..'),
    paths.map((path) => resolve(path)),
  );
  if (ended.ok) return ended.value;
  writeError(`no desktop window: ${ended.error}; here is the same page for a browser:`);
  return serve(files, { browser: 'try', buildFolder });
}

/** Exit code of the app, or why it could not be run. */
async function runApp(app: string, files: readonly string[]): Promise<Result<number>> {
  const folder = electronFolder();
  const obstacle = windowObstacle(process.env, process.platform, process.getuid?.());
  let program = findElectron(folder, process.env);
  if (program === undefined && obstacle === undefined && folder !== undefined) {
    if (await fetchElectron(folder, writeError)) program = findElectron(folder, process.env);
  }
  if (program === undefined) {
    const also = obstacle === undefined ? '' : ` and ${obstacle}`;
    return fail(`the Electron runtime is not installed (get it with \`${HOW_TO_GET}\`)${also}`);
  }
  if (obstacle !== undefined) return fail(obstacle);
  const ended = await runElectron(program, app, files);
  return ended.ok ? ended : fail(`Electron did not start (${ended.error})`);
}
