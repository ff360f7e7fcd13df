// What graphs of a trace are made of equals what Go's own reader says of it: blocked time, wakes, creations, samples.

import { describe, expect, test } from 'vitest';
import { createLocalPool } from '../../shared/ingest/sections/section-pool';
import { NONE } from '../../shared/model/events';
import { plainReason, REASON_FOREVER } from '../../shared/model/states';
import { goroutineStates } from '../../shared/query/graph/goroutine-states';
import { findInteraction, type Interaction } from '../../shared/query/graph/interaction';
import { sumKinds } from '../../shared/query/graph/kind-sums';
import { createdStacks, sampleStacks, spanStacks } from '../../shared/query/graph/trace-stacks';
import { spanAt } from '../../shared/query/span-details';
import { withWaker } from '../../shared/query/waker';
import type { SpanBytes } from '../../shared/query/walk-spans';
import { openTrace } from '../support/open-trace';
import { type Reference, readReference, readTrace, v1Fixtures, v2Fixtures } from '../support/reference';

const ALL = { fromNs: 0, toNs: Number.POSITIVE_INFINITY };
const atOnce = async (): Promise<void> => {};

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Total of a source by reason, as the file has it. */
async function byReason(trace: SpanBytes, source: string, stretch = ALL): Promise<Map<string, number>> {
  const { index } = trace.context;
  const { length, weight, tag } = spanStacks(index, source, await sumKinds(trace, stretch, undefined, atOnce), true);
  const sums = new Map<string, number>();
  for (let i = 0; i < length; i++) {
    const text = tag === undefined || tag[i] < 0 ? '' : index.summary.reasons[tag[i]];
    // The accounts have no reason where only the stack tells it.
    const reason = text === plainReason(text) ? text : '';
    sums.set(reason, (sums.get(reason) ?? 0) + weight[i]);
  }
  return sums;
}

function accounts({ context: { index } }: SpanBytes): Map<string, number> {
  const { blockReason, blockNs } = index.goroutines;
  const sums = new Map<string, number>();
  for (let i = 0; i < blockNs.length; i++) {
    if (blockNs[i] === 0) continue;
    const reason = index.summary.reasons[blockReason[i]];
    sums.set(reason, (sums.get(reason) ?? 0) + blockNs[i]);
  }
  return sums;
}

/** Ids that are used again: the accounts tell of the last use only. */
function isReused({ transitions = [] }: Reference): boolean {
  const seen = new Set<number>();
  return transitions.some(([, g, from]) => {
    if (from !== 'NotExist') return false;
    const again = seen.has(g);
    seen.add(g);
    return again;
  });
}

/** Start function of a goroutine, as our table has it: other tests compare that. */
function namesIn({ context: { index } }: SpanBytes): (g: number | null) => string {
  const names = new Map(
    [...index.goroutines.id].map((id, row) => [id, index.symbols.string(index.goroutines.name[row])]),
  );
  return (g) => (g === null ? 'runtime' : (names.get(g) ?? '?'));
}

function wakesIn(interaction: Interaction, idOf: (row: number) => number): Map<string, number> {
  const { actors, edges } = interaction;
  const name = (actor: number): string => {
    const { what: kind, name: text, row } = actors[actor];
    return kind === 'goroutine' ? `g${idOf(row)}` : kind === 'group' ? text : kind;
  };
  return new Map(
    edges.filter(({ what }) => what === 'wakes').map(({ from, to, count }) => [`${name(from)} > ${name(to)}`, count]),
  );
}

