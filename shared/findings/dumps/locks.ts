// Who waits for whom.
//
// Certain is only what a goroutine waits FOR: the address of a mutex, WaitGroup or Cond stands in its frames, that of a channel
// in system tracebacks, and whom a WaitGroup's goroutine has started in the go statements. Go records nobody as the holder of a
// lock: what is said about holders is a guess (lock-holders.ts), mostly from arguments. A method of the value that a mutex is a
// field of has the value's address as an argument. So
//
//   goroutine 10  lockBoth(0x..c098, 0x..c0a0)   waits for 0x..c0a0
//   goroutine 11  lockBoth(0x..c0a0, 0x..c098)   waits for 0x..c098
//
// each knows the lock of the other and waits: possibly a lock order that is reversed. Arguments with `?` may be stale and are
// not used; closures have none. Texts are read again for it, so their number is limited.

import type { LockCluster, LocksReply, WaitEdge } from '../../model/dump-requests';
import { type GoroutineText, type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import { partition } from '../../query/dumps/partition';
import type { DumpIndex, GroupJudge, TextOf } from '../../query/dumps/types';
import { waitGroupEdges } from './lock-children';
import { cyclesOf } from './lock-cycles';
import { guessHolders, type LockWaiters } from './lock-holders';
import { generalLimits } from './lock-limits';
import { type Pointers, pointersOf } from './lock-pointers';
import { ownerOf, ownersOf } from './partners';
import { callerOfWait } from './waits';
import { hex, plural } from './words';

/** Texts of waiters and of candidates that are read; each is some kB in a file that is read piece by piece. */
const MAX_WAITERS_READ = 1000;
const MAX_CANDIDATES_READ = 1000;
/** A source behind a server answers each after some milliseconds. */
const TEXTS_AT_ONCE = 64;
const MAX_CLUSTERS = 500;
const MAX_EDGES = 2000;
const MAX_IDS = 100;
const MAX_HOLDERS = 5;

/**
 * @param readText takes a goroutine's text apart (shared/formats).
 * @returns clusters, the largest first. Counted profiles have no ids: nothing but limits then.
 */
export async function findLocks(
  index: DumpIndex,
  moment: Moment,
  judge: GroupJudge,
  textOf: TextOf,
  readText: (bytes: Uint8Array) => GoroutineText,
): Promise<LocksReply> {
  const snapshot = mainSnapshot(moment);
  if (snapshot.form !== 'goroutines') {
    return {
      clusters: [],
      cycles: [],
      edges: [],
      limits: [
        'A counted profile (debug=1 or debug=0) has no ids and no addresses: who waits for whom cannot be told. Take debug=2.',
      ],
    };
  }
  const waiting = waitingByAddress(index, snapshot, judge);
  const limits: string[] = [];
  const locks = waiting.filter(({ kind }) => kind !== 'channel' && kind !== 'waitgroup');
  const rows = chooseWaiters(locks, limits);
  const candidates = chooseCandidates(index, snapshot, judge, rows, limits);
  const pointers = new Map<number, Pointers>();
  const asked = [...rows, ...candidates];
  for (let from = 0; from < asked.length; from += TEXTS_AT_ONCE) {
    const batch = asked.slice(from, from + TEXTS_AT_ONCE);
    const texts = await Promise.all(batch.map((row) => textOf(snapshot, row)));
    batch.forEach((row, place) => {
      pointers.set(row, pointersOf(readText(texts[place])));
    });
  }
  const edges: WaitEdge[] = [];
  // What is known comes first: the list of edges has a limit.
  const children = waitGroupEdges(index, snapshot, judge, edges);
  const holders = holderEdges(index, snapshot, judge, locks, pointers, edges);
  const { of, keys } = partition(index, snapshot, {
    groupBy: { by: 'stack' },
    similarity: 'lines',
    ignoreState: false,
  });
  const { id } = snapshot.columns;
  const clusters: LockCluster[] = waiting.slice(0, MAX_CLUSTERS).map(({ address, kind, rows: all }) => ({
    address: hex(address),
    kind,
    waiters: all.length,
    ids: all
      .map((row) => id[row])
      .sort((a, b) => a - b)
      .slice(0, MAX_IDS),
    groups: [...new Set(all.map((row) => keys[of[row]]))],
    ...placeOf(index, snapshot, all[0]),
    holders:
      kind === 'waitgroup'
        ? all.flatMap((row) => children.get(row) ?? []).slice(0, MAX_HOLDERS)
        : (holders.get(address) ?? []),
  }));
  if (waiting.length > MAX_CLUSTERS) {
    limits.push(`The ${MAX_CLUSTERS} addresses with the most waiters are listed, of ${waiting.length}.`);
  }
  if (edges.length > MAX_EDGES) limits.push(`${MAX_EDGES} edges are listed, of ${edges.length}.`);
  limits.push(...generalLimits(index, snapshot, waiting));
  return { clusters, cycles: cyclesOf(edges), edges: edges.slice(0, MAX_EDGES), limits };
}

function placeOf(index: DumpIndex, snapshot: Snapshot, row: number): Pick<LockCluster, 'place'> {
  const { frames, user, blocking } = index.facts(snapshot.columns.stack[row]);
  const place = frames[user] ?? frames[blocking];
  return place === undefined ? {} : { place };
}

function waitingByAddress(index: DumpIndex, snapshot: Snapshot, judge: GroupJudge): readonly LockWaiters[] {
  const { waitsFor } = snapshot.columns;
  const { of } = index.groups(snapshot);
  const found = new Map<number, LockWaiters & { readonly rows: number[] }>();
  for (let row = 0; row < snapshot.length; row++) {
    const address = waitsFor[row];
    if (!(address > 0)) continue;
    const known = found.get(address);
    if (known !== undefined) known.rows.push(row);
    else found.set(address, { address, kind: kindOf(index, snapshot, judge, of[row]), rows: [row] });
  }
  return [...found.values()].sort((a, b) => b.rows.length - a.rows.length || a.address - b.address);
}

/** Words of the state, else what the pattern says. */
function kindOf(index: DumpIndex, snapshot: Snapshot, judge: GroupJudge, group: number): string {
  const { id } = judge.diagnosis(group);
  const state = index.string(index.groups(snapshot).state[group]);
  const { frames } = index.facts(index.groups(snapshot).stack[group]);
  const calls = (name: string): boolean => frames.some(({ func }) => func.startsWith(name));
  if (id.startsWith('once-')) return 'once';
  if (state.startsWith('chan ')) return 'channel';
  if (state === 'sync.WaitGroup.Wait' || calls('sync.(*WaitGroup).Wait')) return 'waitgroup';
  if (state === 'sync.Cond.Wait' || calls('sync.(*Cond).Wait')) return 'cond';
  if (calls('sync.(*RWMutex)') || state.startsWith('sync.RWMutex')) return 'rwmutex';
  return 'mutex';
}

/** Some of each cluster before more of any: a queue of thousands must not keep the others unread. */
function chooseWaiters(waiting: readonly LockWaiters[], limits: string[]): readonly number[] {
  const chosen: number[] = [];
  const longest = waiting[0]?.rows.length ?? 0;
  for (let turn = 0; turn < longest && chosen.length < MAX_WAITERS_READ; turn++) {
    for (const { rows } of waiting) {
      if (turn < rows.length && chosen.length < MAX_WAITERS_READ) chosen.push(rows[turn]);
    }
  }
  const all = waiting.reduce((sum, { rows }) => sum + rows.length, 0);
  if (chosen.length < all)
    limits.push(
      `Arguments of ${plural(chosen.length, 'goroutine')} that wait for locks were compared, of ${plural(all, 'goroutine')}: the rest was not looked at.`,
    );
  return chosen;
}

/** Goroutines that are in the types or functions that the waiters come from, and do not wait for a lock themselves. */
function chooseCandidates(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  waiters: readonly number[],
  limits: string[],
): readonly number[] {
  if (waiters.length === 0) return [];
  const groups = index.groups(snapshot);
  const { waitsFor } = snapshot.columns;
  const owners = new Set<string>();
  for (const group of new Set(waiters.map((row) => groups.of[row]))) {
    const { frames } = index.facts(groups.stack[group]);
    for (const { func } of frames.slice(Math.max(0, callerOfWait(frames)))) owners.add(ownerOf(func));
    // The first caller of a Once is inside of doSlow; it may come from anywhere.
    if (frames.some(({ func }) => func === 'sync.(*Once).doSlow')) owners.add('sync.Once');
  }
  const chosen: number[] = [];
  let all = 0;
  for (let group = 0; group < groups.length; group++) {
    if (judge.background(group)) continue;
    const { frames } = index.facts(groups.stack[group]);
    if (!ownersOf(frames).some((owner) => owners.has(owner))) continue;
    for (const row of index.rowsOf(snapshot, group)) {
      if (waitsFor[row] > 0) continue;
      all++;
      if (chosen.length < MAX_CANDIDATES_READ) chosen.push(row);
    }
  }
  if (chosen.length < all)
    limits.push(`Of ${plural(all, 'goroutine')} that might hold a lock, ${chosen.length} were looked at.`);
  return chosen;
}

function holderEdges(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  waiting: readonly LockWaiters[],
  pointers: ReadonlyMap<number, Pointers>,
  edges: WaitEdge[],
): ReadonlyMap<number, LockCluster['holders']> {
  const { id } = snapshot.columns;
  const { of } = index.groups(snapshot);
  const found = new Map<number, LockCluster['holders']>();
  for (const lock of waiting) {
    if (lock.kind === 'cond') continue;
    const guesses = guessHolders(index, snapshot, lock, pointers).filter(({ row }) => !judge.background(of[row]));
    found.set(
      lock.address,
      guesses.map(({ row, why, byPlace }) => ({ id: id[row], why, known: false, ...(byPlace && { byPlace }) })),
    );
    for (const { row, why } of guesses) {
      for (const waiter of lock.rows.slice(0, MAX_IDS)) {
        edges.push({ from: id[waiter], to: id[row], address: hex(lock.address), known: false, why });
      }
    }
  }
  return found;
}
