// How `ghostlight goroutines` prints its rows beside JSON: CSV, table.

import { formatDuration } from '../../shared/base/format';
import { type GoroutineRow, sumOf } from './goroutine-rows';
import { printable, type TextColumn, textTable } from './text-table';

type Cell = string | number | boolean | undefined;
interface CsvColumn {
  readonly title: string;
  readonly cell: (row: GoroutineRow) => Cell;
}

const SCALARS = [
  'id',
  'name',
  'parent',
  'createdNs',
  'startNs',
  'endNs',
  'totalNs',
  'execNs',
  'schedWaitNs',
  'syscallNs',
  'syscallBlockNs',
  'unknownNs',
  'finalState',
  'transitions',
  'system',
] as const satisfies readonly (keyof GoroutineRow)[];
const STATES = ['Running', 'Runnable', 'Waiting', 'Syscall'] as const;

/** CSV (RFC 4180): a column per field, per block reason (`blockNs.chan receive`), per range and per state. */
export function* goroutinesCsv(rows: readonly GoroutineRow[]): Generator<string> {
  const keys = (part: (row: GoroutineRow) => Readonly<Record<string, number>> | undefined) =>
    [...new Set(rows.flatMap((row) => Object.keys(part(row) ?? {})))].sort();
  const columns: readonly CsvColumn[] = [
    ...SCALARS.map((title) => ({ title, cell: (row: GoroutineRow) => row[title] })),
    ...STATES.map((state) => ({ title: `stateNs.${state}`, cell: (row: GoroutineRow) => row.stateNs[state] })),
    ...keys((row) => row.blockNs).map((reason) => ({
      title: `blockNs.${reason}`,
      cell: (row: GoroutineRow) => row.blockNs[reason],
    })),
    ...keys((row) => row.rangeNs).map((range) => ({
      title: `rangeNs.${range}`,
      cell: (row: GoroutineRow) => row.rangeNs?.[range],
    })),
  ];
  yield csvLine(columns.map(({ title }) => title));
  for (const row of rows) yield csvLine(columns.map(({ cell }) => cell(row)));
}

const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const COLUMNS: readonly TextColumn[] = [
  { title: 'ID', align: 'right' },
  { title: 'TOTAL', align: 'right' },
  { title: 'RUNNING', align: 'right' },
  { title: 'RUNNABLE', align: 'right' },
  { title: 'BLOCKED', align: 'right' },
  { title: 'SYSCALL', align: 'right' },
  { title: 'ENDS', align: 'left' },
  { title: 'NAME', align: 'left' },
];

/** A table for people, and below it how many of how many are shown. `-` = not known. */
export function* goroutinesText(rows: readonly GoroutineRow[], total: number, colour: boolean): Generator<string> {
  const time = (ns: number | undefined) => (ns === undefined ? '-' : formatDuration(ns));
  const cells = rows.map((row) => [
    String(row.id),
    time(row.totalNs),
    time(row.execNs),
    time(row.schedWaitNs),
    time(sumOf(row.blockNs)),
    time(syscallTime(row)),
    row.finalState,
    printable(row.name ?? '-'),
  ]);
  yield* textTable(COLUMNS, cells, colour);
  yield rows.length === total ? `${total} goroutines\n` : `${rows.length} of ${total} goroutines\n`;
}

function syscallTime(row: GoroutineRow): number | undefined {
  if (row.syscallNs === undefined && row.syscallBlockNs === undefined) return row.stateNs.Syscall;
  return (row.syscallNs ?? 0) + (row.syscallBlockNs ?? 0);
}
