// Which listings stand together in one moment, and in which order the moments come.
//
// A user who wants to know what a process did takes several listings at once: goroutine?debug=2 for states, ?debug=1 for
// counts, the leak profile for verdicts. They are seconds apart, and to compare them with each other as if time had passed
// would show growth where there is none. So:
//
//  1. Files in one folder whose names differ only in words for the listing (`snap0.debug1`, `snap0.debug2`; `goroutine.debug2`,
//     `goroutineleak.debug1`, `runtime.Stack`, `threadcreate`) are one moment, unless their texts tell times more than a minute
//     apart, or one counts quite another number than the other lists. The same name twice is the same listing taken twice, and
//     so are several dumps in one file: moments of their own. A counted listing right behind one with ids joins it.
//  2. Of two listings of one kind only one can be shown. With ids: if they have most goroutines in common, the one with
//     verdicts `(leaked)`, else the whole one, else the longer one; if they have not, they are moments of their own. Counts:
//     the text rather than the protobuf, since it can be shown, and the protobuf lends its time. The other file says so.
//  3. What is left in one folder at the same time by its texts or names (two seconds) is joined where no kind is there twice.
//  4. If then a folder has one listing with ids and one without, and most goroutines of the one stand in stacks of the other,
//     they are one moment, whatever their names are.
//
// Order: by time if all moments have one, else by name, numbers as numbers. Times of the file system are believed only where
// they can be the times of taking: all different, and not against numbers in the names, as those of copied files are.

import type { DumpFile, Moment, Snapshot } from '../../model/dumps';
import { apart, type Draft, draftsOf, SAME_MOMENT_MS, SLOTS, takeTime, toldTime } from './drafts';
import { readName } from './names';
import { finishMoments } from './order';

const SAME_TIME_MS = 2000;
/** Shared ids, of the shorter listing: of a process that serves requests some are gone after a second. */
const SAME_PROCESS = 0.8;
const SAME_COUNT = 0.2;
const SAME_STACKS = 0.5;

export interface Arranged {
  readonly moments: readonly Moment[];
  /** By place of the file: why it is not shown. */
  readonly notes: ReadonlyMap<number, string>;
}

export function arrangeMoments(files: readonly DumpFile[], snapshots: readonly Snapshot[]): Arranged {
  const notes = new Map<number, string>();
  const note = (loser: Snapshot, winner: Snapshot): void => {
    if (loser.file === winner.file) return;
    notes.set(
      loser.file,
      `lists the same goroutines as ${files[winner.file].name}, taken at the same moment; that one is shown`,
    );
  };
  const byKey = groupBy(draftsOf(files, snapshots), ({ folder, stem }) => `${folder}\0${stem}`);
  const drafts = byKey.flatMap((group) => mergeNamed(group, files, note));
  return { moments: finishMoments(mergePairs(mergeByTime(drafts)), files), notes };
}

/** Map.groupBy, which Node 20 does not have. */
function groupBy(drafts: readonly Draft[], keyOf: (draft: Draft) => string): readonly Draft[][] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = keyOf(draft);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups.values()];
}

const near = (a: Draft, b: Draft): boolean =>
  Math.abs((toldTime(a) ?? Number.NaN) - (toldTime(b) ?? Number.NaN)) <= SAME_MOMENT_MS;

type Note = (loser: Snapshot, winner: Snapshot) => void;

/** Rule 1 and 2, for drafts of one folder and stem. */
function mergeNamed(group: readonly Draft[], names: readonly DumpFile[], note: Note): readonly Draft[] {
  const filesWithMore = new Set(group.filter(({ number }) => number > 0).flatMap(({ files }) => files));
  const merged: Draft[] = [];
  for (const draft of group) {
    const into = merged.find((other) => {
      if (other.files.some((file) => draft.files.includes(file)) || apart(other, draft)) return false;
      // Which of several dumps in a file another file belongs to, only the time can tell.
      const several = [...other.files, ...draft.files].some((file) => filesWithMore.has(file));
      if (several && !near(other, draft)) return false;
      return SLOTS.every((slot) => alike(other.slots[slot], draft.slots[slot], names)) && agree(other, draft);
    });
    if (into === undefined) merged.push(draft);
    else join(into, draft, note);
  }
  return merged;
}

