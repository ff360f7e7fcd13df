// Labels as the runtime prints them: `"k": "v", k2: v2`. Values are whatever the program put there, so brackets, colons and
// quotes inside of quotes mean nothing: this walks over quoted strings, no regular expression does.

import type { LabelSet } from '../../model/dumps';
import { BACKSLASH, COLON, isBlank, QUOTE, skipBlanks, textOf } from './bytes';

const COMMA = 44;
const CLOSE_BRACE = 125;

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Behind the closing quote of a Go-quoted string that opens at `from`; -1 = it does not close before `to`. */
export function skipQuoted(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from + 1; i < to; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i + 1;
  }
  return -1;
}

/** What a Go-quoted string says; escapes that Go does not write stay as they are. */
export function unquote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  let text = '';
  for (let i = 1; i < quoted.length - 1; i++) {
    const char = quoted[i];
    if (char !== '\\') {
      text += char;
      continue;
    }
    const kind = quoted[++i] as string;
    const digits = HEX_DIGITS[kind];
    if (digits === undefined) {
      text += SIMPLE[kind] ?? kind;
      continue;
    }
    // The runtime prints \x with the 0x of its numbers in some versions.
    const start = quoted.startsWith('0x', i + 1) ? i + 3 : i + 1;
    const code = Number.parseInt(quoted.slice(start, start + digits), 16);
    if (code >= 0 && code <= 0x10ffff) {
      text += String.fromCodePoint(code);
      i = start + digits - 1;
    } else text += `\\${kind}`;
  }
  return text;
}

/** Behind a word without quotes: up to `:`, `,`, `}` or the end. */
function skipWord(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && bytes[i] !== COLON && bytes[i] !== COMMA && bytes[i] !== CLOSE_BRACE) i++;
  return i;
}

/** Key or value at `at`: its text and where it ends. */
function word(bytes: Uint8Array, at: number, to: number): { readonly text: string; readonly end: number } | undefined {
  if (bytes[at] === QUOTE) {
    const end = skipQuoted(bytes, at, to);
    return end < 0 ? undefined : { text: unquote(textOf(bytes, at, end)), end };
  }
  const end = skipWord(bytes, at, to);
  let trimmed = end;
  while (trimmed > at && isBlank(bytes[trimmed - 1])) trimmed--;
  return { text: textOf(bytes, at, trimmed), end };
}

/**
 * Reads `KEY: VALUE, …` from `from` up to the closing brace, which must come before `to`.
 * @returns the labels and the offset behind the brace; undefined if it is no such list.
 */
export function readLabels(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly labels: LabelSet; readonly end: number } | undefined {
  const labels: (readonly [string, string])[] = [];
  let at = skipBlanks(bytes, from, to);
  while (at < to) {
    if (bytes[at] === CLOSE_BRACE) return { labels, end: at + 1 };
    const key = word(bytes, at, to);
    if (key === undefined || bytes[key.end] !== COLON || key.end >= to) return undefined;
    const value = word(bytes, skipBlanks(bytes, key.end + 1, to), to);
    if (value === undefined || value.end >= to) return undefined;
    labels.push([key.text, value.text]);
    at = skipBlanks(bytes, value.end, to);
    if (bytes[at] === COMMA) at = skipBlanks(bytes, at + 1, to);
    else if (bytes[at] !== CLOSE_BRACE) return undefined;
  }
  return undefined;
}
