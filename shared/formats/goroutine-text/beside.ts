// What loggers put around the lines of a dump: words in front of each line, or a string inside of a record.

import { BACKSLASH, COLON, find, isBlank, isDigit, QUOTE, RETURN, skipBlanks, skipDigits } from './bytes';
import { EscapedText } from './escaped';
import { headerBracket, readHeaderTail } from './header';

const DOT = 46;
const COMMA = 44;
const EQUALS = 61;
const OPEN_BRACE = 123;
const MAX_KEY = 64;
/** Strings in strings: a record of a logger inside of a record of the container's. */
export const MAX_DEPTH = 3;

/**
 * Behind the words that stand in front of a line, given those in front of another one; -1 = others stand there. They are
 * equal but for numbers: times and thread ids change from line to line, and loggers leave out the zeros of a fraction.
 */
export function skipPrefix(prefix: Uint8Array, bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const { length } = prefix;
  for (let i = 0; i < length; ) {
    if (isDigit(prefix[i])) {
      if (at >= to || !isDigit(bytes[at])) return -1;
      i = skipFraction(prefix, skipDigits(prefix, i, length), length);
      at = skipFraction(bytes, skipDigits(bytes, at, to), to);
    } else if (at < to && bytes[at] === prefix[i]) {
      i++;
      at++;
    } else {
      // The blanks at the end of an empty line may be gone.
      return at === to && skipBlanks(prefix, i, length) === length ? to : -1;
    }
  }
  return at;
}

function skipFraction(bytes: Uint8Array, at: number, to: number): number {
  const separator = bytes[at];
  return at + 1 < to && (separator === DOT || separator === COMMA) && isDigit(bytes[at + 1])
    ? skipDigits(bytes, at + 1, to)
    : at;
}

/** The quote that opens the string which `at` stands in; -1 = it stands in none. */
export function openQuote(bytes: Uint8Array, from: number, at: number): number {
  let open = -1;
  for (let i = from; i < at; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) open = open < 0 ? i : -1;
  }
  return open;
}

/** `"log":`, `msg=` in front of the quote at `quote`: what names the string in each record; undefined = nothing does. */
export function keyBefore(bytes: Uint8Array, from: number, quote: number): Uint8Array | undefined {
  let end = quote;
  while (end > from && isBlank(bytes[end - 1])) end--;
  if (bytes[end - 1] !== COLON && bytes[end - 1] !== EQUALS) return undefined;
  let start = end - 1;
  const limit = Math.max(from, end - MAX_KEY);
  while (start > limit && !isBlank(bytes[start - 1]) && bytes[start - 1] !== COMMA && bytes[start - 1] !== OPEN_BRACE) {
    start--;
  }
  return bytes.slice(start, end);
}

/** Behind the opening quote of the string that `key` names in a record; -1 = there is none. */
export function stringOfKey(key: Uint8Array, bytes: Uint8Array, from: number, to: number): number {
  const at = find(bytes, from, to, key);
  if (at < 0) return -1;
  const quote = skipBlanks(bytes, at + key.length, to);
  return quote < to && bytes[quote] === QUOTE ? quote + 1 : -1;
}

/** Whether the header at `at` reads to the end of the line. */
export function isWholeHeader(bytes: Uint8Array, at: number, to: number): boolean {
  const bracket = headerBracket(bytes, at, to);
  const read = bracket < 0 ? undefined : readHeaderTail(bytes, bracket, to);
  return read !== undefined && skipBlanks(bytes, read.end, to) === to;
}

/**
 * Whether the header at `at` stands in escaped text: read as such it ends with its line, with the string (`quoted`), or with
 * a line break that is escaped once more.
 */
export function isEscapedHeader(bytes: Uint8Array, at: number, to: number, quoted: boolean, depth = 0): boolean {
  let found = false;
  const text = new EscapedText((line, length) => {
    if (text.lines > 1) return;
    const bracket = headerBracket(line, 0, length);
    const read = bracket < 0 ? undefined : readHeaderTail(line, bracket, length);
    if (read === undefined) {
      // Quotes of labels that are escaped twice.
      found = depth < MAX_DEPTH && isEscapedHeader(line, 0, length, false, depth + 1);
      return;
    }
    const end = line[read.end] === RETURN ? read.end + 1 : read.end;
    // Without quotes nothing but an escaped line break tells that this is no ordinary line.
    found = line[read.end] === BACKSLASH || (end >= length && (quoted || !whole));
  });
  let whole = false;
  text.begin(0);
  text.push(bytes, at, to, quoted, (index) => index, true);
  if (text.lines === 0) {
    whole = true;
    text.finish(to);
  }
  return found;
}
