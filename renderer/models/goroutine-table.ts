// The goroutine table: order of all matching rows, and the cells of those that were looked at, fetched when wanted.

import { batch, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { TraceApi } from '../../shared/contract/trace-api';
import type { SortBy, TableRowsReply } from '../../shared/model/requests';
import { createLatest } from './latest';

/** Cells of one goroutine, times in ns. */
export type TableCells = {
  readonly [K in Exclude<keyof TableRowsReply, 'rows'>]: TableRowsReply[K][number];
} & { readonly row: number };

export interface GoroutineTableModel extends Disposable {
  readonly sort: Signal<SortBy>;
  /** Goroutine rows in table order; undefined until first answered. */
  readonly order: ReadonlySignal<Int32Array | undefined>;
  /** Raised whenever cells arrive. */
  readonly arrived: ReadonlySignal<number>;
  cells(goroutineRow: number): TableCells | undefined;
  /** Fetches the cells of the table positions from … to (exclusive) that are not there yet. */
  want(from: number, to: number): void;
  /** Position of a goroutine in the table; -1 if the filter hides it. */
  position(goroutineRow: number): number;
  /** Cells of every row in table order, for copying and saving; fetched in portions. */
  all(): Promise<readonly TableCells[]>;
}

/** Cells kept: some forty screens. What was scrolled far away is fetched again. */
const KEPT_ROWS = 4_000;
const PORTION_ROWS = 5_000;

export function createGoroutineTable(
  api: TraceApi,
  edition: ReadonlySignal<number>,
  filter: ReadonlySignal<string>,
  onFault: (error: unknown) => void,
): GoroutineTableModel {
  const sort = signal<SortBy>({ column: 'execNs', descending: true });
  const order = signal<Int32Array | undefined>(undefined);
  const arrived = signal(0);
  const kept = new Map<number, { readonly cells: TableCells; readonly edition: number }>();
  const asked = new Set<number>();
  let places: Int32Array | undefined;
  /** Positions that were in view last. */
  let wanted = { from: 0, to: 0 };
  let disposed = false;
  const latest = createLatest(onFault);
  let askedText: string | undefined;
  let askedSort: SortBy | undefined;

  const keep = (reply: TableRowsReply, asOf: number): void => {
    for (const cells of cellsOf(reply)) {
      asked.delete(cells.row);
      kept.delete(cells.row); // to the end: the oldest go first
      kept.set(cells.row, { cells, edition: asOf });
    }
    for (const row of kept.keys()) {
      if (kept.size <= KEPT_ROWS) break;
      kept.delete(row);
    }
    arrived.value++;
  };

  const stop = effect(() => {
    const text = filter.value;
    const by = sort.value;
    if (edition.value === 0) return;
    const more = text === askedText && by === askedSort;
    askedText = text;
    askedSort = by;
    const asOf = edition.value;
    const ask = async () => {
      const reply = await api.tableOrder(text, by);
      // Rows that move into view while the file is read would be blank for the time of a question: they bring their cells.
      const moved = more && reply.ok ? reply.rows.slice(wanted.from, wanted.to) : undefined;
      return { reply, cells: moved === undefined || moved.length === 0 ? undefined : await api.tableRows(moved) };
    };
    (more ? latest.again : latest)(ask, ({ reply, cells }) => {
      if (!reply.ok) return; // the filter was good a moment ago; its error is shown at the filter
      batch(() => {
        places = undefined;
        order.value = reply.rows;
        if (cells !== undefined) keep(cells, asOf);
      });
    });
  });

  return {
    sort,
    order,
    arrived,
    cells: (row) => kept.get(row)?.cells,
    want(from, to) {
      wanted = { from, to };
      // Cells of an earlier edition are shown until those of this one are there.
      const asOf = edition.peek();
      const missing = order
        .peek()
        ?.subarray(from, to)
        .filter((row) => kept.get(row)?.edition !== asOf && !asked.has(row));
      if (missing === undefined || missing.length === 0 || disposed) return;
      for (const row of missing) asked.add(row);
      api.tableRows(missing).then(
        (reply) => {
          if (!disposed) keep(reply, asOf);
        },
        (error: unknown) => {
          for (const row of missing) asked.delete(row);
          if (!disposed) onFault(error);
        },
      );
    },
    position(row) {
      const rows = order.peek();
      if (rows === undefined) return -1;
      places ??= inverse(rows);
      return places[row] ?? -1;
    },
    async all() {
      const rows = order.peek() ?? new Int32Array(0);
      const result: TableCells[] = [];
      for (let from = 0; from < rows.length; from += PORTION_ROWS) {
        result.push(...cellsOf(await api.tableRows(rows.slice(from, from + PORTION_ROWS))));
      }
      return result;
    },
    dispose() {
      disposed = true;
      stop();
      latest.cancel();
    },
  };
}

function cellsOf(reply: TableRowsReply): readonly TableCells[] {
  const { rows, ...columns } = reply;
  return Array.from(rows, (row, index) => {
    const cells = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[index]]));
    return { ...cells, row } as unknown as TableCells;
  });
}

/** Position by row; -1 for rows that are not in the order. */
function inverse(order: Int32Array): Int32Array {
  let highest = -1;
  for (const row of order) highest = Math.max(highest, row);
  const places = new Int32Array(highest + 1).fill(-1);
  for (let position = 0; position < order.length; position++) places[order[position]] = position;
  return places;
}
