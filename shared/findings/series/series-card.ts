// The first thing to read of a series: what grows and what is wrong, in sentences with numbers.

import { formatDuration } from '../../base/format';
import type {
  DumpSettings,
  GroupBy,
  MatrixGroup,
  MomentInfo,
  ReportCard,
  ReportFinding,
  SeriesLevel,
} from '../../model/dump-requests';
import { SERIES_LEVELS } from '../../model/dump-requests';
import type { DumpIndex } from '../../query/dumps/types';
import { place, plural } from '../dumps/words';
import type { Restart } from './restarts';
import type { Step } from './step';

export interface SeriesFacts {
  readonly steps: readonly Step[];
  readonly restarts: readonly Restart[];
  /** The worst first. */
  readonly groups: readonly MatrixGroup[];
  /** What the goroutines of a group share. */
  readonly by: GroupBy['by'];
  /** Counts per moment of a group as they are, not normalised. */
  readonly countsOf: (key: string) => ArrayLike<number>;
  /** Goroutines that are compared, per moment. */
  readonly totals: readonly number[];
  readonly infos: readonly MomentInfo[];
  readonly settings: DumpSettings;
}

/** What one group is and what several are. */
const TITLES: Readonly<Record<SeriesLevel, readonly [one: string, several: string]>> = {
  LEAKED: ['is proved to have leaked', 'are proved to have leaked'],
  CERTAIN: ['is certainly stuck or failed', 'are certainly stuck or failed'],
  GROWING: ['grows in every dump', 'grow in every dump'],
  STUCK: ['stands at the same place in every dump', 'stand at the same place in every dump'],
  'PILE-UP': ['waits in large numbers at one place', 'wait in large numbers at one place'],
  SUSPECT: ['looks suspicious', 'look suspicious'],
  INFO: ['is worth knowing', 'are worth knowing'],
  STEADY: ['is steady', 'are steady'],
};
/** Levels that a group of several stacks has because of the worst of them. */
const OF_THE_WORST: ReadonlySet<SeriesLevel> = new Set(['LEAKED', 'CERTAIN', 'SUSPECT', 'INFO']);
const SHOWN_PLACES = 5;
/** More restarts than these are counted and named, not explained one by one. */
const EXPLAINED_RESTARTS = 2;
const NAMED_RESTARTS = 5;

export function seriesCard(index: DumpIndex, facts: SeriesFacts): ReportCard {
  const { steps, groups, totals } = facts;
  const bad = groups.filter(({ verdict }) => verdict.level !== 'STEADY' && verdict.level !== 'INFO');
  return {
    verdict: verdictLine(facts),
    level: bad[0]?.verdict.level ?? 'STEADY',
    goroutines: totals[totals.length - 1],
    groups: groups.length,
    states: lastStates(index, steps[steps.length - 1]),
    findings: SERIES_LEVELS.slice(0, SERIES_LEVELS.indexOf('STEADY')).flatMap((level) => finding(level, facts)),
    limits: limitsOf(facts),
    preamble: [],
  };
}

/** `13 stacks grow in every dump; none of their goroutines ever leaves: 33 to 324 goroutines in 4 min 10 s, 6 dumps.` */
function verdictLine(facts: SeriesFacts): string {
  const { steps, groups, infos, by } = facts;
  // All that the dumps list, as everywhere: what is hidden is told beside it.
  const totals = steps.map(({ hidden }, i) => facts.totals[i] + hidden.goroutines);
  const last = totals[totals.length - 1];
  if (steps.length < 2) return `One dump of ${plural(last, 'goroutine')}: add further ones to compare.`;
  const [from, to] = [infos[0].timeMs, infos[infos.length - 1].timeMs];
  const time = from === undefined || to === undefined || to <= from ? '' : formatDuration((to - from) * 1e6);
  const course =
    totals[0] === last
      ? `${plural(last, 'goroutine')} at the start and at the end${time && ` of ${time}`}`
      : `${totals[0]} to ${plural(last, 'goroutine')}${time && ` in ${time}`}`;
  const numbers = `${course}, ${plural(steps.length, 'dump')}`;
  const rise = rising(facts);
  if (rise.length > 0) return `${rise}: ${numbers}.`;
  const worst = groups[0]?.verdict.level;
  if (worst !== undefined && worst !== 'STEADY' && worst !== 'INFO') {
    const same = groups.filter(({ verdict }) => verdict.level === worst).length;
    return `${titleOf(worst, same, by)}: ${numbers}.`;
  }
  return `Nothing grows in every dump and nothing known to be wrong was found: ${numbers}. That proves no absence of leaks: a slow one needs more time between the dumps.`;
}

