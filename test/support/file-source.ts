// A file of the disk as the worker's source, with what was asked of it.

import { readFileSync } from 'node:fs';
import type { OpenSource } from '../../renderer/worker/source-access';
import type { SourceRef } from '../../shared/contract/host';

export interface FileSource {
  readonly openSource: OpenSource;
  ref(path: string): SourceRef;
  /** Streams that were begun: how often a file was read. */
  readonly streams: string[];
}

const CHUNK_BYTES = 64 * 1024;

/** @param between called before each chunk: to cancel in the middle, or to fail */
export function fileSource(between: (bytesSent: number) => Promise<void> | void = () => undefined): FileSource {
  const streams: string[] = [];
  return {
    streams,
    ref: (path) => ({ name: path.split('/').at(-1) ?? path, size: readFileSync(path).length, url: path }),
    openSource: ({ url }) => ({
      async *stream(signal) {
        streams.push(url);
        const bytes = new Uint8Array(readFileSync(url));
        for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
          await between(at);
          if (signal.aborted) throw new Error('aborted');
          yield bytes.slice(at, at + CHUNK_BYTES);
        }
      },
      async range(from, to) {
        return new Uint8Array(readFileSync(url).subarray(from, to));
      },
    }),
  };
}
