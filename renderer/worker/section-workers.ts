// The pool of workers that read sections of the trace being opened.

import type { SectionMessage } from '../../shared/ingest/sections/messages';
import type { SectionPool } from '../../shared/ingest/sections/section-pool';
import { createThreadPool } from '../../shared/ingest/sections/section-server';

/** Each holds a generation of the file (80 MB of a busy trace) and what it makes of it. */
const MAX_WORKERS = 4;
const MIN_WORKERS = 2;

/** How many workers: as the page's address asks (`?workers=N`), else one less than there are cores. */
export function workerCount(asked: number | undefined, cores: number): number {
  if (asked !== undefined && asked >= 1) return Math.floor(asked);
  return Math.min(MAX_WORKERS, Math.max(MIN_WORKERS, cores - 1));
}

/** @param writer id of the write that chunks are put into; undefined: they come back to this worker */
export function createSectionWorkers(size: number, writer: string | undefined): SectionPool {
  return createThreadPool(
    size,
    (take, fail) => {
      const worker = new Worker(new URL('./section.worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<SectionMessage>) => take(data);
      worker.onerror = ({ message }) => fail(`A worker that reads the trace stopped: ${message}`);
      return {
        post: (order, transfer) => worker.postMessage(order, transfer),
        terminate: () => worker.terminate(),
      };
    },
    writer,
  );
}
