// Where rows lie vertically. Rows of one kind that follow each other form a segment of equal heights, so that a group of
// 100 000 open goroutines costs one entry and every look-up is a binary search over segments.

import { upperBound } from '../../shared/base/bisect';

export interface RowSegment {
  readonly count: number;
  readonly rowPx: number;
}

export interface RowIndex {
  readonly segments: readonly RowSegment[];
  /** Top of each segment, and the total height as last entry (segments + 1). */
  readonly topPx: Float64Array;
  /** Number of the first row of each segment, and the number of rows as last entry (segments + 1). */
  readonly firstRow: Float64Array;
}

export interface RowPlace {
  readonly segment: number;
  /** Row within the segment. */
  readonly offset: number;
  readonly topPx: number;
  readonly rowPx: number;
}

export function createRowIndex(segments: readonly RowSegment[]): RowIndex {
  const topPx = new Float64Array(segments.length + 1);
  const firstRow = new Float64Array(segments.length + 1);
  segments.forEach((segment, i) => {
    topPx[i + 1] = (topPx[i] as number) + segment.count * segment.rowPx;
    firstRow[i + 1] = (firstRow[i] as number) + segment.count;
  });
  return { segments, topPx, firstRow };
}

export const totalPx = (index: RowIndex): number => index.topPx[index.segments.length] as number;
export const rowCount = (index: RowIndex): number => index.firstRow[index.segments.length] as number;

export function placeOf(index: RowIndex, segment: number, offset: number): RowPlace {
  const rowPx = (index.segments[segment] as RowSegment).rowPx;
  return { segment, offset, topPx: (index.topPx[segment] as number) + offset * rowPx, rowPx };
}

/** The row at a height; undefined above the first and below the last. */
export function rowAt(index: RowIndex, yPx: number): RowPlace | undefined {
  if (yPx < 0 || yPx >= totalPx(index)) return undefined;
  // Empty segments share their top with the next one; the upper bound passes them by.
  const segment = upperBound(index.topPx, yPx) - 1;
  const rowPx = (index.segments[segment] as RowSegment).rowPx;
  return placeOf(index, segment, Math.floor((yPx - (index.topPx[segment] as number)) / rowPx));
}

/** The row with a running number, counted over all segments; undefined outside. */
export function rowByNumber(index: RowIndex, number: number): RowPlace | undefined {
  if (number < 0 || number >= rowCount(index)) return undefined;
  const segment = upperBound(index.firstRow, number) - 1;
  return placeOf(index, segment, number - (index.firstRow[segment] as number));
}

/** Calls `visit` for each row that touches fromPx … toPx, from top to bottom. */
export function visitRows(index: RowIndex, fromPx: number, toPx: number, visit: (place: RowPlace) => void): void {
  const first = rowAt(index, Math.max(0, fromPx));
  if (first === undefined) return;
  let number = (index.firstRow[first.segment] as number) + first.offset;
  for (let place: RowPlace | undefined = first; place !== undefined && place.topPx < toPx; ) {
    visit(place);
    number++;
    place = rowByNumber(index, number);
  }
}
