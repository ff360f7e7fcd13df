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

import type { DumpFile, Moment, Snapshot, TimeSource } from '../../model/dumps';
import { byName, readName, shortNames } from './names';

const SAME_MOMENT_MS = 60_000;
const SAME_TIME_MS = 2000;
/** Shared ids, of the shorter listing: of a process that serves requests some are gone after a second. */
const SAME_PROCESS = 0.8;
const SAME_COUNT = 0.2;
const SAME_STACKS = 0.5;
const TRUST: readonly (TimeSource | undefined)[] = [undefined, 'mtime', 'name', 'log', 'profile', 'user'];

type Slot = 'goroutines' | 'counts' | 'leaks' | 'threads';
const SLOTS: readonly Slot[] = ['goroutines', 'counts', 'leaks', 'threads'];

type Timed = Pick<Snapshot, 'timeMs' | 'timeSource'>;

interface Draft {
  readonly slots: Partial<Record<Slot, Snapshot>>;
  readonly folder: string;
  readonly stem: string;
  /** Of its first listing. */
  readonly base: string;
  readonly files: number[];
  /** Which of its file's moments it is; 0 if there is only one. */
  readonly number: number;
  timeMs?: number | undefined;
  timeSource?: TimeSource | undefined;
}

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
  return { moments: finish(mergePairs(mergeByTime(drafts)), files), notes };
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

const slotOf = ({ form, profile }: Snapshot): Slot => {
  if (form === 'goroutines') return 'goroutines';
  return profile === 'threadcreate' ? 'threads' : profile === 'goroutineleak' ? 'leaks' : 'counts';
};

/** Each file by itself: a listing of a kind that is there already begins a new moment. */
function draftsOf(files: readonly DumpFile[], snapshots: readonly Snapshot[]): readonly Draft[] {
  const byFile = new Map<number, Draft[]>();
  for (const snapshot of snapshots) {
    const slot = slotOf(snapshot);
    const own = byFile.get(snapshot.file) ?? [];
    byFile.set(snapshot.file, own);
    const last = own.at(-1);
    if (last !== undefined && last.slots[slot] === undefined && !apart(last, snapshot)) {
      last.slots[slot] = snapshot;
      takeTime(last, snapshot.timeMs, snapshot.timeSource);
      continue;
    }
    const { folder, stem, base } = readName(files[snapshot.file].name);
    const { timeMs, timeSource } = snapshot;
    const number = own.length;
    own.push({ slots: { [slot]: snapshot }, folder, stem, base, files: [snapshot.file], number, timeMs, timeSource });
  }
  for (const [file, own] of byFile) {
    // One time cannot be that of several dumps.
    if (own.length > 1) continue;
    takeTime(own[0], readName(files[file].name).timeMs, 'name');
    takeTime(own[0], files[file].modifiedMs, 'mtime');
  }
  return [...byFile.values()].flat();
}

/** Whether they tell of times more than a minute apart; times of two kinds may be of two time zones, and say nothing. */
const apart = (a: Timed, b: Timed): boolean =>
  a.timeMs !== undefined &&
  b.timeMs !== undefined &&
  a.timeSource === b.timeSource &&
  a.timeSource !== 'mtime' &&
  Math.abs(a.timeMs - b.timeMs) > SAME_MOMENT_MS;

function takeTime(draft: Draft, timeMs: number | undefined, source: TimeSource | undefined): void {
  if (timeMs === undefined || TRUST.indexOf(source) <= TRUST.indexOf(draft.timeSource)) return;
  draft.timeMs = timeMs;
  draft.timeSource = source;
}

/** The time that its text or name tells. */
const toldTime = ({ timeMs, timeSource }: Draft): number | undefined => (timeSource === 'mtime' ? undefined : timeMs);

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

function finish(drafts: readonly Draft[], files: readonly DumpFile[]): readonly Moment[] {
  const named = drafts
    .map((draft) => ({ draft, name: fullName(draft, files) }))
    .sort((a, b) => byName(a.name, b.name) || a.draft.number - b.draft.number || a.draft.files[0] - b.draft.files[0]);
  const full = named.map(({ name }) => name);
  const drafted = named.map(({ draft }) => draft);
  const believed = named.length < 2 || believesFileTimes(drafted, full);
  const names = momentNames(full);
  const moments = named.map(({ draft: { slots, timeMs, timeSource } }, i): Moment => {
    const timed = timeMs !== undefined && timeSource !== undefined && (believed || timeSource !== 'mtime');
    return { name: names[i], ...(timed && { timeMs, timeSource }), ...slots };
  });
  return orderMoments(moments);
}

/** Whether times of the file system can be times of taking. */
function believesFileTimes(drafts: readonly Draft[], names: readonly string[]): boolean {
  const times = drafts.map(({ timeMs }) => timeMs ?? Number.NaN);
  if (times.some(Number.isNaN)) return false;
  if (new Set(times.map((time) => Math.floor(time / 1000))).size < times.length) return false;
  const numbered = new Set(names.map((name) => name.replace(/\d+/g, '#'))).size === 1;
  return !numbered || times.every((time, i) => i === 0 || time > times[i - 1]);
}

/**
 * Moments in order of time if all have one; else as they are. For times that a user sets, too.
 */
export function orderMoments(moments: readonly Moment[]): readonly Moment[] {
  if (moments.some(({ timeMs }) => timeMs === undefined)) return moments;
  return moments.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
}

/** A file that stands alone keeps the words of its name: `goroutine.debug2`. */
function fullName({ folder, stem, base, files: own }: Draft, files: readonly DumpFile[]): string {
  const name = own.length === 1 ? base : stem;
  if (folder === '') return name || base || files[own[0]].name;
  return name === '' ? folder : `${folder}/${name}`;
}

/** What is different between the full names; `#2` where they are the same. */
function momentNames(full: readonly string[]): readonly string[] {
  const distinct = [...new Set(full)];
  const short =
    distinct.length > 1 ? shortNames(distinct) : distinct.map((name) => name.slice(name.lastIndexOf('/') + 1));
  const shortOf = new Map(distinct.map((name, i) => [name, short[i]]));
  const names = full.map((name) => shortOf.get(name) ?? name);
  const total = new Map<string, number>();
  for (const name of names) total.set(name, (total.get(name) ?? 0) + 1);
  // Several dumps of one file, or files of one name.
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return total.get(name) === 1 ? name : `${name} #${count}`;
  });
}
