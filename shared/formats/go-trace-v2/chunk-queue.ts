// The bytes of a file that were pushed and not yet given out, found by their place in the file.

/** Chunks below this are joined when they come in a row, so that a look ahead of 200 KB never means 200 000 chunks. */
const SMALL_BYTES = 1024;
const JOINED_BYTES = 65_536;

/**
 * What `take` gives out shares no buffer with what stays: a chunk that lies wholly within is passed on as it is, and of a
 * chunk that is divided the smaller side is copied. So at most half of what was pushed is ever copied, and pieces can be
 * transferred to another thread, if each pushed chunk has a buffer of its own.
 */
export class ChunkQueue {
  /** File offset of the first byte that is held, and the one after the last that was pushed. */
  start = 0;
  end = 0;

  /** The chunk that `locate` found last. */
  chunk: Uint8Array = new Uint8Array(0);

  private chunks: Uint8Array[] = [];
  /** File offset of each chunk's first byte. */
  private offsets: number[] = [];
  /** The chunk that was looked at last: looks go to neighbours. */
  private recent = 0;
  /** Where small chunks are being joined: the last chunk is a view of it. */
  private joined: Uint8Array | undefined;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (!this.join(chunk)) {
      this.chunks.push(chunk);
      this.offsets.push(this.end);
      this.joined = undefined;
    }
    this.end += chunk.length;
  }

  /** True if the chunk was copied behind the one before it. */
  private join(chunk: Uint8Array): boolean {
    const last = this.chunks.at(-1);
    if (last === undefined || chunk.length >= SMALL_BYTES) return false;
    if (this.joined === undefined) {
      if (last.length >= SMALL_BYTES) return false;
      this.joined = new Uint8Array(JOINED_BYTES);
      this.joined.set(last);
    } else if (last.length + chunk.length > JOINED_BYTES) {
      return false;
    }
    this.joined.set(chunk, last.length);
    this.chunks[this.chunks.length - 1] = this.joined.subarray(0, last.length + chunk.length);
    return true;
  }

  /** Makes `chunk` the one that holds the byte at `offset` (which must be held); returns where in it that byte lies. */
  locate(offset: number): number {
    const { offsets } = this;
    let index = Math.min(this.recent, offsets.length - 1);
    while ((offsets[index] as number) > offset) index--;
    while (index + 1 < offsets.length && (offsets[index + 1] as number) <= offset) index++;
    this.recent = index;
    this.chunk = this.chunks[index] as Uint8Array;
    return offset - (offsets[index] as number);
  }

  /** Copies up to `target.length` bytes from `offset` on; returns how many there are. */
  copy(offset: number, target: Uint8Array): number {
    let filled = 0;
    while (filled < target.length && offset + filled < this.end) {
      const at = this.locate(offset + filled);
      const part = this.chunk.subarray(at, at + target.length - filled);
      target.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  /** Gives out all bytes before the file offset `to`. */
  take(to: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    this.advance(
      to,
      (chunk, size) => {
        const rest = chunk.length - size;
        taken.push(size <= rest ? chunk.slice(0, size) : chunk.subarray(0, size));
        return size <= rest ? chunk.subarray(size) : chunk.slice(size);
      },
      taken,
    );
    return taken;
  }

  /** Forgets all bytes before the file offset `to`, as far as they were pushed. */
  drop(to: number): void {
    this.advance(to, (chunk, size) => chunk.subarray(size), undefined);
  }

  private advance(
    to: number,
    divide: (chunk: Uint8Array, size: number) => Uint8Array,
    whole: Uint8Array[] | undefined,
  ): void {
    if (to <= this.start) return;
    const { chunks, offsets } = this;
    let gone = 0;
    while (gone < chunks.length) {
      const chunk = chunks[gone] as Uint8Array;
      const size = to - (offsets[gone] as number);
      if (size < chunk.length) {
        if (size > 0) {
          chunks[gone] = divide(chunk, size);
          offsets[gone] = to;
          if (gone === chunks.length - 1) this.joined = undefined;
        }
        break;
      }
      whole?.push(chunk);
      gone++;
    }
    if (gone === chunks.length) this.joined = undefined;
    chunks.splice(0, gone);
    offsets.splice(0, gone);
    this.recent = Math.max(0, this.recent - gone);
    this.start = Math.min(to, this.end);
  }
}
