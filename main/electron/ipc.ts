// The main side of shared/contract/ipc.ts. A request is answered only to the main frame of our window while it shows
// our page: a frame or window of anybody else gets an error.

import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { PICKS } from '../../shared/contract/host';
import type { IpcEvent, IpcEvents, IpcRequest, IpcRequests } from '../../shared/contract/ipc';
import { isPageUrl } from './protocol';

export type RequestHandlers = {
  readonly [K in IpcRequest]: (
    window: BrowserWindow,
    ...args: IpcRequests[K]['args']
  ) => Promise<IpcRequests[K]['reply']> | IpcRequests[K]['reply'];
};

export function isOwnPage(event: IpcMainInvokeEvent, window: BrowserWindow | undefined): window is BrowserWindow {
  const frame = event.senderFrame;
  return (
    window !== undefined &&
    !window.isDestroyed() &&
    event.sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    isPageUrl(frame.url)
  );
}

/** Answers the page's requests. Arguments come from a sandboxed process: each is checked before its handler sees it. */
export function handleRequests(currentWindow: () => BrowserWindow | undefined, handlers: RequestHandlers): void {
  const handle = <K extends IpcRequest>(channel: K, isArgs: (args: readonly unknown[]) => boolean): void => {
    ipcMain.handle(channel, (event, ...args: readonly unknown[]) => {
      const window = currentWindow();
      if (!isOwnPage(event, window)) throw new Error(`${channel}: refused, not sent by the page`);
      if (!isArgs(args)) throw new Error(`${channel}: refused, wrong arguments`);
      return handlers[channel](window, ...(args as unknown as IpcRequests[K]['args']));
    });
  };
  handle('dialog:open', ([what, ...rest]) => PICKS.some((known) => known === what) && rest.length === 0);
  handle('page:ready', (args) => args.length === 0);
  handle(
    'dialog:save',
    ([name, bytes, ...rest]) => typeof name === 'string' && bytes instanceof Uint8Array && rest.length === 0,
  );
}

export function sendEvent<K extends IpcEvent>(window: BrowserWindow, channel: K, payload: IpcEvents[K]): void {
  window.webContents.send(channel, payload);
}
