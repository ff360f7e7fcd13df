// The IndexedDB tables of Ghostlight, and what their errors mean in words.
//
// Chunks belong to a *write* (id), not to a content key: two tabs may read the same file at once, each under its own id,
// and the flip to ready decides in one transaction which of them is the trace of that key.

import Dexie, { type Table } from 'dexie';
import type { Columns } from '../../shared/model/tables';
import { StorageError } from '../../shared/store/storage-error';
import type { TraceMeta } from '../../shared/store/trace-store';

/** A write: unfinished while `meta` is missing. */
export interface TraceRow {
  readonly id: string;
  readonly key: string;
  readonly meta?: TraceMeta;
}

/** How much one batch of chunks holds: written beside them, since several workers may write one trace. */
export interface PutRow {
  readonly trace: string;
  readonly batch: string;
  readonly bytes: number;
}

export interface ChunkRow {
  readonly trace: string;
  readonly table: string;
  readonly chunk: number;
  readonly columns: Columns;
}

export interface TraceDatabase {
  readonly dexie: Dexie;
  readonly traces: Table<TraceRow, string>;
  readonly chunks: Table<ChunkRow, [string, string, number]>;
  readonly puts: Table<PutRow, [string, string]>;
}

export interface IndexedDbFactory {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

export function openDatabase(name: string, factory: IndexedDbFactory): TraceDatabase {
  // Relaxed: a commit returns when the system has the data, not when the disk has. What a power cut takes is built again
  // from the file. (Chrome has this as its default since version 121; older Electrons had strict.)
  const dexie = new Dexie(name, { ...factory, chromeTransactionDurability: 'relaxed' });
  dexie.version(1).stores({ traces: 'id, key', chunks: '[trace+table+chunk]' });
  dexie.version(2).stores({ puts: '[trace+batch]' });
  return { dexie, traces: dexie.table('traces'), chunks: dexie.table('chunks'), puts: dexie.table('puts') };
}

/** The transaction in which writes are made ready or removed. */
export function changingWrites<T>(
  { dexie, traces, chunks, puts }: TraceDatabase,
  change: () => Promise<T>,
): Promise<T> {
  return Promise.resolve(dexie.transaction('rw', traces, chunks, puts, change));
}

/** Removes a write with all of its chunks, in the transaction that is under way or in one of its own. */
export function removeWrite(database: TraceDatabase, id: string): Promise<void> {
  const { traces, chunks } = database;
  const { minKey, maxKey } = Dexie;
  return changingWrites(database, async () => {
    await chunks.where('[trace+table+chunk]').between([id, minKey, minKey], [id, maxKey, maxKey]).delete();
    await putsOf(database, id).delete();
    await traces.delete(id);
  });
}

const putsOf = ({ puts }: TraceDatabase, id: string) =>
  puts.where('[trace+batch]').between([id, Dexie.minKey], [id, Dexie.maxKey]);

/** Bytes of columns that all writers of a write have put. */
export async function putBytes(database: TraceDatabase, id: string): Promise<number> {
  return (await putsOf(database, id).toArray()).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Writes that have chunks but no row. One look-up per write, however many chunks it has. */
export function orphanIds({ dexie, traces, chunks }: TraceDatabase): PromiseLike<readonly string[]> {
  return dexie.transaction('r', traces, chunks, async () => {
    const known = new Set(await traces.toCollection().primaryKeys());
    const orphans: string[] = [];
    let after: [string, unknown, unknown] = ['', Dexie.minKey, Dexie.minKey];
    for (;;) {
      const [next] = await chunks.where('[trace+table+chunk]').above(after).limit(1).primaryKeys();
      if (next === undefined) return orphans;
      const [id] = next;
      if (!known.has(id)) orphans.push(id);
      after = [id, Dexie.maxKey, Dexie.maxKey];
    }
  });
}

const namesOf = (error: unknown): readonly string[] => {
  const names: string[] = [];
  for (let e = error; e instanceof Object && names.length < 5; e = (e as { inner?: unknown }).inner) {
    names.push(String((e as { name?: unknown }).name));
  }
  return names;
};

export const isFull = (error: unknown): boolean => namesOf(error).includes('QuotaExceededError');

/** Runs a database operation; what the browser refuses becomes a StorageError with a sentence for the user. */
export async function storing<T>(operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const names = namesOf(error);
    if (isFull(error)) {
      throw new StorageError("The browser's storage is full: the index of this trace could not be saved.", {
        cause: error,
      });
    }
    if (
      names.some((name) => ['MissingAPIError', 'OpenFailedError', 'SecurityError', 'InvalidStateError'].includes(name))
    ) {
      throw new StorageError('The browser does not allow this page to store data: indexes cannot be kept.', {
        cause: error,
      });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(`The browser's storage failed: ${reason}`, { cause: error });
  }
}
