// What waits until the text in the filter is applied: Enter in the filter, and going to a goroutine that it hides.

import { effect, untracked } from '@preact/signals';
import type { FileSession } from '../models/file-session';

/** Calls back as soon as the text that is in the filter now is applied; not at all if the text changes before. */
export function whenApplied(session: FileSession, onApplied: () => void): void {
  const text = session.filter.peek();
  let over = false;
  const stop = effect(() => {
    const changed = session.filter.value !== text;
    if (over || (!changed && session.appliedFilter.value !== text)) return;
    over = true;
    if (!changed) untracked(onApplied);
    queueMicrotask(() => stop());
  });
}

/** Enter in the filter: when it leaves one goroutine, that one is meant (`g:50`). */
export function chooseOnlyMatch(session: FileSession, choose: (goroutineRow: number) => void): void {
  whenApplied(session, () => {
    const layout = session.layout.value;
    if (layout?.matched !== 1) return;
    const row = layout.groups.find((group) => group.rows.length > 0)?.rows[0];
    if (row !== undefined) choose(row);
  });
}
