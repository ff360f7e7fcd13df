// Ids and start functions of all goroutines, filtered out or not: processors run those too.

import { splitFunctionName } from '../../shared/base/function-name';
import type { GoroutineNames } from '../tracks';
import type { Layout } from './timeline-rows';

export interface TimelineNames extends GoroutineNames {
  /** `g50`; `g?` while the ids are not known. */
  id(row: number): string;
}

/** `everything` is the layout without a filter. */
export function createTimelineNames(everything: Layout | undefined): TimelineNames {
  const groups = everything?.groups ?? [];
  const groupOfRow = new Int32Array(everything?.total ?? 0).fill(-1);
  const ids = everything?.ids ?? new Float64Array(0);
  groups.forEach((group, i) => {
    for (const row of group.rows) groupOfRow[row] = i;
  });
  const names: TimelineNames = {
    id: (row) => (row >= 0 && row < ids.length ? `g${ids[row]}` : 'g?'),
    name: (row) => groups[groupOfRow[row] ?? -1]?.name ?? '',
    label(row, maxPx, measure) {
      const id = names.id(row);
      const { pkg, name } = splitFunctionName(names.name(row));
      return [`${id} ${pkg}${name}`, `${id} ${name}`, id].find((text) => measure(text) <= maxPx) ?? '';
    },
  };
  return names;
}
