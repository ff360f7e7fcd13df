// The filter language, read into a tree. One language for traces and dumps; each knows some keys that the other one has not
// (filter-keys.ts), and an error says so. README has the table of terms.
//
//   filter  = and { "or" and }               or binds less than and
//   and     = not { [ "and" ] not }          terms beside each other are and-ed
//   not     = ( "-" | "not" ) not | "(" filter ")" | "family(" filter ")" | term
//   term    = text | "quoted" | /regex/flags | key:value | key comparison number
//
// Letter case of keys, and / or / not and texts is ignored. Flags of an expression: i = letter case ignored; s = the stack of
// a dump as one text (`.` is any character, ^ and $ are its begin and end), else ^ and $ are begin and end of a line.
// state, reason, pkg: quoted is exactly that one, else it is how the state begins, or a part of the package. Keys and values of
// labels are always all of them.
//
// A term that does not read is an error that says where and why; nothing is guessed.

import { closingQuote, closingSlash, type FilterWord, filterWords, isBlank, labelValue } from '../model/filter-words';
import type { FilterError } from '../model/requests';
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
import { boundedRegex, UnsupportedRegex } from './filter-regex';
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

/** `and` of no parts is the empty filter: it matches all. */
export type FilterNode =
  | { readonly op: 'and' | 'or'; readonly parts: readonly FilterNode[] }
  | { readonly op: 'not'; readonly part: FilterNode }
  | { readonly op: 'family'; readonly part: FilterNode }
  | { readonly op: 'term'; readonly term: FilterTerm; readonly from: number; readonly to: number };

export type ParsedFilter =
  /** `terms`: those of the tree, in the order of the text. */
  | { readonly ok: true; readonly tree: FilterNode; readonly terms: readonly FilterTerm[] }
  | { readonly ok: false; readonly error: FilterError };

// Nobody writes these; a list of ids that a program made has room.
const MAX_LENGTH = 100_000;
const MAX_TERMS = 500;
const MAX_DEPTH = 100;
// The cost of an expression is its length times that of the text (filter-regex.ts). An expression over stacks names several
// functions; one over a name that is longer was pasted by mistake.
const MAX_PATTERN: Readonly<Record<FilterKind, number>> = { trace: 200, dump: 1000 };

/** Positions in errors count UTF-16 units from the start of `text`, as an input field does. */
export function parseFilter(text: string, kind: FilterKind = 'trace'): ParsedFilter {
  try {
    if (text.length > MAX_LENGTH) {
      throw new SyntaxProblem(`The filter is longer than ${MAX_LENGTH} characters.`, MAX_LENGTH, text.length);
    }
    const reader = new FilterReader(text, kind);
    return { ok: true, tree: reader.read(), terms: reader.terms };
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { ok: false, error: problem.error };
    throw problem;
  }
}

