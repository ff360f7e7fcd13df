// Commands in sentences: what can be pasted into a shell, apart from the words around it.

export interface VerifyPart {
  readonly kind: 'words' | 'command';
  readonly text: string;
}

/** What the guide and the findings name: a setting of the environment, or a program with its arguments. */
const COMMAND =
  /^(?:[A-Z]+=\S+ |(?:curl|grep|kill|lsof|ss|dlv|gdb|diff|comm|ls|cat|ps|kubectl|docker|netstat|openssl|strace|ulimit) |go (?:vet|tool|test|build|run) |time getent )/;
/** Words after which a sentence may go on with a command, besides those with a mark at their end. */
const BEFORE = /[.:;,]$|^(?:and|then)$/;
/** What no argument is: the sentence goes on. */
const AFTER = /^(?:shows?|prints?|tells?|lists?|counts?|finds?|twice|and|then)[.,:;]?$/;
/** Quotes and `$(…)` hold spaces. */
const ARGUMENT = /\s*((?:'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s'"])+)/y;
const WORD = /\s*(\S+)/y;

/** Cuts a text after each command and before it; the mark that ends a command belongs to no part. */
export function verifyParts(text: string): readonly VerifyPart[] {
  const parts: VerifyPart[] = [];
  let words: string[] = [];
  let at = 0;
  const next = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found[1];
  };
  const add = (kind: VerifyPart['kind'], own: readonly string[]): void => {
    if (own.length > 0) parts.push({ kind, text: own.join(' ') });
  };
  const command = (): readonly string[] => {
    const own: string[] = [];
    for (;;) {
      const before = at;
      const argument = next(ARGUMENT);
      if (argument === undefined) return own;
      if (AFTER.test(argument)) {
        at = before;
        return own;
      }
      const ends = /[.,:;]$/.test(argument) && !argument.endsWith('...');
      own.push(ends ? argument.slice(0, -1) : argument);
      if (ends) return own;
    }
  };
  while (at < text.length) {
    const last = words.at(-1);
    if ((last === undefined || BEFORE.test(last)) && COMMAND.test(`${text.slice(at).trimStart()} `)) {
      add('words', words);
      words = [];
      add('command', command());
      continue;
    }
    const word = next(WORD);
    if (word === undefined) break;
    words.push(word);
  }
  add('words', words);
  return parts;
}
