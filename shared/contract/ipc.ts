// Typed channels between the sandboxed page and Electron's main process. The preload exposes exactly this as `window.bridge`.

import type { CommandId, Pick, SourceRef } from './host';

/** Page to main, answered. */
export interface IpcRequests {
  'dialog:open': { readonly args: readonly [what: Pick]; readonly reply: readonly SourceRef[] };
  'dialog:save': {
    readonly args: readonly [name: string, bytes: Uint8Array];
    readonly reply: { readonly path?: string; readonly error?: string };
  };
  /** The page is ready: main answers with the files of the command line that wait. */
  'page:ready': { readonly args: readonly []; readonly reply: readonly SourceRef[] };
}
export type IpcRequest = keyof IpcRequests;
export const IPC_REQUESTS: readonly IpcRequest[] = ['dialog:open', 'dialog:save', 'page:ready'];

/** Main to page, not answered. */
export interface IpcEvents {
  'files:open': readonly SourceRef[];
  'menu:command': CommandId;
}
export type IpcEvent = keyof IpcEvents;
export const IPC_EVENTS: readonly IpcEvent[] = ['files:open', 'menu:command'];

export interface Bridge {
  request<K extends IpcRequest>(channel: K, ...args: IpcRequests[K]['args']): Promise<IpcRequests[K]['reply']>;
  /** Returns the call that ends the subscription. */
  on<K extends IpcEvent>(channel: K, listener: (payload: IpcEvents[K]) => void): () => void;
}
