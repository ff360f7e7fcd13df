// The part of Go's scheduler that a trace shows: processors, threads and goroutines, and the events of each change. What
// the goroutines want is decided by the program (program.mjs); here every change is legal and every status is told once
// per generation, by the first event that names its goroutine, or at the end of the generation by a batch of no thread.

import { NO_THREAD } from './trace-writer.mjs';

export const Ev = {
  ProcsChange: 9,
  ProcStart: 10,
  ProcStop: 11,
  ProcSteal: 12,
  ProcStatus: 13,
  GoCreate: 14,
  GoStart: 16,
  GoDestroy: 17,
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  GoSyscallEnd: 23,
  GoSyscallEndBlocked: 24,
  STWBegin: 26,
  STWEnd: 27,
  GCActive: 28,
  GCBegin: 29,
  GCEnd: 30,
  GCSweepBegin: 32,
  GCSweepEnd: 33,
  GCMarkAssistBegin: 35,
  GCMarkAssistEnd: 36,
  HeapAlloc: 37,
  HeapGoal: 38,
  UserTaskBegin: 40,
  UserTaskEnd: 41,
  UserRegionBegin: 42,
  UserRegionEnd: 43,
  UserLog: 44,
  GoStatusStack: 48,
};

/** States of goroutines as the wire numbers them; Gone is ours. */
export const Go = { Gone: 0, Runnable: 1, Running: 2, Syscall: 3, Waiting: 4 };
const Proc = { Running: 1, Idle: 2, Syscall: 3 };

const FIRST_THREAD = 4000;

/**
 * `observe(goroutine id, state, tick)` hears of every change of a goroutine; what it is told is what the file says.
 * A goroutine is `{id, root, state, seq, told, thread, ...}`: `seq` and `told` belong to the generation.
 */
