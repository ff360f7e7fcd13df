// The bytes of a file as they come, and why they ended too early.

import type { Problem } from '../model/problems';

export interface OpenSource {
  readonly bytes: number;
  /** Why the source ended too early. */
  readonly problem: Problem | undefined;
  /** Undefined at the end of the file, or where the source failed. */
  next(): Promise<Uint8Array | undefined>;
  /** The first bytes: at least as many, unless the file has fewer. */
  atLeast(bytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function openSource(source: AsyncIterable<Uint8Array>): OpenSource {
  const chunks = source[Symbol.asyncIterator]();
  let bytes = 0;
  let problem: Problem | undefined;
  let done = false;

  async function next(): Promise<Uint8Array | undefined> {
    if (done) return undefined;
    try {
      const chunk = await chunks.next();
      if (chunk.done !== true) {
        bytes += chunk.value.length;
        return chunk.value;
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problem = { code: 'source', message: `Reading the file failed at byte ${bytes}: ${why}.`, offset: bytes };
    }
    done = true;
    return undefined;
  }

  return {
    get bytes() {
      return bytes;
    },
    get problem() {
      return problem;
    },
    next,
    async atLeast(wanted) {
      let first: Uint8Array = new Uint8Array(0);
      while (first.length < wanted) {
        const chunk = await next();
        if (chunk === undefined) break;
        if (first.length === 0) first = chunk;
        else {
          const joined = new Uint8Array(first.length + chunk.length);
          joined.set(first);
          joined.set(chunk, first.length);
          first = joined;
        }
      }
      return first;
    },
    async close() {
      if (done) return;
      done = true;
      await chunks.return?.();
    },
  };
}
