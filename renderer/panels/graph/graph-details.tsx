// Beside the graph: the functions by their weight, and of the selected one who calls it and what it calls (pprof's top and peek).

import { useState } from 'preact/hooks';
import { cutEnd } from '../../../shared/base/function-name';
import { visibleText } from '../../../shared/base/visible-text';
import type { CallGraph, GraphEdge, GraphNode } from '../../../shared/model/graphs';
import { changeShareText, changeText, shareText, weightText } from '../../../shared/model/weight-text';
import type { GraphModel, GraphView } from '../../models/graph-model';
import { Button } from '../../ui/button';
import { TOOLTIP_LETTERS } from '../../ui/function-name';
import { NodeDetails, ShowGoroutines, Swatch } from './node-details';
import { NameHeading, NodeName } from './node-name';
import type { GraphPanelProps } from './props';

/** A longer list is scrolled, not read; the graph itself has at most 1 000. */
const SHOWN = 100;

export interface GraphDetailsProps extends Pick<GraphPanelProps, 'model' | 'onOpen' | 'goroutinesOf' | 'onGoroutine'> {
  /** What it stands beside. Nodes of a graph may be chains of functions; beside the others all functions are known. */
  readonly view: GraphView;
}

export function GraphDetails({ model, onOpen, goroutinesOf, onGoroutine, view }: GraphDetailsProps) {
  const ofTable = view !== 'graph';
  const graph = ofTable ? model.top.value : model.reply.value?.graph;
  if (graph === undefined && ofTable) {
    return (
      <div className="graph-details">
        <h2>Function</h2>
        <p className="dim">The functions are not added up yet.</p>
      </div>
    );
  }
  if (graph === undefined) return <NodeDetails {...{ model, goroutinesOf, onGoroutine }} />;
  const place = selectedPlace(model, graph, ofTable);
  const node = place === undefined ? undefined : graph.nodes[place];
  return (
    <div className="graph-details">
      {node !== undefined && place !== undefined && (
        <Peek {...{ graph, node, place, model, onOpen, goroutinesOf, ofTable }} />
      )}
      {view === 'top' && node === undefined && (
        <>
          <h2>Function</h2>
          <p className="dim">Choose one to see its callers and callees.</p>
        </>
      )}
      {view !== 'top' && <Top graph={graph} model={model} ofTable={ofTable} />}
    </div>
  );
}

/** Place in the graph's functions; of a folded chain that of its last function. In the table names are what is selected. */
function selectedPlace({ placed, selected }: GraphModel, graph: CallGraph, ofTable: boolean): number | undefined {
  const id = selected.value;
  const member = ofTable ? undefined : placed.value?.nodes.find((node) => node.id === id)?.members[0];
  if (member !== undefined || id === undefined) return member;
  const place = graph.nodes.findIndex(({ name }) => name === id);
  return place < 0 ? undefined : place;
}

function select(model: GraphModel, graph: CallGraph, place: number, ofTable: boolean): void {
  const node = ofTable ? undefined : model.placed.peek()?.nodes.find(({ members }) => members.includes(place));
  model.selected.value = node?.id ?? graph.nodes[place].name;
}

/** Of a difference with a sign. */
const weightWords =
  ({ unit, before }: CallGraph) =>
  (weight: number): string =>
    before === undefined ? weightText(weight, unit) : changeText(weight, unit);

interface PeekProps extends Pick<GraphPanelProps, 'model' | 'onOpen' | 'goroutinesOf'> {
  readonly graph: CallGraph;
  readonly node: GraphNode;
  readonly place: number;
  readonly ofTable: boolean;
}

