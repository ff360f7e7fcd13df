// Numbers of the whole dump against the thresholds of the settings: how many there are, how deep the stacks are, and which
// labels occur together where something is wrong.

import type { DumpSettings, ReportFinding } from '../../model/dump-requests';
import type { Snapshot } from '../../model/dumps';
import type { DumpIndex } from '../../query/dumps/types';
import { rankOf } from './diagnose';
import { type Judged, placeEvidence } from './report-places';
import { plural } from './words';

/** A traceback prints 50 frames of both ends: what is deeper is recursion, or nearly so. */
const RECURSION_FRAMES = 100;
const MAX_SHOWN = 5;
/** Labels that nearly every goroutine has for itself (request ids) say nothing and would fill the table. */
const MAX_PAIRS = 20_000;

export function thresholdFindings(
  index: DumpIndex,
  snapshot: Snapshot,
  shown: readonly Judged[],
  goroutines: number,
  settings: DumpSettings,
): readonly ReportFinding[] {
  return [
    ...many(index, snapshot, shown, goroutines, settings),
    ...deepBlocked(index, snapshot, shown, settings),
    ...recursion(index, snapshot, shown),
    ...labelPairs(index, snapshot, shown, settings),
  ];
}

const bySize = (shown: readonly Judged[]): readonly Judged[] => [...shown].sort((a, b) => b.goroutines - a.goroutines);

function many(
  index: DumpIndex,
  snapshot: Snapshot,
  shown: readonly Judged[],
  goroutines: number,
  { manyGoroutines }: DumpSettings,
): readonly ReportFinding[] {
  if (goroutines <= manyGoroutines) return [];
  return [
    {
      id: 'many-goroutines',
      level: 'INFO',
      title: `More than ${plural(manyGoroutines, 'goroutine')}`,
      goroutines,
      groups: [],
      why: 'That many are normal for a server with as many connections, and a sign of a leak elsewhere. Each costs at least 2 kB of stack, and all of them are scanned by each garbage collection.',
      advice:
        'Look at where most of them stand: if it is one place that waits for a channel, a lock or an answer, start there.',
      verify: "curl -s 'http://HOST/debug/pprof/goroutine?debug=1' | head -1 every minute: does the total grow?",
      evidence: bySize(shown)
        .slice(0, MAX_SHOWN)
        .flatMap((part) => placeEvidence(index, snapshot, part)),
    },
  ];
}

/** Deep stacks in a channel operation, several at one place: what the article calls the mark of a leak. */
function deepBlocked(
  index: DumpIndex,
  snapshot: Snapshot,
  shown: readonly Judged[],
  { deepStackFrames, growthMinimum }: DumpSettings,
): readonly ReportFinding[] {
  const groups = index.groups(snapshot);
  const deep = shown.filter(
    ({ group, goroutines }) =>
      goroutines >= growthMinimum &&
      index.string(groups.state[group]).startsWith('chan ') &&
      index.facts(groups.stack[group]).frames.length >= deepStackFrames,
  );
  if (deep.length === 0) return [];
  return [
    {
      id: 'deep-blocked',
      level: 'INFO',
      title: `Blocked at a channel below ${deepStackFrames} frames or more`,
      goroutines: deep.reduce((sum, { goroutines }) => sum + goroutines, 0),
      groups: [],
      why: 'Goroutines that are made to wait (workers, signals) wait close to their start. One that waits deep inside of calls was at work and came to a stop there.',
      advice: 'Read the stack from the outermost frame on: what was it doing when it came to wait?',
      verify: 'Take a second dump: the same goroutines at the same place are stuck.',
      evidence: bySize(deep)
        .slice(0, MAX_SHOWN)
        .flatMap((part) => placeEvidence(index, snapshot, part)),
    },
  ];
}

