// Native file dialogs: what the user picks becomes readable, what the page hands over becomes a file.

import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { Pick, SourceRef } from '../../shared/contract/host';
import type { IpcRequests } from '../../shared/contract/ipc';
import { saveFile } from '../node/save-file';

/** Asks for files or a folder; `open` makes them readable. [] if the user changed their mind. */
export async function pickFiles(
  window: BrowserWindow,
  what: Pick,
  open: (paths: readonly string[]) => Promise<readonly SourceRef[]>,
): Promise<readonly SourceRef[]> {
  const picked = await dialog.showOpenDialog(window, {
    title: what === 'folder' ? 'Open a folder of goroutine dumps' : 'Open Go execution traces or goroutine dumps',
    properties: [what === 'folder' ? 'openDirectory' : 'openFile', 'multiSelections'],
  });
  return picked.canceled ? [] : open(picked.filePaths);
}

/** Asks where to save. The page may propose a name, never a folder. */
export async function saveAs(
  window: BrowserWindow,
  name: string,
  bytes: Uint8Array,
): Promise<IpcRequests['dialog:save']['reply']> {
  const picked = await dialog.showSaveDialog(window, { defaultPath: basename(name.replaceAll('\\', '/')) });
  if (picked.canceled || picked.filePath === '') return {};
  const saved = await saveFile(picked.filePath, bytes);
  return saved.ok ? { path: saved.value } : { error: saved.error };
}
