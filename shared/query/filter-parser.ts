// The filter language, read into terms. Terms stand between blanks and are and-ed; `-` in front negates one.
//
//   text  "quoted text"    part of the start function's or the creating function's name, letter case ignored
//   /regex/  /regex/i      regular expression over the same names
//   func:text              the same as text; also func:"…" and func:/…/
//   g:123  g:1,2,3         goroutine ids
//   state:waiting          spent time in that state: waiting, running, runnable, syscall
//   reason:chan            blocked for a reason that begins so; reason:"chan receive" for exactly that one
//   is:ghost  is:system    waits to the end and nothing woke it (ghosts.ts says how that is judged); belongs to the runtime
//   dur>10ms               time in what the other state: and reason: terms name, else in the trace; also >= < <=
//                        (ns, us, µs, ms, s, m = minutes; letter case ignored)
//
// A term that does not read is an error that says where and why; nothing is guessed.

import type { FilterError } from '../model/requests';

export const FILTER_STATES = ['waiting', 'running', 'runnable', 'syscall'] as const;
export type FilterState = (typeof FILTER_STATES)[number];
export const FILTER_TRAITS = ['ghost', 'system'] as const;
export type FilterTrait = (typeof FILTER_TRAITS)[number];
export type Comparison = '>' | '>=' | '<' | '<=';

export type FilterTerm = { readonly negated: boolean } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly regex: RegExp }
  | { readonly kind: 'ids'; readonly ids: ReadonlySet<number> }
  | { readonly kind: 'state'; readonly state: FilterState }
  | { readonly kind: 'trait'; readonly trait: FilterTrait }
  | { readonly kind: 'reason'; readonly reason: string; readonly exact: boolean }
  | { readonly kind: 'duration'; readonly comparison: Comparison; readonly ns: number }
);

export type ParsedFilter =
  | { readonly ok: true; readonly terms: readonly FilterTerm[] }
  | { readonly ok: false; readonly error: FilterError };

const KEYS = ['func', 'g', 'state', 'reason', 'is', 'dur'];
// JavaScript's engine has no time limit. Names are matched once each and are short (see filter.ts), so that what is left
// to guard against is a pattern that was pasted by mistake.
const MAX_PATTERN = 200;
const UNIT_NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9 };

/** Thrown inside this file only; comes out as ParsedFilter. */
class SyntaxProblem {
  readonly error: FilterError;
  constructor(message: string, from: number, to: number) {
    this.error = { message, from, to };
  }
}

/** A piece of a term: bare text, quoted text or a regular expression, with its place in the filter. */
type Word =
  | { readonly kind: 'bare' | 'quoted'; readonly text: string; readonly from: number; readonly to: number }
  | { readonly kind: 'regex'; readonly regex: RegExp; readonly from: number; readonly to: number };

