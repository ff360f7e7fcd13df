// Spans of the lane `gc`: concurrent mark phases of the garbage collector (GC_ROW) and stop-the-world pauses (STW_ROW),
// with the time between them as spans of state 0. One that is active when the trace begins is so since the last Sync.

import { EventKind, RANGE_GC_MARK, RANGE_STW_PREFIX } from '../../model/events';
import type { SymbolTable } from '../../model/stacks';
import { SpanClass } from '../../model/states';
import { GC_ROW, STW_ROW } from '../../model/tables';
import type { Indexer } from '../indexer';
import { createSpanBlockWriter, type EmitBlock } from '../span-blocks';

const ACTIVE = 1;
const BETWEEN = 0;
const OTHER_RANGE = -1;

export interface GcRangesContext {
  readonly symbols: SymbolTable;
  readonly emit: EmitBlock;
}

export interface GcRangesIndexer extends Indexer {
  gcCycles(): number;
  stwCount(): number;
}

export function gcRanges({ symbols, emit }: GcRangesContext): GcRangesIndexer {
  const writer = createSpanBlockWriter(
    'gc',
    (state) => (state === ACTIVE ? SpanClass.Running : SpanClass.Inactive),
    emit,
  );
  /** Row by string index of the range's name. */
  const rowOfName = new Map<number, number>();
  const activeName = [0, 0];
  const isActive = [false, false];
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

  function close(row: number, endNs: number): void {
    if (endNs <= sinceNs[row]) return;
    writer.add(row, sinceNs[row], endNs, isActive[row] ? ACTIVE : BETWEEN, 0, isActive[row] ? activeName[row] : 0);
    sinceNs[row] = endNs;
  }

  return {
    kinds: [EventKind.Sync, EventKind.RangeBegin, EventKind.RangeActive, EventKind.RangeEnd],
    event(e) {
      if (e.kind === EventKind.Sync) {
        syncNs = e.timeNs;
        return;
      }
      const row = rowOf(e.name);
      if (row === OTHER_RANGE) return;
      if (e.kind === EventKind.RangeEnd) {
        if (!isActive[row]) return;
        close(row, e.timeNs);
        isActive[row] = false;
      } else if (!isActive[row]) {
        close(row, e.kind === EventKind.RangeActive ? Math.max(syncNs, sinceNs[row]) : e.timeNs);
        isActive[row] = true;
        activeName[row] = e.name;
        count[row]++;
      }
    },
    finish(endNs) {
      close(GC_ROW, endNs);
      close(STW_ROW, endNs);
      writer.finish();
    },
    gcCycles: () => count[GC_ROW],
    stwCount: () => count[STW_ROW],
  };
}
