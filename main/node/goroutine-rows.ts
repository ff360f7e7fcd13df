// Rows of `ghostlight goroutines`: one per goroutine, with the field names of the JSON output. A field that the file
// cannot tell is absent, never 0.

import { GO_STATE_NAMES, isSystemGoroutine } from '../../shared/model/states';
import type { TraceIndex } from '../../shared/model/trace-index';

export interface StateTimes {
  readonly Running: number;
  readonly Runnable: number;
  readonly Waiting: number;
  readonly Syscall: number;
}

/** Times are whole nanoseconds, points in time since the start of the trace. */
export interface GoroutineRow {
  readonly id: number;
  readonly name?: string;
  /** Goroutine that created it. */
  readonly parent?: number;
  readonly createdNs?: number;
  /** Absent = never ran. */
  readonly startNs?: number;
  /** Absent = still there at the end. */
  readonly endNs?: number;
  readonly totalNs?: number;
  readonly execNs?: number;
  readonly schedWaitNs?: number;
  /** In syscalls, holding the processor. Absent in a time window: spans do not tell the two apart. */
  readonly syscallNs?: number;
  /** In syscalls, after the processor was lost. Absent in a time window. */
  readonly syscallBlockNs?: number;
  /** Absent in a time window. */
  readonly unknownNs?: number;
  readonly blockNs: Readonly<Record<string, number>>;
  /** Absent in a time window. */
  readonly rangeNs?: Readonly<Record<string, number>>;
  readonly stateNs: StateTimes;
  readonly finalState: string;
  /** Absent in a time window. */
  readonly transitions?: number;
  readonly system: boolean;
}

const known = (ns: number | undefined): number | undefined =>
  ns === undefined || Number.isNaN(ns) ? undefined : Math.round(ns);

/** Sum of a record's values. */
export const sumOf = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, ns) => sum + ns, 0);

/** Row of a goroutine over the whole trace. */
export function goroutineRow(index: TraceIndex, row: number): GoroutineRow {
  const { goroutines: table, symbols, summary } = index;
  const blockNs: Record<string, number> = {};
  for (let i = table.blockOffset[row]; i < table.blockOffset[row + 1]; i++) {
    blockNs[summary.reasons[table.blockReason[i]]] = Math.round(table.blockNs[i]);
  }
  const rangeNs: Record<string, number> = {};
  for (let i = table.rangeOffset[row]; i < table.rangeOffset[row + 1]; i++) {
    rangeNs[symbols.string(table.rangeName[i])] = Math.round(table.rangeNs[i]);
  }
  const totalNs = known(table.totalNs[row]);
  const parts = [table.execNs[row], table.schedWaitNs[row], table.syscallNs[row], table.syscallBlockNs[row]];
  const partsNs = parts.reduce((sum, ns) => sum + (known(ns) ?? 0), sumOf(blockNs));
  return {
    ...identity(index, row),
    totalNs,
    execNs: known(table.execNs[row]),
    schedWaitNs: known(table.schedWaitNs[row]),
    syscallNs: known(table.syscallNs[row]),
    syscallBlockNs: known(table.syscallBlockNs[row]),
    // Go lets the parts exceed the total where a syscall is open at the end; what is missing is never negative.
    unknownNs: totalNs === undefined ? undefined : Math.max(0, totalNs - partsNs),
    blockNs,
    rangeNs,
    stateNs: {
      Running: Math.round(table.stateRunningNs[row]),
      Runnable: Math.round(table.stateRunnableNs[row]),
      Waiting: Math.round(table.stateWaitingNs[row]),
      Syscall: Math.round(table.stateSyscallNs[row]),
    },
    finalState: GO_STATE_NAMES[table.finalState[row]],
    transitions: table.transitions[row],
    system: isSystemGoroutine(symbols.string(table.name[row])),
  };
}

/** What a goroutine is, whatever part of its time is asked for. */
export function identity(
  { goroutines: table, symbols }: TraceIndex,
  row: number,
): Pick<GoroutineRow, 'id' | 'name' | 'parent' | 'createdNs' | 'startNs' | 'endNs'> {
  const parent = table.parent[row];
  return {
    id: table.id[row],
    name: symbols.string(table.name[row]) || undefined,
    parent: parent < 0 ? undefined : table.id[parent],
    createdNs: known(table.createdNs[row]),
    startNs: known(table.startNs[row]),
    endNs: known(table.endNs[row]),
  };
}
