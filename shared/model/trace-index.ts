// What is held in memory of an open trace: everything but the span blocks, which are loaded when asked for.
// Ingest makes it, the store saves and loads it, queries read it.

import type { TraceSummary } from './requests';
import type { SymbolTable } from './stacks';
import type { BlockInfo, GcRangeTable, GoroutineTable } from './tables';

export interface TraceIndex {
  readonly key: string;
  readonly summary: TraceSummary;
  readonly symbols: SymbolTable;
  readonly goroutines: GoroutineTable;
  readonly gcRanges: GcRangeTable;
  /** All blocks of all lanes, by lane and block number ascending. */
  readonly blocks: readonly BlockInfo[];
}
