// The events that our reader of Go 1.11 to 1.21 traces delivers equal those of Go's own reader, but for a few places where
// that one is known to be wrong or poorer; each is named here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DETECT_BYTES, detect } from '../../shared/formats/detect';
import type { TraceReader } from '../../shared/formats/format';
import { EVENT_KIND_NAMES, EventKind, NONE, RangeScope, type TraceEvent } from '../../shared/model/events';
import { GO_STATE_NAMES, GoState, PROC_STATE_NAMES } from '../../shared/model/states';
import { groupBy } from '../support/group-by';
import { FIXTURES, type Reference, readReference, readTrace, v1Fixtures } from '../support/reference';

/** Go moves equal timestamps apart by 1 ns each; events that tie on two processors may come in another order there. */
const TOLERANCE_NS = 1000;
/** Go puts network wakes, ends of syscalls and collections on processors that it invents, from this number on. */
const FIRST_INVENTED_PROC = 1_000_000;

interface Reading {
  readonly reader: TraceReader;
  readonly events: readonly TraceEvent[];
}

function readAll(bytes: Uint8Array, pieceBytes = bytes.length): Reading {
  const detection = detect(bytes.subarray(0, DETECT_BYTES));
  if (!detection.ok) throw new Error(detection.problem.message);
  const { reader } = detection;
  const events: TraceEvent[] = [];
  const sink = (event: TraceEvent): void => void events.push({ ...event });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.push(bytes.subarray(at, at + pieceBytes));
    expect(reader.step(sink, 1000)).toBe(false);
  }
  reader.end();
  while (reader.step(sink, 1000));
  return { reader, events };
}

const none = (value: number | null | undefined): number => value ?? NONE;
const codes = (reader: TraceReader): readonly string[] => reader.problems.map(({ code }) => code);

function expectSameTimes(ours: readonly number[], theirs: readonly number[], what: string): void {
  expect(ours.length, what).toBe(theirs.length);
  const worst = theirs.reduce((most, time, i) => Math.max(most, Math.abs(time - (ours[i] ?? Number.NaN))), 0);
  expect(worst, what).toBeLessThanOrEqual(TOLERANCE_NS);
}

/** Each kind of thing per owner, ours and theirs, as rows that must be equal and times that must be close. */
function compare<T>(
  ours: readonly TraceEvent[],
  theirs: readonly T[] | null | undefined,
  owner: readonly [(e: TraceEvent) => unknown, (t: T) => unknown],
  row: readonly [(e: TraceEvent, t: T) => unknown, (t: T) => unknown],
  time: (t: T) => number,
): void {
  if (theirs === undefined) return;
  const mine = groupBy(ours, owner[0]);
  const wanted = groupBy(theirs ?? [], owner[1]);
  expect(new Set(mine.keys())).toEqual(new Set(wanted.keys()));
  for (const [key, list] of wanted) {
    const own = mine.get(key) ?? [];
    expect(own.length, `${key}`).toBe(list.length);
    expect(
      own.map((e, i) => row[0](e, list[i] as T)),
      `${key}`,
    ).toEqual(list.map(row[1]));
    expectSameTimes(
      own.map((e) => e.timeNs),
      list.map(time),
      `${key}`,
    );
  }
}

const readable = v1Fixtures().filter((name) => readReference(name).error === undefined);

