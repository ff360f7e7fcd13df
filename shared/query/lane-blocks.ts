// Which blocks hold spans of a row: an index over the block infos, made once per open trace (8 bytes per row and block).

import type { BlockInfo, Lane } from '../model/tables';

/** Blocks of one lane and height. Those of row r are entries offset[r] … offset[r + 1], in the order of time. */
export interface LaneBlocks {
  readonly blocks: readonly BlockInfo[];
  readonly offset: Uint32Array;
  /** Index into `blocks`. */
  readonly block: Int32Array;
  /** Place of the row in that block (BlockInfo.rows, SpanLevel.rows). */
  readonly place: Int32Array;
  /** By entry: 1 = no node of the height above has this part of the row. */
  readonly isRoot: Uint8Array;
  /** The same by block and place: that of place p of block b is rootPlaces[placeOffset[b] + p]. */
  readonly rootPlaces: Uint8Array;
  readonly placeOffset: Uint32Array;
}

/** By height, from 0: the blocks of a lane and the nodes above them. At least height 0 is there. */
export function laneHeights(allBlocks: readonly BlockInfo[], lane: Lane): readonly LaneBlocks[] {
  const heights: BlockInfo[][] = [[]];
  for (const info of allBlocks) {
    if (info.lane !== lane) continue;
    while (heights.length <= info.height) heights.push([]);
    heights[info.height].push(info);
  }
  const made: LaneBlocks[] = [];
  for (let height = heights.length - 1; height >= 0; height--)
    made[height] = laneBlocks(heights[height], made[height + 1]);
  return made;
}

function laneBlocks(blocks: readonly BlockInfo[], above: LaneBlocks | undefined): LaneBlocks {
  let rowCount = 0;
  let entries = 0;
  for (const { rows } of blocks) {
    entries += rows.length;
    for (let i = 0; i < rows.length; i++) if (rows[i] >= rowCount) rowCount = rows[i] + 1;
  }
  const offset = new Uint32Array(rowCount + 1);
  for (const { rows } of blocks) for (let i = 0; i < rows.length; i++) offset[rows[i] + 1]++;
  for (let row = 0; row < rowCount; row++) offset[row + 1] += offset[row];
  const next = offset.slice(0, rowCount);
  const block = new Int32Array(entries);
  const place = new Int32Array(entries);
  blocks.forEach(({ rows }, index) => {
    for (let i = 0; i < rows.length; i++) {
      const entry = next[rows[i]]++;
      block[entry] = index;
      place[entry] = i;
    }
  });
  const placeOffset = new Uint32Array(blocks.length + 1);
  blocks.forEach(({ rows }, index) => {
    placeOffset[index + 1] = placeOffset[index] + rows.length;
  });
  const isRoot = new Uint8Array(entries).fill(1);
  const rootPlaces = new Uint8Array(entries).fill(1);
  if (above !== undefined) markCovered(offset, block, above, isRoot);
  for (let entry = 0; entry < entries; entry++) rootPlaces[placeOffset[block[entry]] + place[entry]] = isRoot[entry];
  return { blocks, offset, block, place, isRoot, rootPlaces, placeOffset };
}

const NO_NODE = -1;

/** Clears the flag of the entries whose row the node above their block has too. */
function markCovered(offset: Uint32Array, block: Int32Array, above: LaneBlocks, isRoot: Uint8Array): void {
  const last = above.blocks.reduce((end, { endChild }) => Math.max(end, endChild), 0);
  const nodeOf = new Int32Array(last).fill(NO_NODE);
  above.blocks.forEach(({ firstChild, endChild }, node) => void nodeOf.fill(node, firstChild, endChild));
  for (let row = 0; row + 1 < offset.length && row + 1 < above.offset.length; row++) {
    let node = above.offset[row];
    const end = above.offset[row + 1];
    for (let entry = offset[row]; entry < offset[row + 1]; entry++) {
      const wanted = block[entry] < last ? nodeOf[block[entry]] : NO_NODE;
      if (wanted === NO_NODE) continue;
      while (node < end && above.block[node] < wanted) node++;
      if (node < end && above.block[node] === wanted) isRoot[entry] = 0;
    }
  }
}

/** The coarsest stored level that is fine enough for this resolution; -1 if none is. */
export function levelFor(info: BlockInfo, nsPerPx: number): number {
  let level = info.widthNs.length - 1;
  while (level >= 0 && info.widthNs[level] > nsPerPx) level--;
  return level;
}

/** First entry of the row that ends after the time; entries of a row follow each other in time. */
function firstEntryAfter({ blocks, block, place, offset }: LaneBlocks, row: number, timeNs: number): number {
  let low = offset[row];
  let high = offset[row + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[block[middle]].rowEndNs[place[middle]] > timeNs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Entries of a row (in LaneBlocks) that overlap the open interval; an entry of no length counts where it starts within. */
export function* overlappingEntries(lane: LaneBlocks, row: number, fromNs: number, toNs: number): Generator<number> {
  if (row < 0 || row + 1 >= lane.offset.length) return;
  for (let entry = firstEntryAfter(lane, row, fromNs); entry < lane.offset[row + 1]; entry++) {
    if (lane.blocks[lane.block[entry]].rowStartNs[lane.place[entry]] >= toNs) return;
    yield entry;
  }
}
