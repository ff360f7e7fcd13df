// The words that questions about dumps share. A stack group is the unit of all of them: the goroutines of a snapshot with one
// stack (functions, files, lines), one state and one go statement. There are few of them even where there are a million
// goroutines, so what needs looking at names is done once a group.

import type { Diagnosis } from '../../model/dump-requests';
import type { DumpSeries, Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';

/** Stack groups of one snapshot, as columns. */
export interface StackGroups {
  readonly length: number;
  /** Group of each row of the snapshot. */
  readonly of: Int32Array;
  readonly firstRow: Int32Array;
  readonly stack: Int32Array;
  readonly state: Int32Array;
  readonly creator: Int32Array;
  /** Goroutines in it; negative in a delta profile. */
  readonly weight: Float64Array;
  readonly leaked: Float64Array;
  /** -1 = none of its goroutines tells. */
  readonly minMinutes: Int32Array;
  readonly maxMinutes: Int32Array;
  /** Goroutines that tell no wait. */
  readonly untold: Float64Array;
}

/** What there is to know of a stack; made once and kept. */
export interface StackFacts {
  /** Leaf first. */
  readonly frames: readonly Frame[];
  /** Place of the frame that blocks: the leaf, past what the runtime puts on top of it (gopark, chanrecv …); -1 = none. */
  readonly blocking: number;
  /**
   * Place of the first frame that is the program's own; where there is none, of the first one of a dependency, else of a utility
   * that runs other people's functions (frame-kinds.ts); -1 = there is only the standard library.
   */
  readonly user: number;
  /** Function of the outermost frame; '' if there is none. */
  readonly start: string;
  /** Package of the user frame, else of the outermost one. */
  readonly packageName: string;
}

export interface DumpIndex {
  readonly series: DumpSeries;
  groups(snapshot: Snapshot): StackGroups;
  /** Rows of one stack group. */
  rowsOf(snapshot: Snapshot, group: number): Int32Array;
  facts(stack: number): StackFacts;
  /** -1 if there is no goroutine of that id. */
  rowOfId(snapshot: Snapshot, id: number): number;
  string(index: number): string;
}

/** What the findings say of the stack groups of one snapshot; made by shared/findings. */
export interface GroupJudge {
  diagnosis(group: number): Diagnosis;
  /** What every program has, at the number that is to be expected. */
  background(group: number): boolean;
  /** Order of suspicion: higher comes first. */
  suspicion(group: number): number;
}

/** The text of a row as it stands in its file. */
export type TextOf = (snapshot: Snapshot, row: number) => Promise<Uint8Array>;
