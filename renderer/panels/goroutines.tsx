// The goroutine table: every goroutine that the filter leaves, sortable, in step with the selection of the timeline.

// biome-ignore-all lint/a11y/useSemanticElements: a <table> cannot be windowed with rows of fixed height and a sticky header
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the grid, which names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows

import { useSignalEffect } from '@preact/signals';
import { formatDuration, formatExactNs } from '../../shared/base/format';
import type { GoroutineColumn } from '../../shared/model/requests';
import type { FileSession } from '../models/file-session';
import { finalCell } from '../models/final-state';
import type { TableCells } from '../models/goroutine-table';
import { isWhole } from '../models/session';
import { tableTsv } from '../models/table-text';
import { FunctionName } from '../ui/function-name';
import { useRowWindow } from '../ui/row-window';

export interface GoroutinesPanelProps {
  readonly session: FileSession;
  /** A goroutine was chosen here: the timeline should show it. */
  readonly onReveal: (goroutineRow: number) => void;
}

interface ColumnSpec {
  readonly column: GoroutineColumn;
  readonly label: string;
  readonly title: string;
  /** Times first sort from large to small, words from A to Z. */
  readonly largestFirst: boolean;
}

const time = (column: GoroutineColumn, label: string, title: string): ColumnSpec => ({
  column,
  label,
  title,
  largestFirst: true,
});

const AT_END =
  'State when the trace ends; of waiting ones what they wait for (* = known by the stack only). A hatched box marks a ghost.';

const SO_FAR =
  'State at the end of what was read so far; of waiting ones what they wait for (* = known by the stack only)';

const COLUMNS: readonly ColumnSpec[] = [
  { column: 'id', label: 'id', title: 'Goroutine id', largestFirst: false },
  { column: 'name', label: 'start function', title: 'The function that the go statement started', largestFirst: false },
  time('totalNs', 'total', 'Life within the trace'),
  time('execNs', 'running', 'Time on a processor'),
  time('schedWaitNs', 'runnable', 'Ready to run, waiting for a processor'),
  time(
    'blockNs',
    'blocked',
    'Waiting for something else than a processor: channel, select, network, sync and other together',
  ),
  time('chanNs', 'channel', 'Blocked on sending to and receiving from channels'),
  time('selectNs', 'select', 'Blocked in select statements'),
  time('networkNs', 'network', 'Blocked on the network'),
  time('syncNs', 'sync', 'Blocked on locks, wait groups and conditions of package sync'),
  time('otherNs', 'other', 'Blocked on anything else: sleep, the runtime, and waits whose reason is not in the file'),
  time('syscallNs', 'syscall', 'Time in system calls'),
  { column: 'createdNs', label: 'created', title: 'Time of creation since the trace began', largestFirst: false },
  { column: 'finalState', label: 'at end', title: AT_END, largestFirst: false },
];

const ROW_PX = 24;
const HEADER_PX = 30;

