// All functions of a source by their weight: pprof's top, sortable and searchable.

// biome-ignore-all lint/a11y/useSemanticElements: a <table> cannot be windowed with rows of fixed height and a sticky header
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus stays on the grid, which names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows

import { useMemo, useState } from 'preact/hooks';
import { groupDigits } from '../../../shared/base/format';
import { visibleText } from '../../../shared/base/visible-text';
import { type CallGraph, countOf, type Granularity, type GraphNode } from '../../../shared/model/graphs';
import { changeShareText, changeText, shareText, weightText } from '../../../shared/model/weight-text';
import type { GraphModel } from '../../models/graph-model';
import { Button } from '../../ui/button';
import { CopyButton } from '../../ui/copy-button';
import { useRowWindow } from '../../ui/row-window';
import { TextField } from '../../ui/text-field';
import { SourceField, SubjectFields } from './graph-toolbar';
import { NodeName } from './node-name';
import type { GraphPanelProps } from './props';
import { GranularityField, RefineBar, RefineButton } from './refine-bar';
import { Waiting } from './shared-parts';
import { StatusLine, StatusWords } from './status-line';
import { type TopColumn, type TopSort, topCsv, topRows } from './top-table';

const ROW_PX = 24;
const HEADER_PX = 30;
const columnsOf = (granularity: Granularity) =>
  [
    { id: 'flat', label: 'own', title: `Of stacks that end in the ${granularity}` },
    { id: 'cum', label: 'with callees', title: `Of stacks that pass the ${granularity}` },
    { id: 'name', label: granularity, title: 'By name' },
  ] as const satisfies readonly { readonly id: TopColumn; readonly label: string; readonly title: string }[];

export function TopPanel(props: GraphPanelProps) {
  const { model, name, save } = props;
  const [text, setText] = useState('');
  const [sort, setSort] = useState<TopSort>({ column: 'flat', descending: true });
  const [said, setSaid] = useState('');
  const [open, setOpen] = useState(false);
  const graph = model.top.value;
  const rows = useMemo(() => (graph === undefined ? [] : topRows(graph, text, sort)), [graph, text, sort]);
  const csv = (): string => (graph === undefined ? '' : topCsv(rows, graph));
  const saveCsv = async (): Promise<void> => {
    setSaid((await save(`${name}.top.csv`, new TextEncoder().encode(csv()))) ?? '');
  };
  return (
    <section className="graph-panel" aria-label="Top functions">
      <div className="graph-toolbar" role="toolbar" aria-label="Top">
        <SourceField model={model} label="Top of" callsOnly />
        <GranularityField model={model} />
        <SubjectFields model={model} comparable />
        <RefineButton model={model} view="top" open={open} onToggle={() => setOpen(!open)} />
        <span className="graph-find">
          <TextField label="Find functions" hideLabel placeholder="Find" value={text} onChange={setText} />
        </span>
        <span className="graph-actions">
          <CopyButton label="Copy CSV" text={csv} disabled={graph === undefined} />
          <Button onClick={() => void saveCsv()} disabled={graph === undefined}>
            Save CSV …
          </Button>
        </span>
      </div>
      {open && <RefineBar model={model} view="top" />}
      {model.isWaiting.value && <Waiting />}
      {graph !== undefined && <Table model={model} graph={graph} rows={rows} sort={sort} onSort={setSort} />}
      <StatusLine model={model}>
        <StatusWords text={said || (graph === undefined ? '' : statusOf(model, graph, rows.length))} />
      </StatusLine>
    </section>
  );
}

function statusOf(model: GraphModel, graph: CallGraph, shown: number): string {
  const all = countOf(graph.nodes.length, model.settings.value.granularity);
  const count = shown === graph.nodes.length ? all : `${groupDigits(shown)} of ${all}`;
  return [count, ...model.topCaption.value.map(visibleText)].join(' · ');
}

interface TableProps {
  readonly model: GraphModel;
  readonly graph: CallGraph;
  readonly rows: readonly GraphNode[];
  readonly sort: TopSort;
  readonly onSort: (sort: TopSort) => void;
}

function Table({ model, graph, rows, sort, onSort }: TableProps) {
  const view = useRowWindow(rows.length, ROW_PX, HEADER_PX);
  const chosen = rows.findIndex(({ name }) => name === model.selected.value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetRow(event, chosen, rows.length, view.pageRows);
    if (target === undefined) return;
    event.preventDefault();
    model.selected.value = rows[target].name;
    view.scrollTo(target);
  };
  return (
    <div
      role="grid"
      className="goroutine-table top-table"
      aria-label="Functions by weight"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={chosen >= view.from && chosen < view.to ? `top-${chosen}` : undefined}
      tabIndex={0}
      ref={view.ref}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="table-row table-header" aria-rowindex={1}>
        {columnsOf(model.settings.value.granularity).map(({ id, label, title }) => (
          <div
            role="columnheader"
            className={id}
            key={id}
            aria-sort={sort.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none'}
          >
            <button
              type="button"
              title={title}
              onClick={() => onSort({ column: id, descending: sort.column === id ? !sort.descending : id !== 'name' })}
            >
              {label}
              <span className="sort-mark" aria-hidden="true">
                {sort.column === id ? (sort.descending ? '▾' : '▴') : ''}
              </span>
            </button>
          </div>
        ))}
      </div>
      <div role="rowgroup" className="table-body" style={{ height: `${rows.length * ROW_PX}px` }}>
        {rows.slice(view.from, view.to).map((node, index) => (
          <Row
            key={node.name}
            position={view.from + index}
            node={node}
            graph={graph}
            selected={view.from + index === chosen}
            onChoose={() => {
              model.selected.value = node.name;
            }}
          />
        ))}
      </div>
      {rows.length === 0 && <p className="empty">Nothing has this text in its name.</p>}
    </div>
  );
}

interface RowProps {
  readonly position: number;
  readonly node: GraphNode;
  readonly graph: CallGraph;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

function Row({ position, node, graph: { unit, total, before }, selected, onChoose }: RowProps) {
  const weight = (value: number, id: 'flat' | 'cum') => (
    <div role="gridcell" className={`${id} weight`}>
      <span
        className="weight-bar"
        style={{ width: `${Math.min(100, Math.abs(total === 0 ? 0 : value / total) * 100)}%` }}
      />
      <span>{before !== undefined ? changeText(value, unit) : weightText(value, unit)}</span>
      <span className="share">{(before !== undefined ? changeShareText : shareText)(value, total)}</span>
    </div>
  );
  return (
    <div
      role="row"
      id={`top-${position}`}
      className={selected ? 'table-row selected' : 'table-row'}
      aria-rowindex={position + 2}
      aria-selected={selected}
      style={{ top: `${position * ROW_PX}px` }}
      onClick={onChoose}
    >
      {weight(node.flat, 'flat')}
      {weight(node.cum, 'cum')}
      <div role="gridcell" className="name">
        <NodeName node={node} />
      </div>
    </div>
  );
}

function targetRow({ key }: KeyboardEvent, at: number, count: number, page: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const target = steps[key];
  return target === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, target));
}
