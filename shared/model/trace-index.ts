// What is held in memory of an open trace: everything but the span blocks, which are loaded when asked for.
// Ingest makes it, the store saves and loads it, queries read it.

import type { TraceSummary } from './requests';
import type { SymbolTable } from './stacks';
import type {
  BlockInfo,
  EventKindColumns,
  EventPage,
  GcRangeTable,
  GoroutineTable,
  KindColumns,
  SampleTable,
  SectionMap,
} from './tables';

export interface TraceIndex {
  readonly key: string;
  readonly summary: TraceSummary;
  readonly symbols: SymbolTable;
  readonly goroutines: GoroutineTable;
  readonly gcRanges: GcRangeTable;
  readonly samples: SampleTable;
  /** Kinds of spans of all lanes. */
  readonly kinds: KindColumns;
  /** Kinds of point events, and where these lie; in no order. */
  readonly eventKinds: EventKindColumns;
  readonly eventPages: readonly EventPage[];
  readonly sections: readonly SectionMap[];
  /** All blocks and nodes, by lane, height and block number ascending. */
  readonly blocks: readonly BlockInfo[];
}
