// Draws a placed graph: zoom, pan, hover, selection, keyboard, minimap. SVG, because a thousand nodes are few and every one of
// them is to be reached by screen readers; what it looks like is shared with the exported pictures (shared/export).
//
// Text is never below 11 px to make a graph fit: one that is larger than the view begins at its own size with its heaviest node
// in the middle, and the minimap shows the rest. Only who zooms out on purpose sees boxes without text.

import { select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import type { Disposable } from '../../shared/base/disposable';
import { clusterMarks, edgeMarks, type GraphPart, type Mark, nodeMarks } from '../../shared/export/graph-picture';
import { visible } from '../../shared/export/svg';
import type { PlacedGraph, PlacedNode } from '../../shared/model/drawn-graph';
import { watchPalette } from '../canvas/palette';
import { markElement, svgElement } from './graph-marks';
import { createMinimap, type Minimap } from './graph-minimap';
import { pageTheme } from './graph-theme';
import { heaviestNode, nextNode, type Step } from './graph-walk';
import { createTooltip } from './timeline-tooltip';

export const GRAPH_COMMANDS = ['zoom-in', 'zoom-out', 'fit-all', 'actual-size'] as const;
export type GraphCommand = (typeof GRAPH_COMMANDS)[number];

export interface GraphEvents {
  /** Undefined = nothing. */
  onSelect(id: string | undefined): void;
  /** Double click or Enter: look at what passes this node. */
  onFocus(node: PlacedNode): void;
  /** A folded chain is to be opened. */
  onUnfold(node: PlacedNode): void;
  /** Nodes with the text that is searched for; undefined = nothing is. */
  onFound(count: number | undefined): void;
}

export interface GraphHandle extends Disposable {
  show(graph: PlacedGraph | undefined): void;
  select(id: string | undefined): void;
  /** Nodes that are found are marked, of other graphs too as long as the text stays; the first one comes into view. */
  search(text: string): void;
  /** Brings the next node that was found into view and selects it. */
  nextFound(): void;
  focus(): void;
  run(command: GraphCommand): void;
  /** What is in view, in pixels of the graph. */
  part(): GraphPart;
}

const LEAST_SCALE = 0.05;
const MOST_SCALE = 4;
/** A graph that fits is not blown up. */
const MOST_FIT = 1.25;
const MARGIN_PX = 24;
/** Of the buttons at the lower edge. */
const BOTTOM_PX = 58;
/** Text of 11 px is drawn at 7 px then: nobody reads that. */
const FAR_BELOW = 0.65;
/** Half of the longest label of an edge, about. */
const LABEL_REACH_PX = 80;
const MOST_LINES = 24;
const MOST_LETTERS = 240;
const STEP_KEYS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function mountGraph(host: HTMLElement, events: GraphEvents): GraphHandle {
  const svg = svgElement('svg', { class: 'graph', tabindex: '0', role: 'application' });
  const root = svgElement('g', { class: 'graph-root' });
  svg.append(root);
  host.append(svg);
  let graph: PlacedGraph | undefined;
  let minimap: Minimap | undefined;
  let selected: string | undefined;
  let wanted = '';
  let found: readonly PlacedNode[] = [];
  /** What the pointer is told of a node, an edge or a cluster. */
  let titles = new Map<Element, string>();
  let lettered: Lettered[] = [];
  const tooltip = createTooltip(host);
  let nodeElements = new Map<string, SVGGElement>();
  let transform: ZoomTransform = zoomIdentity;
  const size = () => ({ width: Math.max(1, host.clientWidth), height: Math.max(1, host.clientHeight) });

  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([LEAST_SCALE, MOST_SCALE])
    .filter((event: MouseEvent) => event.button === 0 && event.type !== 'dblclick')
    .on('zoom', ({ transform: next }: { readonly transform: ZoomTransform }) => {
      transform = next;
      root.setAttribute('transform', next.toString());
      showText();
      showPart();
    });
  const selection = select(svg).call(behaviour).on('dblclick.zoom', null);

  function part() {
    const { width, height } = size();
    const { k, x, y } = transform;
    return { x: -x / k, y: -y / k, width: width / k, height: height / k };
  }
  function showPart(): void {
    minimap?.show(part());
    const { k } = transform;
    const whole = graph !== undefined && fits(graph, k);
    minimap?.element.classList.toggle('hidden', whole);
  }
  const fits = (drawn: PlacedGraph, k: number): boolean => {
    const { width, height } = size();
    return drawn.width * k <= width + 1 && drawn.height * k <= height + 1;
  };

  /** Puts a place of the graph into the middle of the view. */
  function centre(x: number, y: number, k: number): void {
    const { width, height } = size();
    selection.call(behaviour.transform, zoomIdentity.translate(width / 2 - x * k, height / 2 - y * k).scale(k));
  }
  function fitAll(least: number): void {
    if (graph === undefined) return;
    const { width, height } = size();
    const high = height - MARGIN_PX - BOTTOM_PX;
    const fit = Math.min((width - 2 * MARGIN_PX) / graph.width, high / graph.height, MOST_FIT);
    if (fit >= least) centre(graph.width / 2, graph.height / 2 + (BOTTOM_PX - MARGIN_PX) / 2 / fit, fit);
    else startAt(heaviestNode(graph), least);
  }
  /** The node in the middle, unless that leaves the view half empty beyond the graph's edge. */
  function startAt(node: PlacedNode | undefined, k: number): void {
    if (graph === undefined || node === undefined) return;
    const { width, height } = size();
    const within = (at: number, length: number, view: number): number =>
      length * k <= view
        ? length / 2
        : Math.min(length + (MARGIN_PX - view / 2) / k, Math.max((view / 2 - MARGIN_PX) / k, at));
    centre(
      within(node.x + node.width / 2, graph.width, width),
      within(node.y + node.height / 2, graph.height, height),
      k,
    );
  }
  function bringIntoView({ x, y, width, height }: PlacedNode): void {
    const view = size();
    const left = transform.applyX(x);
    const top = transform.applyY(y);
    const inside =
      left >= 0 && top >= 0 && left + width * transform.k <= view.width && top + height * transform.k <= view.height;
    if (!inside) centre(x + width / 2, y + height / 2, transform.k);
  }

  function draw(): void {
    root.replaceChildren();
    minimap?.element.remove();
    minimap = undefined;
    nodeElements = new Map();
    titles = new Map();
    lettered = [];
    tooltip.hide();
    svg.setAttribute('aria-label', graph === undefined ? 'Graph' : visible(graph.title));
    if (graph === undefined) return;
    const theme = pageTheme(host);
    const group = (className: string, title: string, marks: readonly Mark[], box: GraphPart): SVGGElement => {
      const element = svgElement('g', { class: className });
      element.append(...marks.filter(({ kind }) => kind !== 'text').map(markElement));
      const texts = marks.filter(({ kind }) => kind === 'text').map(markElement);
      if (texts.length > 0) lettered.push({ element, texts, box, isShown: false });
      titles.set(element, title);
      return element;
    };
    for (const cluster of graph.clusters)
      root.append(group('graph-cluster', cluster.name, clusterMarks(cluster, theme), cluster));
    for (const edge of graph.edges) {
      const [x, y] = edge.labelAt ?? edge.tip;
      const box = { x: x - LABEL_REACH_PX, y: y - 10, width: 2 * LABEL_REACH_PX, height: 20 };
      const element = group('graph-edge', edge.title, edgeMarks(edge, theme), box);
      element.dataset.from = edge.from;
      element.dataset.to = edge.to;
      root.append(element);
    }
    for (const node of graph.nodes) {
      const element = group('graph-node', node.title, nodeMarks(node, theme), node);
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', visible(node.title).replaceAll('\n', ', '));
      element.dataset.id = node.id;
      nodeElements.set(node.id, element);
      root.append(element);
    }
    minimap = createMinimap(graph, theme, (x, y) => centre(x, y, transform.k));
    host.append(minimap.element);
    mark();
    showText();
    showPart();
  }

  /**
   * Only what is in view and large enough to be read has text. A browser lays SVG text out anew for every step of a zoom: all
   * texts of 1 000 nodes cost 130 ms a frame, none of them 17 ms. Screen readers read the labels of the nodes.
   */
  function showText(): void {
    const view = part();
    const isFar = transform.k < FAR_BELOW;
    for (const item of lettered) {
      const { element, texts, box } = item;
      const isShown = !isFar && overlap(box, view);
      if (isShown === item.isShown) continue;
      item.isShown = isShown;
      if (isShown) element.append(...texts);
      else for (const text of texts) text.remove();
    }
  }

  /** Emphasis of the selected node and its edges, without drawing anew. */
  function mark(hovered?: string): void {
    const about = hovered ?? selected;
    const near = new Set<string>(about === undefined ? [] : [about]);
    for (const edge of root.querySelectorAll<SVGGElement>('.graph-edge')) {
      const { from = '', to = '' } = edge.dataset;
      const touches = about !== undefined && (from === about || to === about);
      edge.classList.toggle('near', touches);
      if (touches) near.add(from).add(to);
    }
    for (const [id, element] of nodeElements) {
      element.classList.toggle('selected', id === selected);
      element.classList.toggle('near', near.has(id));
    }
    // Only while the pointer is there: what is selected must not keep the rest from being read. A node that nothing leads to
    // has nothing to be told apart from.
    svg.classList.toggle('emphasis', hovered !== undefined && near.size > 1);
  }

  function find(): void {
    found = wanted === '' ? [] : (graph?.nodes ?? []).filter(({ title }) => title.toLowerCase().includes(wanted));
    const ids = new Set(found.map(({ id }) => id));
    for (const [id, element] of nodeElements) element.classList.toggle('found', ids.has(id));
    svg.classList.toggle('searching', found.length > 0);
    events.onFound(wanted === '' || graph === undefined ? undefined : found.length);
  }

  const nodeAt = (target: EventTarget | null): PlacedNode | undefined => {
    const id = target instanceof Element ? target.closest<SVGGElement>('.graph-node')?.dataset.id : undefined;
    return graph?.nodes.find((node) => node.id === id);
  };
  function choose(id: string | undefined): void {
    selected = id;
    mark();
    events.onSelect(id);
  }

  svg.addEventListener('click', (event) => {
    const node = nodeAt(event.target);
    choose(node?.id);
    if (node !== undefined && node.members.length > 1 && onFold(event.target)) events.onUnfold(node);
  });
  svg.addEventListener('dblclick', (event) => {
    const node = nodeAt(event.target);
    if (node !== undefined) events.onFocus(node);
  });
  svg.addEventListener('pointerover', (event) => mark(nodeAt(event.target)?.id));
  svg.addEventListener('pointermove', (event) => {
    const element = event.target instanceof Element ? event.target.closest('.graph-root > g') : null;
    const title = element === null ? undefined : titles.get(element);
    if (title === undefined || event.buttons !== 0) tooltip.hide();
    else tooltip.show(tooltipLines(title), event.clientX, event.clientY);
  });
  svg.addEventListener('pointerleave', () => {
    tooltip.hide();
    mark();
  });
  svg.addEventListener('keydown', (event) => {
    if (graph === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const current = graph.nodes.find(({ id }) => id === selected);
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
    else if (event.key === '+' || event.key === '=') selection.call(behaviour.scaleBy, 1.25);
    else if (event.key === '-') selection.call(behaviour.scaleBy, 0.8);
    else if (event.key === '0') fitAll(LEAST_SCALE);
    else if (event.key === '1') fitAll(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const stopWatching = watchPalette(draw);
  const resized = new ResizeObserver(() => {
    // A field that opened above the drawing must not cover what is looked at.
    const node = graph?.nodes.find(({ id }) => id === selected);
    if (node !== undefined) bringIntoView(node);
    showText();
    showPart();
  });
  resized.observe(host);

  return {
    show(next) {
      const before = graph;
      const keep = before?.nodes.find(({ id }) => id === selected);
      graph = next;
      draw();
      find();
      if (next === undefined || next === before) return;
      const kept = next.nodes.find(({ id }) => id === keep?.id);
      // What was looked at stays where it was, unless all of the graph can be shown.
      if (keep === undefined || kept === undefined || fits(next, 1)) return fitAll(1);
      const { k } = transform;
      const x = transform.applyX(keep.x) - kept.x * k;
      const y = transform.applyY(keep.y) - kept.y * k;
      selection.call(behaviour.transform, zoomIdentity.translate(x, y).scale(k));
      bringIntoView(kept);
    },
    select(id) {
      if (id === selected) return;
      selected = id;
      mark();
      const node = graph?.nodes.find((candidate) => candidate.id === id);
      if (node !== undefined) bringIntoView(node);
    },
    search(text) {
      wanted = text.toLowerCase();
      find();
      if (found.length > 0) bringIntoView(found[0]);
    },
    nextFound() {
      const place = found.findIndex(({ id }) => id === selected);
      const next = found[(place + 1) % Math.max(1, found.length)];
      if (next === undefined) return;
      choose(next.id);
      bringIntoView(next);
    },
    focus: () => svg.focus(),
    run(command) {
      switch (command) {
        case 'zoom-in':
          return void selection.call(behaviour.scaleBy, 1.25);
        case 'zoom-out':
          return void selection.call(behaviour.scaleBy, 0.8);
        case 'fit-all':
          return fitAll(LEAST_SCALE);
        case 'actual-size':
          return fitAll(1);
      }
    },
    part,
    dispose() {
      resized.disconnect();
      stopWatching();
      tooltip.dispose();
      selection.on('.zoom', null);
      svg.remove();
      minimap?.element.remove();
    },
  };
}

/** A click on `+ 3 frames`. */
const onFold = (target: EventTarget | null): boolean =>
  target instanceof SVGTextElement && (target.textContent ?? '').startsWith('+ ');

interface Lettered {
  readonly element: SVGGElement;
  readonly texts: readonly SVGElement[];
  readonly box: GraphPart;
  isShown: boolean;
}

const overlap = (a: GraphPart, b: GraphPart): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Of a title with names of any length what a tooltip has room for: the first line is the name. */
function tooltipLines(title: string) {
  const lines = visible(title).split('\n').slice(0, MOST_LINES);
  return lines.map((line, i) => ({
    text: line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)}…` : line,
    ...(i === 0 ? { style: 'title' as const } : {}),
  }));
}
