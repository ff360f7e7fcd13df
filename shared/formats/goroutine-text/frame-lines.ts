// The two lines of a frame: `FUNC(ARGS)` and `<tab>FILE:LINE +0xOFF fp=0x… sp=0x… pc=0x…`.

import {
  bytesOf,
  CLOSE,
  COLON,
  decimal,
  hexadecimal,
  hexDigit,
  isBlank,
  isDigit,
  OPEN,
  SPACE,
  skipDigits,
  startsWith,
  textOf,
} from './bytes';

const DOT = 46;
const PLUS = 43;
const EQUALS = 61;
const QUESTION = 63;
const PANIC = bytesOf('panic');
const FP = bytesOf('fp=');
const SP = bytesOf('sp=');
const PC = bytesOf('pc=');
const CREATED = bytesOf('created by ');
export const CREATED_BY_LENGTH = CREATED.length;
export const IN_GOROUTINE = bytesOf(' in goroutine ');

export const isCreatedBy = (bytes: Uint8Array, from: number, to: number): boolean =>
  startsWith(bytes, from, to, CREATED);

/** `created by FUNC in goroutine N`: where FUNC stands, and N (NaN = not told, before Go 1.21). */
export interface CreatedBy {
  readonly from: number;
  readonly to: number;
  readonly goroutine: number;
}
export function readCreatedBy(bytes: Uint8Array, from: number, to: number): CreatedBy {
  const start = from + CREATED.length;
  let digits = to;
  while (digits > start && isDigit(bytes[digits - 1])) digits--;
  const suffix = digits - IN_GOROUTINE.length;
  return digits < to && suffix > start && startsWith(bytes, suffix, digits, IN_GOROUTINE)
    ? { from: start, to: suffix, goroutine: decimal(bytes, digits, to) }
    : { from: start, to, goroutine: Number.NaN };
}

/**
 * Offset of the bracket that opens the arguments of `FUNC(ARGS)`; -1 = the line is no such. Arguments hold no round brackets,
 * names do: `main.(*T).M`.
 */
export function argumentsOpen(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[to - 1] !== CLOSE || to - from < 3) return -1;
  let at = to - 2;
  while (at > from && bytes[at] !== OPEN) at--;
  return at > from ? at : -1;
}

/** A name that Go would print: without spaces, and with the dot behind its package, or one of the runtime's own. */
export function isName(bytes: Uint8Array, from: number, to: number): boolean {
  let dot = false;
  for (let i = from; i < to; i++) {
    if (bytes[i] === SPACE) return false;
    if (bytes[i] === DOT) dot = true;
  }
  return dot || (to - from === PANIC.length && startsWith(bytes, from, to, PANIC));
}

/** The first line of a frame, with nothing in front of it. */
export function beginsFrame(bytes: Uint8Array, from: number, to: number): boolean {
  const open = argumentsOpen(bytes, from, to);
  return isCreatedBy(bytes, from, to) || (open > 0 && isName(bytes, from, open));
}

/** Before the token ` fp=0x…` (or sp, pc) that ends at `to`; `to` if there is none. */
function withoutRegister(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  // 16 digits and `fp=0x`.
  const limit = Math.max(from, to - 24);
  while (at > limit && bytes[at - 1] !== SPACE) at--;
  if (at <= limit || bytes[at + 2] !== EQUALS) return to;
  const register = startsWith(bytes, at, to, PC) || startsWith(bytes, at, to, SP) || startsWith(bytes, at, to, FP);
  return register ? at - 1 : to;
}

/** End of `FILE:LINE +0xOFF`: registers follow in system tracebacks, and differ in each goroutine. */
export function locationEnd(bytes: Uint8Array, from: number, to: number): number {
  const last = bytes[to - 1];
  if (hexDigit(last) < 0) return to;
  let end = to;
  for (let i = 0; i < 3; i++) {
    const shorter = withoutRegister(bytes, from, end);
    if (shorter === end) break;
    end = shorter;
  }
  return end;
}

/** Whether the registers that stand in a stretch of text are all there: pc is the last one. */
export const hasAllRegisters = (bytes: Uint8Array, from: number, to: number): boolean =>
  / pc=0x[0-9a-f]+$/.test(textOf(bytes, from, to));

export interface Location {
  readonly file: string;
  readonly line: number;
  /** -1 = not told. */
  readonly offset: number;
}

/** Reads `FILE:LINE[ +0xOFF]`, registers cut off; undefined = it is none. Paths hold colons and spaces. */
export function readLocation(bytes: Uint8Array, from: number, to: number): Location | undefined {
  let end = to;
  let offset = -1;
  let at = to;
  while (at > from && hexDigit(bytes[at - 1]) >= 0) at--;
  const plus = at - 3;
  if (plus > from && bytes[plus] === PLUS && isBlank(bytes[plus - 1])) {
    const value = hexadecimal(bytes, plus + 1, to);
    if (!Number.isNaN(value)) {
      offset = value;
      end = plus - 1;
    }
  }
  while (end > from && isBlank(bytes[end - 1])) end--;
  let digits = end;
  while (digits > from && isDigit(bytes[digits - 1])) digits--;
  if (digits === end || digits - 1 <= from || bytes[digits - 1] !== COLON) return undefined;
  return { file: textOf(bytes, from, digits - 1), line: Math.min(decimal(bytes, digits, end), 0x7fffffff), offset };
}

/** `...N frames elided...`, `...additional frames elided...`: how many, 0 = not told; -1 = it is no such line. */
const ELIDED_END = bytesOf(' frames elided...');
const DOTS = bytesOf('...');
export function readElided(bytes: Uint8Array, from: number, to: number): number {
  if (!startsWith(bytes, from, to, DOTS) || !startsWith(bytes, to - ELIDED_END.length, to, ELIDED_END)) return -1;
  const digits = from + DOTS.length;
  return skipDigits(bytes, digits, to) === digits ? 0 : decimal(bytes, digits, to);
}

/** `[originating from goroutine N]:`: N, or NaN. */
const ORIGINATING = bytesOf('[originating from goroutine ');
export function readOriginating(bytes: Uint8Array, from: number, to: number): number {
  const digits = from + ORIGINATING.length;
  if (!startsWith(bytes, from, to, ORIGINATING) || !isDigit(bytes[digits])) return Number.NaN;
  return decimal(bytes, digits, to);
}

/** First argument as an address; NaN if it is none, may be stale (`?`), or is nil. */
export function firstAddress(bytes: Uint8Array, open: number, to: number): number {
  let end = open + 1;
  if (bytes[end] !== 48 || bytes[end + 1] !== 120) return Number.NaN;
  end += 2;
  while (end < to && hexDigit(bytes[end]) >= 0) end++;
  if (bytes[end] === QUESTION) return Number.NaN;
  const value = hexadecimal(bytes, open + 1, end);
  return value > 0 && value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN;
}
