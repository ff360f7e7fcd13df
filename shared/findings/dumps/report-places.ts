// Where the goroutines of a finding stand, as evidence.

import type { Diagnosis, ReportFinding } from '../../model/dump-requests';
import { ELIDED_FUNC, type Snapshot } from '../../model/dumps';
import type { Frame } from '../../model/stacks';
import { isStandard } from '../../query/dumps/frame-kinds';
import type { DumpIndex } from '../../query/dumps/types';
import { panicOrigin, place, plural } from './words';

/** Places that a finding names; the rest is counted. */
export const MAX_PLACES = 5;

/** A stack group with what is said of it. */
export interface Judged {
  readonly group: number;
  readonly diagnosis: Diagnosis;
  readonly goroutines: number;
}

/** The place of a group with its numbers, then what else its diagnosis rests on. */
export function placeEvidence(
  index: DumpIndex,
  snapshot: Snapshot,
  { group, diagnosis, goroutines }: Judged,
): ReportFinding['evidence'] {
  const groups = index.groups(snapshot);
  const frame = placeOf(index, groups.stack[group], diagnosis.id);
  const id = snapshot.columns.id[groups.firstRow[group]];
  const where = frame === undefined ? 'no stack' : place(frame);
  // The frame of the place needs no second line.
  const further = diagnosis.evidence.filter((text) => frame === undefined || !text.endsWith(place(frame)));
  return [
    {
      text: `${plural(goroutines, 'goroutine')}: ${where}${further.length > 0 ? `; ${further.join('; ')}` : ''}`,
      ...(id >= 0 ? { goroutine: id } : {}),
      ...(frame === undefined ? {} : { frame }),
    },
  ];
}

/** The program's own frame; of a goroutine of the standard library the outermost, which says what it is for. */
function placeOf(index: DumpIndex, stack: number, id: string): Frame | undefined {
  const { frames, user } = index.facts(stack);
  const origin = id === 'goroutine-panicked' ? panicOrigin(frames) : undefined;
  if (origin !== undefined) return origin;
  const own = frames[user];
  if (own !== undefined && !isStandard(own.func, own.file)) return own;
  return frames.findLast(({ func }) => func !== 'runtime.goexit' && func !== ELIDED_FUNC) ?? frames[0];
}
