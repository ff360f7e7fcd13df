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
import { cyclesOf } from './lock-cycles';
import { guessHolders } from './lock-holders';
import { type Pointers, pointersOf } from './lock-pointers';
import { ownerOf } from './partners';
import { callerOfWait } from './waits';
import { plural } from './words';

/** Texts of waiters and of candidates that are read; each is some kB in a file that is read piece by piece. */
const MAX_WAITERS_READ = 1000;
const MAX_CANDIDATES_READ = 1000;
const MAX_CLUSTERS = 500;
const MAX_EDGES = 2000;
const MAX_IDS = 100;
const MAX_HOLDERS = 5;
/** Children of one WaitGroup's goroutine that are drawn. */
const MAX_CHILDREN = 20;

const hex = (address: number): string => `0x${address.toString(16)}`;

interface Waiting {
  readonly address: number;
  readonly kind: string;
  readonly rows: number[];
}

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
  for (const row of [...rows, ...candidates]) {
    pointers.set(row, pointersOf(readText(await textOf(snapshot, row))));
  }
  const edges: WaitEdge[] = [];
  const holders = holderEdges(index, snapshot, judge, locks, pointers, edges);
  const children = waitGroupEdges(index, snapshot, judge, edges);
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
    ids: all.slice(0, MAX_IDS).map((row) => id[row]),
    groups: [...new Set(all.map((row) => keys[of[row]]))],
    holders:
      kind === 'waitgroup'
        ? all.flatMap((row) => children.get(row) ?? []).slice(0, MAX_HOLDERS)
        : (holders.get(address) ?? []),
  }));
  const cycles = cyclesOf(edges);
  return {
    clusters,
    cycles,
    edges: edges.slice(0, MAX_EDGES),
    limits: [...limits, ...generalLimits(index, snapshot, waiting, edges.length)],
  };
}

function waitingByAddress(index: DumpIndex, snapshot: Snapshot, judge: GroupJudge): readonly Waiting[] {
  const { waitsFor } = snapshot.columns;
  const { of } = index.groups(snapshot);
  const found = new Map<number, Waiting>();
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
function chooseWaiters(waiting: readonly Waiting[], limits: string[]): readonly number[] {
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
    if (!frames.some(({ func }) => owners.has(ownerOf(func)))) continue;
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
  waiting: readonly Waiting[],
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
      guesses.map(({ row, why }) => ({ id: id[row], why, known: false })),
    );
    for (const { row, why } of guesses) {
      for (const waiter of lock.rows.slice(0, MAX_IDS)) {
        edges.push({ from: id[waiter], to: id[row], address: hex(lock.address), known: false, why });
      }
    }
  }
  return found;
}

const BUSY = ['running', 'runnable'];

/** From each goroutine in WaitGroup.Wait to those that it started and that are still there. */
function waitGroupEdges(
  index: DumpIndex,
  snapshot: Snapshot,
  judge: GroupJudge,
  edges: WaitEdge[],
): ReadonlyMap<number, LockCluster['holders']> {
  const { id, parent, waitsFor } = snapshot.columns;
  const groups = index.groups(snapshot);
  const waits = new Uint8Array(groups.length);
  for (let group = 0; group < groups.length; group++) {
    const { frames } = index.facts(groups.stack[group]);
    const at = frames.slice(0, callerOfWait(frames) + 1);
    if (at.some(({ func }) => func === 'sync.(*WaitGroup).Wait')) waits[group] = 1;
  }
  const found = new Map<number, LockCluster['holders'][number][]>();
  if (!waits.includes(1)) return found;
  const counted = new Map<number, number>();
  for (let row = 0; row < snapshot.length; row++) {
    const waiter = index.rowOfId(snapshot, parent[row]);
    if (waiter < 0 || waits[groups.of[waiter]] === 0) continue;
    const number = (counted.get(waiter) ?? 0) + 1;
    counted.set(waiter, number);
    if (number > MAX_CHILDREN) continue;
    const state = index.string(groups.state[groups.of[row]]);
    const { title } = judge.diagnosis(groups.of[row]);
    const why = `It was started by the goroutine that waits and is still there: ${BUSY.includes(state) ? `it is ${state}` : `${state}. ${title}`}.`;
    edges.push({
      from: id[waiter],
      to: id[row],
      ...(waitsFor[waiter] > 0 ? { address: hex(waitsFor[waiter]) } : {}),
      known: true,
      why,
    });
    const holders = found.get(waiter) ?? [];
    holders.push({ id: id[row], why, known: true });
    found.set(waiter, holders);
  }
  return found;
}

function generalLimits(
  index: DumpIndex,
  snapshot: Snapshot,
  waiting: readonly Waiting[],
  edges: number,
): readonly string[] {
  const groups = index.groups(snapshot);
  const stateCount = (test: (state: string) => boolean): number => {
    let sum = 0;
    for (let group = 0; group < groups.length; group++)
      if (test(index.string(groups.state[group]))) sum += groups.weight[group];
    return sum;
  };
  const limits: string[] = [];
  const readers = stateCount((state) => state === 'sync.RWMutex.RLock');
  if (readers > 0)
    limits.push(
      `${plural(readers, 'goroutine')} in RWMutex.RLock: which lock they wait for is not in the text, because RLock is inlined.`,
    );
  const channels = stateCount((state) => state.startsWith('chan ') || state === 'select');
  const told = waiting.some(({ kind }) => kind === 'channel');
  if (channels > 0 && !told) {
    limits.push(
      `${plural(channels, 'goroutine')} wait for channels: which ones is told only by system tracebacks (GOTRACEBACK=system with SIGQUIT, which ends the process) and by debuggers.`,
    );
  }
  if (told)
    limits.push('Which channels a select waits for is not in any traceback: its arguments are places on the stack.');
  if (waiting.some(({ kind }) => kind === 'mutex' || kind === 'rwmutex' || kind === 'once')) {
    limits.push(
      'Go records no owner of a lock. Holders and circles are guesses from arguments; closures have none, so a real holder may be missing.',
    );
  }
  if (waiting.length > MAX_CLUSTERS)
    limits.push(`The ${MAX_CLUSTERS} addresses with the most waiters are listed, of ${waiting.length}.`);
  if (edges > MAX_EDGES) limits.push(`${MAX_EDGES} edges are listed, of ${edges}.`);
  if (snapshot.truncated) limits.push('The dump ends in the middle: holders may be in the part that is missing.');
  return limits;
}
