// Reads a source by its URL, whatever the host: blob: (picked or dropped), trace:// (desktop app), /source (served page).

import type { SourceRef } from '../../shared/contract/host';

export interface SourceAccess {
  /** The file from its first byte. Ends with an error where the source fails or the signal aborts. */
  stream(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Bytes from … to - 1, fewer where the file ends before. */
  range(from: number, to: number, signal: AbortSignal): Promise<Uint8Array>;
}
export type OpenSource = (source: SourceRef) => SourceAccess;

/** Errors are sentences for the user. */
export const fetchSource: OpenSource = ({ name, url }) => {
  /** Where the source does not serve ranges: all of it, kept by the browser outside of this worker's memory. */
  let whole: Promise<Blob> | undefined;

  async function request(init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${name} cannot be read any more: ${why}`, { cause: error });
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
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          yield value;
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
