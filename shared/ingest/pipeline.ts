// Reads a trace from a stream of bytes into an index: detect -> read -> index -> store, in one walk over the events.
//
// Memory holds one generation of the file (in the reader), the tables of the index, and at most a block per lane that waits
// to be written: the next events are read only when the store has taken the last block. The host gets a turn every
// YIELD_MS, so that it can cancel, draw and answer.

import { DETECT_BYTES, type Detection, detect as detectFormat } from '../formats/detect';
import type { TraceReader } from '../formats/format';
import { byOffset, formatOf, HEADER_BYTES, HEADER_ONLY, versionProblems } from '../formats/sectioned-trace';
import type { Problem } from '../model/problems';
import type { Progress, TraceSummary } from '../model/requests';
import { SymbolTableBuilder } from '../model/symbol-table';
import type { SectionMap } from '../model/tables';
import type { TraceWriter } from '../store/trace-store';
import { type OpenSource, openSource } from './open-source';
import { type PartialTrace, partialTrace } from './partial-trace';
import { createSectionIngest } from './sections/ingest-sections';
import { createLocalPool, type SectionPool } from './sections/section-pool';
import { createStitcher } from './sections/stitcher';
import { ONE_SECTION } from './spans/span-storage';
import { type ReadFile, unreadableSummary } from './summary';
import { createTraceParts, type TraceParts, type WritableIndex } from './trace-parts';

/** About 10 ms of work at 1.5 M events/s: the step between two looks at the clock and at `signal`. */
const EVENTS_PER_STEP = 16_384;
/** A page that answers within two frames feels alive; a turn costs up to 4 ms in browsers that clamp timers. */
const YIELD_MS = 30;
const PROGRESS_MS = 100;
/**
 * Parts are shown at most every PARTIAL_MS, and making them and answering what is asked of them takes at most a fifth of the
 * time: of a million goroutines each part asks for a second's work.
 */
const PARTIAL_MS = 400;
const PARTIAL_SHARE = 5;

/** Where chunks of finished blocks go. A TraceWriter is one. */
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
  /** Who reads sections; this thread if absent. It is closed when the trace is read. */
  readonly pool?: SectionPool;
  /**
   * Called when more of the trace can be shown, with what is there by then: about twice a second at first, more rarely where
   * making it takes long.
   */
  readonly onPartial?: (partial: PartialTrace) => void;
  /** Milliseconds in which questions about parts were being answered, all in all. */
  readonly answeringMs?: () => number;
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
  | { readonly status: 'ready'; readonly index: WritableIndex }
  /** The writer was told to abort. */
  | { readonly status: 'cancelled' }
  /** No goroutine and no processor could be read; the summary's problems say why. The writer was told to abort. */
  | { readonly status: 'unreadable'; readonly summary: TraceSummary };

/** Never rejects because of the file or its source; rejects when the writer does. */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { writer, totalBytes, signal } = options;
  const source = openSource(options.source);
  const aborted = (): boolean => signal?.aborted === true;
  const cancelled = async (): Promise<IngestResult> => {
    await writer?.abort();
    return { status: 'cancelled' };
  };
  const unreadable = async (summary: TraceSummary): Promise<IngestResult> => {
    await writer?.abort();
    return { status: 'unreadable', summary };
  };
  try {
    const head = await source.atLeast(DETECT_BYTES);
    if (aborted()) return await cancelled();
    if (head.length === 0 && source.problem !== undefined) {
      return await unreadable(unreadableSummary('unknown', '', totalBytes, [source.problem]));
    }
    const detection = (options.detect ?? detectFormat)(head);
    if (!detection.ok) {
      const { format, header, problem } = detection;
      const problems = source.problem === undefined ? [problem] : [problem, source.problem];
      return await unreadable(unreadableSummary(format, header, totalBytes, problems));
    }
    const {
      parts,
      file,
      problems: found,
      sections,
    } = await (detection.sections === undefined
      ? readInOrder(detection.reader, head, source, options)
      : readBySections(detection.sections, head, source, options));
    if (aborted()) return await cancelled();
    parts.finish(parts.lastNs);
    await parts.storage?.settled();
    if (aborted()) return await cancelled();

    const problems = source.problem === undefined ? [...found] : [source.problem, ...found];
    if (problems.length === 0 && parts.isEmpty) {
      problems.push({ code: 'header-only', message: 'The file is a Go trace without a single goroutine.' });
    }
    const index = parts.index(
      options.key,
      { ...file, bytes: totalBytes > 0 ? totalBytes : source.bytes },
      problems,
      sections,
    );
    return parts.isEmpty ? await unreadable(index.summary) : { status: 'ready', index };
  } finally {
    await source.close();
  }
}

