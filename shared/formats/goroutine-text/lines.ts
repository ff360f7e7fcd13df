// Cuts the bytes of a file into lines.

import { NEWLINE, RETURN } from './bytes';
import type { LineSink } from './line-sink';

export function createLines(sink: LineSink): { push(chunk: Uint8Array): void; end(): void } {
  let carry = new Uint8Array(0);
  /** Offset in the file of the first byte that is not cut yet. */
  let base = 0;
  const cut = (bytes: Uint8Array): number => {
    let from = 0;
    const { length } = bytes;
    for (let at = 0; at < length; at++) {
      if (bytes[at] !== NEWLINE) continue;
      const to = at > from && bytes[at - 1] === RETURN ? at - 1 : at;
      if (!sink.line(bytes, from, to, base + from, base + at + 1))
        sink.text(bytes, from, to, base + from, base + at + 1);
      from = sink.frames(bytes, at + 1, length, base + at + 1);
      at = from - 1;
    }
    return from;
  };
  return {
    push(chunk) {
      let bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
      if (carry.length > 0) {
        const joined = new Uint8Array(carry.length + bytes.length);
        joined.set(carry);
        joined.set(bytes, carry.length);
        bytes = joined;
      }
      const done = cut(bytes);
      sink.keep();
      carry = bytes.slice(done);
      base += done;
    },
    end() {
      if (carry.length > 0 && !sink.line(carry, 0, carry.length, base, base + carry.length)) {
        sink.text(carry, 0, carry.length, base, base + carry.length);
      }
      sink.end(carry.length > 0, base + carry.length);
    },
  };
}
