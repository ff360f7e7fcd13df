// A row of the catalogue of patterns: what a stack group must look like, and what is said of it then. Rows are data, so that
// the catalogue can be read, listed and tested as a table; shared/findings/dumps/match.ts compares, judge.ts decides.

import type { DumpSettings, FindingLevel } from '../../model/dump-requests';

/**
 * Function names of all Go versions, never with lines. `main.f` is that function, `net/http.(*conn).*` begins so, `*.ServeHTTP`
 * ends so, `*Handler*` has it inside. Type arguments (`[...]`) are part of the name.
 */
export type Names = readonly string[];

/** Everything that is given must hold. */
export interface Match {
  /** State as the runtime prints it, with the same stars; for counted stacks what their runtime frames tell. */
  readonly states?: Names;
  readonly notStates?: Names;
  /** First frame past runtime, sync, internal/poll and internal/sync: who called what blocks. */
  readonly at?: Names;
  readonly any?: Names;
  /** A second set that must be on the stack too. */
  readonly with?: Names;
  readonly none?: Names;
  /** A frame of the first set that was called directly by a frame of the second. */
  readonly pair?: readonly [callee: Names, caller: Names];
  /** On the stack at least twice. */
  readonly twice?: Names;
  /** Outermost frame. */
  readonly start?: Names;
  readonly creator?: Names;
  readonly notCreator?: Names;
  /** No go statement although it is listed with id and state, and is neither main nor the runtime's nor locked to a thread. */
  readonly noCreator?: true;
  /** It runs a closure of the function with the go statement (`X.func1` created by `X`). */
  readonly closureOfCreator?: true;
  /** Not every frame is one of these. */
  readonly notOnly?: Names;
  /** A line before the first goroutine. */
  readonly preamble?: Names;
  readonly notPreamble?: Names;
  /** Every frame is of the runtime or the standard library. */
  readonly noOwnFrame?: true;
  /** Bits of GoroutineFlag that the group's first goroutine has. */
  readonly flag?: number;
  /** Least number of goroutines in the group. */
  readonly count?: number;
  /** The goroutines with the go statement are known, and none of them is in the dump any more. */
  readonly creatorGone?: true;
  /** The same, or they are there and have left the function with the go statement; of half of them at least. */
  readonly starterReturned?: true;
}

/** What makes it worse, or (at the level NORMAL) is worth knowing. Everything that is given must hold. */
export interface Raise {
  readonly level: FindingLevel;
  readonly because: string;
  /** The longest wait of the group is at least this. */
  readonly minutes?: number | keyof DumpSettings;
  readonly count?: number | keyof DumpSettings;
  readonly creatorGone?: true;
  /** None of the group's goroutines has started one that is still there. */
  readonly childless?: true;
  /** No other goroutine touches the functions or the type that this one blocks in (partners.ts). */
  readonly noPartner?: true;
  /** Everyone in the group waits for another address, two goroutines at least. */
  readonly ownAddresses?: true;
}

export interface Pattern {
  /** Stable; `family-what`. */
  readonly id: string;
  readonly match: Match;
  readonly level: FindingLevel;
  readonly raise?: readonly Raise[];
  readonly title: string;
  /** At the level NORMAL, where the title would sound like a fault. */
  readonly normalTitle?: string;
  readonly why: string;
  readonly advice: string;
  readonly verify: string;
  /** Where names or states differ between Go versions. */
  readonly versions?: string;
  /**
   * How many of it every program may have, counted over all groups of the pattern; they are hidden while they are no more
   * and nothing is worse about them than NORMAL.
   */
  readonly expected?: number;
}
