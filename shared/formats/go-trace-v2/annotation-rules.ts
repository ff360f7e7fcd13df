// Marks of the running goroutine (labels, tasks, regions, logs), metrics, and experimental events.

import { EventKind, NONE } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { Advance, type Scheduler } from './scheduler';
import type { ThreadState } from './scheduler-state';
import type { ThreadCursor } from './thread-cursor';
import { Ev, isNone } from './wire';

export function metric(
  s: Scheduler,
  cursor: ThreadCursor,
  thread: ThreadState | undefined,
  name: number,
  needsGoroutine: boolean,
): Advance {
  if (thread?.proc === undefined || (needsGoroutine && thread.goroutine === undefined)) {
    return s.broken(cursor, 'on a thread without a processor');
  }
  const event = s.prepareOn(EventKind.Metric, cursor, thread, needsGoroutine ? s.stack(cursor.a1) : NO_STACK);
  event.name = name;
  event.value = cursor.a0;
  s.sink(event);
  return Advance.Done;
}

export function allocFree(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  if (thread === undefined) return s.broken(cursor, 'without a thread');
  const event = s.prepareOn(EventKind.Experimental, cursor, thread, NO_STACK);
  event.name = s.namesAllocFree[cursor.type - Ev.FirstAllocFree] ?? 0;
  s.sink(event);
  return Advance.Done;
}

/** Labels, tasks, regions, logs: marks of the running goroutine. */
export function annotation(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  if (thread?.proc === undefined || thread.goroutine === undefined) {
    return s.broken(cursor, 'on a thread that runs no goroutine');
  }
  const task = isNone(cursor.a0) ? NONE : cursor.a0;
  switch (cursor.type) {
    case Ev.GoLabel: {
      const event = s.prepareOn(EventKind.Label, cursor, thread, NO_STACK);
      event.id = thread.goroutine.id;
      event.name = s.string(cursor.a0);
      s.sink(event);
      return Advance.Done;
    }
    case Ev.UserTaskBegin: {
      // Parent 0 means none here, not the background task.
      const parent = cursor.a1 === 0 || isNone(cursor.a1) ? NONE : cursor.a1;
      const name = s.string(cursor.a2);
      return s.emitTask(s.prepareOn(EventKind.TaskBegin, cursor, thread, s.stack(cursor.a3)), task, parent, name);
    }
    case Ev.UserTaskEnd: {
      // Name and parent are those of its beginning, perhaps generations ago: see continuity.ts.
      const event = s.prepareOn(EventKind.TaskEnd, cursor, thread, s.stack(cursor.a1));
      return s.emitTask(event, task, NONE, 0);
    }
    case Ev.UserRegionBegin:
    case Ev.UserRegionEnd: {
      const kind = cursor.type === Ev.UserRegionBegin ? EventKind.RegionBegin : EventKind.RegionEnd;
      const event = s.prepareOn(kind, cursor, thread, s.stack(cursor.a2));
      event.id = task;
      event.name = s.string(cursor.a1);
      s.sink(event);
      return Advance.Done;
    }
    case Ev.UserLog: {
      const event = s.prepareOn(EventKind.Log, cursor, thread, s.stack(cursor.a3));
      event.id = task;
      event.name = s.string(cursor.a1);
      event.value = s.string(cursor.a2);
      s.sink(event);
      return Advance.Done;
    }
    default:
      return s.broken(cursor, 'is not expected here');
  }
}