describe.each(readable)('%s', (name) => {
  const reference = readReference(name);
  const { reader, events } = readAll(readTrace(name));
  const at = (time: number): number => time - reference.firstNs;
  const text = (index: number): string => reader.symbols.string(index);
  const theirStack = (index: number): string =>
    index < 0 ? '' : (reference.stacks?.[index] ?? []).map((f) => `${f.fn}|${f.file}|${f.line}|${f.pc}`).join('\n');
  const ourStack = (stack: number): string =>
    reader.symbols
      .frames(stack)
      .map((f) => `${f.func}|${f.file}|${f.line}|0x${f.pc.toString(16)}`)
      .join('\n');
  const ofKinds = (...kinds: readonly number[]): TraceEvent[] => events.filter((e) => kinds.includes(e.kind));

  test('kinds, counts and problems', () => {
    const kinds: Record<string, number> = {};
    for (const { kind } of events) kinds[EVENT_KIND_NAMES[kind]] = (kinds[EVENT_KIND_NAMES[kind]] ?? 0) + 1;
    expect(kinds).toEqual(reference.kinds);
    expect(events.length).toBe(reference.events);
    expect(reader.header).toBe(reference.headerVersion);
    expect(reader.problems).toEqual([]);
    expect(events.at(-1)?.timeNs).toBe(reference.spanNs);
    expect(reader.bytesUnderstood).toBe(readTrace(name).length);
    expect(reader.wallStartMs).toBeUndefined();
    expect(ofKinds(EventKind.Sync).map((e) => [e.id, e.timeNs])).toEqual([
      [1, 0],
      [2, reference.spanNs],
    ]);
    for (let i = 1; i < events.length; i++) {
      expect((events[i] as TraceEvent).timeNs).toBeGreaterThan((events[i - 1] as TraceEvent).timeNs);
    }
  });

  test('the same when the bytes come in small pieces', () => {
    const bytes = readTrace(name);
    if (bytes.length > 400_000) return;
    for (const pieceBytes of [977, 64_000]) expect(readAll(bytes, pieceBytes).events).toEqual(events);
  });

  test('transitions of each goroutine', () => {
    compare(
      ofKinds(EventKind.GoTransition),
      reference.transitions,
      [(e) => e.id, (t) => t[1]],
      [
        (e, t) => {
          const invented = none(t[8]) >= FIRST_INVENTED_PROC;
          const existed = e.from === GoState.Undetermined && theirStack(t[5]) === '';
          return [
            GO_STATE_NAMES[e.from],
            GO_STATE_NAMES[e.to],
            text(e.name),
            // Go drops the events that introduce what existed at the start, and with them their start functions.
            existed ? '' : ourStack(e.targetStack),
            ourStack(e.stack),
            invented ? none(t[7]) : e.m,
            invented ? none(t[8]) : e.p,
            e.g,
          ];
        },
        (t) => [t[2], t[3], t[4], theirStack(t[5]), theirStack(t[6]), none(t[7]), none(t[8]), none(t[9])],
      ],
      (t) => at(t[0]),
    );
  });

  test('what existed at the start has a name, what began later has a creator', () => {
    const first = new Map<number, TraceEvent>();
    for (const e of ofKinds(EventKind.GoTransition)) if (!first.has(e.id)) first.set(e.id, e);
    for (const e of first.values()) {
      // Made for calls from C threads: it has no start function, and begins outside of Go.
      if (e.from === GoState.Undetermined && e.to === GoState.Syscall) continue;
      expect(reader.symbols.rootFunction(e.targetStack)).not.toBe('');
      expect([GoState.Undetermined, GoState.NotExist]).toContain(e.from);
    }
  });

  test('transitions of each processor', () => {
    compare(
      ofKinds(EventKind.ProcTransition),
      reference.procTransitions,
      [(e) => e.id, (t) => t[1]],
      [
        (e) => [PROC_STATE_NAMES[e.from], PROC_STATE_NAMES[e.to], e.m, e.p, e.g],
        (t) => [t[2], t[3], none(t[4]), none(t[5]), none(t[6])],
      ],
      (t) => at(t[0]),
    );
    expect(reader.threads).toBe(new Set(ofKinds(EventKind.ProcTransition).map((e) => e.m)).size);
  });

  test('tasks, regions, logs and labels', () => {
    const byGoroutine = [(e: TraceEvent) => e.g, (t: { readonly g: number | null }) => none(t.g)] as const;
    compare(
      ofKinds(EventKind.TaskBegin, EventKind.TaskEnd),
      reference.taskEvents,
      byGoroutine,
      [
        (e) => [EVENT_KIND_NAMES[e.kind], e.id, e.from, text(e.name), ourStack(e.stack)],
        // At its end Go gives a task without a parent the parent 0, which does not exist.
        (t) => [t.kind, t.id, none(t.parent) === 0 ? NONE : none(t.parent), t.type, theirStack(t.stack)],
      ],
      (t) => at(t.time),
    );
    compare(
      ofKinds(EventKind.RegionBegin, EventKind.RegionEnd),
      reference.regionEvents,
      byGoroutine,
      [
        (e) => [EVENT_KIND_NAMES[e.kind], e.id, text(e.name), ourStack(e.stack)],
        (r) => [r.kind, none(r.task), r.type, theirStack(r.stack)],
      ],
      (r) => at(r.time),
    );
    compare(
      ofKinds(EventKind.Log),
      reference.logs,
      byGoroutine,
      [
        (e) => [e.id, text(e.name), text(e.value), ourStack(e.stack)],
        (l) => [none(l.task), l.category, l.message, theirStack(l.stack)],
      ],
      (l) => at(l.time),
    );
    compare(
      ofKinds(EventKind.Label),
      reference.labels,
      [(e) => e.id, (l) => l.g],
      [(e) => text(e.name), (l) => l.label],
      (l) => at(l.time),
    );
  });

  test('metrics and samples', () => {
    compare(
      ofKinds(EventKind.Metric),
      reference.metricEvents,
      [(e) => text(e.name), (m) => m[1]],
      [(e) => e.value, (m) => m[2]],
      (m) => at(m[0]),
    );
    const samples = ofKinds(EventKind.StackSample);
    expect(samples.length).toBe(reference.sampleCount);
    expect(samples.map((e) => [e.m, e.p, e.g, ourStack(e.stack)])).toEqual(
      (reference.samples ?? []).map((s) => [none(s[1]), none(s[2]), none(s[3]), theirStack(s[4])]),
    );
  });

  test('ranges', () => {
    if (reference.rangesCut) return;
    const begun = new Map<string, number>();
    const rows: { key: string; start: number; end: number; swept: number; reclaimed: number }[] = [];
    for (const e of ofKinds(EventKind.RangeBegin, EventKind.RangeEnd)) {
      const scope =
        e.from === RangeScope.Goroutine ? `Goroutine(${e.id})` : e.from === RangeScope.Proc ? `Proc(${e.id})` : 'None';
      const key = `${text(e.name)}@${scope}`;
      if (e.kind === EventKind.RangeBegin) begun.set(key, e.timeNs);
      else {
        const start = begun.get(key) ?? Number.NaN;
        rows.push({ key, start, end: e.timeNs, swept: e.value, reclaimed: e.value2 });
        begun.delete(key);
      }
    }
    for (const [key, start] of begun) rows.push({ key, start, end: Number.NaN, swept: 0, reclaimed: 0 });
    type Range = NonNullable<Reference['ranges']>[number];
    const mine = groupBy(rows, (r) => r.key);
    const wanted = groupBy(reference.ranges ?? [], (r: Range) => `${r.name}@${r.scope}`);
    expect(new Set(mine.keys())).toEqual(new Set(wanted.keys()));
    const known = (time: number | null): number => (time === null ? -1 : at(time));
    for (const [key, list] of wanted) {
      const own = mine.get(key) ?? [];
      expectSameTimes(
        own.flatMap((r) => [r.start, r.end].map((time) => (Number.isNaN(time) ? -1 : time))),
        list.flatMap((r) => [known(r.start), known(r.end)]),
        key,
      );
      expect(own.map((r) => [r.swept, r.reclaimed])).toEqual(
        list.map((r) => [r['bytes swept'] ?? 0, r['bytes reclaimed'] ?? 0]),
      );
    }
  });
});

