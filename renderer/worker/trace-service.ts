// Answers the page's questions about one trace: opens it (from its stored index, or by reading the file), then queries it.
// Free of worker globals: store, source and clock are handed in, so that tests run it in Node.

import { assert } from '../../shared/base/assert';
import type { SourceRef } from '../../shared/contract/host';
import type { OpenReply, StoredTrace, TraceApi } from '../../shared/contract/trace-api';
import { ingest } from '../../shared/ingest/pipeline';
import type { SectionPool } from '../../shared/ingest/sections/section-pool';
import { unwrap } from '../../shared/ingest/unwrap';
import type { Progress, TraceSummary, WholeLayout } from '../../shared/model/requests';
import type { TraceIndex } from '../../shared/model/trace-index';
import { completeTraceFilter } from '../../shared/query/complete-trace';
import { density } from '../../shared/query/density';
import { goroutineDetail } from '../../shared/query/goroutine-details';
import { layout, layoutOfAll } from '../../shared/query/layout';
import {
  createLaneContext,
  createQueryContext,
  type LaneContext,
  type QueryContext,
} from '../../shared/query/query-context';
import { neighbourSpan, spanAt } from '../../shared/query/span-details';
import { createChunkCache, createSpanSource, createStoredChunks, type LoadChunk } from '../../shared/query/span-source';
import { spans } from '../../shared/query/spans';
import { tableOrder, tableRows } from '../../shared/query/table';
import { withWaker } from '../../shared/query/waker';
import type { SpanBytes } from '../../shared/query/walk-spans';
import { createTraceGraphs } from '../../shared/service/trace-graphs';
import { createMemoryStore } from '../../shared/store/memory-store';
import { StorageError } from '../../shared/store/storage-error';
import { loadIndex, type StoredIndex, saveIndex, storedSummary } from '../../shared/store/trace-index-io';
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

/** So long the rest of a stored index waits for the processors to be on the screen: it keeps this worker busy. */
const FIRST_PICTURE_MS = 500;

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

/** What questions are answered from. */
interface Opened {
  /** Lanes of processors and GC, which are there first. */
  readonly few: LaneContext;
  /** Where all goroutines stand, if that is known without the rest. */
  readonly layout: WholeLayout | undefined;
  readonly whole: Promise<SpanBytes>;
}

export function createTraceService({ store, openSource, now, yieldTurn, sectionPool }: TraceServiceOptions): TraceApi {
  let context: Opened | undefined;
  let opening: AbortController | undefined;
  /** Lets the open trace go: until then its index is not deleted by anyone. */
  let letGo = () => {};
  const answering = createStopwatch();
  const beforeRest = createPause(FIRST_PICTURE_MS);

  function opened(): Opened {
    assert(context !== undefined, 'no trace is open');
    return context;
  }
  const whole = async (): Promise<QueryContext> => (await opened().whole).context;
  const graphs = createTraceGraphs({
    trace: () => opened().whole,
    ...(yieldTurn === undefined ? {} : { yieldTurn }),
  });

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

  /** The index is here. */
  function show(index: TraceIndex, chunks: LoadChunk): void {
    const made = createQueryContext(index, createSpanSource(index, chunks));
    context = { few: made, layout: undefined, whole: Promise.resolve({ context: made, chunks }) };
  }

  /** The index is stored, and its beginning loaded. The rest of a million goroutines takes a second: the first picture is made before. */
  function showStored({ first, layout: laidOut, whole: load }: StoredIndex): OpenReply {
    const chunks = createStoredChunks(store, first.key);
    const made = createLaneContext(first, createSpanSource(first, chunks));
    const rest = beforeRest
      .begin()
      .then(load)
      .then((index) => ({ context: createQueryContext(index, createSpanSource(index, chunks)), chunks }));
    // Whoever asks hears of it.
    rest.catch(() => undefined);
    context = { few: made, layout: laidOut, whole: rest };
    return { status: 'ready', key: first.key, fromIndex: true, summary: first.summary };
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
                show(part, chunks);
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
      await saveIndex(writer, index, layoutOfAll(index), { name: source.name, openedMs: now() });
      if (signal.aborted) {
        await into.delete(key);
        return CANCELLED;
      }
      show(index, createStoredChunks(into, key));
      const reply = { status: 'ready', key, fromIndex: false, summary: index.summary } as const;
      return notSaved === undefined ? reply : { ...reply, notSaved };
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
        return showStored(index);
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
        return showStored(index);
      });
    },
    cancel: () => opening?.abort(),

    layout: (filter) =>
      answering.time(async () => {
        const known = filter === '' ? opened().layout : undefined;
        return known === undefined ? layout((await whole()).index, filter) : copied(known);
      }),
    tableOrder: (filter, sort) => answering.time(async () => tableOrder((await whole()).index, filter, sort)),
    tableRows: async (rows) => tableRows((await whole()).index, rows),
    spans: (request) =>
      answering.time(async () => {
        if (request.lane === 'goroutine') return spans(await whole(), request);
        const reply = await spans(opened().few, request);
        if (request.lane === 'proc') beforeRest.end();
        return reply;
      }),
    density: (request) => answering.time(async () => density(await whole(), request)),
    goroutine: async (row) => goroutineDetail((await whole()).index, row),
    async spanAt(lane, row, timeNs) {
      const trace = await opened().whole;
      return withWaker(trace, await spanAt(trace.context, lane, row, timeNs));
    },
    async neighbourSpan(lane, row, timeNs, step) {
      const trace = await opened().whole;
      return withWaker(trace, await neighbourSpan(trace.context, lane, row, timeNs, step));
    },

    graphSources: () => graphs.graphSources(),
    graph: (request, onWalked) => answering.time(() => graphs.graph(request, onWalked)),
    flame: (request, onWalked) => answering.time(() => graphs.flame(request, onWalked)),
    stopGraphs: () => graphs.stopGraphs(),

    complete: async (filter, caret) => completeTraceFilter((await whole()).index, filter, caret),

    stored: () => storedTraces(store),
    forget: (key) => store.deleteUnused(key),
  };
}

/** Replies are given away. */
const copied = (known: WholeLayout): WholeLayout => ({
  ...known,
  groups: known.groups.map(({ name, rows }) => ({ name, rows: rows.slice() })),
  ids: known.ids.slice(),
});

/** Something that is waited for, but no longer than `mostMs`. */
function createPause(mostMs: number) {
  let end = () => {};
  return {
    begin: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, mostMs);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end(),
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
