import { expect, test } from 'vitest';
import { byName, readName, shortNames, timeIn } from '../../../../../shared/ingest/dumps/names';

test.each([
  ['snap0.debug1.txt', '', 'snap0'],
  ['snap0.debug2.txt.gz', '', 'snap0'],
  ['leak/goroutine.debug2.txt', 'leak', ''],
  ['leak/goroutineleak.debug0.pb.gz', 'leak', ''],
  ['leak/runtime.Stack.txt', 'leak', ''],
  ['leak/threadcreate.debug1.txt', 'leak', ''],
  ['bundle.zip/pod-1/goroutines-2.log', 'bundle.zip/pod-1', '2'],
  ['pprof.cart.goroutine.001.pb.gz', '', 'cart.001'],
  ['goroutine_debug_2.txt', '', ''],
  ['goroutine?debug=2', '', ''],
  ['goroutine (1)', '', '1'],
  ['debugger.txt', '', 'debugger'],
  ['.txt', '', 'txt'],
])('%s', (name, folder, stem) => {
  expect(readName(name)).toMatchObject({ folder, stem });
});

test('a very long name of signs is read at once', () => {
  expect(readName('-'.repeat(1_000_000)).stem).toBe('');
  expect(readName(`${'a-'.repeat(500_000)}.txt`).stem.length).toBeLessThan(600);
});

test.each([
  ['dump-20261121-1545', '2026-11-21T15:45:00Z'],
  ['dump-20261121154501', '2026-11-21T15:45:01Z'],
  ['2026-11-21T15:45:00', '2026-11-21T15:45:00Z'],
  ['2026-11-21T15-45-30Z.goroutine', '2026-11-21T15:45:30Z'],
  ['2026-11-21_15_45_30', '2026-11-21T15:45:30Z'],
  ['2026-11-21T15:45:30+02:00', '2026-11-21T13:45:30Z'],
  ['2026.11.21 15.45', '2026-11-21T15:45:00Z'],
  ['heap-1795275900', '2026-11-21T15:45:00Z'],
  ['heap-1795275900123', '2026-11-21T15:45:00.123Z'],
])('time in %s', (text, time) => {
  expect(new Date(timeIn(text) ?? Number.NaN).toISOString()).toBe(new Date(time).toISOString());
});

test.each([
  'snap0',
  '2026-11-21',
  '20261121',
  'v1.27.3',
  '20261321-1545',
  '20260231-2545',
  'id-99999999999999',
  'port-8080',
])('no time in %s', (text) => expect(timeIn(text)).toBeUndefined());

test('the time may stand in the folder', () => {
  expect(readName('dumps/2026-11-21T15-45-00/goroutine.debug2.txt').timeMs).toBe(Date.UTC(2026, 10, 21, 15, 45));
});

test('numbers in names are numbers', () => {
  expect(['snap10', 'snap2', 'snap1'].toSorted(byName)).toEqual(['snap1', 'snap2', 'snap10']);
});

test.each([
  [
    ['snap0', 'snap1'],
    ['snap0', 'snap1'],
  ],
  [
    ['app-snap0-prod', 'app-snap1-prod'],
    ['snap0', 'snap1'],
  ],
  [
    ['a/x', 'b/x'],
    ['a', 'b'],
  ],
  [
    ['dump', 'dump-2'],
    ['dump', '2'],
  ],
  [
    ['same', 'same'],
    ['same', 'same'],
  ],
  [['one'], ['one']],
])('%j is shown as %j', (names, short) => expect(shortNames(names)).toEqual(short));
