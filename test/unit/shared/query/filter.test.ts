// Which goroutines a filter matches.

import { expect, it } from 'vitest';
import { GoState, INFERRED } from '../../../../shared/model/states';
import { filterGoroutines } from '../../../../shared/query/filter';
import { type GoroutineSpec, indexOf } from '../../../support/index-of';

const { Running, Runnable, Waiting, Syscall } = GoState;
const goroutines: readonly GoroutineSpec[] = [
  {
    id: 1,
    name: 'main.main',
    spans: [
      { toNs: 100, state: Running },
      { toNs: 1000, state: Waiting, reason: 'chan receive' },
    ],
  },
  {
    id: 7,
    name: 'main.Worker',
    creator: 'main.startAll',
    parent: 0,
    spans: [
      { toNs: 600, state: Waiting, reason: 'select' },
      { toNs: 1000, state: Syscall },
    ],
  },
  {
    id: 8,
    name: 'net/http.(*conn).serve',
    creator: 'net/http.(*Server).Serve',
    parent: 0,
    spans: [
      { toNs: 900, state: Runnable },
      { toNs: 1000, state: Waiting, reason: 'chan send' },
    ],
  },
  { id: 9, spans: [{ toNs: 1000, state: Waiting, reason: 'forever' }] },
];
const { index } = indexOf(goroutines);
// The accounts leave out the wait for ever.
index.goroutines.blockNs[index.goroutines.blockOffset[3]] = 0;

const ids = (filter: string) => {
  const result = filterGoroutines(index, filter);
  if (!result.ok) throw new Error(result.error.message);
  const found = [...index.goroutines.id].filter((_, row) => result.mask[row] === 1);
  expect(result.matched).toBe(found.length);
  return found;
};

it.each([
  ['', [1, 7, 8, 9]],
  ['is:ghost', [1]],
  ['-is:ghost main', [7]],
  ['is:system', [9]],
  ['worker', [7]],
  ['"main."', [1, 7]],
  ['startall', [7]],
  ['/\\)\\.serve$/', [8]],
  ['/\\)\\.Serve$/', [8]],
  ['/^MAIN/', []],
  ['/^MAIN/i', [1, 7]],
  ['-main', [8, 9]],
  ['main -worker', [1]],
  ['g:9,1,55', [1, 9]],
  ['state:running', [1]],
  ['state:waiting', [1, 7, 8, 9]],
  ['state:syscall', [7]],
  ['-state:runnable', [1, 7, 9]],
  ['reason:chan', [1, 8]],
  ['reason:"chan receive"', [1]],
  ['reason:"chan"', []],
  ['reason:forever', [9]],
  ['-reason:chan', [7, 9]],
  ['dur>=1us', [1, 7, 8, 9]],
  ['dur>1us', []],
  ['state:waiting dur>=600ns', [1, 7]],
  ['state:waiting dur<600ns', [8, 9]],
  ['reason:chan dur>100ns', [1]],
  ['reason:chan dur<=100ns', [8]],
  ['state:waiting reason:select dur>500ns', [7]],
  ['state:runnable reason:"chan send" dur>=1us', [8]],
  ['state:syscall dur<500ns', [7]],
  ['reason:nonsense', []],
])('%s', (filter, expected) => {
  expect(ids(filter)).toEqual(expected);
});

it('passes an error of the syntax on', () => {
  expect(filterGoroutines(index, 'main dur>x')).toMatchObject({ ok: false, error: { from: 5, to: 10 } });
});

it('finds what is only told by a stack by its plain reason, with or without our mark', () => {
  const { index: other } = indexOf(
    [
      { id: 1, name: 'main.f', spans: [{ toNs: 1000, state: Waiting }] },
      { id: 2, name: 'main.g', spans: [{ toNs: 1000, state: Waiting }] },
    ],
    { reasons: [`chan receive${INFERRED}`] },
  );
  other.goroutines.finalReason[0] = 1;
  const matches = (filter: string) => {
    const result = filterGoroutines(other, filter);
    return result.ok ? [...result.mask] : result.error;
  };
  expect(matches('reason:"chan receive"')).toEqual([1, 0]);
  expect(matches(`reason:"chan receive${INFERRED}"`)).toEqual([1, 0]);
  expect(matches('reason:chan dur>=1us')).toEqual([1, 0]);
  expect(matches('reason:"chan"')).toEqual([0, 0]);
  expect(matches('is:ghost')).toEqual([1, 0]);
});
