// When a dump was written, as the log says in which it stands; nothing where it does not say.

import { expect, test } from 'vitest';
import { readText } from '../../../../support/goroutine-text';

const DUMP = 'goroutine 1 [running]:\nmain.main()\n\t/src/a.go:1 +0x1d\n';
const at = (iso: string): number => Date.parse(iso);
const timesOf = (text: string, options = {}): readonly (number | undefined)[] =>
  readText(text, options).snapshots.map(({ timeMs }) => timeMs);

test.each([
  ['2026-01-02T15:04:05Z boom\n', '2026-01-02T15:04:05Z'],
  ['2026-01-02T15:04:05.678901234+02:00 boom\n', '2026-01-02T13:04:05.678Z'],
  ['2026-01-02 15:04:05,123 ERROR boom\n', '2026-01-02T15:04:05.123Z'],
  ['2026/01/02 15:04:05 http: panic serving 127.0.0.1:4321: boom\n', '2026-01-02T15:04:05Z'],
  ['2026/01/02 15:04:05.123456 boom\n', '2026-01-02T15:04:05.123Z'],
  ['{"ts":1767366245.25,"msg":"boom"}\n', '2026-01-02T15:04:05.250Z'],
  ['{"time":1767366245250,"msg":"boom"}\n', '2026-01-02T15:04:05.250Z'],
  ['{"timestamp":"2026-01-02T15:04:05Z"}\n', '2026-01-02T15:04:05Z'],
  ['[Fri Jan  2 15:04:05 2026] boom\n', '2026-01-02T15:04:05Z'],
  ['10.0.0.1 - - [02/Jan/2026:15:04:05 +0100] "GET /"\n', '2026-01-02T14:04:05Z'],
  ['2026-01-02T15:04:00Z first\n2026-01-02T15:04:05Z last\nno time\n', '2026-01-02T15:04:05Z'],
])('%s', (before, iso) => {
  expect(timesOf(before + DUMP)).toEqual([at(iso)]);
});

test('right behind the dump is near as well', () => {
  expect(timesOf(`${DUMP}\n2026-01-02T15:04:05Z exit\n`)).toEqual([at('2026-01-02T15:04:05Z')]);
});

test('each dump of a file has its own', () => {
  const text = ['05', '15', '25'].map((second) => `2026/01/02 15:04:${second} stacks:\n${DUMP}\n`).join('');
  expect(timesOf(text)).toEqual(['05', '15', '25'].map((second) => at(`2026-01-02T15:04:${second}Z`)));
});

test.each([
  ['', {}],
  ['15:04:05 boom\n', {}],
  ['2026-13-45T15:04:05Z boom\n', {}],
  ['2026-02-30T15:04:05Z boom\n', {}],
  ['request 1767366245 done\n', {}],
  ['I0102 15:04:05.678901 1 main.go:7] boom\n', {}],
  ['Jan  2 15:04:05 web-1 app[7]: boom\n', {}],
  [`2026-01-02T15:04:05Z boom\n${'x\n'.repeat(300)}`, {}],
])('no time is told by %j', (before, options) => {
  const [snapshot] = readText(before + DUMP, options).snapshots;
  expect(snapshot.timeMs).toBeUndefined();
  expect(snapshot.timeSource).toBeUndefined();
});

test.each([
  ['I0102 15:04:05.678901 1 main.go:7] boom\n', { modifiedMs: at('2026-01-02T16:00:00Z') }, '2026-01-02T15:04:05.678Z'],
  ['I1231 23:59:59.000000 1 main.go:7] boom\n', { modifiedMs: at('2026-01-02T16:00:00Z') }, '2025-12-31T23:59:59Z'],
  ['Jan  2 15:04:05 web-1 app[7]: boom\n', { name: 'syslog-20260103' }, '2026-01-02T15:04:05Z'],
  [
    'Log file created at: 2026/01/02 15:00:00\nI0102 15:04:05.000000 1 main.go:7] boom\n',
    { modifiedMs: at('2024-06-01T00:00:00Z') },
    '2026-01-02T15:04:05Z',
  ],
])('the year of %j comes from the file', (before, options, iso) => {
  expect(timesOf(before + DUMP, options)).toEqual([at(iso)]);
});
