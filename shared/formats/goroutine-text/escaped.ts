// Text inside of a quoted string (JSON, Go, slog): \n, \t, \" and the others become what they stand for, line by line, in
// pieces as they come. A string may be a whole dump of 64 MB, so no more than a line of it is held.

import { BACKSLASH, hexDigit, NEWLINE, QUOTE } from './bytes';

/** Bytes of a line that are kept; what follows is left out. */
export const MAX_LINE = 1 << 20;
const LONGEST_ESCAPE = 12;
const SIMPLE = new Uint8Array(256);
for (const [letter, code] of Object.entries({
  n: 10,
  t: 9,
  r: 13,
  b: 8,
  f: 12,
  a: 7,
  v: 11,
  '"': 34,
  '/': 47,
  "'": 39,
})) {
  SIMPLE[letter.charCodeAt(0)] = code;
}
SIMPLE[BACKSLASH] = BACKSLASH;
const LETTER_U = 117;
const LETTER_X = 120;

/** Takes a line of decoded text; `rawFrom`, `rawTo`: where it stands in the file. */
export type TakeLine = (bytes: Uint8Array, to: number, rawFrom: number, rawTo: number, raws: Float64Array) => void;

export class EscapedText {
  /** Lines that were handed on. */
  lines = 0;
  /** The string has ended. */
  done = false;
  private decoded = new Uint8Array(256);
  /** Of each decoded byte: where it begins in the file. */
  private raws = new Float64Array(256);
  private length = 0;
  private lineRaw = 0;

  constructor(private readonly take: TakeLine) {}

  /** @param quoted the string ends at the first quote that is not escaped. @param raw offset of its first byte in the file. */
  begin(raw: number): void {
    this.lines = 0;
    this.done = false;
    this.length = 0;
    this.lineRaw = raw;
  }

  /**
   * Decodes further bytes.
   * @param rawOf offset in the file of a byte of `bytes`.
   * @param last no more will come. Else an escape that may be cut is left.
   * @returns how far it has come.
   */
  push(
    bytes: Uint8Array,
    from: number,
    to: number,
    quoted: boolean,
    rawOf: (index: number) => number,
    last: boolean,
  ): number {
    let at = from;
    while (at < to && !this.done) {
      const byte = bytes[at];
      if (byte === QUOTE && quoted) {
        this.done = true;
        at++;
        break;
      }
      if (byte !== BACKSLASH) {
        this.put(byte, rawOf(at));
        at++;
        continue;
      }
      if (!last && at + LONGEST_ESCAPE > to) return at;
      at = this.unescape(bytes, at, to, rawOf);
    }
    return at;
  }

  /** The string, or the line that it stands in, is over. @param raw offset of its end in the file. */
  finish(raw: number): void {
    this.done = true;
    // `…\n"`: the line break ended the line before.
    if (this.length > 0 || this.lines === 0) this.hand(raw);
  }

  private unescape(bytes: Uint8Array, at: number, to: number, rawOf: (index: number) => number): number {
    const raw = rawOf(at);
    const kind = at + 1 < to ? bytes[at + 1] : 0;
    if (kind === 110) {
      this.hand(rawOf(at + 1) + 1);
      return at + 2;
    }
    const digits = kind === LETTER_U ? 4 : kind === LETTER_X ? 2 : 0;
    if (digits > 0) {
      let code = hexAt(bytes, at + 2, digits, to);
      let end = at + 2 + digits;
      if (code >= 0xd800 && code < 0xdc00 && bytes[end] === BACKSLASH && bytes[end + 1] === LETTER_U) {
        const low = hexAt(bytes, end + 2, 4, to);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          end += 6;
        }
      }
      if (code >= 0) {
        if (code === NEWLINE) this.hand(rawOf(end - 1) + 1);
        else this.putCode(code, raw, kind === LETTER_X);
        return end;
      }
    } else if (SIMPLE[kind] > 0) {
      this.put(SIMPLE[kind], raw);
      return at + 2;
    }
    this.put(BACKSLASH, raw);
    return at + 1;
  }

  /** As UTF-8; `byte`: \xNN is a byte already. */
  private putCode(code: number, raw: number, byte: boolean): void {
    if (code < 0x80 || byte) {
      this.put(code, raw);
      return;
    }
    if (code >= 0x10000) {
      this.put(0xf0 | (code >> 18), raw);
      this.put(0x80 | ((code >> 12) & 63), raw);
    } else if (code >= 0x800) this.put(0xe0 | (code >> 12), raw);
    if (code >= 0x800) this.put(0x80 | ((code >> 6) & 63), raw);
    else this.put(0xc0 | (code >> 6), raw);
    this.put(0x80 | (code & 63), raw);
  }

  private put(byte: number, raw: number): void {
    if (this.length === this.decoded.length) {
      if (this.length >= MAX_LINE) return;
      const decoded = new Uint8Array(this.length * 2);
      decoded.set(this.decoded);
      this.decoded = decoded;
      const raws = new Float64Array(this.length * 2);
      raws.set(this.raws);
      this.raws = raws;
    }
    this.raws[this.length] = raw;
    this.decoded[this.length++] = byte;
  }

  private hand(rawTo: number): void {
    const { length, lineRaw } = this;
    this.lines++;
    this.length = 0;
    this.lineRaw = rawTo;
    this.take(this.decoded, length, lineRaw, rawTo, this.raws);
  }
}

/** -1 if these are no hexadecimal digits. */
function hexAt(bytes: Uint8Array, from: number, digits: number, to: number): number {
  if (from + digits > to) return -1;
  let value = 0;
  for (let i = from; i < from + digits; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
