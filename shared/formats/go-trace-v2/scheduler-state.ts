// What the reader knows of goroutines, processors and threads while it orders events.

import type { ProcStatus } from './wire';
import { GoStatus } from './wire';

/** Ranges that can be open on a goroutine, as bits. */
export const OPEN_STW = 1;
export const OPEN_MARK_ASSIST = 2;

export class GoroutineState {
  /** Bits OPEN_STW, OPEN_MARK_ASSIST. */
  openRanges = 0;
  /** String index of the open stop-the-world range's name: its end does not say which one ends. */
  stwName = 0;

  constructor(
    readonly id: number,
    public status: number,
    /** Sequence numbers count per generation. */
    public generation: number,
    public sequence = 0,
  ) {}

  succeeds(generation: number, sequence: number): boolean {
    return this.generation === generation && sequence === this.sequence + 1;
  }
}

export class ProcState {
  sweeping = false;

  constructor(
    readonly id: number,
    public status: number,
    public generation: number,
    public sequence = 0,
  ) {}

  succeeds(generation: number, sequence: number): boolean {
    return this.generation === generation && sequence === this.sequence + 1;
  }
}

/** A thread and what it holds. */
export class ThreadState {
  goroutine: GoroutineState | undefined;
  proc: ProcState | undefined;

  constructor(readonly id: number) {}
}

export const isGoStatus = (status: number): boolean => status >= GoStatus.Runnable && status <= GoStatus.Waiting;
export const isProcStatus = (status: number): status is (typeof ProcStatus)[keyof typeof ProcStatus] =>
  status >= 1 && status <= 4;
