// What the layers of a source share: a file is unpacked, holds files, or is read; each layer pushes bytes into the next.

import { formatBytes } from '../../base/format';
import type { EntrySink } from '../../formats/archives';
import type { DumpReader } from '../../formats/dump-reader';
import type { DumpFile, DumpSymbols, Snapshot } from '../../model/dumps';
import type { Problem } from '../../model/problems';
import type { Keep, KeptBytes } from './kept-bytes';

/** What is kept for showing texts again stays in memory in Node. A dump of Go's has at most 64 MiB. */
export const MAX_KEPT_BYTES = 1024 * 1024 * 1024;
/** What may come out of packed files in all: 64 dumps of the largest size, and half a minute of reading. */
export const MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024;
/** Limits of one opening. */
export interface Limits {
  keptBytes: number;
  unpackedBytes: number;
}

/** What a file was read to; given out when it ends, in the order of ends. */
export interface TakenFile {
  readonly file: DumpFile;
  readonly snapshots: readonly Snapshot[];
  /** Its bytes, where the source's are not those. */
  readonly kept?: KeptBytes;
}

export interface IntakeOptions {
  readonly symbols: DumpSymbols;
  readonly keep: Keep;
  readonly limits: Limits;
  /** Place that the next file to be given out has in the series. Files are read one after another. */
  readonly place: () => number;
  readonly done: (taken: TakenFile) => void;
  /** A file that was given out was changed then: zip files tell it at their end. */
  readonly modified: (name: string, modifiedMs: number) => void;
}

/** State that the layers of one source share. */
export interface Shared {
  readonly options: IntakeOptions;
  /** The readers of the file that is being read. */
  readers: readonly DumpReader[];
  rowsOfEnded: number;
  /** Why no more is read: a clause. */
  stop: string | undefined;
}

export interface FileInfo {
  readonly name: string;
  readonly modifiedMs?: number;
  /** Where it is known before. */
  readonly size?: number | undefined;
  readonly layer: number;
  /** Its bytes come out of something, and have to be kept. */
  readonly inside: boolean;
  /** Counts files that are no dumps; true = not listed any more. */
  readonly tooManyOthers?: () => boolean;
}

export interface Layer extends EntrySink {
  /** Nothing more of it needs to be read. */
  readonly finished: boolean;
}

export const sentence = (code: Problem['code'], message: string): Problem => ({ code, message });

export function fileOf(
  { name, modifiedMs }: FileInfo,
  bytes: number,
  format: DumpFile['format'],
  problems: readonly Problem[],
  readFraction: number,
): DumpFile {
  return { name, bytes, ...(modifiedMs !== undefined && { modifiedMs }), format, problems, readFraction };
}

/** Says why reading stops if a limit is passed. */
export function count(shared: Shared, which: keyof Limits, bytes: number): void {
  const { limits } = shared.options;
  limits[which] += bytes;
  const most = which === 'keptBytes' ? MAX_KEPT_BYTES : MAX_UNPACKED_BYTES;
  if (limits[which] > most) shared.stop ??= `more than ${formatBytes(most)} came out of packed files`;
}
