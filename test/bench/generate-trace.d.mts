// Types of generate-trace.mjs.

export interface TraceToMake {
  /** The file to write; one that is there is replaced. */
  readonly path: string;
  /** Size to reach; the file is larger by the tables of its last generation (some 50 KB). */
  readonly bytes: number;
  readonly seed?: number;
  readonly procs?: number;
  readonly generationNs?: number;
  /**
   * Hears of every change of a goroutine, and of the first state of those that are there when the trace begins.
   * `state`: 0 gone, 1 runnable, 2 running, 3 syscall, 4 waiting. `timeNs`: since the trace began.
   */
  readonly observe?: (id: number, state: number, timeNs: number) => void;
}

export interface MadeTrace {
  readonly goroutines: number;
  /** Changes of goroutines' states; first statuses are none. */
  readonly transitions: number;
  /** Events of threads, statuses included. */
  readonly events: number;
  readonly generations: number;
  readonly spanNs: number;
  readonly bytes: number;
}

export function generateTrace(options: TraceToMake): MadeTrace;
