// Spans of the lane `gc`: concurrent mark phases of the garbage collector (GC_ROW) and stop-the-world pauses (STW_ROW),
// with the time between them as spans of state 0. One that is active when the trace begins is so since the last Sync.
// Who began each, and where, is kept in a table of its own.

import { EventKind, NONE, RANGE_GC_MARK, RANGE_STW_PREFIX } from '../../model/events';
import { NO_STACK, type SymbolTable } from '../../model/stacks';
import { GC_ROW, type GcRangeTable, STW_ROW } from '../../model/tables';
import type { Indexer } from '../indexer';
import type { RowMap } from '../row-map';
import { createLaneWriter, type SpanContext } from '../spans/lane-writer';
import type { SpanBlockWriter } from '../spans/span-blocks';

const ACTIVE = 1;
const BETWEEN = 0;
const OTHER_RANGE = -1;

export interface GcRangesContext extends SpanContext {
  readonly symbols: SymbolTable;
  readonly rows: RowMap;
}

export interface GcRangesIndexer extends Indexer {
  table(): GcRangeTable;
  /** Adds the open spans, as if they ended at `endNs`; they stay open. */
  addOpen(to: SpanBlockWriter, endNs: number): void;
  /** Hands on the block begun. */
  flush(): void;
  gcCycles(): number;
  stwCount(): number;
}

export function gcRanges(context: GcRangesContext): GcRangesIndexer {
  const { symbols, rows, kinds } = context;
  const writer = createLaneWriter('gc', context);
  const activeKind = kinds.kindOf(ACTIVE, 0, NONE);
  const betweenKind = kinds.kindOf(BETWEEN, 0, NONE);
  /** Row by string index of the range's name. */
  const rowOfName = new Map<number, number>();
  /** The table: there are a few ranges per collection. */
  const names: number[] = [];
  const stacks: number[] = [];
  const goroutines: number[] = [];
  /** By row of the lane: the active range. */
  const active = [NONE, NONE];
  const sinceNs = [0, 0];
  const count = [0, 0];
  let syncNs = 0;

  function rowOf(name: number): number {
    let row = rowOfName.get(name);
    if (row === undefined) {
      const text = symbols.string(name);
      row = text === RANGE_GC_MARK ? GC_ROW : text.startsWith(RANGE_STW_PREFIX) ? STW_ROW : OTHER_RANGE;
      rowOfName.set(name, row);
    }
    return row;
  }

  function addSpan(to: SpanBlockWriter, row: number, endNs: number): void {
    if (endNs <= sinceNs[row]) return;
    to.add(row, sinceNs[row], endNs, active[row] === NONE ? betweenKind : activeKind, active[row]);
  }

  function close(row: number, endNs: number): void {
    addSpan(writer, row, endNs);
    sinceNs[row] = Math.max(sinceNs[row], endNs);
  }

  /** Nothing is known between these times. */
  function gap(row: number, fromNs: number, toNs: number): void {
    close(row, fromNs);
    active[row] = NONE;
    sinceNs[row] = Math.max(sinceNs[row], toNs);
  }

  return {
    kinds: [EventKind.Sync, EventKind.Gap, EventKind.RangeBegin, EventKind.RangeActive, EventKind.RangeEnd],
    event(e) {
      if (e.kind === EventKind.Sync) {
        syncNs = e.timeNs;
        return;
      }
      if (e.kind === EventKind.Gap) {
        for (const row of [GC_ROW, STW_ROW]) gap(row, e.value, e.timeNs);
        return;
      }
      const row = rowOf(e.name);
      if (row === OTHER_RANGE) return;
      if (e.kind === EventKind.RangeEnd) {
        if (active[row] === NONE) return;
        close(row, e.timeNs);
        active[row] = NONE;
      } else if (active[row] === NONE) {
        // Active already: the event comes from whoever reports it, not from who began the range.
        const begins = e.kind === EventKind.RangeBegin;
        close(row, begins ? e.timeNs : Math.max(syncNs, sinceNs[row]));
        active[row] = names.length;
        names.push(e.name);
        stacks.push(begins ? e.stack : NO_STACK);
        goroutines.push(begins ? rows.find(e.g) : NONE);
        count[row]++;
      }
    },
    finish(endNs) {
      close(GC_ROW, endNs);
      close(STW_ROW, endNs);
      writer.finish();
    },
    addOpen(to, endNs) {
      for (const row of [GC_ROW, STW_ROW]) addSpan(to, row, endNs);
    },
    flush: () => writer.finish(),
    table: () => ({
      length: names.length,
      name: Int32Array.from(names),
      stack: Int32Array.from(stacks),
      goroutine: Int32Array.from(goroutines),
    }),
    gcCycles: () => count[GC_ROW],
    stwCount: () => count[STW_ROW],
  };
}
