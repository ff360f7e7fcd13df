// Bad input: what each damaged file is said to be, and what is kept of it. Never a throw, never a hang, never less than Go's
// own reader keeps (EXPECT.json).
//
// What is kept stands in broken-traces.expected.json, a row per file. After a change that means to keep more:
//   UPDATE_BROKEN=1 npx vitest run --project unit test/golden/broken-traces.test.ts
// writes the rows anew; `npm run format`, and read the difference before it is committed.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DETECT_BYTES, detect } from '../../shared/formats/detect';
import { EventKind, type TraceEvent } from '../../shared/model/events';
import { type Reading, readDamaged } from '../support/damage';
import { unknownOf } from '../support/fuzz';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const FOLDER = join(FIXTURES, 'broken');
const ROWS = join(import.meta.dirname, 'broken-traces.expected.json');

interface GoSays {
  readonly goReadsEventsBeforeError: number;
  readonly goroutines: number | null;
  readonly kinds: Readonly<Record<string, number>> | null;
}
const GO = JSON.parse(readFileSync(join(FOLDER, 'EXPECT.json'), 'utf8')) as Record<string, GoSays>;
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.trace'));

/** A row of the table: [problem, generation] in the order of the file. */
interface Row {
  readonly events: number;
  readonly transitions: number;
  readonly goroutines: number;
  readonly generations: number;
  readonly gaps: number;
  readonly understood: string;
  readonly problems: readonly string[];
}

function rowOf(reading: Reading, size: number): Row {
  return {
    events: reading.events,
    transitions: reading.kinds.StateTransition ?? 0,
    goroutines: reading.paths.size,
    generations: reading.generations,
    gaps: reading.gaps,
    understood: `${reading.understood} of ${size}`,
    problems: reading.problems.map(({ code, generation, offset }) =>
      [
        code,
        ...(generation === undefined ? [] : [`generation ${generation}`]),
        ...(offset === undefined ? [] : [`byte ${offset}`]),
      ].join(', '),
    ),
  };
}

const readings = new Map(files.map((file) => [file, readDamaged(readFileSync(join(FOLDER, file)))]));
const update = process.env.UPDATE_BROKEN !== undefined;
const expected = JSON.parse(readFileSync(ROWS, 'utf8')) as Record<string, Row>;

describe('damaged files', () => {
  test.each(files)('%s', (file) => {
    const bytes = readFileSync(join(FOLDER, file));
    const reading = readings.get(file) as Reading;
    expect(unknownOf(reading.complaints)).toEqual([]);
    if (!update) expect(rowOf(reading, bytes.length)).toEqual(expected[file]);
    // The same, in pieces.
    const pieces = readDamaged(bytes, 997);
    expect(rowOf(pieces, bytes.length)).toEqual(rowOf(reading, bytes.length));
    expect(pieces.paths).toEqual(reading.paths);
  });

  // http-1.19.trace is not damaged.
  test.each(files.filter((file) => GO[file] !== undefined))('%s: no less than Go keeps', (file) => {
    const go = GO[file] as GoSays;
    const reading = readings.get(file) as Reading;
    // A header and nothing else is a Sync event for Go; for a viewer it is nothing to see.
    if (file === 'headeronly-1.27.trace') return;
    expect(reading.events - reading.gaps).toBeGreaterThanOrEqual(go.goReadsEventsBeforeError);
    expect(reading.paths.size).toBeGreaterThanOrEqual(go.goroutines ?? 0);
    for (const [kind, count] of Object.entries(go.kinds ?? {})) {
      expect(reading.kinds[kind] ?? 0, kind).toBeGreaterThanOrEqual(count);
    }
  });

  test('every row has its file', () => {
    expect(Object.keys(GO).sort()).toEqual(files.filter((file) => file !== 'http-1.19.trace').sort());
    if (!update) expect(Object.keys(expected).sort()).toEqual([...files].sort());
  });
});

afterAll(() => {
  if (!update) return;
  const rows = files.map((file) => [
    file,
    rowOf(readings.get(file) as Reading, readFileSync(join(FOLDER, file)).length),
  ]);
  writeFileSync(ROWS, `${JSON.stringify(Object.fromEntries(rows), undefined, 2)}\n`);
});

test('names that stand before the cut are kept', () => {
  // The file ends in the last tenth of its string table: all stacks but a few have their names.
  const whole = readFileSync(join(FIXTURES, 'traces', 'http-1.24.trace'));
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
  expect(reader.problems.map((problem) => problem.code)).toContain('truncated');
  expect(named).toBeGreaterThan(10 * unnamed);
});
