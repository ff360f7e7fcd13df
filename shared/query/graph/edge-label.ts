// Where the labels of edges stand: each beside its own line, nearer to it than to any other, and on nothing.
//
// Graphviz keeps room for a label at one side of its line, and puts the text into the middle of that room. Beside the room there may
// be the line of the next edge: then both are as near, and a row of labels and lines belongs to anybody. It knows nothing either of how
// wide a line is drawn.

import type { PlacedEdge } from '../../model/drawn-graph';

export interface LabelledLine {
  /** A cubic Bézier path: x0 y0, then three points for each piece. */
  readonly points: readonly number[];
  readonly widthPx: number;
}
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
type Point = readonly [x: number, y: number];
interface Line {
  readonly points: readonly Point[];
  readonly half: number;
  readonly bounds: Box;
}

/** Between line and text. */
const GAP_PX = 4;
const ABOVE_PX = 1;
/** With its backing. */
const HEIGHT_PX = 14;
/** Points of a curve are so far from each other. */
const STEP_PX = 5;
/** Farther from the room that was kept for it there is something else. */
const MOST_MOVE_PX = 26;
/** As far as another line is to be from a label. */
const CLEAR_PX = 14;
/** Places along a line that are tried for its label. */
const TRIES = 14;
/** Each label is compared with each line: 300 cost 0.1 s. In larger graphs labels stay where there is room. */
const MOST_EDGES = 300;
/** Worse than being far from the room that was kept: a strange line through it; worst: a box or another label. */
const STRUCK = 200;
const COVERED = 1000;

/** @param textPx width of a label's text */
export function placeLabels(
  edges: readonly PlacedEdge[],
  nodes: readonly Box[],
  textPx: (label: string) => number,
): readonly PlacedEdge[] {
  const lines = edges.map(lineOf);
  const beside = edges.map((edge, i) =>
    edge.labelAt === undefined ? undefined : besideLine(lines[i], textPx(edge.label), edge.labelAt),
  );
  if (edges.length > MOST_EDGES) return edges.map((edge, i) => withLabel(edge, beside[i]));
  const taken: Box[] = [];
  return edges.map((edge, i) => {
    const first = beside[i];
    if (first === undefined || edge.labelAt === undefined) return edge;
    const width = textPx(edge.label);
    const costOf = (place: Point): number => cost(place, width, first, { lines, own: i, nodes, taken });
    let best = first;
    let least = costOf(first);
    if (least > 0) {
      for (const place of placesAlong(lines[i], width)) {
        const now = costOf(place);
        if (now >= least) continue;
        best = place;
        least = now;
      }
    }
    taken.push(boxOf(best, width));
    return withLabel(edge, best);
  });
}

const withLabel = (edge: PlacedEdge, labelAt: Point | undefined): PlacedEdge =>
  labelAt === undefined ? edge : { ...edge, labelAt };

/** The nearest place to the one that was kept where the text is beside the line, and not on it. */
function besideLine({ points, half }: Line, textPx: number, kept: Point): Point {
  const [x, y] = kept;
  const places: Point[] = [];
  const across = points.filter((point) => Math.abs(point[1] - y) <= HEIGHT_PX / 2).map((point) => point[0]);
  if (across.length > 0) {
    const reach = half + GAP_PX + textPx / 2;
    places.push([Math.max(...across) + reach, y], [Math.min(...across) - reach, y]);
  }
  const along = points.filter((point) => Math.abs(point[0] - x) <= textPx / 2 + 2).map((point) => point[1]);
  if (along.length > 0) {
    const reach = half + ABOVE_PX + HEIGHT_PX / 2;
    places.push([x, Math.min(...along) - reach], [x, Math.max(...along) + reach]);
  }
  const nearest = places.sort((a, b) => distance(a, kept) - distance(b, kept))[0];
  return nearest === undefined || distance(nearest, kept) > MOST_MOVE_PX ? kept : nearest;
}

/** On both sides of a line, but for its ends: there the boxes are. */
function placesAlong(line: Line, textPx: number): readonly Point[] {
  const { points } = line;
  const [across, above] = [GAP_PX + line.half + textPx / 2, ABOVE_PX + line.half + HEIGHT_PX / 2];
  return Array.from({ length: TRIES }, (_, i) => {
    const [x, y] = points[Math.round(((i + 2) / (TRIES + 3)) * (points.length - 1))];
    const sides: readonly Point[] = [
      [x + across, y],
      [x - across, y],
      [x, y - above],
      [x, y + above],
    ];
    return sides.map((side) => besideLine(line, textPx, side));
  }).flat();
}

interface Surroundings {
  readonly lines: readonly Line[];
  /** Which of the lines is the label's. */
  readonly own: number;
  readonly nodes: readonly Box[];
  readonly taken: readonly Box[];
}

/** 0 = nothing is near. */
function cost(place: Point, textPx: number, kept: Point, { lines, own, nodes, taken }: Surroundings): number {
  const box = boxOf(place, textPx);
  let sum = distance(place, kept) / 2;
  for (const other of [...nodes, ...taken]) if (gap(box, other) < 2) sum += COVERED;
  for (let i = 0; i < lines.length; i++) {
    const { points, half, bounds } = lines[i];
    if (gap(box, bounds) > CLEAR_PX + half) continue;
    const near = Math.min(...points.map(([x, y]) => gap(box, { x, y, width: 0, height: 0 }))) - half;
    if (i === own) sum += near < 0 ? STRUCK : 0;
    else if (near <= 0) sum += STRUCK;
    else if (near < CLEAR_PX) sum += (CLEAR_PX - near) * 5;
  }
  return sum;
}

const boxOf = ([x, y]: Point, textPx: number): Box => ({
  x: x - textPx / 2,
  y: y - HEIGHT_PX / 2,
  width: textPx,
  height: HEIGHT_PX,
});

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** 0 where they touch. */
const gap = (a: Box, b: Box): number =>
  Math.hypot(
    Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width),
    Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height),
  );

function lineOf({ points: curve, widthPx }: LabelledLine): Line {
  const points: Point[] = [];
  for (let i = 0; i + 7 < curve.length; i += 6) {
    const steps = Math.ceil(Math.hypot(curve[i + 6] - curve[i], curve[i + 7] - curve[i + 1]) / STEP_PX) + 1;
    for (let step = 0; step <= steps; step++) {
      const t = step / steps;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      const at = (axis: 0 | 1): number =>
        a * curve[i + axis] + b * curve[i + 2 + axis] + c * curve[i + 4 + axis] + d * curve[i + 6 + axis];
      points.push([at(0), at(1)]);
    }
  }
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { points, half: widthPx / 2, bounds: { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y } };
}