/** Positions in errors count UTF-16 units from the start of `text`, as an input field does. */
export function parseFilter(text: string): ParsedFilter {
  const terms: FilterTerm[] = [];
  let at = skipBlanks(text, 0);
  try {
    while (at < text.length) {
      const [term, next] = readTerm(text, at);
      terms.push(term);
      at = skipBlanks(text, next);
    }
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { ok: false, error: problem.error };
    throw problem;
  }
  return { ok: true, terms };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

const isBlank = (character: string): boolean => /\s/.test(character);

function readTerm(text: string, start: number): readonly [FilterTerm, number] {
  const negated = text[start] === '-';
  const from = negated ? start + 1 : start;
  if (from >= text.length || isBlank(text[from])) {
    throw new SyntaxProblem("'-' negates the term after it, and there is none.", start, from);
  }
  const duration = /^dur(>=|<=|>|<|=)/i.exec(text.slice(from));
  if (/^dur\s+[<>=]/i.test(text.slice(from))) {
    throw new SyntaxProblem('A duration is written without blanks: dur>10ms.', from, bareEnd(text, from));
  }
  if (duration !== null) return readDuration(text, from, negated, duration[1], from + duration[0].length);
  const key = /^([a-z]+):/i.exec(text.slice(from));
  if (key === null) {
    const word = readWord(text, from);
    return [{ negated, ...nameTerm(word) }, word.to];
  }
  return readKeyed(text, from, negated, key[1]);
}

function readKeyed(text: string, from: number, negated: boolean, keyText: string): readonly [FilterTerm, number] {
  const keyEnd = from + keyText.length + 1;
  const key = keyText.toLowerCase();
  if (key === 'dur') throw new SyntaxProblem('A duration is compared: dur>10ms, dur>=, dur<, dur<=.', from, keyEnd);
  if (!KEYS.includes(key)) {
    throw new SyntaxProblem(
      `Unknown key '${keyText}': known are ${KEYS.join(', ')}. For text with a colon use quotes.`,
      from,
      keyEnd,
    );
  }
  if (keyEnd >= text.length || isBlank(text[keyEnd])) {
    throw new SyntaxProblem(`Something is expected after '${keyText}:'.`, from, keyEnd);
  }
  const word = readWord(text, keyEnd);
  switch (key) {
    case 'func':
      return [{ negated, ...nameTerm(word) }, word.to];
    case 'g':
      return [{ negated, kind: 'ids', ids: parseIds(plainText(word, 'g'), word) }, word.to];
    case 'state':
      return [{ negated, kind: 'state', state: oneOf(FILTER_STATES, 'state', word) }, word.to];
    case 'is':
      return [{ negated, kind: 'trait', trait: oneOf(FILTER_TRAITS, 'is', word) }, word.to];
    default: {
      const reason = plainText(word, 'reason').toLowerCase();
      return [{ negated, kind: 'reason', reason, exact: word.kind === 'quoted' }, word.to];
    }
  }
}

function nameTerm(word: Word) {
  return word.kind === 'regex'
    ? ({ kind: 'regex', regex: word.regex } as const)
    : ({ kind: 'text', text: word.text.toLowerCase() } as const);
}

function plainText(word: Word, key: string): string {
  if (word.kind !== 'regex') return word.text;
  throw new SyntaxProblem(`'${key}:' takes no regular expression: those match function names.`, word.from, word.to);
}

function parseIds(text: string, { from, to }: Word): ReadonlySet<number> {
  const parts = text.split(',');
  if (!parts.every((part) => /^\d+$/.test(part))) {
    throw new SyntaxProblem('Goroutine ids are expected: g:123 or g:1,2,3.', from, to);
  }
  return new Set(parts.map(Number));
}

function oneOf<T extends string>(known: readonly T[], key: string, word: Word): T {
  const text = plainText(word, key);
  const found = known.find((name) => name === text.toLowerCase());
  if (found !== undefined) return found;
  const what = key === 'state' ? `Unknown state '${text}'` : `'${key}:' does not know '${text}'`;
  throw new SyntaxProblem(`${what}: known are ${known.join(', ')}.`, word.from, word.to);
}

function readDuration(
  text: string,
  from: number,
  negated: boolean,
  comparison: string,
  valueFrom: number,
): readonly [FilterTerm, number] {
  const to = bareEnd(text, valueFrom);
  if (comparison === '=') {
    throw new SyntaxProblem('Durations are compared with >, >=, < or <=.', from, to);
  }
  const value = /^(\d+(?:\.\d+)?|\.\d+)([a-zµμ]*)$/i.exec(text.slice(valueFrom, to));
  if (value === null) {
    throw new SyntaxProblem(`A number with a unit is expected after 'dur${comparison}', for example 10ms.`, from, to);
  }
  const [, number, unit] = value;
  const unitNs = UNIT_NS[unit.toLowerCase()];
  if (unitNs === undefined) {
    const what = unit === '' ? `The number ${number} has no unit` : `Unknown unit '${unit}'`;
    throw new SyntaxProblem(`${what}: known are ns, us, µs, ms, s, m.`, valueFrom, to);
  }
  return [{ negated, kind: 'duration', comparison: comparison as Comparison, ns: Number(number) * unitNs }, to];
}

function bareEnd(text: string, from: number): number {
  let to = from;
  while (to < text.length && !isBlank(text[to])) to++;
  return to;
}

function readWord(text: string, from: number): Word {
  if (text[from] === '"') return readQuoted(text, from);
  if (text[from] === '/') return readRegex(text, from);
  const to = bareEnd(text, from);
  return { kind: 'bare', text: text.slice(from, to), from, to };
}

function readQuoted(text: string, from: number): Word {
  const end = closingQuote(text, from + 1);
  if (end < 0) throw new SyntaxProblem('The quote is not closed.', from, text.length);
  const to = end + 1;
  if (to < text.length && !isBlank(text[to])) {
    throw new SyntaxProblem('A blank is expected after the closing quote.', to, bareEnd(text, to));
  }
  return { kind: 'quoted', text: text.slice(from + 1, end).replace(/\\(["\\])/g, '$1'), from, to };
}

/** Index of the quote that closes; within quotes \\" and \\\\ stand for the character itself. */
function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function readRegex(text: string, from: number): Word {
  const end = closingSlash(text, from + 1);
  if (end < 0) {
    throw new SyntaxProblem(
      "The regular expression is not closed by '/'. For text that begins with '/' use quotes.",
      from,
      text.length,
    );
  }
  const to = bareEnd(text, end + 1);
  const flags = text.slice(end + 1, to);
  if (flags !== '' && flags !== 'i') {
    throw new SyntaxProblem(`Only 'i' (ignore letter case) or a blank may follow the closing '/'.`, end + 1, to);
  }
  const pattern = text.slice(from + 1, end);
  if (pattern === '') throw new SyntaxProblem('The regular expression is empty.', from, to);
  if (pattern.length > MAX_PATTERN) {
    throw new SyntaxProblem(`The regular expression is longer than ${MAX_PATTERN} characters.`, from, to);
  }
  try {
    return { kind: 'regex', regex: new RegExp(pattern, `u${flags}`), from, to };
  } catch (error) {
    throw new SyntaxProblem(`The regular expression is wrong: ${engineReason(error)}.`, from, to);
  }
}

/** Index of the '/' that closes the expression: neither escaped nor in a character class; -1 if there is none. */
function closingSlash(text: string, from: number): number {
  let inClass = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at;
  }
  return -1;
}

/** `Invalid regular expression: /(/u: Unterminated group` -> `Unterminated group`. */
function engineReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.lastIndexOf(': ') + 2) || message;
}
