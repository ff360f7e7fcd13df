// How the goroutine table, the GC ranges, the kinds and the block list are laid out in the store: each as one record of columns
// (span levels: shared/store/span-tables.ts). Whoever saves and whoever loads go through here, so that the layout is known in one place.

import { assert } from '../base/assert';
import type { WholeLayout } from './requests';
import {
  type BlockInfo,
  type Column,
  type Columns,
  type EventKindColumns,
  type EventPage,
  type GcRangeTable,
  type GoroutineTable,
  type KindColumns,
  LANES,
  type SampleTable,
  type SectionMap,
  type SpanPlace,
} from './tables';

/** Every column of the table but the ids, which stand in the layout. */
export function goroutineColumns(table: GoroutineTable): Columns {
  const { length, id, ...columns } = table;
  assert(columns.name.length === length, 'goroutine columns are longer than the table');
  return columns;
}

export function goroutineTableFromColumns(columns: Columns, id: Float64Array): GoroutineTable {
  const { name } = columns;
  assert(name instanceof Int32Array && name.length === id.length, 'not the columns of a goroutine table');
  return { length: id.length, id, ...columns } as unknown as GoroutineTable;
}

/** The layout without a filter: groups one after another, and the ids of all goroutines. */
export function layoutColumns({ groups, ids }: WholeLayout): Columns {
  const offset = new Uint32Array(groups.length + 1);
  groups.forEach(({ rows }, i) => {
    offset[i + 1] = offset[i] + rows.length;
  });
  const rows = new Int32Array(offset[groups.length]);
  groups.forEach((group, i) => void rows.set(group.rows, offset[i]));
  return { ids, offset, rows, names: groups.map(({ name }) => name) };
}

export function layoutFromColumns(columns: Columns): WholeLayout {
  const { ids, offset, rows, names } = columns;
  assert(
    ids instanceof Float64Array && offset instanceof Uint32Array && rows instanceof Int32Array && Array.isArray(names),
    'not the columns of a layout',
  );
  const groups = (names as readonly string[]).map((name, i) => ({
    name,
    rows: rows.subarray(offset[i], offset[i + 1]),
  }));
  return { ok: true, total: ids.length, matched: ids.length, groups, ids };
}

export const gcRangeColumns = ({ name, stack, goroutine }: GcRangeTable): Columns => ({ name, stack, goroutine });

export function gcRangesFromColumns({ name, stack, goroutine }: Columns): GcRangeTable {
  assert(
    name instanceof Int32Array && stack instanceof Int32Array && goroutine instanceof Int32Array,
    'not the columns of the GC ranges',
  );
  return { length: name.length, name, stack, goroutine };
}

export const sampleColumns = ({ timeNs, goroutine, stack }: SampleTable): Columns => ({ timeNs, goroutine, stack });

export function samplesFromColumns({ timeNs, goroutine, stack }: Columns): SampleTable {
  assert(
    timeNs instanceof Float64Array && goroutine instanceof Int32Array && stack instanceof Int32Array,
    'not the columns of the samples',
  );
  return { length: timeNs.length, timeNs, goroutine, stack };
}

/** Kinds of point events and their pages as one record. */
export function eventColumns(kinds: EventKindColumns, pages: readonly EventPage[]): Columns {
  const column = (of: (page: EventPage) => number) => Float64Array.from(pages, of);
  return {
    ...{ kind: kinds.kind, name: kinds.name, stack: kinds.stack },
    section: column(({ section }) => section),
    events: column(({ events }) => events),
    fromNs: column(({ fromNs }) => fromNs),
    toNs: column(({ toNs }) => toNs),
    chunk: column(({ place }) => place.chunk),
    offset: column(({ place }) => place.offset),
    length: column(({ place }) => place.length),
  };
}

export function eventsFromColumns(columns: Columns): {
  readonly eventKinds: EventKindColumns;
  readonly eventPages: readonly EventPage[];
} {
  const numbers = numbersOf(columns, 'point events');
  const [events, fromNs, toNs, chunk, offset, length] = ['events', 'fromNs', 'toNs', 'chunk', 'offset', 'length'].map(
    numbers,
  );
  return {
    eventKinds: {
      kind: numbers('kind') as Uint8Array,
      name: numbers('name') as Int32Array,
      stack: numbers('stack') as Int32Array,
    },
    eventPages: Array.from(numbers('section'), (section, i) => ({
      ...{ section, events: events[i], fromNs: fromNs[i], toNs: toNs[i] },
      place: { chunk: chunk[i], offset: offset[i], length: length[i] },
    })),
  };
}

const WHOLE_NUMBERS = ['block', 'height', 'section', 'spans', 'firstChild', 'endChild'] as const;

