// What the simulated program does: pairs that hand a value to and fro, workers on a mutex, short-lived goroutines by the
// thousand, file readers in syscalls, allocation with garbage collection, orders with tasks and regions, and some that
// wait for ever. Each role is a function that does one step of a running goroutine.

import { Ev, Go } from './scheduler.mjs';
import { createTimers } from './timers.mjs';

export const ROLES = ['pair', 'worker', 'spawner', 'short', 'reader', 'allocator', 'order', 'ghost'];
const ROOTS = [
  'main.pair',
  'main.worker',
  'main.spawn',
  'main.many.func1',
  'main.readFiles',
  'main.grow',
  'main.order',
  'main.leak',
];
export const START_FUNCTIONS = ROOTS;

const PAIR_WAITS = ['chan receive', 'chan send', 'select', 'sync', 'sync.(*Cond).Wait', 'network'];
const GHOST_WAITS = ['chan receive', 'select', 'chan send', 'sync'];
const TEXTS = [
  ...PAIR_WAITS,
  'sleep',
  'preempted',
  'runtime.Gosched',
  'forever',
  'GC sweep termination',
  'GC mark termination',
  'place order',
  'check stock',
  'charge card',
  'order',
  'accepted',
  'refused',
];
export const PROGRAM_TEXTS = TEXTS;

const role = Object.fromEntries(ROLES.map((name, index) => [name, index]));
const MICROSECOND = 1000 / 64;
const MILLISECOND = 1000 * MICROSECOND;
/** More short-lived ones at once and their spawners sleep. */
const MOST_SHORT = 1500;
const HEAP_AFTER_GC = 24 << 20;
const HEAP_GOAL = 48 << 20;
const BATCH_OF_SHORT = 16;

