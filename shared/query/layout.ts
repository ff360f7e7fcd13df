// Goroutines that match a filter, grouped by start function, in the order in which the timeline shows them:
// the program's groups by what they cost (time running, runnable, in syscalls), then those of the runtime.

import { sortRows } from '../base/sort-rows';
import type { GoroutineGroup, LayoutReply, WholeLayout } from '../model/requests';
import { isSystemGoroutine } from '../model/states';
import type { TraceIndex } from '../model/trace-index';
import { filterGoroutines } from './filter';
import { inSyscallNs } from './goroutine-times';

interface Group extends GoroutineGroup {
  readonly system: boolean;
  readonly busyNs: number;
}

export function layout(index: TraceIndex, filter: string): LayoutReply {
  const filtered = filterGoroutines(index, filter);
  return filtered.ok ? layoutOf(index, filtered.mask, filtered.matched) : filtered;
}

/** The layout without a filter. */
export function layoutOfAll(index: TraceIndex): WholeLayout {
  const { length } = index.goroutines;
  return layoutOf(index, new Uint8Array(length).fill(1), length);
}

function layoutOf(index: TraceIndex, mask: Uint8Array, matched: number): WholeLayout {
  const { goroutines } = index;
  const groups = rowsByName(goroutines.name, mask).map(([name, rows]) => makeGroup(index, name, rows));
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
    matched,
    groups: groups.map(({ name, rows }) => ({ name, rows })),
    ids: goroutines.id.slice(),
  };
}

/** Rows of each name, ascending; names in the order in which they appear. */
function rowsByName(name: Int32Array, mask: Uint8Array): [name: number, rows: Int32Array][] {
  const groupOf = new Map<number, number>();
  const group = new Int32Array(mask.length);
  const lengths: number[] = [];
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 0) continue;
    // Neighbours mostly have the same name.
    const same = row > 0 && mask[row - 1] === 1 && name[row] === name[row - 1];
    let number = same ? group[row - 1] : groupOf.get(name[row]);
    if (number === undefined) {
      number = lengths.length;
      groupOf.set(name[row], number);
      lengths.push(0);
    }
    group[row] = number;
    lengths[number]++;
  }
  const rows = lengths.map((length) => new Int32Array(length));
  lengths.fill(0);
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) rows[group[row]][lengths[group[row]]++] = row;
  return [...groupOf].map(([key, number]) => [key, rows[number]]);
}

function makeGroup({ goroutines, symbols }: TraceIndex, nameString: number, rows: Int32Array): Group {
  const { createdNs, id, execNs, schedWaitNs } = goroutines;
  const name = symbols.string(nameString);
  let busyNs = 0;
  for (const row of rows) busyNs += execNs[row] + schedWaitNs[row] + inSyscallNs(goroutines, row);
  sortRows(rows, createdNs, false);
  // Those that were there when the trace began have one time.
  for (let from = 0, to = 1; to <= rows.length; to++) {
    if (to < rows.length && Object.is(createdNs[rows[to]], createdNs[rows[from]])) continue;
    if (to - from > 1) sortRows(rows.subarray(from, to), id, false);
    from = to;
  }
  return { name, rows, system: isSystemGoroutine(name), busyNs };
}
