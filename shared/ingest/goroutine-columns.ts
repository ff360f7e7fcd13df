// The growing columns behind the goroutine table: what is reported, and what is needed while events still come.

import { NONE } from '../model/events';
import { NO_STACK } from '../model/stacks';
import type { GoroutineTable } from '../model/tables';
import { grown } from './growable';
import type { RowMap } from './row-map';
import type { RowSums } from './row-sums';

const NAN = Number.NaN;

/** Each column with the value of a row that has not been seen. Names of reported ones: GoroutineTable. */
function emptyColumns() {
  return {
    name: new Int32Array(0),
    parent: new Int32Array(0),
    existed: new Uint8Array(0),
    createdNs: new Float64Array(0),
    startNs: new Float64Array(0),
    endNs: new Float64Array(0),
    totalNs: new Float64Array(0),
    execNs: new Float64Array(0),
    schedWaitNs: new Float64Array(0),
    syscallNs: new Float64Array(0),
    syscallBlockNs: new Float64Array(0),
    stateRunningNs: new Float64Array(0),
    stateRunnableNs: new Float64Array(0),
    stateWaitingNs: new Float64Array(0),
    stateSyscallNs: new Float64Array(0),
    finalState: new Uint8Array(0),
    finalReason: new Uint8Array(0),
    finalSinceNs: new Float64Array(0),
    transitions: new Uint32Array(0),
    startStack: new Int32Array(0),
    creatorStack: new Int32Array(0),
    lastTransitionNs: new Float64Array(0),
    /** State whose account is open (since openSinceNs); GoState.Undetermined: none. */
    openState: new Uint8Array(0),
    openReason: new Uint8Array(0),
    openSinceNs: new Float64Array(0),
    /** Processor that it entered its syscall on, or NONE. */
    syscallProc: new Int32Array(0),
    /** When the processor was taken away; NaN: it was not. */
    syscallBlockedSinceNs: new Float64Array(0),
    /** Regions open now, the inherited one included, and regions listed so far. */
    regionDepth: new Int32Array(0),
    regions: new Uint32Array(0),
  };
}
export type ColumnSet = ReturnType<typeof emptyColumns>;

const FILL: Partial<Record<keyof ColumnSet, number>> = {
  parent: NONE,
  startStack: NO_STACK,
  creatorStack: NO_STACK,
  syscallProc: NONE,
  createdNs: NAN,
  startNs: NAN,
  endNs: NAN,
  totalNs: NAN,
  finalSinceNs: NAN,
  syscallBlockedSinceNs: NAN,
};

const FILLED = Object.entries(FILL) as [keyof ColumnSet, number][];

/**
 * More than twice: what no row has touched costs nothing, and what was grown from is garbage of the same size for a while, which
 * at a million rows is 170 MB.
 */
const GROWTH = 4;

const FILLED_AHEAD = 4096;

export interface GoroutineColumns {
  /** Rows seen. */
  readonly length: number;
  /** The columns, grown so that they hold this row. */
  at(row: number): ColumnSet;
}

export function createGoroutineColumns(): GoroutineColumns {
  const columns = emptyColumns();
  let length = 0;
  let capacity = 0;
  let filled = 0;

  function grow(needed: number): void {
    capacity = Math.max(1024, capacity * GROWTH, needed);
    const growing = columns as Record<keyof ColumnSet, ColumnSet[keyof ColumnSet]>;
    for (const name of Object.keys(columns) as (keyof ColumnSet)[]) {
      growing[name] = grown(growing[name], capacity, 0);
    }
  }

  /** A few rows at a time: memory that none has touched yet costs nothing, and of a million rows nearly half may be that. */
  function fill(row: number): void {
    const to = Math.min(capacity, row + FILLED_AHEAD);
    for (const [name, value] of FILLED) columns[name].fill(value, filled, to);
    filled = to;
  }

  return {
    get length() {
      return length;
    },
    at(row) {
      if (row >= length) {
        if (row >= capacity) grow(row + 1);
        if (row >= filled) fill(row);
        length = row + 1;
      }
      return columns;
    },
  };
}

/**
 * The table of all rows so far: views, which go on to change while the trace is read. Copies would double what the table of a
 * million goroutines takes (200 MB), and be made for every part that is shown.
 */
export function finishedTable(
  columns: GoroutineColumns,
  rows: RowMap,
  blocked: RowSums,
  ranges: RowSums,
): GoroutineTable {
  const { length } = columns;
  const c = columns.at(Math.max(0, length - 1));
  const blockedSums = blocked.finish(length);
  const rangeSums = ranges.finish(length);
  return {
    length,
    id: rows.ids().subarray(0, length),
    name: c.name.subarray(0, length),
    parent: c.parent.subarray(0, length),
    existed: c.existed.subarray(0, length),
    createdNs: c.createdNs.subarray(0, length),
    startNs: c.startNs.subarray(0, length),
    endNs: c.endNs.subarray(0, length),
    totalNs: c.totalNs.subarray(0, length),
    execNs: c.execNs.subarray(0, length),
    schedWaitNs: c.schedWaitNs.subarray(0, length),
    syscallNs: c.syscallNs.subarray(0, length),
    syscallBlockNs: c.syscallBlockNs.subarray(0, length),
    stateRunningNs: c.stateRunningNs.subarray(0, length),
    stateRunnableNs: c.stateRunnableNs.subarray(0, length),
    stateWaitingNs: c.stateWaitingNs.subarray(0, length),
    stateSyscallNs: c.stateSyscallNs.subarray(0, length),
    finalState: c.finalState.subarray(0, length),
    finalReason: c.finalReason.subarray(0, length),
    finalSinceNs: c.finalSinceNs.subarray(0, length),
    transitions: c.transitions.subarray(0, length),
    startStack: c.startStack.subarray(0, length),
    creatorStack: c.creatorStack.subarray(0, length),
    blockOffset: blockedSums.offset,
    blockReason: Uint8Array.from(blockedSums.key),
    blockNs: blockedSums.sum,
    rangeOffset: rangeSums.offset,
    rangeName: rangeSums.key,
    rangeNs: rangeSums.sum,
  };
}
