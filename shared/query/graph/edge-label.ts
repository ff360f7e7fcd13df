// Where the label of an edge stands: beside its own line, and so near that it is nobody else's.
//
// Graphviz keeps room for a label at one side of the line, and puts the text into the middle of that room. Beside it there may be the
// line of the next edge: then both are as near. And it knows nothing of how wide a line is drawn.

export interface LabelledLine {
  /** A cubic Bézier path: x0 y0, then three points for each piece. */
  readonly points: readonly number[];
  readonly widthPx: number;
}

/** Between line and text. */
const GAP_PX = 4;
const ABOVE_PX = 1;
/** With its backing. */
const HEIGHT_PX = 14;
/** Points of each piece of the curve: some 5 px from each other. */
const STEPS = 32;
/** Farther from the room that was kept for it there is something else. */
const MOST_MOVE_PX = 26;

type Point = readonly [x: number, y: number];

/** The nearest place to the one that was kept where the text is beside the line, and not on it. */
export function besideLine({ points, widthPx }: LabelledLine, textPx: number, kept: Point): Point {
  const [x, y] = kept;
  const half = widthPx / 2;
  const line = pointsOf(points);
  const places: Point[] = [];
  const across = line.filter((point) => Math.abs(point[1] - y) <= HEIGHT_PX / 2).map((point) => point[0]);
  if (across.length > 0) {
    const reach = half + GAP_PX + textPx / 2;
    places.push([Math.max(...across) + reach, y], [Math.min(...across) - reach, y]);
  }
  const along = line.filter((point) => Math.abs(point[0] - x) <= textPx / 2 + 2).map((point) => point[1]);
  if (along.length > 0) {
    const reach = half + ABOVE_PX + HEIGHT_PX / 2;
    places.push([x, Math.min(...along) - reach], [x, Math.max(...along) + reach]);
  }
  const move = (place: Point): number => Math.hypot(place[0] - x, place[1] - y);
  const nearest = places.sort((a, b) => move(a) - move(b))[0];
  return nearest === undefined || move(nearest) > MOST_MOVE_PX ? kept : nearest;
}

function pointsOf(curve: readonly number[]): readonly Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 7 < curve.length; i += 6) {
    for (let step = 0; step <= STEPS; step++) {
      const t = step / STEPS;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      const at = (axis: 0 | 1): number =>
        a * curve[i + axis] + b * curve[i + 2 + axis] + c * curve[i + 4 + axis] + d * curve[i + 6 + axis];
      points.push([at(0), at(1)]);
    }
  }
  return points;
}
