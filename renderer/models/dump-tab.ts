// A tab with goroutine dumps: one series, its worker, and what is asked about it while it is open (dump-session.ts).

import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { type Disposable, disposeAll } from '../../shared/base/disposable';
import type { DumpApi, DumpHelp, DumpOpenReply } from '../../shared/contract/dump-api';
import type { SourceRef } from '../../shared/contract/host';
import type { DumpSettings, MomentInfo, SeriesSummary } from '../../shared/model/dump-requests';
import { fileLine, type NamedFile, takenAt } from '../../shared/model/file-line';
import type { Progress } from '../../shared/model/requests';
import { createDumpGoing, FIRST_GROUPING } from './dump-going';
import { createDumpHistory, type DumpHistory } from './dump-history';
import { createDumpQuestions } from './dump-questions';
import type { DumpSelection, DumpSession, DumpStatus, DumpView, Grouping } from './dump-session';
import { storeDumpSettings, storedDumpSettings } from './dump-settings';
import { createGraphModel, type GraphModel, type GraphSubject } from './graph-model';
import type { Layout } from './graph-work';
import { messageOf } from './latest';
import type { SettingsStorage } from './settings';
import { sourcesName } from './source-names';

export interface DumpTab extends DumpSession {
  /** All files of it; more by `add`. */
  readonly sources: ReadonlySignal<readonly SourceRef[]>;
  readonly history: DumpHistory;
  /** Call graphs, who waits for whom, flame graphs. */
  readonly graphs: GraphModel;
  /** Known when the dumps are. */
  readonly help: ReadonlySignal<DumpHelp | undefined>;
  /** Reads further files into the series; what is shown stays meanwhile. */
  add(sources: readonly SourceRef[]): void;
}

/** A running worker of one series. */
export interface DumpWorker {
  readonly api: DumpApi;
  /** What to do if it stops by itself: receives a sentence. */
  onDeath(listener: (message: string) => void): void;
  terminate(): void;
}

export interface DumpTabOptions {
  readonly worker: DumpWorker;
  readonly layout: Layout;
  readonly sources: readonly SourceRef[];
  readonly storage: SettingsStorage | undefined;
}

