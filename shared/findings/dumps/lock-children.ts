// From each goroutine in WaitGroup.Wait to those that it started and that are still there. The go statements tell this for
// certain (Go 1.21 and newer); whether each of them also calls Done, they do not tell.

import type { LockCluster, WaitEdge } from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import type { DumpIndex, GroupJudge } from '../../query/dumps/types';
import { callerOfWait } from './waits';
import { hex } from './words';

/** Children of one goroutine that are drawn. */
const MAX_CHILDREN = 20;

const BUSY = ['running', 'runnable'];

/** Adds the edges. @returns the children by the row of who waits. */
export function waitGroupEdges(
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
