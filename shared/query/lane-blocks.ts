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
}

/** By height, from 0: the blocks of a lane and the nodes above them. At least height 0 is there. */
export function laneHeights(allBlocks: readonly BlockInfo[], lane: Lane): readonly LaneBlocks[] {
  const heights: BlockInfo[][] = [[]];
  for (const info of allBlocks) {
    if (info.lane !== lane) continue;
    while (heights.length <= info.height) heights.push([]);
    heights[info.height].push(info);
  }
  return heights.map(laneBlocks);
}

function laneBlocks(blocks: readonly BlockInfo[]): LaneBlocks {
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
  return { blocks, offset, block, place };
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
