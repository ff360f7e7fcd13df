// What is asked of dumps again and again, made once: the stack groups of a snapshot, its rows by group and by id, and what
// there is to know of a stack. All of it goes with the snapshot or the series.

import type { DumpSeries, Snapshot } from '../../model/dumps';
import { type Frame, NO_STACK } from '../../model/stacks';
import { type FrameKind, frameKind, packageOf } from './frame-kinds';
import { stackGroups } from './stack-groups';
import type { DumpIndex, StackFacts } from './types';

const NO_FACTS: StackFacts = { frames: [], blocking: -1, user: -1, start: '', packageName: '' };

/** Kept by snapshot. */
export function cached<T>(make: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  const known = new WeakMap<Snapshot, T>();
  return (snapshot) => {
    const found = known.get(snapshot);
    if (found !== undefined) return found;
    const made = make(snapshot);
    known.set(snapshot, made);
    return made;
  };
}

/** Rows in the order of the values that they have (0 … values - 1): those of value v are rows[start[v]] … rows[start[v + 1] - 1]. */
export interface Buckets {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** @param of value of each row; negative = in none. */
export function bucketsOf(of: Int32Array, values: number): Buckets {
  const start = new Int32Array(values + 1);
  for (let row = 0; row < of.length; row++) if (of[row] >= 0) start[of[row] + 1]++;
  for (let value = 0; value < values; value++) start[value + 1] += start[value];
  const next = start.slice(0, values);
  const rows = new Int32Array(start[values]);
  for (let row = 0; row < of.length; row++) if (of[row] >= 0) rows[next[of[row]]++] = row;
  return { start, rows };
}

/** What there is to know of a frame; few of them make up all stacks, so each is looked at once and shared. */
interface FrameFacts {
  readonly frame: Frame;
  readonly kind: FrameKind;
}

export function createDumpIndex(series: DumpSeries): DumpIndex {
  const { table } = series.symbols;
  const facts: (StackFacts | undefined)[] = [];
  const frames: (FrameFacts | undefined)[] = [];
  const groups = cached(stackGroups);
  const rowsByGroup = cached((snapshot) => {
    const { of, length } = groups(snapshot);
    return bucketsOf(of, length);
  });
  const rowById = cached(({ columns, length }) => {
    const rows = new Map<number, number>();
    // Id 0 is the scheduler's stack of every thread, and a broken file may repeat others: the first one counts.
    for (let row = length - 1; row >= 0; row--) if (columns.id[row] >= 0) rows.set(columns.id[row], row);
    return rows;
  });
  const frameFacts = (index: number): FrameFacts => {
    const known = frames[index];
    if (known !== undefined) return known;
    const frame = series.symbols.frameAt(index);
    const made = { frame, kind: frameKind(frame.func, frame.file) };
    frames[index] = made;
    return made;
  };

  return {
    series,
    groups,
    rowsOf(snapshot, group) {
      const { start, rows } = rowsByGroup(snapshot);
      return rows.subarray(start[group], start[group + 1]);
    },
    facts(stack) {
      if (stack === NO_STACK || stack >= table.stackCount) return NO_FACTS;
      const known = facts[stack];
      if (known !== undefined) return known;
      const path: FrameFacts[] = [];
      for (let node = stack; node !== NO_STACK; node = table.stackParent(node)) {
        path.push(frameFacts(table.stackFrame(node)));
      }
      const made = stackFacts(path);
      facts[stack] = made;
      return made;
    },
    rowOfId: (snapshot, id) => rowById(snapshot).get(id) ?? -1,
    string: (index) => table.string(index),
  };
}

/** A dump tells no program counter: 0 in its place. */
export const frameOf = ({ func, file, line }: Omit<Frame, 'pc'>): Frame => ({ func, file, line, pc: 0 });

/** Whose frame stands for the program, the most telling first. */
const USER_KINDS: readonly FrameKind[] = ['own', 'dependency', 'utility'];

function stackFacts(path: readonly FrameFacts[]): StackFacts {
  const frames = path.map(({ frame }) => frame);
  // goexit stands below every goroutine where a format shows it, and says nothing.
  const outermost = path.findLast(({ frame }) => frame.func !== 'runtime.goexit');
  const start = outermost === undefined || outermost.kind === 'elided' ? '' : outermost.frame.func;
  let blocking = path.findIndex(({ kind }) => kind !== 'elided' && kind !== 'machinery');
  if (blocking < 0 && path.length > 0) blocking = 0;
  const user =
    USER_KINDS.map((wanted) => path.findIndex(({ kind }) => kind === wanted)).find((place) => place >= 0) ?? -1;
  return { frames, blocking, user, start, packageName: packageOf(user >= 0 ? frames[user].func : start) };
}
