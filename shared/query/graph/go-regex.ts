// Expressions in the syntax of Go (regexp/syntax, as pprof reads them), written for the automaton of filter-regex.ts.
//
// An automaton that only says whether there is a match needs no groups that remember and no lazy repetitions: names of
// groups and (?U) come to nothing. Each flag is settled where a character stands: (?s) and (?m) by what is written for `.`,
// `^` and `$`, (?i) as `(?i:x)` around what stands in another case than the whole, for flags may change within a group.
// Beyond Go we have look-ahead and look-behind, as the filters.

import { GO_SPACE, literal, NO_GO_SPACE, posixClass, unicodeProperty } from './go-classes';

/** The expression cannot be read: a whole sentence, and the part that it is about. */
export class ExpressionProblem extends Error {
  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
  ) {
    super(message);
  }
}

/** For boundedRegex; with `(?i:…)` in it, which the language's own parser need not know. */
export interface RegexText {
  readonly source: string;
  readonly flags: string;
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

/** Go's limit. */
const MOST_REPEATS = 1000;
const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** @throws ExpressionProblem */
export function fromGo(text: string): RegexText {
  return new GoReader(text).read();
}

class GoReader {
  private at = 0;
  /** Of the whole expression. */
  private readonly anyCase: boolean;

  constructor(private readonly text: string) {
    this.anyCase = /^\(\?[msU]*i[imsU]*\)/.test(text);
  }

  read(): RegexText {
    const source = this.choice({ i: false, m: false, s: false });
    if (this.at < this.text.length) this.wrong('there is no ( for this )', this.at, this.at + 1);
    return { source, flags: this.anyCase ? 'iu' : 'u' };
  }

  /** Up to the end or a `)`, which is not taken. */
  private choice(outer: Flags): string {
    let flags = outer;
    const branches: string[] = [];
    let parts: string[] = [];
    let repeated = false;
    while (this.at < this.text.length && this.text[this.at] !== ')') {
      const from = this.at;
      if (this.take('|')) {
        branches.push(parts.join(''));
        parts = [];
        repeated = false;
        continue;
      }
      const repetition = this.repetition();
      if (repetition !== undefined) {
        const part = parts.pop();
        if (part === undefined) this.wrong('there is nothing to repeat', from, this.at);
        if (repeated) this.wrong('a repetition is repeated', from, this.at);
        // Go lets `^` and the like be repeated; the language's own syntax does not.
        parts.push(`(?:${part})${repetition}`);
        repeated = true;
        continue;
      }
      repeated = false;
      const changed = this.flagsHere(flags);
      if (changed !== undefined) flags = changed;
      else if (this.take('\\Q')) {
        const end = this.text.indexOf('\\E', this.at);
        const quoted = this.text.slice(this.at, end < 0 ? undefined : end);
        this.at = end < 0 ? this.text.length : end + 2;
        for (const character of quoted) parts.push(this.cased(literal(character), flags));
      } else parts.push(this.piece(flags));
    }
    return [...branches, parts.join('')].join('|');
  }

  private repetition(): string | undefined {
    const from = this.at;
    const [text, counted, min, comma, max] = this.match(/[*+?]\??|(\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\})\??/y) ?? [];
    if (text === undefined) return undefined;
    if (counted === undefined) return text[0];
    const [least, most] = [Number(min), Number(max ?? min)];
    if (least > MOST_REPEATS || most > MOST_REPEATS || most < least) {
      this.wrong(`a repetition goes from a smaller to a larger number, ${MOST_REPEATS} at most`, from, this.at);
    }
    return `{${min}${comma ?? ''}${max ?? ''}}`;
  }

  /** `(?i)`: for the rest of the group. */
  private flagsHere(flags: Flags): Flags | undefined {
    const [, on, off] = this.match(/\(\?([imsU]*)(?:-([imsU]+))?\)/y) ?? [];
    return on === undefined ? undefined : withFlags(flags, on, off);
  }

  private piece(flags: Flags): string {
    const from = this.at;
    if (this.take('(')) return this.group(flags, from);
    if (this.take('[')) return this.cased(this.brackets(flags, from), flags);
    // Lines end by \n alone.
    if (this.take('^')) return flags.m ? '(?<![^\\n])' : '^';
    if (this.take('$')) return flags.m ? '(?![^\\n])' : '$';
    if (this.take('.')) return flags.s ? '[^]' : '[^\\n]';
    if (this.take('\\A')) return '^';
    if (this.take('\\z')) return '$';
    const [word] = this.match(/\\[bB]/y) ?? [];
    if (word !== undefined) return word;
    if (this.match(/\\C/y)) this.unusable('\\C stands for a byte, and names are read by characters', from);
    const named = this.namedClass(flags, false);
    if (named !== undefined) return this.cased(named, flags);
    return this.cased(literal(this.character()), flags);
  }

