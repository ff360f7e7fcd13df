// Regular expressions whose cost is bounded, for expressions of the user over texts of a file.
//
// JavaScript's engine goes back and tries again: `(a+)+$` over forty letters a takes it hours, it has no time limit, and a
// worker that hangs answers nothing any more. Engines without that fault (RE2) have no look-ahead, and look-ahead is how one
// asks for stacks that do *not* hold a function. So we read the expression that the language's own parser accepted and run it
// as an automaton: a filter only asks whether there is a match, not where, and for that all ways through the expression can
// be followed side by side, character by character. Each (place in the expression, place in the text) is visited once, and the
// cost is at most their product, whatever the expression is.
//
// A look-ahead is an automaton of its own. The places of a text where it holds are found in one sweep from the text's end to
// its beginning with the expression turned round, a look-behind's in one sweep forwards; the automaton around them then looks
// its places up. They are swept when first asked for.
//
// Single characters (`.`, `[^/]`, `\p{Lu}`, letters with flag i) are left to the language's own engine, once for each ASCII
// character, so that there is one truth about them. Left out are back-references, because a state would have to remember
// what was read; the parser says so.
//
// Which states are alive together is remembered with what comes next (filter-regex-sets.ts), as far as no assertion is on the
// way. Expressions in which nothing is repeated and nothing is a choice go to the language's engine: it cannot go back in them.
//
// Measured (Node 20, 2 cores under load): 5 ns a character over known sets, 11 with a look-ahead, 26 where `^` or `$` of lines
// are looked at, 0.6 in the language's engine. `(?:[^]*x)+y` costs that one 1 µs a character of 1.1 kB, and more of longer texts.

import { ASCII, type Atom, Compiler, matchesAtom, Op, type Program } from './filter-regex-program';
import { StateSets } from './filter-regex-sets';

/** A budget is used up. */
export class RegexBudgetSpent extends Error {}

/** Steps that are left, shared by all texts of a filter; a step is a state at a character, about 10 ns. */
export interface RegexBudget {
  steps: number;
}

export type BoundedRegex = (text: string, budget: RegexBudget) => boolean;

const NOTHING = new Uint8Array(ASCII);

/**
 * @param regex with flag u; of i, m and s any. A text that `new RegExp` accepts or would accept if it knew `(?i:…)`.
 * @throws UnsupportedRegex with what is not supported, as the end of a sentence.
 */
export function boundedRegex({ source, flags }: Pick<RegExp, 'source' | 'flags'>): BoundedRegex {
  const { program, atoms, assertions, word, straight } = new Compiler({ source, flags }).compile();
  if (straight) {
    const regex = new RegExp(source, flags);
    return (text, budget) => {
      // At worst all of the expression is compared at each place.
      budget.steps -= (text.length * source.length) >> 6;
      if (budget.steps < 0) throw new RegexBudgetSpent();
      return regex.test(text);
    };
  }
  const sweeps = new Map<Program, Sweeper>();
  const sweeperOf = (of: Program): Sweeper => {
    let sweeper = sweeps.get(of);
    if (!sweeper) {
      const first = of.op[0] === Op.Assert ? assertions[of.a[0]] : undefined;
      sweeper = new Sweeper(of, atoms, first?.kind === 'begin' && !first.lines);
      sweeps.set(of, sweeper);
    }
    return sweeper;
  };
  const buffer = new Int32Array(4096);
  return (text, budget) => {
    const characters = codePoints(text, buffer);
    const places: (Uint8Array | undefined)[] = [];
    const holds = (number: number, at: number): boolean => {
      const assertion = assertions[number];
      switch (assertion.kind) {
        case 'begin':
          return at === 0 || (assertion.lines && isLineEnd(characters[at - 1]));
        case 'end':
          return at === characters.length || (assertion.lines && isLineEnd(characters[at]));
        case 'word': {
          const before = at > 0 && matchesAtom(word, characters[at - 1]);
          const after = at < characters.length && matchesAtom(word, characters[at]);
          return (before !== after) !== assertion.negative;
        }
        case 'look': {
          let found = places[number];
          if (!found) {
            found = new Uint8Array(characters.length + 1);
            places[number] = found;
            sweeperOf(assertion.program).run(characters, assertion.behind, holds, budget, found);
          }
          return (found[at] === 1) !== assertion.negative;
        }
      }
    };
    return sweeperOf(program).run(characters, true, holds, budget, undefined);
  };
}

