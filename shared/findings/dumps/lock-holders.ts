// Who may hold a lock: guesses, best first.
//
// 1. By address. Those that wait have the value that the lock lies in among their arguments: the nearest pointer before the
//    lock, within a kilobyte. Another goroutine that has exactly this pointer may hold the lock. (Any pointer shortly before the
//    lock is not enough: objects of one size lie side by side, and a neighbour would be blamed.)
// 2. Itself: it has the value among its arguments, and more than one method of its type on its stack.
// 3. By place, where arguments are stale (`?`), which is common since Go passes them in registers: the only goroutine inside of
//    another method of the same type that waits for something else than a lock; for sync.Once the one inside of the function.
//
// Of two ways the stronger one is told alone: a lock that a goroutine seems to hold itself has no second holder.

import { shortName } from '../../base/function-name';
import type { Snapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';
import { nearest, type Pointers } from './lock-pointers';
import { ownerOf, ownersOf } from './partners';
import { callerOfWait } from './waits';
import { hex } from './words';

export interface Guess {
  readonly row: number;
  readonly why: string;
  /** Neither its arguments nor what it calls say so: it is in a method of the same type. */
  readonly byPlace?: true;
}

/** More than a few that fit equally well are no guess any more. */
const MAX_BY_PLACE = 2;
const MAX_HOLDERS = 5;
const RUNS = ['running', 'runnable', ''];

export interface LockWaiters {
  readonly address: number;
  readonly kind: string;
  /** All that wait for it. */
  readonly rows: readonly number[];
}

export function guessHolders(
  index: DumpIndex,
  snapshot: Snapshot,
  { address, kind, rows }: LockWaiters,
  pointers: ReadonlyMap<number, Pointers>,
): readonly Guess[] {
  const read = rows.filter((row) => pointers.has(row));
  if (read.length === 0) return [];
  const byAddress = holdersByAddress(index, snapshot, address, read, pointers);
  if (byAddress.length > 0) return byAddress;
  const own = rows.length === 1 ? itself(index, snapshot, kind, address, read[0], pointers) : [];
  return own.length > 0 ? own : holdersByPlace(index, snapshot, kind, read[0], pointers);
}

const stateOf = (index: DumpIndex, snapshot: Snapshot, row: number): string =>
  index.string(snapshot.columns.state[row]);

function holdersByAddress(
  index: DumpIndex,
  snapshot: Snapshot,
  address: number,
  read: readonly number[],
  pointers: ReadonlyMap<number, Pointers>,
): readonly Guess[] {
  const values = new Set<number>();
  for (const row of read) {
    const known = nearest(pointers.get(row) as Pointers, address);
    if (known !== undefined) values.add(known.pointer);
  }
  if (values.size === 0) return [];
  const found: (Guess & { readonly runs: boolean })[] = [];
  for (const [row, { held }] of pointers) {
    if (snapshot.columns.waitsFor[row] === address) continue;
    const hit = held.find(({ pointer }) => values.has(pointer));
    if (hit === undefined) continue;
    const state = stateOf(index, snapshot, row);
    const offset = address - hit.pointer;
    const why = `Perhaps: ${shortName(hit.func)} has ${hex(hit.pointer)} as an argument, and the lock lies ${offset === 0 ? 'there' : `${offset} bytes behind it`}; it ${said(state)}.`;
    found.push({ row, why, runs: RUNS.includes(state) });
  }
  // One that waits itself explains a queue better than one that runs.
  return found.sort((a, b) => Number(a.runs) - Number(b.runs)).slice(0, MAX_HOLDERS);
}

function holdersByPlace(
  index: DumpIndex,
  snapshot: Snapshot,
  kind: string,
  waiter: number,
  pointers: ReadonlyMap<number, Pointers>,
): readonly Guess[] {
  const framesOf = (row: number) => index.facts(snapshot.columns.stack[row]).frames;
  const { waitsFor } = snapshot.columns;
  const mine = framesOf(waiter);
  const at = mine[callerOfWait(mine)];
  if (at === undefined) return [];
  const owner = ownerOf(at.func);
  const found: Guess[] = [];
  for (const row of pointers.keys()) {
    if (waitsFor[row] > 0) continue;
    const frames = framesOf(row);
    const state = stateOf(index, snapshot, row);
    if (kind === 'once') {
      const once = frames.findLastIndex(({ func }) => func === 'sync.(*Once).doSlow' || func === 'sync.(*Once).Do');
      if (once < 0 || frames[once + 1]?.func !== at.func) continue;
      found.push({
        row,
        why: `Probably: it is inside of the function that ${shortName(at.func)} gave to sync.Once, and ${said(state)}.`,
      });
    } else if (at.func.includes('(*') && !RUNS.includes(state)) {
      const method = frames[ownersOf(frames).indexOf(owner)];
      if (method === undefined) continue;
      found.push({
        row,
        why: `Perhaps, by its place alone: it is in ${shortName(method.func)}, a method of the same type, ${said(state)}, and waits for no lock. Whether it is the same value is not told.`,
        byPlace: true,
      });
    }
    if (found.length > MAX_BY_PLACE) return [];
  }
  return found;
}

function itself(
  index: DumpIndex,
  snapshot: Snapshot,
  kind: string,
  address: number,
  row: number,
  pointers: ReadonlyMap<number, Pointers>,
): readonly Guess[] {
  if (kind === 'once') {
    const { frames } = index.facts(snapshot.columns.stack[row]);
    const nested = frames.filter(({ func }) => func === 'sync.(*Once).doSlow').length > 1;
    return nested ? [{ row, why: 'Perhaps itself: it is inside of a function of sync.Once, and calls Do again.' }] : [];
  }
  const known = pointers.get(row);
  const hit = known === undefined ? undefined : nearest(known, address);
  if (known === undefined || hit === undefined || !known.nested.has(ownerOf(hit.func))) return [];
  return [
    {
      row,
      why: `Perhaps itself: more than one method of ${ownerOf(hit.func)} is on its stack, the lock lies in the value that ${shortName(hit.func)} was called on, and nobody else is seen with that value. A Go mutex cannot be locked twice by one goroutine.`,
    },
  ];
}

const said = (state: string): string =>
  state === ''
    ? 'is in an unknown state'
    : state === 'running' || state === 'runnable'
      ? `is ${state}`
      : `waits (${state})`;
