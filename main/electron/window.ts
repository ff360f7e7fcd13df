// The one window: sandboxed, isolated, and bound to the page's own origin.

import { BrowserWindow, session } from 'electron';
import { isPageUrl, PAGE_URL } from './protocol';

/** Writing text to the clipboard after a click on Copy; every other permission is refused. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

export function refusePermissions(): void {
  const current = session.defaultSession;
  current.setPermissionRequestHandler((contents, permission, callback) => {
    callback(permission === ALLOWED_PERMISSION && isPageUrl(contents.getURL()));
  });
  current.setPermissionCheckHandler((contents, permission) => {
    return permission === ALLOWED_PERMISSION && contents !== null && isPageUrl(contents.getURL());
  });
  current.setDevicePermissionHandler(() => false);
}

/** Makes the window and starts to load the page; it shows itself once there is something to see. */
export function createWindow(preload: string, icon: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Ghostlight',
    // --bg of the dark theme (renderer/styles/tokens.css): what is seen until the page has drawn.
    backgroundColor: '#0e1116',
    icon,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const refuseForeign = (event: { preventDefault(): void }, url: string) => {
    if (!isPageUrl(url)) event.preventDefault();
  };
  webContents.on('will-navigate', (event) => refuseForeign(event, event.url));
  webContents.on('will-frame-navigate', (event) => refuseForeign(event, event.url));
  webContents.on('will-redirect', (event) => refuseForeign(event, event.url));
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL(PAGE_URL);
  return window;
}
