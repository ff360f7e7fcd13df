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

export function spanClass(state: GoState, reason: string): SpanClass {
  switch (state) {
    case GoState.Running:
      return SpanClass.Running;
    case GoState.Runnable:
      return SpanClass.Runnable;
    case GoState.Syscall:
      return SpanClass.Syscall;
    default:
      return REASON_CLASS[reason] ?? SpanClass.Inactive;
  }
}

/** A goroutine of the runtime itself: no name, or a `runtime.` start function other than runtime.main (Go's own rule). */
export function isSystemGoroutine(startFunction: string): boolean {
  return startFunction === '' || (startFunction !== 'runtime.main' && startFunction.startsWith('runtime.'));
}
