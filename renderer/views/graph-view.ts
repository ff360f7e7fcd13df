// A placed graph in the page: zoom, pan, hover, selection, search, keyboard, minimap.
//
// Text is never below 11 px to make a graph fit: one that is larger than the view begins at its own size, with its heaviest part in
// view, and the minimap shows the rest. Who zooms out sees the names that have room at 11 px (graph-names.ts).

import { select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import type { Disposable } from '../../shared/base/disposable';
import type { GraphPart } from '../../shared/export/graph-picture';
import { visible } from '../../shared/export/svg';
import type { GraphLook, PlacedGraph, PlacedNode } from '../../shared/model/drawn-graph';
import { watchPalette } from '../canvas/palette';
import {
  type Camera,
  centred,
  clamped,
  fitted,
  fitting,
  including,
  isWhole,
  leastCovered,
  startOf,
  WHOLE_FROM,
} from './graph-camera';
import { createGlide } from './graph-glide';
import { createMinimap, type Minimap } from './graph-minimap';
import { createGraphScene, type Legibility } from './graph-scene';
import { pageTheme } from './graph-theme';
import { heaviestNode, nextNode, type Step } from './graph-walk';
import { createTooltip } from './timeline-tooltip';

export const GRAPH_COMMANDS = ['zoom-in', 'zoom-out', 'fit-all', 'actual-size'] as const;
export type GraphCommand = (typeof GRAPH_COMMANDS)[number];

/** Of the nodes that are found the one that is looked at, from 1; 0 = none was found. */
export interface FoundNodes {
  readonly at: number;
  readonly count: number;
}

export interface GraphEvents {
  /** Undefined = nothing. */
  onSelect(id: string | undefined): void;
  /** Double click or Enter: look at what passes this node, or at its goroutines. */
  onFocus(node: PlacedNode): void;
  /** A folded chain is to be opened. */
  onUnfold(node: PlacedNode): void;
  /** Undefined = nothing is searched for. */
  onFound(found: FoundNodes | undefined): void;
  /** The view was moved, or its graph changed. */
  onLook(look: GraphLook): void;
  onLegible(legibility: Legibility): void;
}

export interface GraphHandle extends Disposable {
  /** @param look where it was looked at before; absent: a node that is selected stays where it was, else it begins anew */
  show(graph: PlacedGraph | undefined, look?: GraphLook): void;
  select(id: string | undefined): void;
  /** Nodes with this text in their names are marked, of other graphs too as long as it stays; the first one comes into view. */
  search(text: string): void;
  /** Brings the next or the previous node that was found into view and selects it. */
  stepFound(by: 1 | -1): void;
  focus(): void;
  run(command: GraphCommand): void;
  /** What is in view, in pixels of the graph. */
  part(): GraphPart;
}

const LEAST_SCALE = 0.05;
const MOST_SCALE = 4;
const MOST_LINES = 24;
const MOST_LETTERS = 240;
const NONE_FOUND: ReadonlySet<string> = new Set();
const STEP_KEYS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function mountGraph(host: HTMLElement, events: GraphEvents): GraphHandle {
  const scene = createGraphScene();
  const { svg } = scene;
  host.append(svg);
  const tooltip = createTooltip(host);
  let graph: PlacedGraph | undefined;
  let minimap: Minimap | undefined;
  let selected: string | undefined;
  let hovered: string | undefined;
  let wanted = '';
  let found: readonly PlacedNode[] = [];
  let foundAt = 0;
  let mode: GraphLook['mode'] = 'start';
  let legibility: Legibility | undefined;
  let camera: Camera = zoomIdentity;
  const sizeOfHost = () => ({ width: Math.max(1, host.clientWidth), height: Math.max(1, host.clientHeight) });
  let size = sizeOfHost();

  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([LEAST_SCALE, MOST_SCALE])
    .filter((event: MouseEvent) => event.button === 0 && event.type !== 'dblclick')
    .on('zoom', ({ transform, sourceEvent }: { readonly transform: ZoomTransform; readonly sourceEvent: unknown }) => {
      if (sourceEvent) {
        glide.stop();
        mode = 'free';
      }
      camera = { k: transform.k, x: transform.x, y: transform.y };
      render();
    });
  const selection = select(svg).call(behaviour).on('dblclick.zoom', null);
  const jump = ({ k, x, y }: Camera): void => {
    selection.call(behaviour.transform, zoomIdentity.translate(x, y).scale(k));
  };
  const glide = createGlide(() => camera, jump);

  function part(): GraphPart {
    const { k, x, y } = camera;
    return { x: -x / k, y: -y / k, width: size.width / k, height: size.height / k };
  }
  function render(): void {
    const now = scene.place(camera, part());
    if (now !== legibility) events.onLegible(now);
    legibility = now;
    minimap?.show(part());
    minimap?.element.classList.toggle('hidden', graph === undefined || isWhole(graph, size, camera));
    tell();
  }
  function tell(): void {
    if (graph !== undefined) events.onLook({ ...(glide.goal ?? camera), mode, selected });
  }

  /** Puts it where `mode` says; a free view stays. */
  function arrange(): void {
    if (graph === undefined) return;
    const node = nodeOf(selected);
    if (mode === 'fit' || (mode === 'start' && fitting(graph, size) >= WHOLE_FROM)) jump(fitted(graph, size));
    else if (mode !== 'free') {
      const start = startOf(graph, size, 1, minimap?.size ?? { width: 0, height: 0 });
      jump(node === undefined ? start : clamped(graph, size, including(size, node, start)));
    }
    placeMinimap();
  }
  function placeMinimap(): void {
    if (graph === undefined || minimap === undefined) return;
    minimap.element.dataset.corner = leastCovered(graph, size, goal(), minimap.size, selected).corner;
  }
  /** Where the view is going, or is. */
  const goal = (): Camera => glide.goal ?? camera;
  const nodeOf = (id: string | undefined): PlacedNode | undefined =>
    id === undefined ? undefined : graph?.nodes.find((node) => node.id === id);

  /** Goes there, unless it is there. */
  function goTo(next: Camera): void {
    const { k, x, y } = goal();
    if (Math.abs(next.x - x) < 1 && Math.abs(next.y - y) < 1 && next.k === k) return;
    mode = 'free';
    // What the pointer is told moves away from below it.
    tooltip.hide();
    hover(undefined);
    glide.to(next);
    placeMinimap();
  }
  /** The node in the middle, as far as there is graph around it. */
  function centre(node: PlacedNode): void {
    if (graph !== undefined) goTo(centred(graph, size, node, goal().k));
  }
  function bringIntoView(node: PlacedNode): void {
    if (graph === undefined) return;
    const now = goal();
    const shown = including(size, node, now);
    if (shown.x !== now.x || shown.y !== now.y) goTo(centred(graph, size, node, now.k));
  }
  function zoomBy(factor: number): void {
    glide.stop();
    mode = 'free';
    selection.call(behaviour.scaleBy, factor);
  }
  function begin(as: 'fit' | 'start' | 'actual'): void {
    glide.stop();
    mode = as;
    arrange();
  }

  function draw(): void {
    minimap?.element.remove();
    minimap = undefined;
    tooltip.hide();
    const theme = pageTheme(host);
    scene.draw(graph, theme);
    if (graph !== undefined) {
      const { width, height } = graph;
      minimap = createMinimap(graph, theme, size, (x, y) => {
        if (graph === undefined) return;
        glide.stop();
        mode = 'free';
        jump(centred({ width, height }, size, { x, y, width: 0, height: 0 }, camera.k));
      });
      host.append(minimap.element);
    }
    mark();
    render();
    placeMinimap();
  }
  function mark(): void {
    const ids = found.length === 0 ? NONE_FOUND : new Set(found.map(({ id }) => id));
    scene.mark({ selected, hovered, found: ids, current: found[foundAt]?.id });
  }

  /** Names only: numbers and labels of all kinds hold nearly any text. */
  function find(): void {
    const before = found[foundAt]?.id;
    const fits = (node: PlacedNode): boolean => node.names.some((name) => name.toLowerCase().includes(wanted));
    found = wanted === '' ? [] : (graph?.nodes ?? []).filter(fits);
    foundAt = Math.max(
      0,
      found.findIndex(({ id }) => id === before),
    );
    mark();
    tellFound();
  }
  function tellFound(): void {
    const count = found.length;
    events.onFound(wanted === '' || graph === undefined ? undefined : { at: count === 0 ? 0 : foundAt + 1, count });
  }

  function choose(id: string | undefined): void {
    selected = id;
    mark();
    events.onSelect(id);
    tell();
  }

  /** The view moves while a double click goes on: it is meant for what was under the first one. */
  let clicked: PlacedNode | undefined;
  svg.addEventListener('click', (event) => {
    if (event.detail > 1) return;
    clicked = scene.nodeAt(event.target);
    choose(clicked?.id);
    if (clicked === undefined) return;
    if (clicked.members.length > 1 && onFold(event.target)) events.onUnfold(clicked);
    else centre(clicked);
  });
  svg.addEventListener('dblclick', () => {
    if (clicked !== undefined) events.onFocus(clicked);
  });
  const hover = (id: string | undefined): void => {
    if (id === hovered) return;
    hovered = id;
    mark();
  };
  svg.addEventListener('pointerover', (event) => hover(scene.nodeAt(event.target)?.id));
  svg.addEventListener('pointermove', (event) => {
    const title = scene.titleAt(event.target);
    if (title === undefined || event.buttons !== 0) tooltip.hide();
    else tooltip.show(tooltipLines(title), event.clientX, event.clientY);
  });
  svg.addEventListener('pointerleave', () => {
    tooltip.hide();
    hover(undefined);
  });
  svg.addEventListener('keydown', (event) => {
    if (graph === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const current = nodeOf(selected);
    const step = STEP_KEYS[event.key];
    if (step !== undefined) {
      const next = current === undefined ? heaviestNode(graph) : nextNode(graph, current, step);
      if (next !== undefined) {
        choose(next.id);
        bringIntoView(next);
      }
    } else if (event.key === 'Enter' && current !== undefined) events.onFocus(current);
    else if (event.key === ' ' && current !== undefined && current.members.length > 1) events.onUnfold(current);
    else if (event.key === 'Escape' && selected !== undefined) choose(undefined);
    else if (event.key === '+' || event.key === '=') zoomBy(1.25);
    else if (event.key === '-') zoomBy(0.8);
    else if (event.key === '0') begin('fit');
    else if (event.key === '1') begin('actual');
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const stopWatching = watchPalette(draw);
  const resized = new ResizeObserver(() => {
    const before = size;
    size = sizeOfHost();
    if (graph === undefined || (size.width === before.width && size.height === before.height)) return;
    glide.stop();
    minimap?.resize(size);
    if (mode !== 'free') return arrange();
    // A free view keeps its upper left corner, so that a field that opens and closes leaves it as it was. Only what was in view of
    // the selected node stays so, and empty room appears at no edge that had none.
    const node = nodeOf(selected);
    const wasTight = near(clamped(graph, before, camera), camera);
    const wasSeen = node !== undefined && near(including(before, node, camera), camera);
    const kept = node !== undefined && wasSeen ? including(size, node, camera) : camera;
    jump(wasTight ? clamped(graph, size, kept) : kept);
    placeMinimap();
  });
  resized.observe(host);

  return {
    show(next, look) {
      const before = graph;
      const keep = nodeOf(selected);
      const from = goal();
      glide.stop();
      graph = next;
      size = sizeOfHost();
      if (next !== undefined && look !== undefined) selected = look.selected;
      draw();
      find();
      if (next === undefined || next === before) return;
      if (look !== undefined) {
        mode = look.mode;
        if (mode === 'free') jump(look);
        return arrange();
      }
      const kept = nodeOf(keep?.id);
      // What was looked at stays where it was, unless all of the graph can be shown.
      if (keep === undefined || kept === undefined || mode === 'fit' || fitting(next, size) >= WHOLE_FROM) {
        return begin(mode === 'fit' ? 'fit' : 'start');
      }
      mode = 'free';
      const { k } = from;
      const there = { k, x: from.x + (keep.x - kept.x) * k, y: from.y + (keep.y - kept.y) * k };
      jump(clamped(next, size, including(size, kept, there)));
      placeMinimap();
    },
    select(id) {
      if (id === selected) return;
      selected = id;
      mark();
      tell();
      const node = nodeOf(id);
      if (node !== undefined) bringIntoView(node);
    },
    search(text) {
      wanted = text.toLowerCase();
      foundAt = 0;
      found = [];
      find();
      if (found.length > 0) bringIntoView(found[0]);
    },
    stepFound(by) {
      if (found.length === 0) return;
      // The first one was only looked at.
      const isChosen = found[foundAt].id === selected;
      if (isChosen) foundAt = (foundAt + by + found.length) % found.length;
      choose(found[foundAt].id);
      bringIntoView(found[foundAt]);
      tellFound();
    },
    focus: () => svg.focus(),
    run(command) {
      switch (command) {
        case 'zoom-in':
          return zoomBy(1.25);
        case 'zoom-out':
          return zoomBy(0.8);
        case 'fit-all':
          return begin('fit');
        case 'actual-size':
          return begin('actual');
      }
    },
    part,
    dispose() {
      glide.stop();
      resized.disconnect();
      stopWatching();
      tooltip.dispose();
      selection.on('.zoom', null);
      svg.remove();
      minimap?.element.remove();
    },
  };
}

const near = (a: Camera, b: Camera): boolean => Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1;

/** A click on `+ 3 frames`. */
const onFold = (target: EventTarget | null): boolean =>
  target instanceof SVGTextElement && (target.textContent ?? '').startsWith('+ ');

/** Of a title with names of any length what a tooltip has room for: the first line is the name. */
function tooltipLines(title: string) {
  const lines = visible(title).split('\n').slice(0, MOST_LINES);
  return lines.map((line, i) => ({
    text: line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)}…` : line,
    ...(i === 0 ? { style: 'title' as const } : {}),
  }));
}
