// A trace as a worker has it open: read into memory, with its index and the bytes of its spans.

import { ingest } from '../../shared/ingest/pipeline';
import type { SectionPool } from '../../shared/ingest/sections/section-pool';
import { createQueryContext } from '../../shared/query/query-context';
import { createChunkCache, createSpanSource } from '../../shared/query/span-source';
import type { SpanBytes } from '../../shared/query/walk-spans';
import { createMemoryStore } from '../../shared/store/memory-store';

/** @param pool who reads sections; this thread if absent. @throws Error if nothing of it can be read */
export async function openTrace(bytes: Uint8Array, pool?: SectionPool): Promise<SpanBytes> {
  const writer = await createMemoryStore().create('trace');
  async function* source() {
    yield bytes;
  }
  const result = await ingest({
    source: source(),
    totalBytes: bytes.length,
    key: 'trace',
    writer,
    ...(pool === undefined ? {} : { pool }),
  });
  if (result.status !== 'ready') throw new Error(`the trace is ${result.status}`);
  const chunks = createChunkCache((table, chunk) => writer.get(table, chunk));
  return { context: createQueryContext(result.index, createSpanSource(result.index, chunks)), chunks };
}
