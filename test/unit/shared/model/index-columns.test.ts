import { expect, test } from 'vitest';
import { createGoroutineColumns, finishedTable } from '../../../../shared/ingest/goroutine-columns';
import { createRowMap } from '../../../../shared/ingest/row-map';
import { createRowSums } from '../../../../shared/ingest/row-sums';
import {
  blockColumns,
  blocksFromColumns,
  gcRangeColumns,
  gcRangesFromColumns,
  goroutineColumns,
  goroutineTableFromColumns,
} from '../../../../shared/model/index-columns';
import type { BlockInfo } from '../../../../shared/model/tables';

test('a goroutine table comes back as it was', () => {
  const columns = createGoroutineColumns();
  const rows = createRowMap();
  for (const id of [5, 9, 2 ** 40]) columns.at(rows.rowOf(id)).execNs[rows.rowOf(id)] = id;
  const blocked = createRowSums();
  blocked.add(blocked.entry(1, 3), 700);
  const table = finishedTable(columns, rows, blocked, createRowSums());
  expect(table.length).toBe(3);
  const stored = goroutineColumns(table);
  expect(Object.values(stored).every((column) => ArrayBuffer.isView(column))).toBe(true);
  expect(goroutineTableFromColumns(structuredClone(stored))).toEqual(table);
});

test('what is no goroutine table is refused', () => {
  expect(() => goroutineTableFromColumns({})).toThrow('not the columns of a goroutine table');
});

test('GC ranges come back as they were; what is none is refused', () => {
  const ranges = { length: 2, name: Int32Array.of(3, 4), stack: Int32Array.of(-1, 9), goroutine: Int32Array.of(0, -1) };
  expect(gcRangesFromColumns(structuredClone(gcRangeColumns(ranges)))).toEqual(ranges);
  expect(() => gcRangesFromColumns({ name: ranges.name })).toThrow('not the columns of the GC ranges');
});

test('blocks come back as they were, in their order', () => {
  const block = (lane: BlockInfo['lane'], number: number, rows: number[], widthNs: number[]): BlockInfo => ({
    lane,
    block: number,
    spans: number + 10,
    widthNs,
    rows: Int32Array.from(rows),
    rowStartNs: Float64Array.from(rows, (row) => row * 2.5),
    rowEndNs: Float64Array.from(rows, (row) => row * 3.5),
    fromNs: number,
    toNs: 2 ** 45,
  });
  const blocks = [
    block('goroutine', 0, [1, 5], [0, 1024]),
    block('goroutine', 1, [], [0]),
    block('gc', 0, [0], [0, 4096, 65536]),
  ];
  expect(blocksFromColumns(structuredClone(blockColumns(blocks)))).toEqual(blocks);
  expect(blocksFromColumns(blockColumns([]))).toEqual([]);
});
