// A tab with a trace: its worker, its state as signals, and all that is asked about it while it is open.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { type Disposable, disposeAll } from '../../shared/base/disposable';
import type { SourceRef } from '../../shared/contract/host';
import type { OpenReply, StoredTrace, TraceApi } from '../../shared/contract/trace-api';
import { fileLine } from '../../shared/model/file-line';
import type { FilterError, GoroutineGroup, Progress, TraceSummary } from '../../shared/model/requests';
import { createDetails, type Details } from './details';
import { createGoroutineChoice } from './goroutine-choice';
import { createGoroutineTable, type GoroutineTableModel } from './goroutine-table';
import { createGraphModel, type GraphModel, type GraphView } from './graph-model';
import type { Layout } from './graph-work';
import { createLatest, messageOf } from './latest';
import { withoutEarlyGhosts } from './partial-answers';
import { createRangeFacts, type RangeFactsModel } from './range-facts';
import {
  isWhole,
  type Selection,
  type SessionStatus,
  shownSummary,
  type TimeWindow,
  type TraceSession,
} from './session';

/** Where a tab's trace comes from: a file, or the index that an earlier visit stored. */
export type TraceOrigin =
  | { readonly kind: 'source'; readonly source: SourceRef }
  | { readonly kind: 'stored'; readonly trace: StoredTrace };

export interface FileSession extends TraceSession {
  readonly kind: 'trace';
  readonly origin: TraceOrigin;
  /** Key of the stored index; undefined until ready. */
  readonly key: ReadonlySignal<string | undefined>;
  /** Why the text in the filter is not used; undefined while it is fine. */
  readonly filterError: ReadonlySignal<FilterError | undefined>;
  /** The filter that `layout` belongs to. */
  readonly appliedFilter: ReadonlySignal<string>;
  /** A question that failed although the trace is open: a sentence. */
  readonly fault: Signal<string | undefined>;
  readonly details: Details;
  /** The selected time range in numbers. */
  readonly rangeFacts: RangeFactsModel;
  readonly table: GoroutineTableModel;
  /** Which of the views of `graphs` is on the page; set by the frame. */
  readonly graphView: Signal<GraphView | undefined>;
  /** Call graphs, who wakes whom, states, flame graphs: of the filter and of the selected range. */
  readonly graphs: GraphModel;
}

/** A running worker. */
export interface TraceWorker {
  readonly api: TraceApi;
  terminate(): void;
}

/** Starts a worker for one trace. `onDeath` is called with a sentence if it stops by itself. */
export type StartTrace = (onDeath: (message: string) => void) => TraceWorker;

/** Typing pauses shorter than this do not start a new layout. */
const FILTER_DELAY_MS = 80;

/** A page that changed more often would be read by nobody, and each time all that is shown is asked for again. */
const EDITION_MS = 500;

