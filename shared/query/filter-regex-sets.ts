// What the automaton of filter-regex.ts has met before: which states are alive together, and which come next by an ASCII
// character. Most texts walk through a few dozen such sets, and a step over known ones is one look into a table.

import { ASCII } from './filter-regex-program';

// `[^]*a.{20}` has a million sets: from here on states are followed one by one. A set has 512 bytes of the table.
const MAX_SETS = 500;

export class StateSets {
  readonly states: Int32Array[] = [];
  /** 1 = a match ends where this set is reached. */
  readonly matches = new Uint8Array(MAX_SETS);
  /** The set after set s by character c, at s * ASCII + c; -1 = not worked out yet. Another array when it grows. */
  following = new Int32Array(8 * ASCII).fill(-1);
  private readonly numbers = new Map<string, number>();

  /** Number of a set; -1 when there are too many. */
  number(states: Int32Array, matches: boolean): number {
    const key = `${matches ? '!' : ''}${states.join()}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.states.length === MAX_SETS) return -1;
    const number = this.states.push(states) - 1;
    this.numbers.set(key, number);
    this.matches[number] = matches ? 1 : 0;
    if ((number + 1) * ASCII > this.following.length) {
      const larger = new Int32Array(this.following.length * 2).fill(-1);
      larger.set(this.following);
      this.following = larger;
    }
    return number;
  }
}
