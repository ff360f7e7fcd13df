// What a trace format offers to the pipeline. Bytes are pushed in as they arrive; ordered events come out of `step`.

import type { TraceEvent } from '../model/events';
import type { Problem } from '../model/problems';
import type { SymbolTableBuilder } from '../model/symbol-table';

export interface TraceReader {
  /** Header number, for example `1.26`. */
  readonly header: string;
  readonly symbols: SymbolTableBuilder;
  readonly problems: readonly Problem[];
  readonly generations: number;
  /** OS threads seen so far. */
  readonly threads: number;
  /** Bytes whose content was read and understood, of those pushed. A generation counts when all of it is done. */
  readonly bytesUnderstood: number;
  /** The same while a generation is being worked on: for progress. */
  readonly bytesInOrder: number;
  /** Wall-clock time of the first event in ms since 1970, if the file has it. */
  readonly wallStartMs: number | undefined;
  /** Takes the next bytes of the file. Keeps a reference to `chunk` until its generation is read: do not reuse the buffer. */
  push(chunk: Uint8Array): void;
  /** No more bytes will come. */
  end(): void;
  /**
   * Hands on up to `maxEvents` ordered events of complete generations to the sink. Returns whether more can be had at once;
   * false = push more bytes or, after `end`, done. Never throws because of the file: what is wrong becomes a Problem.
   */
  step(sink: (event: TraceEvent) => void, maxEvents: number): boolean;
}
