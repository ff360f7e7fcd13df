// One term of a filter, read: text, "quoted", /regex/, key:value, key comparison number (filter-parser.ts has the grammar).

import { closingQuote, closingSlash, labelValue } from '../model/filter-words';
import {
  DUMP_TRAITS,
  type DumpTrait,
  FILTER_KEYS,
  FILTER_STATES,
  FILTER_TRAITS,
  type FilterKind,
  type FilterState,
  type FilterTrait,
  keysOf,
} from './filter-keys';
import { readDuration, readFrames, readMinutes, readWait } from './filter-numbers';
import { boundedRegex } from './filter-regex';
import { UnsupportedRegex } from './filter-regex-program';
import { SyntaxProblem } from './filter-syntax';

export type Comparison = '>' | '>=' | '<' | '<=';
/** Text in lower case. `exact`: it was quoted where that means exactly this one. */
export type NameMatch = { readonly regex: RegExp } | { readonly text: string; readonly exact: boolean };
export const FILTER_FIELDS = ['frame', 'top', 'user', 'start', 'created', 'pkg', 'file'] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

export type FilterTerm = { readonly negated: boolean } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly regex: RegExp }
  | { readonly kind: 'field'; readonly field: FilterField; readonly match: NameMatch }
  | { readonly kind: 'ids' | 'bubble' | 'lock'; readonly ids: ReadonlySet<number> }
  | { readonly kind: 'state'; readonly state: FilterState }
  | { readonly kind: 'trait'; readonly trait: FilterTrait | DumpTrait }
  /** In dumps `state:` too. */
  | { readonly kind: 'reason'; readonly reason: string; readonly exact: boolean }
  | { readonly kind: 'duration'; readonly comparison: Comparison; readonly ns: number }
  /** Wait in minutes, depth in frames. */
  | { readonly kind: 'wait' | 'depth'; readonly comparison: Comparison | '='; readonly value: number }
  | { readonly kind: 'untold' }
  | { readonly kind: 'label'; readonly key: string; readonly value?: NameMatch }
);

// The cost of an expression is its length times that of the text (filter-regex.ts). An expression over stacks names several
// functions; one over a name that is longer was pasted by mistake.
const MAX_PATTERN: Readonly<Record<FilterKind, number>> = { trace: 200, dump: 1000 };

/** Where a term stands. */
export interface TermPlace {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly kind: FilterKind;
  readonly inGroup: boolean;
}

/** A piece of a term: bare text, quoted text or a regular expression, with its place in the filter. */
type Word =
  | { readonly kind: 'bare' | 'quoted'; readonly text: string; readonly from: number; readonly to: number }
  | { readonly kind: 'regex'; readonly regex: RegExp; readonly from: number; readonly to: number };

export function readTerm(place: TermPlace, negated: boolean): FilterTerm {
  const { text, from, to } = place;
  const own = text.slice(from, to);
  const compared = /^(dur|wait|minutes|depth)(>=|<=|>|<|=)/i.exec(own);
  if (compared !== null) {
    const key = compared[1].toLowerCase();
    checkKind(key, place, from + key.length);
    const number = { text, from, to, comparison: compared[2], valueFrom: from + compared[0].length };
    if (key === 'dur') return { negated, kind: 'duration', ...readDuration(number) };
    if (key === 'wait') return { negated, kind: 'wait', ...readWait(number) };
    if (key === 'minutes') return { negated, kind: 'wait', ...readMinutes(number) };
    return { negated, kind: 'depth', ...readFrames(number) };
  }
  if (/^dur$/i.test(own) && /^\s+[<>=]/.test(text.slice(to, to + 100))) {
    throw new SyntaxProblem('A duration is written without blanks: dur>10ms.', from, to);
  }
  const key = /^([a-z]+):/i.exec(own);
  if (key === null) return { negated, ...nameTerm(readWord(place, from)) };
  return readKeyed(place, negated, key[1]);
}

/** Throws where the key is known, but not to this kind of file. */
function checkKind(key: string, place: TermPlace, keyEnd: number): void {
  const known = FILTER_KEYS.find((candidate) => candidate.key === key);
  if (!known || known.kinds.includes(place.kind)) return;
  throw new SyntaxProblem(known.elsewhere ?? `'${key}' is not for this file.`, place.from, keyEnd);
}

