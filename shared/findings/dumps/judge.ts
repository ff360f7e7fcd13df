// What is said of each stack group of a moment: the first pattern that fits, made worse by what is known beside the stack.
//
// Order of what changes the level: (1) the row's own level, (2) its `raise` conditions, (3) the runtime stopped the program
// because nothing could run any more, (4) the garbage collector proved the leak, (5) the user listed the stack as benign, which
// has the last word but does not hide what was proved. Everything that was used stands in the evidence.

import { assert } from '../../base/assert';
import { type Diagnosis, type DumpSettings, FINDING_LEVELS, type FindingLevel } from '../../model/dump-requests';
import { GoroutineFlag, type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { listsStack, withHiddenRoots } from '../../query/dumps/hidden-frames';
import type { DumpIndex, GroupJudge } from '../../query/dumps/types';
import { createGroupFacts, type GroupFacts, isWhole } from './group-facts';
import { askedForLeaks } from './leak-profile';
import { createMatcher, fits, type Subject } from './match';
import { createPartners, type Partners } from './partners';
import type { Pattern, Raise } from './pattern';
import { CATALOGUE } from './patterns';
import { callerOfWait, startOf, stateOfFrames } from './waits';
import { clip, count, panicOrigin, place, plural } from './words';

/** 0 = the worst. */
export const rankOf = (level: FindingLevel): number => FINDING_LEVELS.indexOf(level);
const worse = (a: FindingLevel, b: FindingLevel): FindingLevel => (rankOf(a) <= rankOf(b) ? a : b);

const ASLEEP = ['*all goroutines are asleep*'];
const BUBBLE_BLOCKED = ['*all goroutines in bubble are blocked*'];
const NOT_WAITING = ['running', 'runnable', 'preempted', 'copystack', 'dead', 'idle', ''];

/** Functions that start goroutines for others: the go statement is theirs, not the program's. */
const STARTERS = [
  'sync.(*WaitGroup).Go',
  'golang.org/x/sync/errgroup.(*Group).*',
  'github.com/sourcegraph/conc*',
  'github.com/panjf2000/ants*',
];
const STARTED_BY_LIBRARY =
  'the go statement is one of a library: who asked for it is not told (GODEBUG=tracebackancestors=5 shows the callers)';

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

interface Case {
  readonly index: DumpIndex;
  readonly moment: Moment;
  readonly snapshot: Snapshot;
  readonly settings: DumpSettings;
  readonly facts: GroupFacts;
  readonly group: number;
  readonly subject: Subject;
  readonly pattern: Pattern;
  readonly holds: (raise: Raise) => boolean;
}

/** Id of what the user listed as benign. */
export const LISTED = 'listed-by-you';

function diagnose(of: Case): Diagnosis {
  const { pattern, subject, snapshot, moment, group, index, settings } = of;
  const groups = index.groups(snapshot);
  const evidence = basicEvidence(of);
  let level = pattern.level;
  let why = pattern.versions === undefined ? pattern.why : `${pattern.why} ${pattern.versions}`;
  const held = (pattern.raise ?? []).filter(of.holds);
  for (const raise of held) {
    // "Several wait here" says nothing more where "many wait here" is said.
    const outdone = held.some((other) => sameKind(raise, other) && rankOf(other.level) < rankOf(raise.level));
    if (!outdone) evidence.push(raise.because);
    level = worse(level, raise.level);
  }
  const waits = !fits(subject.state, NOT_WAITING) && !subject.state.includes('idle') && pattern.id !== 'testing-runner';
  const isRuntime = pattern.id.startsWith('runtime-');
  if (waits && !isRuntime && subject.preamble.some((line) => fits(line, ASLEEP))) {
    level = worse(level, 'CERTAIN');
    evidence.push('the runtime ended the program because no goroutine could run any more: nothing can wake this one');
  }
  const durable = (subject.flags & GoroutineFlag.Durable) !== 0;
  if (
    waits &&
    durable &&
    !pattern.id.startsWith('synctest') &&
    subject.preamble.some((line) => fits(line, BUBBLE_BLOCKED))
  ) {
    level = worse(level, 'CERTAIN');
    evidence.push(
      'synctest ended the test because all goroutines of the bubble were blocked: nothing can wake this one',
    );
  }
  const leaked = leakEvidence(index, moment, snapshot, groups.leaked[group], subject.count, listedAsLeak(of));
  if (leaked.length > 0) {
    level = 'PROVEN';
    why = `Proved: nothing that still runs can reach what it waits for, so it stays until the process ends. ${why}`;
    evidence.push(...leaked);
  }
  const listed = listedBy(settings, subject);
  if (listed !== undefined) {
    return {
      id: LISTED,
      level: 'NORMAL',
      title: `Listed by you as benign: ${pattern.title}`,
      why: `You listed ${listed} as benign. Without that: ${why}`,
      advice: 'Take the rule out of the settings to have it judged again.',
      verify: pattern.verify,
      evidence: [`your rule: ${listed}`, ...evidence],
    };
  }
  const { id, title, advice, verify } = pattern;
  return { id, level, title, why, advice, verify, evidence };
}

/** Both are about the number alone, or about the wait alone. */
const sameKind = (a: Raise, b: Raise): boolean => kindOf(a) !== undefined && kindOf(a) === kindOf(b);
function kindOf({ level: _, because: __, ...conditions }: Raise): string | undefined {
  const keys = Object.keys(conditions);
  return keys.length === 1 && (keys[0] === 'count' || keys[0] === 'minutes') ? keys[0] : undefined;
}

/** `top`, `any`, `created-by` as goleak means them, with names as in the catalogue. */
function listedBy(settings: DumpSettings, { frames, creator, at }: Subject): string | undefined {
  for (const { match, func } of settings.benign) {
    const top = [frames[0]?.func ?? '', frames[at]?.func ?? ''];
    const names = match === 'top' ? top : match === 'any' ? frames.map((frame) => frame.func) : [creator];
    if (func !== '' && names.some((name) => fits(name, [func]))) return `${match} ${func}`;
  }
  return undefined;
}

function listedAsLeak({ index, moment, snapshot, group }: Case): boolean {
  const { leaks } = moment;
  // debug=2 of the leak profile lists everybody; there only the tags count, and they are in the rows.
  if (leaks === undefined || leaks.form !== 'counts') return false;
  return leaks === snapshot || listsStack(index, leaks, index.groups(snapshot).stack[group]);
}

function leakEvidence(
  index: DumpIndex,
  moment: Moment,
  snapshot: Snapshot,
  leaked: number,
  all: number,
  inProfile: boolean,
): readonly string[] {
  const evidence: string[] = [];
  if (inProfile) evidence.push('the goroutineleak profile of this moment lists the stack');
  if (leaked > 0 && snapshot.form === 'goroutines') {
    evidence.push(
      `${leaked === all ? count(all, 'goroutine') : `${leaked} of ${all} goroutines`} marked (leaked) by the garbage collector`,
    );
    if (!askedForLeaks(index, moment)) {
      evidence.push(
        'the mark is of the last leak profile that somebody took, perhaps long before this dump: what leaked since then is not marked',
      );
    }
    evidence.push('how long they wait is not told: the runtime prints no minutes for those that are marked');
  }
  return evidence;
}

function basicEvidence({ index, snapshot, group, subject, facts, pattern }: Case): string[] {
  const groups = index.groups(snapshot);
  const told = index.string(groups.state[group]);
  const evidence: string[] = [];
  if (told !== '') evidence.push(`state: ${clip(told)}`);
  else if (subject.state !== '') evidence.push(`state by its frames: ${subject.state} (the profile tells none)`);
  const matched = matchedFrame(subject, pattern);
  if (matched !== undefined) evidence.push(`frame: ${place(matched)}`);
  const user = index.facts(groups.stack[group]);
  const origin = panicOrigin(user.frames);
  if (origin !== undefined) evidence.push(`panicked in: ${place(origin)}`);
  const own = user.user < 0 ? undefined : user.frames[user.user];
  if (own !== undefined && own !== matched) evidence.push(`called by: ${place(own)}`);
  const hidden = subject.frames.length > user.frames.length && subject.start !== user.start;
  if (pattern.match.start !== undefined && subject.start !== matched?.func) {
    evidence.push(`root: ${clip(subject.start)}${hidden ? ' (in the counted profile only)' : ''}`);
  }
  if (groups.creator[group] >= 0)
    evidence.push(`go statement: ${place(index.series.symbols.frameAt(groups.creator[group]))}`);
  if (fits(subject.creator, STARTERS)) evidence.push(STARTED_BY_LIBRARY);
  if (facts.creatorGone(group)) evidence.push('the goroutine with the go statement is not in the dump any more');
  else if (pattern.match.starterReturned) evidence.push('the function with the go statement has returned');
  const [min, max] = [groups.minMinutes[group], groups.maxMinutes[group]];
  if (max > 0)
    evidence.push(`waits of at least ${min === max || min < 0 ? plural(max, 'minute') : `${min} to ${max} minutes`}`);
  const { distinct, told: addresses } = facts.addresses(group);
  if (addresses > 1) {
    evidence.push(
      distinct === 1
        ? `all ${addresses} wait for the same address`
        : `${addresses} wait for ${distinct} different addresses`,
    );
  }
  return evidence;
}

/** The frame that the row's names speak of, else the one that called what blocks. */
function matchedFrame({ frames, at }: Subject, { match }: Pattern): Frame | undefined {
  const names = [...(match.any ?? []), ...(match.at ?? [])].filter((name) => name !== '*');
  return frames.find(({ func }) => names.length > 0 && fits(func, names)) ?? frames[at];
}
