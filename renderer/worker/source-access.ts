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
      const reader = body.getReader();
      try {
        for (let at = 0; at < size; ) {
          const { done, value } = await reader.read().catch((error: unknown) => {
            if (signal.aborted) throw error;
            throw new Error(reason(url, error), { cause: error });
          });
          if (done) throw new Error(`the file has become shorter, it had ${size} bytes when it was opened`);
          yield value.length > size - at ? value.subarray(0, size - at) : value;
          at += value.length;
        }
      } finally {
        // Also where the reader stops early: the rest of the file must not be sent.
        await reader.cancel().catch(() => undefined);
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
