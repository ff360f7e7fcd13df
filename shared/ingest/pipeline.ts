// Reads a trace from a stream of bytes into an index: detect -> read -> index -> store, in one walk over the events.
//
// Memory holds one generation of the file (in the reader), the tables of the index, and at most a block per lane that waits
// to be written: the next events are read only when the store has taken the last block. The host gets a turn every
// YIELD_MS, so that it can cancel, draw and answer.

import { DETECT_BYTES, type Detection, detect as detectFormat } from '../formats/detect';
import type { SymbolWriter, TraceReader } from '../formats/format';
import { EVENT_KIND_NAMES, type TraceEvent } from '../model/events';
import type { Problem } from '../model/problems';
import type { Progress, TraceSummary } from '../model/requests';
import type { SymbolTable } from '../model/stacks';
import { type BlockInfo, LANES, type SpanLevel } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';
import { spanLevelColumns, spanTable } from '../store/span-tables';
import type { TraceWriter } from '../store/trace-store';
import type { Indexer } from './indexer';
import { createIndexers } from './indexers';
import { createReasonTable } from './reasons';
import { createRowMap } from './row-map';
import { traceSummary, unreadableSummary } from './summary';

/** About 10 ms of work at 1.5 M events/s: the step between two looks at the clock and at `signal`. */
const EVENTS_PER_STEP = 16_384;
/** A page that answers within two frames feels alive; a turn costs up to 4 ms in browsers that clamp timers. */
const YIELD_MS = 30;
const PROGRESS_MS = 100;

/** Where finished blocks go. A TraceWriter is one. */
export type BlockSink = Pick<TraceWriter, 'put' | 'abort'>;

export interface IngestOptions {
  /** The file from its first byte. An error that it throws becomes a Problem; what came before is kept. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Size of the file, for progress and for the share that was read. */
  readonly totalBytes: number;
  /** Key of the trace in the store. */
  readonly key: string;
  /** `undefined`: spans are counted but not kept. */
  readonly writer: BlockSink | undefined;
  readonly onProgress?: (progress: Progress) => void;
  /** Looked at between steps and after each turn of the host. */
  readonly signal?: { readonly aborted: boolean };
  /** Gives the host a turn (a macrotask). */
  readonly yieldTurn?: () => Promise<void>;
  /** Clock in milliseconds. */
  readonly now?: () => number;
  readonly detect?: (first: Uint8Array) => Detection;
}

export type IngestResult =
  /** The blocks are with the writer; the rest of the index is here, to be saved by the caller. */
  | { readonly status: 'ready'; readonly index: TraceIndex & { readonly symbols: SymbolTable & SymbolWriter } }
  /** The writer was told to abort. */
  | { readonly status: 'cancelled' }
  /** No goroutine and no processor could be read; the summary's problems say why. The writer was told to abort. */
  | { readonly status: 'unreadable'; readonly summary: TraceSummary };

/** Never rejects because of the file or its source; rejects when the writer does. */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { writer, totalBytes, signal } = options;
  const source = openSource(options.source);
  const aborted = (): boolean => signal?.aborted === true;
  try {
    const head = await source.atLeast(DETECT_BYTES);
    if (aborted()) return await cancelled(writer);
    if (head.length === 0 && source.problem !== undefined) {
      return await unreadable(writer, unreadableSummary('unknown', '', totalBytes, [source.problem]));
    }
    const detection = (options.detect ?? detectFormat)(head);
    if (!detection.ok) {
      const { format, header, problem } = detection;
      const problems = source.problem === undefined ? [problem] : [problem, source.problem];
      return await unreadable(writer, unreadableSummary(format, header, totalBytes, problems));
    }
    const { reader } = detection;
    const index = createIndexing(reader);
    const turn = createTurns(options, () => ({
      bytesRead: source.bytes,
      bytesIndexed: reader.bytesInOrder,
      events: index.events,
    }));
    for (let chunk: Uint8Array | undefined = head; !aborted(); chunk = await source.next()) {
      if (chunk === undefined) reader.end();
      else reader.push(chunk);
      let more = true;
      while (more && !aborted()) {
        more = reader.step(index.dispatch, EVENTS_PER_STEP);
        await writeBlocks(index.takeBlocks(), writer);
        await turn();
      }
      if (chunk === undefined) break;
    }
    if (aborted()) return await cancelled(writer);
    index.finish();
    await writeBlocks(index.takeBlocks(), writer);
    if (aborted()) return await cancelled(writer);

    const problems = [...reader.problems];
    if (source.problem !== undefined) problems.unshift(source.problem);
    if (problems.length === 0 && index.isEmpty) {
      problems.push({ code: 'header-only', message: 'The file is a Go trace without a single goroutine.' });
    }
    const summary = index.summary(totalBytes > 0 ? totalBytes : source.bytes, problems);
    if (index.isEmpty) return await unreadable(writer, summary);
    return { status: 'ready', index: { key: options.key, summary, ...index.tables() } };
  } finally {
    await source.close();
  }
}

async function cancelled(writer: BlockSink | undefined): Promise<IngestResult> {
  await writer?.abort();
  return { status: 'cancelled' };
}

