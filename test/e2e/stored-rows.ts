// What really lies in the page's IndexedDB, asked around the product's own code.

import type { Page } from 'playwright';

export interface StoredRows {
  /** Rows of the table of traces: unfinished writes have no name. */
  readonly traces: readonly { readonly id: string; readonly name: string | undefined }[];
  /** Number of chunks under each id. */
  readonly chunks: Readonly<Record<string, number>>;
}

/** Reads the database of the page's origin; the page must be of that origin, and may be of any other product. */
export function storedRows(page: Page): Promise<StoredRows> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === 'ghostlight')) return { traces: [], chunks: {} };
    const database = await done(indexedDB.open('ghostlight'));
    try {
      const transaction = database.transaction(['traces', 'chunks']);
      const rows = await done(transaction.objectStore('traces').getAll());
      const chunks: Record<string, number> = {};
      for (const key of await done(transaction.objectStore('chunks').getAllKeys())) {
        const [id] = key as [string];
        chunks[id] = (chunks[id] ?? 0) + 1;
      }
      const traces = (rows as { id: string; meta?: { name: string } }[]).map(({ id, meta }) => ({
        id,
        name: meta?.name,
      }));
      return { traces, chunks };
    } finally {
      database.close();
    }
  });
}
