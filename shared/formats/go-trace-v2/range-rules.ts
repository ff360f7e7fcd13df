// Ranges of time: stop-the-world and mark assist on goroutines, sweep on processors, the GC mark phase for all.

import { EventKind, NONE, RangeScope } from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import { Advance, GcPhase, type Scheduler } from './scheduler';
import { OPEN_MARK_ASSIST, OPEN_STW, type ThreadState } from './scheduler-state';
import { spokenId } from './spoken';
import type { ThreadCursor } from './thread-cursor';
import { Ev } from './wire';

export function goRangeBegin(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  if (thread?.proc === undefined || g === undefined) return s.broken(cursor, 'on a thread that runs no goroutine');
  const stw = cursor.type === Ev.STWBegin;
  const bit = stw ? OPEN_STW : OPEN_MARK_ASSIST;
  if ((g.openRanges & bit) !== 0) return s.broken(cursor, `of goroutine ${spokenId(g.id)} inside another`);
  g.openRanges |= bit;
  if (stw) g.stwName = s.stwName(s.string(cursor.a0));
  const event = s.prepareOn(EventKind.RangeBegin, cursor, thread, s.stack(stw ? cursor.a1 : cursor.a0));
  s.emitRange(event, RangeScope.Goroutine, g.id, stw ? g.stwName : s.nameAssist);
  return Advance.Done;
}

export function goRangeEnd(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = thread?.goroutine;
  if (thread?.proc === undefined || g === undefined) return s.broken(cursor, 'on a thread that runs no goroutine');
  const stw = cursor.type === Ev.STWEnd;
  const bit = stw ? OPEN_STW : OPEN_MARK_ASSIST;
  const open = (g.openRanges & bit) !== 0;
  // One that began in an earlier generation: nothing says so of a stop-the-world.
  if (!open && !g.existed) return s.broken(cursor, `of goroutine ${spokenId(g.id)} without a beginning`);
  g.openRanges &= ~bit;
  const event = s.prepareOn(EventKind.RangeEnd, cursor, thread, NO_STACK);
  s.emitRange(event, RangeScope.Goroutine, g.id, stw ? (open ? g.stwName : s.nameStw) : s.nameAssist);
  return Advance.Done;
}

export function markAssistActive(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const g = s.goroutines.get(cursor.a0);
  if (g === undefined) return s.broken(cursor, `of the unknown goroutine ${spokenId(cursor.a0)}`);
  if ((g.openRanges & OPEN_MARK_ASSIST) !== 0)
    return s.broken(cursor, `of goroutine ${spokenId(g.id)}, which already is in one`);
  g.openRanges |= OPEN_MARK_ASSIST;
  const event = s.prepareOn(EventKind.RangeActive, cursor, thread, NO_STACK);
  s.emitRange(event, RangeScope.Goroutine, g.id, s.nameAssist);
  return Advance.Done;
}

/** The mark phase begins and ends on different threads: a sequence number chains its events. */
export function gc(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const { type } = cursor;
  const introduces = type === Ev.GCActive || (type === Ev.GCBegin && s.gcPhase === GcPhase.Unknown);
  if (introduces) {
    if (s.gcPhase !== GcPhase.Unknown) return s.broken(cursor, 'after other GC events of the generation');
  } else {
    if (cursor.a0 !== s.gcSequence + 1) return Advance.Wait;
    const expected = type === Ev.GCBegin ? GcPhase.Off : GcPhase.Mark;
    if (s.gcPhase !== expected) return s.broken(cursor, 'in the wrong phase of the GC');
    if (thread?.proc === undefined || thread.goroutine === undefined) {
      return s.broken(cursor, 'on a thread that runs no goroutine');
    }
  }
  s.gcSequence = cursor.a0;
  s.gcPhase = type === Ev.GCEnd ? GcPhase.Off : GcPhase.Mark;
  const kind =
    type === Ev.GCBegin ? EventKind.RangeBegin : type === Ev.GCEnd ? EventKind.RangeEnd : EventKind.RangeActive;
  const event = s.prepareOn(kind, cursor, thread, type === Ev.GCBegin ? s.stack(cursor.a1) : NO_STACK);
  s.emitRange(event, RangeScope.Global, NONE, s.nameMark);
  return Advance.Done;
}

export function sweep(s: Scheduler, cursor: ThreadCursor, thread: ThreadState | undefined): Advance {
  const { type } = cursor;
  const active = type === Ev.GCSweepActive;
  const p = active ? s.procs.get(cursor.a0) : thread?.proc;
  if (p === undefined || thread === undefined) return s.broken(cursor, 'without a processor');
  const mustBeOpen = type === Ev.GCSweepEnd;
  if (p.sweeping !== mustBeOpen) {
    return s.broken(
      cursor,
      `on processor ${spokenId(p.id)}, which ${p.sweeping ? 'already sweeps' : 'does not sweep'}`,
    );
  }
  p.sweeping = type !== Ev.GCSweepEnd;
  const kind = active ? EventKind.RangeActive : p.sweeping ? EventKind.RangeBegin : EventKind.RangeEnd;
  const event = s.prepareOn(kind, cursor, thread, kind === EventKind.RangeBegin ? s.stack(cursor.a0) : NO_STACK);
  if (kind === EventKind.RangeEnd) {
    event.value = cursor.a0;
    event.value2 = cursor.a1;
  }
  s.emitRange(event, RangeScope.Proc, p.id, s.nameSweep);
  return Advance.Done;
}
