// What in the dump led to a verdict, as short phrases.

import type { DumpSettings } from '../../model/dump-requests';
import type { Moment, Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import type { DumpIndex } from '../../query/dumps/types';
import type { GroupFacts } from './group-facts';
import { fits, type Subject } from './match';
import type { Pattern, Raise } from './pattern';
import { clip, panicOrigin, place, plural } from './words';

/** A stack group, the pattern that fits it, and what there is to ask about both. */
export interface Case {
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

/** Functions that start goroutines for others: the go statement is theirs, not the program's. */
const STARTERS = [
  'sync.(*WaitGroup).Go',
  'golang.org/x/sync/errgroup.(*Group).*',
  'github.com/sourcegraph/conc*',
  'github.com/panjf2000/ants*',
];
const STARTED_BY_LIBRARY =
  'the go statement is one of a library: who asked for it is not told (GODEBUG=tracebackancestors=5 shows the callers)';

/** State, frames, go statement, wait and addresses of a group. */
export function basicEvidence({ index, snapshot, group, subject, facts, pattern }: Case): string[] {
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
