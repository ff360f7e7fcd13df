// The wire format of protocol buffers, as far as pprof uses it. Nothing is allocated by what a length says, and nothing is
// thrown: a message that does not hold together ends the walk.

/** One field of a message: `value` of a number, bytes `from` … `to` of anything else. Reused from field to field. */
export interface Field {
  number: number;
  /** Numbers come one by one or packed; both are `bytes` only where they are packed. */
  kind: 'number' | 'bytes' | 'other';
  /** A signed 64-bit number, exact to 2^53. */
  value: number;
  from: number;
  to: number;
}

const TWO_49 = 2 ** 49;

/** Position after the number, or -1; the number is in `numberRead`. */
let numberRead = 0;
function readNumber(bytes: Uint8Array, from: number, to: number): number {
  let low = 0;
  let high = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (from + i >= to) return -1;
    const byte = bytes[from + i];
    // 49 bits, then 15 more: a double holds either, so that -1 (ten bytes) stays exact.
    if (i < 7) low += (byte & 0x7f) * scale;
    else high += (byte & 0x7f) * scale;
    scale = i === 6 ? 1 : scale * 128;
    if (byte < 0x80) {
      high %= 32_768;
      numberRead = (high >= 16_384 ? high - 32_768 : high) * TWO_49 + low;
      return from + i + 1;
    }
  }
  return -1;
}

/** Calls `visit` for each field of a message. False if the message is broken or cut; what came before was visited. */
export function walk(
  bytes: Uint8Array,
  from: number,
  to: number,
  visit: (field: Field) => boolean | undefined,
): boolean {
  const field: Field = { number: 0, kind: 'number', value: 0, from: 0, to: 0 };
  for (let at = from; at < to; ) {
    at = readNumber(bytes, at, to);
    if (at < 0 || numberRead < 8) return false;
    const tag = numberRead;
    field.number = Math.floor(tag / 8);
    field.kind = 'other';
    const type = tag % 8;
    if (type === 0) {
      at = readNumber(bytes, at, to);
      if (at < 0) return false;
      field.kind = 'number';
      field.value = numberRead;
    } else if (type === 2) {
      at = readNumber(bytes, at, to);
      if (at < 0 || numberRead < 0 || numberRead > to - at) return false;
      field.kind = 'bytes';
      field.from = at;
      at += numberRead;
      field.to = at;
    } else if (type === 1 || type === 5) {
      // No field of pprof's has such a number: skipped, as a later version of the format may have one.
      at += type === 1 ? 8 : 4;
      if (at > to) return false;
    } else return false;
    if (visit(field) === false) return false;
  }
  return true;
}

/** Adds the numbers of a repeated field. False if they are broken. */
export function readNumbers(bytes: Uint8Array, field: Field, into: number[]): boolean {
  if (field.kind === 'number') {
    into.push(field.value);
    return true;
  }
  if (field.kind !== 'bytes') return false;
  for (let at = field.from; at < field.to; ) {
    at = readNumber(bytes, at, field.to);
    if (at < 0) return false;
    into.push(numberRead);
  }
  return true;
}
