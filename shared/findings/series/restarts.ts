// Whether two dumps are of one process. Ids of goroutines are never used twice in a process and always rise: where that does
// not hold the process was started again, and the same id is another goroutine.

import type { DumpIndex } from '../../query/dumps/types';
import { clip } from '../dumps/words';
import type { Step } from './step';

export interface Restart {
  /** Place of the first moment after it. */
  readonly before: number;
  readonly why: string;
}

/** Goroutines of the same id that were created at another place, of those compared: more is no coincidence. */
const MOST_STRANGERS = 0.5;
const COMPARED = 2000;

/**
 * What the runtime prints before it ends the process. `panic:` is not among them: programs that recover print it too, and go on.
 */
const LAST_WORDS = /^(?:fatal error: |SIGQUIT: quit)/;

export function findRestarts(index: DumpIndex, steps: readonly Step[]): readonly Restart[] {
  return steps.flatMap((step, i) => {
    const before = steps[i - 1];
    if (before === undefined || !before.hasIds || !step.hasIds) return [];
    const why = whyAnother(index, before, step);
    return why === undefined ? [] : [{ before: i, why }];
  });
}

function whyAnother(index: DumpIndex, before: Step, after: Step): string | undefined {
  const words = before.snapshot.preamble.find((line) => LAST_WORDS.test(line));
  if (words !== undefined) return `the process of the dump before it ended with that dump (${clip(words)})`;
  const [last, next] = [highest(before), highest(after)];
  // A dump that was cut, or of one goroutine only, has not all ids.
  const whole = !before.snapshot.truncated && !after.snapshot.truncated && after.snapshot.length > 1;
  const { columns, length } = before.snapshot;
  let same = 0;
  let others = 0;
  for (let row = 0; row < length && same + others < COMPARED; row++) {
    const other = index.rowOfId(after.snapshot, columns.id[row]);
    if (other < 0 || columns.creator[row] < 0 || after.snapshot.columns.creator[other] < 0) continue;
    if (columns.creator[row] === after.snapshot.columns.creator[other]) same++;
    else others++;
  }
  if (others > 0 && others / (same + others) > MOST_STRANGERS) {
    return `${others} of ${same + others} goroutines with the same id were created elsewhere: the process was started again, or these are two processes`;
  }
  if (whole && next < last && same === 0) {
    return `the highest goroutine id falls from ${last} to ${next}: the process was started again, or these are two processes`;
  }
  return undefined;
}

function highest({ snapshot: { columns, length } }: Step): number {
  let most = 0;
  for (let row = 0; row < length; row++) if (columns.id[row] > most) most = columns.id[row];
  return most;
}