/** `next(n)`: a random number below n. Returns what a step of the whole program is: `step()`. */
export function createProgram({ scheduler, catalogue, next }) {
  const timers = createTimers();
  const syscalls = createTimers();
  const { procs } = scheduler;
  const path = () => 1 + next(catalogue.paths - 1);
  const text = catalogue.string;
  const stack = (goroutine) => catalogue.stack(goroutine.root, path());
  let short = 0;
  let heap = HEAP_AFTER_GC;
  let gc = 'off';
  let gcEndTick = 0;
  let gcSeq = 0;
  let nextTask = 1;
  let toldProcs = 0;
  let toldGc = 0;

  const sleep = (proc, reason, ticks) => {
    timers.add(proc.goroutine, scheduler.tick + Math.ceil(ticks));
    scheduler.block(proc, reason, path());
  };
  const stopTheWorld = (proc, kind) => {
    scheduler.emit(proc, Ev.STWBegin, text(kind), stack(proc.goroutine));
    scheduler.advance(200 + next(2000));
    scheduler.emit(proc, Ev.STWEnd);
  };
  const beginGc = (proc) => {
    stopTheWorld(proc, 'GC sweep termination');
    scheduler.emit(proc, Ev.GCBegin, ++gcSeq, stack(proc.goroutine));
    gc = 'marking';
    gcEndTick = scheduler.tick + (4 + next(12)) * MILLISECOND;
  };
  const endGc = (proc) => {
    stopTheWorld(proc, 'GC mark termination');
    scheduler.emit(proc, Ev.GCEnd, ++gcSeq);
    gc = 'off';
    heap = HEAP_AFTER_GC + next(4 << 20);
    scheduler.emit(proc, Ev.HeapAlloc, heap);
    scheduler.emit(proc, Ev.HeapGoal, HEAP_GOAL + next(1 << 20));
  };

  const steps = {
    [role.pair](proc, me) {
      const { partner } = me;
      if (partner.state === Go.Waiting && next(8) > 0) {
        scheduler.unblock(proc, partner, path());
        scheduler.advance(next(4));
        scheduler.block(proc, me.reason, path());
      } else scheduler.stop(proc, 'runtime.Gosched', path());
    },
    [role.worker](proc) {
      const what = next(10);
      if (what < 6) scheduler.stop(proc, what < 2 ? 'preempted' : 'runtime.Gosched', path());
      else sleep(proc, 'sync', (5 + next(200)) * MICROSECOND);
    },
    [role.spawner](proc) {
      if (short > MOST_SHORT) return sleep(proc, 'sleep', (1 + next(3)) * MILLISECOND);
      for (let i = next(BATCH_OF_SHORT); i >= 0; i--) {
        scheduler.create(proc, role.short, path()).left = next(3);
        short++;
        scheduler.advance(1 + next(6));
      }
      sleep(proc, 'sync', (20 + next(200)) * MICROSECOND);
    },
    [role.short](proc, me) {
      if (me.left-- > 0) return sleep(proc, next(2) === 0 ? 'sync' : 'chan receive', (2 + next(500)) * MICROSECOND);
      short--;
      scheduler.destroy(proc);
    },
    [role.reader](proc, me) {
      if (next(6) === 0) return sleep(proc, 'sleep', 100 * MICROSECOND);
      // One in fifteen takes so long that the processor is taken away.
      me.returnTick = scheduler.tick + (next(15) === 0 ? 40 + next(400) : 1 + next(20)) * MICROSECOND;
      scheduler.beginSyscall(proc, path());
    },
    [role.allocator](proc, me) {
      heap += 8192 * (1 + next(32));
      scheduler.emit(proc, Ev.HeapAlloc, heap);
      if (gc === 'marking' && next(3) === 0) {
        scheduler.emit(proc, Ev.GCMarkAssistBegin, stack(me));
        scheduler.advance(next(300));
        scheduler.emit(proc, Ev.GCMarkAssistEnd);
      } else if (gc === 'off' && next(4) === 0) {
        scheduler.emit(proc, Ev.GCSweepBegin, stack(me));
        scheduler.advance(next(60));
        scheduler.emit(proc, Ev.GCSweepEnd, 8192, 4096);
      }
      if (gc === 'off' && heap > HEAP_GOAL) beginGc(proc);
      else if (gc === 'marking' && scheduler.tick > gcEndTick) endGc(proc);
      if (next(3) === 0) sleep(proc, 'sleep', (10 + next(90)) * MICROSECOND);
    },
    [role.order](proc, me) {
      const at = me.at ?? 0;
      me.at = (at + 1) % 5;
      if (at === 0) {
        me.task = nextTask++;
        return scheduler.emit(proc, Ev.UserTaskBegin, me.task, 0, text('place order'), stack(me));
      }
      if (at === 1 || at === 2) {
        scheduler.emit(proc, Ev.UserRegionBegin, me.task, text(at === 1 ? 'check stock' : 'charge card'), stack(me));
        return sleep(proc, 'network', (20 + next(300)) * MICROSECOND);
      }
      if (at === 3) {
        scheduler.emit(
          proc,
          Ev.UserLog,
          me.task,
          text('order'),
          text(next(9) === 0 ? 'refused' : 'accepted'),
          stack(me),
        );
        scheduler.emit(proc, Ev.UserRegionEnd, me.task, text('charge card'), stack(me));
        return scheduler.emit(proc, Ev.UserRegionEnd, me.task, text('check stock'), stack(me));
      }
      scheduler.emit(proc, Ev.UserTaskEnd, me.task, stack(me));
      sleep(proc, 'sleep', (50 + next(500)) * MICROSECOND);
    },
    [role.ghost](proc, me) {
      scheduler.block(proc, me.reason, path());
    },
  };

  function act(proc) {
    if (scheduler.isIdle(proc)) {
      if (scheduler.hasRunnable()) scheduler.startProc(proc);
      return;
    }
    const { goroutine } = proc;
    if (scheduler.inSyscall(proc)) {
      if (scheduler.tick >= goroutine.returnTick) scheduler.endSyscall(proc);
      else if (goroutine.returnTick - scheduler.tick > 20 * MICROSECOND) {
        syscalls.add(scheduler.steal(proc), goroutine.returnTick);
      }
      return;
    }
    const due = timers.takeDue(scheduler.tick);
    if (due !== undefined) return scheduler.unblock(proc, due, undefined);
    if (goroutine === undefined) return scheduler.hasRunnable() ? scheduler.start(proc) : scheduler.stopProc(proc);
    steps[goroutine.root](proc, goroutine);
  }

  return {
    /** Everybody who is there when the trace begins. */
    populate({ pairs, workers, spawners, readers, allocators, orders, ghosts }) {
      for (let i = 0; i < pairs; i++) {
        const a = scheduler.existing(role.pair, Go.Runnable);
        const b = scheduler.existing(role.pair, Go.Waiting);
        Object.assign(a, { partner: b, reason: PAIR_WAITS[i % PAIR_WAITS.length] });
        Object.assign(b, { partner: a, reason: PAIR_WAITS[(i + 1) % PAIR_WAITS.length] });
      }
      const crowd = { worker: workers, spawner: spawners, reader: readers, allocator: allocators, order: orders };
      for (const [name, count] of Object.entries(crowd)) {
        for (let i = 0; i < count; i++) scheduler.existing(role[name], Go.Runnable);
      }
      for (let i = 0; i < ghosts; i++) {
        // Half of them get stuck within the trace, the others were stuck before it.
        const ghost = scheduler.existing(role.ghost, i % 2 === 0 ? Go.Runnable : Go.Waiting);
        ghost.reason = GHOST_WAITS[i % GHOST_WAITS.length];
      }
    },
    /** One step of one processor. */
    step(generation) {
      // Many events share a tick in real traces too.
      scheduler.advance(next(9));
      const back = syscalls.takeDue(scheduler.tick);
      if (back !== undefined) return scheduler.endBlockedSyscall(back);
      const proc = procs[next(procs.length)];
      if (proc.goroutine !== undefined && !scheduler.inSyscall(proc)) {
        if (toldProcs !== generation) {
          toldProcs = generation;
          return scheduler.emit(proc, Ev.ProcsChange, procs.length, stack(proc.goroutine));
        }
        if (toldGc !== generation) {
          toldGc = generation;
          // A mark phase that goes on is told again in every generation, before anything else of the GC.
          if (gc === 'marking') return scheduler.emit(proc, Ev.GCActive, ++gcSeq);
        }
      }
      act(proc);
    },
  };
}
