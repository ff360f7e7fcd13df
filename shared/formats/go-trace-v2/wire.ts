// The wire format of Go 1.22+ traces as tables: event numbers, argument counts, limits. Source: formats.md 1.1 to 1.4,
// checked against files of Go 1.22 to 1.27.

/** `go 1.NN trace` and three zero bytes. */
export const HEADER_BYTES = 16;

export const Ev = {
  EventBatch: 1,
  Stacks: 2,
  Stack: 3,
  Strings: 4,
  String: 5,
  CPUSamples: 6,
  CPUSample: 7,
  Frequency: 8,
  ProcsChange: 9,
  ProcStart: 10,
  ProcStop: 11,
  ProcSteal: 12,
  ProcStatus: 13,
  GoCreate: 14,
  GoCreateSyscall: 15,
  GoStart: 16,
  GoDestroy: 17,
  GoDestroySyscall: 18,
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  GoSyscallEnd: 23,
  GoSyscallEndBlocked: 24,
  GoStatus: 25,
  STWBegin: 26,
  STWEnd: 27,
  GCActive: 28,
  GCBegin: 29,
  GCEnd: 30,
  GCSweepActive: 31,
  GCSweepBegin: 32,
  GCSweepEnd: 33,
  GCMarkAssistActive: 34,
  GCMarkAssistBegin: 35,
  GCMarkAssistEnd: 36,
  HeapAlloc: 37,
  HeapGoal: 38,
  GoLabel: 39,
  UserTaskBegin: 40,
  UserTaskEnd: 41,
  UserRegionBegin: 42,
  UserRegionEnd: 43,
  UserLog: 44,
  GoSwitch: 45,
  GoSwitchDestroy: 46,
  GoCreateBlocked: 47,
  GoStatusStack: 48,
  ExperimentalBatch: 49,
  Sync: 50,
  ClockSnapshot: 51,
  EndOfGeneration: 52,
  /** GODEBUG=traceallocfree=1: nine events that sit among the others, so their arity must be known. */
  FirstAllocFree: 128,
  LastAllocFree: 136,
} as const;

/** Arguments after dt of each timed event, in event-number order from ProcsChange on. */
const ARITY_9_TO_48 = [
  2, 2, 0, 3, 2, 3, 1, 2, 0, 0, 2, 2, 3, 2, 0, 0, 3, 2, 0, 1, 2, 1, 1, 1, 2, 1, 1, 0, 1, 1, 1, 4, 2, 3, 3, 4, 2, 2, 3,
  4,
];
const ARITY_ALLOC_FREE = [3, 3, 1, 2, 2, 1, 2, 2, 1];

export const ALLOC_FREE_NAMES = [
  'Span',
  'SpanAlloc',
  'SpanFree',
  'HeapObject',
  'HeapObjectAlloc',
  'HeapObjectFree',
  'GoroutineStack',
  'GoroutineStackAlloc',
  'GoroutineStackFree',
];

/** arity[event] = arguments after dt; NOT_TIMED for everything that may not stand in a thread's batch of this version. */
export const NOT_TIMED = 255;
export function timedArity(minor: number): Uint8Array {
  const arity = new Uint8Array(256).fill(NOT_TIMED);
  arity.set(ARITY_9_TO_48, Ev.ProcsChange);
  if (minor < 23) {
    arity.fill(NOT_TIMED, Ev.GoSwitch, Ev.GoStatusStack + 1);
  } else {
    arity.set(ARITY_ALLOC_FREE, Ev.FirstAllocFree);
  }
  return arity;
}

/** Headers that Go writes. 1.24 never existed: Go 1.24 writes 1.23. A newer one is tried with the newest table. */
export const KNOWN_MINORS: readonly number[] = [22, 23, 25, 26];
export const NEWEST_MINOR = 26;

// Limits that Go's writer and reader keep (formats.md 1.1); a length beyond them is damage, and nothing is allocated for it.
export const MAX_BATCH_BYTES = 65_536;
export const MAX_STRING_BYTES = 1024;
export const MAX_STACK_FRAMES = 128;

/** 2^64 - 1, "no thread", as it comes out of the decoder: doubles cannot tell it from its neighbours, and need not. */
export const isNone = (value: number): boolean => value >= 2 ** 63;

export const GoStatus = { Runnable: 1, Running: 2, Syscall: 3, Waiting: 4 } as const;
export const ProcStatus = { Running: 1, Idle: 2, Syscall: 3, SyscallAbandoned: 4 } as const;

/** Name of an event for messages. */
export const eventName = (type: number): string =>
  Object.entries(Ev).find(([, number]) => number === type)?.[0] ?? `event ${type}`;