class FilterReader {
  readonly terms: FilterTerm[] = [];
  private readonly words: readonly FilterWord[];
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly kind: FilterKind,
  ) {
    this.words = filterWords(text);
  }

  read(): FilterNode {
    if (this.words.length === 0) return { op: 'and', parts: [] };
    const tree = this.or();
    const rest = this.words.at(this.at);
    if (rest) throw new SyntaxProblem('There is no opening bracket for this one.', rest.from, rest.to);
    return tree;
  }

  private or(): FilterNode {
    const parts = [this.and()];
    while (this.words.at(this.at)?.kind === 'or') {
      this.at++;
      parts.push(this.and());
    }
    return parts.length === 1 ? parts[0] : { op: 'or', parts };
  }

  private and(): FilterNode {
    const parts: FilterNode[] = [];
    for (let word = this.words.at(this.at); word; word = this.words.at(this.at)) {
      if (parts.length > 0) {
        if (word.kind === 'or' || word.kind === 'close') break;
        if (word.kind === 'and') this.at++;
      }
      parts.push(this.not());
    }
    if (parts.length === 0) throw this.nothingAfter(this.words[this.at - 1]);
    return parts.length === 1 ? parts[0] : { op: 'and', parts };
  }

  private not(): FilterNode {
    let negated = false;
    for (let word = this.words.at(this.at); word; word = this.words.at(this.at)) {
      if (word.kind !== 'minus' && word.kind !== 'not') break;
      this.at++;
      const next = this.words.at(this.at);
      if (word.kind === 'minus' && (next?.from !== word.to || next.kind === 'close')) throw this.nothingAfter(word);
      negated = !negated;
    }
    const before = this.words.at(this.at - 1);
    const word = this.words.at(this.at);
    if (!word) throw this.nothingAfter(before);
    if (word.kind === 'open' || word.kind === 'family') {
      const node = this.group(word);
      return negated ? { op: 'not', part: node } : node;
    }
    if (word.kind !== 'term')
      throw this.at > 0 && before ? this.nothingBetween(before, word) : this.nothingBefore(word);
    this.at++;
    if (this.terms.length === MAX_TERMS) {
      throw new SyntaxProblem(`The filter has more than ${MAX_TERMS} terms.`, word.from, this.text.length);
    }
    const term = readTerm(
      { text: this.text, from: word.from, to: word.to, kind: this.kind, inGroup: this.depth > 0 },
      negated,
    );
    this.terms.push(term);
    return { op: 'term', term, from: word.from, to: word.to };
  }

  private group(open: FilterWord): FilterNode {
    this.at++;
    if (++this.depth > MAX_DEPTH) {
      throw new SyntaxProblem(`Brackets are nested deeper than ${MAX_DEPTH}.`, open.from, open.to);
    }
    const first = this.words.at(this.at);
    if (first?.kind === 'close') throw new SyntaxProblem('Nothing stands between the brackets.', open.from, first.to);
    if (!first) throw new SyntaxProblem('The bracket is not closed.', open.from, open.to);
    const part = this.or();
    const close = this.words.at(this.at);
    if (close?.kind !== 'close') throw new SyntaxProblem('The bracket is not closed.', open.from, open.to);
    this.at++;
    this.depth--;
    if (close.to < this.text.length && !isBlank(this.text[close.to]) && this.text[close.to] !== ')') {
      const message = 'A blank is expected after the closing bracket. For text with brackets use quotes.';
      throw new SyntaxProblem(message, close.to, this.words[this.at].to);
    }
    return open.kind === 'family' ? { op: 'family', part } : part;
  }

  private nothingAfter(word: FilterWord | undefined): SyntaxProblem {
    if (!word) return new SyntaxProblem('A term is expected.', 0, this.text.length);
    if (word.kind === 'minus') {
      return new SyntaxProblem("'-' negates the term after it, and there is none.", word.from, word.to);
    }
    return new SyntaxProblem(`A term is expected after '${this.name(word)}'.${this.asText(word)}`, word.from, word.to);
  }

  private nothingBefore(word: FilterWord): SyntaxProblem {
    if (word.kind === 'close')
      return new SyntaxProblem('There is no opening bracket for this one.', word.from, word.to);
    return new SyntaxProblem(`A term is expected before '${this.name(word)}'.${this.asText(word)}`, word.from, word.to);
  }

  /** A word that can begin nothing after one that expects something. */
  private nothingBetween(before: FilterWord, word: FilterWord): SyntaxProblem {
    return before.kind === 'and' || before.kind === 'or' || before.kind === 'not'
      ? this.nothingAfter(before)
      : this.nothingBefore(word);
  }

  private name(word: FilterWord): string {
    return this.text.slice(word.from, word.to);
  }

  private asText(word: FilterWord): string {
    const isWord = word.kind === 'and' || word.kind === 'or' || word.kind === 'not';
    return isWord ? ` For the word itself use quotes: "${this.name(word)}".` : '';
  }
}

/** Where a term stands. */
interface Place {
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

function readTerm(place: Place, negated: boolean): FilterTerm {
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
function checkKind(key: string, place: Place, keyEnd: number): void {
  const known = FILTER_KEYS.find((candidate) => candidate.key === key);
  if (!known || known.kinds.includes(place.kind)) return;
  throw new SyntaxProblem(known.elsewhere ?? `'${key}' is not for this file.`, place.from, keyEnd);
}

function readKeyed(place: Place, negated: boolean, keyText: string): FilterTerm {
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

function readUntold({ from }: Place, word: Word, key: string): { readonly kind: 'untold' } {
  if (key !== 'depth' && word.kind === 'bare' && word.text.toLowerCase() === 'unknown') return { kind: 'untold' };
  const message = {
    wait: 'A wait is compared: wait>=5m, wait<2h. Those that tell none are found by wait:unknown.',
    minutes: 'Minutes are compared: minutes>5. Those that tell none are found by wait:unknown.',
  }[key];
  throw new SyntaxProblem(message ?? 'A depth is compared: depth>7.', from, word.to);
}

function readLabel(place: Place, from: number) {
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

function readWord(place: Place, from: number): Word {
  const { text, to } = place;
  if (text[from] === '"') return readQuoted(place, from);
  if (text[from] === '/') return readRegex(place, from);
  return { kind: 'bare', text: text.slice(from, to), from, to };
}

function readQuoted({ text, to }: Place, from: number): Word {
  const end = closingQuote(text, from + 1);
  if (end < 0) throw new SyntaxProblem('The quote is not closed.', from, text.length);
  if (end + 1 < to) throw new SyntaxProblem('A blank is expected after the closing quote.', end + 1, to);
  return { kind: 'quoted', text: text.slice(from + 1, end).replace(/\\(["\\])/g, '$1'), from, to };
}

function readRegex({ text, to, kind }: Place, from: number): Word {
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
