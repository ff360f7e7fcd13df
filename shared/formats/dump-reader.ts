// What a format of goroutine dumps offers: bytes are pushed in as they come, snapshots come out.

import type { DumpFormat, Snapshot } from '../model/dumps';
import type { Problem } from '../model/problems';

export interface DumpReader {
  readonly format: DumpFormat;
  readonly problems: readonly Problem[];
  /** Rows so far, for progress. */
  readonly rows: number;
  /** Takes the next bytes of the file and keeps no reference to them. Never throws because of what they are. */
  push(chunk: Uint8Array): void;
  /** No more bytes will come. Returns all snapshots of the file, in its order. */
  end(): readonly Snapshot[];
}
