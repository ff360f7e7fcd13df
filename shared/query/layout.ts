// Goroutines that match a filter, grouped by start function, in the order in which the timeline shows them:
// the program's groups by what they cost (time running, runnable, in syscalls), then those of the runtime.

import type { GoroutineGroup, LayoutReply } from '../model/requests';
import { isSystemGoroutine } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { filterGoroutines } from './filter';
import { inSyscallNs } from './goroutine-times';
import { compareNumbers } from './table';

interface Group extends GoroutineGroup {
  readonly system: boolean;
  readonly busyNs: number;
}

export function layout(index: TraceIndex, filter: string): LayoutReply {
  const filtered = filterGoroutines(index, filter);
  if (!filtered.ok) return filtered;
  const { goroutines } = index;
  const rowsByName = new Map<number, number[]>();
  for (let row = 0; row < goroutines.length; row++) {
    if (filtered.mask[row] === 0) continue;
    const name = goroutines.name[row];
    const rows = rowsByName.get(name);
    if (rows === undefined) rowsByName.set(name, [row]);
    else rows.push(row);
  }
  const groups = [...rowsByName].map(([name, rows]) => makeGroup(index, name, rows));
  groups.sort(
    (a, b) =>
      Number(a.system) - Number(b.system) ||
      Number(a.name === '') - Number(b.name === '') ||
      b.busyNs - a.busyNs ||
      (a.name < b.name ? -1 : 1),
  );
  return {
    ok: true,
    total: goroutines.length,
    matched: filtered.matched,
    groups: groups.map(({ name, rows }) => ({ name, rows })),
    ids: goroutines.id.slice(),
  };
}

function makeGroup({ goroutines, symbols }: TraceIndex, nameString: number, rows: readonly number[]): Group {
  const { createdNs, id, execNs, schedWaitNs } = goroutines;
  const name = symbols.string(nameString);
  let busyNs = 0;
  for (const row of rows) busyNs += execNs[row] + schedWaitNs[row] + inSyscallNs(goroutines, row);
  const sorted = Int32Array.from(rows).sort(
    (a, b) => compareNumbers(createdNs[a], createdNs[b], false) || id[a] - id[b],
  );
  return { name, rows: sorted, system: isSystemGoroutine(name), busyNs };
}
