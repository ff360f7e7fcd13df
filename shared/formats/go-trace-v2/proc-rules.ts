// When processor events may happen and what they change: start, stop, steal, status.

import { ABANDONED, EventKind, NONE } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { ProcState as ProcView } from '../../model/states';
import { Advance, type Scheduler } from './scheduler';
import { isProcStatus, ProcState, type ThreadState } from './scheduler-state';
import { spokenId } from './spoken';
import type { ThreadCursor } from './thread-cursor';
import { ProcStatus } from './wire';

/** By status on the wire; 0 is never valid. */
const PROC_STATE = [ProcView.Undetermined, ProcView.Running, ProcView.Idle, ProcView.Running, ProcView.Idle] as const;
const PROC_STATE_WORD = ['unknown', 'running', 'idle', 'in a syscall', 'abandoned in a syscall'];

export function procStart(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const p = s.procs.get(cursor.a0);
  if (
    p === undefined ||
    p.status !== ProcStatus.Idle ||
    !p.succeeds(s.generation.number, cursor.a1) ||
    thread?.proc !== undefined
  ) {
    return Advance.Wait;
  }
  if (thread === undefined) return s.broken(cursor, 'without a thread');
  const event = s.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
  p.status = ProcStatus.Running;
  p.sequence = cursor.a1;
  thread.take(p);
  s.emitProc(event, p.id, ProcView.Idle, ProcView.Running);
  return Advance.Done;
}

export function procStop(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const p = thread?.proc;
  if (thread === undefined || p === undefined || (p.status !== ProcStatus.Running && p.status !== ProcStatus.Syscall)) {
    return s.broken(cursor, 'on a thread without a running processor');
  }
  const event = s.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
  p.status = ProcStatus.Idle;
  thread.leave();
  s.emitProc(event, p.id, ProcView.Running, ProcView.Idle);
  return Advance.Done;
}

export function procSteal(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const p = s.procs.get(cursor.a0);
  if (
    p === undefined ||
    (p.status !== ProcStatus.Syscall && p.status !== ProcStatus.SyscallAbandoned) ||
    !p.succeeds(s.generation.number, cursor.a1)
  ) {
    return Advance.Wait;
  }
  if (thread === undefined) return s.broken(cursor, 'without a thread');
  const abandoned = p.status === ProcStatus.SyscallAbandoned;
  const from = cursor.a2;
  if (!abandoned) {
    const holder = from === thread.id ? thread : s.threads.get(from);
    if (holder?.proc !== p)
      return s.broken(cursor, `of processor ${spokenId(p.id)} from thread ${spokenId(from)}, which does not have it`);
  }
  const event = s.prepareOn(EventKind.ProcTransition, cursor, thread, NO_STACK);
  p.status = ProcStatus.Idle;
  p.sequence = cursor.a1;
  // Of an abandoned processor nobody knows the thread: it may have moved on.
  if (!abandoned) s.thread(from).leave();
  if (abandoned) event.value = ABANDONED;
  s.emitProc(event, p.id, abandoned ? ProcView.Idle : ProcView.Running, ProcView.Idle);
  return Advance.Done;
}

export function procStatus(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const id = cursor.a0;
  const status = cursor.a1;
  if (!isProcStatus(status))
    return s.broken(cursor, `of processor ${spokenId(id)} with the unknown status ${spokenId(status)}`);
  let from: number = PROC_STATE[status] as number;
  let to: number = from;
  let context: ThreadState | undefined = thread;
  let p = s.procs.get(id);
  if (p === undefined) {
    p = new ProcState(id, status, s.generation.number);
    s.procs.set(id, p);
    from = ProcView.Undetermined;
  } else {
    if (status === ProcStatus.SyscallAbandoned && p.status === ProcStatus.Syscall) {
      // It is about to be stolen, and this event was written by the thief: show it on the thread that holds it.
      from = ProcView.Running;
      to = ProcView.Running;
      context = p.holder;
      if (context === undefined)
        return s.broken(cursor, `of processor ${spokenId(id)} in a syscall that no thread is in`);
    } else if (p.status !== status) {
      return s.broken(
        cursor,
        `says ${PROC_STATE_WORD[status]} of processor ${spokenId(id)}, which is ${PROC_STATE_WORD[p.status]}`,
      );
    }
    p.generation = s.generation.number;
    p.sequence = 0;
  }
  const event = s.prepare(
    EventKind.ProcTransition,
    cursor.timeNs,
    context?.id ?? NONE,
    context?.proc?.id ?? NONE,
    context?.goroutine?.id ?? NONE,
    NO_STACK,
  );
  if (thread !== undefined && (status === ProcStatus.Running || status === ProcStatus.Syscall)) thread.take(p);
  if (status === ProcStatus.SyscallAbandoned) event.value = ABANDONED;
  s.emitProc(event, id, from, to);
  return Advance.Done;
}
