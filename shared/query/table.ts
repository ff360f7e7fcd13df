// The goroutine table: the order of all matching rows, and the cells of those that are on the screen.

import { sortRows } from '../base/sort-rows';
import type { GoroutineColumn, SortBy, TableOrderReply, TableRowsReply } from '../model/requests';
import { GO_STATE_NAMES, GoState, SPAN_CLASS_COUNT, SpanClass, spanClass } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { filterGoroutines } from './filter';
import { isGhost } from './ghosts';
import { blockedNs, blockReasonOf, inSyscallNs } from './goroutine-times';

/** All matching rows in the asked order; equal ones stay in the order of their first appearance. */
export function tableOrder(index: TraceIndex, filter: string, sort: SortBy): TableOrderReply {
  const filtered = filterGoroutines(index, filter);
  if (!filtered.ok) return filtered;
  const rows = new Int32Array(filtered.matched);
  let length = 0;
  for (let row = 0; row < filtered.mask.length; row++) if (filtered.mask[row] === 1) rows[length++] = row;
  sortRows(rows, sortKeys(index, sort.column), sort.descending);
  return { ok: true, total: index.goroutines.length, rows };
}

/** A number per row by which the column sorts: its value, or the rank of its text. */
function sortKeys(index: TraceIndex, column: GoroutineColumn): Float64Array {
  const { goroutines, symbols } = index;
  switch (column) {
    case 'name':
      return ranks(goroutines.name, (name) => symbols.string(name));
    case 'finalState':
      return finalStateKeys(index);
    case 'chanNs':
    case 'selectNs':
    case 'networkNs':
    case 'syncNs':
    case 'otherNs': {
      const blocked = blockedPerClass(index);
      return Float64Array.from(goroutines.id, (_, row) => blocked(row)[BLOCKED_CLASS[column]]);
    }
    case 'blockNs':
      return Float64Array.from(goroutines.id, (_, row) => blockedNs(goroutines, row));
    case 'syscallNs':
      return Float64Array.from(goroutines.id, (_, row) => inSyscallNs(goroutines, row));
    case 'transitions':
      return Float64Array.from(goroutines.transitions);
    default:
      return goroutines[column];
  }
}

type BlockedColumn = 'chanNs' | 'selectNs' | 'networkNs' | 'syncNs' | 'otherNs';

const BLOCKED_CLASS: Readonly<Record<BlockedColumn, SpanClass>> = {
  chanNs: SpanClass.Chan,
  selectNs: SpanClass.Select,
  networkNs: SpanClass.Network,
  syncNs: SpanClass.Sync,
  otherNs: SpanClass.Inactive,
};

/** Blocked time of a row by SpanClass; the returned array is used again for the next row. */
function blockedPerClass(index: TraceIndex): (row: number) => Float64Array {
  const { blockOffset, blockNs } = index.goroutines;
  const classOf = index.summary.reasons.map((reason) => spanClass(GoState.Waiting, reason));
  const sums = new Float64Array(SPAN_CLASS_COUNT);
  return (row) => {
    sums.fill(0);
    for (let i = blockOffset[row]; i < blockOffset[row + 1]; i++) {
      sums[classOf[blockReasonOf(index, row, i)] ?? SpanClass.Inactive] += blockNs[i];
    }
    return sums;
  };
}

/** Reason of the wait in which the trace leaves the goroutine. */
const finalReason = ({ goroutines, summary }: TraceIndex, row: number): string =>
  goroutines.finalState[row] === GoState.Waiting ? (summary.reasons[goroutines.finalReason[row]] ?? '') : '';

/** Ghosts first, then by the state's name, then by what is waited for. States and reasons are bytes: one number holds all. */
function finalStateKeys(index: TraceIndex): Float64Array {
  const { finalState, finalReason: reason } = index.goroutines;
  const stateRank = textRanks(GO_STATE_NAMES);
  const reasonRank = textRanks(index.summary.reasons);
  return Float64Array.from(finalState, (state, row) => {
    const reasonKey = state === GoState.Waiting ? reasonRank[reason[row]] : 0;
    return (isGhost(index, row) ? 0 : 65_536) + stateRank[state] * 256 + reasonKey;
  });
}

/** Place of each text in alphabetical order. */
function textRanks(texts: readonly string[]): readonly number[] {
  const sorted = [...texts].sort(compareTexts);
  return texts.map((text) => sorted.indexOf(text));
}

/** Rank of each value's text among the texts, ignoring letter case first; an empty text is not known: NaN. */
function ranks(values: ArrayLike<number>, textOf: (value: number) => string): Float64Array {
  const texts = new Map<number, string>();
  for (let row = 0; row < values.length; row++) {
    if (!texts.has(values[row])) texts.set(values[row], textOf(values[row]));
  }
  const sorted = [...texts].sort(
    ([, a], [, b]) => compareTexts(a.toLowerCase(), b.toLowerCase()) || compareTexts(a, b),
  );
  const rankOf = new Map(sorted.map(([value, text], rank) => [value, text === '' ? Number.NaN : rank]));
  return Float64Array.from(values, (value) => rankOf.get(value) as number);
}

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Cells of these rows, in this order. */
export function tableRows(index: TraceIndex, rows: Int32Array): TableRowsReply {
  const { goroutines, symbols } = index;
  const numbers = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]);
  const known = [...rows];
  const blocked = blockedPerClass(index);
  const blockedIn = (column: BlockedColumn) => Float64Array.from(rows, (row) => blocked(row)[BLOCKED_CLASS[column]]);
  return {
    rows: rows.slice(),
    id: numbers(goroutines.id),
    name: known.map((row) => symbols.string(goroutines.name[row])),
    totalNs: numbers(goroutines.totalNs),
    execNs: numbers(goroutines.execNs),
    schedWaitNs: numbers(goroutines.schedWaitNs),
    blockNs: Float64Array.from(rows, (row) => blockedNs(goroutines, row)),
    chanNs: blockedIn('chanNs'),
    selectNs: blockedIn('selectNs'),
    networkNs: blockedIn('networkNs'),
    syncNs: blockedIn('syncNs'),
    otherNs: blockedIn('otherNs'),
    syscallNs: Float64Array.from(rows, (row) => inSyscallNs(goroutines, row)),
    createdNs: numbers(goroutines.createdNs),
    endNs: numbers(goroutines.endNs),
    transitions: Uint32Array.from(rows, (row) => goroutines.transitions[row]),
    finalState: known.map((row) => GO_STATE_NAMES[goroutines.finalState[row]] ?? ''),
    finalReason: known.map((row) => finalReason(index, row)),
    ghost: Uint8Array.from(rows, (row) => (isGhost(index, row) ? 1 : 0)),
  };
}
