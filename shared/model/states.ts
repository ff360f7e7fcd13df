// States, span classes and block reasons: the vocabulary of the trace as tables. Numbers are stored in columns,
// so an entry may be appended but never renumbered without raising INDEX_VERSION (shared/model/tables.ts).

export const GoState = { Undetermined: 0, NotExist: 1, Runnable: 2, Running: 3, Waiting: 4, Syscall: 5 } as const;
export type GoState = (typeof GoState)[keyof typeof GoState];
/** Names as Go's own reader prints them. */
export const GO_STATE_NAMES = ['Undetermined', 'NotExist', 'Runnable', 'Running', 'Waiting', 'Syscall'] as const;

export const ProcState = { Undetermined: 0, NotExist: 1, Running: 2, Idle: 3 } as const;
export type ProcState = (typeof ProcState)[keyof typeof ProcState];
export const PROC_STATE_NAMES = ['Undetermined', 'NotExist', 'Running', 'Idle'] as const;

/** What a span looks like: the state, waiting split by what is waited for. One colour token each (renderer/styles/tokens.css). */
export const SpanClass = {
  Running: 0,
  Runnable: 1,
  Syscall: 2,
  Chan: 3,
  Select: 4,
  Network: 5,
  Sync: 6,
  /** Sleep, runtime waits, GC waits, and reasons that are not known. */
  Inactive: 7,
} as const;
export type SpanClass = (typeof SpanClass)[keyof typeof SpanClass];
export const SPAN_CLASS_COUNT = 8;
export const SPAN_CLASS_NAMES = [
  'running',
  'runnable',
  'syscall',
  'channel',
  'select',
  'network',
  'sync',
  'inactive',
] as const;

/** Block reasons by the runtime's own words (formats.md 1.4). Unlisted ones are Inactive. */
const REASON_CLASS: Readonly<Record<string, SpanClass>> = {
  'chan send': SpanClass.Chan,
  'chan receive': SpanClass.Chan,
  select: SpanClass.Select,
  network: SpanClass.Network,
  sync: SpanClass.Sync,
  'sync.(*Cond).Wait': SpanClass.Sync,
};

/** The reason of `select {}` and of operations on a nil channel: nothing can ever wake it. */
export const REASON_FOREVER = 'forever';

/**
 * A goroutine that waited when the trace began has no reason in the file. Where it has a stack, the functions on top tell
 * what it waits for; such a reason is marked, since it is ours and not the runtime's.
 */
export const INFERRED = ' (by its stack)';

/** The runtime's word for what these functions wait for. Not here: runtime.goparkunlock and others that say nothing. */
const REASON_BY_FUNCTION: Readonly<Record<string, string>> = {
  'runtime.chanrecv': 'chan receive',
  'runtime.chansend': 'chan send',
  'runtime.selectgo': 'select',
  'runtime.block': REASON_FOREVER,
  'runtime.netpollblock': 'network',
  'runtime.timeSleep': 'sleep',
  'runtime.notifyListWait': 'sync.(*Cond).Wait',
  'sync.runtime_notifyListWait': 'sync.(*Cond).Wait',
  'runtime.semacquire1': 'sync',
};

/** The functions that park a goroutine stand within this many frames of the top. */
const PARKING_FRAMES = 6;

/**
 * Reason for a wait whose reason the file does not have, marked as INFERRED; '' if the stack does not tell.
 * @param functions names of the stack's functions, leaf first
 */
export function inferReason(functions: readonly string[]): string {
  for (const name of functions.slice(0, PARKING_FRAMES)) {
    const reason = REASON_BY_FUNCTION[name];
    if (reason !== undefined) return `${reason}${INFERRED}`;
  }
  return '';
}

/** Whether the reason is told by a stack and not by the runtime. */
export const isInferred = (reason: string): boolean => reason.endsWith(INFERRED);

/** The runtime's word without our mark. */
export const plainReason = (reason: string): string =>
  isInferred(reason) ? reason.slice(0, -INFERRED.length) : reason;

export function spanClass(state: GoState, reason: string): SpanClass {
  switch (state) {
    case GoState.Running:
      return SpanClass.Running;
    case GoState.Runnable:
      return SpanClass.Runnable;
    case GoState.Syscall:
      return SpanClass.Syscall;
    default:
      return REASON_CLASS[plainReason(reason)] ?? SpanClass.Inactive;
  }
}

/** A goroutine of the runtime itself: no name, or a `runtime.` start function other than runtime.main (Go's own rule). */
export function isSystemGoroutine(startFunction: string): boolean {
  return startFunction === '' || (startFunction !== 'runtime.main' && startFunction.startsWith('runtime.'));
}
