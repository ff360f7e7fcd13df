// Regular expressions written as programs for the automaton of filter-regex.ts, forwards or turned round.

/** Turned into a sentence with its place by the parser. */
export class UnsupportedRegex extends Error {}

// An expression of 1000 characters has 1000 states unless it counts (`.{500}` has 1000).
const MAX_STATES = 10_000;
/** Characters of which an atom has a table. */
export const ASCII = 128;

export enum Op {
  Atom,
  Split,
  Jump,
  Assert,
  Match,
}

/** Instructions as columns: Atom and Assert have a number in `a`, Jump a target in `a`, Split two in `a` and `b`. */
export interface Program {
  readonly op: Op[];
  readonly a: number[];
  readonly b: number[];
}

type Node =
  | { readonly kind: 'atom' | 'assert'; readonly number: number }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

export interface Atom {
  readonly ascii: Uint8Array;
  readonly regex: RegExp;
}

export type Assertion =
  | { readonly kind: 'begin' | 'end'; readonly lines: boolean }
  | { readonly kind: 'word'; readonly negative: boolean }
  | { readonly kind: 'look'; readonly program: Program; readonly behind: boolean; readonly negative: boolean };

export function matchesAtom({ ascii, regex }: Atom, code: number): boolean {
  return code < ASCII ? ascii[code] === 1 : regex.test(String.fromCodePoint(code));
}

/** Reads an expression that `new RegExp` accepted or would accept if it knew `(?i:…)`, and writes programs. */
export class Compiler {
  private readonly source: string;
  private at = 0;
  private readonly atoms: Atom[] = [];
  private readonly atomNumbers = new Map<string, number>();
  private readonly assertions: Assertion[] = [];
  private written = 0;
  /** Nothing is repeated and nothing is a choice: the language's engine has no way to go back. */
  private straight = true;

  constructor(private readonly regex: Pick<RegExp, 'source' | 'flags'>) {
    this.source = regex.source;
  }

  compile() {
    const flags = this.regex.flags.replace(/[^ims]/g, '');
    const program = this.program(this.choice(flags), true);
    const word = this.atoms[this.atom('\\w', flags).number];
    return { program, atoms: this.atoms, assertions: this.assertions, word, straight: this.straight };
  }

  private choice(flags: string): Node {
    const parts = [this.sequence(flags)];
    while (this.take('|')) parts.push(this.sequence(flags));
    if (parts.length === 1) return parts[0];
    this.straight = false;
    return { kind: 'choice', parts };
  }

