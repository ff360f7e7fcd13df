// Dumps in logs: whatever a logger puts around the lines, the goroutines are those of the bare dump.

import { describe, expect, test } from 'vitest';
import { allRows, factsOf, type Row, readFixture, readText } from '../../../../support/goroutine-text';

const DUMP = new TextDecoder().decode(readFixture('dumps/leak-labels-1.26/goroutine.debug2.txt'));
const SYSTEM = new TextDecoder().decode(readFixture('dumps/crash-1.23/panic.system.txt'));
const BUBBLE = new TextDecoder().decode(readFixture('dumps/synctest/bubble-1.27.runtime.Stack.txt'));

const essence = (rows: readonly Row[]): unknown =>
  rows.map(({ raw, detail, ...row }) => ({
    ...row,
    detail: { ...detail, unread: [] },
    first: raw.includes('goroutine'),
  }));

const lines = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');
const clock = (i: number): string => {
  const ms = 1_767_366_245_000 + i * 37;
  return new Date(ms).toISOString();
};

interface Way {
  readonly name: string;
  readonly wrap: (text: string) => string;
  readonly timeMs?: number;
}
type WayRow = readonly [name: string, wrap: (text: string) => string, timeMs?: number];
const WAYS: readonly Way[] = (
  [
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['spaces instead of tabs', (text) => text.replaceAll('\t', '        ')],
    ['no tabs', (text) => text.replaceAll('\t', '')],
    ['indented', (text) => text.replace(/^/gm, '    ')],
    ['every second line empty', (text) => text.replaceAll('\n', '\n\n')],
    [
      'containerd',
      (text) =>
        lines(text)
          .map((line, i) => `${clock(i).replace(/\.?0*Z$/, 'Z')} stderr F ${line}\n`)
          .join(''),
      1_767_366_245_000,
    ],
    [
      'journald',
      (text) =>
        lines(text)
          .map(
            (line, i) =>
              `Jan 02 15:04:${String(5 + Math.floor(i / 100)).padStart(2, '0')} web-1 app[${900 + i}]: ${line}\n`,
          )
          .join(''),
    ],
    [
      'docker compose, spaces at the end gone',
      (text) =>
        lines(text)
          .map((line) => `${`web-1  | ${line}`.trimEnd()}\n`)
          .join(''),
    ],
    [
      'docker json-file',
      (text) =>
        lines(text)
          .map((line, i) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: clock(i) })}\n`)
          .join(''),
      1_767_366_245_000,
    ],
    [
      'json lines, text last',
      (text) =>
        lines(text)
          .map((line, i) => `${JSON.stringify({ ts: 1_767_366_245.5 + i, msg: line })}\n`)
          .join(''),
      1_767_366_245_500,
    ],
    [
      'one JSON record',
      (text) =>
        `{"level":"info","msg":"start"}\n${JSON.stringify({ time: '2026-01-02T15:04:05+01:00', msg: 'dump', stack: text })}\n{"level":"info"}\n`,
      1_767_362_645_000,
    ],
    [
      'a record in a record',
      (text) =>
        `${JSON.stringify({ log: `${JSON.stringify({ ts: 1_767_366_245, stack: text })}\n`, stream: 'stderr' })}\n`,
    ],
    ['slog text', (text) => `time=2026-01-02T15:04:05.000Z level=ERROR msg=${JSON.stringify(`all:\n${text}`)} a=1\n`],
    ['line breaks escaped without quotes', (text) => `ERROR ${JSON.stringify(text).slice(1, -1)}\n`],
    ['after words on the same line', (text) => `2026/01/02 15:04:05 dump: ${text}\n`, 1_767_366_245_000],
    ['klog in front of each line', (text) => text.replace(/^/gm, 'E0102 15:04:05.678901    1234 main.go:77] ')],
  ] satisfies WayRow[]
).map(([name, wrap, timeMs]: WayRow) => ({ name, wrap, timeMs }));

describe.each([
  ['labels in the bracket', DUMP],
  ['a system traceback', SYSTEM],
  ['labels behind the bracket', BUBBLE],
])('%s', (_, text) => {
  const bare = allRows(readText(text));

  test.each(WAYS)('$name', ({ wrap, timeMs }) => {
    const wrapped = wrap(text);
    const read = readText(wrapped);
    expect(read.snapshots).toHaveLength(1);
    expect(essence(allRows(read))).toEqual(essence(bare));
    const [{ timeMs: told = Number.NaN, timeSource, preamble }] = read.snapshots;
    // The header may be a few lines behind the first one.
    if (timeMs !== undefined) {
      expect(Math.abs(told - timeMs)).toBeLessThan(3000);
      expect(timeSource).toBe('log');
    }
    if (text === SYSTEM) expect(preamble[0]).toMatch(/panic: boom: something failed$/);
    expect(read.problems).toEqual([]);
  });

  test.each(WAYS)('$name, in pieces', ({ wrap }) => {
    const wrapped = wrap(text);
    const whole = factsOf(readText(wrapped));
    expect(factsOf(readText(wrapped, { pieces: [1] }))).toEqual(whole);
    expect(factsOf(readText(wrapped, { pieces: [7, 1, 1000, 64] }))).toEqual(whole);
  });
});
