// What is said of open pprof profiles beside their graphs.

import type { ValueType } from './profiles';

export interface ProfileInfo {
  readonly name: string;
  /** Size of the file. */
  readonly bytes: number;
  /** `CPU profile (samples, cpu)`. */
  readonly what: string;
  readonly sampleTypes: readonly ValueType[];
  /** Stacks with values and labels of their own. */
  readonly samples: number;
  /** Absent = not told. */
  readonly timeMs?: number;
  readonly durationNs?: number;
  readonly periodType?: ValueType;
  /** One sample stands for so many of `periodType`. */
  readonly period?: number;
  /** What the program that wrote the profile says in it. */
  readonly comments: readonly string[];
  /** What was lost, a clause; absent = nothing. */
  readonly damage?: string;
}

/** Profiles that can be compared, by the place that GraphScope names as `moment` and `base`. */
export interface ProfilesSummary {
  readonly profiles: readonly ProfileInfo[];
}
