// Which blocks hold spans of a row: an index over the block infos, made once per open trace (8 bytes per row and block).

import type { BlockInfo, Lane } from '../model/tables';

/** Blocks of one lane. Those of row r are entries offset[r] … offset[r + 1], in the order of time. */
export interface LaneBlocks {
  readonly blocks: readonly BlockInfo[];
  readonly offset: Uint32Array;
  /** Index into `blocks`. */
  readonly block: Int32Array;
  /** Place of the row in that block (BlockInfo.rows, SpanLevel.rows). */
  readonly place: Int32Array;
}

export function laneBlocks(allBlocks: readonly BlockInfo[], lane: Lane): LaneBlocks {
  const blocks = allBlocks.filter((info) => info.lane === lane);
  let rowCount = 0;
  let entries = 0;
  for (const { rows } of blocks) {
    entries += rows.length;
    if (rows.length > 0) rowCount = Math.max(rowCount, rows[rows.length - 1] + 1);
  }
  const offset = new Uint32Array(rowCount + 1);
  for (const { rows } of blocks) for (const row of rows) offset[row + 1]++;
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

/** Number of the coarsest stored level that is fine enough for this resolution. */
export function levelFor(info: BlockInfo, nsPerPx: number): number {
  let level = info.widthNs.length - 1;
  while (level > 0 && info.widthNs[level] > nsPerPx) level--;
  return level;
}

/** Entries of a row (in LaneBlocks) that overlap the open interval; an entry of no length counts where it starts within. */
export function* overlappingEntries(lane: LaneBlocks, row: number, fromNs: number, toNs: number): Generator<number> {
  if (row < 0 || row + 1 >= lane.offset.length) return;
  for (let entry = lane.offset[row]; entry < lane.offset[row + 1]; entry++) {
    const info = lane.blocks[lane.block[entry]];
    const place = lane.place[entry];
    if (info.rowStartNs[place] >= toNs) return;
    if (info.rowEndNs[place] > fromNs) yield entry;
  }
}
