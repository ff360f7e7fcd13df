// Which problem made a gap: the events of a gap know times only, problems know places in the file.

import type { Problem } from '../model/problems';
import type { Gap } from '../model/requests';

/** A gap, and where reading went on after it. */
export interface PlacedGap {
  readonly fromNs: number;
  readonly toNs: number;
  /** File offset of the generation after the gap, and its number. */
  readonly offset: number;
  readonly generation: number;
}

/**
 * The gaps with their problems: each gets the last one of those that stand between the gap before and the place where reading
 * went on. Damaged tables make no gap, so they are taken only if there is nothing else.
 * @param gaps in the order of the file
 */
export function gapsWithProblems(gaps: readonly PlacedGap[], problems: readonly Problem[]): readonly Gap[] {
  return gaps.map(({ fromNs, toNs, offset, generation }, i) => {
    const after = gaps[i - 1]?.offset ?? 0;
    // What is said of the generation after the gap stands at its beginning, too.
    const candidates = problems
      .map((problem, index) => ({ problem, index }))
      .filter(
        ({ problem }) =>
          problem.offset !== undefined &&
          problem.offset >= after &&
          (problem.offset < offset || (problem.offset === offset && problem.generation !== generation)),
      );
    const last = candidates.findLast(({ problem }) => problem.code !== 'broken-table') ?? candidates.at(-1);
    return { fromNs, toNs, ...(last === undefined ? {} : { problem: last.index }) };
  });
}