  private group(flags: Flags, from: number): string {
    let inner = flags;
    let opening = '(?:';
    if (this.text[this.at] === '?') {
      const [look] = this.match(/\?<?[=!]/y) ?? [];
      const [named] = this.match(/\?P?<\w+>/y) ?? [];
      const [, on, off] = this.match(/\?([imsU]*)(?:-([imsU]+))?:/y) ?? [];
      if (look !== undefined) opening = `(${look}`;
      else if (on !== undefined) inner = withFlags(flags, on, off);
      else if (named === undefined) {
        const [begin = '?'] = this.match(/\?P?[^)]?/suy) ?? [];
        this.wrong(`no kind of group begins with (${begin}`, from, this.at);
      }
    }
    const source = this.choice(inner);
    if (!this.take(')')) this.wrong('there is no ) for this (', from, from + 1);
    return `${opening}${source})`;
  }

  /** After the `[`. */
  private brackets(flags: Flags, from: number): string {
    let source = this.take('^') ? '[^' : '[';
    for (let first = true; first || this.text[this.at] !== ']'; first = false) {
      if (this.at >= this.text.length) this.wrong('there is no ] for this [', from, from + 1);
      const start = this.at;
      const [posix, caret, name] = this.match(/\[:(\^?)(.*?):\]/sy) ?? [];
      if (posix !== undefined) {
        const ranges = posixClass(name, caret === '^', flags.i);
        if (ranges === undefined) this.wrong(`there is no class ${posix}`, start, this.at);
        source += ranges;
        continue;
      }
      const named = this.namedClass(flags, true);
      if (named !== undefined) {
        source += named;
        continue;
      }
      const low = this.character();
      source += literal(low);
      if (this.text[this.at] !== '-' || this.at + 1 >= this.text.length || this.text[this.at + 1] === ']') continue;
      this.at++;
      const high = this.character();
      if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
        this.wrong('the range goes from a larger to a smaller character', start, this.at);
      }
      source += `-${literal(high)}`;
    }
    this.at++;
    return `${source}]`;
  }

  /** `\d`, `\pL`, `\p{Greek}`; undefined: none of these stands here. */
  private namedClass(flags: Flags, within: boolean): string | undefined {
    const from = this.at;
    const [perl] = this.match(/\\[dDsSwW]/y) ?? [];
    if (perl !== undefined) {
      if (perl === '\\s') return within ? GO_SPACE : `[${GO_SPACE}]`;
      if (perl === '\\S') return within ? NO_GO_SPACE : `[^${GO_SPACE}]`;
      return perl;
    }
    const [text, letter, caret, name, single = ''] = this.match(/\\([pP])(?:\{(\^?)([^}]*)\}|([^{]))/suy) ?? [];
    if (text === undefined) return undefined;
    const property = unicodeProperty(name ?? single);
    if (property === undefined) this.wrong(`there is no class ${text}`, from, this.at);
    if ((letter === 'P') === (caret === '^')) return `\\p{${property}}`;
    // What is not in a class is told without regard to case only where it stands alone.
    if (!within) return `[^\\p{${property}}]`;
    if (flags.i) this.unusable(`${text} within brackets cannot be used where letter case is ignored`, from);
    return `\\P{${property}}`;
  }

  /** One that stands for itself, also by an escape. */
  private character(): string {
    const from = this.at;
    if (!this.take('\\')) return this.match(/./suy)?.[0] ?? '';
    const [hex, two, more] = this.match(/x(?:([\da-fA-F]{2})|\{([\da-fA-F]+)\})/y) ?? [];
    if (hex !== undefined) {
      const code = Number.parseInt(two ?? more, 16);
      if (code > 0x10ffff) this.wrong('there is no character of this number', from, this.at);
      return String.fromCodePoint(code);
    }
    const [octal] = this.match(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y) ?? [];
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (this.match(/[1-9]|k/y)) this.unusable('it refers back to a group, which is not supported', from);
    const [other] = this.match(/./suy) ?? [];
    if (other === undefined) return this.wrong('nothing follows the backslash', from, this.at);
    if (Object.hasOwn(ESCAPES, other)) return ESCAPES[other];
    // Go lets every sign of ASCII be escaped.
    if (other < '\x80' && !/[0-9A-Za-z]/.test(other)) return other;
    return this.wrong(`\\${other} has no meaning here`, from, this.at);
  }

  private cased(source: string, { i }: Flags): string {
    return i === this.anyCase ? source : `(?${i ? '' : '-'}i:${source})`;
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private wrong(what: string, from: number, to: number): never {
    throw new ExpressionProblem(`The expression is wrong: ${what}.`, from, to);
  }

  private unusable(what: string, from: number): never {
    throw new ExpressionProblem(`The expression cannot be used: ${what}.`, from, this.at);
  }
}

function withFlags(flags: Flags, on: string, off = ''): Flags {
  const is = (flag: keyof Flags): boolean => !off.includes(flag) && (flags[flag] || on.includes(flag));
  return { i: is('i'), m: is('m'), s: is('s') };
}