function readKeyed(place: TermPlace, negated: boolean, keyText: string): FilterTerm {
  const { text, from, to, kind } = place;
  const keyEnd = from + keyText.length + 1;
  const key = keyText.toLowerCase();
  checkKind(key, place, keyEnd);
  if (key === 'dur') throw new SyntaxProblem('A duration is compared: dur>10ms, dur>=, dur<, dur<=.', from, keyEnd);
  const known = keysOf(kind).map((candidate) => candidate.key);
  if (!known.includes(key)) {
    throw new SyntaxProblem(
      `Unknown key '${keyText}': known are ${known.join(', ')}. For text with a colon use quotes.`,
      from,
      keyEnd,
    );
  }
  if (keyEnd >= to) throw new SyntaxProblem(`Something is expected after '${keyText}:'.`, from, keyEnd);
  if (text[keyEnd] === '(' && text[keyEnd + 1] !== '*') {
    throw new SyntaxProblem(
      `Brackets stand around whole terms: (${key}:a or ${key}:b). For text with brackets use quotes.`,
      keyEnd,
      keyEnd + 1,
    );
  }
  if (key === 'label') return { negated, ...readLabel(place, keyEnd) };
  const word = readWord(place, keyEnd);
  switch (key) {
    case 'func':
      return { negated, ...nameTerm(word) };
    case 'root':
      return { negated, kind: 'field', field: 'start', match: nameMatch(word, 'never') };
    case 'g':
      return { negated, kind: 'ids', ids: parseNumbers(word, key, 'Goroutine ids are', 'g:123 or g:1,2,3') };
    case 'bubble':
      return { negated, kind: 'bubble', ids: parseNumbers(word, key, 'Numbers of bubbles are', 'bubble:1') };
    case 'lock':
      return { negated, kind: 'lock', ids: parseAddresses(word) };
    case 'state':
      if (kind === 'dump') break;
      return { negated, kind: 'state', state: oneOf(FILTER_STATES, 'state', word) };
    case 'is':
      return { negated, kind: 'trait', trait: oneOf(kind === 'trace' ? FILTER_TRAITS : DUMP_TRAITS, 'is', word) };
    case 'wait':
    case 'minutes':
    case 'depth':
      return { negated, ...readUntold(place, word, key) };
  }
  const field = FILTER_FIELDS.find((name) => name === key);
  if (field) return { negated, kind: 'field', field, match: nameMatch(word, field === 'pkg' ? 'quoted' : 'never') };
  return { negated, kind: 'reason', reason: plainText(word, key).toLowerCase(), exact: word.kind === 'quoted' };
}

function readUntold({ from }: TermPlace, word: Word, key: string): { readonly kind: 'untold' } {
  if (key !== 'depth' && word.kind === 'bare' && word.text.toLowerCase() === 'unknown') return { kind: 'untold' };
  const message = {
    wait: 'A wait is compared: wait>=5m, wait<2h. Those that tell none are found by wait:unknown.',
    minutes: 'Minutes are compared: minutes>5. Those that tell none are found by wait:unknown.',
  }[key];
  throw new SyntaxProblem(message ?? 'A depth is compared: depth>7.', from, word.to);
}

function readLabel(place: TermPlace, from: number) {
  const { text, to } = place;
  const valueFrom = labelValue(text, from, place.inGroup);
  const hasValue = text[valueFrom - 1] === '=' && valueFrom > from;
  const word = readWord({ ...place, to: hasValue ? valueFrom - 1 : to }, from);
  const key = plainText(word, 'label');
  if (key === '') throw new SyntaxProblem("A label's key is expected: label:key or label:key=value.", place.from, to);
  if (!hasValue) return { kind: 'label', key } as const;
  if (valueFrom >= to) {
    throw new SyntaxProblem(`A value is expected after '='. For labels of any value: label:${key}.`, from, to);
  }
  return { kind: 'label', key, value: nameMatch(readWord(place, valueFrom), 'always') } as const;
}

