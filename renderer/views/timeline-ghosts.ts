// How many of the goroutines that are shown are ghosts: they wait to the end and nothing woke them.

import type { GoroutineGroup } from '../../shared/model/requests';
import type { Layout } from './timeline-rows';

export interface GhostCounts {
  readonly total: number;
  /** Ghosts among the rows of a group of the layout. */
  of(group: GoroutineGroup): number;
}

/** Counts only rows of the layout: what a filter hides does not count. Both undefined = not known yet: no ghosts. */
export function countGhosts(layout: Layout | undefined, ghosts: readonly GoroutineGroup[] | undefined): GhostCounts {
  const counts = new Map<string, number>();
  const rows = new Map((ghosts ?? []).map((group) => [group.name, new Set(group.rows)]));
  let total = 0;
  for (const group of rows.size === 0 ? [] : (layout?.groups ?? [])) {
    const among = rows.get(group.name);
    if (among === undefined) continue;
    let count = 0;
    for (const row of group.rows) if (among.has(row)) count++;
    counts.set(group.name, count);
    total += count;
  }
  return { total, of: (group) => counts.get(group.name) ?? 0 };
}
