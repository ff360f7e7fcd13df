// The list of indexers: a new fact is a new file here and a line below.

import type { SymbolTable } from '../../model/stacks';
import type { BuiltEventPage } from '../point-events';
import type { ReasonTable } from '../reasons';
import type { RowMap } from '../row-map';
import type { SpanContext } from '../spans/lane-writer';
import { counters } from './counters';
import { gcRanges } from './gc-ranges';
import { goroutineSpans } from './goroutine-spans';
import { goroutines } from './goroutines';
import { pointEvents } from './point-events';
import { procSpans } from './proc-spans';
import { samples } from './samples';
import { totals } from './totals';

/** Those that a section of a trace counts with on its own. */
export { counters, totals };

/** What indexers share: the names of the trace, the rows of its goroutines, its block reasons and kinds of spans, and where blocks go. */
export interface IndexContext extends SpanContext {
  readonly symbols: SymbolTable;
  readonly rows: RowMap;
  readonly reasons: ReasonTable;
  /** Where pages of point events go; undefined = they are not kept. */
  readonly emitPage: ((page: BuiltEventPage) => void) | undefined;
}

/** One set of indexers for one trace; every event is offered to them in this order. */
export function createIndexers(context: IndexContext) {
  return {
    goroutines: goroutines(context),
    goroutineSpans: goroutineSpans(context),
    procSpans: procSpans(context),
    gcRanges: gcRanges(context),
    counters: counters(context),
    samples: samples(context),
    pointEvents: pointEvents(context),
    totals: totals(),
  };
}
export type Indexers = ReturnType<typeof createIndexers>;
