// Reads a trace from disk for the command line, with a line of progress; spans are kept only where somebody takes them.

import { setImmediate } from 'node:timers/promises';
import { type BlockSink, type IngestResult, ingest } from '../../shared/ingest/pipeline';
import { unwrap } from '../../shared/ingest/unwrap';
import { type FileSource, readSource } from './file-source';
import { progressLine } from './output';
import { createSectionThreads } from './section-threads';

export type ReadResult = Exclude<IngestResult, { readonly status: 'cancelled' }>;

/** Never fails because of what is in the file: an unreadable one has a summary that says why. */
export async function readTrace(file: FileSource, spans?: BlockSink): Promise<ReadResult> {
  const progress = progressLine(file.name);
  const pool = createSectionThreads(file.size);
  try {
    const trace = await unwrap(readSource(file), file.size);
    const result = await ingest({
      source: trace.bytes,
      totalBytes: trace.totalBytes,
      key: file.path,
      writer: spans,
      onProgress: (read) => progress.show(trace.progress(read)),
      yieldTurn: setImmediate,
      ...(pool === undefined ? {} : { pool }),
    });
    if (result.status === 'cancelled') throw new Error('cancelled, though nobody could');
    if (result.status === 'unreadable') return { ...result, summary: trace.summary(result.summary) };
    return { ...result, index: { ...result.index, summary: trace.summary(result.index.summary) } };
  } finally {
    pool?.close();
    progress.end();
  }
}
