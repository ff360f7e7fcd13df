// Answers the page's questions about one trace: opens it (from its stored index, or by reading the file), then queries it.
// Free of worker globals: store, source and clock are handed in, so that tests run it in Node.

import { assert } from '../../shared/base/assert';
import type { SourceRef } from '../../shared/contract/host';
import type { OpenReply, StoredTrace, TraceApi } from '../../shared/contract/trace-api';
import { ingest } from '../../shared/ingest/pipeline';
import type { SectionPool } from '../../shared/ingest/sections/section-pool';
import { unwrap } from '../../shared/ingest/unwrap';
import type { Progress, TraceSummary } from '../../shared/model/requests';
import type { TraceIndex } from '../../shared/model/trace-index';
import { completeTraceFilter } from '../../shared/query/complete-trace';
import { density } from '../../shared/query/density';
import { goroutineDetail } from '../../shared/query/goroutine-details';
import { layout } from '../../shared/query/layout';
import { createQueryContext, type QueryContext } from '../../shared/query/query-context';
import { neighbourSpan, spanAt } from '../../shared/query/span-details';
import {
  createChunkCache,
  createSpanSource,
  createStoredSpanSource,
  type LoadChunk,
} from '../../shared/query/span-source';
import { spans } from '../../shared/query/spans';
import { tableOrder, tableRows } from '../../shared/query/table';
import { createMemoryStore } from '../../shared/store/memory-store';
import { StorageError } from '../../shared/store/storage-error';
import { loadIndex, saveIndex, storedSummary } from '../../shared/store/trace-index-io';
import type { TraceStore } from '../../shared/store/trace-store';
import { fingerprint } from './fingerprint';
import type { OpenSource, SourceAccess } from './source-access';
import { expectedIndexBytes } from './storage-room';

export interface TraceServiceOptions {
  readonly store: TraceStore;
  readonly openSource: OpenSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Lets calls that arrived meanwhile (cancel, questions) be answered. */
  readonly yieldTurn?: () => Promise<void>;
  /**
   * Workers that read sections of a large file; without it this one does all.
   * @param writer the write that they put chunks into (TraceStore.join); undefined: chunks come back here
   */
  readonly sectionPool?: (writer: string | undefined) => SectionPool;
}

/** Smaller files are read before workers have begun. */
const POOL_BYTES = 4 * 1024 * 1024;

type OnProgress = (progress: Progress) => void;
type OnPartial = (summary: TraceSummary) => void;

/** What `open` works with, from its call to its answer. */
interface Opening {
  readonly source: SourceRef;
  readonly access: SourceAccess;
  readonly key: string;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  readonly onPartial: OnPartial | undefined;
}

const CANCELLED: OpenReply = { status: 'cancelled' };

