// Another page of the store contract: writes without finishing, says so, and lives until it is terminated.

import { createWebLocks } from '../../renderer/worker/writer-locks';
import { writeUnfinished } from '../support/dexie-under-test';

self.addEventListener('message', async ({ data }: MessageEvent<{ readonly name: string; readonly key: string }>) => {
  await writeUnfinished(data.name, data.key, { indexedDB, IDBKeyRange }, createWebLocks(navigator.locks));
  self.postMessage('written');
});