/** Begins to read; the session says how far it is. */
export function startDumpTab(
  id: string,
  { worker, layout, sources: first, storage }: DumpTabOptions,
): { readonly tab: DumpTab } & Disposable {
  const { api } = worker;
  const sources = signal(first);
  const name = signal(sourcesName(first));
  const status = signal<DumpStatus>({ kind: 'opening' });
  const progress = signal<Progress | undefined>(undefined);
  const fault = signal<string | undefined>(undefined);
  const view = signal<DumpView>('report');
  const moment = signal(0);
  const selection = signal<DumpSelection>({});
  const grouping: Signal<Grouping> = signal(FIRST_GROUPING);
  const settings = signal<DumpSettings | undefined>(undefined);
  const help = signal<DumpHelp | undefined>(undefined);
  /** 0 while nothing can be asked; rises when the answers may have changed. */
  const edition = signal(0);
  let closed = false;

  const onFault = (error: unknown): void => {
    if (!closed) fault.value = `A question to the reader failed: ${messageOf(error)}`;
  };
  const fail = (message: string): void => {
    if (closed) return;
    progress.value = undefined;
    if (status.peek().kind === 'ready') fault.value = `Nothing more can be asked: ${message}`;
    else status.value = { kind: 'failed', message };
  };
  worker.onDeath(fail);

  const history = createDumpHistory({ view, moment, selection });
  const isSeries = (): boolean => {
    const current = status.value;
    return current.kind === 'ready' && current.summary.moments.length > 1;
  };
  const questions = createDumpQuestions({ api, edition, view, moment, selection, grouping, isSeries, onFault });

  const show = (summary: SeriesSummary): void => {
    const count = summary.moments.length;
    const title = sourcesName(sources.peek());
    name.value = count > 1 ? `${title} · ${count} dumps` : title;
    status.value = { kind: 'ready', summary };
    edition.value++;
  };
  const begin = (summary: SeriesSummary): void => {
    history.silently(() => {
      moment.value = Math.max(0, summary.moments.length - 1);
      view.value = summary.moments.length > 1 ? 'compare' : 'report';
      show(summary);
    });
  };
  /** Places of moments may have changed: the one that is shown stays the one that is shown. */
  const showAnew = (before: SeriesSummary, summary: SeriesSummary): void => {
    const place = placeOf(before.moments[moment.peek()], summary.moments) ?? moment.peek();
    history.silently(() => {
      moment.value = Math.min(place, Math.max(0, summary.moments.length - 1));
      show(summary);
    });
    history.begin();
  };

  const onProgress = (report: Progress): void => {
    if (!closed && progress.peek() !== undefined) progress.value = report;
  };
  const NOTHING_YET: Progress = {
    phase: 'reading',
    bytesRead: 0,
    bytesIndexed: 0,
    totalBytes: first.reduce((sum, { size }) => sum + size, 0),
    bytesPerSecond: 0,
    events: 0,
  };
  const onOpened = async (reply: DumpOpenReply): Promise<void> => {
    if (closed) return;
    progress.value = undefined;
    if (reply.status !== 'ready') {
      status.value = reply.status === 'cancelled' ? { kind: 'cancelled' } : { kind: 'unreadable', ...summaryOf(reply) };
      return;
    }
    const texts = await api.help();
    const { defaults } = texts;
    const chosen = storedDumpSettings(storage, defaults);
    if (JSON.stringify(chosen) !== JSON.stringify(defaults)) await api.setSettings(chosen);
    if (closed) return;
    settings.value = chosen;
    help.value = texts;
    begin(reply.summary);
  };
  progress.value = NOTHING_YET;
  api
    .open(first, onProgress)
    .then(onOpened)
    .catch((error: unknown) => fail(messageOf(error)));

  const onAdded = (added: readonly SourceRef[], reply: DumpOpenReply): void => {
    if (closed) return;
    progress.value = undefined;
    const current = status.peek();
    if (current.kind !== 'ready' || reply.status === 'cancelled') return;
    if (reply.status === 'ready') {
      sources.value = [...sources.peek(), ...added];
      showAnew(current.summary, reply.summary);
    } else {
      const why = reply.summary.problems[0]?.message ?? 'nothing in it could be understood';
      fault.value = `${sourcesName(added)} was not added: ${why}`;
    }
  };

  const going = createDumpGoing({ api, moment, selection, fault, history, questions, onFault });

  const graphs = createGraphModel({
    answers: api,
    layout,
    scope: () => ({ filter: questions.appliedFilter.value, moment: moment.value }),
    caption: () => [
      captionOf(name.value, status.value, moment.value, graphs.isDifference.value ? graphs.base.value : undefined),
    ],
    shown: () => (view.value === 'graph' || view.value === 'flame' ? view.value : undefined),
    edition: () => edition.value,
    subjects: { list: () => momentNames(status.value), shown: moment },
  });

  const tab: DumpTab = {
    kind: 'dump',
    id,
    name,
    api,
    status,
    progress,
    fault,
    sources,
    help,
    history,
    view,
    moment,
    grouping,
    selection,
    filter: questions.filter,
    filterError: questions.filterError,
    appliedFilter: questions.appliedFilter,
    matched: computed(() => {
      const reply = questions.groups.value;
      if (!reply) return undefined;
      // Goroutines are counted with the background, so groups are, too: as the report does.
      const groups = reply.groups.length + reply.moreGroups + reply.hidden.groups;
      return { matched: reply.matched, total: reply.total, groups };
    }),
    report: questions.report.value,
    groups: questions.groups,
    members: questions.members,
    moreMembers: questions.moreMembers,
    goroutine: questions.goroutine.value,
    calls: questions.calls.value,
    callsFrom: questions.callsFrom,
    created: questions.created.value,
    locks: questions.locks.value,
    matrix: questions.matrix.value,
    matrixRows: questions.matrixRows,
    normalise: questions.normalise,
    graphs,
    settings,
    changeSettings(next) {
      settings.value = next;
      storeDumpSettings(storage, next);
      api.setSettings(next).then(() => {
        edition.value++;
      }, onFault);
    },
    setTime(place, timeMs) {
      api.setTime(place, timeMs).then((summary) => {
        const current = status.peek();
        if (!closed && current.kind === 'ready') showAnew(current.summary, summary);
      }, onFault);
    },
    complete: (text, caret) => api.complete(text, caret),
    goTo: going.goTo,
    add(added) {
      if (added.length === 0 || status.peek().kind !== 'ready' || progress.peek() !== undefined) return;
      progress.value = { ...NOTHING_YET, totalBytes: added.reduce((sum, { size }) => sum + size, 0) };
      api.add(added, onProgress).then(
        (reply) => onAdded(added, reply),
        (error: unknown) => {
          if (closed) return;
          progress.value = undefined;
          fault.value = `${sourcesName(added)} was not added: ${messageOf(error)}`;
        },
      );
    },
  };
  return {
    tab,
    dispose() {
      closed = true;
      disposeAll([going, questions, history, graphs]);
      worker.terminate();
    },
  };
}

/** File, and of a series which file of it, with its time; what it is compared with. */
function captionOf(name: string, status: DumpStatus, moment: number, base: number | undefined): string {
  const { moments, files } = status.kind === 'ready' ? status.summary : { moments: [], files: [] };
  const named = (place: number): NamedFile => ({
    name: moments.length > 1 ? files[moments[place].files[0]].name : name,
    ...takenAt(moments[place]),
  });
  if (moments[moment] === undefined) return name;
  return fileLine(named(moment), base === undefined || moments[base] === undefined ? undefined : named(base));
}

const momentNames = (status: DumpStatus): readonly GraphSubject[] =>
  status.kind === 'ready' ? status.summary.moments.map(({ name }, id) => ({ id, label: name })) : [];

const summaryOf = ({ summary }: Extract<DumpOpenReply, { readonly status: 'unreadable' }>) => ({ summary });

/** Where a moment stands in another list: told by its files and by what it holds. Undefined where that is not clear. */
function placeOf(moment: MomentInfo | undefined, moments: readonly MomentInfo[]): number | undefined {
  if (moment === undefined) return undefined;
  const identity = ({ files, goroutines, form, truncated, has }: MomentInfo): string =>
    JSON.stringify([files, goroutines, form, truncated, has]);
  const wanted = identity(moment);
  const places = moments.flatMap((other, place) => (identity(other) === wanted ? [place] : []));
  return places.length === 1 ? places[0] : undefined;
}
