// The index of every fixture trace says what Go's own summary says.

import { describe, expect, test } from 'vitest';
import { ingest } from '../../../../shared/ingest/pipeline';
import { NONE } from '../../../../shared/model/events';
import { GO_STATE_NAMES, GoState, isInferred, ProcState } from '../../../../shared/model/states';
import type { Lane, SpanLevel } from '../../../../shared/model/tables';
import type { TraceIndex } from '../../../../shared/model/trace-index';
import { createSpanSource, createStoredChunks } from '../../../../shared/query/span-source';
import { createMemoryStore } from '../../../../shared/store/memory-store';
import {
  type Reference,
  type ReferenceGoroutine,
  readReference,
  readTrace,
  v1Fixtures,
  v2Fixtures,
} from '../../../support/reference';
import { itemsOf } from './support';

async function readIndex(name: string) {
  const bytes = readTrace(name);
  const store = createMemoryStore();
  const writer = await store.create(name);
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  const result = await ingest({ source: source(), totalBytes: bytes.length, key: name, writer });
  if (result.status !== 'ready') throw new Error(result.status);
  await writer.finish({ name, bytes: bytes.length, openedMs: 0, indexVersion: 1, payload: undefined });
  const load = createSpanSource(result.index, createStoredChunks(store, result.index.key));
  const levels = async (lane: Lane): Promise<SpanLevel[]> => {
    const blocks = result.index.blocks.filter((block) => block.lane === lane && block.height === 0);
    return Promise.all(blocks.map((info) => load(info, 0, undefined)));
  };
  return { index: result.index, levels };
}

/** Sums of a row by name: those of a slice of two parallel columns. */
function sums(
  offset: Uint32Array,
  keys: ArrayLike<number>,
  ns: Float64Array,
  row: number,
  nameOf: (key: number) => string,
) {
  const result: Record<string, number> = {};
  for (let i = offset[row]; i < offset[row + 1]; i++) result[nameOf(keys[i])] = ns[i];
  return result;
}

/** The goroutine in the reference's words, times relative to the start of the trace. */
function goroutineOf({ goroutines: t, symbols, summary }: TraceIndex, row: number) {
  return {
    id: t.id[row],
    name: symbols.string(t.name[row]),
    parent: t.parent[row] === NONE ? null : t.id[t.parent[row]],
    finalState: GO_STATE_NAMES[t.finalState[row]] as string,
    transitions: t.transitions[row],
    created: t.createdNs[row],
    start: t.startNs[row],
    end: t.endNs[row],
    totalNs: t.totalNs[row],
    execNs: t.execNs[row],
    schedWaitNs: t.schedWaitNs[row],
    syscallNs: t.syscallNs[row],
    syscallBlockNs: t.syscallBlockNs[row],
    running: t.stateRunningNs[row],
    runnable: t.stateRunnableNs[row],
    waiting: t.stateWaitingNs[row],
    syscall: t.stateSyscallNs[row],
    blockNs: sums(t.blockOffset, t.blockReason, t.blockNs, row, (reason) => summary.reasons[reason]),
    rangeNs: sums(t.rangeOffset, t.rangeName, t.rangeNs, row, (name) => symbols.string(name)),
    startStack: frames(symbols.frames(t.startStack[row])),
    creatorStack: frames(symbols.frames(t.creatorStack[row])),
  };
}
type Goroutine = ReturnType<typeof goroutineOf>;

const frames = (stack: readonly { func: string; line: number }[]): string =>
  stack.map(({ func, line }) => `${func}:${line}`).join(' < ');

function expectedOf(reference: Reference, g: ReferenceGoroutine): Goroutine {
  const stackText = (stack: number): string =>
    stack < 0 ? '' : frames((reference.stacks?.[stack] ?? []).map(({ fn, line }) => ({ func: fn, line })));
  // Go writes 0 for a time that is not known.
  const relative = (time: number): number => (time === 0 ? Number.NaN : time - reference.firstNs);
  return {
    id: g.id,
    name: g.name,
    parent: g.parent,
    finalState: g.finalState,
    transitions: g.transitions,
    created: g.creation - reference.firstNs,
    start: relative(g.start),
    end: relative(g.end),
    totalNs: g.totalNs,
    execNs: g.execNs,
    schedWaitNs: g.schedWaitNs,
    syscallNs: g.syscallNs,
    syscallBlockNs: g.syscallBlockNs,
    running: g.stateNs.Running ?? 0,
    runnable: g.stateNs.Runnable ?? 0,
    waiting: g.stateNs.Waiting ?? 0,
    syscall: g.stateNs.Syscall ?? 0,
    blockNs: g.blockNs,
    rangeNs: g.rangeNs,
    startStack: stackText(g.startStack),
    creatorStack: stackText(g.creatorStack),
  };
}

/** Times that differ by no more than 1 µs + 0.1 % (ties between threads have no order) are made equal. */
function leveled(found: unknown, expected: unknown): unknown {
  if (typeof found === 'number' && typeof expected === 'number') {
    return Math.abs(found - expected) <= 1000 + Math.abs(expected) / 1000 ? expected : found;
  }
  if (typeof found !== 'object' || typeof expected !== 'object' || found === null || expected === null) return found;
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => [
      key,
      key === 'id' || key === 'parent' || key === 'transitions'
        ? value
        : leveled(value, (expected as Record<string, unknown>)[key]),
    ]),
  );
}

const rangeCount = (reference: Reference, prefix: string): number =>
  (reference.ranges ?? []).filter(({ name }) => name.startsWith(prefix)).length;

