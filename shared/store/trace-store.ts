// Where the tables of traces are kept: in memory (CLI, tests, private windows) or in IndexedDB (renderer/worker).
// A trace is invisible until `finish` has marked it ready, in one transaction with its meta record.

import type { Columns } from '../model/tables';

/** Meta record of a trace: plain data (structured clone). */
export interface TraceMeta {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly indexBytes: number;
  readonly openedMs: number;
  readonly indexVersion: number;
  /** The rest of what is needed to answer questions: summary, block infos …; its shape is ingest's. */
  readonly payload: unknown;
}

/** Puts chunks of a trace that a TraceWriter began, perhaps in another worker. */
export interface ChunkWriter {
  /** Stores one chunk of a table. Resolves when more may be written (back-pressure). Rejects when storage is full or refused. */
  put(table: string, chunk: number, columns: Columns): Promise<void>;
  /** Resolves when all that was put can be read (TraceWriter.get). */
  flush(): Promise<void>;
}

export interface TraceWriter extends ChunkWriter {
  /** Names this write: see TraceStore.join. */
  readonly id: string;
  /** A chunk of this write that was put, and flushed if another writer put it. The trace need not be finished. */
  get(table: string, chunk: number): Promise<Columns | undefined>;
  /** Makes the trace visible: also what joined writers have flushed by now. */
  finish(meta: Omit<TraceMeta, 'key' | 'indexBytes'>): Promise<TraceMeta>;
  /** Removes all that was written. */
  abort(): Promise<void>;
}

export interface TraceStore {
  /**
   * A second writer for the trace that `create` began, for another worker that opened the same store. Absent where workers
   * share no store (memory): there, chunks go to whoever holds the TraceWriter.
   * @param id of the TraceWriter
   */
  readonly join?: (id: string) => ChunkWriter;
  /**
   * Begins a trace; what an earlier, unfinished or finished, write under this key left is removed first.
   * @param expectedBytes of the index: traces that were not opened for long and that nobody has open are deleted to make
   *   room for it. Rejects with a StorageError if that much cannot fit.
   */
  create(key: string, expectedBytes?: number): Promise<TraceWriter>;
  /** A ready trace, or undefined. */
  meta(key: string): Promise<TraceMeta | undefined>;
  get(key: string, table: string, chunk: number): Promise<Columns | undefined>;
  /** All ready traces, the last opened first. */
  list(): Promise<readonly TraceMeta[]>;
  /** Notes that the trace was opened now. */
  touch(key: string, openedMs: number): Promise<void>;
  /** Says that the trace is open here, whether or not it is stored yet; the returned call, or the end of the worker, ends it. */
  use(key: string): Promise<() => void>;
  delete(key: string): Promise<void>;
  /** Deletes the trace unless anyone has it open, here or in another tab or window; false if so. */
  deleteUnused(key: string): Promise<boolean>;
}
