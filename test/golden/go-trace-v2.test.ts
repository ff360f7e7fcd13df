// The events that our reader delivers equal those of Go's own reader, trace by trace.

import { describe, expect, test } from 'vitest';

import { detect } from '../../shared/formats/detect';
import type { TraceReader } from '../../shared/formats/format';
import { EVENT_KIND_NAMES, EventKind, NONE, RangeScope, type TraceEvent } from '../../shared/model/events';
import { GO_STATE_NAMES, PROC_STATE_NAMES } from '../../shared/model/states';
import { groupBy } from '../support/group-by';
import { type Reference, readReference, readTrace, v2Fixtures } from '../support/reference';

/**
 * Processor and goroutine of an event's thread. A status that confirms what is known is no transition; Go's reader writes
 * beside it what its thread held in the generation before, which a generation that is read on its own cannot know.
 */
const context = (confirms: boolean, p: number, g: number): readonly number[] => (confirms ? [] : [p, g]);

/** Go moves equal timestamps apart by 1 ns each; events that tie on two threads may come in another order there. */
const TOLERANCE_NS = 1000;

function readAll(bytes: Uint8Array, chunkSize: number): { reader: TraceReader; events: TraceEvent[] } {
  const detection = detect(bytes.subarray(0, 16));
  if (!detection.ok) throw new Error(detection.problem.message);
  const { reader } = detection;
  const events: TraceEvent[] = [];
  const sink = (event: TraceEvent): void => void events.push({ ...event });
  for (let at = 0; at < bytes.length; at += chunkSize) {
    reader.push(bytes.subarray(at, at + chunkSize));
    while (reader.step(sink, 1000));
  }
  reader.end();
  while (reader.step(sink, 1000));
  return { reader, events };
}

const none = (value: number | null | undefined): number => value ?? NONE;

/** Stacks as text, so that both sides compare whatever their numbering. */
function stackTexts(reference: Reference, reader: TraceReader) {
  const theirs = (index: number): string =>
    index < 0 ? '' : (reference.stacks?.[index] ?? []).map((f) => `${f.fn}|${f.file}|${f.line}|${f.pc}`).join('\n');
  const cache = new Map<number, string>();
  const ours = (stack: number): string => {
    let text = cache.get(stack);
    if (text === undefined) {
      text = reader.symbols
        .frames(stack)
        .map((f) => `${f.func}|${f.file}|${f.line}|0x${f.pc.toString(16)}`)
        .join('\n');
      cache.set(stack, text);
    }
    return text;
  };
  return { theirs, ours };
}

function expectSameTimes(ours: readonly number[], theirs: readonly number[]): void {
  for (let i = 0; i < theirs.length; i++) {
    if (Math.abs(ours[i]! - theirs[i]!) > TOLERANCE_NS) expect(ours[i], `time of item ${i}`).toBe(theirs[i]);
  }
}

