// What is offered while a filter is typed, and which of it is chosen: the state behind the list under the filter box.

import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { Completion } from '../../shared/model/dump-requests';
import { createLatest } from './latest';

export type Complete = (filter: string, caret: number) => Promise<readonly Completion[]>;

export interface FilterCompletion extends Disposable {
  /** [] = the list is closed. */
  readonly items: ReadonlySignal<readonly Completion[]>;
  /** Place of the chosen one; -1 = none is. */
  readonly active: ReadonlySignal<number>;
  ask(filter: string, caret: number): void;
  /** Chooses the next (1) or the one before (-1), around the end and over none. */
  move(step: 1 | -1): void;
  /** The filter with the item at a place taken, and where the caret stands then; closes the list. */
  take(filter: string, place: number): { readonly filter: string; readonly caret: number } | undefined;
  close(): void;
}

export function createFilterCompletion(complete: Complete): FilterCompletion {
  const items = signal<readonly Completion[]>([]);
  const active = signal(-1);
  const show = (found: readonly Completion[]): void => {
    batch(() => {
      items.value = found;
      active.value = -1;
    });
  };
  // Without an offer one can type all the same: a question that failed says so elsewhere, with the filter's own.
  const latest = createLatest(() => show([]));
  const close = (): void => {
    latest.cancel();
    show([]);
  };
  return {
    items,
    active,
    ask(filter, caret) {
      latest(
        () => complete(filter, caret),
        // What stands there already is no offer.
        (found) => show(found.filter(({ text, from, to }) => filter.slice(from, to) !== text)),
      );
    },
    move(step) {
      const count = items.peek().length + 1;
      if (count > 1) active.value = ((active.peek() + 1 + step + count) % count) - 1;
    },
    take(filter, place) {
      const item = items.peek()[place];
      if (item === undefined) return undefined;
      close();
      const { from, to, text } = item;
      return { filter: filter.slice(0, from) + text + filter.slice(to), caret: from + text.length };
    },
    close,
    dispose: () => latest.cancel(),
  };
}
