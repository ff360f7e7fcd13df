// What the reader knows of goroutines, processors and threads while it orders events.

import type { ProcStatus } from './wire';
import { GoStatus } from './wire';

/** Ranges that can be open on a goroutine, as bits. */
export const OPEN_STW = 1;
export const OPEN_MARK_ASSIST = 2;

/** A goroutine or processor: its status on the wire, and the number of the last thing that happened to it. */
class Sequenced {
  constructor(
    readonly id: number,
    public status: number,
    /** Sequence numbers count per generation. */
    public generation: number,
    public sequence = 0,
  ) {}

  /** Whether `sequence` of a generation is what comes next. */
  succeeds(generation: number, sequence: number): boolean {
    return this.generation === generation && sequence === this.sequence + 1;
  }
}

export class GoroutineState extends Sequenced {
  constructor(
    id: number,
    status: number,
    generation: number,
    /** Number of this life of a goroutine within its section, from 0. */
    readonly slot: number,
  ) {
    super(id, status, generation);
  }

  /** Introduced by its status: it was there before the section began. */
  existed = false;
  /** Bits OPEN_STW, OPEN_MARK_ASSIST. */
  openRanges = 0;
  /** String index of the open stop-the-world range's name: its end does not say which one ends. */
  stwName = 0;
}

export class ProcState extends Sequenced {
  sweeping = false;
  /** The thread that took it last and has not left it. */
  holder: ThreadState | undefined;
}

/** A thread and what it holds. */
export class ThreadState {
  goroutine: GoroutineState | undefined;
  /** Changed by `take` and `leave` alone. */
  proc: ProcState | undefined;

  constructor(readonly id: number) {}

  take(proc: ProcState): void {
    this.leave();
    this.proc = proc;
    proc.holder = this;
  }

  leave(): void {
    if (this.proc?.holder === this) this.proc.holder = undefined;
    this.proc = undefined;
  }
}

export const isGoStatus = (status: number): boolean => status >= GoStatus.Runnable && status <= GoStatus.Waiting;
export const isProcStatus = (status: number): status is (typeof ProcStatus)[keyof typeof ProcStatus] =>
  status >= 1 && status <= 4;
