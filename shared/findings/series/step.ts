// What the comparison of a series works on: each moment with what was made of it, and its rows by group.

import type { GroupingRequest } from '../../model/dump-requests';
import { type Moment, mainSnapshot, type Snapshot } from '../../model/dumps';
import { partition } from '../../query/dumps/partition';
import type { DumpIndex, GroupJudge } from '../../query/dumps/types';
import { visibleRows } from '../../query/dumps/visible';

/** A moment of the series and what is known of it. */
export interface SeriesPart {
  readonly moment: Moment;
  readonly judge: GroupJudge;
  /** 1 = the row matches the filter; absent = all do. */
  readonly mask: Uint8Array | undefined;
}

/** One moment's rows, by the keys of a grouping. */
export interface Step {
  readonly snapshot: Snapshot;
  readonly judge: GroupJudge;
  /** 1 = the row is compared. */
  readonly visible: Uint8Array;
  /** Group of each row, and the keys and titles of groups. */
  readonly of: Int32Array;
  readonly keys: readonly string[];
  readonly titles: readonly string[];
  /** Goroutines that are left out as background, and their groups. */
  readonly hidden: { readonly goroutines: number; readonly groups: number };
  /** Milliseconds since 1970; absent = not told. */
  readonly timeMs?: number;
  /** Rows have ids. */
  readonly hasIds: boolean;
}

export function createSteps(
  index: DumpIndex,
  parts: readonly SeriesPart[],
  request: Pick<GroupingRequest, 'groupBy' | 'similarity' | 'ignoreState' | 'background'>,
): readonly Step[] {
  return parts.map(({ moment, judge, mask }) => {
    const snapshot = mainSnapshot(moment);
    const { of, keys, titles } = partition(index, snapshot, request);
    const visible = visibleRows(index, snapshot, judge, request.background, mask);
    const hiddenGroups = new Set<number>();
    let goroutines = 0;
    for (let row = 0; row < snapshot.length; row++) {
      if (visible[row] === 1 || (mask !== undefined && mask[row] === 0)) continue;
      goroutines += snapshot.columns.weight[row];
      hiddenGroups.add(of[row]);
    }
    return {
      ...{ snapshot, judge, visible, of, keys, titles },
      hidden: { goroutines, groups: hiddenGroups.size },
      ...(moment.timeMs === undefined ? {} : { timeMs: moment.timeMs }),
      hasIds: snapshot.form === 'goroutines',
    };
  });
}
