// Sums over the goroutine table that several queries need. They go by the accounts (execNs, schedWaitNs, blockNs …), which
// include the state in which the trace leaves a goroutine; the columns state…Ns only count from transition to transition.

import { GoState, isInferred } from '../model/states';
import type { GoroutineTable } from '../model/tables';
import type { TraceIndex } from '../model/trace-index';

/** Time blocked for any reason. */
export function blockedNs({ blockOffset, blockNs }: GoroutineTable, row: number): number {
  let sum = 0;
  for (let i = blockOffset[row]; i < blockOffset[row + 1]; i++) sum += blockNs[i];
  return sum;
}

/** Time in syscalls, with and without a processor. */
export const inSyscallNs = (table: GoroutineTable, row: number): number =>
  table.syscallNs[row] + table.syscallBlockNs[row];

/**
 * Reason index of an entry of blockReason/blockNs. Go's accounts have no reason for a wait that began before the trace; where
 * all of that time is the wait in which the trace leaves the goroutine, it is the one that the stack of this wait tells.
 */
export function blockReasonOf({ goroutines, summary }: TraceIndex, row: number, entry: number): number {
  const reason = goroutines.blockReason[entry];
  if (reason !== 0 || goroutines.finalState[row] !== GoState.Waiting) return reason;
  const final = goroutines.finalReason[row];
  const isWhole = goroutines.blockNs[entry] === summary.spanNs - goroutines.finalSinceNs[row];
  return isWhole && isInferred(summary.reasons[final] ?? '') ? final : reason;
}

/** Time blocked for the reasons marked in `wanted` (by reason index). */
export function blockedForNs(index: TraceIndex, row: number, wanted: ReadonlySet<number>): number {
  const { blockOffset, blockNs } = index.goroutines;
  let sum = 0;
  for (let i = blockOffset[row]; i < blockOffset[row + 1]; i++) {
    if (wanted.has(blockReasonOf(index, row, i))) sum += blockNs[i];
  }
  return sum;
}

/**
 * Whether it was ever blocked for one of the reasons, be it only in a wait that the accounts leave out (`forever`) or have
 * without reason (what the stack of the final wait tells).
 */
export function wasBlockedFor(table: GoroutineTable, row: number, wanted: ReadonlySet<number>): boolean {
  for (let i = table.blockOffset[row]; i < table.blockOffset[row + 1]; i++) {
    if (wanted.has(table.blockReason[i])) return true;
  }
  return table.finalState[row] === GoState.Waiting && wanted.has(table.finalReason[row]);
}
