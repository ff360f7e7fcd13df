// Sums over the goroutine table that several queries need. They go by the accounts (execNs, schedWaitNs, blockNs …), which
// include the state in which the trace leaves a goroutine; the columns state…Ns only count from transition to transition.

import { GoState } from '../model/states';
import type { GoroutineTable } from '../model/tables';

/** Time blocked for any reason. */
export function blockedNs({ blockOffset, blockNs }: GoroutineTable, row: number): number {
  let sum = 0;
  for (let i = blockOffset[row]; i < blockOffset[row + 1]; i++) sum += blockNs[i];
  return sum;
}

/** Time in syscalls, with and without a processor. */
export const inSyscallNs = (table: GoroutineTable, row: number): number =>
  table.syscallNs[row] + table.syscallBlockNs[row];

/** Time blocked for the reasons marked in `wanted` (by reason index). */
export function blockedForNs(table: GoroutineTable, row: number, wanted: ReadonlySet<number>): number {
  let sum = 0;
  for (let i = table.blockOffset[row]; i < table.blockOffset[row + 1]; i++) {
    if (wanted.has(table.blockReason[i])) sum += table.blockNs[i];
  }
  return sum;
}

/** Whether it was ever blocked for one of the reasons, be it only in the wait that the accounting leaves out (`forever`). */
export function wasBlockedFor(table: GoroutineTable, row: number, wanted: ReadonlySet<number>): boolean {
  for (let i = table.blockOffset[row]; i < table.blockOffset[row + 1]; i++) {
    if (wanted.has(table.blockReason[i])) return true;
  }
  return table.finalState[row] === GoState.Waiting && wanted.has(table.finalReason[row]);
}
