// How the goroutine table, the GC ranges and the block list are laid out in the store: each as one record of columns (span levels:
// shared/store/span-tables.ts). Whoever saves and whoever loads go through here, so that the layout is known in one place.

import { assert } from '../base/assert';
import { type BlockInfo, type Column, type Columns, type GcRangeTable, type GoroutineTable, LANES } from './tables';

/** Names of the tables in the store; each has one chunk, 0. */
export const GOROUTINE_TABLE = 'goroutines';
export const BLOCK_TABLE = 'blocks';

/** Every column of the table; `length` is that of the column `id`. */
export function goroutineColumns(table: GoroutineTable): Columns {
  const { length, ...columns } = table;
  assert(columns.id.length === length, 'goroutine columns are longer than the table');
  return columns;
}

export function goroutineTableFromColumns(columns: Columns): GoroutineTable {
  const id = columns.id;
  assert(id instanceof Float64Array, 'not the columns of a goroutine table');
  return { length: id.length, ...columns } as unknown as GoroutineTable;
}

export const gcRangeColumns = ({ name, stack, goroutine }: GcRangeTable): Columns => ({ name, stack, goroutine });

export function gcRangesFromColumns({ name, stack, goroutine }: Columns): GcRangeTable {
  assert(
    name instanceof Int32Array && stack instanceof Int32Array && goroutine instanceof Int32Array,
    'not the columns of the GC ranges',
  );
  return { length: name.length, name, stack, goroutine };
}

/** All blocks as one record: lists of differing length (rows, widths) one after another, with the offset of each. */
export function blockColumns(blocks: readonly BlockInfo[]): Columns {
  const count = blocks.length;
  const rowOffset = new Uint32Array(count + 1);
  const widthOffset = new Uint32Array(count + 1);
  blocks.forEach((block, i) => {
    rowOffset[i + 1] = rowOffset[i] + block.rows.length;
    widthOffset[i + 1] = widthOffset[i] + block.widthNs.length;
  });
  const rows = new Int32Array(rowOffset[count]);
  const rowStartNs = new Float64Array(rowOffset[count]);
  const rowEndNs = new Float64Array(rowOffset[count]);
  const widthNs = new Float64Array(widthOffset[count]);
  blocks.forEach((block, i) => {
    rows.set(block.rows, rowOffset[i]);
    rowStartNs.set(block.rowStartNs, rowOffset[i]);
    rowEndNs.set(block.rowEndNs, rowOffset[i]);
    widthNs.set(block.widthNs, widthOffset[i]);
  });
  return {
    lane: Uint8Array.from(blocks, (block) => LANES.indexOf(block.lane)),
    block: Uint32Array.from(blocks, (block) => block.block),
    spans: Uint32Array.from(blocks, (block) => block.spans),
    fromNs: Float64Array.from(blocks, (block) => block.fromNs),
    toNs: Float64Array.from(blocks, (block) => block.toNs),
    rowOffset,
    rows,
    rowStartNs,
    rowEndNs,
    widthOffset,
    widthNs,
  };
}

export function blocksFromColumns(columns: Columns): readonly BlockInfo[] {
  const numbers = (name: string): Exclude<Column, readonly string[]> => {
    const column = columns[name];
    assert(ArrayBuffer.isView(column), `no column ${name} in the stored blocks`);
    return column as Exclude<Column, readonly string[]>;
  };
  const lane = numbers('lane');
  const block = numbers('block');
  const spans = numbers('spans');
  const fromNs = numbers('fromNs');
  const toNs = numbers('toNs');
  const rowOffset = numbers('rowOffset');
  const rows = numbers('rows') as Int32Array;
  const rowStartNs = numbers('rowStartNs') as Float64Array;
  const rowEndNs = numbers('rowEndNs') as Float64Array;
  const widthOffset = numbers('widthOffset');
  const widthNs = numbers('widthNs');
  return Array.from(lane, (laneIndex, i) => ({
    lane: LANES[laneIndex],
    block: block[i],
    spans: spans[i],
    fromNs: fromNs[i],
    toNs: toNs[i],
    // Views into the loaded record: it stays in memory as long as the blocks do anyway.
    rows: rows.subarray(rowOffset[i], rowOffset[i + 1]),
    rowStartNs: rowStartNs.subarray(rowOffset[i], rowOffset[i + 1]),
    rowEndNs: rowEndNs.subarray(rowOffset[i], rowOffset[i + 1]),
    widthNs: Array.from(widthNs.subarray(widthOffset[i], widthOffset[i + 1])),
  }));
}