/** Whether two may be one moment as to a kind: one of them lacks it, or they list the same. */
function alike(a: Snapshot | undefined, b: Snapshot | undefined, files: readonly DumpFile[]): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.format === b.format && readName(files[a.file].name).base === readName(files[b.file].name).base)
    return equal(a, b);
  if (a.form === 'counts') return sameNumber(totalOf(a), totalOf(b));
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const ids = new Set(long.columns.id.subarray(0, long.length));
  let shared = 0;
  for (let row = 0; row < short.length; row++) if (ids.has(short.columns.id[row])) shared++;
  return short.length > 0 && shared >= SAME_PROCESS * short.length;
}

/** One file that was opened twice. */
function equal(a: Snapshot, b: Snapshot): boolean {
  if (a.length !== b.length || a.to - a.from !== b.to - b.from) return false;
  for (const name of ['stack', 'weight', 'state', 'minutes'] as const) {
    for (let row = 0; row < a.length; row++) if (a.columns[name][row] !== b.columns[name][row]) return false;
  }
  return true;
}

const sameNumber = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(5, SAME_COUNT * Math.max(a, b));

/** Whether as many goroutines are counted as are listed. */
function agree(a: Draft, b: Draft): boolean {
  const { goroutines, counts } = { ...a.slots, ...b.slots };
  if (goroutines === undefined || counts === undefined || goroutines.truncated || counts.truncated) return true;
  return sameNumber(goroutines.length, totalOf(counts));
}

function totalOf({ length, columns }: Snapshot): number {
  let total = 0;
  for (let row = 0; row < length; row++) total += columns.weight[row];
  return total;
}

function join(into: Draft, draft: Draft, note: Note): void {
  for (const slot of SLOTS) {
    const [first, second] = [into.slots[slot], draft.slots[slot]];
    if (second === undefined) continue;
    const better = first === undefined || rank(second) > rank(first);
    if (first !== undefined) note(better ? first : second, better ? second : first);
    if (better) into.slots[slot] = second;
  }
  into.files.push(...draft.files);
  takeTime(into, draft.timeMs, draft.timeSource);
}

/** Which of two listings of the same goroutines is shown. */
function rank(snapshot: Snapshot): number {
  const { length, columns, truncated, format } = snapshot;
  const verdicts =
    snapshot.form === 'goroutines' && columns.flags.subarray(0, length).some((flags) => (flags & 1) !== 0);
  // The longest dump has some million goroutines.
  return (verdicts ? 4e9 : 0) + (truncated ? 0 : 2e9) + (format === 'pprof' ? 0 : 1e9) + length;
}

/** Rule 3. */
function mergeByTime(drafts: readonly Draft[]): readonly Draft[] {
  const rest = drafts.filter((draft) => toldTime(draft) === undefined);
  const timed = drafts.filter((draft) => toldTime(draft) !== undefined);
  for (const group of groupBy(timed, ({ folder }) => folder)) {
    group.sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
    for (let from = 0; from < group.length; ) {
      let to = from + 1;
      while (to < group.length && (group[to].timeMs ?? 0) - (group[from].timeMs ?? 0) <= SAME_TIME_MS) to++;
      const same = group.slice(from, to);
      const free = SLOTS.every((slot) => same.filter(({ slots }) => slots[slot] !== undefined).length < 2);
      if (free) for (const other of same.slice(1)) join(same[0], other, () => undefined);
      rest.push(...(free ? same.slice(0, 1) : same));
      from = to;
    }
  }
  return rest;
}

/** Rule 4. */
function mergePairs(drafts: readonly Draft[]): readonly Draft[] {
  const gone = new Set<Draft>();
  for (const group of groupBy(drafts, ({ folder }) => folder)) {
    const [listed, ...moreListed] = group.filter(({ slots }) => slots.goroutines !== undefined);
    const [counted, ...moreCounted] = group.filter(({ slots }) => slots.goroutines === undefined);
    const { goroutines, counts } = { ...counted?.slots, ...listed?.slots };
    if (goroutines === undefined || counts === undefined || listed.slots.counts !== undefined) continue;
    if (moreListed.length > 0 || moreCounted.length > 0 || apart(listed, counted)) continue;
    if (SLOTS.some((slot) => listed.slots[slot] !== undefined && counted.slots[slot] !== undefined)) continue;
    const stacks = new Set(goroutines.columns.stack.subarray(0, goroutines.length));
    let shared = 0;
    for (let row = 0; row < counts.length; row++) {
      if (stacks.has(counts.columns.stack[row])) shared += counts.columns.weight[row];
    }
    if (shared < SAME_STACKS * totalOf(counts)) continue;
    join(listed, counted, () => undefined);
    gone.add(counted);
  }
  return drafts.filter((draft) => !gone.has(draft));
}
