// What is said of each stack group of a moment: the first pattern that fits, made worse by what is known beside the stack
// (diagnose.ts). Groups are judged when they are asked for, and kept.

import { assert } from '../../base/assert';
import { type Diagnosis, type DumpSettings, FINDING_LEVELS } from '../../model/dump-requests';
import { type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import { withHiddenRoots } from '../../query/dumps/hidden-frames';
import type { DumpIndex, GroupJudge } from '../../query/dumps/types';
import { diagnose, LISTED, rankOf } from './diagnose';
import { createGroupFacts, type GroupFacts, isWhole } from './group-facts';
import { createMatcher, type Subject } from './match';
import { createPartners, type Partners } from './partners';
import type { Pattern, Raise } from './pattern';
import { CATALOGUE } from './patterns';
import { callerOfWait, startOf, stateOfFrames } from './waits';

interface Verdict {
  readonly pattern: Pattern;
  readonly diagnosis: Diagnosis;
}

/** Finds the first row that fits. One per series: it keeps what it found out about each function name. */
const matchers = new WeakMap<DumpIndex, (subject: Subject) => Pattern>();

function matcherOf(index: DumpIndex): (subject: Subject) => Pattern {
  const known = matchers.get(index);
  if (known !== undefined) return known;
  const made = createMatcher(CATALOGUE);
  matchers.set(index, made);
  return made;
}

export function createJudge(index: DumpIndex, moment: Moment, settings: DumpSettings): GroupJudge {
  const snapshot = mainSnapshot(moment);
  const groups = index.groups(snapshot);
  const facts = createGroupFacts(index, snapshot);
  let partners: Partners | undefined;
  const verdicts: (Verdict | undefined)[] = [];
  let totals: Map<Pattern, number> | undefined;
  const find = matcherOf(index);

  const verdictOf = (group: number): Verdict => {
    const known = verdicts[group];
    if (known !== undefined) return known;
    assert(group >= 0 && group < groups.length, 'no such stack group');
    const subject = subjectOf(index, moment, snapshot, facts, group);
    const pattern = find(subject);
    const holds = (raise: Raise): boolean => {
      if (raise.count !== undefined && !(subject.count >= numberOf(raise.count, settings))) return false;
      if (raise.minutes !== undefined && !(groups.maxMinutes[group] >= numberOf(raise.minutes, settings))) return false;
      if (raise.creatorGone && !facts.creatorGone(group)) return false;
      if (raise.childless && !facts.childless(group)) return false;
      if (raise.ownAddresses) {
        const { distinct, told } = facts.addresses(group);
        if (told < 2 || distinct < told) return false;
      }
      if (raise.noPartner) {
        if (!isWhole(snapshot)) return false;
        partners ??= createPartners(index, snapshot);
        const at = subject.frames[subject.at]?.func;
        if (
          at === undefined ||
          !partners.missing(
            group,
            [at, subject.start, subject.creator].filter((f) => f !== ''),
          )
        )
          return false;
      }
      return true;
    };
    const made = {
      pattern,
      diagnosis: diagnose({ index, moment, snapshot, settings, facts, group, subject, pattern, holds }),
    };
    verdicts[group] = made;
    return made;
  };

  /** Goroutines of each pattern that every program has, over all groups: hiding goes by number. */
  const totalOf = (pattern: Pattern): number => {
    if (totals === undefined) {
      totals = new Map();
      for (let group = 0; group < groups.length; group++) {
        const { pattern: found } = verdictOf(group);
        if (found.expected !== undefined) totals.set(found, (totals.get(found) ?? 0) + Math.abs(groups.weight[group]));
      }
    }
    return totals.get(pattern) ?? 0;
  };

  return {
    diagnosis: (group) => verdictOf(group).diagnosis,
    background(group) {
      const { pattern, diagnosis } = verdictOf(group);
      if (diagnosis.level !== 'NORMAL') return false;
      if (diagnosis.id === LISTED) return groups.leaked[group] === 0;
      return pattern.expected !== undefined && totalOf(pattern) <= pattern.expected;
    },
    suspicion(group) {
      const { level } = verdictOf(group).diagnosis;
      const size = Math.min(Math.abs(groups.weight[group]), 1e7);
      const minutes = Math.min(Math.max(groups.maxMinutes[group], 0), 999);
      return (FINDING_LEVELS.length - rankOf(level)) * 1e11 + size * 1e3 + minutes;
    },
  };
}

const numberOf = (value: number | keyof DumpSettings, settings: DumpSettings): number => {
  if (typeof value === 'number') return value;
  const setting = settings[value];
  return typeof setting === 'number' ? setting : Number.POSITIVE_INFINITY;
};

function subjectOf(index: DumpIndex, moment: Moment, snapshot: Snapshot, facts: GroupFacts, group: number): Subject {
  const groups = index.groups(snapshot);
  const row = groups.firstRow[group];
  const creator = groups.creator[group] < 0 ? '' : index.series.symbols.frameAt(groups.creator[group]).func;
  // Places of the stack's own frames stay; roots that debug=2 hides come after them.
  const frames = withHiddenRoots(index, moment, groups.stack[group], creator !== '');
  const told = index.string(groups.state[group]);
  const start = startOf(frames);
  return {
    state: told === '' && snapshot.form === 'counts' ? stateOfFrames(frames) : told,
    frames,
    at: callerOfWait(index.facts(groups.stack[group]).frames),
    start,
    creator,
    flags: snapshot.columns.flags[row],
    listed: snapshot.form === 'goroutines',
    main: snapshot.columns.id[row] === 1 || start === 'main.main',
    count: Math.abs(groups.weight[group]),
    preamble: snapshot.preamble,
    creatorGone: () => facts.creatorGone(group),
    starterReturned: () => facts.starterReturned(group),
  };
}
