// What the worker of an open trace offers to the page (over comlink), and what the tests and the command line use directly.

import type { Completion } from '../model/dump-requests';
import type {
  DensityReply,
  DensityRequest,
  GoroutineDetail,
  LayoutReply,
  Progress,
  SortBy,
  SpanDetail,
  SpansReply,
  SpansRequest,
  TableOrderReply,
  TableRowsReply,
  TraceSummary,
} from '../model/requests';
import type { Lane } from '../model/tables';
import type { GraphAnswers, WalkedGraphs } from './graph-api';
import type { SourceRef } from './host';

/** A trace whose index is stored. */
export interface StoredTrace {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** Size of the index in the browser's storage. */
  readonly indexBytes: number;
  readonly openedMs: number;
  readonly spanNs: number;
  readonly goroutines: number;
  readonly header: string;
}

export type OpenReply =
  | {
      readonly status: 'ready';
      readonly key: string;
      readonly fromIndex: boolean;
      readonly summary: TraceSummary /** Index could not be saved: why. */;
      readonly notSaved?: string;
    }
  | { readonly status: 'cancelled' }
  /** Nothing could be read: what the file is and what to do. `summary.problems` has the reasons. */
  | { readonly status: 'unreadable'; readonly summary: TraceSummary };

export interface TraceApi extends GraphAnswers, WalkedGraphs {
  /**
   * Reads a file into the index, or finds its index. Progress arrives about ten times a second.
   * @param onPartial called whenever more of the trace can be asked for, with the summary of what is there by then: its
   *   `spanNs` is the time up to which the trace was read. From the first call on every question below can be asked; rows
   *   keep their numbers, tables and groups grow. The last one comes before `open` resolves.
   */
  open(
    source: SourceRef,
    onProgress: (progress: Progress) => void,
    onPartial?: (summary: TraceSummary) => void,
  ): Promise<OpenReply>;
  /** Opens a trace from its stored index alone. */
  openStored(key: string, onProgress: (progress: Progress) => void): Promise<OpenReply>;
  /** Stops `open` at the next step; it resolves with `cancelled` and leaves nothing behind. */
  cancel(): void;

  layout(filter: string): Promise<LayoutReply>;
  tableOrder(filter: string, sort: SortBy): Promise<TableOrderReply>;
  tableRows(rows: Int32Array): Promise<TableRowsReply>;
  spans(request: SpansRequest): Promise<SpansReply>;
  density(request: DensityRequest): Promise<DensityReply>;
  goroutine(row: number): Promise<GoroutineDetail>;
  /** The span of a row at a time (exact, never merged); undefined where the row does not exist then. */
  spanAt(lane: Lane, row: number, timeNs: number): Promise<SpanDetail | undefined>;
  /** The span before (-1) or after (+1) the one at that time. */
  neighbourSpan(lane: Lane, row: number, timeNs: number, step: -1 | 1): Promise<SpanDetail | undefined>;

  /** What may be typed next in a filter; `caret` in UTF-16 units. */
  complete(filter: string, caret: number): Promise<readonly Completion[]>;

  /** Stored traces, the last opened first. */
  stored(): Promise<readonly StoredTrace[]>;
  /** Deletes the index of a stored trace; false if it is open in any tab or window, which keeps it. */
  forget(key: string): Promise<boolean>;
}
