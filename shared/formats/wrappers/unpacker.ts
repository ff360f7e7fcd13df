// What an unpacker offers: packed bytes are pushed in, unpacked ones come out of `next` in pieces of bounded size, so that
// a small file that unpacks to a huge one costs no more memory than any other.

/** Why unpacking ended before the end of the file, or what was wrong with what came out. */
export interface PackingFault {
  /** `damaged`: the packed bytes are wrong or cut. `refused`: they may be sound, but are not unpacked here. */
  readonly kind: 'damaged' | 'refused';
  /** A clause that begins in lower case and ends without a stop: what and why. */
  readonly what: string;
  /** Byte of the packed file. */
  readonly offset: number;
}

export interface Unpacker {
  /** Takes the next packed bytes, after `next` has returned undefined; keeps a reference to `chunk`. */
  push(chunk: Uint8Array): void;
  /** No more bytes will come. */
  end(): void;
  /** The next unpacked bytes, in a buffer of their own; undefined = push more, or after `end` or a fault, done. Never throws. */
  next(): Uint8Array | undefined;
  /** Packed bytes that were unpacked, of those pushed. */
  readonly packedBytes: number;
  readonly fault: PackingFault | undefined;
}

/** Joins what was left of the last chunk with the next one. */
export function joined(left: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (left.length === 0) return chunk;
  const both = new Uint8Array(left.length + chunk.length);
  both.set(left);
  both.set(chunk, left.length);
  return both;
}
