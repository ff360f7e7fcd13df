// The page in Electron: everything outside the sandbox is asked of the main process over `window.bridge`.

import { type Disposable, disposable } from '../../shared/base/disposable';
import { fail, ok } from '../../shared/base/result';
import type { Host } from '../../shared/contract/host';
import type { Bridge } from '../../shared/contract/ipc';

declare global {
  interface Window {
    /** Present in Electron only; the preload script puts it there. */
    readonly bridge?: Bridge;
  }
}

export function createElectronHost(bridge: Bridge): Host {
  return {
    kind: 'electron',
    pick: (what) => bridge.request('dialog:open', what),
    onOpen(listener): Disposable {
      const stop = bridge.on('files:open', listener);
      void bridge.request('page:ready').then((waiting) => {
        if (waiting.length > 0) listener(waiting);
      });
      return disposable(stop);
    },
    async save(name, bytes) {
      const { path, error } = await bridge.request('dialog:save', name, bytes);
      return error === undefined ? ok(path) : fail(error);
    },
    onCommand: (listener) => disposable(bridge.on('menu:command', listener)),
  };
}
