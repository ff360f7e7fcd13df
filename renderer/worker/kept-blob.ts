// Keeps bytes that came out of an archive as Blobs: the browser holds them outside of this worker's memory, on disk if it likes.

import type { Keep } from '../../shared/ingest/dumps/kept-bytes';

/** Each Blob costs the browser a message; smaller pieces are collected. */
const PIECE_BYTES = 4 * 1024 * 1024;

export const keepAsBlob: Keep = () => {
  let blob = new Blob([]);
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  const flush = (): void => {
    if (waiting === 0) return;
    blob = new Blob([blob, ...pieces]);
    pieces = [];
    waiting = 0;
  };
  return {
    add(chunk) {
      pieces.push(chunk.slice());
      waiting += chunk.length;
      if (waiting >= PIECE_BYTES) flush();
    },
    async range(from, to) {
      flush();
      return new Uint8Array(await blob.slice(from, to).arrayBuffer());
    },
    drop() {
      blob = new Blob([]);
      pieces = [];
      waiting = 0;
    },
  };
};
