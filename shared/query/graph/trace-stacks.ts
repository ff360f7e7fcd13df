// A trace as weighted stacks: blocked time by reason, time runnable, counts of waits, wakes, syscalls and creations, CPU samples
// (counts of other events: event-stacks.ts).
//
// The stack of a wait is where the goroutine waited. That of the time runnable is, as in `go tool trace`, where the goroutine was that
// made it runnable; of one that was preempted its own. The time from a creation to the first run, which go tool trace leaves out,
// has the start function. What has no stack in the file counts, and is said apart.

import type { GraphSource } from '../../model/graph-requests';
import type { WeightedStacks, WeightUnit } from '../../model/graphs';
import { NO_STACK } from '../../model/stacks';
import { GoState, isSystemGoroutine, plainReason, SpanClass, spanClass } from '../../model/states';
import type { TraceIndex } from '../../model/trace-index';
import type { Stretch } from '../walk-spans';
import { eventSources } from './event-stacks';
import type { KindSums } from './kind-sums';

/** Reasons that are one switch: by class, and within the class that has no name of its own by word. */
const GROUPS = ['channel', 'select', 'network', 'sync', 'sleep', 'gc', 'forever', 'other', 'unknown'] as const;
export type ReasonGroup = (typeof GROUPS)[number];

const GROUP_LABELS: Readonly<Record<ReasonGroup, string>> = {
  channel: 'blocked on channels',
  select: 'blocked in select',
  network: 'blocked on the network',
  sync: 'blocked on locks and wait groups',
  sleep: 'asleep',
  gc: 'blocked for the garbage collector',
  forever: 'blocked for ever',
  other: 'blocked for other reasons',
  unknown: 'blocked, reason not in the file',
};

export function reasonGroup(reason: string): ReasonGroup {
  const plain = plainReason(reason);
  switch (spanClass(GoState.Waiting, plain)) {
    case SpanClass.Chan:
      return 'channel';
    case SpanClass.Select:
      return 'select';
    case SpanClass.Network:
      return 'network';
    case SpanClass.Sync:
      return 'sync';
    default:
      if (plain === 'sleep' || plain === 'forever') return plain;
      if (plain === '') return 'unknown';
      return plain.includes('GC') ? 'gc' : 'other';
  }
}

/** What of the spans a source counts. */
interface Measure {
  readonly label: string;
  readonly unit: WeightUnit;
  readonly ofWaits?: true;
  /** Kinds that count. */
  test(state: number, reason: string, woken: boolean): boolean;
}

const waits = (group?: ReasonGroup): Measure => ({
  label: group === undefined ? 'blocked time' : GROUP_LABELS[group],
  unit: 'nanoseconds',
  ofWaits: true,
  test: (state, reason) => state === GoState.Waiting && (group === undefined || reasonGroup(reason) === group),
});

/** By id of the source. */
const MEASURES: ReadonlyMap<string, Measure> = new Map<string, Measure>([
  ['blocked', waits()],
  ...GROUPS.map((group) => [`blocked:${group}`, waits(group)] as const),
  [
    'blocked:syscall',
    { label: 'time in syscalls', unit: 'nanoseconds', test: (state: number) => state === GoState.Syscall },
  ],
  [
    'scheduling',
    {
      label: 'time runnable, without a processor',
      unit: 'nanoseconds',
      test: (state: number) => state === GoState.Runnable,
    },
  ],
  ['events:block', { ...waits(), label: 'number of waits', unit: 'count' }],
  [
    'events:wake',
    {
      label: 'number of wakes by goroutines',
      unit: 'count',
      test: (state: number, _: string, woken: boolean) => state === GoState.Runnable && woken,
    },
  ],
  [
    'events:stop',
    {
      label: 'number of yields and preemptions',
      unit: 'count',
      // A goroutine that is created or woken has no reason to be runnable.
      test: (state: number, reason: string) => state === GoState.Runnable && reason !== '',
    },
  ],
  [
    'events:syscall',
    { label: 'number of syscalls', unit: 'count', test: (state: number) => state === GoState.Syscall },
  ],
]);

const CREATED: GraphSource = {
  id: 'created',
  label: 'goroutines created',
  unit: 'goroutines',
  timed: false,
  kind: 'calls',
};
const SAMPLES: GraphSource = { id: 'samples', label: 'CPU samples', unit: 'count', timed: true, kind: 'calls' };

/** Sources that this trace has something for, by what its tables say; the most telling first. */
export function traceSources(index: TraceIndex): readonly GraphSource[] {
  const { goroutines, kinds, samples, summary } = index;
  const reasons = new Set<number>(goroutines.blockReason);
  const states = new Set<number>(goroutines.finalState);
  for (let row = 0; row < goroutines.length; row++) {
    if (goroutines.finalState[row] === GoState.Waiting) reasons.add(goroutines.finalReason[row]);
    if (goroutines.syscallNs[row] + goroutines.syscallBlockNs[row] > 0) states.add(GoState.Syscall);
  }
  const groups = new Set([...reasons].map((reason) => reasonGroup(summary.reasons[reason] ?? '')));
  const stops = kinds.state.some((state, kind) => state === GoState.Runnable && kinds.reason[kind] !== 0);
  const source = (id: string): GraphSource => {
    const { label, unit, ofWaits } = MEASURES.get(id) as Measure;
    return { id, label, unit, timed: false, kind: 'calls', ...(ofWaits === true && { ofWaits }) };
  };
  return [
    ...(samples.length > 0 ? [SAMPLES] : []),
    ...(groups.size > 0 ? [source('blocked')] : []),
    ...(groups.size > 1 ? GROUPS.filter((group) => groups.has(group)).map((group) => source(`blocked:${group}`)) : []),
    ...(states.has(GoState.Syscall) ? [source('blocked:syscall')] : []),
    source('scheduling'),
    ...(groups.size > 0 ? [source('events:block'), source('events:wake')] : []),
    ...(stops ? [source('events:stop')] : []),
    ...(states.has(GoState.Syscall) ? [source('events:syscall')] : []),
    ...eventSources(index),
    ...(goroutines.creatorStack.some((stack) => stack !== NO_STACK) ? [CREATED] : []),
  ];
}

