// Entry of the desktop app: the list of its parts. One instance holds the window; a second one hands its files over.

import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, dialog, Menu } from 'electron';
import type { CommandId } from '../../shared/contract/host';
import { createOpenFiles } from '../node/open-files';
import { loadStaticFiles } from '../node/static-files';
import { pickFiles, saveAs } from './dialogs';
import { handleRequests, sendEvent } from './ipc';
import { menuTemplate } from './menu';
import { createInbox, filesOfCommandLine, filesOfSecondInstance } from './open-file';
import { handleSchemes, registerSchemes } from './protocol';
import { createWindow, refusePermissions } from './window';

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));
const ICON = fileURLToPath(new URL('../../resources/icon.png', import.meta.url));
const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url));

// A packaged app is called with its files; otherwise Electron is called with the app's folder or script first.
const files = filesOfCommandLine(process.argv, app.isPackaged ? 1 : 2, process.cwd());

// The files travel as data of their own: Chromium reorders a second instance's arguments and adds to them.
if (app.requestSingleInstanceLock({ files })) run();
else app.quit();

function run(): void {
  let window: BrowserWindow | undefined;
  const openFiles = createOpenFiles();
  const inbox = createInbox(
    openFiles,
    (sources) => {
      if (window !== undefined) sendEvent(window, 'files:open', sources);
    },
    (error) => dialog.showErrorBox('Ghostlight cannot open this file', error),
  );
  void inbox.open(files);
  registerSchemes();

  // Until the page can be served there is no window to show: `start` ends with one.
  let canShow = false;
  const showWindow = () => {
    if (!canShow || window !== undefined) return;
    const opened = createWindow(PRELOAD, ICON);
    opened.webContents.on('did-navigate', () => inbox.pause());
    opened.on('closed', () => {
      inbox.pause();
      window = undefined;
    });
    window = opened;
  };

  app.on('second-instance', (_event, _argv, _folder, data) => {
    void inbox.open(filesOfSecondInstance(data));
    if (window === undefined) return showWindow();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void inbox.open([path]);
    showWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', showWindow);

  const start = async () => {
    await app.whenReady();
    handleSchemes(await loadStaticFiles(PAGE_FOLDER), openFiles);
    refusePermissions();
    handleRequests(() => window, {
      'dialog:open': (current, what) => pickFiles(current, what, inbox.grant),
      'dialog:save': saveAs,
      'page:ready': () => inbox.ready(),
    });
    const send = (command: CommandId) => {
      if (window !== undefined) sendEvent(window, 'menu:command', command);
    };
    const template = menuTemplate({ send, isMac: process.platform === 'darwin', isDevelopment: !app.isPackaged });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    canShow = true;
    showWindow();
  };
  start().catch((error: unknown) => {
    dialog.showErrorBox('Ghostlight cannot start', String(error));
    app.quit();
  });
}
