// Who reads sections: workers of the page or of Node, or this thread itself.

import type { SectionJob, SectionMessage } from './messages';
import { readSection } from './read-section';

export interface SectionRun {
  /** Reads the same section again, with the time after which its events come; messages start anew. */
  again(floorNs: number): void;
  /** The section is done with: its reader may take the next one. */
  release(): void;
}

export interface SectionPool {
  /** Sections that may be read at once. */
  readonly size: number;
  /** Starts to read a section. Its pieces belong to the pool from now on. Every run ends with `end` or `failed`. */
  read(job: SectionJob, take: (message: SectionMessage) => void): SectionRun;
  /** Stops all runs; no message comes after it. */
  close(): void;
}

/** Reads in this thread, in steps: between two of them `turn` lets others work. */
export function createLocalPool(turn: () => Promise<void>): SectionPool {
  let closed = false;
  return {
    size: 1,
    read(job, take) {
      const run = (now: SectionJob): void => {
        const post = (message: SectionMessage): void => {
          if (!closed) take(message);
        };
        readSection(now, {
          post,
          turn: async () => {
            await turn();
            return !closed;
          },
        }).catch((error: unknown) => post({ type: 'failed', message: String(error), storage: false, error }));
      };
      run(job);
      return { again: (floorNs) => run({ ...job, floorNs }), release() {} };
    },
    close() {
      closed = true;
    },
  };
}
