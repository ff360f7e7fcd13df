// The elements of a drawn graph: boxes, lines, clusters, and the text that is shown at the present size. SVG, because a thousand
// nodes are few and every one of them is to be reached by screen readers; what it looks like is shared with the exported pictures
// (shared/export).
//
// A browser lays SVG text out anew for every step of a zoom: all texts of 1 000 nodes cost 130 ms a frame, none of them 17 ms. So
// only what is in view has text. Below its own size a graph gets other words (graph-names.ts): they lie in a layer that is moved but
// never scaled, so their letters stay as they are.

import { clusterMarks, edgeMarks, type GraphPart, labelMarks, nodeMarks } from '../../shared/export/graph-picture';
import type { Mark } from '../../shared/export/marks';
import { visible } from '../../shared/export/svg';
import type { PictureTheme } from '../../shared/export/theme';
import type { PlacedEdge, PlacedGraph, PlacedNode } from '../../shared/model/drawn-graph';
import type { Camera } from './graph-camera';
import { freeLabels, overlap } from './graph-labels';
import { markElement, svgElement } from './graph-marks';
import { fittedLines, LEAST_PX } from './graph-names';

/** How many of the names have room: of none is said what to do about it. */
export type Legibility = 'all' | 'some' | 'none';

export interface GraphScene {
  readonly svg: SVGSVGElement;
  draw(graph: PlacedGraph | undefined, theme: PictureTheme): void;
  /** Shows it from there, with the text that has room. */
  place(camera: Camera, view: GraphPart): Legibility;
  mark(marked: Marked): void;
  nodeAt(target: EventTarget | null): PlacedNode | undefined;
  /** What the pointer is told of a node, an edge or a cluster. */
  titleAt(target: EventTarget | null): string | undefined;
}

export interface Marked {
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  readonly found: ReadonlySet<string>;
  /** The one that was found and is looked at. */
  readonly current: string | undefined;
}

/** Half of the longest label of an edge, about. */
const LABEL_REACH_PX = 80;
/** Words of so many nodes in view, the heaviest ones: beyond it a frame takes too long. */
const MOST_NAMES = 120;

interface Lettered {
  readonly element: SVGGElement;
  readonly texts: readonly SVGElement[];
  readonly box: GraphPart;
  isShown: boolean;
}

/** Words that keep their size. */
interface Word {
  readonly element: SVGGElement;
  key: string;
}

