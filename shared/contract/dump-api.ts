// What the worker of open goroutine dumps offers to the page (over comlink). The questions are answered by
// shared/service, which the command line and the tests use directly.

import type { DumpGuide } from '../model/dump-guide';
import type {
  CallTreeReply,
  CallTreeRequest,
  Completion,
  CreatedTreeReply,
  CreatedTreeRequest,
  DumpGoroutine,
  DumpSettings,
  GroupingRequest,
  GroupsReply,
  LocksReply,
  MatrixReply,
  MatrixRequest,
  MembersReply,
  MembersRequest,
  ReportCard,
  SeriesSummary,
} from '../model/dump-requests';
import type { Progress } from '../model/requests';
import type { GraphAnswers } from './graph-api';
import type { SourceRef } from './host';

/** Every question, answered in memory. `moment` is a place in SeriesSummary.moments. */
export interface DumpAnswers {
  summary(): SeriesSummary;
  /** @param withLocks false: at once, without what the texts of those that wait for locks tell */
  report(moment: number, withLocks?: boolean): Promise<ReportCard>;
  groups(moment: number, request: GroupingRequest): GroupsReply;
  members(request: MembersRequest): MembersReply;
  callTree(request: CallTreeRequest): CallTreeReply;
  /** Reads the texts that tell ended ancestors (GODEBUG=tracebackancestors) again. */
  createdTree(request: CreatedTreeRequest): Promise<CreatedTreeReply>;
  /** Reads the texts of those that wait for locks again, for their arguments. */
  locks(moment: number): Promise<LocksReply>;
  matrix(request: MatrixRequest): Promise<MatrixReply>;
  /** Reads the goroutine's text from its file again; undefined if there is no such row. */
  goroutine(moment: number, row: number): Promise<DumpGoroutine | undefined>;
  complete(filter: string, caret: number): readonly Completion[];
  /** The user knows better when a dump was taken; moments are put in order anew. Returns the new summary. */
  setTime(moment: number, timeMs: number | undefined): SeriesSummary;
  settings(): DumpSettings;
  setSettings(settings: DumpSettings): void;
}

export type DumpOpenReply =
  | { readonly status: 'ready'; readonly summary: SeriesSummary }
  | { readonly status: 'cancelled' }
  /** Nothing could be read; `summary.problems` says why. */
  | { readonly status: 'unreadable'; readonly summary: SeriesSummary };

/**
 * What a source holds, by its content. `named`: none of it, but known, so that it can be said what it is. `profile:…`: a pprof
 * profile that is not of goroutines; equal ones count the same and can be compared.
 */
export type SourceKind = 'trace' | 'dump' | 'archive' | 'named' | 'unknown' | `profile:${string}`;

/** What the page shows beside the dumps. */
export interface DumpHelp {
  readonly guide: DumpGuide;
  /** Settings as they are when nobody changed them. */
  readonly defaults: DumpSettings;
}

type Asked<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

export interface DumpApi extends Asked<DumpAnswers>, GraphAnswers {
  /** Reads files, archives and what is in them as one series. Progress arrives about ten times a second. */
  open(sources: readonly SourceRef[], onProgress: (progress: Progress) => void): Promise<DumpOpenReply>;
  /** Adds further files to the open series. */
  add(sources: readonly SourceRef[], onProgress: (progress: Progress) => void): Promise<DumpOpenReply>;
  /** Stops `open` or `add`; it resolves with `cancelled`. */
  cancel(): void;
  /** What a source is, without opening it. */
  kindOf(source: SourceRef): Promise<SourceKind>;
  help(): Promise<DumpHelp>;
}
