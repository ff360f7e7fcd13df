// Who reads sections: workers of the page or of Node, or this thread itself.

import type { FailedMessage, SectionJob, SectionMessage } from './messages';
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
  /** No more sections will come: readers go as soon as theirs is released. */
  finish(): void;
  /** Stops all runs; those that are not at their end end with STOPPED. */
  close(): void;
}

/** What a run ends with that was stopped before its end. */
export const STOPPED: FailedMessage = { type: 'failed', message: 'Reading was stopped.', storage: false };

/**
 * Reads in this thread, in steps.
 * @param turn between two steps: lets others work; false = stop
 */
export function createLocalPool(turn: () => Promise<boolean>): SectionPool {
  let closed = false;
  return {
    size: 1,
    read(job, take) {
      const run = async (now: SectionJob): Promise<void> => {
        let ended = false;
        const post = (message: SectionMessage): void => {
          ended ||= message.type === 'end';
          if (!closed) take(message);
        };
        try {
          await readSection(now, { post, turn: async () => (await turn()) && !closed });
          if (!ended) take(STOPPED);
        } catch (error) {
          take({ type: 'failed', message: String(error), storage: false, error });
        }
      };
      void run(job);
      return { again: (floorNs) => void run({ ...job, floorNs }), release() {} };
    },
    finish() {},
    close() {
      closed = true;
    },
  };
}
