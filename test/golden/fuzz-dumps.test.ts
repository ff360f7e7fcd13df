// Damaged text dumps: cut at every byte, changed by seed, and made to harm. Never a throw; what is whole before the damage is
// read as if there were none.

import { describe, expect, test } from 'vitest';
import manifest from '../fixtures/dumps-manifest.json';
import { allRows, factsOf, type Row, readFixture, readText } from '../support/goroutine-text';
import { seeded } from '../support/seeded';

const SMALL = [
  'crash-1.21/panic.all.txt',
  'crash-1.23/panicnested.single.txt',
  'crash-1.23/goroutine.all.txt',
  'crash-1.22/deadlock.all.txt',
  'crash-1.23/cgopanic.system.txt',
  'cgo-1.19/goroutine.debug2.txt',
  'finalizer-1.22/goroutine.debug2.txt',
  'synctest/deadlock-1.27.txt',
].map((name) => `dumps/${name}`);

const essence = ({ detail: _, ...row }: Row): Omit<Row, 'detail'> => row;
/** Where Go says nothing about a creator. */
const ROOT = /\n(?:main\.main|runtime\.goexit|runtime\.main|runtime\.runfinq)\([^\n]*\)\n\t[^\n]*$/;
const SYSTEM_ROOT = /\nruntime\.goexit\([^\n]*\)\n\t[^\n]*$/;

/** Whether a goroutine's text, cut somewhere, reads as a whole one: nothing in it or before it tells that more was to come. */
function readsWhole(text: string, before: string): boolean {
  const place = text.endsWith('\n')
    ? /\n\t[^\n]*:\d+(?: [^\n]*)?\n$/
    : /\n\t[^\n]*:\d+ \+0x[0-9a-f]+(?: fp=\S+ sp=\S+ pc=0x[0-9a-f]+)?$/;
  if (text.endsWith('stack unavailable\n')) return true;
  // System tracebacks go on below main.main.
  const root = text.includes(' gp=0x') ? SYSTEM_ROOT : ROOT;
  if (text.endsWith('\n') && place.test(text) && !before.includes('\ncreated by ')) return true;
  return place.test(text) && (/\ncreated by [^\n]*\n\t[^\n]*\n?$/.test(text) || root.test(text.trimEnd()));
}

describe.each(SMALL)('%s cut at every byte', (file) => {
  const bytes = readFixture(file);
  const whole = allRows(readText(bytes));
  const text = new TextDecoder().decode(bytes);

  test('keeps what is complete and marks what is not', () => {
    for (let cut = 0; cut < bytes.length; cut++) {
      const read = readText(bytes.subarray(0, cut));
      const rows = allRows(read);
      const complete = whole.filter((_, i) => i + 1 < whole.length && text.indexOf(whole[i + 1].raw) <= cut);
      expect(rows.slice(0, complete.length).map(essence), `cut at ${cut}`).toEqual(complete.map(essence));
      const next = whole[complete.length];
      const begun = text.slice(text.indexOf(next.raw), cut);
      if (cut < text.indexOf(next.raw) || !/^goroutine \d/.test(begun)) {
        expect(rows.length, `cut at ${cut}`).toBe(complete.length);
        continue;
      }
      expect(rows.length, `cut at ${cut}`).toBe(complete.length + 1);
      const last = rows[rows.length - 1];
      expect(last.flags.includes('Cut'), `cut at ${cut}: ${begun.slice(-60)}`).toBe(
        !readsWhole(begun, text.slice(0, text.indexOf(next.raw))),
      );
      expect(read.snapshots.at(-1)?.truncated).toBe(last.flags.includes('Cut'));
      expect(read.problems.map(({ code }) => code)).toEqual(last.flags.includes('Cut') ? ['dump-cut'] : []);
      expect(last.raw).toBe(begun);
      if (/^goroutine \d+ /.test(begun)) expect(last.id).toBe(next.id);
    }
  });
});

const CHANGES = 1500;
const changeable = manifest.files
  .filter(({ file, size }) => /^dumps\/.*(?:debug2|Stack|all|system|single)\.txt$/.test(file) && size < 10_000)
  .map(({ file }) => file);

/** One of: a byte changed, bytes removed, bytes put in from elsewhere, two lines exchanged. */
function damage(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const at = random(bytes.length);
  const length = 1 + random(40);
  switch (random(4)) {
    case 0: {
      const changed = bytes.slice();
      changed[at] = random(256);
      return changed;
    }
    case 1:
      return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
    case 2: {
      const from = random(bytes.length);
      return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(from, from + length), ...bytes.subarray(at)]);
    }
    default: {
      const lines = new TextDecoder('latin1').decode(bytes).split('\n');
      const [a, b] = [random(lines.length), random(lines.length)];
      [lines[a], lines[b]] = [lines[b], lines[a]];
      return Uint8Array.from(lines.join('\n'), (char) => char.charCodeAt(0));
    }
  }
}

