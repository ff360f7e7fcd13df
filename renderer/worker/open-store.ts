// The store of the page's workers: one database for all of them.

import type { TraceStore } from '../../shared/store/trace-store';
import { createDexieStore } from './dexie-store';
import { createLocalLocks, createWebLocks } from './writer-locks';

// The name is the database's for good: another one would orphan what users have stored.
const DATABASE = 'ghostlight';

export function openStore(): TraceStore {
  return createDexieStore({
    name: DATABASE,
    factory: { indexedDB: self.indexedDB, IDBKeyRange: self.IDBKeyRange },
    // Web Locks exist in secure contexts only; ours are (app://, 127.0.0.1), a page served otherwise may not be.
    locks: 'locks' in navigator ? createWebLocks(navigator.locks) : createLocalLocks(),
    ...('storage' in navigator ? { estimate: () => navigator.storage.estimate() } : {}),
  });
}