/** Sources of spans need the sums. */
export const isSpanSource = (source: string): boolean => MEASURES.has(source);

/**
 * Tags are the reasons.
 * @param systemWaits false: without waits of the runtime's own goroutines
 */
export function spanStacks(index: TraceIndex, source: string, sums: KindSums, systemWaits: boolean): WeightedStacks {
  const { kinds, summary, symbols } = index;
  const { label, unit } = MEASURES.get(source) as Measure;
  const weights = weightsOf(source, sums);
  const chosen = chosenKinds(index, source, weights).filter((kind) => systemWaits || !isSystemWait(index, kind));
  return {
    title: label,
    unit,
    symbols,
    length: chosen.length,
    stack: Int32Array.from(chosen, (kind) => kinds.arg[kind]),
    weight: Float64Array.from(chosen, (kind) => weights[kind]),
    tag: Int32Array.from(chosen, (kind) =>
      (summary.reasons[kinds.reason[kind]] ?? '') === '' ? -1 : kinds.reason[kind],
    ),
    tagNames: summary.reasons,
    hasAddresses: true,
  };
}

/** What spanStacks leaves out without `systemWaits`, in the unit of the source. */
export function systemWaitWeight(index: TraceIndex, source: string, sums: KindSums): number {
  const weights = weightsOf(source, sums);
  return chosenKinds(index, source, weights).reduce(
    (sum, kind) => sum + (isSystemWait(index, kind) ? weights[kind] : 0),
    0,
  );
}

const weightsOf = (source: string, { ns, starts }: KindSums): Float64Array =>
  MEASURES.get(source)?.unit === 'nanoseconds' ? ns : starts;

function chosenKinds({ kinds, summary }: TraceIndex, source: string, weights: Float64Array): number[] {
  const { test } = MEASURES.get(source) as Measure;
  return [...kinds.state.keys()].filter(
    (kind) =>
      weights[kind] > 0 && test(kinds.state[kind], summary.reasons[kinds.reason[kind]] ?? '', isWake(kinds, kind)),
  );
}

/** What the runtime itself calls a wait of its own, also where packages beside it wait so (`runtime/trace`). */
const SYSTEM_WAIT = 'system goroutine wait';

/** The outermost frame of a wait is the start function of who waits. */
function isSystemWait({ kinds, summary, symbols }: TraceIndex, kind: number): boolean {
  if (kinds.state[kind] !== GoState.Waiting) return false;
  if (summary.reasons[kinds.reason[kind]] === SYSTEM_WAIT) return true;
  const stack = kinds.arg[kind];
  return stack !== NO_STACK && isSystemGoroutine(symbols.rootFunction(stack));
}

/** A wake by a goroutine. */
const isWake = ({ wakerProc }: TraceIndex['kinds'], kind: number): boolean => wakerProc[kind] >= 0;

/** Who created goroutines within the stretch. */
export function createdStacks(
  { goroutines, symbols }: TraceIndex,
  { fromNs, toNs }: Stretch,
  mask: Uint8Array | undefined,
): WeightedStacks {
  const { existed, createdNs, creatorStack } = goroutines;
  const counts = new Map<number, number>();
  for (let row = 0; row < goroutines.length; row++) {
    if (existed[row] === 1 || (mask !== undefined && mask[row] === 0)) continue;
    if (createdNs[row] < fromNs || createdNs[row] >= toNs) continue;
    counts.set(creatorStack[row], (counts.get(creatorStack[row]) ?? 0) + 1);
  }
  return {
    title: CREATED.label,
    unit: CREATED.unit,
    symbols,
    length: counts.size,
    stack: Int32Array.from(counts.keys()),
    weight: Float64Array.from(counts.values()),
    hasAddresses: true,
  };
}

/** In the order of time. A sample without goroutine belongs to no filter. */
export function sampleStacks(
  { samples, symbols }: TraceIndex,
  { fromNs, toNs }: Stretch,
  mask: Uint8Array | undefined,
): WeightedStacks {
  const chosen: number[] = [];
  for (let i = 0; i < samples.length; i++) {
    if (samples.timeNs[i] < fromNs || samples.timeNs[i] >= toNs) continue;
    if (mask === undefined || mask[samples.goroutine[i]] === 1) chosen.push(i);
  }
  return {
    title: SAMPLES.label,
    unit: SAMPLES.unit,
    symbols,
    length: chosen.length,
    stack: Int32Array.from(chosen, (i) => samples.stack[i]),
    weight: new Float64Array(chosen.length).fill(1),
    startNs: Float64Array.from(chosen, (i) => samples.timeNs[i]),
    hasAddresses: true,
  };
}
