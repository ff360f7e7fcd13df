// `ghostlight open`: the desktop app where an Electron runtime is there or can be fetched, else the served page.

import { join } from 'node:path';
import { electronFolder, fetchElectron, findElectron, runElectron, windowObstacle } from './electron-runtime';
import { writeError } from './output';
import { findFiles, serve } from './serve';

/** Runs until the window is closed or the server is stopped. Returns the exit code. */
export async function open(paths: readonly string[], buildFolder: string): Promise<number> {
  const files = await findFiles(paths);
  if (files === undefined) return 2;
  const obstacle = await runApp(
    // The folder, not the script: only so does Electron know the app's name, and with it its own data folder.
    join(buildFolder, '..'),
    files.map((file) => file.path),
  );
  if (typeof obstacle === 'number') return obstacle;
  writeError(`${obstacle}; the page is served to your browser instead`);
  return serve(files, { open: true, buildFolder });
}

/** Exit code of the app, or why it could not be run. */
async function runApp(app: string, files: readonly string[]): Promise<number | string> {
  const obstacle = windowObstacle(process.env, process.platform, process.getuid?.());
  if (obstacle !== undefined) return `no desktop window: ${obstacle}`;
  const folder = electronFolder();
  const fetched = () => folder !== undefined && fetchElectron(folder, writeError);
  let program = findElectron(folder, process.env);
  if (program === undefined && (await fetched())) program = findElectron(folder, process.env);
  if (program === undefined) {
    return 'no desktop window: the Electron runtime is not installed (get it with `node node_modules/electron/install.js`)';
  }
  const ended = await runElectron(program, app, files);
  return ended.ok ? ended.value : `no desktop window: Electron did not start (${ended.error})`;
}
