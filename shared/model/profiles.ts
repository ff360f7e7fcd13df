// A pprof profile in memory: a sample is a stack with a value for each of its sample types, and labels. Goroutine profiles
// become snapshots (shared/formats/pprof); CPU, heap, block and mutex profiles are shown as what they are.

import type { LabelSet } from './dumps';
import type { SymbolTable } from './stacks';

/** What is counted and in what unit, in the words of the file: `inuse_space` in `bytes`, `cpu` in `nanoseconds`. */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

export interface NumericLabel {
  readonly key: string;
  readonly value: number;
  /** '' = not told; for key `bytes` it is bytes. */
  readonly unit: string;
}

export interface ProfileMapping {
  readonly file: string;
  readonly buildId: string;
}

/** Samples are columns: `stack`, `labels`, `numericLabels` and each of `values` have `length` values. */
export interface Profile {
  readonly sampleTypes: readonly ValueType[];
  /** Place in `sampleTypes` of the one to be shown first: as the file says, else the last. */
  readonly defaultType: number;
  /** Absent = not told. */
  readonly periodType?: ValueType;
  /** One sample stands for so many of `periodType`; absent = not told. */
  readonly period?: number;
  /** When it was taken, ms since 1970; absent = not told. */
  readonly timeMs?: number;
  readonly durationNs?: number;
  readonly comments: readonly string[];
  readonly mappings: readonly ProfileMapping[];
  /**
   * Inlined frames stand as frames of their own, with the program counter of the one they are inlined into; it is negative where
   * the profile tells none, and then equal for neighbours of one location only.
   */
  readonly symbols: SymbolTable;
  readonly length: number;
  /** Leaf first; NO_STACK if the sample has none. */
  readonly stack: Int32Array;
  /** By sample type; exact to 2^53. Negative in a difference. */
  readonly values: readonly Float64Array[];
  /** Place in `labelSets`; 0 is the empty set. */
  readonly labels: Int32Array;
  readonly labelSets: readonly LabelSet[];
  /** Place in `numericLabelSets`; 0 is the empty set. */
  readonly numericLabels: Int32Array;
  readonly numericLabelSets: readonly (readonly NumericLabel[])[];
}