/** Follows all ways through one program over a text. */
class Sweeper {
  private readonly seen: Int32Array;
  private stamp = 0;
  private current: Int32Array;
  private next: Int32Array;
  private readonly pending: Int32Array;
  /** Length of `next`. */
  private reached = 0;
  private matched = false;
  /** Of each state that is an atom. */
  private readonly tables: readonly Uint8Array[];
  /** undefined: there are assertions on the way, or too many sets. */
  private sets: StateSets | undefined = new StateSets();
  /** ASCII characters that a match can begin with; undefined = it may begin with none or by an assertion. */
  private readonly firsts: Uint8Array | undefined;

  constructor(
    private readonly program: Program,
    private readonly atoms: readonly Atom[],
    /** A match begins at the text's begin or nowhere. */
    private readonly anchored: boolean,
  ) {
    const states = program.op.length;
    this.seen = new Int32Array(states);
    this.current = new Int32Array(states);
    this.next = new Int32Array(states);
    // Each state is taken from it once at most, and adds two.
    this.pending = new Int32Array(2 * states + 2);
    this.tables = program.op.map((op, state) => (op === Op.Atom ? atoms[program.a[state]].ascii : NOTHING));
    this.firsts = this.firstCharacters();
  }

  /**
   * @param forward from the text's begin, else from its end.
   * @param found gets 1 at each place that is reached at the end of a match; without it the first match ends the run.
   * @returns whether there is a match.
   */
  run(
    text: Int32Array,
    forward: boolean,
    holds: (assertion: number, at: number) => boolean,
    budget: RegexBudget,
    found: Uint8Array | undefined,
  ): boolean {
    const quick = this.sets && this.runBySets(this.sets, text, forward, holds, budget, found);
    if (quick !== undefined) return quick;
    const { firsts, tables, program, atoms } = this;
    const { length } = text;
    found?.fill(0);
    let count = 0;
    let any = false;
    for (let step = 0; step <= length; step++) {
      if (count === 0 && firsts !== undefined) {
        const from = step;
        while (step < length && isMissing(firsts, text[forward ? step : length - 1 - step])) step++;
        budget.steps -= (step - from) >> 3;
        if (step === length) break;
      }
      const at = forward ? step : length - step;
      const consumed = text[forward ? at - 1 : at];
      this.newStamp();
      this.reached = 0;
      this.matched = false;
      for (let i = 0; i < count; i++) {
        const state = this.current[i];
        const fits = consumed < ASCII ? tables[state][consumed] === 1 : matchesAtom(atoms[program.a[state]], consumed);
        if (fits) this.follow(state + 1, at, holds);
      }
      if (firsts === undefined || (step < length && !isMissing(firsts, text[forward ? at : at - 1]))) {
        this.follow(0, at, holds);
      }
      budget.steps -= count + this.reached + 1;
      if (budget.steps < 0) throw new RegexBudgetSpent();
      if (this.matched) {
        any = true;
        if (!found) return true;
        found[at] = 1;
      }
      const swap = this.current;
      this.current = this.next;
      this.next = swap;
      count = this.reached;
    }
    return any;
  }

