// Beside the graph: the functions by their weight, and of the selected one who calls it and what it calls (pprof's top and peek).

import { useState } from 'preact/hooks';
import type { CallGraph, GraphEdge, GraphNode } from '../../../shared/model/graphs';
import { shareText, weightText } from '../../../shared/model/weight-text';
import type { GraphModel } from '../../models/graph-model';
import { Button } from '../../ui/button';
import { FunctionName } from '../../ui/function-name';
import type { GraphPanelProps } from './props';

/** A longer list is scrolled, not read; the graph itself has at most 1 000. */
const SHOWN = 100;

export function GraphDetails({ model, onOpen }: Pick<GraphPanelProps, 'model' | 'onOpen'>) {
  const graph = model.reply.value?.graph;
  if (graph === undefined) return <Selected model={model} />;
  const place = selectedPlace(model);
  const node = place === undefined ? undefined : graph.nodes[place];
  return (
    <div className="graph-details">
      {node !== undefined && place !== undefined && (
        <Peek graph={graph} node={node} place={place} model={model} onOpen={onOpen} />
      )}
      <Top graph={graph} model={model} />
    </div>
  );
}

/** Graphs that are not of functions: the words of the selected node. */
function Selected({ model }: { readonly model: GraphModel }) {
  const id = model.selected.value;
  const node = model.placed.value?.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) {
    return (
      <div className="graph-details">
        <p className="dim">Choose a node to see what it stands for.</p>
      </div>
    );
  }
  return (
    <div className="graph-details">
      {node.title.split('\n').map((line, i) => (
        <p key={i}>{line}</p>
      ))}
    </div>
  );
}

/** Place in the graph's functions; of a folded chain that of its last function. */
function selectedPlace({ placed, selected }: GraphModel): number | undefined {
  return placed.value?.nodes.find(({ id }) => id === selected.value)?.members[0];
}

function select(model: GraphModel, place: number): void {
  const node = model.placed.peek()?.nodes.find(({ members }) => members.includes(place));
  if (node !== undefined) model.selected.value = node.id;
}

interface PeekProps extends Pick<GraphPanelProps, 'model' | 'onOpen'> {
  readonly graph: CallGraph;
  readonly node: GraphNode;
  readonly place: number;
}

function Peek({ graph, node, place, model, onOpen }: PeekProps) {
  const { unit, total, edges } = graph;
  const callers = edges.filter(({ to }) => to === place);
  const callees = edges.filter(({ from }) => from === place);
  return (
    <section aria-label="Selected function">
      <h2>
        <FunctionName name={node.name} short />
      </h2>
      <p className="dim">
        own {weightText(node.flat, unit)} ({shareText(node.flat, total)}) · with callees {weightText(node.cum, unit)} (
        {shareText(node.cum, total)})
      </p>
      {node.file !== '' && (
        <p className="mono dim">
          {node.file}
          {node.line > 0 ? `:${node.line}` : ''}
        </p>
      )}
      <Button onClick={() => onOpen(node.name)} title="Only stacks that pass it (double click on the node)">
        Focus
      </Button>
      <Calls title="Called by" graph={graph} model={model} edges={callers} other={({ from }) => from} />
      <Calls title="Calls" graph={graph} model={model} edges={callees} other={({ to }) => to} />
      {node.tags.length > 0 && (
        <>
          <h3>States and labels</h3>
          <table className="graph-table">
            <tbody>
              {node.tags.slice(0, 12).map(({ name, cum }) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td className="number">{weightText(cum, unit)}</td>
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
  readonly model: GraphModel;
  readonly edges: readonly GraphEdge[];
  readonly other: (edge: GraphEdge) => number;
}

function Calls({ title, graph, model, edges, other }: CallsProps) {
  if (edges.length === 0) return undefined;
  return (
    <>
      <h3>{title}</h3>
      <table className="graph-table">
        <tbody>
          {edges.map((edge) => {
            const place = other(edge);
            return (
              <tr key={place}>
                <td>
                  <Button kind="link" onClick={() => select(model, place)}>
                    <FunctionName name={graph.nodes[place].name} short />
                  </Button>
                  {edge.residual && <span className="dim"> over others</span>}
                  {edge.inlined && <span className="dim"> inlined</span>}
                </td>
                <td className="number">{weightText(edge.weight, graph.unit)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Top({ graph, model }: { readonly graph: CallGraph; readonly model: GraphModel }) {
  const [by, setBy] = useState<'flat' | 'cum'>('flat');
  const places = [...graph.nodes.keys()].sort(
    (a, b) => Math.abs(graph.nodes[b][by]) - Math.abs(graph.nodes[a][by]) || a - b,
  );
  const chosen = selectedPlace(model);
  const header = (id: 'flat' | 'cum', label: string) => (
    <th className="number" aria-sort={by === id ? 'descending' : 'none'}>
      <Button kind="link" onClick={() => setBy(id)}>
        {label}
        {by === id ? ' ▾' : ''}
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
            <th>function</th>
            {header('flat', 'own')}
            {header('cum', 'with callees')}
          </tr>
        </thead>
        <tbody>
          {places.slice(0, SHOWN).map((place) => {
            const { name, flat, cum } = graph.nodes[place];
            return (
              <tr key={place} className={place === chosen ? 'selected' : ''}>
                <td>
                  <Button kind="link" onClick={() => select(model, place)}>
                    <FunctionName name={name} short />
                  </Button>
                </td>
                <td className="number">{weightText(flat, graph.unit)}</td>
                <td className="number">{weightText(cum, graph.unit)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {places.length > SHOWN && <p className="dim">and {places.length - SHOWN} further ones</p>}
    </section>
  );
}
