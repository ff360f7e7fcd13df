// What is known of a goroutine while events are put in order, and which of its events may come next.

import { NO_STACK } from '../../model/stacks';
import { GoState } from '../../model/states';
import { Ev } from './wire';

/** Status for ordering (the runtime's tracer counts a syscall that blocked as waiting). */
export const Status = { Dead: 0, Runnable: 1, Running: 2, Waiting: 3 } as const;

export class Goroutine {
  status: number = Status.Dead;
  sequence = 0;
  /** Its state as told by the events handed on; Undetermined: none was. */
  shown: GoState = GoState.Undetermined;
  /** The event that introduced it told its start function; kept until it is shown. */
  startStack = NO_STACK;
  /** Whether a processor's next event waits for this goroutine to change. */
  awaited = false;

  constructor(readonly id: number) {}
}

/** What an event needs of its goroutine and makes of it. KEEP: any, or unchanged. ARGUMENT: the event's second number. */
export interface Rule {
  readonly status: number;
  readonly sequence: number;
  readonly nextStatus: number;
  /** Added to the sequence. */
  readonly step: number;
}
export const ANY = -1;
export const ARGUMENT = -2;

const rule = (status: number, sequence: number, nextStatus: number, step: number): Rule => ({
  status,
  sequence,
  nextStatus,
  step,
});
const CREATE = rule(Status.Dead, 0, Status.Runnable, 1);
const FOUND_WAITING = rule(Status.Runnable, 1, Status.Waiting, 1);
const START = rule(Status.Runnable, ARGUMENT, Status.Running, 1);
const START_LOCAL = rule(Status.Runnable, ANY, Status.Running, 1);
const BLOCK = rule(Status.Running, ANY, Status.Waiting, 0);
const YIELD = rule(Status.Running, ANY, Status.Runnable, 0);
const WAKE = rule(Status.Waiting, ARGUMENT, Status.Runnable, 1);
const WAKE_LOCAL = rule(Status.Waiting, ANY, Status.Runnable, 1);
/** Collections follow each other like the events of a goroutine that is always dead. */
const COLLECT = rule(Status.Dead, ARGUMENT, Status.Dead, 1);

/** By event number; events without a rule may come at any time. */
export const RULES: readonly (Rule | undefined)[] = Array.from({ length: 64 }, (_, type) => {
  switch (type) {
    case Ev.GoCreate:
      return CREATE;
    case Ev.GoWaiting:
    case Ev.GoInSyscall:
      return FOUND_WAITING;
    case Ev.GoStart:
    case Ev.GoStartLabel:
      return START;
    case Ev.GoStartLocal:
      return START_LOCAL;
    case Ev.GoSleep:
    case Ev.GoBlock:
    case Ev.GoBlockSend:
    case Ev.GoBlockRecv:
    case Ev.GoBlockSelect:
    case Ev.GoBlockSync:
    case Ev.GoBlockCond:
    case Ev.GoBlockNet:
    case Ev.GoBlockGC:
    case Ev.GoSysBlock:
      return BLOCK;
    case Ev.GoSched:
    case Ev.GoPreempt:
      return YIELD;
    case Ev.GoUnblock:
    case Ev.GoSysExit:
      return WAKE;
    case Ev.GoUnblockLocal:
    case Ev.GoSysExitLocal:
      return WAKE_LOCAL;
    case Ev.GCStart:
      return COLLECT;
    default:
      return undefined;
  }
});