/** All that was read of a file. */
interface Read {
  readonly parts: TraceParts;
  readonly file: ReadFile;
  readonly problems: readonly Problem[];
  readonly sections: readonly SectionMap[];
}

/** One thread, one event after another: the formats before Go 1.22. */
async function readInOrder(
  reader: TraceReader,
  head: Uint8Array,
  source: OpenSource,
  options: IngestOptions,
): Promise<Read> {
  const parts = createTraceParts(reader.symbols, options.writer);
  const turn = createTurns(options, () => ({
    bytesRead: source.bytes,
    bytesIndexed: reader.bytesInOrder,
    events: parts.events,
  }));
  const aborted = (): boolean => options.signal?.aborted === true;
  const file = (): ReadFile => {
    const { header, generations, wallStartMs, bytesUnderstood } = reader;
    return { header, generations, wallStartMs, bytesUnderstood, bytes: options.totalBytes };
  };
  const show = createParts(options, () => partialTrace(parts, options.key, file(), reader.problems, ONE_SECTION));
  for (let chunk: Uint8Array | undefined = head; !aborted(); chunk = await source.next()) {
    if (chunk === undefined) reader.end();
    else reader.push(chunk);
    let more = true;
    while (more && !aborted()) {
      more = reader.step(parts.dispatch, EVENTS_PER_STEP);
      await parts.storage?.settled();
      if (more && !parts.isEmpty) show();
      await turn();
    }
    if (chunk === undefined) break;
  }
  return { parts, file: file(), problems: reader.problems, sections: ONE_SECTION };
}

/** Several readers at once: generations of Go 1.22 and newer. */
async function readBySections(
  { minor }: { readonly minor: number },
  head: Uint8Array,
  source: OpenSource,
  options: IngestOptions,
): Promise<Read> {
  const { writer } = options;
  const format = formatOf(minor);
  const parts = createTraceParts(new SymbolTableBuilder(), writer);
  const stitcher = createStitcher(parts);
  const turn = createTurns(options, () => ({
    bytesRead: source.bytes,
    bytesIndexed: reading.bytesIndexed,
    events: reading.events,
  }));
  const aborted = (): boolean => options.signal?.aborted === true;
  const pool =
    options.pool ??
    createLocalPool(async () => {
      await turn();
      return !aborted();
    });
  const reading = createSectionIngest({
    format,
    pool,
    parts,
    stitcher,
    put: writer === undefined ? undefined : (table, chunk, columns) => writer.put(table, chunk, columns),
    turn,
    more: async () => {
      await parts.storage?.settled();
      if (!parts.isEmpty) show();
    },
  });
  const problems = (): readonly Problem[] =>
    byOffset([...versionProblems(minor), ...stitcher.problems, ...reading.splitter.problems]);
  const file = (): ReadFile => ({
    header: `1.${minor}`,
    generations: stitcher.generations,
    wallStartMs: stitcher.wallStartMs,
    bytesUnderstood: Math.min(source.bytes, HEADER_BYTES) + stitcher.bytesUnderstood,
    bytes: options.totalBytes,
  });
  const show = createParts(options, () => partialTrace(parts, options.key, file(), problems(), stitcher.sections));
  try {
    let chunk: Uint8Array | undefined = head;
    for (; chunk !== undefined && !aborted(); chunk = await source.next()) {
      await reading.push(chunk);
      await turn();
    }
    if (!aborted()) await reading.end();
    if (!aborted()) stitcher.finish();
  } catch (error) {
    // Sections that were stopped in the middle report a failure.
    if (!aborted()) throw error;
  } finally {
    pool.close();
  }
  const found = problems();
  return {
    parts,
    file: file(),
    problems: stitcher.generations === 0 && found.length === 0 ? [HEADER_ONLY] : found,
    sections: stitcher.sections,
  };
}

/** Calls `make` with a part when it is time for one. */
function createParts(options: IngestOptions, make: () => PartialTrace): () => void {
  const { onPartial, answeringMs = () => 0 } = options;
  const now = options.now ?? (() => performance.now());
  let shownMs = Number.NEGATIVE_INFINITY;
  let makingMs = 0;
  let answeredMs = 0;
  return () => {
    const startMs = now();
    const costMs = makingMs + answeringMs() - answeredMs;
    if (onPartial === undefined || startMs < shownMs + Math.max(PARTIAL_MS, costMs * PARTIAL_SHARE)) return;
    onPartial(make());
    shownMs = now();
    makingMs = shownMs - startMs;
    answeredMs = answeringMs();
  };
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