test('callbacks from C: Go’s reader gives up on the file, ours reads all of it and says what it does not tell', () => {
  expect(readReference('cgo-1.21').error).toBe('no consistent ordering of events possible');
  const bytes = readTrace('cgo-1.21');
  const { reader, events } = readAll(bytes);
  expect(reader.bytesUnderstood).toBe(bytes.length);
  expect(reader.problems).toMatchObject([{ code: 'guessed-order', offset: 336 }]);
  expect(reader.problems[0]?.message).toMatch(/^3 callbacks came from a thread that C made, first at byte 336:/);
  // 470 events of 14 goroutines; the three of the C threads run Go code 9 times, three callbacks each.
  expect(events.length).toBe(470);
  const transitions = events.filter((e) => e.kind === EventKind.GoTransition);
  const starts = groupBy(
    transitions.filter((e) => e.to === GoState.Running),
    (e) => e.id,
  );
  expect(new Set(transitions.map((e) => e.id)).size).toBe(14);
  for (const id of [18, 19, 20]) expect(starts.get(id)?.length, `goroutine ${id}`).toBeGreaterThanOrEqual(3);
  // Each goroutine's states follow each other.
  const state = new Map<number, number>();
  for (const e of transitions) {
    expect(e.from).toBe(state.get(e.id) ?? (e.from === GoState.NotExist ? GoState.NotExist : GoState.Undetermined));
    state.set(e.id, e.to);
  }
});

describe('header 1.10', () => {
  test('a file of Go 1.10 has the layout of 1.11', () => {
    const bytes = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'traces', 'early-1.10.trace'));
    const { reader, events } = readAll(bytes);
    expect(reader.header).toBe('1.10');
    expect(reader.problems).toEqual([]);
    expect(reader.bytesUnderstood).toBe(bytes.length);
    expect(events.length).toBe(1868);
    const created = events.filter((e) => e.kind === EventKind.GoTransition && e.from === GoState.NotExist);
    const names = created.map((e) => reader.symbols.rootFunction(e.targetStack));
    expect(names.filter((name) => name === 'main.main.func2').length).toBe(5);
  });

  test('older ones are refused', () => {
    for (const minor of [5, 7, 8, 9]) {
      const header = new TextEncoder().encode(`go 1.${minor} trace\0\0\0\0`);
      expect(detect(header)).toMatchObject({ ok: false, format: 'go-trace-v1', problem: { code: 'old-version' } });
    }
    expect(detect(new TextEncoder().encode('go 1.20 trace\0\0\0'))).toMatchObject({
      ok: false,
      problem: { code: 'unknown-version' },
    });
  });
});