  private sequence(flags: string): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at])) {
      parts.push(this.repeated(this.piece(flags)));
    }
    return parts.length === 1 ? parts[0] : { kind: 'sequence', parts };
  }

  private repeated(part: Node): Node {
    const [text, star, from, comma, to] = this.match(/([*+?])\??|\{(\d+)(,?)(\d*)\}\??/y) ?? [];
    if (text === undefined) return part;
    this.straight = false;
    if (star !== undefined) {
      return { kind: 'repeat', part, min: star === '+' ? 1 : 0, max: star === '?' ? 1 : Number.POSITIVE_INFINITY };
    }
    const min = Number(from);
    const max = comma === '' ? min : to === '' ? Number.POSITIVE_INFINITY : Number(to);
    return { kind: 'repeat', part, min, max };
  }

  private piece(flags: string): Node {
    if (this.take('(')) return this.group(flags);
    if (this.take('^')) return this.assertion({ kind: 'begin', lines: flags.includes('m') });
    if (this.take('$')) return this.assertion({ kind: 'end', lines: flags.includes('m') });
    if (this.take('\\b')) return this.assertion({ kind: 'word', negative: false });
    if (this.take('\\B')) return this.assertion({ kind: 'word', negative: true });
    if (this.match(/\\(?:[1-9]|k)/y)) throw new UnsupportedRegex('it refers back to a group, which is not supported');
    const [text] =
      this.match(/\[(?:\\.|[^\]])*\]/suy) ??
      this.match(/\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/y) ??
      this.match(/\\(?:x..|u\{[^}]*\}|u....|c.|[pP]\{[^}]*\}|.)/suy) ??
      this.match(/./suy) ??
      [];
    return this.atom(text ?? '', flags);
  }

  private group(flags: string): Node {
    const [look] = this.match(/\?<?[=!]/y) ?? [];
    let inner = flags;
    if (look === undefined) {
      // Plain, `?:`, named, or with flags for what stands inside.
      const [, on, off] = this.match(/\?(?:<[^>]*>|([ims]*)-?([ims]*):)/y) ?? [];
      // The language's engine need not know these.
      if (on || off) this.straight = false;
      inner = [...'ims']
        .filter((flag) => (on?.includes(flag) || flags.includes(flag)) && !off?.includes(flag))
        .join('');
    }
    const node = this.choice(inner);
    this.take(')');
    if (look === undefined) return node;
    const behind = look.includes('<');
    return this.assertion({ kind: 'look', program: this.program(node, behind), behind, negative: look.endsWith('!') });
  }

  private assertion(assertion: Assertion): Node {
    this.assertions.push(assertion);
    return { kind: 'assert', number: this.assertions.length - 1 };
  }

  private atom(source: string, flags: string): Extract<Node, { readonly number: number }> {
    const ownFlags = `u${flags.replace('m', '')}`;
    const key = `${ownFlags} ${source}`;
    let number = this.atomNumbers.get(key);
    if (number === undefined) {
      const regex = new RegExp(`^(?:${source})$`, ownFlags);
      const ascii = Uint8Array.from({ length: ASCII }, (_, code) => (regex.test(String.fromCharCode(code)) ? 1 : 0));
      number = this.atoms.push({ ascii, regex }) - 1;
      this.atomNumbers.set(key, number);
    }
    return { kind: 'atom', number };
  }

  private program(node: Node, forward: boolean): Program {
    const program: Program = { op: [], a: [], b: [] };
    this.write(program, node, forward);
    this.emit(program, Op.Match);
    return program;
  }

  private write(program: Program, node: Node, forward: boolean): void {
    this.count();
    switch (node.kind) {
      case 'atom':
        this.emit(program, Op.Atom, node.number);
        break;
      case 'assert':
        this.emit(program, Op.Assert, node.number);
        break;
      case 'sequence':
        for (const part of forward ? node.parts : node.parts.toReversed()) this.write(program, part, forward);
        break;
      case 'choice':
        this.writeChoice(program, node.parts, forward);
        break;
      case 'repeat':
        this.writeRepeat(program, node.part, node.min, node.max, forward);
    }
  }

  private writeChoice(program: Program, parts: readonly Node[], forward: boolean): void {
    const jumps: number[] = [];
    parts.forEach((part, i) => {
      const last = i === parts.length - 1;
      const split = last ? -1 : this.emit(program, Op.Split, program.op.length + 1);
      this.write(program, part, forward);
      if (last) return;
      jumps.push(this.emit(program, Op.Jump));
      program.b[split] = program.op.length;
    });
    for (const jump of jumps) program.a[jump] = program.op.length;
  }

  private writeRepeat(program: Program, part: Node, min: number, max: number, forward: boolean): void {
    for (let i = 0; i < min; i++) this.write(program, part, forward);
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.emit(program, Op.Split, program.op.length + 1);
      this.write(program, part, forward);
      this.emit(program, Op.Jump, split);
      program.b[split] = program.op.length;
      return;
    }
    const splits: number[] = [];
    for (let i = min; i < max; i++) {
      splits.push(this.emit(program, Op.Split, program.op.length + 1));
      this.write(program, part, forward);
    }
    for (const split of splits) program.b[split] = program.op.length;
  }

  private emit({ op, a, b }: Program, code: Op, first = 0): number {
    a.push(first);
    b.push(0);
    return op.push(code) - 1;
  }

  /** Also of parts that come to nothing: `(?:(?:){9999}){9999}` must end too. */
  private count(): void {
    if (++this.written > MAX_STATES) throw new UnsupportedRegex('written out, its repetitions are too long');
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.source) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }
}