/** All blocks as one record: lists of differing length (rows, levels) one after another, with the offset of each. */
export function blockColumns(blocks: readonly BlockInfo[]): Columns {
  const count = blocks.length;
  const rowOffset = new Uint32Array(count + 1);
  const levelOffset = new Uint32Array(count + 1);
  blocks.forEach((block, i) => {
    rowOffset[i + 1] = rowOffset[i] + block.rows.length;
    levelOffset[i + 1] = levelOffset[i] + block.widthNs.length;
  });
  const rows = new Int32Array(rowOffset[count]);
  const rowStartNs = new Float64Array(rowOffset[count]);
  const rowEndNs = new Float64Array(rowOffset[count]);
  blocks.forEach((block, i) => {
    rows.set(block.rows, rowOffset[i]);
    rowStartNs.set(block.rowStartNs, rowOffset[i]);
    rowEndNs.set(block.rowEndNs, rowOffset[i]);
  });
  const places = blocks.flatMap((block) => block.place);
  return {
    lane: Uint8Array.from(blocks, (block) => LANES.indexOf(block.lane)),
    ...Object.fromEntries(WHOLE_NUMBERS.map((name) => [name, Uint32Array.from(blocks, (block) => block[name])])),
    fromNs: Float64Array.from(blocks, (block) => block.fromNs),
    toNs: Float64Array.from(blocks, (block) => block.toNs),
    rowOffset,
    rows,
    rowStartNs,
    rowEndNs,
    levelOffset,
    widthNs: Float64Array.from(blocks.flatMap((block) => block.widthNs)),
    chunk: Uint32Array.from(places, (place) => place.chunk),
    offset: Uint32Array.from(places, (place) => place.offset),
    length: Uint32Array.from(places, (place) => place.length),
  };
}

type Numbers = Exclude<Column, readonly string[]>;

/** Reads numeric columns by name; asserts that they are there. */
function numbersOf(columns: Columns, what: string): (name: string) => Numbers {
  return (name) => {
    const column = columns[name];
    assert(ArrayBuffer.isView(column), `no column ${name} in the stored ${what}`);
    return column as Numbers;
  };
}

export function blocksFromColumns(columns: Columns): readonly BlockInfo[] {
  const numbers = numbersOf(columns, 'blocks');
  const lane = numbers('lane');
  const [block, height, section, spans, firstChild, endChild] = WHOLE_NUMBERS.map(numbers);
  const fromNs = numbers('fromNs');
  const toNs = numbers('toNs');
  const rowOffset = numbers('rowOffset');
  const rows = numbers('rows') as Int32Array;
  const rowStartNs = numbers('rowStartNs') as Float64Array;
  const rowEndNs = numbers('rowEndNs') as Float64Array;
  const levelOffset = numbers('levelOffset');
  const widthNs = numbers('widthNs');
  const chunk = numbers('chunk');
  const offset = numbers('offset');
  const length = numbers('length');
  const placeAt = (at: number): SpanPlace => ({ chunk: chunk[at], offset: offset[at], length: length[at] });
  return Array.from(lane, (laneIndex, i) => ({
    lane: LANES[laneIndex],
    height: height[i],
    section: section[i],
    block: block[i],
    firstChild: firstChild[i],
    endChild: endChild[i],
    spans: spans[i],
    fromNs: fromNs[i],
    toNs: toNs[i],
    widthNs: Array.from(widthNs.subarray(levelOffset[i], levelOffset[i + 1])),
    place: Array.from({ length: levelOffset[i + 1] - levelOffset[i] }, (_, level) => placeAt(levelOffset[i] + level)),
    // Views into the loaded record: it stays in memory as long as the blocks do anyway.
    rows: rows.subarray(rowOffset[i], rowOffset[i + 1]),
    rowStartNs: rowStartNs.subarray(rowOffset[i], rowOffset[i + 1]),
    rowEndNs: rowEndNs.subarray(rowOffset[i], rowOffset[i + 1]),
  }));
}

/** Kinds and section maps as one record. A map that is not there and one that is empty differ: a flag says which. */
export function kindAndSectionColumns(kinds: KindColumns, sections: readonly SectionMap[]): Columns {
  return {
    state: kinds.state,
    reason: kinds.reason,
    arg: kinds.arg,
    wakerProc: kinds.wakerProc,
    ...listColumns(
      'kindOf',
      sections.map((section) => section.kindOf),
    ),
    ...listColumns(
      'eventKindOf',
      sections.map((section) => section.eventKindOf),
    ),
    ...listColumns(
      'rowOf',
      sections.map((section) => section.rowOf),
    ),
  };
}

function listColumns(name: string, lists: readonly (Int32Array | undefined)[]): Columns {
  const offset = new Uint32Array(lists.length + 1);
  lists.forEach((list, i) => {
    offset[i + 1] = offset[i] + (list?.length ?? 0);
  });
  const values = new Int32Array(offset[lists.length]);
  lists.forEach((list, i) => {
    if (list !== undefined) values.set(list, offset[i]);
  });
  const has = Uint8Array.from(lists, (list) => (list === undefined ? 0 : 1));
  return { [`${name}Offset`]: offset, [`${name}Values`]: values, [`${name}Has`]: has };
}

export function kindsAndSectionsFromColumns(columns: Columns): {
  readonly kinds: KindColumns;
  readonly sections: readonly SectionMap[];
} {
  const numbers = numbersOf(columns, 'kinds and sections');
  const lists = (name: string): readonly (Int32Array | undefined)[] => {
    const offset = numbers(`${name}Offset`);
    const values = numbers(`${name}Values`) as Int32Array;
    return Array.from(numbers(`${name}Has`), (has, i) =>
      has === 0 ? undefined : values.subarray(offset[i], offset[i + 1]),
    );
  };
  const eventKindOf = lists('eventKindOf');
  const rowOf = lists('rowOf');
  return {
    kinds: {
      state: numbers('state') as Uint8Array,
      reason: numbers('reason') as Uint8Array,
      arg: numbers('arg') as Int32Array,
      wakerProc: numbers('wakerProc') as Int32Array,
    },
    sections: lists('kindOf').map((kindOf, i) => ({
      kindOf,
      eventKindOf: eventKindOf[i],
      rowOf: rowOf[i],
    })),
  };
}