test(`${CHANGES} changes by seed`, () => {
  for (let seed = 1; seed <= CHANGES; seed++) {
    const random = seeded(seed);
    let bytes = readFixture(changeable[random(changeable.length)]);
    for (let i = random(4); i >= 0; i--) bytes = damage(bytes, random);
    const read = readText(bytes);
    let from = -1;
    for (const snapshot of read.snapshots) {
      const { columns, length } = snapshot;
      expect(length, `seed ${seed}`).toBeGreaterThan(0);
      expect(snapshot.from, `seed ${seed}`).toBeGreaterThan(from);
      for (let row = 0; row < length; row++) {
        expect(columns.rawTo[row], `seed ${seed}`).toBeGreaterThan(columns.rawFrom[row]);
        expect(columns.stack[row], `seed ${seed}`).toBeLessThan(read.symbols.table.stackCount);
      }
      from = snapshot.from;
      expect(snapshot.to).toBeLessThanOrEqual(bytes.length);
    }
    // Every header that is left at the beginning of a line is a row.
    const headers = new TextDecoder('latin1').decode(bytes).match(/^goroutine \d+ \[/gm)?.length ?? 0;
    const rows = read.snapshots.reduce((sum, { length }) => sum + length, 0);
    expect(rows, `seed ${seed}`).toBeGreaterThanOrEqual(headers);
    if (seed % 10 === 0) {
      const pieces = [1 + random(50), 1 + random(500)];
      expect(factsOf(readText(bytes, { pieces })), `seed ${seed}`).toEqual(factsOf(read));
    }
  }
});

const MEGABYTE = 'x'.repeat(1 << 20);
const FRAME = 'main.f()\n\t/src/a.go:1 +0x1d\n';
const HOSTILE: readonly (readonly [name: string, text: string | Uint8Array, rows: number])[] = [
  ['markup in a label', `goroutine 1 [select] {a: "<img src=x onerror=alert(1)>"}:\n${FRAME}`, 1],
  ['control characters', `goroutine 1 [sel\x00ect\x1b[31m]:\nmain.\x00f\x07()\n\t/src/\x1b]0;a.go:1 +0x1d\n`, 1],
  [
    'a name of a megabyte',
    `goroutine 1 [select]:\nmain.${MEGABYTE}()\n\t/src/a.go:1 +0x1d\n\ngoroutine 2 [select]:\n${FRAME}`,
    2,
  ],
  [
    'a path of a megabyte',
    `goroutine 1 [select]:\nmain.f()\n\t/${MEGABYTE}.go:1 +0x1d\n\ngoroutine 2 [select]:\n${FRAME}`,
    2,
  ],
  [
    'a label of two megabytes',
    `goroutine 1 [select] {a: "${MEGABYTE}${MEGABYTE}"}:\n${FRAME}\ngoroutine 2 [select]:\n${FRAME}`,
    2,
  ],
  ['a line of spaces', `goroutine 1 [select]:\n${' '.repeat(3 << 20)}\n${FRAME}`, 1],
  ['arguments of a megabyte', `goroutine 1 [select]:\nmain.f(${'0x1, '.repeat(250_000)}0x2)\n\t/src/a.go:1 +0x1d\n`, 1],
  ['brackets without end', `goroutine 1 ${'['.repeat(1 << 20)}\n${FRAME}`, 1],
  ['braces without end', `goroutine 1 [select]:\nmain.f(${'{'.repeat(900_000)})\n\t/src/a.go:1 +0x1d\n`, 1],
  ['quotes without end', `goroutine 1 [select] {${'"'.repeat(1 << 20)}\n${FRAME}`, 1],
  ['backslashes', `x "goroutine 1 [select]:${'\\'.repeat(1 << 20)}\n${FRAME}`, 1],
  ['headers in one line', `x ${'goroutine 1 [select '.repeat(50_000)}\n`, 0],
  ['the same goroutine over and over', `goroutine 1 [running]:\n${FRAME}`.repeat(12_000), 10_000],
  ['frames without end', `goroutine 1 [select]:\n${FRAME.repeat(100_000)}`, 1],
  [
    'numbers',
    `goroutine ${'9'.repeat(400)} [select, ${'9'.repeat(400)} minutes]:\nmain.f(0x${'f'.repeat(400)})\n\t/a.go:${'9'.repeat(400)} +0x${'f'.repeat(400)}\n`,
    1,
  ],
  ['bytes that are no text', Uint8Array.from({ length: 1 << 16 }, (_, i) => (i * 7919) & 255), 0],
];

test.each(HOSTILE)('%s', (_, text, rows) => {
  const read = readText(text);
  expect(allRows(read).length).toBe(rows);
  const { snapshots, problems } = readText(text, { pieces: [60_000] });
  expect(snapshots).toEqual(read.snapshots);
  expect(problems).toEqual(read.problems);
});

test('what is too long is cut, and told as another name', () => {
  const long = (last: string): string =>
    `goroutine 1 [select]:\nmain.${'x'.repeat(100_000)}${last}()\n\t/src/a.go:1 +0x1d\n`;
  const [frame] = allRows(readText(long('a')))[0].stack;
  expect(frame.length).toBeLessThan(70_000);
  expect(frame).toContain('…');
});
