// Where bytes that came out of an archive or a packed file are kept, so that the text of a goroutine can be shown again.

/** The bytes of one file, added in order. */
export interface KeptBytes {
  /** Keeps a copy. */
  add(chunk: Uint8Array): void;
  /** Bytes from … to - 1, fewer where there are fewer. */
  range(from: number, to: number): Promise<Uint8Array>;
  /** They are not needed. */
  drop(): void;
}

/** The browser keeps them in a Blob, outside of the worker's memory. */
export type Keep = () => KeptBytes;

/** Small pieces are collected: a million of them would cost more than what is in them. */
const CHUNK_BYTES = 1024 * 1024;

export const keepInMemory: Keep = () => {
  let chunks: Uint8Array[] = [];
  let last = 0;
  return {
    add(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (chunks.length === 0 || last === CHUNK_BYTES) {
          chunks.push(new Uint8Array(CHUNK_BYTES));
          last = 0;
        }
        const part = chunk.subarray(at, at + CHUNK_BYTES - last);
        chunks[chunks.length - 1].set(part, last);
        last += part.length;
        at += part.length;
      }
    },
    async range(from, to) {
      const size = chunks.length === 0 ? 0 : (chunks.length - 1) * CHUNK_BYTES + last;
      const end = Math.min(to, size);
      const bytes = new Uint8Array(Math.max(0, end - from));
      for (let at = from; at < end; ) {
        const chunk = chunks[Math.floor(at / CHUNK_BYTES)];
        const inChunk = at % CHUNK_BYTES;
        const part = chunk.subarray(inChunk, Math.min(CHUNK_BYTES, inChunk + end - at));
        bytes.set(part, at - from);
        at += part.length;
      }
      return bytes;
    },
    drop() {
      chunks = [];
      last = 0;
    },
  };
};