/** What grows, in a sentence without an end; '' if nothing does. Two or three dumps cannot show growth, but that there is more. */
function rising({ steps, restarts, groups, countsOf, settings, by }: SeriesFacts): string {
  const enough = steps.length > settings.growthSteps;
  // A process that was started again has other goroutines, and more of them mean nothing.
  if (!enough && restarts.length > 0) return '';
  const more = groups.filter(({ key, delta, survivors }) => {
    const counts = Array.from(countsOf(key));
    if (!counts.every((count, i) => i === 0 || count > counts[i - 1])) return false;
    const much = Math.max(settings.growthMinimum, settings.growthFraction * counts[0]);
    return enough || (delta >= much && (survivors === undefined || survivors >= settings.growthSurvivors));
  });
  if (more.length === 0) return '';
  const left = more.reduce((sum, { goneIds }) => sum + (goneIds ?? []).reduce((all, gone) => all + gone, 0), 0);
  const told = more.every(({ goneIds }) => goneIds !== undefined);
  const none = enough ? '; none of their goroutines ever leaves' : '; none that was there has left';
  const leave = !told ? '' : left === 0 ? none : `; ${plural(left, 'goroutine')} of them left`;
  const have = more.length === 1 ? 'has' : 'have';
  const noun = plural(more.length, nounOf(by));
  return enough
    ? `${titleOf('GROWING', more.length, by)}${leave}`
    : `${noun} ${have} more goroutines in each dump than before${leave}`;
}

const nounOf = (by: GroupBy['by']): string => (by === 'stack' ? 'stack' : 'group');

/** `3 stacks look suspicious`, `1 group holds goroutines that look suspicious` */
function titleOf(level: SeriesLevel, count: number, by: GroupBy['by']): string {
  const [one, several] = TITLES[level];
  const groups = plural(count, nounOf(by));
  if (by === 'stack' || !OF_THE_WORST.has(level)) return `${groups} ${count === 1 ? one : several}`;
  // Others of the group may be well.
  return `${groups} ${count === 1 ? 'holds' : 'hold'} goroutines that ${several}`;
}

function finding(level: SeriesLevel, { groups, by, countsOf }: SeriesFacts): readonly ReportFinding[] {
  const own = groups.filter(({ verdict }) => verdict.level === level);
  if (own.length === 0) return [];
  const goroutines = own.reduce((sum, { group }) => sum + group.count, 0);
  const [worst] = own;
  return [
    {
      id: `series-${level.toLowerCase()}`,
      level,
      title: titleOf(level, own.length, by),
      goroutines,
      groups: own.map(({ key }) => key),
      why: own.length === 1 ? worst.verdict.why : statesOf(own),
      advice: worst.verdict.advice,
      verify: worst.verdict.verify,
      evidence: [
        ...own.slice(0, SHOWN_PLACES).map(({ key, group }) => {
          const counts = Array.from(countsOf(key)).join(', ');
          // The stack of one of its goroutines says nothing about a group by label, package or state.
          const frame =
            by === 'stack' ? (group.frames[group.userFrame] ?? group.frames[group.blockingFrame]) : undefined;
          return {
            text: `${frame === undefined ? group.title : place(frame)}: ${counts}`,
            ...(frame === undefined ? {} : { frame }),
          };
        }),
        ...(own.length > SHOWN_PLACES
          ? [{ text: `and ${plural(own.length - SHOWN_PLACES, `further ${nounOf(by)}`)}` }]
          : []),
        ...liftsOf(own),
      ],
    },
  ];
}

