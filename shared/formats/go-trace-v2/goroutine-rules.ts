// When goroutine events may happen and what they change: creation, start, block, wake, coroutine switch, status.

import { EventKind, NONE } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { GoState } from '../../model/states';
import { Advance, type Scheduler } from './scheduler';
import { isGoStatus, type ThreadState } from './scheduler-state';
import { spokenId } from './spoken';
import type { ThreadCursor } from './thread-cursor';
import { Ev, GoStatus, isNone } from './wire';

/** By status on the wire; 0 is never valid. */
const GO_STATE = [GoState.Undetermined, GoState.Runnable, GoState.Running, GoState.Syscall, GoState.Waiting] as const;
const GO_STATE_WORD = ['unknown', 'runnable', 'running', 'in a syscall', 'waiting'];

export function goStart(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = s.goroutines.get(cursor.a0);
  if (g === undefined || g.status !== GoStatus.Runnable || !g.succeeds(s.generation.number, cursor.a1)) {
    return Advance.Wait;
  }
  if (thread?.proc === undefined || thread.goroutine !== undefined) {
    return s.broken(cursor, `of goroutine ${spokenId(g.id)} on a thread that is not free to run it`);
  }
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  g.status = GoStatus.Running;
  g.sequence = cursor.a1;
  thread.goroutine = g;
  s.emitGo(event, g, GoState.Runnable, GoState.Running, 0, NO_STACK);
  return Advance.Done;
}

/** GoBlock, GoStop, GoDestroy: the running goroutine leaves its thread. */
export function goStopExec(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  if (thread === undefined || thread.proc === undefined || g === undefined || g.status !== GoStatus.Running) {
    return s.broken(cursor, 'on a thread that runs no goroutine');
  }
  if (cursor.type === Ev.GoDestroy) {
    const event = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
    s.goroutines.delete(g.id);
    thread.goroutine = undefined;
    s.emitGo(event, g, GoState.Running, GoState.NotExist, 0, NO_STACK);
    return Advance.Done;
  }
  const stack = s.stack(cursor.a1);
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, stack);
  const blocks = cursor.type === Ev.GoBlock;
  g.status = blocks ? GoStatus.Waiting : GoStatus.Runnable;
  thread.goroutine = undefined;
  const to = blocks ? GoState.Waiting : GoState.Runnable;
  s.emitGo(event, g, GoState.Running, to, s.string(cursor.a0), stack);
  return Advance.Done;
}

export function goUnblock(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = s.goroutines.get(cursor.a0);
  if (g === undefined || g.status !== GoStatus.Waiting || !g.succeeds(s.generation.number, cursor.a1)) {
    return Advance.Wait;
  }
  g.status = GoStatus.Runnable;
  g.sequence = cursor.a1;
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, s.stack(cursor.a2));
  s.emitGo(event, g, GoState.Waiting, GoState.Runnable, 0, NO_STACK);
  return Advance.Done;
}

export function goCreate(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  if (thread?.proc === undefined) return s.broken(cursor, 'on a thread without a processor');
  if (thread.goroutine !== undefined && thread.goroutine.status !== GoStatus.Running) {
    return s.broken(cursor, 'by a goroutine that does not run');
  }
  const id = cursor.a0;
  if (s.goroutines.has(id)) return s.broken(cursor, `of goroutine ${spokenId(id)}, which exists`);
  const blocked = cursor.type === Ev.GoCreateBlocked;
  const status = blocked ? GoStatus.Waiting : GoStatus.Runnable;
  const g = s.newGoroutine(id, status);
  const event = s.prepareOn(EventKind.GoTransition, cursor, thread, s.stack(cursor.a2));
  const to = blocked ? GoState.Waiting : GoState.Runnable;
  event.value = thread.goroutine?.slot ?? NONE;
  s.emitGo(event, g, GoState.NotExist, to, 0, s.stack(cursor.a1));
  return Advance.Done;
}

/** A coroutine switch is three things at once: the next goroutine wakes, this one blocks or ends, the next one runs. */
export function goSwitch(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  if (thread === undefined || thread.proc === undefined || g === undefined || g.status !== GoStatus.Running) {
    return s.broken(cursor, 'on a thread that runs no goroutine');
  }
  const next = s.goroutines.get(cursor.a0);
  if (next === undefined || next.status !== GoStatus.Waiting || !next.succeeds(s.generation.number, cursor.a1)) {
    return Advance.Wait;
  }
  const wakes = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  s.emitGo(wakes, next, GoState.Waiting, GoState.Runnable, 0, NO_STACK);
  const leaves = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  if (cursor.type === Ev.GoSwitch) {
    g.status = GoStatus.Waiting;
    s.emitGo(leaves, g, GoState.Running, GoState.Waiting, 0, NO_STACK);
  } else {
    s.goroutines.delete(g.id);
    s.emitGo(leaves, g, GoState.Running, GoState.NotExist, 0, NO_STACK);
  }
  thread.goroutine = undefined;
  const starts = s.prepareOn(EventKind.GoTransition, cursor, thread, NO_STACK);
  next.status = GoStatus.Running;
  next.sequence = cursor.a1;
  thread.goroutine = next;
  s.emitGo(starts, next, GoState.Runnable, GoState.Running, 0, NO_STACK);
  return Advance.Done;
}

export function goStatus(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const id = cursor.a0;
  const status = cursor.a2;
  if (!isGoStatus(status))
    return s.broken(cursor, `of goroutine ${spokenId(id)} with the unknown status ${spokenId(status)}`);
  const to = GO_STATE[status] as number;
  let from = to;
  let g = s.goroutines.get(id);
  if (g === undefined) {
    g = s.newGoroutine(id, status);
    g.existed = true;
    from = GoState.Undetermined;
  } else if (g.status !== status) {
    return s.broken(
      cursor,
      `says ${GO_STATE_WORD[status]} of goroutine ${spokenId(id)}, which is ${GO_STATE_WORD[g.status]}`,
    );
  } else {
    g.sequence = 0;
  }
  const stack = cursor.type === Ev.GoStatusStack ? s.stack(cursor.a3) : NO_STACK;
  let m = cursor.thread;
  let contextGoroutine = thread?.goroutine;
  if (status === GoStatus.Syscall) {
    // A syscall is bound to the thread that the event names, which need not be the one that wrote it.
    const named = isNone(cursor.a1) ? NONE : cursor.a1;
    if (named === NONE) return s.broken(cursor, `of goroutine ${spokenId(id)} in a syscall without a thread`);
    if (named !== cursor.thread) {
      const known = s.threads.get(named);
      if (known?.goroutine === undefined) s.thread(named).goroutine = g;
      else if (known.goroutine !== g)
        return s.broken(cursor, `of goroutine ${spokenId(id)} on another thread than it is on`);
      // A thread seen for the first time has no goroutine before this event.
      contextGoroutine = known?.goroutine ?? contextGoroutine;
      m = named;
    }
  }
  const event = s.prepare(
    EventKind.GoTransition,
    cursor.timeNs,
    m,
    thread?.proc?.id ?? NONE,
    contextGoroutine?.id ?? NONE,
    stack,
  );
  if (thread !== undefined && (status === GoStatus.Running || (status === GoStatus.Syscall && m === thread.id))) {
    thread.goroutine = g;
  }
  s.emitGo(event, g, from, to, 0, stack);
  return Advance.Done;
}
