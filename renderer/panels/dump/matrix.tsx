// The grid that both matrices are: a column per dump between fixed columns, rows and columns windowed, a cell cursor.

// biome-ignore-all lint/a11y/useSemanticElements: a <table> cannot be windowed with rows of fixed height and fixed columns
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the grid, which names its active cell
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its cells

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { MomentInfo } from '../../../shared/model/dump-requests';
import { useColumnWindow } from '../../ui/column-window';
import { useRowWindow } from '../../ui/row-window';
import { goroutines, momentTitles, sourceWords } from './words';

export interface MatrixColumn<R> {
  readonly name: string;
  readonly label: string;
  readonly title: string;
  readonly cell: (row: R) => ComponentChildren;
  readonly tooltip?: (row: R) => string | undefined;
}

export interface MomentCell {
  readonly content: ComponentChildren;
  /** All that the cell says, in words. */
  readonly title: string;
  /** 0 … 1: how strongly it is tinted. */
  readonly heat?: number;
  readonly className?: string;
}

export interface MatrixGridProps<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly left: readonly MatrixColumn<R>[];
  readonly right: readonly MatrixColumn<R>[];
  readonly moments: readonly MomentInfo[];
  readonly cell: (row: R, moment: number) => MomentCell;
  readonly restart: (moment: number) => string | undefined;
  readonly selected: string | undefined;
  /** The moment that the other views show: its column is marked. */
  readonly shownMoment: number;
  /** A row, and the moment if one of its cells was meant. */
  readonly onChoose: (row: R, moment: number | undefined) => void;
  readonly onTime: (moment: number) => void;
  /** `group` or `goroutine`: widths of the fixed columns stand in the styles. */
  readonly kind: string;
  /** Width of the fixed columns at the left, for scrolling a cell out from under them. */
  readonly fixedPx: number;
  readonly rightPx: number;
  readonly momentPx: number;
  readonly children?: ComponentChildren;
}

const ROW_PX = 32;
const HEADER_PX = 34;
/** Up to here the columns share the width there is; above, they have one width and only those in view are drawn. */
const SHARING_COLUMNS = 24;
const WIDEST = 1.6;

