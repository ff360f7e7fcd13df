// What a node of a graph has to do with others, as lists beside the picture: also where the picture leaves the edge out.

import type { NodeLinks } from '../../model/drawn-graph';

/** A longer list is scrolled, not read. */
const MOST_ROWS = 40;

type LinkRow = NodeLinks['rows'][number];

export interface LinkLists<K> {
  /** @param headings in both directions: `Wakes`, `Woken by` */
  add(from: K, to: K, headings: readonly [from: string, to: string], rows: { from: LinkRow; to: LinkRow }): void;
  /** Lists in the order of their first rows. */
  of(key: K): readonly NodeLinks[];
}

/** Links come heaviest first. @typeParam K tells nodes apart */
export function createLinks<K>(): LinkLists<K> {
  const lists = new Map<K, Map<string, { rows: LinkRow[]; more: number }>>();
  const put = (key: K, heading: string, row: LinkRow): void => {
    const own = lists.get(key) ?? new Map<string, { rows: LinkRow[]; more: number }>();
    lists.set(key, own);
    const list = own.get(heading) ?? { rows: [], more: 0 };
    own.set(heading, list);
    if (list.rows.length < MOST_ROWS) list.rows.push(row);
    else list.more++;
  };
  return {
    add(from, to, [out, back], rows) {
      put(from, out, rows.to);
      put(to, back, rows.from);
    },
    of: (key) => Array.from(lists.get(key) ?? [], ([heading, { rows, more }]) => ({ heading, rows, more })),
  };
}