export function GoroutinesPanel({ session, onReveal }: GoroutinesPanelProps) {
  const { table, selection } = session;
  const order = table.order.value;
  const count = order?.length ?? 0;
  const rows = useRowWindow(count, ROW_PX, HEADER_PX);
  const selected = selection.value.goroutine;
  const whole = isWhole(session.status.value);
  void table.arrived.value; // cells came in: draw again
  table.want(rows.from, rows.to);

  useSignalEffect(() => {
    const row = selection.value.goroutine;
    if (row !== undefined) rows.scrollTo(table.position(row));
  });

  const choose = (row: number | undefined): void => {
    if (row === undefined) return;
    selection.value = { goroutine: row };
    onReveal(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = selected === undefined ? -1 : table.position(selected);
    const target = targetPosition(event, at, count, rows.pageRows);
    if (target !== undefined) {
      event.preventDefault();
      choose(order?.[target]);
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      choose(selected);
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && selected !== undefined) {
      const cells = table.cells(selected);
      if (cells && !String(getSelection() ?? '')) void navigator.clipboard?.writeText(tableTsv([cells]));
    }
  };

  const visible = order ? Array.from(order.subarray(rows.from, rows.to)) : [];
  const active = selected !== undefined && visible.includes(selected) ? rowId(session, selected) : undefined;
  return (
    <div
      role="grid"
      className="goroutine-table"
      aria-label="Goroutines"
      aria-rowcount={count + 1}
      aria-activedescendant={active}
      tabIndex={0}
      ref={rows.ref}
      onKeyDown={onKeyDown}
    >
      <Header session={session} />
      <div role="rowgroup" className="table-body" style={{ height: `${count * ROW_PX}px` }}>
        {visible.map((row, index) => (
          <Row
            key={row}
            id={rowId(session, row)}
            cells={table.cells(row)}
            position={rows.from + index}
            selected={row === selected}
            whole={whole}
            onChoose={() => choose(row)}
          />
        ))}
      </div>
      {order && count === 0 && <p className="empty">{emptyWords(session)}</p>}
    </div>
  );
}

function emptyWords(session: FileSession): string {
  const whole = isWhole(session.status.value);
  if (session.appliedFilter.value.trim() !== '') {
    return whole ? 'No goroutine matches the filter.' : 'No goroutine that was read so far matches the filter.';
  }
  return whole ? 'No goroutine could be read from this file.' : 'No goroutine was read so far.';
}

function Header({ session }: { readonly session: FileSession }) {
  const { sort } = session.table;
  const by = sort.value;
  const whole = isWhole(session.status.value);
  const sortBy = (spec: ColumnSpec): void => {
    const descending = by.column === spec.column ? !by.descending : spec.largestFirst;
    sort.value = { column: spec.column, descending };
  };
  return (
    <div role="row" className="table-row table-header" aria-rowindex={1}>
      {COLUMNS.map((spec) => {
        const sorted = spec.column === by.column;
        const direction = by.descending ? 'descending' : 'ascending';
        const soFar = !whole && spec.column === 'finalState';
        return (
          <div role="columnheader" className={spec.column} aria-sort={sorted ? direction : 'none'} key={spec.column}>
            <button type="button" title={soFar ? SO_FAR : spec.title} onClick={() => sortBy(spec)}>
              {soFar ? 'so far' : spec.label}
              <span className="sort-mark" aria-hidden="true">
                {sorted ? (by.descending ? '▾' : '▴') : ''}
              </span>
            </button>
          </div>
        );
      })}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly cells: TableCells | undefined;
  readonly position: number;
  readonly selected: boolean;
  readonly whole: boolean;
  readonly onChoose: () => void;
}

function Row({ id, cells, position, selected, whole, onChoose }: RowProps) {
  return (
    <div
      role="row"
      id={id}
      className={selected ? 'table-row selected' : 'table-row'}
      aria-rowindex={position + 2}
      aria-selected={selected}
      style={{ top: `${position * ROW_PX}px` }}
      onClick={onChoose}
    >
      {COLUMNS.map(({ column }) => (
        <div role="gridcell" className={column} key={column} title={cells && exactCell(cells, column, whole)}>
          {cells && <Cell cells={cells} column={column} />}
        </div>
      ))}
    </div>
  );
}

function Cell({ cells, column }: { readonly cells: TableCells; readonly column: GoroutineColumn }) {
  if (column === 'name') return <FunctionName name={cells.name} />;
  if (column !== 'finalState') return <>{shownCell(cells, column)}</>;
  return (
    <>
      {cells.ghost === 1 && <span className="ghost-mark" aria-hidden="true" />}
      {finalCell(cells.finalState, cells.finalReason, cells.ghost === 1).text}
    </>
  );
}

function shownCell(cells: TableCells, column: Exclude<GoroutineColumn, 'name' | 'finalState'>): string {
  const value = cells[column];
  if (column === 'id') return `g${value}`;
  if (column === 'createdNs' && value === 0) return 'before';
  return Number.isNaN(value) ? '–' : formatDuration(value);
}

function exactCell(cells: TableCells, column: GoroutineColumn, whole: boolean): string | undefined {
  if (column === 'finalState') return finalCell(cells.finalState, cells.finalReason, cells.ghost === 1, whole).title;
  const value = cells[column];
  if (column === 'id' || typeof value === 'string') return undefined;
  if (column === 'createdNs' && value === 0) return 'existed when the trace began';
  return Number.isNaN(value) ? 'not known from this file' : formatExactNs(value);
}

function rowId(session: FileSession, row: number): string {
  return `${session.id}-goroutine-${row}`;
}

function targetPosition(event: KeyboardEvent, at: number, count: number, page: number): number | undefined {
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const within = (position: number): number => Math.min(count - 1, Math.max(0, position));
  switch (event.key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
