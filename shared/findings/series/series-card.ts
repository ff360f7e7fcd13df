// The first thing to read of a series: what grows and what is wrong, in sentences with numbers.

import { formatDuration } from '../../base/format';
import type {
  DumpSettings,
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
  /** Goroutines that are compared, per moment. */
  readonly totals: readonly number[];
  readonly infos: readonly MomentInfo[];
  readonly settings: DumpSettings;
}

const TITLES: Readonly<Record<SeriesLevel, string>> = {
  LEAKED: 'proved to have leaked',
  CERTAIN: 'block for ever by construction',
  GROWING: 'grow in every dump',
  STUCK: 'stand at the same place in every dump',
  'PILE-UP': 'wait in large numbers at one place',
  SUSPECT: 'look suspicious',
  INFO: 'are worth knowing',
  STEADY: 'are steady',
};
const SHOWN_PLACES = 5;

export function seriesCard(index: DumpIndex, facts: SeriesFacts): ReportCard {
  const { steps, groups, totals } = facts;
  const bad = groups.filter(({ verdict }) => verdict.level !== 'STEADY' && verdict.level !== 'INFO');
  return {
    verdict: verdictLine(facts),
    level: bad[0]?.verdict.level ?? 'STEADY',
    goroutines: totals[totals.length - 1],
    groups: groups.length,
    states: lastStates(index, steps[steps.length - 1]),
    findings: SERIES_LEVELS.slice(0, SERIES_LEVELS.indexOf('STEADY')).flatMap((level) => finding(level, groups)),
    limits: limitsOf(facts),
    preamble: [],
  };
}

/** `13 stacks grow in every dump, none of their goroutines ever leaves: 33 to 324 goroutines in 4 min 10 s.` */
function verdictLine({ steps, groups, totals, infos, settings }: SeriesFacts): string {
  const first = totals[0];
  const last = totals[totals.length - 1];
  if (steps.length < 2) return `One dump of ${plural(last, 'goroutine')}: add further ones to compare.`;
  const [from, to] = [infos[0].timeMs, infos[infos.length - 1].timeMs];
  const time = from === undefined || to === undefined || to <= from ? '' : ` in ${formatDuration((to - from) * 1e6)}`;
  const numbers = `${first} to ${plural(last, 'goroutine')}${time}, ${plural(steps.length, 'dump')}`;
  const growing = groups.filter(
    ({ counts }) =>
      counts.length > settings.growthSteps && counts.every((count, i) => i === 0 || count > counts[i - 1]),
  );
  if (growing.length > 0) {
    const left = growing.reduce((sum, { goneIds }) => sum + (goneIds ?? []).reduce((all, gone) => all + gone, 0), 0);
    const told = growing.every(({ goneIds }) => goneIds !== undefined);
    const leave = !told
      ? ''
      : left === 0
        ? '; none of their goroutines ever leaves'
        : `; ${plural(left, 'goroutine')} of them left`;
    return `${plural(growing.length, 'stack')} ${growing.length === 1 ? 'grows' : 'grow'} in every dump${leave}: ${numbers}.`;
  }
  const worst = groups[0]?.verdict.level;
  if (worst !== undefined && worst !== 'STEADY' && worst !== 'INFO') {
    const same = groups.filter(({ verdict }) => verdict.level === worst).length;
    return `${plural(same, 'stack')} ${same === 1 ? verb(worst) : TITLES[worst]}: ${numbers}.`;
  }
  return `Nothing grows in every dump and nothing known to be wrong was found: ${numbers}. That proves no absence of leaks: a slow one needs more time between the dumps.`;
}

const SINGULAR: Readonly<Partial<Record<SeriesLevel, string>>> = {
  LEAKED: 'is proved to have leaked',
  CERTAIN: 'blocks for ever by construction',
  STUCK: 'stands at the same place in every dump',
  'PILE-UP': 'waits in large numbers at one place',
  SUSPECT: 'looks suspicious',
};
const verb = (level: SeriesLevel): string => SINGULAR[level] ?? TITLES[level];

function finding(level: SeriesLevel, groups: readonly MatrixGroup[]): readonly ReportFinding[] {
  const own = groups.filter(({ verdict }) => verdict.level === level);
  if (own.length === 0) return [];
  const goroutines = own.reduce((sum, { group }) => sum + group.count, 0);
  const [worst] = own;
  return [
    {
      id: `series-${level.toLowerCase()}`,
      level,
      title: `${plural(own.length, 'stack')} ${own.length === 1 ? verb(level) : TITLES[level]}`,
      goroutines,
      groups: own.map(({ key }) => key),
      why: own.length === 1 ? worst.verdict.why : statesOf(own),
      advice: worst.verdict.advice,
      verify: worst.verdict.verify,
      evidence: [
        ...own.slice(0, SHOWN_PLACES).map(({ group, counts }) => {
          const frame = group.frames[group.userFrame] ?? group.frames[group.blockingFrame];
          return {
            text: `${frame === undefined ? group.title : place(frame)}: ${counts.map(Math.round).join(', ')}`,
            ...(frame === undefined ? {} : { frame }),
          };
        }),
        ...(own.length > SHOWN_PLACES ? [{ text: `and ${plural(own.length - SHOWN_PLACES, 'further stack')}` }] : []),
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

function limitsOf({ steps, restarts, infos, settings }: SeriesFacts): readonly string[] {
  const withoutIds = steps.filter(({ hasIds }) => !hasIds).length;
  const cut = infos.filter(({ truncated }) => truncated).length;
  const untimed = infos.filter(({ timeMs }) => timeMs === undefined).length;
  const hidden = steps[steps.length - 1].hidden.goroutines;
  return [
    ...restarts.map(({ before, why }) => `Before ${infos[before].name}: ${why}. Ids are not compared across it.`),
    ...(steps.length > 1 && steps.length <= settings.growthSteps
      ? [`Growth is said of ${settings.growthSteps + 1} dumps and more: these are ${steps.length}.`]
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
    ...(untimed > 0 ? ['Of some dumps no time is known: rates per minute are not told. Set the times by hand.'] : []),
    ...(hidden > 0
      ? [`${plural(hidden, 'goroutine')} that every program has ${hidden === 1 ? 'is' : 'are'} hidden.`]
      : []),
    'Waits are lower bounds: Go counts them from the first garbage collection after a goroutine blocked.',
  ];
}
