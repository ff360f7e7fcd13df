// The text of a filter cut into its words: terms, brackets, and / or / not / -. What stands inside of a term is read by
// shared/query/filter-parser.ts; the chips of the filter box and completion only need to know where terms begin and end,
// also in a filter that is still wrong.
//
// Names of Go methods have brackets of their own: `net/http.(*conn).serve`, `(*conn).serve`. So a bracket groups where a term
// could begin and no `*` follows, and within a group a bracket that closes belongs to the term if the term opened it.

export interface FilterWord {
  /** `minus` stands directly before what it negates; `family` is `family(`, closed by `close` like `open`. */
  readonly kind: 'term' | 'open' | 'family' | 'close' | 'minus' | 'and' | 'or' | 'not';
  /** UTF-16 units of the filter. */
  readonly from: number;
  readonly to: number;
}

/** All words in order. Never fails: a quote or expression that is not closed reaches to the end of the text. */
export function filterWords(text: string): readonly FilterWord[] {
  const words: FilterWord[] = [];
  let depth = 0;
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const before = words.at(-1);
    const word = nextWord(text, at, depth, before?.kind === 'minus' && before.to === at);
    if (word.kind === 'open' || word.kind === 'family') depth++;
    else if (word.kind === 'close') depth = Math.max(0, depth - 1);
    words.push(word);
    at = skipBlanks(text, word.to);
  }
  return words;
}

const KEYWORD = /(and|or|not)(?=[\s()]|$)/iy;
const FAMILY = /family\(/iy;
const CLOSING_ONLY = /\)+(?=\s|$)/y;
const KEY = /[a-z]+(?::|>=|<=|>|<|=)/iy;
const LABEL = /label:/iy;

function nextWord(text: string, from: number, depth: number, negated: boolean): FilterWord {
  const character = text[from];
  if (character === '-' && !negated) return { kind: 'minus', from, to: from + 1 };
  if (character === '(' && text[from + 1] !== '*') return { kind: 'open', from, to: from + 1 };
  const family = matchAt(FAMILY, text, from);
  if (family > 0) return { kind: 'family', from, to: from + family };
  if (character === ')' && (depth > 0 || matchAt(CLOSING_ONLY, text, from) > 0)) {
    return { kind: 'close', from, to: from + 1 };
  }
  const keyword = negated ? 0 : matchAt(KEYWORD, text, from);
  if (keyword > 0) {
    const kind = text.slice(from, from + keyword).toLowerCase() as 'and' | 'or' | 'not';
    return { kind, from, to: from + keyword };
  }
  return { kind: 'term', from, to: termEnd(text, from, depth > 0) };
}

/** Length of what a sticky expression matches at a place; 0 = it does not. */
function matchAt(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0].length ?? 0;
}

function termEnd(text: string, from: number, inGroup: boolean): number {
  let value = from + matchAt(KEY, text, from);
  if (matchAt(LABEL, text, from) > 0) value = labelValue(text, value, inGroup);
  return pieceEnd(text, value, inGroup);
}

/** Where the value of `label:key=value` begins; the end of the key if it has none. Key and value may be quoted. */
export function labelValue(text: string, from: number, inGroup: boolean): number {
  const to = pieceEnd(text, from, inGroup);
  let at = from;
  if (text[from] === '"') at = closingQuote(text, from + 1) + 1 || to;
  while (at < to && text[at] !== '=') at++;
  return at < to ? at + 1 : to;
}

/** End of a quoted text, an expression or bare text that begins at `from`, with what follows up to the next blank. */
function pieceEnd(text: string, from: number, inGroup: boolean): number {
  let at = from;
  if (text[from] === '"' || text[from] === '/') {
    const closing = text[from] === '"' ? closingQuote(text, from + 1) : closingSlash(text, from + 1);
    if (closing < 0) return text.length;
    at = closing + 1;
  }
  for (let open = 0; at < text.length && !isBlank(text[at]); at++) {
    if (!inGroup) continue;
    if (text[at] === '(') open++;
    else if (text[at] === ')' && --open < 0) break;
  }
  return at;
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

export const isBlank = (character: string): boolean => /\s/.test(character);

/** Index of the quote that closes, -1 if there is none; within quotes \\" and \\\\ stand for the character itself. */
export function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

/** Index of the '/' that closes the expression: neither escaped nor in a character class; -1 if there is none. */
export function closingSlash(text: string, from: number): number {
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
