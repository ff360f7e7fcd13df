// What an indexer is: it learns one fact of the trace from the events that matter to it.

import type { EventKind, TraceEvent } from '../model/events';

export interface Indexer {
  /** Kinds of events it is offered; it sees no others. */
  readonly kinds: readonly EventKind[];
  /** In time order. The object is reused for the next event: copy what is kept. */
  event(e: TraceEvent): void;
  /** After the last event, whose time is `endNs`. */
  finish(endNs: number): void;
}
