// The verdict of one stack group whose pattern is known.
//
// Order of what changes the level: (1) the row's own level, (2) its `raise` conditions, (3) the runtime stopped the program
// because nothing could run any more, (4) the garbage collector proved the leak, (5) the user listed the stack as benign, which
// has the last word but does not hide what was proved. Everything that was used stands in the evidence.

import { type Diagnosis, type DumpSettings, FINDING_LEVELS, type FindingLevel } from '../../model/dump-requests';
import { GoroutineFlag } from '../../model/dumps';
import { basicEvidence, type Case } from './evidence';
import { proofOf } from './leak-profile';
import { fits, type Subject } from './match';
import type { Raise } from './pattern';

/** 0 = the worst. */
export const rankOf = (level: FindingLevel): number => FINDING_LEVELS.indexOf(level);
const worse = (a: FindingLevel, b: FindingLevel): FindingLevel => (rankOf(a) <= rankOf(b) ? a : b);

const ASLEEP = ['*all goroutines are asleep*'];
const BUBBLE_BLOCKED = ['*all goroutines in bubble are blocked*'];
const NOT_WAITING = ['running', 'runnable', 'preempted', 'copystack', 'dead', 'idle', ''];

/** Id of what the user listed as benign. */
export const LISTED = 'listed-by-you';

export function diagnose(of: Case): Diagnosis {
  const { pattern, subject, settings } = of;
  const evidence = basicEvidence(of);
  let level = pattern.level;
  let why = pattern.versions === undefined ? pattern.why : `${pattern.why} ${pattern.versions}`;
  let here: string | undefined;
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
    here = 'Certain: nothing could wake it any more, so the runtime ended the program.';
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
    here = 'Certain: nothing in its bubble could wake it any more, so synctest ended the test.';
  }
  const proof = proofOf(of);
  if (proof !== undefined) {
    level = 'PROVEN';
    const who = proof.all ? 'Proved' : 'Proved for some of them';
    here = `${who}: nothing that still runs can reach what it waits for, so it stays until the process ends.`;
    evidence.push(...proof.evidence);
  }
  // What the pattern says weighs what may be right about such a wait: not about this one.
  if (here !== undefined) why = `${here} Of such goroutines in general: ${why}`;
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
  const { id, advice, verify } = pattern;
  const title = level === 'NORMAL' ? (pattern.normalTitle ?? pattern.title) : pattern.title;
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
