// Decides where the page runs.

import type { Host } from '../../shared/contract/host';
import { createBrowserHost } from './browser-host';
import { createElectronHost } from './electron-host';

export function pickHost(): Host {
  return window.bridge ? createElectronHost(window.bridge) : createBrowserHost();
}
