// The state of one open file, as signals without DOM: panels read them in JSX, the canvas subscribes with effect().

import type { ReadonlySignal, Signal } from '@preact/signals-core';
import type { TraceApi } from '../../shared/contract/trace-api';
import type { GoroutineGroup, LayoutReply, Progress, TraceSummary } from '../../shared/model/requests';
import type { Lane } from '../../shared/model/tables';

export type SessionStatus =
  | { readonly kind: 'opening' }
  /** A part was read and is shown, the rest is being read: `summary` tells of the part, its `spanNs` is the time read so far. */
  | { readonly kind: 'reading'; readonly summary: TraceSummary }
  /** Reading failed after a part was shown, which stays: a sentence. */
  | { readonly kind: 'stopped'; readonly summary: TraceSummary; readonly message: string }
  | {
      readonly kind: 'ready';
      readonly summary: TraceSummary;
      readonly fromIndex: boolean;
      /** The index could not be saved: why. */
      readonly notSaved?: string;
    }
  /** Nothing could be read; summary.problems says why. */
  | { readonly kind: 'unreadable'; readonly summary: TraceSummary }
  | { readonly kind: 'cancelled' }
  /** The environment failed (source gone, worker died): a sentence. */
  | { readonly kind: 'failed'; readonly message: string };

/** What is there to show, all of the file or what was read of it; undefined where nothing is shown. */
export function shownSummary(status: SessionStatus): TraceSummary | undefined {
  return status.kind === 'reading' || status.kind === 'stopped' || status.kind === 'ready' ? status.summary : undefined;
}

/** False while the end of the trace is not known: no figure may be taken for that of the whole. */
export const isWhole = (status: SessionStatus): boolean => status.kind === 'ready';

/** Visible time: always within the trace (plus a margin of a few pixels), never narrower than 1 ns per pixel. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

/** The selected span, by a time within it. A goroutine selected as a whole has no span. */
export interface SpanRef {
  readonly lane: Lane;
  readonly row: number;
  readonly timeNs: number;
}

export interface Selection {
  /** Goroutine row shown in the details panel. */
  readonly goroutine?: number;
  readonly span?: SpanRef;
}

/** Sections and groups that are open: 'section:procs', 'section:gc', 'section:goroutines', 'group:' + start function. */
export type OpenSet = ReadonlySet<string>;

export interface TraceSession {
  readonly id: string;
  readonly name: Signal<string>;
  readonly api: TraceApi;
  readonly status: Signal<SessionStatus>;
  /** Of the opening that is under way; undefined before its first report and after its end. */
  readonly progress: ReadonlySignal<Progress | undefined>;
  /**
   * 0 while nothing can be asked; rises when there is more to ask for, at most twice a second, and once more when all of it
   * was read. Whatever was asked before is to be asked again then, and what is shown stays until the answer is there.
   */
  readonly edition: ReadonlySignal<number>;
  readonly window: Signal<TimeWindow>;
  readonly selection: Signal<Selection>;
  /** Time range chosen on the ruler. */
  readonly range: Signal<TimeWindow | undefined>;
  readonly filter: Signal<string>;
  /** Goroutines that match the filter; keeps the last good one while the next is computed or the filter is wrong. */
  readonly layout: Signal<(LayoutReply & { readonly ok: true }) | undefined>;
  /** Goroutines that wait to the end and that nothing woke, by start function; undefined until known. */
  readonly ghosts: ReadonlySignal<readonly GoroutineGroup[] | undefined>;
  readonly open: Signal<OpenSet>;
  /** Nanoseconds per CSS pixel of the timeline, for the footer. */
  readonly nsPerPx: Signal<number>;
}