test('a program that died before trace.Stop leaves a header', () => {
  const { reader, events } = readAll(readFileSync(join(FIXTURES, 'midcrash-1.21.trace')));
  expect(events).toEqual([]);
  expect(codes(reader)).toEqual(['header-only']);
});

describe('damage', () => {
  const http = readTrace('http-1.19');
  const whole = readAll(http);
  const changed = (bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy.set(values, at);
    return copy;
  };
  const byKind = (all: readonly TraceEvent[]): Map<number, number> =>
    new Map([...groupBy(all, (e) => e.kind)].map(([kind, list]) => [kind, list.length]));
  /** Where the clock frequency stands: event 2 and its one number, after the last batch without a processor. */
  const FREQUENCY_AT = 14_401;

  test('without the end of the file: all events there are, in ticks, and without names that came later', () => {
    const { reader, events } = readAll(http.subarray(0, FREQUENCY_AT));
    expect(codes(reader)).toEqual(['truncated', 'broken-table']);
    expect(reader.problems[0]?.message).toMatch(/clock frequency.*one tick is shown as 1 ns/);
    expect(byKind(events)).toEqual(byKind(whole.events));
    // The clock of that machine ticks every 26.2 ns.
    expect((whole.events.at(-1) as TraceEvent).timeNs / (events.at(-1) as TraceEvent).timeNs).toBeCloseTo(26.17, 1);
  });

  test('what is no event costs the rest of its batch, and no other processor anything', () => {
    const { reader, events } = readAll(changed(http, 9000, 0, 0, 0));
    expect(codes(reader)).toContain('broken-batch');
    expect(reader.problems[0]?.offset).toBeGreaterThan(8900);
    expect(reader.bytesUnderstood).toBeGreaterThan(http.length * 0.8);
    expect(events.length).toBeGreaterThan(whole.events.length * 0.8);
  });

  test('a wrong clock of one event moves what its processor did until its next batch; no event is lost', () => {
    // GoBlockRecv at byte 6291 waits 2243 ticks instead of 195. Go gives up: "time stamps out of order".
    const { reader, events } = readAll(changed(http, 6293, 0x11));
    expect(reader.problems).toMatchObject([{ code: 'guessed-order' }]);
    expect(reader.problems[0]?.message).toMatch(
      /^4 events said a time before that of an event which must come earlier/,
    );
    expect(byKind(events)).toEqual(byKind(whole.events));
  });

  test('garbage after the end changes no event', () => {
    const tail = new Uint8Array(http.length + 40).fill(0xee);
    tail.set(http);
    const { reader, events } = readAll(tail);
    expect(codes(reader)).toEqual(['garbage']);
    expect(reader.problems[0]?.offset).toBe(http.length);
    expect(reader.bytesUnderstood).toBe(http.length);
    expect(events).toEqual(whole.events);
  });

  test('a cut anywhere: no throw, no fewer events than a shorter cut, and it says that it is cut', () => {
    const annot = readTrace('annot-1.21');
    let most = 0;
    for (let length = 16; length < annot.length; length++) {
      const { reader, events } = readAll(annot.subarray(0, length));
      expect(reader.problems.length, `cut at ${length}`).toBeGreaterThan(0);
      expect(reader.bytesUnderstood).toBeLessThanOrEqual(length);
      // Where a batch ends the clock may go on elsewhere; an event more or less may be needed to fit it in.
      expect(events.length, `cut at ${length}`).toBeGreaterThanOrEqual(most);
      most = events.length;
    }
  });

  test('changed bytes: no throw, no hang, times rise', () => {
    const files = ['annot-1.21', 'cpu-1.19', 'cgo-1.21', 'syscall-1.21'].map(readTrace);
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let silent = 0;
    for (let round = 0; round < 600; round++) {
      const bytes = Uint8Array.from(files[round % files.length] as Uint8Array);
      for (let i = 0; i <= random(4); i++) bytes[16 + random(bytes.length - 16)] = random(256);
      const { reader, events } = readAll(bytes, round % 3 === 0 ? 1500 : undefined);
      if (reader.problems.length === 0) silent++;
      expect(reader.bytesUnderstood).toBeLessThanOrEqual(bytes.length);
      for (let i = 1; i < events.length; i++) {
        const gap = (events[i] as TraceEvent).timeNs - (events[i - 1] as TraceEvent).timeNs;
        if (!(gap > 0 && Number.isFinite(gap))) expect(gap, `round ${round}, event ${i}`).toBeGreaterThan(0);
      }
    }
    // Many changes hit a number or a letter that nothing can check; most must be noticed.
    expect(silent).toBeLessThan(300);
  });
});
