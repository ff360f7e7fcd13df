// The first thing to read of a dump: one sentence with numbers, what was found, and what could not be told. Groups of one
// diagnosis are one finding. That nothing is found never reads as "safe": a dump is one moment, and proves no absence.

import { groupDigits } from '../../base/format';
import type {
  CountOf,
  DumpSettings,
  FindingLevel,
  LocksReply,
  ReportCard,
  ReportFinding,
} from '../../model/dump-requests';
import { type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import { partition } from '../../query/dumps/partition';
import type { DumpIndex, GroupJudge } from '../../query/dumps/types';
import { rankOf } from './diagnose';
import { provedIn } from './leak-profile';
import { fits } from './match';
import { limitsOf } from './report-limits';
import { lockFindings } from './report-locks';
import { pairFindings } from './report-pairs';
import { type Judged, MAX_PLACES, placeEvidence } from './report-places';
import { thresholdFindings } from './report-thresholds';
import { clip, plural } from './words';

/** @param locks as findLocks answered; without them circles and queues are not told. */
export function reportCard(
  index: DumpIndex,
  moment: Moment,
  judge: GroupJudge,
  settings: DumpSettings,
  locks?: LocksReply,
): ReportCard {
  const snapshot = mainSnapshot(moment);
  const groups = index.groups(snapshot);
  const shown: Judged[] = [];
  let goroutines = 0;
  let hidden = 0;
  for (let group = 0; group < groups.length; group++) {
    goroutines += groups.weight[group];
    if (judge.background(group)) hidden += groups.weight[group];
    else shown.push({ group, diagnosis: judge.diagnosis(group), goroutines: groups.weight[group] });
  }
  const keys = keysOf(index, snapshot);
  const findings = [
    ...endOfProgram(index, snapshot, shown, keys),
    ...mergeByDiagnosis(index, snapshot, shown, keys, locks),
    ...(locks === undefined ? [] : lockFindings(locks)),
    ...pairFindings(index, snapshot),
    ...thresholdFindings(index, snapshot, shown, goroutines, settings),
  ].sort((a, b) => rankOf(a.level as FindingLevel) - rankOf(b.level as FindingLevel) || b.goroutines - a.goroutines);
  const level = findings[0]?.level ?? 'NORMAL';
  return {
    verdict: verdictOf(snapshot, shown, goroutines, keys.length, provedIn(index, moment, snapshot)),
    level,
    goroutines,
    groups: keys.length,
    states: statesOf(index, snapshot),
    findings,
    limits: limitsOf(index, moment, hidden),
    preamble: snapshot.preamble,
  };
}

interface Keys {
  readonly length: number;
  of(group: number): string;
}

/** Keys of groups as the list of groups has them (similarity `lines`). */
function keysOf(index: DumpIndex, snapshot: Snapshot): Keys {
  const groups = index.groups(snapshot);
  const { length, of, keys } = partition(index, snapshot, {
    groupBy: { by: 'stack' },
    similarity: 'lines',
    ignoreState: false,
  });
  return { length, of: (group) => keys[of[groups.firstRow[group]]] };
}

function statesOf(index: DumpIndex, snapshot: Snapshot): readonly CountOf<string>[] {
  const groups = index.groups(snapshot);
  const counts = new Map<string, number>();
  for (let group = 0; group < groups.length; group++) {
    const state = index.string(groups.state[group]);
    counts.set(state, (counts.get(state) ?? 0) + groups.weight[group]);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

function mergeByDiagnosis(
  index: DumpIndex,
  snapshot: Snapshot,
  shown: readonly Judged[],
  keys: Keys,
  locks: LocksReply | undefined,
): readonly ReportFinding[] {
  const merged = new Map<string, Judged[]>();
  for (const judged of shown) {
    const key = `${judged.diagnosis.level} ${judged.diagnosis.id}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, [judged]);
    else known.push(judged);
  }
  return [...merged.values()].map((parts) => {
    parts.sort((a, b) => Math.abs(b.goroutines) - Math.abs(a.goroutines));
    const [{ diagnosis }] = parts;
    const { id, level, title, why, advice, verify } = diagnosis;
    return {
      id,
      level,
      title,
      goroutines: parts.reduce((sum, part) => sum + part.goroutines, 0),
      groups: [...new Set(parts.map(({ group }) => keys.of(group)))],
      why,
      advice,
      verify,
      evidence: [
        ...preambleEvidence(snapshot, id),
        ...parts.slice(0, MAX_PLACES).flatMap((part) => placeEvidence(index, snapshot, part)),
        ...rest(parts.length),
        ...childrenEvidence(index, snapshot, id, parts, locks),
      ],
    };
  });
}

const rest = (places: number): ReportFinding['evidence'] =>
  places > MAX_PLACES ? [{ text: `and ${plural(places - MAX_PLACES, 'further place')}` }] : [];

const WAITS_FOR_CHILDREN = ['waitgroup-wait', 'errgroup-wait', 'main-waitgroup'];

/** Of a WaitGroup: those that it waits for and that are still there. */
function childrenEvidence(
  index: DumpIndex,
  snapshot: Snapshot,
  id: string,
  parts: readonly Judged[],
  locks: LocksReply | undefined,
): ReportFinding['evidence'] {
  if (locks === undefined || !WAITS_FOR_CHILDREN.includes(id)) return [];
  const { of } = index.groups(snapshot);
  const mine = new Set(parts.map(({ group }) => group));
  return locks.edges
    .filter(({ from, known }) => known && mine.has(of[index.rowOfId(snapshot, from)]))
    .slice(0, MAX_PLACES)
    .map(({ from, to, why }) => ({ text: `goroutine ${from} waits for goroutine ${to}. ${why}`, goroutine: to }));
}

/** Why the process ended, beside the goroutine that ended it. */
function preambleEvidence(snapshot: Snapshot, id: string): ReportFinding['evidence'] {
  if (!['goroutine-panicked', 'synctest-deadlock', 'test-timeout'].includes(id)) return [];
  return snapshot.preamble.slice(0, MAX_PLACES).map((line) => ({ text: clip(line) }));
}

/** `fatal error: all goroutines are asleep`: nobody is to blame alone, so all of them are listed. */
function endOfProgram(
  index: DumpIndex,
  snapshot: Snapshot,
  shown: readonly Judged[],
  keys: Keys,
): readonly ReportFinding[] {
  const line = snapshot.preamble.find((text) => fits(text, ['*all goroutines are asleep*']));
  if (line === undefined) return [];
  const waiting = shown.filter(({ diagnosis }) => diagnosis.level === 'CERTAIN' || diagnosis.level === 'PROVEN');
  return [
    {
      id: 'deadlock-total',
      level: 'CERTAIN',
      title: 'Deadlock: no goroutine could run any more',
      goroutines: waiting.reduce((sum, { goroutines }) => sum + goroutines, 0),
      groups: [...new Set(waiting.map(({ group }) => keys.of(group)))],
      why: 'The runtime ends a program when every goroutine waits for another one and no timer or network connection is left that could wake one. So each of these waits for something that one of the others should do, or that nobody does.',
      advice:
        'For each goroutine ask who should send, close, unlock or call Done. That one is in the list too, or has returned too early.',
      verify:
        'Run the program again: a deadlock of this kind usually comes back. With GOTRACEBACK=system the addresses of the channels are in the dump.',
      evidence: [
        { text: clip(line) },
        ...waiting.slice(0, MAX_PLACES * 4).flatMap((part) => placeEvidence(index, snapshot, part)),
      ],
    },
  ];
}

const LOOKED_FOR =
  'Looked for: channels without a partner, nil channels, empty selects, locks, WaitGroups, finalizers, requests and rows that stay open, connections and pools that pile up.';

function verdictOf(
  snapshot: Snapshot,
  shown: readonly Judged[],
  goroutines: number,
  groups: number,
  proved: number,
): string {
  const sums: Partial<Record<FindingLevel, number>> = {};
  for (const { diagnosis, goroutines: n } of shown) sums[diagnosis.level] = (sums[diagnosis.level] ?? 0) + n;
  // A leak profile may list only some of a group's goroutines.
  if (sums.PROVEN !== undefined) sums.PROVEN = Math.min(sums.PROVEN, proved);
  const total = `${plural(goroutines, 'goroutine')} in ${plural(groups, 'group')}`;
  const parts: string[] = [];
  const say = (level: FindingLevel, one: string, many: string): void => {
    const n = sums[level] ?? 0;
    if (n > 0) parts.push(n === 1 ? `1 ${one}` : `${groupDigits(n)} ${many}`);
  };
  say('PROVEN', 'is proved to have leaked', 'are proved to have leaked');
  say('CERTAIN', 'is certainly stuck or failed', 'are certainly stuck or failed');
  say('SUSPECT', 'looks suspicious', 'look suspicious');
  const cut = snapshot.truncated ? ' The dump is cut, so there are more that nobody can judge.' : '';
  if (parts.length > 0) return `${total}: ${parts.join(', ')}.${cut}`;
  const noted =
    (sums.INFO ?? 0) > 0
      ? ` ${plural(sums.INFO ?? 0, 'goroutine')} ${sums.INFO === 1 ? 'is' : 'are'} worth a look.`
      : '';
  return `${total}: nothing proved, certain or suspicious was found.${noted} ${LOOKED_FOR} One dump cannot show that nothing leaks: compare it with a later one.${cut}`;
}
