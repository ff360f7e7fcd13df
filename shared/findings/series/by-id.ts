// The series goroutine by goroutine: where each one was in each dump, and what became of it since the one before.

import type { IdCounts, MatrixGoroutine, Place } from '../../model/dump-requests';
import type { DumpIndex } from '../../query/dumps/types';
import type { Restart } from './restarts';
import type { Step } from './step';

/** A longer list is read by nobody; a filter finds what is behind its end. */
export const MAX_MATRIX_GOROUTINES = 5000;

/** @param order keys of groups, the most suspicious first: their goroutines come first */
export function byId(
  index: DumpIndex,
  steps: readonly Step[],
  restarts: readonly Restart[],
  order: readonly string[],
): { readonly goroutines: readonly MatrixGoroutine[]; readonly more: number } {
  const rank = new Map(order.map((key, i) => [key, i]));
  const last = new Map<string, { readonly id: number; readonly process: number; key: string }>();
  const processOf = steps.map((_, i) => restarts.filter(({ before }) => before <= i).length);
  steps.forEach(({ snapshot, visible, of, keys, hasIds }, i) => {
    if (!hasIds) return;
    for (let row = 0; row < snapshot.length; row++) {
      const id = snapshot.columns.id[row];
      if (visible[row] === 0 || Number.isNaN(id)) continue;
      last.set(`${processOf[i]} ${id}`, { id, process: processOf[i], key: keys[of[row]] });
    }
  });
  const all = [...last.values()].sort(
    (a, b) =>
      (rank.get(a.key) ?? order.length) - (rank.get(b.key) ?? order.length) || a.process - b.process || a.id - b.id,
  );
  const goroutines = all.slice(0, MAX_MATRIX_GOROUTINES).map(({ id, process, key }): MatrixGoroutine => {
    const cells = steps.map((step, i): MatrixGoroutine['cells'][number] => {
      const row = processOf[i] === process && step.hasIds ? visibleRow(index, step, id) : -1;
      if (row < 0) return { state: '', place: placeOf(index, steps, processOf, i, id, -1) };
      const { columns } = step.snapshot;
      const { frames, user } = index.facts(columns.stack[row]);
      return {
        state: index.string(columns.state[row]),
        place: placeOf(index, steps, processOf, i, id, row),
        ...(user < 0 ? {} : { userFrame: frames[user] }),
      };
    });
    const there = cells.map(
      ({ state, place }) => state !== '' || place === 'new' || place === 'same' || place === 'moved',
    );
    return { id, first: there.indexOf(true), last: there.lastIndexOf(true), cells, key };
  });
  return { goroutines, more: all.length - goroutines.length };
}

function visibleRow(index: DumpIndex, { snapshot, visible }: Step, id: number): number {
  const row = index.rowOfId(snapshot, id);
  return row >= 0 && visible[row] === 1 ? row : -1;
}

function placeOf(
  index: DumpIndex,
  steps: readonly Step[],
  processOf: readonly number[],
  i: number,
  id: number,
  row: number,
): Place {
  const before = i > 0 && processOf[i - 1] === processOf[i] && steps[i - 1].hasIds ? steps[i - 1] : undefined;
  const was = before === undefined ? -1 : visibleRow(index, before, id);
  if (row < 0) return was >= 0 ? 'gone' : 'absent';
  if (before === undefined || was < 0) return 'new';
  const same = before.snapshot.columns.stack[was] === steps[i].snapshot.columns.stack[row];
  return same ? 'same' : 'moved';
}

/** How many of a moment's goroutines came, left, moved or stayed since another one. */
export function idCounts(index: DumpIndex, before: Step, after: Step): IdCounts {
  let [fresh, gone, moved, same] = [0, 0, 0, 0];
  for (let row = 0; row < after.snapshot.length; row++) {
    if (after.visible[row] === 0) continue;
    const was = visibleRow(index, before, after.snapshot.columns.id[row]);
    if (was < 0) fresh++;
    else if (before.snapshot.columns.stack[was] === after.snapshot.columns.stack[row]) same++;
    else moved++;
  }
  for (let row = 0; row < before.snapshot.length; row++) {
    if (before.visible[row] === 1 && visibleRow(index, after, before.snapshot.columns.id[row]) < 0) gone++;
  }
  return { new: fresh, gone, moved, same };
}