export function createGraphScene(): GraphScene {
  const svg = svgElement('svg', { class: 'graph', tabindex: '0', role: 'application' });
  const root = svgElement('g', { class: 'graph-root' });
  const words = svgElement('g', { class: 'graph-words-layer', 'aria-hidden': 'true' });
  svg.append(root, words);
  let graph: PlacedGraph | undefined;
  let theme: PictureTheme | undefined;
  let byWeight: readonly PlacedNode[] = [];
  let titles = new Map<Element, string>();
  let lettered: Lettered[] = [];
  let nodes = new Map<string, { readonly node: PlacedNode; readonly element: SVGGElement }>();
  let edges: { readonly edge: PlacedEdge; readonly elements: readonly SVGGElement[] }[] = [];
  const shownWords = new Map<string, Word>();
  let marked: Marked = { selected: undefined, hovered: undefined, found: new Set(), current: undefined };
  let near = new Set<string>();

  function draw(next: PlacedGraph | undefined, colours: PictureTheme): void {
    graph = next;
    theme = colours;
    root.replaceChildren();
    words.replaceChildren();
    shownWords.clear();
    titles = new Map();
    lettered = [];
    nodes = new Map();
    edges = [];
    svg.setAttribute('aria-label', graph === undefined ? 'Graph' : visible(graph.title));
    byWeight = [...(graph?.nodes ?? [])].sort((a, b) => Math.abs(b.heat) - Math.abs(a.heat));
    if (graph === undefined) return;
    for (const cluster of graph.clusters)
      root.append(group('graph-cluster', cluster.name, clusterMarks(cluster, colours), cluster));
    // Lines that come later would strike the labels of the others through.
    const labels: SVGGElement[] = [];
    for (const edge of graph.edges) {
      const label = labelMarks(edge, colours);
      const [x, y] = edge.labelAt ?? edge.tip;
      const box = { x: x - LABEL_REACH_PX, y: y - 10, width: 2 * LABEL_REACH_PX, height: 20 };
      const line = group('graph-edge', edge.title, edgeMarks(edge, colours), box);
      const elements = [line];
      if (label.length > 0) {
        const element = group('graph-edge-label', edge.title, label, box, true);
        labels.push(element);
        elements.push(element);
      }
      edges.push({ edge, elements });
      root.append(line);
    }
    root.append(...labels);
    for (const node of graph.nodes) {
      const element = group('graph-node', node.title, nodeMarks(node, colours), node);
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', visible(node.title).replaceAll('\n', ', '));
      element.dataset.id = node.id;
      nodes.set(node.id, { node, element });
      root.append(element);
    }
    mark(marked);
  }

  /** @param all what is no text comes and goes with it too */
  function group(className: string, title: string, marks: readonly Mark[], box: GraphPart, all = false): SVGGElement {
    const element = svgElement('g', { class: className });
    const goes = (mark: Mark): boolean => all || mark.kind === 'text';
    element.append(...marks.filter((mark) => !goes(mark)).map(markElement));
    const texts = marks.filter(goes).map(markElement);
    if (texts.length > 0) lettered.push({ element, texts, box, isShown: false });
    titles.set(element, title);
    return element;
  }

  function place(camera: Camera, view: GraphPart): Legibility {
    root.setAttribute('transform', `translate(${camera.x},${camera.y}) scale(${camera.k})`);
    const isSmall = camera.k < 1;
    for (const item of lettered) {
      const { element, texts, box } = item;
      const isShown = !isSmall && overlap(box, view);
      if (isShown === item.isShown) continue;
      item.isShown = isShown;
      if (isShown) element.append(...texts);
      else for (const text of texts) text.remove();
    }
    if (isSmall) return placeWords(camera, view);
    clearWords(new Set());
    return 'all';
  }

  function placeWords(camera: Camera, view: GraphPart): Legibility {
    if (graph === undefined || theme === undefined) return 'all';
    const { k, x, y } = camera;
    const used = new Set<string>();
    let [seen, named] = [0, 0];
    for (const node of byWeight) {
      if (!overlap(node, view)) continue;
      seen++;
      if (named >= MOST_NAMES) continue;
      const lines = fittedLines(node, k);
      if (lines.length === 0) continue;
      named++;
      const key = `node ${node.id}`;
      used.add(key);
      const element = word(key, 'graph-name', JSON.stringify(lines), node.id, () => nameTexts(lines));
      const left = x + (node.x + node.width / 2) * k;
      element.setAttribute('transform', `translate(${left},${y + node.y * k})`);
    }
    for (const { edge, x: atX, y: atY } of freeLabels(graph, camera, view)) {
      const key = `edge ${edge.from}\n${edge.to}\n${edge.style}`;
      used.add(key);
      const element = word(key, 'graph-label', edge.label, undefined, () => labelTexts(edge.label));
      element.setAttribute('transform', `translate(${atX},${atY})`);
    }
    clearWords(used);
    return named === seen ? 'all' : named > 0 ? 'some' : 'none';
  }

  function word(
    key: string,
    className: string,
    content: string,
    id: string | undefined,
    make: () => readonly SVGElement[],
  ): SVGGElement {
    let known = shownWords.get(key);
    if (known === undefined) {
      known = { element: svgElement('g', { class: className }), key: '' };
      shownWords.set(key, known);
      if (id !== undefined) {
        known.element.dataset.id = id;
        markName(known.element, id);
      }
      words.append(known.element);
    }
    if (known.key !== content) {
      known.key = content;
      known.element.replaceChildren(...make());
    }
    return known.element;
  }
  function clearWords(used: ReadonlySet<string>): void {
    for (const [key, { element }] of shownWords) {
      if (used.has(key)) continue;
      element.remove();
      shownWords.delete(key);
    }
  }

  function nameTexts(lines: ReturnType<typeof fittedLines>): readonly SVGElement[] {
    return lines.map(({ parts, sizePx, y }) => {
      const text = svgElement('text', { y, 'font-size': sizePx, 'text-anchor': 'middle' });
      for (const part of parts) {
        const span = svgElement('tspan', { fill: (part.style === 'name' ? theme?.text : theme?.dim) ?? '' });
        span.textContent = visible(part.text);
        text.append(span);
      }
      return text;
    });
  }
  function labelTexts(label: string): readonly SVGElement[] {
    const text = svgElement('text', { y: 4, 'font-size': LEAST_PX, 'text-anchor': 'middle', fill: theme?.dim ?? '' });
    text.textContent = visible(label);
    return [text];
  }

  /** Emphasis of the selected node and its edges, and of what was found, without drawing anew. */
  function mark(next: Marked): void {
    marked = next;
    const { selected, hovered, found, current } = next;
    const about = hovered ?? selected;
    near = new Set(about === undefined ? [] : [about]);
    for (const { edge, elements } of edges) {
      const touches = about !== undefined && (edge.from === about || edge.to === about);
      for (const element of elements) element.classList.toggle('near', touches);
      if (touches) near.add(edge.from).add(edge.to);
    }
    for (const [id, { element }] of nodes) {
      markName(element, id);
      element.classList.toggle('selected', id === selected);
      element.classList.toggle('current', id === current);
    }
    for (const { element } of shownWords.values()) {
      if (element.dataset.id !== undefined) markName(element, element.dataset.id);
    }
    // Only while the pointer is there: what is selected must not keep the rest from being read. A node that nothing leads to
    // has nothing to be told apart from.
    svg.classList.toggle('emphasis', hovered !== undefined && near.size > 1);
    svg.classList.toggle('searching', found.size > 0);
  }
  function markName(element: Element, id: string): void {
    element.classList.toggle('near', near.has(id));
    element.classList.toggle('found', marked.found.has(id));
  }

  return {
    svg,
    draw,
    place,
    mark,
    nodeAt(target) {
      const id = target instanceof Element ? target.closest<SVGGElement>('.graph-node')?.dataset.id : undefined;
      return id === undefined ? undefined : nodes.get(id)?.node;
    },
    titleAt(target) {
      const element = target instanceof Element ? target.closest('.graph-root > g') : null;
      return element === null ? undefined : titles.get(element);
    },
  };
}