function recursion(index: DumpIndex, snapshot: Snapshot, shown: readonly Judged[]): readonly ReportFinding[] {
  const groups = index.groups(snapshot);
  const deep = shown.filter(({ group }) => index.facts(groups.stack[group]).frames.length >= RECURSION_FRAMES);
  if (deep.length === 0) return [];
  return [
    {
      id: 'recursion',
      level: 'INFO',
      title: `Stacks of ${RECURSION_FRAMES} frames or more`,
      goroutines: deep.reduce((sum, { goroutines }) => sum + goroutines, 0),
      groups: [],
      why: 'So deep a stack is recursion in most cases. A traceback shows 50 frames of both ends and leaves out the middle. At 1 GB of stack (64-bit) the runtime ends the program.',
      advice:
        'Look for the function that repeats. Limit its depth, or keep the open work in a slice instead of the stack.',
      verify: 'Take a second dump: does the number of frames that were left out grow?',
      evidence: bySize(deep)
        .slice(0, MAX_SHOWN)
        .flatMap((part) => placeEvidence(index, snapshot, part)),
    },
  ];
}

/** Pairs of labels that are more frequent among suspicious goroutines than among all others. */
function labelPairs(
  index: DumpIndex,
  snapshot: Snapshot,
  shown: readonly Judged[],
  { labelLift, growthMinimum }: DumpSettings,
): readonly ReportFinding[] {
  const { labelSets } = index.series.symbols;
  const { columns, length } = snapshot;
  const groups = index.groups(snapshot);
  const suspicious = new Uint8Array(groups.length);
  for (const { group, diagnosis } of shown) if (rankOf(diagnosis.level) <= rankOf('SUSPECT')) suspicious[group] = 1;
  const bySet = new Map<number, { inside: number; outside: number }>();
  const all = { inside: 0, outside: 0 };
  for (let row = 0; row < length; row++) {
    const sums = bySet.get(columns.labels[row]) ?? { inside: 0, outside: 0 };
    bySet.set(columns.labels[row], sums);
    const side = suspicious[groups.of[row]] === 1 ? 'inside' : 'outside';
    sums[side] += columns.weight[row];
    all[side] += columns.weight[row];
  }
  if (all.inside === 0 || all.outside === 0) return [];
  const pairs = new Map<string, { inside: number; outside: number; text: string }>();
  for (const [set, sums] of bySet) {
    const labels = labelSets[set] ?? [];
    for (let a = 0; a < labels.length; a++) {
      for (let b = a + 1; b < labels.length && pairs.size < MAX_PAIRS; b++) {
        const key = JSON.stringify([labels[a], labels[b]]);
        const known = pairs.get(key) ?? {
          inside: 0,
          outside: 0,
          text: `${labels[a].join('=')} with ${labels[b].join('=')}`,
        };
        pairs.set(key, known);
        known.inside += sums.inside;
        known.outside += sums.outside;
      }
    }
  }
  const lifted = [...pairs.values()]
    .map((pair) => ({
      ...pair,
      lift: pair.inside / all.inside / ((pair.inside + pair.outside) / (all.inside + all.outside)),
    }))
    .filter(({ inside, lift }) => inside >= growthMinimum && lift >= labelLift)
    .sort((a, b) => b.lift * b.inside - a.lift * a.inside);
  if (lifted.length === 0) return [];
  return [
    {
      id: 'label-pairs',
      level: 'INFO',
      title: 'Labels that occur together where something is wrong',
      goroutines: lifted[0].inside,
      groups: [],
      why: `These pairs of labels are at least ${labelLift} times as frequent among the suspicious goroutines as in the whole dump.`,
      advice: 'Start with the code and the requests that set these labels (pprof.Do, pprof.SetGoroutineLabels).',
      verify: 'Group by one of the labels.',
      evidence: lifted.slice(0, MAX_SHOWN).map(({ text, inside, lift }) => ({
        text: `${text}: ${plural(inside, 'suspicious goroutine')}, ${lift.toFixed(1)} times as frequent`,
      })),
    },
  ];
}