/** Go's reader cannot read some of the old ones. */
const fixtures = [...v2Fixtures(), ...v1Fixtures().filter((name) => readReference(name).error === undefined)];

/** Old traces: at its end Go gives a task without a parent the parent 0, and so counts a task that does not exist. */
function inventedTasks({ format, taskEvents, regionEvents, logs }: Reference): number {
  const isBackground = ({ task }: { readonly task: number | null }): boolean => task === 0;
  const real = regionEvents?.some(isBackground) || logs?.some(isBackground);
  return format === 'v1' && !real && taskEvents?.some(({ parent }) => parent === 0) ? 1 : 0;
}

/** Old traces: Go drops the events that say which functions the goroutines of the start began with. */
function startOfOld(reference: Reference, { name, startStack }: Goroutine, g: ReferenceGoroutine) {
  const existed = reference.format === 'v1' && g.parent === null && g.startStack < 0;
  if (!existed) return {};
  // Stacks leave out what called main.main.
  const named = g.name === '' || (g.name === 'main.main' && name === 'runtime.main');
  return { startStack, ...(named && { name }) };
}

describe.each(fixtures)('%s', (name) => {
  const reference = readReference(name);
  const opened = readIndex(name);

  test('counts', async () => {
    const { summary } = (await opened).index;
    expect(summary).toMatchObject({
      format: `go-trace-${reference.format}`,
      header: reference.headerVersion,
      readFraction: 1,
      spanNs: reference.spanNs,
      events: reference.events,
      goroutines: reference.goroutineCount,
      threads: reference.threads.length,
      tasks: reference.taskCount - inventedTasks(reference),
      logs: reference.kinds.Log ?? 0,
      samples: reference.sampleCount,
      problems: [],
    });
    expect([...summary.procIds].sort((a, b) => a - b)).toEqual(reference.procs.map(({ id }) => id));
    if (reference.transitions !== undefined) expect(summary.regions).toBe(reference.regions?.length ?? 0);
    if (reference.rangesCut !== true) {
      expect(summary.gcCycles).toBe(rangeCount(reference, 'GC concurrent mark phase'));
      expect(summary.stwCount).toBe(rangeCount(reference, 'stop-the-world ('));
    }
  });

  test('goroutines', async () => {
    const { index } = await opened;
    const rowOf = new Map(Array.from(index.goroutines.id, (id, row) => [id, row]));
    for (const g of reference.goroutines) {
      const row = rowOf.get(g.id);
      if (row === undefined) throw new Error(`goroutine ${g.id} is missing`);
      const found = goroutineOf(index, row);
      const expected = expectedOf(reference, g);
      if (reference.stacks === undefined)
        Object.assign(expected, { startStack: found.startStack, creatorStack: found.creatorStack });
      Object.assign(expected, startOfOld(reference, found, g));
      expect(leveled(found, expected)).toEqual(expected);
    }
  });

  test('spans: each goroutine changes its state when the reference says so', async () => {
    if (reference.transitions === undefined) return;
    const { index, levels } = await opened;
    const found = await levels('goroutine');
    const rowOf = new Map(Array.from(index.goroutines.id, (id, row) => [id, row]));
    const expected = new Map<number, { startNs: number; state: string; reason: string }[]>();
    for (const [time, id, from, to, reason] of reference.transitions) {
      if (from === to || to === 'NotExist') continue;
      const row = rowOf.get(id)!;
      const startNs = from === 'Undetermined' ? index.goroutines.createdNs[row] : time - reference.firstNs;
      const spans = expected.get(row) ?? [];
      expected.set(row, spans);
      spans.push({ startNs, state: to, reason });
    }
    for (const [row, spans] of expected) {
      const items = found.flatMap((level) => itemsOf(level, row)).filter(({ state }) => state !== GoState.Undetermined);
      const words = items.map(({ startNs, state, reason }) => ({
        startNs,
        state: GO_STATE_NAMES[state],
        reason: index.summary.reasons[reason],
      }));
      expect(words.length).toBe(spans.length);
      const times = words.map((word, i) => Math.abs(word.startNs - spans[i].startNs));
      expect(Math.max(...times)).toBeLessThanOrEqual(1000);
      // Where Go has no reason, ours may be told by the stack.
      expect(words.map(({ state, reason }) => `${state} ${isInferred(reason) ? '' : reason}`)).toEqual(
        spans.map(({ state, reason }) => `${state} ${reason}`),
      );
    }
  });

  test('processors run as long as the reference says', async () => {
    const { index, levels } = await opened;
    const found = await levels('proc');
    for (const { id, runningNs } of reference.procs) {
      const row = index.summary.procIds.indexOf(id);
      const items = found.flatMap((level) => itemsOf(level, row));
      // The reference counts from the first transition; a processor seen by status ran since the last sync before.
      const firstSeenNs = reference.procTransitions?.find(([, p]) => p === id)?.[0];
      if (firstSeenNs === undefined) continue;
      const fromNs = firstSeenNs - reference.firstNs;
      const running = items
        .filter(({ state }) => state === ProcState.Running)
        .reduce((sum, { startNs, endNs }) => sum + Math.max(0, endNs - Math.max(startNs, fromNs)), 0);
      expect(Math.abs(running - runningNs)).toBeLessThanOrEqual(1000 + runningNs / 1000);
      expect(items.at(-1)!.endNs).toBe(index.summary.spanNs);
    }
  });
});
