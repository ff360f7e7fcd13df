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
/** Of each piece, at most: beyond it they are farther from each other. */
const MOST_STEPS = 60;
const FEW_STEPS = 12;
/** A label this good is not moved for a better one. */
const TOLERATED = 10;
/** Farther from the room that was kept for it there is something else. */
const MOST_MOVE_PX = 26;
/** As far as another line is to be from a label. */
const CLEAR_PX = 14;
/** Places along a line that are tried for its label. */
const TRIES = 10;
const MOST_TRIES = 20;
/** Each label is compared with each line: 200 of a tangle cost 0.1 s. In larger graphs labels stay where there is room. */
const MOST_EDGES = 200;
/** Worse than being far from the room that was kept: a strange line through it; worst: a box or another label. */
const STRUCK = 200;
const COVERED = 1000;

/** @param textPx width of a label's text */
export function placeLabels(
  edges: readonly PlacedEdge[],
  nodes: readonly Box[],
  textPx: (label: string) => number,
): readonly PlacedEdge[] {
  const isLarge = edges.length > MOST_EDGES;
  const lines = edges.map((edge) => lineOf(edge, isLarge ? FEW_STEPS : MOST_STEPS));
  const beside = edges.map((edge, i) =>
    edge.labelAt === undefined ? undefined : besideLine(lines[i], textPx(edge.label), edge.labelAt),
  );
  if (isLarge) return edges.map((edge, i) => withLabel(edge, beside[i]));
  const taken: Box[] = [];
  return edges.map((edge, i) => {
    const first = beside[i];
    if (first === undefined || edge.labelAt === undefined) return edge;
    const width = textPx(edge.label);
    const around = { lines, own: i, nodes, taken };
    let best = first;
    let least = cost(first, width, first, around, Number.POSITIVE_INFINITY);
    if (least > TOLERATED) {
      for (const side of placesAlong(lines[i], width, first)) {
        // They come nearest first, and each of them is moved a little.
        if ((distance(side, first) - MOST_MOVE_PX) / 2 >= least) break;
        const place = besideLine(lines[i], width, side);
        const now = cost(place, width, first, around, least);
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
  let [left, right, top, low] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [pointX, pointY] of points) {
    if (Math.abs(pointY - y) <= HEIGHT_PX / 2) {
      left = Math.min(left, pointX);
      right = Math.max(right, pointX);
    }
    if (Math.abs(pointX - x) <= textPx / 2 + 2) {
      top = Math.min(top, pointY);
      low = Math.max(low, pointY);
    }
  }
  const across = half + GAP_PX + textPx / 2;
  const above = half + ABOVE_PX + HEIGHT_PX / 2;
  const places: readonly Point[] = [
    [right + across, y],
    [left - across, y],
    [x, top - above],
    [x, low + above],
  ];
  let best = kept;
  let least = MOST_MOVE_PX;
  for (const place of places) {
    const move = distance(place, kept);
    if (move >= least) continue;
    best = place;
    least = move;
  }
  return best;
}

/** On both sides of a line, but for its ends: there the boxes are. The nearest first. */
function placesAlong(line: Line, textPx: number, kept: Point): readonly Point[] {
  const { points } = line;
  const [across, above] = [GAP_PX + line.half + textPx / 2, ABOVE_PX + line.half + HEIGHT_PX / 2];
  const sides = Array.from({ length: TRIES }, (_, i): readonly Point[] => {
    const [x, y] = points[Math.round(((i + 2) / (TRIES + 3)) * (points.length - 1))];
    return [
      [x + across, y],
      [x - across, y],
      [x, y - above],
      [x, y + above],
    ];
  });
  return sides
    .flat()
    .sort((a, b) => distance(a, kept) - distance(b, kept))
    .slice(0, MOST_TRIES);
}

interface Surroundings {
  readonly lines: readonly Line[];
  /** Which of the lines is the label's. */
  readonly own: number;
  readonly nodes: readonly Box[];
  readonly taken: readonly Box[];
}

/** 0 = nothing is near. @param enough what is worse need not be told exactly */
function cost(
  place: Point,
  textPx: number,
  kept: Point,
  { lines, own, nodes, taken }: Surroundings,
  enough: number,
): number {
  const box = boxOf(place, textPx);
  let sum = distance(place, kept) / 2;
  for (const other of nodes) if (gap(box, other) < 2) return COVERED + sum;
  for (const other of taken) if (gap(box, other) < 2) return COVERED + sum;
  for (let i = 0; i < lines.length && sum < enough; i++) {
    const { half, bounds } = lines[i];
    if (gap(box, bounds) > CLEAR_PX + half) continue;
    const near = nearest(lines[i], box) - half;
    if (i === own) sum += near < 0 ? STRUCK : 0;
    else if (near <= 0) sum += STRUCK;
    else if (near < CLEAR_PX) sum += (CLEAR_PX - near) * 5;
  }
  return sum;
}

/** From a box to the points of a line. */
function nearest({ points }: Line, { x, y, width, height }: Box): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [pointX, pointY] of points) {
    const dx = pointX < x ? x - pointX : pointX > x + width ? pointX - x - width : 0;
    const dy = pointY < y ? y - pointY : pointY > y + height ? pointY - y - height : 0;
    const squared = dx * dx + dy * dy;
    if (squared < least) least = squared;
  }
  return Math.sqrt(least);
}

const boxOf = ([x, y]: Point, textPx: number): Box => ({
  x: x - textPx / 2,
  y: y - HEIGHT_PX / 2,
  width: textPx,
  height: HEIGHT_PX,
});

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** 0 where they touch. */
function gap(a: Box, b: Box): number {
  const dx = Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width);
  const dy = Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height);
  return dx === 0 ? dy : dy === 0 ? dx : Math.hypot(dx, dy);
}

function lineOf({ points: curve, widthPx }: LabelledLine, mostSteps: number): Line {
  const points: Point[] = [];
  for (let i = 0; i + 7 < curve.length; i += 6) {
    const length = Math.hypot(curve[i + 6] - curve[i], curve[i + 7] - curve[i + 1]);
    const steps = Math.min(mostSteps, Math.ceil(length / STEP_PX) + 1);
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
