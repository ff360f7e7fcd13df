// Enter in the filter: when it leaves one goroutine, that one is meant (`g:50`).

import { effect, untracked } from '@preact/signals';
import type { FileSession } from '../models/sessions';

/** Calls back as soon as the text in the filter is applied, unless the text changes before. */
export function chooseOnlyMatch(session: FileSession, choose: (goroutineRow: number) => void): void {
  const text = session.filter.peek();
  let over = false;
  const stop = effect(() => {
    const changed = session.filter.value !== text;
    if (over || (!changed && session.appliedFilter.value !== text)) return;
    over = true;
    untracked(() => {
      const layout = session.layout.value;
      if (changed || layout?.matched !== 1) return;
      const row = layout.groups.find((group) => group.rows.length > 0)?.rows[0];
      if (row !== undefined) choose(row);
    });
    queueMicrotask(() => stop());
  });
}
