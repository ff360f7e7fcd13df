// The pool of threads that read sections of a large trace for the command line.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SectionMessage } from '../../shared/ingest/sections/messages';
import type { SectionPool } from '../../shared/ingest/sections/section-pool';
import { createThreadPool } from '../../shared/ingest/sections/section-server';

/** A thread costs 40 ms and 10 MB: smaller files are read before it has begun. */
const MIN_BYTES = 8 * 1024 * 1024;
/** Each holds a generation of the file (80 MB of a busy trace) and what it makes of it. */
const MAX_THREADS = 4;
/**
 * Their garbage is large buffers held by small objects, and goes when these are collected: with more room for young objects (48 MB
 * by default) that is rare. 1 GB of trace: 0.86 to 0.89 GB at the peak, with this 0.70 to 0.77 GB, at the same CPU.
 */
const YOUNG_MB = 3;

/** The build puts this file beside the entries, or in a folder of what several of them share. */
const SCRIPTS = ['./section-worker.js', '../section-worker.js'];

/** Undefined for a small file, and where the program is not built. */
export function createSectionThreads(fileBytes: number): SectionPool | undefined {
  if (fileBytes < MIN_BYTES) return undefined;
  const script = SCRIPTS.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (script === undefined) return undefined;
  const size = Math.min(MAX_THREADS, Math.max(2, availableParallelism()));
  return createThreadPool(
    size,
    (take, fail) => {
      const thread = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
      thread.on('message', (message: SectionMessage) => take(message));
      thread.on('error', (error) => fail(`A thread that reads the trace stopped: ${error.message}`));
      return {
        post: (order, transfer) => thread.postMessage(order, transfer),
        terminate: () => void thread.terminate(),
      };
    },
    undefined,
  );
}
