// Reads a source by its URL, whatever the host: blob: (picked or dropped), trace:// (desktop app), /source (served page).

import type { SourceRef } from '../../shared/contract/host';

export interface SourceAccess {
  /**
   * The file from its first byte to the size that it had when it was opened: what was appended since belongs to the next
   * reading. Ends with an error where the source fails or ends before, or the signal aborts.
   */
  stream(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Bytes from … to - 1, fewer where the file ends before. */
  range(from: number, to: number, signal: AbortSignal): Promise<Uint8Array>;
}
export type OpenSource = (source: SourceRef) => SourceAccess;

/** A trace of 60 MB comes in 900 pieces of 64 KB; collected into large ones where they lie they need not be copied again. */
const CHUNK_BYTES = 1024 * 1024;
/** A source that is slower than this for a chunk gives what there is: what it said so far can be shown. */
const SLOW_MS = 50;

interface LargeChunks {
  /** The next bytes, `most` of them unless the source is slow; undefined at the end. */
  read(most: number): Promise<Uint8Array | undefined>;
  cancel(): Promise<void>;
}

/** Reads into buffers of our own where the stream can do that, as those of files and servers can; each chunk is alone in its buffer. */
function byteReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): LargeChunks {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: 'byob' });
  } catch {
    // No stream of bytes: as it comes.
    return chunkReader(body);
  }
  return {
    async read(most) {
      let buffer = new ArrayBuffer(most);
      let filled = 0;
      const startMs = performance.now();
      for (let slow = false; filled < most && !slow; ) {
        const { done, value } = await reader.read(new Uint8Array(buffer, filled));
        if (value !== undefined) {
          buffer = value.buffer;
          filled += value.length;
        }
        if (done) return filled > 0 ? new Uint8Array(buffer).slice(0, filled) : undefined;
        slow = performance.now() - startMs > SLOW_MS;
      }
      return filled === most ? new Uint8Array(buffer) : new Uint8Array(buffer).slice(0, filled);
    },
    cancel: () => reader.cancel().catch(() => undefined),
  };
}

function chunkReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): LargeChunks {
  const reader = body.getReader();
  let rest = new Uint8Array(0);
  return {
    async read(most) {
      while (rest.length === 0) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        rest = value;
      }
      const chunk = rest.slice(0, most);
      rest = rest.subarray(chunk.length);
      return chunk;
    },
    cancel: () => reader.cancel().catch(() => undefined),
  };
}

/**
 * Why a request failed. Browsers say "network error" of a picked file that was written to: it stands for the file as it was
 * when it was picked, and cannot be read in any other state.
 */
function reason(url: string, error: unknown): string {
  if (url.startsWith('blob:')) {
    return 'the file was changed, moved or removed after it was chosen, choose it again to read it as it is now';
  }
  return error instanceof Error ? error.message : String(error);
}

/** Errors are sentences for the user. */
export const fetchSource: OpenSource = ({ name, size, url }) => {
  /** Where the source does not serve ranges: all of it, kept by the browser outside of this worker's memory. */
  let whole: Promise<Blob> | undefined;

  async function request(init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw new Error(`${name} cannot be read any more: ${reason(url, error)}`, { cause: error });
    }
    if (response.ok) return response;
    throw new Error(`${name} cannot be read any more: the answer was ${response.status} ${response.statusText}`.trim());
  }

  return {
    async *stream(signal) {
      const { body } = await request({ signal });
      if (body === null) return;
      const reader = byteReader(body);
      try {
        for (let at = 0; at < size; ) {
          const chunk = await reader.read(Math.min(CHUNK_BYTES, size - at)).catch((error: unknown) => {
            if (signal.aborted) throw error;
            throw new Error(reason(url, error), { cause: error });
          });
          if (chunk === undefined) {
            throw new Error(`the file has become shorter, it had ${size} bytes when it was opened`);
          }
          yield chunk;
          at += chunk.length;
        }
      } finally {
        // Also where the reader stops early: the rest of the file must not be sent.
        await reader.cancel();
      }
    },
    async range(from, to, signal) {
      if (whole === undefined) {
        const response = await request({ signal, headers: { Range: `bytes=${from}-${to - 1}` } });
        if (response.status === 206) return new Uint8Array(await response.arrayBuffer());
        whole = response.blob();
      }
      return new Uint8Array(await (await whole).slice(from, to).arrayBuffer());
    },
  };
};
