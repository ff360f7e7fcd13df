// The ordered events of a trace, as every format's reader delivers them and every indexer receives them.
//
// One TraceEvent object is reused for all events (a 60 MB trace has ten million): an indexer must copy what it keeps.
// Numbers follow Go's own reader: the same kinds, the same counts, the same context (m, p, g) per event.

export const EventKind = {
  Sync: 0,
  GoTransition: 1,
  ProcTransition: 2,
  Metric: 3,
  Label: 4,
  StackSample: 5,
  RangeBegin: 6,
  RangeActive: 7,
  RangeEnd: 8,
  TaskBegin: 9,
  TaskEnd: 10,
  RegionBegin: 11,
  RegionEnd: 12,
  Log: 13,
  Experimental: 14,
  /**
   * Not of the file: a part of it could not be read. `value` is the time of the last event before it, `timeNs` that of the
   * first one after it; nothing is known of what happened between. Status events introduce everything anew after it. `id` is
   * the byte offset of the generation where reading goes on, `from` its number.
   */
  Gap: 15,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];
/** Names as Go's reader prints them (both transitions are `StateTransition` there). */
export const EVENT_KIND_NAMES = [
  'Sync',
  'StateTransition',
  'StateTransition',
  'Metric',
  'Label',
  'StackSample',
  'RangeBegin',
  'RangeActive',
  'RangeEnd',
  'TaskBegin',
  'TaskEnd',
  'RegionBegin',
  'RegionEnd',
  'Log',
  'Experimental',
  'Gap',
] as const;

/** What a range belongs to. */
export const RangeScope = { Global: 0, Goroutine: 1, Proc: 2 } as const;
export type RangeScope = (typeof RangeScope)[keyof typeof RangeScope];

/**
 * ProcTransition: the status or the steal of a processor that was left in a syscall, by a section that cannot know whether it
 * still counted as running.
 */
export const ABANDONED = 1;

/** None: no thread, processor, goroutine, task or stack. */
export const NONE = -1;

export interface TraceEvent {
  kind: EventKind;
  /** Nanoseconds since the first event of the trace; strictly rising, as Go's reader adjusts equal times by +1 ns. */
  timeNs: number;
  /** Context in which the event happened: OS thread id, processor, goroutine id; NONE where there is none. */
  m: number;
  p: number;
  g: number;
  /** Stack of the event (the creator's, the blocker's …). */
  stack: number;
  /**
   * Transitions: goroutine or processor id. Ranges: id of the scope's goroutine or processor, NONE when global.
   * Tasks, regions, logs: task id (0 = background task, NONE = Go's "no task"). Label: goroutine. Sync: generation. Gap: byte offset.
   */
  id: number;
  /** Transitions: GoState or ProcState. TaskBegin/TaskEnd: `from` is the parent task or NONE. Ranges: `from` is the RangeScope. */
  from: number;
  to: number;
  /**
   * Number of this life of a goroutine within its section, from 0 in the order of appearance, so that tables by goroutine need no
   * look-up; an id that is used again has another. GoTransition: of the goroutine that changed. Others: of `g`, NONE if there is none.
   * Formats without sections have NONE.
   */
  slot: number;
  /** Transitions: stack of the goroutine that changed. For a created or newly seen one its outermost frame is the start function. */
  targetStack: number;
  /**
   * String index. Transitions: reason. Ranges, metrics, regions, tasks, labels, experimental: name. Log: category.
   */
  name: number;
  /** Metric: value. ProcTransition: ABANDONED or 0. GoTransition from NotExist: slot of the creator or NONE. Log: string index of the message. Sweep range end: bytes swept. */
  value: number;
  /** Sweep range end: bytes reclaimed. */
  value2: number;
}

export function createTraceEvent(): TraceEvent {
  return {
    kind: EventKind.Sync,
    timeNs: 0,
    m: NONE,
    p: NONE,
    g: NONE,
    stack: NONE,
    id: NONE,
    from: 0,
    to: 0,
    slot: NONE,
    targetStack: NONE,
    name: 0,
    value: 0,
    value2: 0,
  };
}

/** Makes the reused event one of this kind, with nothing in it yet but where and when it happened. */
export function resetEvent(
  event: TraceEvent,
  kind: EventKind,
  timeNs: number,
  m: number,
  p: number,
  g: number,
  stack: number,
): TraceEvent {
  event.kind = kind;
  event.timeNs = timeNs;
  event.m = m;
  event.p = p;
  event.g = g;
  event.stack = stack;
  event.id = NONE;
  event.from = 0;
  event.to = 0;
  event.slot = NONE;
  event.targetStack = NONE;
  event.name = 0;
  event.value = 0;
  event.value2 = 0;
  return event;
}

/** Names of the metrics and ranges, as Go's reader prints them. */
export const METRIC_HEAP = '/memory/classes/heap/objects:bytes';
export const METRIC_GOAL = '/gc/heap/goal:bytes';
export const METRIC_PROCS = '/sched/gomaxprocs:threads';
export const RANGE_GC_MARK = 'GC concurrent mark phase';
export const RANGE_SWEEP = 'GC incremental sweep';
export const RANGE_MARK_ASSIST = 'GC mark assist';
export const RANGE_STW_PREFIX = 'stop-the-world (';
/** Of a stop-the-world whose beginning, and with it the name, is not known. */
export const RANGE_STW = 'stop-the-world (unknown)';
