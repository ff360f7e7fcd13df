// Names of files in captions and lists: with times, and what tells equal ones apart.

import { expect, test } from 'vitest';
import { fileLine, tellApart } from '../../../../shared/model/file-line';

const at = (text: string): number => Date.parse(`2026-11-${text}Z`);
const shorts = (...files: Parameters<typeof tellApart>[0]) => tellApart(files).map(({ short }) => short);

test('a line has the time where it is known, of both files', () => {
  expect(fileLine({ name: 'http.trace', timeMs: at('21T04:59:04.9') })).toBe('http.trace · 2026-11-21 04:59:04 UTC');
  expect(fileLine({ name: 'b', timeMs: at('21T04:59:04') }, { name: 'a' })).toBe('b · 2026-11-21 04:59:04 UTC minus a');
});

test('names that differ need nothing else, and no folders', () => {
  expect(shorts({ name: 'x/cpu.pb.gz' }, { name: 'x/heap.pb.gz' })).toEqual(['cpu.pb.gz', 'heap.pb.gz']);
});

test('equal names have the folders from where they differ', () => {
  expect(shorts({ name: 'x/1.23/cpu.pb.gz' }, { name: 'x/1.24/cpu.pb.gz' }, { name: 'x/1.23/heap' })).toEqual([
    '1.23/cpu.pb.gz',
    '1.24/cpu.pb.gz',
    'heap',
  ]);
  expect(shorts({ name: 'cpu' }, { name: 'old/cpu' })).toEqual(['cpu', 'old/cpu']);
});

test('equal paths have their times: without the day where it is the same', () => {
  const [first, second] = [
    { name: 'heap.pb.gz', timeMs: at('21T04:59:04') },
    { name: 'heap.pb.gz', timeMs: at('21T05:10:00') },
  ];
  expect(shorts(first, second)).toEqual(['04:59:04 UTC', '05:10:00 UTC']);
  expect(tellApart([first, second])[1].name).toBe('heap.pb.gz');
  expect(shorts(first, { ...second, timeMs: at('22T05:10:00') })).toEqual([
    '2026-11-21 04:59:04 UTC',
    '2026-11-22 05:10:00 UTC',
  ]);
});

test('where times are equal or unknown they are numbered, also in captions', () => {
  const heap = { name: 'heap.pb.gz', timeMs: at('21T04:59:04') };
  expect(shorts(heap, { ...heap, timeMs: at('21T04:59:04.5') })).toEqual(['heap.pb.gz (1)', 'heap.pb.gz (2)']);
  expect(tellApart([heap, { name: heap.name }])[1]).toEqual({ name: 'heap.pb.gz (2)', short: 'heap.pb.gz (2)' });
});