/** Begins to read; the session says how far it is. */
export function startFileSession(
  id: string,
  origin: TraceOrigin,
  startTrace: StartTrace,
  layout: Layout,
): { readonly session: FileSession } & Disposable {
  const status = signal<SessionStatus>({ kind: 'opening' });
  const progress = signal<Progress | undefined>(undefined);
  const edition = signal(0);
  const key = signal<string | undefined>(undefined);
  const fault = signal<string | undefined>(undefined);
  const timeWindow = signal<TimeWindow>({ fromNs: 0, toNs: 1 });
  const selection = signal<Selection>({});
  const range: TraceSession['range'] = signal(undefined);
  let closed = false;
  const whole = computed(() => isWhole(status.value));

  /** Until the user chose what to look at, all that was read is in view; from then on the view is theirs. */
  const follow = (before: TraceSummary | undefined, { spanNs }: TraceSummary): void => {
    const { fromNs, toNs } = timeWindow.value;
    const { goroutine, span } = selection.value;
    const chosen = goroutine !== undefined || span !== undefined || range.value !== undefined;
    const all = before === undefined || (fromNs <= 0 && toNs >= before.spanNs);
    if (all && (before === undefined || !chosen)) timeWindow.value = { fromNs: 0, toNs: Math.max(1, spanNs) };
  };
  const show = (next: SessionStatus & { readonly summary: TraceSummary }): void => {
    batch(() => {
      follow(shownSummary(status.value), next.summary);
      status.value = next;
      edition.value++;
    });
  };
  const parts = createPace(EDITION_MS, (summary: TraceSummary) => show({ kind: 'reading', summary }));
  const fail = (message: string): void => {
    if (closed) return;
    parts.stop();
    const summary = shownSummary(status.value);
    batch(() => {
      progress.value = undefined;
      status.value = summary === undefined ? { kind: 'failed', message } : { kind: 'stopped', summary, message };
    });
  };
  const worker = startTrace(fail);
  const api = withoutEarlyGhosts(worker.api, () => whole.peek());
  const onFault = (error: unknown): void => {
    if (!closed) fault.value = messageOf(error);
  };

  const isOpening = (): boolean => !closed && (status.value.kind === 'opening' || status.value.kind === 'reading');
  const onProgress = (report: Progress): void => {
    if (isOpening()) progress.value = report;
  };
  const onPartial = (summary: TraceSummary): void => {
    if (isOpening()) parts.next(summary);
  };
  const onReply = (reply: OpenReply): void => {
    parts.stop();
    if (!isOpening()) return;
    batch(() => {
      progress.value = undefined;
      switch (reply.status) {
        case 'cancelled':
          status.value = { kind: 'cancelled' };
          return;
        case 'unreadable':
          status.value = { kind: 'unreadable', summary: reply.summary };
          return;
        case 'ready': {
          const { summary, fromIndex, notSaved } = reply;
          key.value = reply.key;
          show({ kind: 'ready', summary, fromIndex, ...(notSaved === undefined ? {} : { notSaved }) });
        }
      }
    });
  };
  const opening =
    origin.kind === 'source'
      ? api.open(origin.source, onProgress, onPartial)
      : api.openStored(origin.trace.key, onProgress);
  opening.then(onReply, (error: unknown) => fail(messageOf(error)));

  const filtering = createFiltering(api, edition, onFault);
  const details = createDetails(api, edition, selection, onFault);
  const gaps = () => shownSummary(status.peek())?.gaps ?? [];
  const rangeFacts = createRangeFacts(api, edition, range, gaps, onFault);
  const ghosts = createGhosts(api, () => whole.value && filtering.layout.value !== undefined, onFault);
  const table = createGoroutineTable(api, edition, filtering.appliedFilter, onFault);
  const name = signal(origin.kind === 'source' ? origin.source.name : origin.trace.name);
  const graphView = signal<GraphView | undefined>(undefined);
  const goroutine = createGoroutineChoice({ layout: filtering.layout, selection, detail: details.goroutine });
  const graphs = createGraphModel({
    answers: api,
    ...{ layout, goroutine },
    scope: () => ({
      filter: filtering.appliedFilter.value,
      ...(range.value === undefined ? {} : { fromNs: range.value.fromNs, toNs: range.value.toNs }),
    }),
    caption: () => {
      const timeMs = shownSummary(status.value)?.wallStartMs;
      const line = fileLine({ name: name.value, ...(timeMs === undefined ? {} : { timeMs }) });
      return [status.value.kind === 'stopped' ? `${line}, as far as it was read` : line];
    },
    shown: () => graphView.value,
    // Weights that grow twice a second would be read by nobody, and could be taken for those of the whole.
    edition: () => (status.value.kind === 'ready' || status.value.kind === 'stopped' ? edition.value : 0),
  });
  const session: FileSession = {
    kind: 'trace',
    id,
    name,
    origin,
    api,
    status,
    progress,
    edition,
    key,
    fault,
    window: timeWindow,
    selection,
    range,
    filter: filtering.filter,
    filterError: filtering.filterError,
    appliedFilter: filtering.appliedFilter,
    layout: filtering.layout,
    ghosts: ghosts.groups,
    open: signal(new Set(['section:procs', 'section:gc', 'section:goroutines'])),
    nsPerPx: signal(0),
    details,
    rangeFacts,
    table,
    graphView,
    graphs,
  };
  return {
    session,
    dispose() {
      closed = true;
      parts.stop();
      disposeAll([filtering, ghosts, details, rangeFacts, table, graphs]);
      worker.terminate();
    },
  };
}

/** Hands on the first value at once and then the latest one, at most every `pauseMs`. */
function createPace<T>(pauseMs: number, use: (value: T) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: { readonly value: T } | undefined;
  const pass = (value: T): void => {
    timer = setTimeout(() => {
      timer = undefined;
      const next = waiting;
      waiting = undefined;
      if (next !== undefined) pass(next.value);
    }, pauseMs);
    use(value);
  };
  return {
    next(value: T): void {
      if (timer === undefined) pass(value);
      else waiting = { value };
    },
    stop(): void {
      clearTimeout(timer);
      waiting = undefined;
    },
  };
}

/** Asked once, behind the first layout of the whole trace: the timeline is painted before, and before nobody is a ghost. */
function createGhosts(api: TraceApi, painted: () => boolean, onFault: (error: unknown) => void) {
  const groups = signal<readonly GoroutineGroup[] | undefined>(undefined);
  const latest = createLatest(onFault);
  const stop = effect(() => {
    if (!painted() || groups.peek() !== undefined) return;
    latest(
      () => api.layout('is:ghost'),
      (reply) => {
        if (reply.ok) groups.value = [...reply.groups].sort((a, b) => b.rows.length - a.rows.length);
      },
    );
  });
  return {
    groups,
    dispose() {
      stop();
      latest.cancel();
    },
  };
}

/** Filter text in, layout or error out; the last good layout stays until the next good one is there. */
function createFiltering(api: TraceApi, edition: ReadonlySignal<number>, onFault: (error: unknown) => void) {
  const filter = signal('');
  const filterError = signal<FilterError | undefined>(undefined);
  const appliedFilter = signal('');
  const layout: TraceSession['layout'] = signal(undefined);
  const latest = createLatest(onFault);
  let asked: string | undefined;
  const stop = effect(() => {
    const text = filter.value;
    if (edition.value === 0) return;
    const more = text === asked;
    asked = text;
    const ask = async () => {
      if (layout.peek() && !more) await new Promise<void>((resolve) => setTimeout(resolve, FILTER_DELAY_MS));
      // A newer text was typed during the pause: its own question is under way, and this answer would be dropped.
      return text === filter.peek() ? api.layout(text) : undefined;
    };
    (more ? latest.again : latest)(ask, (reply) => {
      if (reply === undefined) return;
      batch(() => {
        filterError.value = reply.ok ? undefined : reply.error;
        if (!reply.ok) return;
        layout.value = reply;
        appliedFilter.value = text;
      });
    });
  });
  return {
    filter,
    filterError,
    appliedFilter,
    layout,
    dispose() {
      stop();
      latest.cancel();
    },
  };
}
