// The wire format of Go 1.11 to 1.21 traces as tables: event numbers, argument counts, limits. Source: formats.md 2,
// checked against files of Go 1.11, 1.18, 1.19 and 1.21.

export const Ev = {
  Batch: 1,
  Frequency: 2,
  Stack: 3,
  Gomaxprocs: 4,
  ProcStart: 5,
  ProcStop: 6,
  GCStart: 7,
  GCDone: 8,
  STWStart: 9,
  STWDone: 10,
  GCSweepStart: 11,
  GCSweepDone: 12,
  GoCreate: 13,
  GoStart: 14,
  GoEnd: 15,
  GoStop: 16,
  GoSched: 17,
  GoPreempt: 18,
  GoSleep: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoBlockSend: 22,
  GoBlockRecv: 23,
  GoBlockSelect: 24,
  GoBlockSync: 25,
  GoBlockCond: 26,
  GoBlockNet: 27,
  GoSysCall: 28,
  GoSysExit: 29,
  GoSysBlock: 30,
  GoWaiting: 31,
  GoInSyscall: 32,
  HeapAlloc: 33,
  HeapGoal: 34,
  TimerGoroutine: 35,
  FutileWakeup: 36,
  String: 37,
  GoStartLocal: 38,
  GoUnblockLocal: 39,
  GoSysExitLocal: 40,
  GoStartLabel: 41,
  GoBlockGC: 42,
  GCMarkAssistStart: 43,
  GCMarkAssistDone: 44,
  UserTaskCreate: 45,
  UserTaskEnd: 46,
  UserRegion: 47,
  UserLog: 48,
  CPUSample: 49,
} as const;

/** Numbers after the time delta, by event number; NOT_TIMED for events without one (and for what is no event). */
export const NOT_TIMED = 255;
export const ARITY: Uint8Array = Uint8Array.from([
  // 0 None, Batch, Frequency, Stack, 4 Gomaxprocs
  255, 255, 255, 255, 2,
  // 5 ProcStart, ProcStop, GCStart, GCDone, STWStart, STWDone, GCSweepStart, GCSweepDone
  1, 0, 2, 0, 1, 0, 1, 2,
  // 13 GoCreate, GoStart, GoEnd, GoStop, GoSched, GoPreempt, GoSleep, GoBlock, GoUnblock
  3, 2, 0, 1, 1, 1, 1, 1, 3,
  // 22 GoBlockSend, Recv, Select, Sync, Cond, Net, 28 GoSysCall, GoSysExit, GoSysBlock, GoWaiting, GoInSyscall
  1, 1, 1, 1, 1, 1, 1, 3, 0, 1, 1,
  // 33 HeapAlloc, HeapGoal, TimerGoroutine, FutileWakeup, String
  1, 1, 255, 0, 255,
  // 38 GoStartLocal, GoUnblockLocal, GoSysExitLocal, GoStartLabel, GoBlockGC, GCMarkAssistStart, GCMarkAssistDone
  1, 2, 2, 3, 1, 1, 0,
  // 45 UserTaskCreate, UserTaskEnd, UserRegion, UserLog, CPUSample
  4, 2, 4, 3, 4,
]);

/** The two bits above the event number: how many numbers follow besides the first; LENGTH_PREFIXED = bytes are counted. */
export const LENGTH_PREFIXED = 3;
/** First byte of a batch. It cannot begin any other event, so it is what is looked for after damage. */
export const BATCH_BYTE = Ev.Batch | (1 << 6);

/** valid[b] = 1 if an event of this header may begin with byte b: its number is known and its count of arguments right. */
export function validFirstBytes(minor: number): Uint8Array {
  const valid = new Uint8Array(256);
  for (let type = 1; type < ARITY.length; type++) {
    if (type === Ev.CPUSample && minor < 19) continue;
    const arity = ARITY[type] as number;
    let code = Math.min(arity, LENGTH_PREFIXED);
    if (arity === NOT_TIMED) code = type === Ev.Batch ? 1 : type === Ev.Stack ? LENGTH_PREFIXED : 0;
    valid[type | (code << 6)] = 1;
  }
  return valid;
}

/**
 * Headers that can be read. Go 1.11 to 1.18 write 1.11, Go 1.19 and 1.20 write 1.19. The layout of 1.10 is that of 1.11
 * without user annotations; from 1.9 on backwards events have other arguments.
 */
export const KNOWN_MINORS: readonly number[] = [10, 11, 19, 21];

// Limits, so that no length of a damaged file makes us hold or copy much. Go: 1e6 bytes per string, 1000 frames, 2048 bytes
// of counted arguments; real stacks have 128 frames, whose addresses alone may take 1280 bytes.
export const MAX_STRING_BYTES = 1_000_000;
export const MAX_STACK_FRAMES = 1000;
export const MAX_COUNTED_BYTES = 65_536;
/** GOMAXPROCS has no limit any more; few machines have more processors, and each one costs a look where events wait. */
export const MAX_PROCS = 4096;

/** 2^64 - 1, "no processor", as it comes out of the decoder: doubles cannot tell it from its neighbours, and need not. */
export const isNone = (value: number): boolean => value >= 2 ** 63;

/** Why a goroutine leaves its processor, by event number, in the words of Go 1.22 and newer. */
export const BLOCK_REASON: Readonly<Record<number, string>> = {
  [Ev.GoStop]: 'forever',
  [Ev.GoSched]: 'runtime.Gosched',
  [Ev.GoPreempt]: 'preempted',
  [Ev.GoSleep]: 'sleep',
  [Ev.GoBlock]: '',
  [Ev.GoBlockSend]: 'chan send',
  [Ev.GoBlockRecv]: 'chan receive',
  [Ev.GoBlockSelect]: 'select',
  [Ev.GoBlockSync]: 'sync',
  [Ev.GoBlockCond]: 'sync.(*Cond).Wait',
  [Ev.GoBlockNet]: 'network',
  [Ev.GoBlockGC]: 'GC mark assist wait for work',
};

const STW_KINDS_21 = [
  'unknown',
  'GC mark termination',
  'GC sweep termination',
  'write heap dump',
  'goroutine profile',
  'goroutine profile cleanup',
  'all goroutines stack trace',
  'read mem stats',
  'AllThreadsSyscall',
  'GOMAXPROCS',
  'start trace',
  'stop trace',
  'CountPagesInUse (test)',
  'ReadMetricsSlow (test)',
  'ReadMemStatsSlow (test)',
  'PageCachePagesLeaked (test)',
  'ResetDebugLog (test)',
];

/** Why the world was stopped, in the words of Go 1.22 and newer. Before 1.21 only the two stops of a GC are told apart. */
export function stwKind(minor: number, kind: number): string {
  const words = minor >= 21 ? STW_KINDS_21 : STW_KINDS_21.slice(1, 3);
  return words[kind] ?? 'unknown';
}
