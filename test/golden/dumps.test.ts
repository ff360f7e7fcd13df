// Every text dump of the corpus: what is read of it equals the manifest, what the reader of one goroutine says agrees with the
// columns, and dumps of one moment agree with each other.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../fixtures/dumps-manifest.json';
import { allRows, factsOf, type Row, readFixture, readText } from '../support/goroutine-text';

interface Expected {
  readonly file: string;
  readonly goroutines: number;
  readonly states: Readonly<Record<string, number>>;
  readonly createdBy: number;
  readonly elided: number;
  readonly labelled: number;
  readonly withMinutes: number;
  readonly locked: number;
  readonly leaked: number;
}
const dumps = (manifest.files as readonly Partial<Expected>[]).filter(
  (entry): entry is Expected => entry.goroutines !== undefined,
);
const names = dumps.map(({ file }) => file);

const count = (rows: readonly Row[], has: (row: Row) => boolean): number => rows.filter(has).length;
const withFlag = (rows: readonly Row[], flag: string): number => count(rows, ({ flags }) => flags.includes(flag));

function statesOf(rows: readonly Row[]): Readonly<Record<string, number>> {
  const states: Record<string, number> = {};
  for (const { state } of rows) states[state] = (states[state] ?? 0) + 1;
  return states;
}

test('the manifest lists dumps', () => expect(dumps.length).toBeGreaterThan(140));

const COUNTED = ['goroutines', 'states', 'createdBy', 'elided', 'labelled', 'withMinutes', 'locked', 'leaked'] as const;

test.each(dumps)('$file', (expected) => {
  const { file } = expected;
  const read = readText(readFixture(file));
  const rows = allRows(read);
  expect(read.snapshots).toHaveLength(1);
  expect(read.problems).toEqual([]);
  expect(read.snapshots[0]).toMatchObject({ truncated: false, form: 'goroutines' });
  expect({
    goroutines: rows.length,
    states: statesOf(rows),
    createdBy: count(rows, ({ creator }) => creator !== undefined),
    elided: withFlag(rows, 'Elided'),
    labelled: count(rows, ({ labels }) => labels.length > 0),
    withMinutes: count(rows, ({ minutes }) => minutes >= 0),
    locked: withFlag(rows, 'Locked'),
    leaked: withFlag(rows, 'Leaked'),
  }).toEqual(Object.fromEntries(COUNTED.map((name) => [name, expected[name]])));
  for (const [i, row] of rows.entries()) {
    expect(row.flags.includes('First'), row.raw).toBe(i === 0);
    expect(row.flags).not.toContain('Unparsed');
    expect(row.flags).not.toContain('Cut');
  }
});

test.each(names)('one goroutine of %s says what its row says', (file) => {
  const rows = allRows(readText(readFixture(file)));
  for (const { detail, ...row } of rows) {
    expect(detail.frames.map(({ func, file, line }) => `${func} ${file}:${line}`)).toEqual(row.stack);
    const { createdBy } = detail;
    expect(createdBy && `${createdBy.func} ${createdBy.file}:${createdBy.line}`).toBe(row.creator);
    expect({
      id: detail.id,
      state: detail.state,
      minutes: detail.minutes ?? -1,
      labels: detail.labels,
      bubble: detail.bubble ?? 0,
      parent: createdBy?.goroutine ?? Number.NaN,
      unread: detail.unread,
    }).toEqual({
      id: row.id,
      state: row.state,
      minutes: row.minutes,
      labels: row.labels,
      bubble: row.bubble,
      parent: row.parent,
      unread: [],
    });
    for (const frame of detail.frames) {
      // Arguments are told but where a call is inlined.
      expect(frame.args === undefined, `${frame.func}(${frame.argsText})`).toBe(
        frame.argsText === '...' || frame.elided !== undefined,
      );
      if (frame.argsText === '...') expect(frame.inlined).toBe(true);
    }
    expect(detail.ancestors.length > 0).toBe(row.flags.includes('Ancestors'));
    expect(detail.gp === undefined).toBe(!row.raw.includes(' gp=0x'));
    expect(detail.frames.some(({ registers }) => registers?.pc !== undefined)).toBe(/ pc=0x/.test(row.raw));
  }
});

test.each(names.filter((_, i) => i % 5 === 0))('%s in pieces', (file) => {
  const bytes = readFixture(file);
  const whole = factsOf(readText(bytes));
  expect(factsOf(readText(bytes, { pieces: [1] }))).toEqual(whole);
  expect(factsOf(readText(bytes, { pieces: [100, 3, 4096] }))).toEqual(whole);
});

const FOLDER = 'dumps';
/** Without what each way of dumping adds: the goroutine that writes the dump has other frames. */
const user = (rows: readonly Row[]): readonly string[] =>
  rows
    .filter(({ state }) => state !== 'running')
    .map(({ id, state, stack, creator, parent, labels }) =>
      JSON.stringify({ id, state, stack, creator, parent, labels }),
    )
    .sort();

describe('dumps of one moment', () => {
  const folders = [...new Set(names.map(dirname))].filter((folder) => {
    const here = readdirSync(join(import.meta.dirname, '..', 'fixtures', folder));
    return here.includes('goroutine.debug2.txt') && here.includes('runtime.Stack.txt');
  });
  test('are there', () => expect(folders.length).toBeGreaterThan(8));

  test.each(folders)('%s: debug=2 and runtime.Stack list the same goroutines', (folder) => {
    const [debug2, stack] = ['goroutine.debug2.txt', 'runtime.Stack.txt'].map((name) =>
      allRows(readText(readFixture(`${folder}/${name}`))),
    );
    expect(user(stack)).toEqual(user(debug2));
  });

  const withLeaks = folders.filter((folder) => names.includes(`${folder}/goroutineleak.debug2.txt`));
  test.each(withLeaks)('%s: the leak profile lists all goroutines too', (folder) => {
    const [debug2, leaks] = ['goroutine.debug2.txt', 'goroutineleak.debug2.txt'].map((name) =>
      allRows(readText(readFixture(`${folder}/${name}`))),
    );
    expect(user(leaks)).toEqual(user(debug2));
  });

  test.each(['crash-1.21', 'crash-1.22', 'crash-1.23'])('%s: SIGQUIT shows the stacks of the panic', (folder) => {
    // Another run of the program: ids and addresses differ, what the goroutines do does not. System tracebacks show frames of
    // the runtime, which the others hide.
    const shown = (file: string): readonly string[] =>
      allRows(readText(readFixture(`${FOLDER}/${folder}/${file}`)))
        .map(({ stack, creator = '' }) => ({ creator, stack: stack.filter((frame) => frame.startsWith('main.')) }))
        .filter(({ creator }) => creator.startsWith('main.crash '))
        .map((row) => JSON.stringify(row));
    const panic = shown('panic.all.txt');
    expect(panic).toHaveLength(3);
    for (const file of ['sigquit.all.txt', 'sigquit.system.txt']) {
      expect(shown(file)).toEqual(expect.arrayContaining([...panic]));
    }
  });
});
