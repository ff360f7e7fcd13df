// The goroutine table: the order of all matching rows, and the cells of those that are on the screen.

import type { GoroutineColumn, SortBy, TableOrderReply, TableRowsReply } from '../model/requests';
import { GO_STATE_NAMES } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { filterGoroutines } from './filter';
import { blockedNs, inSyscallNs } from './goroutine-times';

/** Order for sort(); what is not known (NaN) comes last in either direction. */
export function compareNumbers(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return descending ? b - a : a - b;
}

/** All matching rows in the asked order; equal ones stay in the order of their first appearance. */
export function tableOrder(index: TraceIndex, filter: string, sort: SortBy): TableOrderReply {
  const filtered = filterGoroutines(index, filter);
  if (!filtered.ok) return filtered;
  const rows = new Int32Array(filtered.matched);
  let length = 0;
  for (let row = 0; row < filtered.mask.length; row++) if (filtered.mask[row] === 1) rows[length++] = row;
  const keys = sortKeys(index, sort.column);
  rows.sort((a, b) => compareNumbers(keys[a], keys[b], sort.descending) || a - b);
  return { ok: true, total: index.goroutines.length, rows };
}

/** A number per row by which the column sorts: its value, or the rank of its text. */
function sortKeys(index: TraceIndex, column: GoroutineColumn): Float64Array {
  const { goroutines, symbols } = index;
  switch (column) {
    case 'name':
      return ranks(goroutines.name, (name) => symbols.string(name));
    case 'finalState':
      return ranks(goroutines.finalState, (state) => GO_STATE_NAMES[state] ?? '');
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
  return {
    rows: rows.slice(),
    id: numbers(goroutines.id),
    name: known.map((row) => symbols.string(goroutines.name[row])),
    totalNs: numbers(goroutines.totalNs),
    execNs: numbers(goroutines.execNs),
    schedWaitNs: numbers(goroutines.schedWaitNs),
    blockNs: Float64Array.from(rows, (row) => blockedNs(goroutines, row)),
    syscallNs: Float64Array.from(rows, (row) => inSyscallNs(goroutines, row)),
    createdNs: numbers(goroutines.createdNs),
    endNs: numbers(goroutines.endNs),
    transitions: Uint32Array.from(rows, (row) => goroutines.transitions[row]),
    finalState: known.map((row) => GO_STATE_NAMES[goroutines.finalState[row]] ?? ''),
  };
}
