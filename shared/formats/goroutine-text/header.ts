// The header of a goroutine:
//   goroutine ID [ gp=0xHEX m=N|nil [mp=0xHEX]] [STATE[ (leaked)][ (scan)][ (durable)][, N minutes][, locked to thread]
//   [, synctest bubble N][ labels:{…}]][ {…}]:
// STATE has brackets of its own (`select (no cases)`) and labels hold anything, so it is taken apart from the left by hand.

import { GoroutineFlag, type LabelSet } from '../../model/dumps';
import {
  bytesOf,
  COLON,
  decimal,
  find,
  isDigit,
  QUOTE,
  SPACE,
  skipBlanks,
  skipDigits,
  startsWith,
  textOf,
} from './bytes';
import { readLabels, skipQuoted } from './labels';

const GOROUTINE = bytesOf('goroutine ');
const LABELS = bytesOf('labels:');
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const COMMA = 44;
const MINUS = 45;
/** gp, m and mp of a system traceback take 60 bytes. */
const MAX_BEFORE_BRACKET = 160;

/** What stands between the brackets and behind them. */
export interface HeaderTail {
  readonly state: string;
  /** -1 = not told. */
  readonly minutes: number;
  readonly flags: number;
  readonly bubble: number;
  readonly labels: LabelSet;
  /** Additions that no known version of Go prints. */
  readonly unknown: readonly string[];
}

/** `goroutine 17` at `from`: whatever follows was meant to be a goroutine. */
export const looksLikeGoroutine = (bytes: Uint8Array, from: number, to: number): boolean =>
  startsWith(bytes, from, to, GOROUTINE) &&
  (isDigit(bytes[from + GOROUTINE.length]) ||
    (bytes[from + GOROUTINE.length] === MINUS && isDigit(bytes[from + GOROUTINE.length + 1])));

/** Offset of the `[` of the header that begins at `from`; -1 = it is none. */
export function headerBracket(bytes: Uint8Array, from: number, to: number): number {
  const digits = from + GOROUTINE.length;
  let at = skipDigits(bytes, digits, to);
  if (at === digits || bytes[at] !== SPACE || at >= to) return -1;
  at++;
  if (bytes[at] === OPEN_BRACKET && at < to) return at;
  const limit = Math.min(to, at + MAX_BEFORE_BRACKET);
  for (; at < limit; at++) if (bytes[at] === OPEN_BRACKET && bytes[at - 1] === SPACE) return at;
  return -1;
}

export const headerId = (bytes: Uint8Array, from: number, to: number): number =>
  decimal(bytes, from + GOROUTINE.length, to);

/** First place from `from` on where a goroutine's header may stand; -1 = none. */
export function findHeader(bytes: Uint8Array, from: number, to: number): number {
  for (let at = find(bytes, from, to, GOROUTINE); at >= 0; at = find(bytes, at + 1, to, GOROUTINE)) {
    if (headerBracket(bytes, at, to) >= 0) return at;
  }
  return -1;
}

/** `gp=… m=… mp=…` between id and bracket. */
export function headerPointers(text: string): { readonly gp?: string; readonly m?: string; readonly mp?: string } {
  const found: Record<string, string> = {};
  for (const part of text.split(' ')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals);
    if (name === 'gp' || name === 'm' || name === 'mp') found[name] = part.slice(equals + 1);
  }
  return found;
}

const SUFFIXES: readonly (readonly [suffix: string, flag: number])[] = [
  [' (leaked)', GoroutineFlag.Leaked],
  [' (scan)', GoroutineFlag.Scan],
  [' (durable)', GoroutineFlag.Durable],
  // Go 1.24's word for durable.
  [' (synctest)', GoroutineFlag.Durable],
];

/** The closing bracket that belongs to the one at `from`; quoted strings are passed over. -1 = none. */
function closingBracket(bytes: Uint8Array, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      const end = skipQuoted(bytes, i, to);
      if (end < 0) return -1;
      i = end - 1;
    } else if (byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACKET && --depth === 0) return i;
  }
  return -1;
}

/** Takes `words` apart: [STATE, annotation, …]. */
function readState(words: readonly string[]): Omit<HeaderTail, 'labels'> {
  let state = (words[0] ?? '').trim();
  let flags = 0;
  let minutes = -1;
  let bubble = 0;
  const unknown: string[] = [];
  for (let again = true; again; ) {
    again = false;
    for (const [suffix, flag] of SUFFIXES) {
      if (!state.endsWith(suffix)) continue;
      state = state.slice(0, -suffix.length);
      flags |= flag;
      again = true;
    }
  }
  for (const word of words.slice(1).map((part) => part.trim())) {
    const count = Number.parseInt(word, 10);
    const last = word.slice(word.lastIndexOf(' ') + 1);
    if (/^\d+ minutes?$/.test(word)) minutes = Math.min(count, 0x7fffffff);
    else if (word === 'locked to thread') flags |= GoroutineFlag.Locked;
    else if (/^synctest (bubble|group) \d+$/.test(word)) bubble = Math.min(Number(last), 0x7fffffff);
    else if (word !== '') unknown.push(word);
  }
  return { state, minutes, flags, bubble, unknown };
}

/** Labels at `at`, which may be introduced by `labels:`; undefined = none there, or not to be read. */
function labelsAt(bytes: Uint8Array, at: number, to: number): ReturnType<typeof readLabels> {
  const brace = startsWith(bytes, at, to, LABELS) ? skipBlanks(bytes, at + LABELS.length, to) : at;
  return bytes[brace] === OPEN_BRACE && brace < to ? readLabels(bytes, brace + 1, to) : undefined;
}

/**
 * Reads a header from its `[` on.
 * @param to end of the line; what stands behind the closing colon is told by `end`.
 * @returns undefined if it is no header.
 */
export function readHeaderTail(
  bytes: Uint8Array,
  bracket: number,
  to: number,
): { readonly tail: HeaderTail; readonly end: number } | undefined {
  const close = closingBracket(bytes, bracket, to);
  if (close < 0) return undefined;
  let labels: LabelSet = [];
  let stateEnd = close;
  const unknown: string[] = [];
  const inside = find(bytes, bracket, close, LABELS);
  if (inside > 0) {
    const read = labelsAt(bytes, inside, close);
    if (read === undefined || skipBlanks(bytes, read.end, close) !== close) return undefined;
    labels = read.labels;
    stateEnd = inside;
    while (stateEnd > bracket && (bytes[stateEnd - 1] === SPACE || bytes[stateEnd - 1] === COMMA)) stateEnd--;
  }
  let at = skipBlanks(bytes, close + 1, to);
  const hasMore = bytes[at] === OPEN_BRACE || bytes[at] === OPEN_BRACKET;
  if (at < to && hasMore) {
    const bracketed = bytes[at] === OPEN_BRACKET;
    const read = labelsAt(bytes, bracketed ? at + 1 : at, to);
    if (read === undefined) return undefined;
    labels = [...labels, ...read.labels];
    at = read.end;
    if (bracketed) {
      if (bytes[at] !== CLOSE_BRACKET) return undefined;
      at++;
    }
  }
  if (at >= to || bytes[at] !== COLON) return undefined;
  const state = readState(textOf(bytes, bracket + 1, stateEnd).split(','));
  return { tail: { ...state, labels, unknown: [...unknown, ...state.unknown] }, end: at + 1 };
}
