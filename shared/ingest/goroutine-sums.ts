// What a section of a trace counts of one goroutine on its own: over a stretch from one transition to a later one.

export interface GoroutineSums {
  readonly transitions: number;
  readonly runningNs: number;
  readonly runnableNs: number;
  readonly waitingNs: number;
  /** Finished syscalls: with the processor, and after it was taken away. */
  readonly syscallNs: number;
  readonly syscallBlockNs: number;
  /** First time it ran; NaN: not in this stretch. */
  readonly startNs: number;
  /** First stack that names a start function; NO_STACK if none. */
  readonly firstStack: number;
  /** State at the end of the stretch, its reason (string) and stack, and since when. */
  readonly state: number;
  readonly reason: number;
  readonly stack: number;
  /** KindColumns.wakerProc of the state at the end. */
  readonly wakerProc: number;
  readonly sinceNs: number;
  /** In a syscall: the processor it entered on, and when that was taken away (NaN: it was not). */
  readonly syscallProc: number;
  readonly blockedSinceNs: number;
  /** Waiting time by block reason (string). */
  readonly blocked: readonly (readonly [reason: number, ns: number])[];
}
