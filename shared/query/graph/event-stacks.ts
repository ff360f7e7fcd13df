// Point events of a trace as weighted stacks: how often code began a garbage collection, stopped the world, swept, assisted, began or
// ended a user task or region, wrote a log message, changed GOMAXPROCS.
//
// What has no stack in the formats of Go is no source: starts and ends of goroutines, what processors do, ends of ranges, labels, sizes
// of the heap.

import { EventKind, RANGE_GC_MARK, RANGE_MARK_ASSIST, RANGE_STW_PREFIX, RANGE_SWEEP } from '../../model/events';
import type { GraphSource } from '../../model/graph-requests';
import type { WeightedStacks } from '../../model/graphs';
import type { TraceIndex } from '../../model/trace-index';

interface EventMeasure {
  readonly label: string;
  test(kind: number, name: string): boolean;
}

const ofKind = (label: string, kind: EventKind): EventMeasure => ({ label, test: (of) => of === kind });
const ranges = (label: string, named: (name: string) => boolean): EventMeasure => ({
  label,
  test: (of, name) => of === EventKind.RangeBegin && named(name),
});

const KNOWN_RANGES: readonly (readonly [string, EventMeasure])[] = [
  ['events:gc', ranges('garbage collections begun', (name) => name === RANGE_GC_MARK)],
  ['events:stop-the-world', ranges('stop-the-world pauses', (name) => name.startsWith(RANGE_STW_PREFIX))],
  ['events:sweep', ranges('sweeps begun', (name) => name === RANGE_SWEEP)],
  ['events:mark-assist', ranges('mark assists begun', (name) => name === RANGE_MARK_ASSIST)],
];

/** By id of the source. */
const MEASURES: ReadonlyMap<string, EventMeasure> = new Map([
  ...KNOWN_RANGES,
  // A runtime newer than this program may have others.
  [
    'events:range',
    ranges('other ranges begun', (name) => !KNOWN_RANGES.some(([, { test }]) => test(EventKind.RangeBegin, name))),
  ],
  ['events:task-begin', ofKind('user tasks begun', EventKind.TaskBegin)],
  ['events:task-end', ofKind('user tasks ended', EventKind.TaskEnd)],
  ['events:region-begin', ofKind('user regions begun', EventKind.RegionBegin)],
  ['events:region-end', ofKind('user regions ended', EventKind.RegionEnd)],
  ['events:log', ofKind('user log messages', EventKind.Log)],
  ['events:gomaxprocs', ofKind('changes of GOMAXPROCS', EventKind.Metric)],
]);

export const isEventSource = (source: string): boolean => MEASURES.has(source);

/** Kinds of events of a source. */
function kindsOf({ eventKinds, symbols }: TraceIndex, { test }: EventMeasure): readonly number[] {
  const { kind, name } = eventKinds;
  return [...kind.keys()].filter((i) => test(kind[i], symbols.string(name[i])));
}

/** Those that this trace has events of. */
export function eventSources(index: TraceIndex): readonly GraphSource[] {
  return [...MEASURES]
    .filter(([, measure]) => kindsOf(index, measure).length > 0)
    .map(([id, { label }]) => ({ id, label, unit: 'count', timed: false, kind: 'calls' }));
}

/**
 * Tags are the names that the program or the runtime gave: of a task, a region, the category of a message, why the world stopped.
 * @param counts by number of the kind (countEvents)
 */
export function eventStacks(index: TraceIndex, source: string, counts: Float64Array): WeightedStacks {
  const { eventKinds, symbols } = index;
  const measure = MEASURES.get(source) as EventMeasure;
  const chosen = kindsOf(index, measure).filter((i) => counts[i] > 0);
  const tagNames = [...new Set(chosen.map((i) => symbols.string(eventKinds.name[i])))];
  const tagOf = new Map(tagNames.map((name, tag) => [name, name === '' ? -1 : tag]));
  return {
    title: measure.label,
    unit: 'count',
    symbols,
    length: chosen.length,
    stack: Int32Array.from(chosen, (i) => eventKinds.stack[i]),
    weight: Float64Array.from(chosen, (i) => counts[i]),
    tag: Int32Array.from(chosen, (i) => tagOf.get(symbols.string(eventKinds.name[i])) ?? -1),
    tagNames,
    tagLabels: tagNames.map((value) => [{ key: 'name', value }]),
    hasAddresses: true,
  };
}
