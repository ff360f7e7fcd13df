// Which goroutine ran on a processor at an instant: for wakes whose kind does not tell enough.

import { upperBound } from '../../base/bisect';
import { NONE } from '../../model/events';
import type { QueryContext } from '../query-context';

/** Wakes of one block whose waker is to be looked up. */
export function createPending() {
  const kind: number[] = [];
  const timeNs: number[] = [];
  const woken: number[] = [];
  const waitedNs: number[] = [];
  const pending = {
    length: 0,
    kind,
    timeNs,
    woken,
    waitedNs,
    add(of: number, at: number, actor: number, waited: number): void {
      const i = pending.length++;
      kind[i] = of;
      timeNs[i] = at;
      woken[i] = actor;
      waitedNs[i] = waited;
    },
  };
  return pending;
}

/** Goroutine rows that ran on the processors of the wakes at their times; NONE where none is known. */
export async function rowsThatRan(
  { lanes, level, index }: QueryContext,
  { length, kind, timeNs }: Pick<ReturnType<typeof createPending>, 'length' | 'kind' | 'timeNs'>,
  wakerProc: Int32Array,
): Promise<Int32Array> {
  const { blocks, block, place, offset } = lanes.proc;
  const found = new Int32Array(length).fill(NONE);
  const rowOfProc = new Map(index.summary.procIds.map((id, row) => [id, row]));
  const byEntry = new Map<number, number[]>();
  for (let i = 0; i < length; i++) {
    const row = rowOfProc.get(wakerProc[kind[i]]);
    if (row === undefined || row + 1 >= offset.length) continue;
    // The first entry of the row that ends after the wake.
    let [low, high] = [offset[row], offset[row + 1]];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (blocks[block[middle]].rowEndNs[place[middle]] > timeNs[i]) high = middle;
      else low = middle + 1;
    }
    if (low === offset[row + 1] || blocks[block[low]].rowStartNs[place[low]] > timeNs[i]) continue;
    const known = byEntry.get(low);
    if (known === undefined) byEntry.set(low, [i]);
    else known.push(i);
  }
  for (const [entry, wakes] of byEntry) {
    const spans = await level(blocks[block[entry]], 0, [place[entry]]);
    const [first, end] = [spans.rowOffset[place[entry]], spans.rowOffset[place[entry] + 1]];
    for (const i of wakes) {
      const item = upperBound(spans.startNs, timeNs[i], first, end) - 1;
      if (item >= first) found[i] = spans.arg[item];
    }
  }
  return found;
}
