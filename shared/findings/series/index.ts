// Compares the dumps of a series: how groups and goroutines change, and which of it is wrong.
//
// Two views that are never mixed: by group (counts; a difference of 0 can hide that all of its goroutines are others) and by
// goroutine id. Turnover and survivors stand beside the counts for that reason.

import {
  type DumpSettings,
  FINDING_LEVELS,
  MAX_GROUPS,
  type MatrixGroup,
  type MatrixReply,
  type MatrixRequest,
  type MomentInfo,
} from '../../model/dump-requests';
import { mainSnapshot } from '../../model/dumps';
import { groupReply } from '../../query/dumps/group-by';
import type { DumpIndex } from '../../query/dumps/types';
import { byId, idCounts } from './by-id';
import { type GroupCourse, groupsOverTime, inAll } from './groups-over-time';
import { labelLift } from './label-lift';
import { findRestarts, type Restart } from './restarts';
import { seriesCard } from './series-card';
import { createSteps, type SeriesPart, type Step } from './step';
import { median, trendOf } from './trend';
import { seriesRank, verdictOf } from './verdict';

export type { SeriesPart } from './step';

/** @param infos what the summary of the series says of the moments, in the same order as `parts` */
export function matrixReply(
  index: DumpIndex,
  parts: readonly SeriesPart[],
  request: MatrixRequest,
  settings: DumpSettings,
  infos: readonly MomentInfo[],
): Extract<MatrixReply, { readonly ok: true }> {
  const steps = createSteps(index, parts, comparable(parts, request));
  const restarts = findRestarts(index, steps);
  const courses = groupsOverTime(index, steps);
  const totals = steps.map((_, i) => courses.reduce((sum, { counts }) => sum + counts[i], 0));
  const groups = judged(index, steps, restarts, courses, totals, comparable(parts, request), settings);
  const shown = groups.slice(0, MAX_GROUPS);
  const order = groups.map(({ key }) => key);
  const ids = request.rows === 'goroutines' ? byId(index, steps, restarts, order) : { goroutines: [], more: 0 };
  const first = steps[0];
  const last = steps[steps.length - 1];
  const { by } = comparable(parts, request).groupBy;
  const counted = new Map(courses.map(({ key, counts }) => [key, counts]));
  const countsOf = (key: string): ArrayLike<number> => counted.get(key) ?? [];
  return {
    ok: true,
    moments: infos,
    restarts,
    groups: shown,
    moreGroups: groups.length - shown.length,
    goroutines: ids.goroutines,
    moreGoroutines: ids.more,
    hidden: last.hidden,
    ...idsOf(index, steps, restarts),
    states: statesOf(index, first, last),
    card: seriesCard(index, { steps, restarts, groups, by, countsOf, totals, infos, settings }),
  };
}

/**
 * Counts tell neither state nor go statement, and they show runtime frames that text hides: where a series has both forms, what
 * they share is the program's own frame.
 */
function comparable(parts: readonly SeriesPart[], request: MatrixRequest): MatrixRequest {
  const forms = new Set(parts.map(({ moment }) => mainSnapshot(moment).form));
  return forms.size > 1 && request.groupBy.by === 'stack' ? { ...request, groupBy: { by: 'user-frame' } } : request;
}

