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
  kindAndSectionColumns,
  kindsAndSectionsFromColumns,
  layoutColumns,
  layoutFromColumns,
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
  expect(goroutineTableFromColumns(structuredClone(stored), table.id)).toEqual(table);
});

test('what is no goroutine table is refused', () => {
  const none = new Float64Array(0);
  expect(() => goroutineTableFromColumns({}, none)).toThrow('not the columns of a goroutine table');
  expect(() => goroutineTableFromColumns({ name: Int32Array.of(1) }, none)).toThrow('not the columns');
});

test('a layout comes back as it was; what is none is refused', () => {
  const groups = [
    { name: 'main.f', rows: Int32Array.of(2, 0) },
    { name: '', rows: Int32Array.of(1) },
  ];
  const layout = { ok: true, total: 3, matched: 3, groups, ids: Float64Array.of(5, 9, 2 ** 40) } as const;
  expect(layoutFromColumns(structuredClone(layoutColumns(layout)))).toEqual(layout);
  expect(() => layoutFromColumns({ ids: layout.ids })).toThrow('not the columns of a layout');
});

test('GC ranges come back as they were; what is none is refused', () => {
  const ranges = { length: 2, name: Int32Array.of(3, 4), stack: Int32Array.of(-1, 9), goroutine: Int32Array.of(0, -1) };
  expect(gcRangesFromColumns(structuredClone(gcRangeColumns(ranges)))).toEqual(ranges);
  expect(() => gcRangesFromColumns({ name: ranges.name })).toThrow('not the columns of the GC ranges');
});

test('blocks come back as they were, in their order', () => {
  const block = (
    lane: BlockInfo['lane'],
    height: number,
    number: number,
    rows: number[],
    widthNs: number[],
  ): BlockInfo => ({
    lane,
    height,
    section: number + 3,
    block: number,
    firstChild: number + 20,
    endChild: number + 30,
    spans: number + 10,
    widthNs,
    place: widthNs.map((width, level) => ({ chunk: number, offset: width, length: level + 100 })),
    rows: Int32Array.from(rows),
    rowStartNs: Float64Array.from(rows, (row) => row * 2.5),
    rowEndNs: Float64Array.from(rows, (row) => row * 3.5),
    fromNs: number,
    toNs: 2 ** 45,
  });
  const blocks = [
    block('goroutine', 0, 0, [1, 5], [0, 8192]),
    block('goroutine', 0, 1, [], [0]),
    block('goroutine', 1, 0, [5, 1], [65536, 262144]),
    block('gc', 0, 0, [0], [0, 8192]),
  ];
  expect(blocksFromColumns(structuredClone(blockColumns(blocks)))).toEqual(blocks);
  expect(blocksFromColumns(blockColumns([]))).toEqual([]);
});

test('kinds and section maps come back as they were; no map is not an empty one', () => {
  const kinds = {
    state: Uint8Array.of(0, 3),
    reason: Uint8Array.of(0, 7),
    arg: Int32Array.of(-1, 900),
    wakerProc: Int32Array.of(-1, 5),
  };
  const sections = [
    { kindOf: Int32Array.of(0, 1), eventKindOf: undefined, rowOf: undefined },
    { kindOf: undefined, eventKindOf: Int32Array.of(3), rowOf: Int32Array.of(9, 8, 7) },
    { kindOf: new Int32Array(0), eventKindOf: new Int32Array(0), rowOf: undefined },
  ];
  const stored = structuredClone(kindAndSectionColumns(kinds, sections));
  expect(kindsAndSectionsFromColumns(stored)).toEqual({ kinds, sections });
  expect(() => kindsAndSectionsFromColumns({})).toThrow('no column');
});