async function unreadable(writer: BlockSink | undefined, summary: TraceSummary): Promise<IngestResult> {
  await writer?.abort();
  return { status: 'unreadable', summary };
}

// --- source -------------------------------------------------------------------------------------------------------

interface OpenSource {
  readonly bytes: number;
  /** Why the source ended too early. */
  readonly problem: Problem | undefined;
  /** Undefined at the end of the file, or where the source failed. */
  next(): Promise<Uint8Array | undefined>;
  /** The first bytes: at least as many, unless the file has fewer. */
  atLeast(bytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

function openSource(source: AsyncIterable<Uint8Array>): OpenSource {
  const chunks = source[Symbol.asyncIterator]();
  let bytes = 0;
  let problem: Problem | undefined;
  let done = false;

  async function next(): Promise<Uint8Array | undefined> {
    if (done) return undefined;
    try {
      const chunk = await chunks.next();
      if (chunk.done !== true) {
        bytes += chunk.value.length;
        return chunk.value;
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problem = { code: 'source', message: `Reading the file failed at byte ${bytes}: ${why}.`, offset: bytes };
    }
    done = true;
    return undefined;
  }

  return {
    get bytes() {
      return bytes;
    },
    get problem() {
      return problem;
    },
    next,
    async atLeast(wanted) {
      let first: Uint8Array = new Uint8Array(0);
      while (first.length < wanted) {
        const chunk = await next();
        if (chunk === undefined) break;
        if (first.length === 0) first = chunk;
        else {
          const joined = new Uint8Array(first.length + chunk.length);
          joined.set(first);
          joined.set(chunk, first.length);
          first = joined;
        }
      }
      return first;
    },
    async close() {
      if (done) return;
      done = true;
      await chunks.return?.();
    },
  };
}

// --- events to blocks and tables ------------------------------------------------------------------------------------

interface Block {
  readonly info: BlockInfo;
  readonly levels: readonly SpanLevel[];
}

function createIndexing(reader: TraceReader) {
  const { symbols } = reader;
  const rows = createRowMap();
  const reasons = createReasonTable(symbols);
  const infos: BlockInfo[] = [];
  let waiting: Block[] = [];
  const indexers = createIndexers({
    symbols,
    rows,
    reasons,
    emit(info, levels) {
      infos.push(info);
      waiting.push({ info, levels });
    },
  });
  const all: readonly Indexer[] = Object.values(indexers);
  const byKind = EVENT_KIND_NAMES.map((_, kind) => all.filter(({ kinds }) => kinds.some((k) => k === kind)));
  let events = 0;
  let lastNs = 0;

  return {
    dispatch(e: TraceEvent): void {
      events++;
      lastNs = e.timeNs;
      const offered = byKind[e.kind];
      for (let i = 0; i < offered.length; i++) offered[i].event(e);
    },
    get events() {
      return events;
    },
    /** No goroutine and no processor appeared (marks and metrics at most): there is nothing to show. */
    get isEmpty() {
      return rows.length === 0 && indexers.procSpans.procIds().length === 0;
    },
    takeBlocks(): readonly Block[] {
      const taken = waiting;
      if (taken.length > 0) waiting = [];
      return taken;
    },
    finish(): void {
      for (const indexer of all) indexer.finish(lastNs);
    },
    summary: (bytes: number, problems: readonly Problem[]): TraceSummary =>
      traceSummary({ reader, indexers, reasons, goroutines: rows.length, bytes, spanNs: lastNs, problems }),
    tables: () => ({
      symbols,
      goroutines: indexers.goroutines.table(),
      gcRanges: indexers.gcRanges.table(),
      blocks: LANES.flatMap((lane) => infos.filter((info) => info.lane === lane)),
    }),
  };
}

async function writeBlocks(blocks: readonly Block[], writer: BlockSink | undefined): Promise<void> {
  if (writer === undefined) return;
  for (const { info, levels } of blocks) {
    for (const [level, spans] of levels.entries()) {
      await writer.put(spanTable(info.lane, level), info.block, spanLevelColumns(spans));
    }
  }
}

/** Reports progress and yields to the host when it is time for it. */
function createTurns(options: IngestOptions, read: () => Pick<Progress, 'bytesRead' | 'bytesIndexed' | 'events'>) {
  const { onProgress, totalBytes } = options;
  const now = options.now ?? (() => performance.now());
  const yieldTurn = options.yieldTurn ?? (() => new Promise<void>((resolve) => setTimeout(resolve, 0)));
  const startMs = now();
  let reportedMs = startMs;
  let yieldedMs = startMs;
  return async (): Promise<void> => {
    const nowMs = now();
    if (nowMs - reportedMs >= PROGRESS_MS) {
      reportedMs = nowMs;
      const progress = read();
      const done = progress.events > 0 ? progress.bytesIndexed : progress.bytesRead;
      const bytesPerSecond = Math.round((done * 1000) / (nowMs - startMs));
      onProgress?.({ phase: 'reading', ...progress, totalBytes, bytesPerSecond });
    }
    if (nowMs - yieldedMs >= YIELD_MS) {
      await yieldTurn();
      yieldedMs = now();
    }
  };
}
