// What may be asked of open goroutine dumps, and what comes back: plain data (structured clone). Counts are goroutines
// (sums of weights) unless the name says otherwise; "not told" is absent, never 0.

import type { GoroutineText, LabelSet, SnapshotForm, TimeSource } from './dumps';
import type { Problem } from './problems';
import type { FilterError } from './requests';
import type { Frame } from './stacks';

/** How sure a finding is, the worst first. Nothing here means "safe". */
export const FINDING_LEVELS = ['PROVEN', 'CERTAIN', 'SUSPECT', 'INFO', 'NORMAL'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** What a stack means, by the catalogue of patterns (shared/findings/dumps). */
export interface Diagnosis {
  /** Id of the pattern, for example `chan-nil-receive`; stable. */
  readonly id: string;
  readonly level: FindingLevel;
  readonly title: string;
  readonly why: string;
  readonly advice: string;
  /** A command or a step that confirms it. */
  readonly verify: string;
  /** What in the dump led here, for example `state: chan receive (nil chan)`. */
  readonly evidence: readonly string[];
}

/** Goroutines of one stack are merged where they agree in … */
export const SIMILARITIES = ['exact', 'lines', 'functions', 'arguments'] as const;
/**
 * `exact`: function, file, line and offset; `lines`: function, file and line; `functions`: function names only (survives
 * rebuilds); `arguments`: as lines, and values that are no pointers.
 */
export type Similarity = (typeof SIMILARITIES)[number];

export type GroupBy =
  | { readonly by: 'stack' | 'state' | 'blocking-line' | 'user-frame' | 'creator' | 'start' | 'package' }
  | { readonly by: 'label'; readonly key: string };

export interface GroupingRequest {
  readonly groupBy: GroupBy;
  readonly similarity: Similarity;
  /** Goroutines of one stack in different states are one group. */
  readonly ignoreState: boolean;
  readonly filter: string;
  /** Also those that every program has (idle connections, runtime workers): see DumpGroup.background. */
  readonly background: boolean;
}

/** How long they wait, as the dump tells it: minutes are a lower bound counted from the first GC that saw the wait. */
export interface WaitRange {
  readonly minMinutes: number;
  readonly maxMinutes: number;
  /** Goroutines of which no wait is told: under a minute, running, leaked, or no GC yet. */
  readonly untold: number;
}

export interface CountOf<T> {
  readonly value: T;
  readonly count: number;
}

export interface DumpGroup {
  /** The same text for the same group in every dump of the series. */
  readonly key: string;
  /** For other groupings than by stack: the state, line, creator … they share. */
  readonly title: string;
  readonly count: number;
  /** Largest first; '' = not told (counts). */
  readonly states: readonly CountOf<string>[];
  /** Absent = no goroutine of it tells. */
  readonly wait?: WaitRange;
  readonly leaked: number;
  /** Largest first, 12 at most; `more` says how many further ones. */
  readonly labels: readonly CountOf<readonly [key: string, value: string]>[];
  readonly moreLabels: number;
  /** Largest first, 12 at most. `func` '' = not told. */
  readonly creators: readonly CountOf<Frame>[];
  /** The stack of the largest part, leaf first. */
  readonly frames: readonly Frame[];
  /** Place in `frames` of the blocking frame (the leaf, after what the runtime puts there); -1 = none. */
  readonly blockingFrame: number;
  /** First frame that is the program's own; -1 = none. */
  readonly userFrame: number;
  /** Distinct stacks in it. */
  readonly stacks: number;
  /** Of its worst part. */
  readonly diagnosis: Diagnosis;
  /** What every program has, at the number that is to be expected: hidden unless asked for. */
  readonly background: boolean;
  /** Ids of the first ones, 20 at most; [] in counts. */
  readonly ids: readonly number[];
  readonly cut: number;
  readonly elided: number;
}

export type GroupsReply =
  | {
      readonly ok: true;
      readonly total: number;
      readonly matched: number;
      /** Not in `groups` because they are background. */
      readonly hidden: { readonly goroutines: number; readonly groups: number };
      /** The most suspicious first; MAX_GROUPS at most. */
      readonly groups: readonly DumpGroup[];
      readonly moreGroups: number;
    }
  | { readonly ok: false; readonly error: FilterError };
/** A list that is longer is read by nobody; a filter finds what is behind its end. */
export const MAX_GROUPS = 5000;

/** Goroutines of one group (or of all that match), a stretch of the list: worst first, then by wait, then by id. */
export interface MembersRequest extends GroupingRequest {
  readonly moment: number;
  /** Key of the group; absent = all. */
  readonly group?: string;
  readonly from: number;
  readonly to: number;
}
export interface MemberRow {
  /** Row of the snapshot. */
  readonly row: number;
  readonly id: number;
  readonly weight: number;
  readonly state: string;
  readonly minutes?: number;
  readonly flags: number;
  readonly labels: LabelSet;
  readonly userFrame?: Frame;
  readonly createdBy?: Frame;
  readonly parent?: number;
  readonly bubble?: number;
}
export interface MembersReply {
  readonly total: number;
  readonly rows: readonly MemberRow[];
}

/** A frame as it is shown of one goroutine. */
export interface ShownFrame extends Frame {
  /** Arguments with pointers that occur more than once in the dump named (#1, #2 …). */
  readonly args?: string;
  readonly user: boolean;
  readonly inlined: boolean;
  /** Only debug=1 shows it: debug=2 leaves it out. */
  readonly hiddenInText: boolean;
  readonly elided?: number;
  readonly offset?: number;
}
export interface DumpGoroutine extends MemberRow {
  readonly frames: readonly ShownFrame[];
  /** Pointers that were named: #1 = 0xc000012345, and how many goroutines of the dump show it. */
  readonly pointers: readonly { readonly name: string; readonly value: string; readonly goroutines: number }[];
  /** Goroutines whose texts were searched for the pointers; fewer than the dump has = `pointers.goroutines` are lower bounds. */
  readonly pointersSearched: number;
  /** What its text says, absent in counts. */
  readonly text?: GoroutineText;
  /** The text itself, 64 kB at most. */
  readonly raw: string;
  readonly rawCut: boolean;
  readonly diagnosis: Diagnosis;
  readonly children: readonly number[];
  readonly moreChildren: number;
  /** The proven-leak listing of the same moment has this stack. */
  readonly leakProfile: boolean;
}

/** A tree of calls with how many goroutines pass. */
export interface CallTreeRequest {
  readonly moment: number;
  readonly filter: string;
  readonly background: boolean;
  /** `root`: start functions first. `leaf`: what they wait in first. */
  readonly from: 'root' | 'leaf';
}
export interface CallTreeNode {
  readonly frame: Frame;
  readonly count: number;
  /** Goroutines whose stack ends here. */
  readonly own: number;
  readonly user: boolean;
  readonly states: readonly CountOf<string>[];
  readonly children: readonly CallTreeNode[];
}
export type CallTreeReply =
  | {
      readonly ok: true;
      readonly total: number;
      readonly roots: readonly CallTreeNode[];
      readonly droppedNodes: number;
    }
  | { readonly ok: false; readonly error: FilterError };

/** Who created whom. Identical siblings are one node with a count. */
export interface CreatedTreeRequest {
  readonly moment: number;
  readonly filter: string;
  readonly background: boolean;
}
export interface CreatedNode {
  readonly key: string;
  /** `goroutines`: those in the dump; `ghost`: ended, known because others name it as their creator; `untold`: no creator. */
  readonly kind: 'goroutines' | 'ghost' | 'untold';
  readonly count: number;
  /** Ids, 20 at most. */
  readonly ids: readonly number[];
  /** What they are: the start function; '' = not known. */
  readonly name: string;
  /** The go statement. */
  readonly createdAt?: Frame;
  readonly state: string;
  readonly level: FindingLevel;
  /** Stacks of ended ancestors (GODEBUG=tracebackancestors), where the dump has them. */
  readonly ancestorStack?: readonly Frame[];
  readonly children: readonly CreatedNode[];
  /** All goroutines below. */
  readonly below: number;
}
export type CreatedTreeReply =
  | { readonly ok: true; readonly roots: readonly CreatedNode[]; readonly droppedNodes: number }
  | { readonly ok: false; readonly error: FilterError };

/** Goroutines that wait for the same address. */
export interface LockCluster {
  readonly address: string;
  /** `mutex`, `rwmutex`, `waitgroup`, `cond`, `channel`, `once` … */
  readonly kind: string;
  readonly waiters: number;
  readonly ids: readonly number[];
  /** Groups of the waiters (keys at similarity `lines`). */
  readonly groups: readonly string[];
  /** Where the first of them waits: the program's own frame, else the one that blocks; absent if there is no stack. */
  readonly place?: Frame;
  /** Goroutines that probably hold it, with the reason; Go records no owner. */
  readonly holders: readonly LockHolder[];
}
export interface LockHolder {
  readonly id: number;
  readonly why: string;
  /** The dump says so; else it is a guess. */
  readonly known: boolean;
  /** The weakest guess: it is the only one in a method of the same type. */
  readonly byPlace?: true;
}
/** Goroutines that seem to wait for each other, in a circle. */
export interface LockCycle {
  readonly ids: readonly number[];
  readonly addresses: readonly string[];
  readonly why: string;
}
/** An edge of the wait-for graph: `known` = the dump says so, else inferred (drawn dashed, worded as a guess). */
export interface WaitEdge {
  readonly from: number;
  readonly to: number;
  readonly address?: string;
  readonly known: boolean;
  readonly why: string;
}
export interface LocksReply {
  readonly clusters: readonly LockCluster[];
  readonly cycles: readonly LockCycle[];
  readonly edges: readonly WaitEdge[];
  /** Said where nothing can be known: RWMutex readers, plain channels. */
  readonly limits: readonly string[];
}

/** One sentence of the report card with its numbers. */
export interface ReportFinding {
  readonly id: string;
  readonly level: FindingLevel | SeriesLevel;
  readonly title: string;
  readonly goroutines: number;
  readonly groups: readonly string[];
  readonly why: string;
  readonly advice: string;
  readonly verify: string;
  readonly evidence: readonly { readonly text: string; readonly goroutine?: number; readonly frame?: Frame }[];
}
export interface ReportCard {
  /** One sentence with numbers. */
  readonly verdict: string;
  readonly level: FindingLevel | SeriesLevel;
  readonly goroutines: number;
  readonly groups: number;
  readonly states: readonly CountOf<string>[];
  readonly findings: readonly ReportFinding[];
  /** What was cut, hidden, not readable, not told. Plain sentences. */
  readonly limits: readonly string[];
  readonly preamble: readonly string[];
}

export const SERIES_LEVELS = ['LEAKED', 'CERTAIN', 'GROWING', 'STUCK', 'PILE-UP', 'SUSPECT', 'INFO', 'STEADY'] as const;
export type SeriesLevel = (typeof SERIES_LEVELS)[number];

export interface MomentInfo {
  readonly name: string;
  readonly timeMs?: number;
  readonly timeSource?: TimeSource;
  readonly form: SnapshotForm;
  readonly goroutines: number;
  readonly files: readonly number[];
  readonly has: { readonly counts: boolean; readonly leaks: boolean; readonly threads: boolean };
  readonly truncated: boolean;
}
export interface FileInfo {
  readonly name: string;
  readonly bytes: number;
  readonly format: string;
  readonly readFraction: number;
  readonly problems: readonly Problem[];
  /** See DumpFile.note. */
  readonly note?: string;
}
export interface SeriesSummary {
  readonly files: readonly FileInfo[];
  readonly moments: readonly MomentInfo[];
  readonly goroutines: number;
  readonly bytes: number;
  readonly readFraction: number;
  readonly problems: readonly Problem[];
  readonly labelKeys: readonly string[];
  /** For the footer: `debug=2 + debug=1`, `Go 1.27 labels`. */
  readonly formats: readonly string[];
}

export interface MatrixRequest extends GroupingRequest {
  /** Rows are goroutine ids instead of groups. */
  readonly rows: 'groups' | 'goroutines';
  /** Counts are scaled to the same total. */
  readonly normalise: boolean;
}
export interface SeriesVerdict {
  readonly level: SeriesLevel;
  readonly title: string;
  readonly why: string;
  readonly advice: string;
  readonly verify: string;
}
export interface MatrixGroup {
  readonly key: string;
  readonly group: DumpGroup;
  /** Per moment. */
  readonly counts: readonly number[];
  readonly verdict: SeriesVerdict;
  readonly score: number;
  /** Last against first. */
  readonly delta: number;
  /** Per minute (Theil–Sen); absent without times. */
  readonly perMinute?: number;
  /** Ids that are new since the moment before, per moment but the first; absent without ids. */
  readonly newIds?: readonly number[];
  readonly goneIds?: readonly number[];
  /** Share of the ids of a moment that are still there in the next one, over the series; absent without ids. */
  readonly survivors?: number;
  /** New ids against the count, over the series. */
  readonly turnover?: number;
  readonly oldestMinutes?: number;
  /** Labels that are more frequent in it than in the others. */
  readonly labelLift: readonly { readonly labels: LabelSet; readonly lift: number; readonly count: number }[];
}
export const PLACES = ['same', 'moved', 'new', 'gone', 'absent'] as const;
export type Place = (typeof PLACES)[number];
export interface MatrixGoroutine {
  readonly id: number;
  readonly first: number;
  readonly last: number;
  /** Per moment: its state, '' where it is not there, and what became of it since the moment before. */
  readonly cells: readonly { readonly state: string; readonly place: Place; readonly userFrame?: Frame }[];
  readonly key: string;
}
export interface IdCounts {
  readonly new: number;
  readonly gone: number;
  readonly moved: number;
  readonly same: number;
}
export type MatrixReply =
  | {
      readonly ok: true;
      readonly moments: readonly MomentInfo[];
      /** The process was started again between two moments: ids are not compared across it. */
      readonly restarts: readonly { readonly before: number; readonly why: string }[];
      readonly groups: readonly MatrixGroup[];
      readonly moreGroups: number;
      readonly goroutines: readonly MatrixGoroutine[];
      readonly moreGoroutines: number;
      readonly hidden: { readonly goroutines: number; readonly groups: number };
      /** Last moment against the one before and against the first; absent without ids or after a restart. */
      readonly ids?: { readonly lastStep: IdCounts; readonly whole: IdCounts };
      /** State distribution of the first and the last moment. */
      readonly states: readonly { readonly state: string; readonly before: number; readonly after: number }[];
      readonly card: ReportCard;
    }
  | { readonly ok: false; readonly error: FilterError };

/** Thresholds that a user may set; defaults and their sources in shared/findings/dumps/settings.ts. */
export interface DumpSettings {
  /** A goroutine that is new and older than this counts for growth. */
  readonly newOlderThanSeconds: number;
  readonly deepStackFrames: number;
  readonly pileUp: number;
  readonly manyGoroutines: number;
  readonly longWaitMinutes: number;
  readonly growthSteps: number;
  readonly growthSurvivors: number;
  readonly growthMinimum: number;
  readonly growthFraction: number;
  readonly labelLift: number;
  readonly stuckSeconds: number;
  /** Known-benign stacks, in goleak's words. */
  readonly benign: readonly BenignRule[];
}
export interface BenignRule {
  readonly match: 'top' | 'any' | 'created-by';
  readonly func: string;
}

export interface Completion {
  /** What is offered, as it would stand in the filter. */
  readonly text: string;
  readonly label: string;
  readonly count?: number;
  /** The part of the filter that it takes the place of. */
  readonly from: number;
  readonly to: number;
}