export function createTraceService({ store, openSource, now, yieldTurn, sectionPool }: TraceServiceOptions): TraceApi {
  let context: QueryContext | undefined;
  let opening: AbortController | undefined;
  /** Lets the open trace go: until then its index is not deleted by anyone. */
  let letGo = () => {};
  const answering = createStopwatch();

  function opened(): QueryContext {
    assert(context !== undefined, 'no trace is open');
    return context;
  }

  function begin(): AbortSignal {
    opening?.abort();
    opening = new AbortController();
    context = undefined;
    letGo();
    letGo = () => {};
    return opening.signal;
  }

  /** The trace is in use from before it is looked up; no longer than until the next one is opened, or this one failed. */
  async function using(key: string, signal: AbortSignal, work: () => Promise<OpenReply>): Promise<OpenReply> {
    const release = await store.use(key);
    let kept = false;
    try {
      const reply = await work();
      kept = reply.status === 'ready' && !signal.aborted;
      if (kept) letGo = release;
      return reply;
    } finally {
      if (!kept) {
        release();
        context = undefined;
      }
    }
  }

  function ready(index: TraceIndex, from: TraceStore, fromIndex: boolean, notSaved?: string): OpenReply {
    context = createQueryContext(index, createStoredSpanSource(from, index));
    const reply = { status: 'ready', key: index.key, fromIndex, summary: index.summary } as const;
    return notSaved === undefined ? reply : { ...reply, notSaved };
  }

  /** Reads the file into a store. @throws StorageError (as a rejection) if that store refuses; then nothing is left in it. */
  async function read(work: Opening, into: TraceStore, notSaved?: string): Promise<OpenReply> {
    const { source, access, key, signal, onProgress, onPartial } = work;
    // Said at once: of a slow source the first report comes long after the first bytes.
    onProgress(nothingYet('reading', source.size));
    const writer = await into.create(key, expectedIndexBytes(source.size));
    try {
      const trace = await unwrap(access.stream(signal), source.size);
      const pool =
        source.size < POOL_BYTES ? undefined : sectionPool?.(into.join === undefined ? undefined : writer.id);
      // A cancelled reading may be waiting for a section.
      signal.addEventListener('abort', () => pool?.close());
      // Outlives the parts: chunks do not change once they are put.
      const stored = createChunkCache((table, chunk) => writer.get(table, chunk));
      const result = await ingest({
        source: trace.bytes,
        totalBytes: trace.totalBytes,
        key,
        writer,
        onProgress: (progress) => onProgress(trace.progress(progress)),
        ...(onPartial === undefined
          ? {}
          : {
              onPartial: ({ index, chunk }) => {
                if (signal.aborted) return;
                const part = { ...index, summary: trace.summary(index.summary) };
                const chunks: LoadChunk = (table, number) => chunk(table, number) ?? stored(table, number);
                context = createQueryContext(part, createSpanSource(part, chunks));
                onPartial(part.summary);
              },
            }),
        answeringMs: answering.totalMs,
        signal,
        ...(yieldTurn === undefined ? {} : { yieldTurn }),
        ...(pool === undefined ? {} : { pool }),
      });
      if (result.status === 'cancelled') return result;
      if (result.status === 'unreadable') return { ...result, summary: trace.summary(result.summary) };
      const index = { ...result.index, summary: trace.summary(result.index.summary) };
      const { bytes, events } = index.summary;
      onProgress({
        phase: 'saving',
        bytesRead: bytes,
        bytesIndexed: bytes,
        totalBytes: bytes,
        bytesPerSecond: 0,
        events,
      });
      await saveIndex(writer, index, { name: source.name, openedMs: now() });
      if (signal.aborted) {
        await into.delete(key);
        return CANCELLED;
      }
      return ready(index, into, false, notSaved);
    } catch (error) {
      // What made it fail is what the user must hear; if removing fails too, the next start sweeps what is left.
      await writer.abort().catch(() => undefined);
      throw error;
    }
  }

  async function openFile(
    source: SourceRef,
    signal: AbortSignal,
    onProgress: OnProgress,
    onPartial: OnPartial | undefined,
  ): Promise<OpenReply> {
    onProgress(nothingYet('checking', source.size));
    const access = openSource(source);
    const key = await fingerprint(access, source.size, signal);
    if (signal.aborted) return CANCELLED;
    const work: Opening = { source, access, key, signal, onProgress, onPartial };
    try {
      onProgress(nothingYet('loading', source.size));
      return await using(key, signal, async () => {
        const index = await loadIndex(store, key);
        if (signal.aborted) return CANCELLED;
        if (index === undefined) return read(work, store);
        await store.touch(key, now());
        return ready(index, store, true);
      });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (signal.aborted) return CANCELLED;
      // The trace is shown all the same: its index lives as long as this page.
      return read(work, createMemoryStore(), error.message);
    }
  }

  return {
    async open(source, onProgress, onPartial) {
      const signal = begin();
      try {
        return await openFile(source, signal, onProgress, onPartial);
      } catch (error) {
        // Aborted requests fail with errors of their own.
        if (signal.aborted) return CANCELLED;
        throw error;
      }
    },
    async openStored(key, onProgress) {
      const signal = begin();
      onProgress(nothingYet('loading', 0));
      return using(key, signal, async () => {
        const index = await loadIndex(store, key);
        if (signal.aborted) return CANCELLED;
        if (index === undefined) {
          throw new Error('The stored index of this trace is gone, or of another version: open the file again.');
        }
        await store.touch(key, now());
        return ready(index, store, true);
      });
    },
    cancel: () => opening?.abort(),

    layout: (filter) => answering.time(async () => layout(opened().index, filter)),
    tableOrder: (filter, sort) => answering.time(async () => tableOrder(opened().index, filter, sort)),
    tableRows: async (rows) => tableRows(opened().index, rows),
    spans: (request) => answering.time(async () => spans(opened(), request)),
    density: (request) => answering.time(async () => density(opened(), request)),
    goroutine: async (row) => goroutineDetail(opened().index, row),
    spanAt: async (lane, row, timeNs) => spanAt(opened(), lane, row, timeNs),
    neighbourSpan: async (lane, row, timeNs, step) => neighbourSpan(opened(), lane, row, timeNs, step),

    complete: async (filter, caret) => completeTraceFilter(opened().index, filter, caret),

    stored: () => storedTraces(store),
    forget: (key) => store.deleteUnused(key),
  };
}

/** Time in which at least one piece of work was under way. */
function createStopwatch() {
  let underWay = 0;
  let sinceMs = 0;
  let sumMs = 0;
  return {
    totalMs: () => (underWay === 0 ? sumMs : sumMs + performance.now() - sinceMs),
    async time<T>(work: () => Promise<T>): Promise<T> {
      if (underWay++ === 0) sinceMs = performance.now();
      try {
        return await work();
      } finally {
        if (--underWay === 0) sumMs += performance.now() - sinceMs;
      }
    },
  };
}

const nothingYet = (phase: Progress['phase'], totalBytes: number): Progress => ({
  phase,
  bytesRead: 0,
  bytesIndexed: 0,
  totalBytes,
  bytesPerSecond: 0,
  events: 0,
});

/** Traces that `openStored` can open. Where storage is refused there are none. */
async function storedTraces(store: TraceStore): Promise<readonly StoredTrace[]> {
  try {
    return (await store.list()).flatMap((meta) => {
      const summary = storedSummary(meta);
      if (summary === undefined) return [];
      const { key, name, bytes, indexBytes, openedMs } = meta;
      const { spanNs, goroutines, header } = summary;
      return [{ key, name, bytes, indexBytes, openedMs, spanNs, goroutines, header }];
    });
  } catch (error) {
    if (error instanceof StorageError) return [];
    throw error;
  }
}
