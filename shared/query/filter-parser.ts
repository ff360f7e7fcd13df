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

import { type FilterWord, filterWords, isBlank } from '../model/filter-words';
import type { FilterError } from '../model/requests';
import type { FilterKind } from './filter-keys';
import { SyntaxProblem } from './filter-syntax';
import { type FilterTerm, readTerm } from './filter-term';

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