function counted(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const sorted = (counts: Map<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

/** Of some old traces Go's reader says only that it cannot read them. */
const readable = [...v2Fixtures(), ...v1Fixtures()].filter((name) => readReference(name).error === undefined);

describe.each(readable)('%s', (name) => {
  const reference = readReference(name);
  const { transitions = [] } = reference;
  /** Large ones have no list of transitions beside them. */
  const untold = reference.transitions === undefined;
  const opened = openTrace(readTrace(name));
  const idsOf =
    ({ context }: SpanBytes) =>
    (row: number) =>
      context.index.goroutines.id[row];

  test.skipIf(isReused(reference))('blocked time by reason is that of the accounts', async () => {
    const trace = await opened;
    const ours = await byReason(trace, 'blocked');
    ours.delete(REASON_FOREVER);
    expect(sorted(ours)).toEqual(sorted(accounts(trace)));
  });

  test('the whole as a range is the whole, and two halves add up to it', async () => {
    const trace = await opened;
    const { spanNs } = trace.context.index.summary;
    const middle = Math.floor(spanNs / 2);
    const [whole, first, second] = await Promise.all(
      [ALL, { fromNs: 0, toNs: middle }, { fromNs: middle, toNs: Number.POSITIVE_INFINITY }].map((stretch) =>
        sumKinds(trace, stretch, undefined, atOnce),
      ),
    );
    expect(Array.from(first.ns, (ns, kind) => ns + second.ns[kind])).toEqual([...whole.ns]);
    expect(Array.from(first.starts, (count, kind) => count + second.starts[kind])).toEqual([...whole.starts]);
    const wakes = (
      await Promise.all(
        [ALL, { fromNs: 0, toNs: middle }, { fromNs: middle, toNs: Number.POSITIVE_INFINITY }].map((stretch) =>
          findInteraction(trace, stretch, undefined, false, atOnce),
        ),
      )
    ).map(({ edges }) => sum(edges.map(({ count }) => count)));
    expect(wakes[1] + wakes[2]).toBe(wakes[0]);
  });

  test.skipIf(untold)('who wakes whom', async () => {
    const trace = await opened;
    const interaction = await findInteraction(trace, ALL, undefined, false, atOnce);
    const names = namesIn(trace);
    const wakes = transitions.filter(([, , from, to]) => from === 'Waiting' && to === 'Runnable');
    expect(sorted(wakesIn(interaction, idsOf(trace)))).toEqual(
      sorted(counted(wakes.map((wake) => `${names(wake[9])} > ${names(wake[1])}`))),
    );
  });

  test('who wakes whom is the same where sections count on their own', async () => {
    const trace = await opened;
    const interaction = await findInteraction(trace, ALL, undefined, false, atOnce);
    const pool = createLocalPool(async () => true);
    const alone = await openTrace(readTrace(name), {
      ...pool,
      read: (job, take) => pool.read({ ...job, prefixEvents: 20 }, take),
    });
    const other = await findInteraction(alone, ALL, undefined, false, atOnce);
    expect(sorted(wakesIn(other, idsOf(alone)))).toEqual(sorted(wakesIn(interaction, idsOf(trace))));
    expect(alone.context.index.samples.timeNs).toEqual(trace.context.index.samples.timeNs);
  });

  test.skipIf(untold)('who wakes whom, goroutine by goroutine', async () => {
    const trace = await opened;
    const { goroutines } = trace.context.index;
    const some = new Set([...goroutines.id].slice(0, 12));
    const mask = Uint8Array.from(goroutines.id, (id) => (some.has(id) ? 1 : 0));
    const interaction = await findInteraction(trace, ALL, mask, true, atOnce);
    const names = namesIn(trace);
    const who = (g: number | null): string => (g !== null && some.has(g) ? `g${g}` : names(g));
    const wakes = transitions.filter(
      ([, g, from, to, , , , , , by]) =>
        from === 'Waiting' && to === 'Runnable' && (some.has(g) || (by !== null && some.has(by))),
    );
    expect(sorted(wakesIn(interaction, idsOf(trace)))).toEqual(
      sorted(counted(wakes.map((wake) => `${who(wake[9])} > ${who(wake[1])}`))),
    );
  });

  test.skipIf(untold)('a wait says who ended it', async () => {
    const trace = await opened;
    const { goroutines, summary } = trace.context.index;
    const rowOf = new Map([...goroutines.id].map((id, row) => [id, row]));
    const wakes = transitions.filter(([, , from, to]) => from === 'Waiting' && to === 'Runnable');
    let told = 0;
    // Every wake costs a look-up of its own.
    for (const wake of wakes.filter((_, i) => i % Math.ceil(wakes.length / 60) === 0)) {
      const row = rowOf.get(wake[1]) ?? NONE;
      // Equal times are moved apart by 1 ns each, perhaps in another order.
      const detail = await spanAt(
        trace.context,
        'goroutine',
        row,
        Math.min(summary.spanNs, wake[0] - reference.firstNs),
      );
      if (detail?.state !== 'runnable') continue;
      const { wokenBy } = (await withWaker(trace, detail)) ?? {};
      expect(wokenBy === 'runtime' ? null : wokenBy?.id).toBe(wake[9]);
      told++;
    }
    if (wakes.length > 0) expect(told).toBeGreaterThan(0);
  });

  test('samples have the times, goroutines and stacks', async () => {
    const { context } = await opened;
    const { index } = context;
    expect(index.samples.length).toBe(reference.sampleCount);
    const { length, startNs, stack } = sampleStacks(index, ALL, undefined);
    expect(length).toBe(reference.sampleCount);
    const theirs = reference.samples ?? [];
    expect(Array.from(index.samples.goroutine, (row) => (row === NONE ? null : index.goroutines.id[row]))).toEqual(
      theirs.map(([, , , g]) => g),
    );
    for (let i = 0; i < theirs.length; i++) {
      expect(Math.abs((startNs?.[i] ?? Number.NaN) - (theirs[i][0] - reference.firstNs))).toBeLessThan(1000);
      expect(index.symbols.frames(stack[i]).map(({ func }) => func)).toEqual(
        theirs[i][4] < 0 ? [] : reference.stacks?.[theirs[i][4]].map(({ fn }) => fn),
      );
    }
  });

  test.skipIf(untold)('creations, and the ways of each goroutine between its states', async () => {
    const { context } = await opened;
    const { index } = context;
    const created = transitions.filter(([, , from]) => from === 'NotExist');
    if (!isReused(reference)) {
      expect(sum(createdStacks(index, ALL, undefined).weight)).toBe(created.length);
    }
    for (let row = 0; row < Math.min(40, index.goroutines.length); row++) {
      const id = index.goroutines.id[row];
      const { ways } = await goroutineStates(context, row, ALL);
      const theirs = transitions.filter(
        ([, g, from, to]) => g === id && from !== to && from !== 'Undetermined' && to !== 'Undetermined',
      );
      if (theirs.filter(([, , from]) => from === 'NotExist').length > 1) continue;
      const text = (state: string, end: boolean): string =>
        state === 'NotExist' ? (end ? 'ended' : 'new') : state.toLowerCase();
      expect(sorted(new Map(ways.map(({ from, to, count }) => [`${from} > ${to}`, count]))), `g${id}`).toEqual(
        sorted(counted(theirs.map(([, , from, to]) => `${text(from, false)} > ${text(to, true)}`))),
      );
    }
  });
});

// `go tool trace -pprof=net|sync|syscall|sched http-1.27.trace` with Go 1.26.8, then `go tool pprof -top -unit=ns`. What go tool trace
// calls sync are locks, wait groups, channels and select together.
test.each<[source: string, flat: Readonly<Record<string, number>>]>([
  ['blocked:network', { 'internal/poll.(*FD).Read': 187_265_792, 'internal/poll.(*FD).Accept': 35_635_648 }],
  ['blocked:sync', { 'sync.(*Mutex).Lock': 29_380_160, 'sync.(*WaitGroup).Wait': 23_647_040 }],
  ['blocked:select', { 'runtime.selectgo': 182_116_608 }],
  ['blocked:channel', { 'runtime.chansend1': 2_744_320 }],
  [
    'blocked:syscall',
    {
      'syscall.write': 8_279_424,
      'syscall.read': 2_169_664,
      'syscall.bind': 558_912,
      'syscall.connect': 296_960,
      'syscall.Close': 191_744,
      'syscall.setsockopt': 65_536,
    },
  ],
  [
    'scheduling',
    {
      'sync.(*Mutex).Unlock': 2_260_032,
      'runtime.selectgo': 1_019_584,
      'runtime.chansend1': 693_632,
      'internal/poll.setDeadlineImpl': 645_056,
      'net/http.(*persistConn).closeLocked': 631_552,
      'sync.(*Cond).Broadcast': 30_144,
    },
  ],
])('%s of http-1.27 is what go tool trace says', async (source, flat) => {
  const trace = await openTrace(readTrace('http-1.27'));
  const { index } = trace.context;
  const { length, stack, weight } = spanStacks(index, source, await sumKinds(trace, ALL, undefined, atOnce), true);
  const ours: Record<string, number> = {};
  for (let i = 0; i < length; i++) {
    const [leaf] = index.symbols.frames(stack[i]);
    if (leaf !== undefined) ours[leaf.func] = (ours[leaf.func] ?? 0) + weight[i];
  }
  expect(ours).toMatchObject(flat);
});