/** `4 in chan receive, 1 in select`: what each is said to be stands in its own row. */
function statesOf(groups: readonly MatrixGroup[]): string {
  const counts = new Map<string, number>();
  for (const { group } of groups) {
    const state = group.states[0]?.value || 'state not told';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([state, count]) => `${count} in ${state}`)
    .join(', ');
}

function liftsOf(groups: readonly MatrixGroup[]): ReportFinding['evidence'] {
  const seen = new Set<string>();
  return groups
    .flatMap(({ labelLift }) => labelLift)
    .filter(({ labels }) => {
      const key = JSON.stringify(labels);
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, 3)
    .map(({ labels, lift }) => ({
      text: `labels that occur together in growing stacks: ${labels.map(([key, value]) => `${key} = ${value}`).join(' × ')} (lift ${lift.toFixed(1)})`,
    }));
}

function lastStates(index: DumpIndex, { snapshot, visible }: Step): ReportCard['states'] {
  const counts = new Map<string, number>();
  for (let row = 0; row < snapshot.length; row++) {
    if (visible[row] === 0) continue;
    const state = index.string(snapshot.columns.state[row]);
    counts.set(state, (counts.get(state) ?? 0) + snapshot.columns.weight[row]);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

function restartsOf(restarts: readonly Restart[], infos: readonly MomentInfo[]): readonly string[] {
  if (restarts.length <= EXPLAINED_RESTARTS)
    return restarts.map(({ before, why }) => `Before ${infos[before].name}: ${why}. Ids are not compared across it.`);
  const names = restarts.slice(0, NAMED_RESTARTS).map(({ before }) => infos[before].name);
  const more = restarts.length - names.length;
  const all = more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
  return [
    `Before ${restarts.length} of the dumps the process was started again, or these are several processes: ${all}. Ids are not compared across them.`,
  ];
}

function limitsOf({ steps, restarts, infos, settings }: SeriesFacts): readonly string[] {
  const withoutIds = steps.filter(({ hasIds }) => !hasIds).length;
  const cut = infos.filter(({ truncated }) => truncated).length;
  const untimed = infos.filter(({ timeMs }) => timeMs === undefined).length;
  const hidden = steps[steps.length - 1].hidden.goroutines;
  return [
    ...restartsOf(restarts, infos),
    ...(steps.length > 1 && steps.length <= settings.growthSteps
      ? [
          `The verdict GROWING takes ${settings.growthSteps + 1} dumps and more: these are ${steps.length}. The columns tell what there is more of.`,
        ]
      : []),
    ...(withoutIds > 0
      ? [
          `${plural(withoutIds, 'dump')} tell counts only (debug=1 or debug=0): whether the same goroutines stay is not known there.`,
        ]
      : []),
    ...(withoutIds > 0 && withoutIds < steps.length
      ? [
          'Dumps with and without ids are compared by the first frame of the program: counts tell neither state nor go statement.',
        ]
      : []),
    ...(cut > 0 ? [`${plural(cut, 'dump')} ${cut === 1 ? 'is' : 'are'} cut: counts there are too low.`] : []),
    ...(untimed > 0 ? ['Of some dumps no time is known: rates per minute are not told.'] : []),
    ...(hidden > 0
      ? [`${plural(hidden, 'goroutine')} that every program has ${hidden === 1 ? 'is' : 'are'} hidden.`]
      : []),
    'Waits are lower bounds: Go counts them from the first garbage collection after a goroutine blocked.',
  ];
}