  /** The same by sets of states; undefined where they do not do, and then never again. */
  private runBySets(
    sets: StateSets,
    text: Int32Array,
    forward: boolean,
    holds: (assertion: number, at: number) => boolean,
    budget: RegexBudget,
    found: Uint8Array | undefined,
  ): boolean | undefined {
    const { length } = text;
    let asserts = false;
    const later = (): boolean => {
      asserts = true;
      return false;
    };
    this.newStamp();
    this.reached = 0;
    this.matched = false;
    this.follow(0, forward ? 0 : length, this.anchored ? holds : later);
    let set = asserts ? -1 : sets.number(this.next.slice(0, this.reached), this.matched);
    let any = false;
    budget.steps -= length >> 1;
    const direction = forward ? 1 : -1;
    let place = forward ? 0 : length - 1;
    for (let step = 0; set >= 0; step++, place += direction) {
      // Over known sets nothing is called: this loop is where the time goes.
      const { following } = sets;
      while (step < length && sets.matches[set] === 0) {
        const code = text[place];
        const next = code < ASCII ? following[set * ASCII + code] : -1;
        if (next < 0) break;
        set = next;
        step++;
        place += direction;
      }
      if (sets.matches[set] === 1) {
        any = true;
        if (!found) return true;
        found[forward ? step : length - step] = 1;
      }
      if (step === length || (this.anchored && sets.states[set].length === 0)) return any;
      const code = text[place];
      let next = code < ASCII ? following[set * ASCII + code] : -1;
      if (next < 0) {
        this.step(sets.states[set], code, later);
        budget.steps -= sets.states[set].length + this.reached + 10;
        if (budget.steps < 0) throw new RegexBudgetSpent();
        next = asserts ? -1 : sets.number(this.next.slice(0, this.reached), this.matched);
        if (next >= 0 && code < ASCII) sets.following[set * ASCII + code] = next;
      }
      set = next;
    }
    this.sets = undefined;
    return undefined;
  }

  /** The states after a character, with those in which a match can begin there, to `next`. */
  private step(states: Int32Array, code: number, holds: (assertion: number, at: number) => boolean): void {
    const { tables, atoms, program } = this;
    this.newStamp();
    this.reached = 0;
    this.matched = false;
    for (const state of states) {
      const fits = code < ASCII ? tables[state][code] === 1 : matchesAtom(atoms[program.a[state]], code);
      if (fits) this.follow(state + 1, 0, holds);
    }
    if (!this.anchored) this.follow(0, 0, holds);
  }

  /** Adds to `next` the atoms that can be reached from a state without a character; notes where that is the end. */
  private follow(start: number, at: number, holds: (assertion: number, at: number) => boolean): void {
    const { pending, seen, stamp } = this;
    const { op, a, b } = this.program;
    pending[0] = start;
    for (let left = 1; left > 0; ) {
      const state = pending[--left];
      if (seen[state] === stamp) continue;
      seen[state] = stamp;
      switch (op[state]) {
        case Op.Atom:
          this.next[this.reached++] = state;
          break;
        case Op.Split:
          pending[left++] = a[state];
          pending[left++] = b[state];
          break;
        case Op.Jump:
          pending[left++] = a[state];
          break;
        case Op.Assert:
          if (holds(a[state], at)) pending[left++] = state + 1;
          break;
        case Op.Match:
          this.matched = true;
      }
    }
  }

  private newStamp(): void {
    if (++this.stamp < 2 ** 31 - 1) return;
    this.seen.fill(0);
    this.stamp = 1;
  }

  private firstCharacters(): Uint8Array | undefined {
    const first = new Uint8Array(ASCII);
    let asserts = false;
    this.newStamp();
    this.reached = 0;
    this.matched = false;
    this.follow(0, 0, () => {
      asserts = true;
      return false;
    });
    const count = this.reached;
    if (asserts || this.matched) return undefined;
    for (let i = 0; i < count; i++) {
      const { ascii } = this.atoms[this.program.a[this.next[i]]];
      for (let code = 0; code < ASCII; code++) first[code] |= ascii[code];
    }
    return first;
  }
}

const isMissing = (firsts: Uint8Array, code: number): boolean => code < ASCII && firsts[code] === 0;

const isLineEnd = (code: number): boolean => code === 10 || code === 13 || code === 0x2028 || code === 0x2029;

/** @param buffer is used if it is large enough. */
function codePoints(text: string, buffer: Int32Array): Int32Array {
  const codes = buffer.length >= text.length ? buffer : new Int32Array(text.length);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xdc00) {
      code = text.codePointAt(i) ?? code;
      if (code > 0xffff) i++;
    }
    codes[count++] = code;
  }
  return codes.subarray(0, count);
}