function nameTerm(word: Word) {
  return word.kind === 'regex'
    ? ({ kind: 'regex', regex: word.regex } as const)
    : ({ kind: 'text', text: word.text.toLowerCase() } as const);
}

/** @param exact when the text is all of the name: never (quotes only hold it together), when it is quoted, or always. */
function nameMatch(word: Word, exact: 'never' | 'quoted' | 'always'): NameMatch {
  if (word.kind === 'regex') return { regex: word.regex };
  return { text: word.text.toLowerCase(), exact: exact === 'always' || exact === word.kind };
}

function plainText(word: Word, key: string): string {
  if (word.kind !== 'regex') return word.text;
  throw new SyntaxProblem(`'${key}:' takes no regular expression: those match function names.`, word.from, word.to);
}

function parseNumbers(word: Word, key: string, what: string, example: string): ReadonlySet<number> {
  const parts = plainText(word, key).split(',');
  if (parts.every((part) => /^\d+$/.test(part))) return new Set(parts.map(Number));
  throw new SyntaxProblem(`${what} expected: ${example}.`, word.from, word.to);
}

function parseAddresses(word: Word): ReadonlySet<number> {
  const parts = plainText(word, 'lock').split(',');
  if (parts.every((part) => /^0x[\da-f]{1,16}$/i.test(part))) return new Set(parts.map(Number));
  throw new SyntaxProblem('An address is expected, as the dump prints it: lock:0xc000012345.', word.from, word.to);
}

function oneOf<T extends string>(known: readonly T[], key: string, word: Word): T {
  const text = plainText(word, key);
  const found = known.find((name) => name === text.toLowerCase());
  if (found !== undefined) return found;
  const what = key === 'state' ? `Unknown state '${text}'` : `'${key}:' does not know '${text}'`;
  throw new SyntaxProblem(`${what}: known are ${known.join(', ')}.`, word.from, word.to);
}

function readWord(place: TermPlace, from: number): Word {
  const { text, to } = place;
  if (text[from] === '"') return readQuoted(place, from);
  if (text[from] === '/') return readRegex(place, from);
  return { kind: 'bare', text: text.slice(from, to), from, to };
}

function readQuoted({ text, to }: TermPlace, from: number): Word {
  const end = closingQuote(text, from + 1);
  if (end < 0) throw new SyntaxProblem('The quote is not closed.', from, text.length);
  if (end + 1 < to) throw new SyntaxProblem('A blank is expected after the closing quote.', end + 1, to);
  return { kind: 'quoted', text: text.slice(from + 1, end).replace(/\\(["\\])/g, '$1'), from, to };
}

function readRegex({ text, to, kind }: TermPlace, from: number): Word {
  const end = closingSlash(text, from + 1);
  if (end < 0) {
    throw new SyntaxProblem(
      "The regular expression is not closed by '/'. For text that begins with '/' use quotes.",
      from,
      text.length,
    );
  }
  const flags = text.slice(end + 1, to);
  if (!/^(?:i?s?|si)$/.test(flags)) {
    throw new SyntaxProblem(
      "Only 'i' (ignore letter case), 's' (the stack as one text) or a blank may follow the closing '/'.",
      end + 1,
      to,
    );
  }
  const pattern = text.slice(from + 1, end);
  if (pattern === '') throw new SyntaxProblem('The regular expression is empty.', from, to);
  if (pattern.length > MAX_PATTERN[kind]) {
    throw new SyntaxProblem(`The regular expression is longer than ${MAX_PATTERN[kind]} characters.`, from, to);
  }
  try {
    const regex = new RegExp(pattern, `u${flags}`);
    boundedRegex(regex);
    return { kind: 'regex', regex, from, to };
  } catch (error) {
    const what =
      error instanceof UnsupportedRegex ? `cannot be used: ${error.message}` : `is wrong: ${engineReason(error)}`;
    throw new SyntaxProblem(`The regular expression ${what}.`, from, to);
  }
}

/** `Invalid regular expression: /(/u: Unterminated group` -> `Unterminated group`. */
function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.lastIndexOf(': ') + 2) || message;
}
