// Numbers that cannot be right, in traces made by hand: times, clocks, ids, and threads that wait for each other.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createGoTraceV2Reader } from '../../../../shared/formats/go-trace-v2/reader';
import { createSectionSplitter } from '../../../../shared/formats/go-trace-v2/section-splitter';
import { spokenId } from '../../../../shared/formats/go-trace-v2/spoken';
import { sectionBaseTime } from '../../../../shared/formats/sectioned-trace';
import { EventKind } from '../../../../shared/model/events';
import type { Problem } from '../../../../shared/model/problems';
import { mutate, readDamaged } from '../../../support/damage';
import { FIXTURES } from '../../../support/reference';

/** Units of a nanosecond; ten days after the machine's start. */
const START = 10 * 86_400e9;
const HOUR = 3600e9;
const THREAD_NONE = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
const GO_STATUS = 25;
const GO_UNBLOCK = 21;
const PROC_STATUS = 13;
const WAITING = 4;

function uvarint(value: number | bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** An event: type, dt, arguments. */
const event = (type: number, dt: number, ...args: (number | bigint)[]): number[] => [
  type,
  ...uvarint(dt),
  ...args.flatMap(uvarint),
];
const batch = (time: number, thread: number | undefined, data: readonly number[]): number[] => [
  1,
  1,
  ...(thread === undefined ? THREAD_NONE : uvarint(thread)),
  ...uvarint(time),
  ...uvarint(data.length),
  ...data,
];
const sync = (time: number, seconds: number | bigint = 1_700_000_000): number[] =>
  batch(time, undefined, [50, 8, ...uvarint(1e9), 51, 0, ...uvarint(START), ...uvarint(seconds), 0]);
const tables = (time: number): number[] => [
  ...batch(time, undefined, [4, 5, 1, 1, 65]),
  ...batch(time, undefined, [2, 3, 1, 0]),
];
const status = (goroutine: number | bigint, dt = 1): number[] =>
  event(GO_STATUS, dt, goroutine, 2n ** 64n - 1n, WAITING);

const header = (minor: number): number[] => [...new TextEncoder().encode(`go 1.${minor} trace`), 0, 0, 0];
/** A trace of Go 1.26 with one generation. */
const trace = (...batches: readonly number[][]): Uint8Array => Uint8Array.from([...header(26), ...batches.flat(), 52]);

function read(bytes: Uint8Array, minor = 26) {
  const reader = createGoTraceV2Reader(minor);
  const times: number[] = [];
  reader.push(bytes);
  reader.end();
  const take = ({ kind, timeNs }: { kind: number; timeNs: number }): void => {
    if (kind !== EventKind.Sync) times.push(timeNs);
  };
  while (reader.step(take, 1000));
  const problems: readonly Problem[] = reader.problems;
  return { times, problems, wallStartMs: reader.wallStartMs };
}

function baseTime(bytes: Uint8Array, minor = 26): number {
  const splitter = createSectionSplitter(minor);
  splitter.push(bytes);
  splitter.end();
  const section = splitter.next();
  if (section === undefined) throw new Error('no section');
  return sectionBaseTime(section, minor);
}

describe('the time of a batch', () => {
  const good = [sync(START), batch(START + 10, 1, status(1)), batch(START + 20, 2, status(2))];

  test.each([
    ['near the start of the machine', Math.floor(START / 1.9)],
    ['years ahead', START * 100],
  ])('%s is left out, and said', (_, time) => {
    const bytes = trace(...good, batch(time, 3, status(3)), tables(START + 1e9));
    const { times, problems } = read(bytes);
    expect(times).toEqual([11, 21]);
    expect(problems).toMatchObject([{ code: 'broken-batch', generation: 1 }]);
    expect(problems[0]?.message).toContain('cannot be right');
    expect(baseTime(bytes)).toBe(START);
  });

  test('of a generation that was stopped for hours is right', () => {
    const late = START + 3 * HOUR;
    const bytes = trace(...good, batch(late, 3, status(3)), tables(late));
    expect(read(bytes)).toMatchObject({ times: [11, 21, 3 * HOUR + 1], problems: [] });
  });

  test('is right if its events lead up to the others', () => {
    // Go 1.22 has no clock at the start: one thread's batch may be all that there is before a stop.
    const late = START + 3 * HOUR;
    const frequency = batch(late, undefined, [8, ...uvarint(1e9)]);
    const alone = batch(START, 1, [...status(1), ...status(2, 3 * HOUR - 2)]);
    const bytes = Uint8Array.from([...header(22), ...alone, ...tables(late), ...frequency]);
    expect(read(bytes, 22)).toMatchObject({ times: [1, 3 * HOUR - 1], problems: [] });
    expect(baseTime(bytes, 22)).toBe(START);
  });

  test('that is wrong for the clock leaves the trace without a wall clock', () => {
    const bytes = trace(sync(START * 100), ...good.slice(1), tables(START + 1e9));
    const { times, problems, wallStartMs } = read(bytes);
    expect(times).toEqual([1, 11]);
    expect(wallStartMs).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'broken-table' }]);
  });
});

