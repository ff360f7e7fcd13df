// Which numbers of edges have room in a graph that is made smaller: their text keeps its size, the room between the boxes does not.

import type { GraphPart } from '../../shared/export/graph-picture';
import { textWidthEm } from '../../shared/export/text-width';
import type { PlacedEdge, PlacedGraph } from '../../shared/model/drawn-graph';
import type { Camera } from './graph-camera';
import { LEAST_PX } from './graph-names';

/** Below this no label has room beside its edge. */
const LEAST_SCALE = 0.6;
/** Each is compared with each: more are not read anyway. */
const MOST_LABELS = 120;
const HEIGHT_PX = 14;
/** Points of each piece of a line. */
const STEPS = 40;

/** A label on screen: the middle of its text. */
export interface FreeLabel {
  readonly edge: PlacedEdge;
  readonly x: number;
  readonly y: number;
}

/** The labels that lie on no box and on no label of a wider edge, of what is in view. */
export function freeLabels(graph: PlacedGraph, { k, x, y }: Camera, view: GraphPart): readonly FreeLabel[] {
  if (k < LEAST_SCALE) return [];
  const boxes = graph.nodes
    .filter((node) => overlap(node, view))
    .map((node) => ({ x: x + node.x * k, y: y + node.y * k, width: node.width * k, height: node.height * k }));
  const free: FreeLabel[] = [];
  const edges = graph.edges.filter(({ label, labelAt }) => label !== '' && labelAt !== undefined);
  for (const edge of [...edges].sort((a, b) => b.widthPx - a.widthPx)) {
    const [atX, atY] = edge.labelAt ?? edge.tip;
    const width = textWidthEm(edge.label) * LEAST_PX + 4;
    // As far from its line as in the graph's own size: its letters are as large.
    const [lineX, lineY] = nearestOf(edge, atX, atY);
    const middle = { x: x + lineX * k + atX - lineX, y: y + lineY * k + atY - lineY };
    const box = { x: middle.x - width / 2, y: middle.y - HEIGHT_PX / 2, width, height: HEIGHT_PX };
    if (!overlap({ x: atX, y: atY, width: 0, height: 0 }, view) || boxes.some((other) => overlap(box, other))) continue;
    boxes.push(box);
    free.push({ edge, ...middle });
    if (free.length === MOST_LABELS) break;
  }
  return free;
}

const nearestPoints = new WeakMap<PlacedEdge, readonly [x: number, y: number]>();

/** The point of the line where its label is. */
function nearestOf(edge: PlacedEdge, atX: number, atY: number): readonly [x: number, y: number] {
  const known = nearestPoints.get(edge);
  if (known !== undefined) return known;
  let best: readonly [number, number] = edge.tip;
  const { points } = edge;
  for (let i = 0; i + 7 < points.length; i += 6) {
    for (let step = 0; step <= STEPS; step++) {
      const t = step / STEPS;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      const px = a * points[i] + b * points[i + 2] + c * points[i + 4] + d * points[i + 6];
      const py = a * points[i + 1] + b * points[i + 3] + c * points[i + 5] + d * points[i + 7];
      if (Math.hypot(px - atX, py - atY) < Math.hypot(best[0] - atX, best[1] - atY)) best = [px, py];
    }
  }
  nearestPoints.set(edge, best);
  return best;
}

export const overlap = (a: GraphPart, b: GraphPart): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
