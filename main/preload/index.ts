// Runs between the sandboxed page and main: exposes the bridge of shared/contract/ipc.ts and nothing else. A channel
// that is not in the contract is refused here already; main checks the sender.

import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { type Bridge, IPC_EVENTS, IPC_REQUESTS } from '../../shared/contract/ipc';

function refuseUnknown(channel: string, known: readonly string[]): void {
  if (!known.includes(channel)) throw new Error(`The bridge has no channel ${JSON.stringify(channel)}`);
}

const bridge: Bridge = {
  async request(channel, ...args) {
    refuseUnknown(channel, IPC_REQUESTS);
    return ipcRenderer.invoke(channel, ...args);
  },
  on(channel, listener) {
    refuseUnknown(channel, IPC_EVENTS);
    // The event object would hand the page ipcRenderer itself (`sender`): only the payload goes on.
    const forward = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.off(channel, forward);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