test('an event hours after the last batch ends its generation', () => {
  const { times, problems } = read(
    trace(sync(START), batch(START, 1, [...status(1), ...status(2, 2 * HOUR)]), tables(START + 1e9)),
  );
  expect(times).toEqual([1]);
  expect(problems[0]?.message).toContain('the time of an event cannot be right');
});

test.each([2n ** 60n, 300_000_000_000])('a wall clock at %s s is none', (seconds) => {
  const { times, problems, wallStartMs } = read(trace(sync(START, seconds), batch(START, 1, status(1)), tables(START)));
  expect(wallStartMs).toBeUndefined();
  expect(times).toEqual([1]);
  expect(problems).toMatchObject([{ code: 'broken-table', generation: 1 }]);
  expect(problems[0]?.message).toContain('clock on the wall');
});

test.each([3777, 3811])('CPU samples years ahead are left out: mutation %i', (seed) => {
  const bytes = mutate(new Uint8Array(readFileSync(join(FIXTURES, 'cpu-1.22.trace'))), seed);
  const { complaints, problems } = readDamaged(bytes);
  expect(complaints).toEqual([]);
  expect(problems.filter(({ message }) => message.includes('times of CPU samples'))).toHaveLength(1);
});

describe('ids', () => {
  test('in words', () => {
    expect([17, 2 ** 32, 2 ** 70].map(spokenId)).toEqual(['17', '4294967296', '(a number of 22 digits)']);
  });

  test('of more than fifteen digits are told by their length', () => {
    const wrong = event(PROC_STATUS, 1, 2n ** 63n, 9);
    const { problems } = read(trace(sync(START), batch(START, 1, wrong), tables(START)));
    expect(problems[0]?.message).toContain('processor (a number of 19 digits) with the unknown status 9');
  });
});

describe('threads that wait for each other in a chain', () => {
  /** Each waits for the goroutine that the next one names after its own wait. */
  const chain = (threads: number): Uint8Array => {
    const batches = Array.from({ length: threads }, (_, i) => {
      const last = i === threads - 1;
      return batch(START + i, i + 1, [...(last ? [] : event(GO_UNBLOCK, 1, i + 2, 1, 0)), ...status(i + 1)]);
    });
    return trace(sync(START), ...batches, tables(START + 1e6));
  };

  test('are put in order while they are not more than any machine has', () => {
    const { times, problems } = read(chain(300));
    expect(problems).toEqual([]);
    expect(times).toHaveLength(599);
  });

  test('cost no square of the size of the file', () => {
    const { times, problems } = read(chain(8000));
    expect(problems[0]?.message).toContain('too many of them wait for each other');
    // Tries are limited by the bytes: 16 for each, of about 20 bytes a thread.
    expect(times.length).toBeLessThan(2000);
  });
});
