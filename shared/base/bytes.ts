// Reads unsigned LEB128 numbers and runs of bytes.

/**
 * A reading position in bytes. Numbers come out as doubles: exact to 2^53, rounded above (thread "none" is 2^64 - 1; nothing
 * else that Ghostlight computes with is that large). Over-long encodings are valid: Go reserves ten bytes for a length and
 * pads it. Reading past the end or an eleventh byte sets `failed`; values read after that mean nothing.
 */
export class ByteReader {
  failed = false;

  constructor(
    readonly bytes: Uint8Array,
    public position = 0,
    readonly end = bytes.length,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  byte(): number {
    if (this.position >= this.end) {
      this.failed = true;
      return 0;
    }
    return this.bytes[this.position++] as number;
  }

  uvarint(): number {
    const { bytes, end } = this;
    let position = this.position;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (position >= end) break;
      const byte = bytes[position++] as number;
      if (byte < 0x80) {
        this.position = position;
        return value + byte * scale;
      }
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
    this.failed = true;
    this.position = position;
    return 0;
  }

  /** A view of the next `length` bytes; empty and `failed` if there are fewer. */
  view(length: number): Uint8Array {
    const from = this.position;
    if (length > this.end - from) {
      this.failed = true;
      return this.bytes.subarray(from, from);
    }
    this.position = from + length;
    return this.bytes.subarray(from, from + length);
  }
}
