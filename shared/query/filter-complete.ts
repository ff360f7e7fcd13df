// What may be typed next in a filter: keys and fixed words. Names that are in a dump are added by dumps/complete.ts.

import type { Completion } from '../model/dump-requests';
import { closingQuote, filterWords, labelValue } from '../model/filter-words';
import { DUMP_TRAITS, FILTER_STATES, FILTER_TRAITS, type FilterKind, keysOf } from './filter-keys';

/** More are read by nobody: one letter more sorts better. */
export const MAX_COMPLETIONS = 12;
/** Keys beside names. */
const KEYS_BESIDE_NAMES = 3;

/** What stands at the caret: a term or the value of a key, as far as it is typed. */
export interface TypedPlace {
  /** In lower case; absent = a term without key. */
  readonly key?: string;
  /** Of `label:key=…`: the key. */
  readonly label?: string;
  /** Without quotes, up to the caret. */
  readonly typed: string;
  /** What a completion takes the place of. */
  readonly from: number;
  readonly to: number;
}

/** undefined where nothing can be completed: in a regular expression, a number, behind a closed quote. */
export function typedPlace(text: string, caret: number): TypedPlace | undefined {
  const word = filterWords(text).find(({ from, to, kind }) => from <= caret && caret <= to && !BRACKETS.has(kind));
  if (!word) return { typed: '', from: caret, to: caret };
  const own = text.slice(0, word.to);
  const key = /^([a-z]+):/i.exec(own.slice(word.from));
  if (key === null || caret < word.from + key[0].length) {
    return /^[a-z]+[<>=]/i.test(own.slice(word.from)) ? undefined : typedValue(own, word.from, caret);
  }
  const from = word.from + key[0].length;
  const name = key[1].toLowerCase();
  if (name !== 'label') return withKey(name, typedValue(own, from, caret));
  const valueFrom = labelValue(own, from, false);
  if (own[valueFrom - 1] !== '=' || valueFrom > caret) return withKey(name, typedValue(own, from, caret));
  const place = typedValue(own, valueFrom, caret);
  return place && { ...place, key: name, label: unquoted(own.slice(from, valueFrom - 1)) };
}

const BRACKETS: ReadonlySet<string> = new Set(['open', 'family', 'close', 'minus']);

const withKey = (key: string, place: TypedPlace | undefined): TypedPlace | undefined => place && { ...place, key };

function typedValue(text: string, from: number, caret: number): TypedPlace | undefined {
  if (text[from] === '/' && caret > from) return undefined;
  if (text[from] !== '"') return { typed: text.slice(from, caret), from, to: text.length };
  const end = closingQuote(text, from + 1);
  if (end >= 0 && caret > end + 1) return undefined;
  const typed = text.slice(from + 1, end < 0 ? caret : Math.min(caret, end));
  // A quote that is not closed holds everything behind it; only what is before the caret is meant.
  return { typed: unescaped(typed), from, to: end < 0 ? caret : end + 1 };
}

const unescaped = (text: string): string => text.replace(/\\(["\\])/g, '$1');
const unquoted = (text: string): string => (text.startsWith('"') ? unescaped(text.slice(1, -1)) : text);

/** Keys, and the words after `is:` and, in a trace, `state:`; best first. All of it that can be told without a file. */
export function completeKeys(kind: FilterKind, text: string, caret: number): readonly Completion[] {
  const place = typedPlace(text, caret);
  if (!place) return [];
  const typed = place.typed.toLowerCase();
  const offer = (word: string, label = word): Completion => ({ text: word, label, from: place.from, to: place.to });
  if (place.key !== undefined)
    return wordsOf(kind, place.key)
      .filter((word) => word.startsWith(typed))
      .map((word) => offer(word));
  const keys = keysOf(kind).filter(({ key }) => key.startsWith(typed));
  const limit = typed === '' ? MAX_COMPLETIONS : KEYS_BESIDE_NAMES;
  return keys.slice(0, limit).map(({ key, what, compared }) => {
    const start = compared ? `${key}${key === 'dur' || key === 'depth' ? '>' : '>='}` : `${key}:`;
    return offer(start, what);
  });
}

function wordsOf(kind: FilterKind, key: string): readonly string[] {
  if (key === 'is') return kind === 'trace' ? FILTER_TRAITS : DUMP_TRAITS;
  if (kind === 'trace') return key === 'state' ? FILTER_STATES : [];
  return key === 'wait' ? ['unknown'] : [];
}

/**
 * A name as it must stand in a filter to be read as this name: in quotes where it holds a blank or would read as something else.
 * @param after what it stands behind: a key, the key of a label; '' = it is a term of its own.
 */
export function asFilterText(name: string, after: '' | ':' | 'label:' | '='): string {
  const plain =
    name !== '' &&
    !/[\s"]/.test(name) &&
    !/^(?:\/|\((?!\*))/.test(name) &&
    hasBalancedBrackets(name) &&
    !(after === 'label:' && name.includes('=')) &&
    (after !== '' || !/^(?:-|\)|family\(|[a-z]+(?::|[<>=])|(?:and|or|not)(?:[()]|$))/i.test(name));
  return plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function hasBalancedBrackets(name: string): boolean {
  let open = 0;
  for (const character of name) {
    if (character === '(') open++;
    else if (character === ')' && --open < 0) return false;
  }
  return open === 0;
}
