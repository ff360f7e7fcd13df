// The graph of a file: what it is of, how it is refined, the drawing, and what was left out of it.

import { effect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Disposable } from '../../../shared/base/disposable';
import { EXPRESSIONS_OF } from '../../../shared/model/graph-requests';
import { Button, IconButton } from '../../ui/button';
import { CanvasHost } from '../../ui/canvas-host';
import type { Legibility } from '../../views/graph-scene';
import { type FoundNodes, type GraphHandle, mountGraph } from '../../views/graph-view';
import { ExportButton } from './export-dialog';
import { NotSelected } from './goroutine-field';
import { GraphStatus } from './graph-status';
import { DirectionField, GraphToolbar } from './graph-toolbar';
import type { GraphPanelProps } from './props';
import { Waiting } from './shared-parts';
import { isOutdated } from './status-line';

export function GraphPanel(props: GraphPanelProps) {
  const { model } = props;
  const view = useRef<GraphHandle | undefined>(undefined);
  const [found, setFound] = useState<FoundNodes | undefined>(undefined);
  const [legibility, setLegibility] = useState<Legibility>('all');
  const empty = model.reply.value?.drawn.nodes.length === 0;
  return (
    <section className="graph-panel" aria-label="Graph">
      <GraphToolbar
        model={model}
        onSearch={(text) => view.current?.search(text)}
        found={found}
        onStep={(by) => view.current?.stepFound(by)}
        onLeave={() => view.current?.focus()}
      >
        <ExportButton {...props} what="graph" part={() => view.current?.part()} />
      </GraphToolbar>
      <NotSelected model={model} />
      <div className={isOutdated(model) ? 'graph-area outdated' : 'graph-area'}>
        <CanvasHost
          className="graph-host"
          label="Drawing"
          mount={(element) =>
            mountDrawing(element, props, setFound, setLegibility, (handle) => (view.current = handle))
          }
        />
        {empty && !model.isWaiting.value && <Empty {...props} />}
        {model.isWaiting.value && <Waiting />}
      </div>
      <div className="graph-zoom" role="toolbar" aria-label="Zoom">
        <IconButton icon="plus" label="Zoom in (+)" onClick={() => view.current?.run('zoom-in')} />
        <IconButton icon="minus" label="Zoom out (-)" onClick={() => view.current?.run('zoom-out')} />
        <Button onClick={() => view.current?.run('fit-all')} title="All of it in view (0)">
          Fit
        </Button>
        <Button onClick={() => view.current?.run('actual-size')} title="Readable size, at the heaviest part (1)">
          1:1
        </Button>
        <DirectionField model={model} />
        {!empty && legibility !== 'all' && (
          <span className="graph-legible" role="status">
            {legibility === 'none' ? 'Zoom in for names.' : 'Zoom in for the names of the other nodes.'}
          </span>
        )}
      </div>
      <GraphStatus model={model} />
    </section>
  );
}

function Empty({ model }: GraphPanelProps) {
  const kind = model.shownSource.value?.kind ?? 'calls';
  const { expressions } = model.settings.value;
  const filtered = EXPRESSIONS_OF[kind].some((name) => (expressions[name] ?? '') !== '');
  return (
    <div className="graph-empty">
      <strong>Nothing to draw.</strong>
      <p>
        {filtered
          ? kind === 'interaction'
            ? 'No start function is left by focus and ignore: widen them.'
            : 'No stack is left by the filters of the graph: widen focus, show or the others above.'
          : 'The file has no stacks for this source, or the filter of goroutines leaves none.'}
      </p>
    </div>
  );
}

function mountDrawing(
  element: HTMLElement,
  { model, onOpen, onNode, goroutinesOf }: GraphPanelProps,
  onFound: (found: FoundNodes | undefined) => void,
  onLegible: (legibility: Legibility) => void,
  keep: (handle: GraphHandle | undefined) => void,
): Disposable {
  const handle = mountGraph(element, {
    onFound,
    onLegible,
    onLook: model.tellLook,
    onSelect(id) {
      model.selected.value = id;
      if (id !== undefined) onNode?.();
    },
    onFocus(node) {
      const name = nameOf(model, node.members[0]);
      if (name !== undefined) onOpen(name);
      else if (node.goroutines !== undefined) goroutinesOf?.(node.goroutines)?.();
    },
    onUnfold(node) {
      const names = node.members.flatMap((member) => nameOf(model, member) ?? []);
      const { settings } = model;
      settings.value = { ...settings.value, unfolded: [...settings.value.unfolded, ...names] };
    },
  });
  keep(handle);
  const measure = (): void => {
    model.view.value = { width: Math.max(320, element.clientWidth), height: Math.max(240, element.clientHeight) };
  };
  measure();
  const resized = new ResizeObserver(measure);
  resized.observe(element);
  const show = (): void => {
    const placed = model.placed.value;
    const look = placed === undefined ? undefined : model.takeLook();
    handle.show(placed, look);
    if (look !== undefined) model.selected.value = look.selected;
  };
  const stops = [effect(show), effect(() => handle.select(nodeOf(model)))];
  return {
    dispose() {
      keep(undefined);
      resized.disconnect();
      for (const stop of stops) stop();
      handle.dispose();
    },
  };
}

/** Id of the selected node; of a function that was selected elsewhere the node that it is part of. */
function nodeOf({ placed, selected, reply }: GraphPanelProps['model']): string | undefined {
  const id = selected.value;
  const nodes = placed.value?.nodes ?? [];
  if (id === undefined || nodes.some((node) => node.id === id)) return id;
  const place = reply.peek()?.graph?.nodes.findIndex(({ name }) => name === id) ?? -1;
  return nodes.find(({ members }) => members.includes(place))?.id;
}

/** Name of a function by its place in the graph; undefined for graphs that are not of functions. */
const nameOf = ({ reply }: GraphPanelProps['model'], place: number | undefined): string | undefined =>
  place === undefined ? undefined : reply.peek()?.graph?.nodes[place]?.name;