export function MatrixGrid<R>(props: MatrixGridProps<R>) {
  const { rows, moments, left, right, keyOf, selected, fixedPx, rightPx, momentPx } = props;
  const id = useId();
  const cursor = useSignal(0);
  const rowWindow = useRowWindow(rows.length, ROW_PX, HEADER_PX);
  const many = moments.length > SHARING_COLUMNS;
  const columnWindow = useColumnWindow(moments.length, momentPx, fixedPx, rightPx);
  const from = many ? columnWindow.from : 0;
  const to = many ? columnWindow.to : moments.length;
  const at = rows.findIndex((row) => keyOf(row) === selected);
  const columns = left.length + moments.length + right.length;
  const column = Math.min(cursor.value, columns - 1);
  const momentAt = (index: number): number | undefined => {
    const moment = index - left.length;
    return moment >= 0 && moment < moments.length ? moment : undefined;
  };

  const go = (rowAt: number, columnAt: number): void => {
    const row = Math.min(rows.length - 1, Math.max(0, rowAt));
    cursor.value = Math.min(columns - 1, Math.max(0, columnAt));
    if (rows[row] !== undefined && row !== at) props.onChoose(rows[row], undefined);
    rowWindow.scrollTo(row);
    columnWindow.scrollTo(Math.min(moments.length, Math.max(-1, cursor.value - left.length)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.altKey || rows.length === 0) return;
    const all = event.ctrlKey || event.metaKey;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(at + 1, column),
      ArrowUp: () => go(at - 1, column),
      ArrowRight: () => go(at, column + 1),
      ArrowLeft: () => go(at, column - 1),
      PageDown: () => go(at + rowWindow.pageRows, column),
      PageUp: () => go(at - rowWindow.pageRows, column),
      Home: () => go(all ? 0 : at, 0),
      End: () => go(all ? rows.length - 1 : at, columns - 1),
      Enter: () => rows[at] !== undefined && props.onChoose(rows[at], momentAt(column)),
    };
    const act = keys[event.key];
    if (!act || (all && event.key !== 'Home' && event.key !== 'End')) return;
    event.preventDefault();
    act();
  };

  const cellId = (row: number, index: number): string => `${id}-${row}-${index}`;
  const template = [
    'var(--left-columns)',
    many ? `${from * momentPx}px repeat(${to - from}, ${momentPx}px) ${(moments.length - to) * momentPx}px` : '',
    many ? '' : `repeat(${moments.length}, minmax(${momentPx}px, ${Math.round(momentPx * WIDEST)}px))`,
    'var(--right-columns)',
  ].join(' ');
  const style = {
    gridTemplateColumns: template,
    '--moments-width': `${moments.length * momentPx}px`,
  };
  const shown = moments.slice(from, to).map((_, offset) => from + offset);
  const spacer = many ? <div role="none" /> : undefined;
  const isVisible = at >= rowWindow.from && at < rowWindow.to;
  return (
    <div
      role="grid"
      className={`dump-grid matrix ${props.kind} ${rows.length === 0 ? 'no-rows' : ''}`}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns}
      aria-activedescendant={isVisible ? cellId(at, column) : undefined}
      tabIndex={0}
      ref={(element: HTMLDivElement | null) => {
        rowWindow.ref(element);
        columnWindow.ref(element);
      }}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="matrix-row grid-header" aria-rowindex={1} style={style}>
        {left.map(({ name, label, title }, index) => (
          <div role="columnheader" className={`fixed ${name}`} title={title} key={name} aria-colindex={index + 1}>
            {label}
          </div>
        ))}
        {spacer}
        {shown.map((moment) => (
          <MomentHeader {...props} moment={moment} index={left.length + moment + 1} key={moment} />
        ))}
        {spacer}
        {right.map(({ name, label, title }, index) => (
          <div
            role="columnheader"
            className={`end ${name}`}
            title={title}
            key={name}
            aria-colindex={left.length + moments.length + index + 1}
          >
            {label}
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        className="grid-body"
        style={{ height: `${rows.length * ROW_PX}px`, '--moments-width': style['--moments-width'] }}
      >
        {rows.slice(rowWindow.from, rowWindow.to).map((row, offset) => {
          const index = rowWindow.from + offset;
          const active = index === at ? column : -1;
          const fixed = (side: readonly MatrixColumn<R>[], first: number, className: string) =>
            side.map((spec, place) => (
              <div
                role="gridcell"
                id={cellId(index, first + place)}
                className={`${className} ${spec.name} ${active === first + place ? 'cursor' : ''}`}
                title={spec.tooltip?.(row)}
                aria-colindex={first + place + 1}
                key={spec.name}
              >
                {spec.cell(row)}
              </div>
            ));
          return (
            <div
              role="row"
              className={index === at ? 'matrix-row selected' : 'matrix-row'}
              aria-rowindex={index + 2}
              aria-selected={index === at}
              key={keyOf(row)}
              style={{ ...style, top: `${index * ROW_PX}px` }}
              onClick={() => props.onChoose(row, undefined)}
            >
              {fixed(left, 0, 'fixed')}
              {spacer}
              {shown.map((moment) => {
                const { content, title, heat = 0, className = '' } = props.cell(row, moment);
                const place = left.length + moment;
                const restarted = props.restart(moment) === undefined ? '' : 'restarted';
                return (
                  <div
                    role="gridcell"
                    id={cellId(index, place)}
                    className={`moment ${className} ${restarted} ${active === place ? 'cursor' : ''}`}
                    title={title}
                    aria-label={title}
                    aria-colindex={place + 1}
                    key={moment}
                    style={heat > 0 ? { '--heat': heat.toFixed(3) } : undefined}
                    onClick={(event) => {
                      event.stopPropagation();
                      cursor.value = place;
                      props.onChoose(row, moment);
                    }}
                  >
                    <span className="heat">{content}</span>
                  </div>
                );
              })}
              {spacer}
              {fixed(right, left.length + moments.length, 'end')}
            </div>
          );
        })}
      </div>
      {props.children}
    </div>
  );
}

interface MomentHeaderProps {
  readonly shownMoment: number;
  readonly moments: readonly MomentInfo[];
  readonly moment: number;
  readonly index: number;
  readonly restart: (moment: number) => string | undefined;
  readonly onTime: (moment: number) => void;
}

function MomentHeader({ moments, moment, index, restart, onTime, shownMoment }: MomentHeaderProps) {
  const info = moments[moment];
  const titles = momentTitles(moments);
  const restarted = restart(moment);
  const facts = [
    info.name,
    goroutines(info.goroutines),
    info.timeMs === undefined
      ? 'time not known'
      : `${new Date(info.timeMs).toLocaleString()}, ${sourceWords(info.timeSource)}`,
    ...(info.truncated ? ['cut: the dump ends in the middle'] : []),
    ...(moment === shownMoment ? ['The other views show this dump.'] : []),
    'Press to set the time.',
  ];
  const classes = ['moment', restarted ? 'restarted' : '', moment === shownMoment ? 'shown' : ''];
  return (
    <div
      role="columnheader"
      className={classes.filter((name) => name !== '').join(' ')}
      aria-colindex={index}
      aria-current={moment === shownMoment ? 'true' : undefined}
    >
      {restarted && (
        <span className="restart-mark" role="img" aria-label={restarted} title={restarted}>
          ↻
        </span>
      )}
      <button type="button" title={facts.join('\n')} onClick={() => onTime(moment)}>
        {titles[moment]}
        {info.truncated && <span className="cut-mark"> ✂</span>}
      </button>
    </div>
  );
}
