// The in-app help on goroutine dumps, as data: what one sees and what it may mean, the states, and how dumps are taken.
// Written in shared/findings, shown by renderer/panels, printed by the command line. Plain sentences; no markup.

import type { DumpSettings } from './dump-requests';

/** A line of a guide that may be copied: a command, or code. */
export interface GuideCommand {
  /** What it does, where the command does not say so itself. */
  readonly note?: string;
  readonly text: string;
}

export interface GuideSymptom {
  /** What is seen from outside: `Number of goroutines rises and never falls`. */
  readonly symptom: string;
  readonly causes: readonly string[];
  /** How to tell the causes apart. */
  readonly checks: readonly string[];
  readonly commands: readonly GuideCommand[];
}

export interface GuideState {
  /** As the runtime prints it: `chan receive (nil chan)`. */
  readonly state: string;
  readonly meaning: string;
  /** What ends it; absent = nothing does. */
  readonly endedBy?: string;
  /** When it is nothing to worry about. */
  readonly normalWhen?: string;
}

export interface GuideCapture {
  /** `debug=2`, `SIGQUIT`, `goroutineleak` … */
  readonly name: string;
  readonly how: readonly GuideCommand[];
  /** What such a dump has. */
  readonly has: readonly string[];
  readonly lacks: readonly string[];
  /** What it costs the service: pause, end of the process … */
  readonly cost: string;
}

/** Something that is often said and is not so. */
export interface GuideCorrection {
  readonly claim: string;
  readonly fact: string;
}

/** A threshold that may be set, in words. */
export interface GuideSetting {
  readonly key: Exclude<keyof DumpSettings, 'benign'>;
  readonly name: string;
  /** `seconds`, `goroutines`, `×` …; '' = a plain number. */
  readonly unit: string;
  readonly meaning: string;
  /** Least value that makes sense, and the step of an input field. */
  readonly min: number;
  readonly step: number;
}

export interface DumpGuide {
  readonly settings: readonly GuideSetting[];
  readonly symptoms: readonly GuideSymptom[];
  readonly states: readonly GuideState[];
  readonly captures: readonly GuideCapture[];
  readonly corrections: readonly GuideCorrection[];
}
