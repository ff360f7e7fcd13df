// Reads a trace from disk for the command line, with a line of progress; spans are kept only where somebody takes them.

import { setImmediate } from 'node:timers/promises';
import { type BlockSink, type IngestResult, ingest } from '../../shared/ingest/pipeline';
import { type FileSource, readSlice } from './file-source';
import { progressLine } from './output';

export type ReadResult = Exclude<IngestResult, { readonly status: 'cancelled' }>;

/** Never fails because of what is in the file: an unreadable one has a summary that says why. */
export async function readTrace(file: FileSource, spans?: BlockSink): Promise<ReadResult> {
  const progress = progressLine(file.name);
  try {
    const result = await ingest({
      source: readSlice(file.path, { from: 0, to: file.size }),
      totalBytes: file.size,
      key: file.path,
      writer: spans,
      onProgress: progress.show,
      yieldTurn: setImmediate,
    });
    if (result.status === 'cancelled') throw new Error('cancelled, though nobody could');
    return result;
  } finally {
    progress.end();
  }
}
