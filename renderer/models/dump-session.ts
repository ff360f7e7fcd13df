// One open series of goroutine dumps: what is shown of it and what was answered so far. Views read the signals and never ask
// the worker themselves; an answer keeps standing until the next one is there, so that nothing flickers.

import type { ReadonlySignal, Signal } from '@preact/signals-core';
import type { DumpApi } from '../../shared/contract/dump-api';
import type {
  CallTreeReply,
  Completion,
  CreatedTreeReply,
  DumpGoroutine,
  DumpSettings,
  GroupBy,
  GroupsReply,
  LocksReply,
  MatrixReply,
  MembersReply,
  ReportCard,
  SeriesSummary,
  Similarity,
} from '../../shared/model/dump-requests';
import type { FilterError, Progress } from '../../shared/model/requests';

export const DUMP_VIEWS = [
  'report',
  'groups',
  'compare',
  'created',
  'calls',
  'locks',
  'graph',
  'flame',
  'problems',
  'guide',
] as const;
export type DumpView = (typeof DUMP_VIEWS)[number];

export type DumpStatus =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready'; readonly summary: SeriesSummary }
  | { readonly kind: 'unreadable'; readonly summary: SeriesSummary }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Grouping {
  readonly groupBy: GroupBy;
  readonly similarity: Similarity;
  readonly ignoreState: boolean;
  readonly background: boolean;
}

/** What the details panel shows: a group, or one goroutine (row of the shown moment). */
export interface DumpSelection {
  readonly group?: string;
  readonly goroutine?: number;
}

type Ok<T> = Extract<T, { readonly ok: true }>;

export interface DumpSession {
  readonly kind: 'dump';
  readonly id: string;
  readonly name: Signal<string>;
  readonly api: DumpApi;
  readonly status: Signal<DumpStatus>;
  readonly progress: ReadonlySignal<Progress | undefined>;
  /** A question that failed although the dumps are open: a sentence. */
  readonly fault: Signal<string | undefined>;

  readonly view: Signal<DumpView>;
  /** The moment that report, groups, trees and details are of. */
  readonly moment: Signal<number>;
  readonly grouping: Signal<Grouping>;
  readonly selection: Signal<DumpSelection>;
  readonly filter: Signal<string>;
  readonly filterError: ReadonlySignal<FilterError | undefined>;
  readonly appliedFilter: ReadonlySignal<string>;
  /** Goroutines that match and all of them, of the shown moment, for the count beside the filter. */
  readonly matched: ReadonlySignal<
    { readonly matched: number; readonly total: number; readonly groups: number } | undefined
  >;

  /** Answers for the shown view; asked while it is shown. */
  readonly report: ReadonlySignal<ReportCard | undefined>;
  readonly groups: ReadonlySignal<Ok<GroupsReply> | undefined>;
  /** Goroutines of the selected group: the first MEMBERS_SHOWN, more by `moreMembers`. */
  readonly members: ReadonlySignal<MembersReply | undefined>;
  moreMembers(): void;
  readonly goroutine: ReadonlySignal<DumpGoroutine | undefined>;
  readonly calls: ReadonlySignal<Ok<CallTreeReply> | undefined>;
  readonly callsFrom: Signal<'root' | 'leaf'>;
  readonly created: ReadonlySignal<Ok<CreatedTreeReply> | undefined>;
  readonly locks: ReadonlySignal<LocksReply | undefined>;
  readonly matrix: ReadonlySignal<Ok<MatrixReply> | undefined>;
  readonly matrixRows: Signal<'groups' | 'goroutines'>;
  readonly normalise: Signal<boolean>;

  readonly settings: Signal<DumpSettings | undefined>;
  /** Sets them for this series and for those opened later; everything is asked again. */
  changeSettings(settings: DumpSettings): void;
  setTime(moment: number, timeMs: number | undefined): void;
  complete(filter: string, caret: number): Promise<readonly Completion[]>;
  /** Shows one goroutine by its id in the moment; says in `fault` if there is none. */
  goTo(id: number): void;
}

export const MEMBERS_SHOWN = 200;
