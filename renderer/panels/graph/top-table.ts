// The functions of a call graph as rows of a table: filtered, sorted, as CSV.

import type { CallGraph, GraphNode } from '../../../shared/model/graphs';

export const TOP_COLUMNS = ['name', 'flat', 'cum'] as const;
export type TopColumn = (typeof TOP_COLUMNS)[number];

export interface TopSort {
  readonly column: TopColumn;
  readonly descending: boolean;
}

/** Names and files that have the text, in any case. Weights sort by size, so that in a difference what changed most stands first. */
export function topRows({ nodes }: CallGraph, text: string, { column, descending }: TopSort): readonly GraphNode[] {
  const wanted = text.trim().toLowerCase();
  const found = nodes.filter(
    ({ name, file }) => wanted === '' || name.toLowerCase().includes(wanted) || file.toLowerCase().includes(wanted),
  );
  const way = descending ? -1 : 1;
  const byName = (a: GraphNode, b: GraphNode): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return found.sort((a, b) => {
    if (column === 'name') return way * byName(a, b);
    const other = column === 'flat' ? 'cum' : 'flat';
    // Most functions have no weight of their own: the other one tells which matter.
    const order = Math.abs(a[column]) - Math.abs(b[column]) || Math.abs(a[other]) - Math.abs(b[other]);
    return way * order || byName(a, b);
  });
}

/** RFC 4180, with a header line; weights in their unit, exact. */
export function topCsv(rows: readonly GraphNode[], { unit, total }: CallGraph): string {
  const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const share = (weight: number): string => (total === 0 ? '' : String(weight / total));
  const lines = rows.map(({ name, file, flat, cum }) =>
    [quote(name), quote(file), flat, share(flat), cum, share(cum)].join(','),
  );
  return [`function,file,own ${unit},own share,with callees ${unit},with callees share`, ...lines, ''].join('\n');
}