function Peek({ graph, node, place, model, onOpen, goroutinesOf, ofTable }: PeekProps) {
  const { total, edges } = graph;
  const weight = weightWords(graph);
  const share = graph.before === undefined ? shareText : changeShareText;
  // In the table and beside the flame graph nodes have no bars.
  const drawn = ofTable ? undefined : model.placed.value?.nodes.find(({ members }) => members.includes(place));
  const segments = drawn?.members[0] === place ? drawn.segments : [];
  const callers = edges.filter(({ to }) => to === place);
  const callees = edges.filter(({ from }) => from === place);
  return (
    <section aria-label="Selected function">
      <NameHeading name={node.name}>
        <NodeName node={node} short />
      </NameHeading>
      <p className="dim">
        own {weight(node.flat)} ({share(node.flat, total)}) · with callees {weight(node.cum)} ({share(node.cum, total)})
      </p>
      {node.file !== '' && (
        <p className="mono dim">
          {node.file}
          {node.line > 0 ? `:${node.line}` : ''}
        </p>
      )}
      <div className="button-row">
        <Button onClick={() => onOpen(node.name)} title="Only stacks that pass it (double click on the node)">
          Focus
        </Button>
        <ShowGoroutines show={node.func === '' ? undefined : goroutinesOf?.({ frame: node.func })} />
      </div>
      <Calls title="Called by" {...{ graph, model, node, ofTable }} edges={callers} other={({ from }) => from} />
      <Calls title="Calls" {...{ graph, model, node, ofTable }} edges={callees} other={({ to }) => to} />
      {node.tags.length > 0 && (
        <>
          <h3>States and labels</h3>
          <table className="graph-table">
            <tbody>
              {node.tags.slice(0, 12).map(({ name, cum }) => (
                <tr key={name}>
                  <td>
                    <Swatch segments={segments} label={name} />
                    {visibleText(name)}
                  </td>
                  <td className="number">{weight(cum)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

interface CallsProps {
  readonly title: string;
  readonly graph: CallGraph;
  /** Shares are of what passes this one. */
  readonly node: GraphNode;
  readonly model: GraphModel;
  readonly ofTable: boolean;
  readonly edges: readonly GraphEdge[];
  readonly other: (edge: GraphEdge) => number;
}

function Calls({ title, graph, node, model, ofTable, edges, other }: CallsProps) {
  if (edges.length === 0) return undefined;
  return (
    <>
      <h3>{title}</h3>
      <table className="graph-table">
        <thead>
          <tr>
            <th>{model.settings.value.granularity}</th>
            <th className="number">weight</th>
            <th className="number" title={`Share of what passes ${visibleText(cutEnd(node.name, TOOLTIP_LETTERS))}`}>
              of it
            </th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => {
            const place = other(edge);
            return (
              <tr key={place}>
                <td>
                  <Button kind="link" onClick={() => select(model, graph, place, ofTable)}>
                    <NodeName node={graph.nodes[place]} short />
                  </Button>
                  {edge.residual && <span className="dim"> over functions not shown</span>}
                  {edge.inlined && <span className="dim"> inlined</span>}
                </td>
                <td className="number">{weightWords(graph)(edge.weight)}</td>
                <td className="number dim">{shareText(edge.weight, node.cum)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Top({ graph, model, ofTable }: Pick<PeekProps, 'graph' | 'model' | 'ofTable'>) {
  const [by, setBy] = useState<'flat' | 'cum'>('flat');
  const places = [...graph.nodes.keys()].sort(
    (a, b) => Math.abs(graph.nodes[b][by]) - Math.abs(graph.nodes[a][by]) || a - b,
  );
  const chosen = selectedPlace(model, graph, ofTable);
  const header = (id: 'flat' | 'cum', label: string) => (
    <th className="number" aria-sort={by === id ? 'descending' : 'none'}>
      <Button kind="link" onClick={() => setBy(id)}>
        {label}
        <span aria-hidden="true">{by === id ? ' ▾' : ''}</span>
      </Button>
    </th>
  );
  return (
    <section aria-label="Top functions">
      <h2>
        Top <span className="dim">by {by === 'flat' ? 'own weight' : 'weight with callees'}</span>
      </h2>
      <table className="graph-table">
        <thead>
          <tr>
            <th>{model.settings.value.granularity}</th>
            {header('flat', 'own')}
            {header('cum', 'with callees')}
          </tr>
        </thead>
        <tbody>
          {places.slice(0, SHOWN).map((place) => {
            const { flat, cum } = graph.nodes[place];
            return (
              <tr key={place} className={place === chosen ? 'selected' : ''}>
                <td>
                  <Button kind="link" onClick={() => select(model, graph, place, ofTable)}>
                    <NodeName node={graph.nodes[place]} short />
                  </Button>
                </td>
                <td className="number">{weightWords(graph)(flat)}</td>
                <td className="number">{weightWords(graph)(cum)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {places.length > SHOWN && <p className="dim">and {places.length - SHOWN} further ones</p>}
    </section>
  );
}