describe.each(v2Fixtures())('%s', (name) => {
  const reference = readReference(name);
  const { reader, events } = readAll(readTrace(name), 1 << 20);
  const { theirs, ours } = stackTexts(reference, reader);
  const at = (time: number): number => time - reference.firstNs;
  const text = (index: number): string => reader.symbols.string(index);

  test('kinds, counts and problems', () => {
    const kinds: Record<string, number> = {};
    for (const event of events) {
      const kind = EVENT_KIND_NAMES[event.kind];
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    expect(kinds).toEqual(reference.kinds);
    expect(events.length).toBe(reference.events);
    expect(reader.header).toBe(reference.headerVersion);
    expect(reader.problems).toEqual([]);
    expect(events.at(-1)!.timeNs).toBe(reference.spanNs);
  });

  test('the same when the bytes come in small pieces', () => {
    const bytes = readTrace(name);
    if (bytes.length > 400_000) return;
    const pieces = readAll(bytes, 977);
    expect(pieces.events.length).toBe(events.length);
    expect(pieces.events).toEqual(events);
    expect(pieces.reader.bytesUnderstood).toBe(bytes.length);
  });

  test('transitions of each goroutine', () => {
    if (reference.transitions === undefined) return;
    const mine = groupBy(
      events.filter((e) => e.kind === EventKind.GoTransition),
      (e) => e.id,
    );
    const expected = groupBy(reference.transitions, (t) => t[1]);
    expect(new Set(mine.keys())).toEqual(new Set(expected.keys()));
    for (const [id, list] of expected) {
      const own = mine.get(id)!;
      expect(
        own.map((e) => [
          GO_STATE_NAMES[e.from],
          GO_STATE_NAMES[e.to],
          text(e.name),
          ours(e.targetStack),
          ours(e.stack),
          e.m,
          ...context(e.from === e.to, e.p, e.g),
        ]),
        `goroutine ${id}`,
      ).toEqual(
        list.map((t) => [
          t[2],
          t[3],
          t[4],
          theirs(t[5]),
          theirs(t[6]),
          none(t[7]),
          ...context(t[2] === t[3], none(t[8]), none(t[9])),
        ]),
      );
      expectSameTimes(
        own.map((e) => e.timeNs),
        list.map((t) => at(t[0])),
      );
    }
  });

  test('transitions of each processor', () => {
    if (reference.procTransitions === undefined) return;
    const mine = groupBy(
      events.filter((e) => e.kind === EventKind.ProcTransition),
      (e) => e.id,
    );
    const expected = groupBy(reference.procTransitions, (t) => t[1]);
    expect(new Set(mine.keys())).toEqual(new Set(expected.keys()));
    for (const [id, list] of expected) {
      const own = mine.get(id)!;
      expect(
        own.map((e) => [PROC_STATE_NAMES[e.from], PROC_STATE_NAMES[e.to], e.m, ...context(e.from === e.to, e.p, e.g)]),
        `processor ${id}`,
      ).toEqual(list.map((t) => [t[2], t[3], none(t[4]), ...context(t[2] === t[3], none(t[5]), none(t[6]))]));
      expectSameTimes(
        own.map((e) => e.timeNs),
        list.map((t) => at(t[0])),
      );
    }
  });

  test('tasks, regions, logs and labels', () => {
    // Each of these happens on a goroutine: compared per goroutine, since ties between threads have no order.
    const check = (
      kinds: readonly number[],
      expected: readonly { readonly g: number | null; readonly time: number }[] | null | undefined,
      ourRow: (e: TraceEvent) => unknown,
      theirRow: (item: never) => unknown,
    ): void => {
      if (expected === undefined) return;
      const mine = groupBy(
        events.filter((e) => kinds.includes(e.kind)),
        (e) => e.g,
      );
      const wanted = groupBy(expected ?? [], (item) => none(item.g));
      expect(new Set(mine.keys())).toEqual(new Set(wanted.keys()));
      for (const [g, list] of wanted) {
        const own = mine.get(g)!;
        expect(own.map(ourRow)).toEqual(list.map((item) => theirRow(item as never)));
        expectSameTimes(
          own.map((e) => e.timeNs),
          list.map((item) => at(item.time)),
        );
      }
    };
    type Task = NonNullable<Reference['taskEvents']>[number];
    type Region = NonNullable<Reference['regionEvents']>[number];
    type Log = NonNullable<Reference['logs']>[number];
    type Label = NonNullable<Reference['labels']>[number];
    check(
      [EventKind.TaskBegin, EventKind.TaskEnd],
      reference.taskEvents,
      (e) => [EVENT_KIND_NAMES[e.kind], e.id, e.from, text(e.name), ours(e.stack)],
      (t: Task) => [t.kind, t.id, none(t.parent), t.type, theirs(t.stack)],
    );
    check(
      [EventKind.RegionBegin, EventKind.RegionEnd],
      reference.regionEvents,
      (e) => [EVENT_KIND_NAMES[e.kind], e.id, text(e.name), ours(e.stack)],
      (r: Region) => [r.kind, none(r.task), r.type, theirs(r.stack)],
    );
    check(
      [EventKind.Log],
      reference.logs,
      (e) => [e.id, text(e.name), text(e.value), ours(e.stack)],
      (l: Log) => [none(l.task), l.category, l.message, theirs(l.stack)],
    );
    check(
      [EventKind.Label],
      reference.labels,
      (e) => [e.id, text(e.name)],
      (l: Label) => [l.g, l.label],
    );
  });

  test('metrics, samples and clocks', () => {
    if (reference.metricEvents !== undefined) {
      const mine = groupBy(
        events.filter((e) => e.kind === EventKind.Metric),
        (e) => text(e.name),
      );
      const sorted = (rows: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] =>
        [...rows].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      for (const [metric, list] of groupBy(reference.metricEvents ?? [], (m) => m[1])) {
        const own = (mine.get(metric) ?? []).map((e): [number, number] => [e.value, e.timeNs]);
        const wanted = list.map((m): [number, number] => [m[2], at(m[0])]);
        expect(own.map((m) => m[0]).sort((a, b) => a - b)).toEqual(wanted.map((m) => m[0]).sort((a, b) => a - b));
        expectSameTimes(
          sorted(own).map((m) => m[1]),
          sorted(wanted).map((m) => m[1]),
        );
      }
    }
    const samples = events.filter((e) => e.kind === EventKind.StackSample);
    expect(samples.length).toBe(reference.sampleCount);
    if (reference.samples !== null && reference.samples.length === samples.length) {
      const key = (row: readonly unknown[]): string => JSON.stringify(row);
      expect(samples.map((e) => key([e.m, e.p, e.g, ours(e.stack)])).sort()).toEqual(
        reference.samples.map((s) => key([none(s[1]), none(s[2]), none(s[3]), theirs(s[4])])).sort(),
      );
    }
    const syncs = events.filter((e) => e.kind === EventKind.Sync);
    expect(syncs.map((e) => e.id)).toEqual(reference.syncs.map((s) => s.n));
    expectSameTimes(
      syncs.map((e) => e.timeNs),
      reference.syncs.map((s) => at(s.time)),
    );
    for (const [i, sync] of reference.syncs.entries()) {
      if (sync.traceNs === undefined) continue;
      expect(syncs[i]!.value).toBe(at(sync.traceNs));
      expect(syncs[i]!.value2).toBe(sync.monoNs);
    }
    const first = reference.syncs[0];
    if (first?.wall === undefined) expect(reader.wallStartMs).toBeUndefined();
    else expect(reader.wallStartMs! + at(first.traceNs!) / 1e6).toBeCloseTo(new Date(first.wall).getTime(), -1);
  });

  test('ranges', () => {
    if (reference.rangesCut) return;
    const scope = (e: TraceEvent): string =>
      e.from === RangeScope.Goroutine ? `Goroutine(${e.id})` : e.from === RangeScope.Proc ? `Proc(${e.id})` : 'None';
    const open = new Map<string, { start: number }>();
    const rows: { key: string; start: number; end: number; swept?: number; reclaimed?: number }[] = [];
    for (const e of events) {
      if (e.kind < EventKind.RangeBegin || e.kind > EventKind.RangeEnd) continue;
      const key = `${text(e.name)}@${scope(e)}`;
      const begun = open.get(key);
      if (e.kind === EventKind.RangeEnd) {
        open.delete(key);
        rows.push({ key, start: begun?.start ?? Number.NaN, end: e.timeNs, swept: e.value, reclaimed: e.value2 });
      } else if (e.kind === EventKind.RangeBegin || begun === undefined) {
        open.set(key, { start: e.timeNs });
      }
    }
    for (const [key, { start }] of open) rows.push({ key, start, end: Number.NaN });
    const wanted = (reference.ranges ?? []).map((r) => ({
      key: `${r.name}@${r.scope}`,
      start: r.start === null ? Number.NaN : at(r.start),
      end: r.end === null ? Number.NaN : at(r.end),
      swept: r['bytes swept'],
      reclaimed: r['bytes reclaimed'],
    }));
    const mine = groupBy(rows, (r) => r.key);
    const expected = groupBy(wanted, (r) => r.key);
    expect(new Set(mine.keys())).toEqual(new Set(expected.keys()));
    for (const [key, list] of expected) {
      const own = mine.get(key)!;
      expect(own.length, key).toBe(list.length);
      expectSameTimes(
        own.map((r) => r.start),
        list.map((r) => r.start),
      );
      expectSameTimes(
        own.map((r) => r.end),
        list.map((r) => r.end),
      );
      for (const [i, r] of list.entries()) {
        if (r.swept !== undefined) expect([own[i]!.swept, own[i]!.reclaimed]).toEqual([r.swept, r.reclaimed]);
      }
    }
  });
});
