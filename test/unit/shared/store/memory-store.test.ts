// The store contract on MemoryStore. Another page's memory dies with it: there is nothing to see nor to sweep here.

import { createMemoryStore } from '../../../../shared/store/memory-store';
import type { TraceStore } from '../../../../shared/store/trace-store';
import { describeStore, sampleColumns } from '../../../support/store-contract';

describeStore('MemoryStore', async () => {
  const written = new Map<string, { readonly key: string; readonly table: string; readonly chunk: number }>();
  const inner = createMemoryStore();
  // Remembers what was put, so that what is still there can be counted through the interface.
  const store: TraceStore = {
    ...inner,
    async create(key) {
      const writer = await inner.create(key);
      return {
        ...writer,
        put(table, chunk, columns) {
          written.set(JSON.stringify([key, table, chunk]), { key, table, chunk });
          return writer.put(table, chunk, columns);
        },
      };
    },
  };
  let dying = 0;
  return {
    store,
    async leaveUnfinished(key) {
      const other = await createMemoryStore().create(key);
      await other.put('t', 0, sampleColumns());
      await other.put('t', 1, sampleColumns());
      dying = 2;
      return {
        async die() {
          dying = 0;
        },
      };
    },
    async chunkCount() {
      let count = dying;
      for (const { key, table, chunk } of written.values()) {
        if ((await store.get(key, table, chunk)) !== undefined) count++;
      }
      return count;
    },
  };
});