function judged(
  index: DumpIndex,
  steps: readonly Step[],
  restarts: readonly Restart[],
  courses: readonly GroupCourse[],
  totals: readonly number[],
  request: MatrixRequest,
  settings: DumpSettings,
): readonly MatrixGroup[] {
  const described = describe(index, steps, request);
  const timesMs = steps.map(({ timeMs }) => timeMs);
  const spanMs = span(timesMs);
  const lastCounts = courses.map(({ counts }) => counts[steps.length - 1]).filter((count) => count > 0);
  const usual = lastCounts.length === 0 ? 0 : median(lastCounts);
  const everywhere = labelsOf(steps[steps.length - 1]);
  const groups = courses.flatMap((course): readonly MatrixGroup[] => {
    const group = described(course);
    if (group === undefined) return [];
    const counts = Array.from(course.counts);
    const trend = trendOf(counts, restarts.length > 0 ? counts.map(() => undefined) : course.ids, timesMs, settings);
    const waits = steps.length > 1 && group.diagnosis.level !== 'NORMAL';
    const stuck = waits && restarts.length === 0 ? inAll(course.ids).length : 0;
    const verdict = verdictOf(
      {
        trend,
        diagnosis: group.diagnosis,
        leaked: course.leaked,
        stuck,
        usual,
        ...(spanMs === undefined ? {} : { spanMs }),
      },
      settings,
    );
    const { delta, perMinute, newIds, goneIds, survivors, turnover } = trend;
    const scale = (count: number, i: number): number =>
      request.normalise && totals[i] !== 0 ? (count * totals[totals.length - 1]) / totals[i] : count;
    return [
      {
        key: course.key,
        group,
        counts: counts.map(scale),
        verdict,
        score: Math.max(0, perMinute ?? delta / Math.max(1, steps.length - 1)) * trend.rising * (survivors ?? 1),
        delta,
        ...(perMinute === undefined ? {} : { perMinute }),
        ...(newIds === undefined ? {} : { newIds }),
        ...(goneIds === undefined ? {} : { goneIds }),
        ...(survivors === undefined ? {} : { survivors }),
        ...(turnover === undefined ? {} : { turnover }),
        ...(course.oldestMinutes < 0 ? {} : { oldestMinutes: course.oldestMinutes }),
        labelLift: trend.growing
          ? labelLift(index.series.symbols.labelSets, course.labels, everywhere, settings.labelLift)
          : [],
      },
    ];
  });
  const inner = ({ group }: MatrixGroup): number => FINDING_LEVELS.indexOf(group.diagnosis.level);
  return groups.sort(
    (a, b) =>
      seriesRank(a.verdict.level) - seriesRank(b.verdict.level) ||
      b.score - a.score ||
      b.delta - a.delta ||
      inner(a) - inner(b) ||
      b.group.count - a.group.count,
  );
}

/** A group as the list of groups shows it, of the last moment in which it is there. */
function describe(index: DumpIndex, steps: readonly Step[], request: MatrixRequest) {
  const lists = steps.map(({ snapshot, judge, visible }) => {
    const { groups } = groupReply(index, snapshot, judge, { ...request, background: true }, visible);
    return new Map(groups.map((group) => [group.key, group]));
  });
  return ({ key, last }: GroupCourse) => lists[last].get(key);
}

/** Goroutines per label set of a moment. */
function labelsOf({ snapshot, visible }: Step): Map<number, number> {
  const counts = new Map<number, number>();
  for (let row = 0; row < snapshot.length; row++) {
    if (visible[row] === 0) continue;
    const set = snapshot.columns.labels[row];
    counts.set(set, (counts.get(set) ?? 0) + snapshot.columns.weight[row]);
  }
  return counts;
}

function span(timesMs: readonly (number | undefined)[]): number | undefined {
  const [first, last] = [timesMs[0], timesMs[timesMs.length - 1]];
  return first === undefined || last === undefined || last < first ? undefined : last - first;
}

/** Last moment against the one before, and against the first; nothing across a restart or without ids. */
function idsOf(index: DumpIndex, steps: readonly Step[], restarts: readonly Restart[]) {
  if (steps.length < 2 || restarts.length > 0 || steps.some(({ hasIds }) => !hasIds)) return {};
  const last = steps[steps.length - 1];
  return { ids: { lastStep: idCounts(index, steps[steps.length - 2], last), whole: idCounts(index, steps[0], last) } };
}

function statesOf(index: DumpIndex, before: Step, after: Step): Extract<MatrixReply, { readonly ok: true }>['states'] {
  const counts = new Map<string, { before: number; after: number }>();
  const add = ({ snapshot, visible }: Step, when: 'before' | 'after'): void => {
    for (let row = 0; row < snapshot.length; row++) {
      if (visible[row] === 0) continue;
      const state = index.string(snapshot.columns.state[row]);
      const both = counts.get(state) ?? { before: 0, after: 0 };
      counts.set(state, both);
      both[when] += snapshot.columns.weight[row];
    }
  };
  add(before, 'before');
  add(after, 'after');
  return [...counts]
    .map(([state, both]) => ({ state, ...both }))
    .sort((a, b) => b.after - a.after || b.before - a.before);
}
