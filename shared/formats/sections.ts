// Sections: the parts of a trace file that can be read on their own. In Go 1.22+ traces that is a generation, since each one
// names all goroutines, processors and open ranges anew; so several are read at once by several workers, and after damage
// the next one begins with a clean slate. An older trace is one section from its first byte to its last.

import type { Problem } from '../model/problems';

export interface Section {
  /** Place in the file, from 0. */
  readonly index: number;
  /** Number of the generation in the file. */
  readonly generation: number;
  /** Where it begins in the file, and its length. Bytes of a gap before it belong to no section. */
  readonly offset: number;
  readonly byteLength: number;
  /**
   * Its bytes, in order and without holes: batches and nothing else (no header; an end-of-generation byte is left out).
   * The buffers may be larger; where a boundary lies inside a buffer that another section needs too, the bytes are copied,
   * so that every section can be transferred to another thread.
   */
  readonly pieces: readonly Uint8Array[];
  /** The file says, or shows by what follows, that the generation was written to its end. */
  readonly complete: boolean;
  /** Bytes right behind it that say no more than that it ends: 1 for an end mark, which belongs to no batch; else 0. */
  readonly endBytes: number;
  /** The section's last batch is not whole: the file ends in it, or damage begins in it. */
  readonly cut: boolean;
  /** Bytes between the section before and this one were skipped as unreadable, or a generation number is missing. */
  readonly afterGap: boolean;
}

/** Finds the sections in a stream of bytes without decoding their events. */
export interface SectionSplitter {
  /** Takes the next bytes of the file; `chunk` must not be changed or transferred until `next` has given out its bytes. */
  push(chunk: Uint8Array): void;
  /** No more bytes will come. */
  end(): void;
  /** The next section that is complete, or after `end` what is left; undefined = push more, or after `end`, done. */
  next(): Section | undefined;
  /** Where bytes could not be read as batches. Grows with `next`. */
  readonly problems: readonly Problem[];
  /** Bytes taken by `push` and not yet given out: what the splitter holds in memory. */
  readonly heldBytes: number;
}
