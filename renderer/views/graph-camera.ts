// Where a graph is looked at: all of it, its heaviest part, a node. Plain numbers, without a page.
//
// Beyond the edges of a graph nothing is shown while there is more of it at the other side: who looks at a corner of a large graph
// sees as much of it as there is room for.

import type { GraphPart } from '../../shared/export/graph-picture';
import type { GraphLook, PlacedGraph, ViewSize } from '../../shared/model/drawn-graph';
import { heaviestNode } from './graph-walk';

/** A place of the graph is at `k` times itself plus `x`, `y` in the view. */
export type Camera = Pick<GraphLook, 'k' | 'x' | 'y'>;
type Extent = Pick<PlacedGraph, 'width' | 'height'>;

export const MARGIN_PX = 24;
/** A graph that fits is not blown up. */
const MOST_FIT = 1.25;
/** A graph that is hardly larger than the view begins with all of it: names lose no more than their packages at this scale. */
export const WHOLE_FROM = 0.75;
/** Places that are tried for the beginning, in each direction. */
const MOST_TRIES = 24;
/** What a node counts for by being there, beside 1 for the heaviest by its heat. */
const PRESENCE = 0.35;
const SELECTED = 100;

/** Scale at which all of it is in view. */
export const fitting = ({ width, height }: Extent, view: ViewSize): number =>
  Math.max(0.001, Math.min((view.width - 2 * MARGIN_PX) / width, (view.height - 2 * MARGIN_PX) / height, MOST_FIT));

export const isWhole = ({ width, height }: Extent, view: ViewSize, { k, x, y }: Camera): boolean =>
  x >= -1 && y >= -1 && x + width * k <= view.width + 1 && y + height * k <= view.height + 1;

/** The nearest place without empty room at one side while there is graph beyond the other. */
export function clamped({ width, height }: Extent, view: ViewSize, { k, x, y }: Camera): Camera {
  return { k, x: within(x, width * k, view.width), y: within(y, height * k, view.height) };
}

const within = (at: number, length: number, view: number): number =>
  length <= view ? (view - length) / 2 : Math.min(MARGIN_PX, Math.max(view - MARGIN_PX - length, at));

/** In the middle, as far as there is graph around it. */
export function centred(graph: Extent, view: ViewSize, box: GraphPart, k: number): Camera {
  const x = view.width / 2 - (box.x + box.width / 2) * k;
  const y = view.height / 2 - (box.y + box.height / 2) * k;
  return clamped(graph, view, { k, x, y });
}

/** Moved no further than it takes to see all of the box. */
export function including(view: ViewSize, box: GraphPart, { k, x, y }: Camera): Camera {
  const shift = (from: number, length: number, room: number): number =>
    length > room || from < MARGIN_PX / 2 ? MARGIN_PX / 2 - from : Math.min(0, room - MARGIN_PX / 2 - length - from);
  return {
    k,
    x: x + shift(x + box.x * k, box.width * k, view.width),
    y: y + shift(y + box.y * k, box.height * k, view.height),
  };
}

export const fitted = (graph: Extent, view: ViewSize): Camera =>
  clamped(graph, view, { k: fitting(graph, view), x: 0, y: 0 });

/**
 * The beginning of a graph that is larger than the view: its heaviest node is seen, with as many others whole as can be, the heavy
 * ones first. Nodes that are cut by an edge, or lie under what covers a corner, count against a place.
 */
export function startOf(graph: PlacedGraph, view: ViewSize, k: number, cover: ViewSize): Camera {
  const heaviest = heaviestNode(graph);
  if (heaviest === undefined) return clamped(graph, view, { k, x: 0, y: 0 });
  const most = Math.max(Number.MIN_VALUE, Math.abs(heaviest.heat));
  const xs = tries(
    graph.nodes.map(({ x, width }) => [x * k, width * k]),
    graph.width * k,
    view.width,
    heaviest.x * k,
    heaviest.width * k,
  );
  const ys = tries(
    graph.nodes.map(({ y, height }) => [y * k, height * k]),
    graph.height * k,
    view.height,
    heaviest.y * k,
    heaviest.height * k,
  );
  let best: Camera = centred(graph, view, heaviest, k);
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const y of ys) {
    for (const x of xs) {
      const camera = { k, x, y };
      const score = scoreOf(graph, view, camera, most) - leastCovered(graph, view, camera, cover).weight;
      if (score <= bestScore) continue;
      best = camera;
      bestScore = score;
    }
  }
  return best;
}

/** Places in one direction: both ends, and where a node begins or ends at the margin; all of them show the wanted stretch. */
function tries(
  stretches: readonly (readonly [at: number, length: number])[],
  length: number,
  view: number,
  wantedAt: number,
  wantedLength: number,
): readonly number[] {
  if (length <= view) return [within(0, length, view)];
  const all = stretches.flatMap(([at, size]) => [MARGIN_PX - at, view - MARGIN_PX - at - size]);
  const places = new Set([MARGIN_PX, view, ...all].map((at) => Math.round(within(at, length, view))));
  places.add(Math.round(view - MARGIN_PX - length));
  const showing = [...places].filter((at) => at + wantedAt >= 0 && at + wantedAt + wantedLength <= view);
  if (showing.length <= MOST_TRIES) return showing;
  const step = (showing.length - 1) / (MOST_TRIES - 1);
  const sorted = showing.sort((a, b) => b - a);
  return Array.from({ length: MOST_TRIES }, (_, i) => sorted[Math.round(i * step)]);
}

function scoreOf({ nodes }: PlacedGraph, view: ViewSize, { k, x, y }: Camera, most: number): number {
  let score = 0;
  for (const node of nodes) {
    const [left, top] = [x + node.x * k, y + node.y * k];
    const [right, low] = [left + node.width * k, top + node.height * k];
    if (right <= 0 || low <= 0 || left >= view.width || top >= view.height) continue;
    const whole = left >= 0 && top >= 0 && right <= view.width && low <= view.height;
    const weight = PRESENCE + Math.abs(node.heat) / most;
    score += whole ? weight : -weight;
  }
  return score;
}

export const CORNERS = ['lower right', 'lower left', 'upper right', 'upper left'] as const;
export type Corner = (typeof CORNERS)[number];

/** From the edges of the view to what covers a corner. */
const CORNER_PX = 12;

/** The corner where something of this size covers least of the graph, and not the selected node: the first of equal ones. */
export function leastCovered(
  { nodes }: PlacedGraph,
  view: ViewSize,
  { k, x, y }: Camera,
  cover: ViewSize,
  selected?: string,
): { readonly corner: Corner; readonly weight: number } {
  const weights = [0, 0, 0, 0];
  for (const node of nodes) {
    const [left, top] = [x + node.x * k, y + node.y * k];
    const [right, low] = [left + node.width * k, top + node.height * k];
    if (right <= 0 || low <= 0 || left >= view.width || top >= view.height) continue;
    const atRight = right > view.width - CORNER_PX - cover.width;
    const atLeft = left < CORNER_PX + cover.width;
    const isLow = low > view.height - CORNER_PX - cover.height;
    const high = top < CORNER_PX + cover.height;
    const weight = node.id === selected ? SELECTED : PRESENCE + Math.abs(node.heat);
    if (atRight && isLow) weights[0] += weight;
    if (atLeft && isLow) weights[1] += weight;
    if (atRight && high) weights[2] += weight;
    if (atLeft && high) weights[3] += weight;
  }
  const weight = Math.min(...weights);
  return { corner: CORNERS[weights.indexOf(weight)], weight };
}
