// The store contract on DexieStore in a real browser, with Web Locks and a real worker that is killed while it writes.

import { createWebLocks } from '../../renderer/worker/writer-locks';
import { dexieUnderTest } from '../support/dexie-under-test';
import { describeStore } from '../support/store-contract';

describeStore('DexieStore in the browser', () => {
  const locks = createWebLocks(navigator.locks);
  return dexieUnderTest({ indexedDB, IDBKeyRange }, locks, async (name, key) => {
    const heldBefore = (await locks.held()).size;
    const worker = new Worker(new URL('./unfinished-writer.worker.ts', import.meta.url), { type: 'module' });
    await new Promise((resolve, reject) => {
      worker.addEventListener('message', resolve);
      worker.addEventListener('error', reject);
      worker.postMessage({ name, key });
    });
    return {
      async die() {
        worker.terminate();
        // The browser lets the lock go a moment after.
        while ((await locks.held()).size > heldBefore) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    };
  });
});
