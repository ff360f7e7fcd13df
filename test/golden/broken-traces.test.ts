// Bad input: what each damaged file is said to be, and how many events are kept of it. Never a throw, never a hang,
// never less than Go's own reader keeps (EXPECT.json).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DETECT_BYTES, detect } from '../../shared/formats/detect';
import { EventKind, type TraceEvent } from '../../shared/model/events';
import type { Problem } from '../../shared/model/problems';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'broken');
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'EXPECT.json'), 'utf8')) as Record<
  string,
  { readonly goReadsEventsBeforeError: number }
>;

interface Reading {
  readonly events: number;
  readonly problems: readonly Problem[];
  readonly understood: number;
}

function read(bytes: Uint8Array): Reading {
  const detection = detect(bytes.subarray(0, DETECT_BYTES));
  if (!detection.ok) return { events: 0, problems: [detection.problem], understood: 0 };
  const { reader } = detection;
  let events = 0;
  const count = (): void => void events++;
  reader.push(bytes);
  while (reader.step(count, 1000));
  reader.end();
  while (reader.step(count, 1000));
  return { events, problems: reader.problems, understood: reader.bytesUnderstood };
}

const TABLE: readonly (readonly [file: string, codes: readonly Problem['code'][], events: number])[] = [
  ['empty.trace', ['empty'], 0],
  ['badmagic.trace', ['not-a-trace'], 0],
  ['shortheader.trace', ['truncated'], 0],
  ['gzipped.trace', ['compressed'], 0],
  ['header24.trace', ['unknown-version'], 0],
  ['http-1.19.trace', ['old-version'], 0],
  ['headeronly-1.27.trace', ['header-only'], 0],
  ['future-header.trace', ['unknown-version'], 8162],
  ['as125-http-1.27.trace', [], 3210],
  ['http-1.24-tail.trace', ['garbage'], 3285],
  ['http-1.24-flip4.trace', [], 3285],
  ['http-1.24-trunc50.trace', ['truncated', 'broken-table'], 3285],
  ['leak-1.27-minus1.trace', ['incomplete-generation'], 8162],
  ['leak-1.27-trunc99.trace', ['truncated', 'incomplete-generation'], 8162],
  ['leak-1.27-trunc10.trace', ['truncated', 'incomplete-generation'], 80],
  ['leak-1.27-dupbatch.trace', ['broken-order'], 6920],
  ['leak-1.27-nogen2.trace', ['broken-order'], 2418],
  ['leak-1.27-nostrings.trace', ['broken-table'], 8162],
  ['flight-1.27-flip0.trace', ['broken-order'], 4639],
  ['pingpong-1.27-flip5.trace', ['broken-table'], 1914],
  ['pingpong-1.27-trunc50.trace', ['truncated', 'incomplete-generation'], 12],
];

describe('damaged files', () => {
  test.each(TABLE)('%s', (file, codes, events) => {
    const bytes = readFileSync(join(FOLDER, file));
    const reading = read(bytes);
    expect(reading.problems.map((problem) => problem.code)).toEqual(codes);
    expect(reading.events).toBe(events);
    // A header and nothing else is a Sync event for Go; for a viewer it is nothing to see.
    if (file !== 'headeronly-1.27.trace') {
      expect(reading.events).toBeGreaterThanOrEqual(EXPECTED[file]?.goReadsEventsBeforeError ?? 0);
    }
    for (const problem of reading.problems) expect(problem.message).toMatch(/^[A-Z].*\.$/);
    expect(reading.understood).toBeLessThanOrEqual(bytes.length);
  });
});

test('names that stand before the cut are kept', () => {
  // The file ends in the last tenth of its string table: all stacks but a few have their names.
  const whole = readFileSync(join(FOLDER, '..', 'traces', 'http-1.24.trace'));
  const detection = detect(whole.subarray(0, DETECT_BYTES));
  if (!detection.ok) throw new Error(detection.problem.message);
  const { reader } = detection;
  reader.push(whole.subarray(0, whole.length - 200));
  reader.end();
  let named = 0;
  let unnamed = 0;
  const look = ({ kind, stack }: TraceEvent): void => {
    if (kind !== EventKind.GoTransition || stack < 0) return;
    if (reader.symbols.frames(stack)[0]?.func === '') unnamed++;
    else named++;
  };
  while (reader.step(look, 1000));
  expect(reader.problems.map((problem) => problem.code)).toEqual(['truncated']);
  expect(named).toBeGreaterThan(10 * unnamed);
});

describe('a cut anywhere', () => {
  const whole = readFileSync(join(FOLDER, '..', 'traces', 'longrun-1.27.trace'));
  test('never throws, and reads no less than a shorter cut of complete generations', () => {
    for (let length = 0; length < whole.length; length++) {
      const reading = read(whole.subarray(0, length));
      // A cut that loses something says so.
      expect(reading.problems.length, `cut at ${length}`).toBeGreaterThan(0);
      expect(reading.understood).toBeLessThanOrEqual(length);
    }
    expect(read(whole).problems).toEqual([]);
  });
});

describe('a changed byte', () => {
  const whole = readFileSync(join(FOLDER, '..', 'traces', 'annot-1.27.trace'));
  test('never throws and never hangs', () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let unchanged = 0;
    for (let round = 0; round < 500; round++) {
      const bytes = Uint8Array.from(whole);
      for (let i = 0; i <= random(4); i++) bytes[random(bytes.length)] = random(256);
      const reading = read(bytes);
      if (reading.problems.length === 0) unchanged++;
    }
    // Most changes hit a number or a character that nothing can check; some must be noticed.
    expect(unchanged).toBeLessThan(450);
  });
});
