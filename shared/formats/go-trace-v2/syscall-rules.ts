// Syscalls: a goroutine keeps its thread, but its processor may be stolen meanwhile. And callbacks from C threads.

import { EventKind } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { GoState, ProcState as ProcView } from '../../model/states';
import { Advance, type Scheduler } from './scheduler';
import type { ThreadState } from './scheduler-state';
import { spokenId } from './spoken';
import type { ThreadCursor } from './thread-cursor';
import { GoStatus, ProcStatus } from './wire';

export function syscallBegin(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  const p = thread?.proc;
  if (thread === undefined || p === undefined || g === undefined || g.status !== GoStatus.Running) {
    return s.broken(cursor, 'on a thread that runs no goroutine');
  }
  if (!p.succeeds(s.generation.number, cursor.a0)) {
    return s.broken(cursor, `out of sequence on processor ${spokenId(p.id)}`);
  }
  const stack = s.stack(cursor.a1);
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, stack);
  g.status = GoStatus.Syscall;
  p.status = ProcStatus.Syscall;
  p.sequence = cursor.a0;
  s.emitGo(event, g, GoState.Running, GoState.Syscall, 0, stack);
  return Advance.Done;
}

export function syscallEnd(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  const p = thread?.proc;
  if (g === undefined || p === undefined || g.status !== GoStatus.Syscall || p.status !== ProcStatus.Syscall) {
    return s.broken(cursor, 'on a thread that is in no syscall');
  }
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  g.status = GoStatus.Running;
  p.status = ProcStatus.Running;
  s.emitGo(event, g, GoState.Syscall, GoState.Running, 0, NO_STACK);
  return Advance.Done;
}

/** The processor was taken away during the syscall, so as long as this thread still has it, the steal comes first. */
export function syscallEndBlocked(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  if (thread?.proc?.status === ProcStatus.Syscall) return Advance.Wait;
  const g = thread?.goroutine;
  if (thread === undefined || g === undefined || g.status !== GoStatus.Syscall) {
    return s.broken(cursor, 'on a thread that is in no syscall');
  }
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  g.status = GoStatus.Runnable;
  thread.goroutine = undefined;
  s.emitGo(event, g, GoState.Syscall, GoState.Runnable, 0, NO_STACK);
  return Advance.Done;
}

/** A callback from C on a thread that Go did not make: its goroutine appears in a syscall, created by nobody. */
export function goCreateSyscall(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  if (thread === undefined || thread.goroutine !== undefined) {
    return s.broken(cursor, 'on a thread that already has a goroutine');
  }
  const id = cursor.a0;
  if (s.goroutines.has(id)) return s.broken(cursor, `of goroutine ${spokenId(id)}, which exists`);
  const g = s.newGoroutine(id, GoStatus.Syscall);
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  thread.goroutine = g;
  s.emitGo(event, g, GoState.NotExist, GoState.Syscall, 0, NO_STACK);
  return Advance.Done;
}

export function goDestroySyscall(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  if (thread === undefined || g === undefined || g.status !== GoStatus.Syscall) {
    return s.broken(cursor, 'on a thread without a goroutine in a syscall');
  }
  const p = thread.proc;
  if (p !== undefined) {
    if (p.status !== ProcStatus.Syscall)
      return s.broken(cursor, `while processor ${spokenId(p.id)} is not in a syscall`);
    // The thread's id may be used again: let go of the processor here, as if it were stolen.
    p.status = ProcStatus.SyscallAbandoned;
    const steal = s.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
    s.emitProc(steal, p.id, ProcView.Running, ProcView.Idle);
  }
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  s.goroutines.delete(g.id);
  thread.goroutine = undefined;
  thread.leave();
  s.emitGo(event, g, GoState.Syscall, GoState.NotExist, 0, NO_STACK);
  return Advance.Done;
}
