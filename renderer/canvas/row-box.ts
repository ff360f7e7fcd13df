// Where a row is drawn, and how its items fall on device pixels.

import { upperBound } from '../../shared/base/bisect';
import { nsPerPx, pxAt, type Viewport } from './viewport';

/** The place of one row, or of a part of it (`fromNs` … `toNs`) for which data of one resolution is at hand. */
export interface RowBox {
  /** Left edge of the lanes on the surface. */
  readonly leftPx: number;
  readonly topPx: number;
  readonly rowPx: number;
  readonly viewport: Viewport;
  readonly fromNs: number;
  readonly toNs: number;
}

export interface ItemVisitor {
  /** An item of one device pixel or more; x in CSS pixels of the surface. */
  wide(item: number, x: number, width: number): void;
  /** An item that is narrower than a device pixel: adds to the current column. */
  narrow(item: number, weightNs: number): void;
  /** The column of the narrow items since the last call is complete. */
  column(x: number, width: number): void;
}

/** First item that ends after `fromNs` (items do not overlap, starts ascend). */
export function firstVisible(
  startNs: Float64Array,
  endNs: Float64Array,
  first: number,
  last: number,
  fromNs: number,
): number {
  const at = upperBound(startNs, fromNs, first, last);
  return at > first && (endNs[at - 1] as number) > fromNs ? at - 1 : at;
}

/** Walks the visible items of a row from left to right. Item edges are rounded to device pixels, so neighbours touch. */
export function visitItems(
  startNs: Float64Array,
  endNs: Float64Array,
  first: number,
  last: number,
  box: RowBox,
  ratio: number,
  visitor: ItemVisitor,
): void {
  const { viewport, leftPx } = box;
  const fromNs = Math.max(box.fromNs, viewport.fromNs);
  const toNs = Math.min(box.toNs, viewport.toNs);
  const perDevicePx = nsPerPx(viewport) / ratio;
  const clipFrom = Math.round((fromNs - viewport.fromNs) / perDevicePx);
  const clipTo = Math.round((toNs - viewport.fromNs) / perDevicePx);
  const pixel = 1 / ratio;
  let column = -1;
  for (let item = firstVisible(startNs, endNs, first, last, fromNs); item < last; item++) {
    const start = startNs[item] as number;
    if (start >= toNs) break;
    const end = endNs[item] as number;
    const x1 = Math.max(clipFrom, Math.round((start - viewport.fromNs) / perDevicePx));
    const x2 = Math.min(clipTo, Math.round((end - viewport.fromNs) / perDevicePx));
    if (x2 > x1) {
      visitor.wide(item, leftPx + x1 * pixel, (x2 - x1) * pixel);
      continue;
    }
    const at = Math.min(
      clipTo - 1,
      Math.max(clipFrom, Math.floor(((start + end) / 2 - viewport.fromNs) / perDevicePx)),
    );
    if (at !== column && column >= 0) visitor.column(leftPx + column * pixel, pixel);
    column = at;
    visitor.narrow(item, end - start);
  }
  if (column >= 0) visitor.column(leftPx + column * pixel, pixel);
}

/**
 * Room for the label of an item whose visible part begins at `x`: up to where the item or the window ends, whatever piece
 * that lies in. 0 where the label stands in the piece before.
 */
export function labelRoomPx(startNs: number, endNs: number, x: number, box: RowBox): number {
  const { viewport, leftPx, fromNs } = box;
  if (startNs < fromNs && fromNs > viewport.fromNs) return 0;
  return leftPx + Math.min(viewport.widthPx, pxAt(viewport, endNs)) - x;
}

/** Rounds a length to device pixels. */
export const snap = (px: number, ratio: number): number => Math.round(px * ratio) / ratio;
