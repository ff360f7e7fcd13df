// Opens files, archives and what is in them as one series of dumps; more can be added to it later.

import { type DumpFile, type DumpSeries, DumpSymbols, type Snapshot } from '../../model/dumps';
import type { Progress } from '../../model/requests';
import { createIntake, type Intake } from './intake';
import { type Keep, type KeptBytes, keepInMemory } from './kept-bytes';
import type { Limits } from './layer';
import { arrangeMoments } from './moments';

export { type Keep, type KeptBytes, keepInMemory } from './kept-bytes';
export { orderMoments } from './order';

export interface SeriesSource {
  /** With the folders before it, where they are known: listings of one folder are taken together. */
  readonly name: string;
  readonly size: number;
  /** Ms since 1970. */
  readonly modifiedMs?: number;
  /** Errors are sentences for the user, without a stop. */
  stream(): AsyncIterable<Uint8Array>;
  /** Bytes from … to - 1. */
  range(from: number, to: number): Promise<Uint8Array>;
}

export interface SeriesOptions {
  readonly sources: readonly SeriesSource[];
  /** About ten times a second; `events` are goroutines and stacks so far. */
  readonly onProgress?: (progress: Progress) => void;
  readonly isCancelled?: () => boolean;
  /** Lets others have the thread. */
  readonly yieldTurn?: () => Promise<void>;
  /** Where the bytes of packed files are kept; in memory if not said. */
  readonly keep?: Keep;
}

export interface OpenedSeries {
  /** `unreadable`: no goroutines in any file; `series.files` says why. After `cancelled` the series is as before. */
  readonly status: 'ready' | 'unreadable' | 'cancelled';
  readonly series: DumpSeries;
  /** The text of a row as it stands in its file; empty where a profile has none. Fails with a sentence if the file is gone. */
  readonly textOf: (snapshot: Snapshot, row: number) => Promise<Uint8Array>;
  /** The series with further files; places of files and numbers of symbols stay as they are. */
  readonly add: (options: SeriesOptions) => Promise<OpenedSeries>;
}

/** A piece is parsed in some milliseconds, and of a packed one at most 64 MB come out. */
const PIECE_BYTES = 64 * 1024;
const TURN_MS = 12;
const PROGRESS_MS = 100;

/** What is read so far: only ever replaced as a whole. */
interface State {
  readonly files: readonly DumpFile[];
  readonly snapshots: readonly Snapshot[];
  readonly bytesOf: readonly Pick<KeptBytes, 'range'>[];
  readonly keptBytes: number;
}

export const openSeries = (options: SeriesOptions): Promise<OpenedSeries> =>
  extend(new DumpSymbols(), { files: [], snapshots: [], bytesOf: [], keptBytes: 0 }, options);

async function extend(symbols: DumpSymbols, before: State, options: SeriesOptions): Promise<OpenedSeries> {
  const { sources, isCancelled, keep = keepInMemory } = options;
  const files = [...before.files];
  const snapshots = [...before.snapshots];
  const bytesOf = [...before.bytesOf];
  const limits: Limits = { keptBytes: before.keptBytes, unpackedBytes: 0 };
  const kept: KeptBytes[] = [];
  const turns = createTurns(options);

  for (const source of sources) {
    const placeOf = new Map<string, number>();
    const intake = createIntake(
      {
        symbols,
        limits,
        keep: () => {
          const bytes = keep();
          kept.push(bytes);
          return bytes;
        },
        place: () => files.length,
        done(taken) {
          placeOf.set(taken.file.name, files.length);
          files.push(taken.file);
          snapshots.push(...taken.snapshots);
          bytesOf.push(taken.kept ?? source);
        },
        modified(name, modifiedMs) {
          const place = placeOf.get(name);
          if (place !== undefined) files[place] = { ...files[place], modifiedMs };
        },
      },
      source,
    );
    if (!(await readSource(source, intake, turns))) {
      for (const bytes of kept) bytes.drop();
      return opened('cancelled', symbols, before);
    }
  }
  if (isCancelled?.() === true) {
    for (const bytes of kept) bytes.drop();
    return opened('cancelled', symbols, before);
  }
  const state: State = { files, snapshots, bytesOf, keptBytes: limits.keptBytes };
  turns.report();
  return opened(snapshots.length > 0 ? 'ready' : 'unreadable', symbols, state);
}

function opened(status: OpenedSeries['status'], symbols: DumpSymbols, state: State): OpenedSeries {
  const { moments, notes } = arrangeMoments(state.files, state.snapshots);
  const files = state.files.map((file, place) => {
    const note = notes.get(place);
    return note === undefined ? file : { ...file, note };
  });
  return {
    status,
    series: { symbols, files, moments },
    async textOf({ file, columns }, row) {
      const [from, to] = [columns.rawFrom[row], columns.rawTo[row]];
      return to > from ? state.bytesOf[file].range(from, to) : new Uint8Array(0);
    },
    add: (options) => extend(symbols, state, options),
  };
}

interface Turns {
  /** Adds to what was read and lets others have the thread now and then. False if it was cancelled. */
  next(bytes: number, intake: Intake): Promise<boolean>;
  /** A source ended: its size counts as read. */
  endOf(source: SeriesSource, intake: Intake): void;
  report(): void;
}

function createTurns({ sources, onProgress, isCancelled, yieldTurn }: SeriesOptions): Turns {
  const totalBytes = sources.reduce((sum, { size }) => sum + size, 0);
  const startMs = performance.now();
  let turnMs = startMs;
  let reportedMs = Number.NEGATIVE_INFINITY;
  let ofSource = 0;
  let ofEnded = 0;
  let rows = 0;
  let rowsOfEnded = 0;

  function report(): void {
    const bytesRead = Math.min(totalBytes, ofEnded + ofSource);
    const seconds = (performance.now() - startMs) / 1000;
    onProgress?.({
      phase: 'reading',
      bytesRead,
      bytesIndexed: bytesRead,
      totalBytes,
      bytesPerSecond: seconds > 0 ? Math.round(bytesRead / seconds) : 0,
      events: rowsOfEnded + rows,
    });
  }

  return {
    report,
    async next(bytes, intake) {
      ofSource += bytes;
      const nowMs = performance.now();
      if (nowMs - turnMs < TURN_MS) return isCancelled?.() !== true;
      rows = intake.rows;
      if (nowMs - reportedMs > PROGRESS_MS) {
        reportedMs = nowMs;
        report();
      }
      await (yieldTurn?.() ?? new Promise<void>((resolve) => setTimeout(resolve, 0)));
      turnMs = performance.now();
      return isCancelled?.() !== true;
    },
    endOf({ size }, intake) {
      ofEnded += size;
      ofSource = 0;
      rowsOfEnded += intake.rows;
      rows = 0;
    },
  };
}

/** False if it was cancelled: then nothing of the source is kept. */
async function readSource(source: SeriesSource, intake: Intake, turns: Turns): Promise<boolean> {
  let fault: string | undefined;
  try {
    for await (const chunk of source.stream()) {
      for (let at = 0; at < chunk.length && !intake.finished; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        intake.push(piece);
        if (!(await turns.next(piece.length, intake))) return false;
      }
      if (intake.finished) break;
    }
  } catch (error) {
    // What the source fails with is about the file: it may be gone, or not allowed.
    fault = error instanceof Error ? error.message : String(error);
  }
  intake.end(fault);
  turns.endOf(source, intake);
  return true;
}