export function createScheduler({ writer, catalogue, procs: procCount, observe, startTick }) {
  let tick = startTick;
  let generation = 0;
  let nextId = 1;
  let nextThread = FIRST_THREAD;
  const spareThreads = [];
  const live = new Set();
  const totals = { goroutines: 0, transitions: 0, events: 0 };
  /** Runnable goroutines: a queue whose front moves; the dead part is cut off now and then. */
  let queue = [];
  let front = 0;
  const procs = Array.from({ length: procCount }, (_, id) => ({
    id,
    thread: nextThread++,
    state: Proc.Idle,
    seq: 0,
    goroutine: undefined,
  }));

  const emit = (thread, type, a, b, c, d) => {
    totals.events++;
    writer.event(thread, tick, type, a, b, c, d);
  };
  const change = (goroutine, state) => {
    goroutine.state = state;
    totals.transitions++;
    observe?.(goroutine.id, state, tick);
  };
  const tell = (goroutine, thread) => {
    if (goroutine.told === generation) return;
    goroutine.told = generation;
    goroutine.seq = 0;
    const bound = goroutine.state === Go.Running || goroutine.state === Go.Syscall;
    const stack = catalogue.stack(goroutine.root, 0);
    emit(thread, Ev.GoStatusStack, goroutine.id, bound ? goroutine.thread : NO_THREAD, goroutine.state, stack);
  };
  const enqueue = (goroutine) => void queue.push(goroutine);
  const dequeue = () => {
    if (front === queue.length) return undefined;
    const goroutine = queue[front++];
    if (front > 1024 && front * 2 > queue.length) {
      queue = queue.slice(front);
      front = 0;
    }
    return goroutine;
  };
  const add = (root, state) => {
    const goroutine = { id: nextId++, root, state, seq: 0, told: 0, thread: 0 };
    live.add(goroutine);
    totals.goroutines++;
    return goroutine;
  };
  const leave = (proc, state) => {
    const { goroutine } = proc;
    proc.goroutine = undefined;
    change(goroutine, state);
    return goroutine;
  };

  return {
    procs,
    live,
    totals,
    get tick() {
      return tick;
    },
    advance(ticks) {
      tick += ticks;
    },
    isIdle: (proc) => proc.state === Proc.Idle,
    inSyscall: (proc) => proc.state === Proc.Syscall,
    hasRunnable: () => front < queue.length,
    emit: (proc, type, a, b, c, d) => emit(proc.thread, type, a, b, c, d),

    /** One that is there when the trace begins. Its state is told in the first generation. */
    existing(root, state) {
      const goroutine = add(root, state);
      observe?.(goroutine.id, state, tick);
      if (state === Go.Runnable) enqueue(goroutine);
      return goroutine;
    },
    create(proc, root, path) {
      const goroutine = add(root, Go.Runnable);
      goroutine.told = generation;
      emit(
        proc.thread,
        Ev.GoCreate,
        goroutine.id,
        catalogue.stack(root, 0),
        catalogue.stack(proc.goroutine.root, path),
      );
      change(goroutine, Go.Runnable);
      enqueue(goroutine);
      return goroutine;
    },
    startProc(proc) {
      emit(proc.thread, Ev.ProcStart, proc.id, ++proc.seq);
      proc.state = Proc.Running;
    },
    stopProc(proc) {
      emit(proc.thread, Ev.ProcStop);
      proc.state = Proc.Idle;
    },
    /** Runs the first goroutine of the queue. */
    start(proc) {
      const goroutine = dequeue();
      tell(goroutine, proc.thread);
      emit(proc.thread, Ev.GoStart, goroutine.id, ++goroutine.seq);
      goroutine.thread = proc.thread;
      proc.goroutine = goroutine;
      change(goroutine, Go.Running);
    },
    /** `path`: call path of the waker, undefined = woken by the runtime, without a stack. */
    unblock(proc, goroutine, path) {
      tell(goroutine, proc.thread);
      const stack = path === undefined ? 0 : catalogue.stack(proc.goroutine.root, path);
      emit(proc.thread, Ev.GoUnblock, goroutine.id, ++goroutine.seq, stack);
      change(goroutine, Go.Runnable);
      enqueue(goroutine);
    },
    block(proc, reason, path) {
      emit(proc.thread, Ev.GoBlock, catalogue.string(reason), catalogue.stack(proc.goroutine.root, path));
      leave(proc, Go.Waiting);
    },
    stop(proc, reason, path) {
      emit(proc.thread, Ev.GoStop, catalogue.string(reason), catalogue.stack(proc.goroutine.root, path));
      enqueue(leave(proc, Go.Runnable));
    },
    destroy(proc) {
      emit(proc.thread, Ev.GoDestroy);
      live.delete(leave(proc, Go.Gone));
    },
    beginSyscall(proc, path) {
      emit(proc.thread, Ev.GoSyscallBegin, ++proc.seq, catalogue.stack(proc.goroutine.root, path));
      proc.state = Proc.Syscall;
      change(proc.goroutine, Go.Syscall);
    },
    endSyscall(proc) {
      emit(proc.thread, Ev.GoSyscallEnd);
      proc.state = Proc.Running;
      change(proc.goroutine, Go.Running);
    },
    /** Another thread takes the processor and goes on with it; returns the goroutine, which stays in its syscall. */
    steal(proc) {
      const { goroutine, thread } = proc;
      proc.thread = spareThreads.pop() ?? nextThread++;
      proc.goroutine = undefined;
      emit(proc.thread, Ev.ProcSteal, proc.id, ++proc.seq, thread);
      emit(proc.thread, Ev.ProcStart, proc.id, ++proc.seq);
      proc.state = Proc.Running;
      return goroutine;
    },
    /** The end of a syscall whose processor was taken: its thread is free then. */
    endBlockedSyscall(goroutine) {
      tell(goroutine, goroutine.thread);
      emit(goroutine.thread, Ev.GoSyscallEndBlocked);
      spareThreads.push(goroutine.thread);
      change(goroutine, Go.Runnable);
      enqueue(goroutine);
    },

    beginGeneration() {
      generation++;
      catalogue.nextGeneration();
      writer.beginGeneration(generation, tick);
      for (const proc of procs) {
        proc.seq = 0;
        emit(proc.thread, Ev.ProcStatus, proc.id, proc.state);
        if (proc.goroutine !== undefined) tell(proc.goroutine, proc.thread);
      }
      return generation;
    },
    endGeneration() {
      for (const goroutine of live) {
        if (goroutine.told === generation) continue;
        // A tick each: readers move equal times apart, and hundreds of equal ones would push what follows out of its place.
        tick++;
        tell(goroutine, NO_THREAD);
      }
      tick++;
      writer.endGeneration(tick, catalogue.stacks(), catalogue.strings());
      tick++;
    },
  };
}
