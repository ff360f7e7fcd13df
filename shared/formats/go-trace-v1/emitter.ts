// The one event object through which all that happens is handed on, and the names that the format does not spell out.

import {
  createTraceEvent,
  EventKind,
  METRIC_GOAL,
  METRIC_HEAP,
  METRIC_PROCS,
  NONE,
  RANGE_GC_MARK,
  RANGE_MARK_ASSIST,
  RANGE_STW_PREFIX,
  RANGE_SWEEP,
  resetEvent,
  type TraceEvent,
} from '../../model/events';
import { NO_STACK } from '../../model/stacks';
import type { GoState } from '../../model/states';
import type { SymbolTableBuilder } from '../../model/symbol-table';
import { BLOCK_REASON, stwKind } from './wire';

/** Reasons to leave a processor that are known: event numbers are below 64. */
const EVENT_NUMBERS = 64;

export class Emitter {
  /** Receives every event; set for each step of the reader. */
  sink: (event: TraceEvent) => void = () => {};
  /** Events handed on, as Go's reader would count them. */
  events = 0;
  /** Each event is moved to at least 1 ns after the one before, as Go does. */
  lastTimeNs = Number.NEGATIVE_INFINITY;
  readonly nameHeap: number;
  readonly nameGoal: number;
  readonly nameProcs: number;
  readonly nameMark: number;
  readonly nameSweep: number;
  readonly nameAssist: number;
  /** String index by event number. */
  readonly reasons: Int32Array;

  private readonly event = createTraceEvent();
  private readonly stwNames = new Map<string, number>();

  constructor(private readonly symbols: SymbolTableBuilder) {
    this.nameHeap = symbols.internString(METRIC_HEAP);
    this.nameGoal = symbols.internString(METRIC_GOAL);
    this.nameProcs = symbols.internString(METRIC_PROCS);
    this.nameMark = symbols.internString(RANGE_GC_MARK);
    this.nameSweep = symbols.internString(RANGE_SWEEP);
    this.nameAssist = symbols.internString(RANGE_MARK_ASSIST);
    this.reasons = Int32Array.from({ length: EVENT_NUMBERS }, (_, type) =>
      symbols.internString(BLOCK_REASON[type] ?? ''),
    );
  }

  /** String index of the range of a stop of the world. */
  stwName(minor: number, kind: number): number {
    const word = stwKind(minor, kind);
    let name = this.stwNames.get(word);
    if (name === undefined) {
      name = this.symbols.internString(`${RANGE_STW_PREFIX}${word})`);
      this.stwNames.set(word, name);
    }
    return name;
  }

  prepare(kind: EventKind, timeNs: number, m: number, p: number, g: number, stack: number): TraceEvent {
    const time = timeNs <= this.lastTimeNs ? this.lastTimeNs + 1 : timeNs;
    this.lastTimeNs = time;
    this.events++;
    return resetEvent(this.event, kind, time, m, p, g, stack);
  }

  /** The mark at the begin and the end of the trace; there is no wall clock in it. */
  sync(number: number, timeNs: number): void {
    const event = this.prepare(EventKind.Sync, timeNs, NONE, NONE, NONE, NO_STACK);
    event.id = number;
    event.value = Number.NaN;
    event.value2 = Number.NaN;
    this.sink(event);
  }

  go(event: TraceEvent, id: number, from: GoState, to: GoState, reason: number, targetStack: number): void {
    event.id = id;
    event.from = from;
    event.to = to;
    event.name = reason;
    event.targetStack = targetStack;
    this.sink(event);
  }

  /** Transition of a processor, begin or end of a range (`from`: its scope), metric. */
  send(event: TraceEvent, id: number, from: number, to: number, name: number, value = 0, value2 = 0): void {
    event.id = id;
    event.from = from;
    event.to = to;
    event.name = name;
    event.value = value;
    event.value2 = value2;
    this.sink(event);
  }
}
