// Which boxes of a flame graph are to be drawn for a stretch of it: mathematics only. A million samples make some hundred
// thousand nodes; those narrower than half a pixel are joined with their neighbours to one box without text, so that the number
// drawn is bounded by the pixels.

import type { FlameTree } from '../../shared/model/flame';

export const ROW_PX = 18;

/** The visible part, in units of weight, and its size in pixels. */
export interface FlameWindow {
  readonly from: number;
  readonly to: number;
  readonly widthPx: number;
  readonly topPx: number;
  readonly heightPx: number;
}

/** Boxes to draw, as columns. `node` is the box's node, or -1 where many narrow ones were joined. */
export interface FlameBoxes {
  readonly length: number;
  readonly node: Int32Array;
  readonly leftPx: Float64Array;
  readonly widthPx: Float64Array;
  readonly row: Int32Array;
}

const NARROW_PX = 0.5;

export function flameBoxes(tree: FlameTree, { from, to, widthPx, topPx, heightPx }: FlameWindow): FlameBoxes {
  const scale = widthPx / Math.max(Number.MIN_VALUE, to - from);
  const firstRow = Math.max(0, Math.floor(topPx / ROW_PX));
  const lastRow = Math.min(tree.deepest, Math.ceil((topPx + heightPx) / ROW_PX));
  const node: number[] = [];
  const left: number[] = [];
  const width: number[] = [];
  const row: number[] = [];
  /** Right edge of what was last drawn in each row, and the box that narrow ones may be joined to. */
  const end = new Float64Array(tree.deepest + 1).fill(-1);
  const joint = new Int32Array(tree.deepest + 1).fill(-1);
  for (let i = 0; i < tree.length; ) {
    const leftPx = (tree.start[i] - from) * scale;
    const boxPx = tree.width[i] * scale;
    const depth = tree.depth[i];
    if (leftPx >= widthPx && depth <= 1) break;
    if (leftPx + boxPx <= 0 || leftPx >= widthPx || depth > lastRow) {
      // Nothing below it can be seen either.
      i = tree.next[i];
      continue;
    }
    if (boxPx < NARROW_PX) {
      // A narrow node hides all that is in it: one mark a pixel is enough for its row.
      if (depth >= firstRow && leftPx - end[depth] >= NARROW_PX) {
        if (joint[depth] >= 0 && leftPx - end[depth] < 1) width[joint[depth]] = leftPx + boxPx - left[joint[depth]];
        else {
          joint[depth] = node.length;
          node.push(-1);
          left.push(leftPx);
          width.push(Math.max(boxPx, NARROW_PX));
          row.push(depth);
        }
        end[depth] = leftPx + boxPx;
      }
      i = tree.next[i];
      continue;
    }
    if (depth >= firstRow) {
      joint[depth] = -1;
      end[depth] = leftPx + boxPx;
      node.push(i);
      left.push(leftPx);
      width.push(boxPx);
      row.push(depth);
    }
    i++;
  }
  return {
    length: node.length,
    node: Int32Array.from(node),
    leftPx: Float64Array.from(left),
    widthPx: Float64Array.from(width),
    row: Int32Array.from(row),
  };
}

/** The node at a place; -1 = none. */
export function nodeAt(tree: FlameTree, at: number, depth: number): number {
  let i = 0;
  while (i < tree.length) {
    const inside = at >= tree.start[i] && at < tree.start[i] + tree.width[i];
    if (!inside) i = tree.next[i];
    else if (tree.depth[i] === depth) return i;
    else i++;
  }
  return -1;
}
