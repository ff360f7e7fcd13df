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

export interface TraceWriter {
  /** Stores one chunk of a table. Resolves when more may be written (back-pressure). Rejects when storage is full or refused. */
  put(table: string, chunk: number, columns: Columns): Promise<void>;
  /** Makes the trace visible. */
  finish(meta: Omit<TraceMeta, 'key' | 'indexBytes'>): Promise<TraceMeta>;
  /** Removes all that was written. */
  abort(): Promise<void>;
}

export interface TraceStore {
  /** Begins a trace; what an earlier, unfinished or finished, write under this key left is removed first. */
  create(key: string): Promise<TraceWriter>;
  /** A ready trace, or undefined. */
  meta(key: string): Promise<TraceMeta | undefined>;
  get(key: string, table: string, chunk: number): Promise<Columns | undefined>;
  /** All ready traces, the last opened first. */
  list(): Promise<readonly TraceMeta[]>;
  /** Notes that the trace was opened now. */
  touch(key: string, openedMs: number): Promise<void>;
  delete(key: string): Promise<void>;
}
