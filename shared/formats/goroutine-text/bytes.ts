// Small things done to stretches of bytes. Offsets are [from, to).

export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const OPEN = 40;
export const CLOSE = 41;
export const COLON = 58;
export const BACKSLASH = 92;

const decoder = new TextDecoder();

/** Bytes that are no UTF-8 become U+FFFD. */
export const textOf = (bytes: Uint8Array, from = 0, to = bytes.length): string =>
  decoder.decode(bytes.subarray(from, to));
/** Of ASCII. */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

export const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
export const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;

export function startsWith(bytes: Uint8Array, from: number, to: number, what: Uint8Array): boolean {
  if (to - from < what.length) return false;
  for (let i = 0; i < what.length; i++) if (bytes[from + i] !== what[i]) return false;
  return true;
}

export function endsWith(bytes: Uint8Array, from: number, to: number, what: Uint8Array): boolean {
  return to - what.length >= from && startsWith(bytes, to - what.length, to, what);
}

/** Where a byte is; -1 = nowhere. The built-in search knows no end: from each line it would go to the end of the chunk. */
export function findByte(bytes: Uint8Array, from: number, to: number, byte: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at;
  return -1;
}

/** Where `what` begins; -1 = nowhere. */
export function find(bytes: Uint8Array, from: number, to: number, what: Uint8Array): number {
  const [first] = what;
  const last = to - what.length;
  for (let at = from; at <= last; at++) {
    if (bytes[at] === first && startsWith(bytes, at, to, what)) return at;
  }
  return -1;
}

/** Value of the decimal digits from `from` on, up to the first byte that is none. Doubles: rounded above 2^53. */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to && isDigit(bytes[i]); i++) value = value * 10 + (bytes[i] - 48);
  return value;
}

/** Behind the last digit from `from` on. */
export function skipDigits(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && isDigit(bytes[i])) i++;
  return i;
}

/** 0 … 15, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Value of a number in Go's print form, `0x1f`, that fills the stretch; NaN if it is none. Rounded above 2^53. */
export function hexadecimal(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 3 || bytes[from] !== 48 || bytes[from + 1] !== 120) return Number.NaN;
  let value = 0;
  for (let i = from + 2; i < to; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

/** Behind the last byte that is no space, tab or carriage return. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] === RETURN)) end--;
  return end;
}

export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && isBlank(bytes[i])) i++;
  return i;
}
