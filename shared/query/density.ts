// How many goroutines of each group are in which state, per pixel column, on average over the column.
//
// One pass over the blocks and nodes in the window. Time is distributed exactly: an item gives each column that it touches the part
// of its time that lies there. The inner columns of a wide item are not visited one by one but opened and closed in an
// array of differences, which is summed up at the end: a span through the whole window costs as much as a short one.

import type { DensityReply, DensityRequest } from '../model/requests';
import { SPAN_CLASS_COUNT } from '../model/states';
import type { BlockInfo, SpanLevel } from '../model/tables';
import { CLASS_STRIDE, NO_CLASS, type QueryContext } from './query-context';
import { itemsInWindow, noPlaces, type TimeWindow, visitBlocks } from './visit-blocks';

const FULL = 255;
const NO_GROUP = -1;

export async function density(context: QueryContext, request: DensityRequest): Promise<DensityReply> {
  const { groups, fromNs, toNs, nsPerPx } = request;
  const columns = Math.max(0, Math.ceil((toNs - fromNs) / nsPerPx));
  const groupCount = groups === 'all' ? 1 : groups.length;
  const groupOfRow = groups === 'all' ? undefined : groupsByRow(groups, context.index.goroutines.length);
  const sums = createColumnSums(groupCount, columns, fromNs, nsPerPx);
  const windowEndNs = fromNs + columns * nsPerPx;

  const heights = context.heights.goroutine;
  const wanted = noPlaces(context, 'goroutine');
  heights.forEach(({ blocks, rootPlaces, placeOffset }, height) => {
    blocks.forEach((info, block) => {
      const isRoot = rootPlaces.subarray(placeOffset[block], placeOffset[block + 1]);
      const places = placesInWindow(info, isRoot, groupOfRow, fromNs, windowEndNs);
      if (places.length > 0) wanted[height].set(block, places);
    });
  });
  const window = { fromNs, toNs: windowEndNs, nsPerPx };
  await visitBlocks(context, 'goroutine', wanted, window, (height, block, level, places) => {
    const { rows } = heights[height].blocks[block];
    for (const place of places) {
      const group = groupOfRow === undefined ? 0 : groupOfRow[rows[place]];
      addRow(sums, group, context.classes.goroutine, level, place, window);
    }
  });
  return { fromNs, nsPerPx, columns, value: sums.averages() };
}

function groupsByRow(groups: readonly Int32Array[], rowCount: number): Int32Array {
  const groupOfRow = new Int32Array(rowCount).fill(NO_GROUP);
  groups.forEach((rows, group) => {
    for (const row of rows) groupOfRow[row] = group;
  });
  return groupOfRow;
}

/** Places of the block's rows that are asked for, have time in the window and are in no node above. */
function placesInWindow(
  info: BlockInfo,
  isRoot: Uint8Array,
  groupOfRow: Int32Array | undefined,
  fromNs: number,
  toNs: number,
): number[] {
  const places: number[] = [];
  if (info.toNs <= fromNs || info.fromNs >= toNs) return places;
  for (let place = 0; place < info.rows.length; place++) {
    if (isRoot[place] === 0 || info.rowEndNs[place] <= fromNs || info.rowStartNs[place] >= toNs) continue;
    if (groupOfRow === undefined || groupOfRow[info.rows[place]] !== NO_GROUP) places.push(place);
  }
  return places;
}

function addRow(
  sums: ColumnSums,
  group: number,
  classes: Uint8Array,
  level: SpanLevel,
  place: number,
  window: TimeWindow,
): void {
  const { startNs, rowOffset, rowEndNs, state, reason, count, coverage } = level;
  const rowEnd = rowOffset[place + 1];
  const [first, last] = itemsInWindow(level, place, window);
  for (let i = first; i < last; i++) {
    const start = Math.max(startNs[i], window.fromNs);
    const end = Math.min(i + 1 < rowEnd ? startNs[i + 1] : rowEndNs[place], window.toNs);
    if (end <= start) continue;
    if (coverage === undefined || count === undefined || count[i] === 1) {
      const spanClass = classes[state[i] * CLASS_STRIDE + reason[i]];
      if (spanClass !== NO_CLASS) sums.add(group, spanClass, start, end, 1);
      continue;
    }
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
      const share = coverage[i * SPAN_CLASS_COUNT + c];
      if (share > 0) sums.add(group, c, start, end, share / FULL);
    }
  }
}

interface ColumnSums {
  /** `weight` goroutines of a class from `start` to `end`, both within the window. */
  add(group: number, spanClass: number, start: number, end: number, weight: number): void;
  averages(): Float32Array;
}

function createColumnSums(groups: number, columns: number, fromNs: number, nsPerPx: number): ColumnSums {
  const stride = SPAN_CLASS_COUNT;
  // In columns' worth of time: 1 = one goroutine for the whole column.
  const parts = new Float64Array(groups * columns * stride);
  const changes = new Float64Array(groups * columns * stride);
  return {
    add(group, spanClass, start, end, weight) {
      const from = (start - fromNs) / nsPerPx;
      const to = (end - fromNs) / nsPerPx;
      const firstColumn = Math.floor(from);
      const lastColumn = Math.min(Math.floor(to), columns - 1);
      const base = group * columns * stride + spanClass;
      if (firstColumn === lastColumn) {
        parts[base + firstColumn * stride] += (to - from) * weight;
        return;
      }
      parts[base + firstColumn * stride] += (firstColumn + 1 - from) * weight;
      parts[base + lastColumn * stride] += (to - lastColumn) * weight;
      if (lastColumn > firstColumn + 1) {
        changes[base + (firstColumn + 1) * stride] += weight;
        changes[base + lastColumn * stride] -= weight;
      }
    },
    averages() {
      const value = new Float32Array(parts.length);
      const open = new Float64Array(stride);
      for (let group = 0; group < groups; group++) {
        open.fill(0);
        for (let column = 0; column < columns; column++) {
          const at = (group * columns + column) * stride;
          for (let c = 0; c < stride; c++) {
            open[c] += changes[at + c];
            // What adding and subtracting shares leaves over must not show as less than nothing.
            value[at + c] = Math.max(0, open[c] + parts[at + c]);
          }
        }
      }
      return value;
    },
  };
}
