// Entry of the worker: one per open trace. The page talks to it over comlink; large replies change hands without a copy.

import * as Comlink from 'comlink';
import type { TraceApi } from '../../shared/contract/trace-api';
import { createDexieStore } from './dexie-store';
import { fetchSource } from './source-access';
import { createTraceService } from './trace-service';
import { createLocalLocks, createWebLocks } from './writer-locks';
import { createYieldTurn } from './yield-turn';

// The name is the database's for good: another one would orphan what users have stored.
const DATABASE = 'ghostlight';

const service = createTraceService({
  store: createDexieStore({
    name: DATABASE,
    factory: { indexedDB: self.indexedDB, IDBKeyRange: self.IDBKeyRange },
    // Web Locks exist in secure contexts only; ours are (app://, 127.0.0.1), a page served otherwise may not be.
    locks: 'locks' in navigator ? createWebLocks(navigator.locks) : createLocalLocks(),
    ...('storage' in navigator ? { estimate: () => navigator.storage.estimate() } : {}),
  }),
  openSource: fetchSource,
  now: Date.now,
  yieldTurn: createYieldTurn(),
});

/** Buffers of the columns in a reply. Replies own theirs: queries hand out copies of what the index keeps. */
function buffers(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.push(value.buffer);
  } else if (value instanceof Object) {
    for (const part of Object.values(value)) buffers(part, found);
  }
  return found;
}

async function handOver<T>(reply: Promise<T>): Promise<T> {
  const value = await reply;
  return Comlink.transfer(value, [...new Set(buffers(value))]);
}

const api: TraceApi = {
  ...service,
  layout: (filter) => handOver(service.layout(filter)),
  tableOrder: (filter, sort) => handOver(service.tableOrder(filter, sort)),
  tableRows: (rows) => handOver(service.tableRows(rows)),
  spans: (request) => handOver(service.spans(request)),
  density: (request) => handOver(service.density(request)),
};

Comlink.expose(api);
