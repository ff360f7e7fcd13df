// How the levels of span blocks lie in a store: one table per lane and level, one chunk per block. Ingest writes by these
// names and queries read by them.

import { assert } from '../base/assert';
import type { Columns, Lane, SpanLevel } from '../model/tables';

/** Table of one level of a lane; its chunks are the lane's blocks. */
export const spanTable = (lane: Lane, level: number): string => `spans/${lane}/${level}`;

export function spanLevelColumns(level: SpanLevel): Columns {
  const { rows, rowOffset, rowEndNs, startNs, state, reason, arg, count, coverage } = level;
  const exact = { rows, rowOffset, rowEndNs, startNs, state, reason, arg };
  return count === undefined || coverage === undefined ? exact : { ...exact, count, coverage };
}

export function spanLevelFromColumns(columns: Columns): SpanLevel {
  const { rows, rowOffset, rowEndNs, startNs, state, reason, arg, count, coverage } = columns;
  assert(
    rows instanceof Int32Array &&
      rowOffset instanceof Uint32Array &&
      rowEndNs instanceof Float64Array &&
      startNs instanceof Float64Array &&
      state instanceof Uint8Array &&
      reason instanceof Uint8Array &&
      arg instanceof Int32Array,
    'a stored span level lacks a column',
  );
  const exact = { rows, rowOffset, rowEndNs, startNs, state, reason, arg };
  return count instanceof Uint32Array && coverage instanceof Uint8Array ? { ...exact, count, coverage } : exact;
}
