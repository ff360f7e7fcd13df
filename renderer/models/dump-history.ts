// Back and forward between what was looked at: from a group to a goroutine, to the one that created it, and back.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { DumpSelection, DumpSession, DumpView } from './dump-session';

export interface DumpHistory extends Disposable {
  readonly canBack: ReadonlySignal<boolean>;
  readonly canForward: ReadonlySignal<boolean>;
  back(): void;
  forward(): void;
  /** Changes what is shown without a step to go back to: it belongs to the step before. */
  silently(change: () => void): void;
  /** From here on: what was before cannot be gone back to. */
  begin(): void;
}

interface Place {
  readonly view: DumpView;
  readonly moment: number;
  readonly selection: DumpSelection;
}

/** More steps back are taken by nobody. */
const MAX_STEPS = 200;

export function createDumpHistory(shown: Pick<DumpSession, 'view' | 'moment' | 'selection'>): DumpHistory {
  const past: Signal<readonly Place[]> = signal([]);
  const future: Signal<readonly Place[]> = signal([]);
  const place = computed<Place>(() => ({
    view: shown.view.value,
    moment: shown.moment.value,
    selection: shown.selection.value,
  }));
  let at = place.peek();

  /** Notices where one is; also called before a silent change, because within a batch the effect comes later. */
  function record(next: Place): void {
    if (same(next, at)) return;
    past.value = [...past.peek(), at].slice(-MAX_STEPS);
    future.value = [];
    at = next;
  }
  const stop = effect(() => {
    const next = place.value;
    untracked(() => record(next));
  });

  function silently(change: () => void): void {
    record(place.peek());
    batch(() => {
      change();
      at = place.peek();
    });
  }

  function travel(from: Signal<readonly Place[]>, to: Signal<readonly Place[]>): void {
    const target = from.peek().at(-1);
    if (target === undefined) return;
    const left = at;
    silently(() => {
      from.value = from.peek().slice(0, -1);
      to.value = [...to.peek(), left];
      shown.view.value = target.view;
      shown.moment.value = target.moment;
      shown.selection.value = target.selection;
    });
  }

  return {
    canBack: computed(() => past.value.length > 0),
    canForward: computed(() => future.value.length > 0),
    back: () => travel(past, future),
    forward: () => travel(future, past),
    silently,
    begin() {
      batch(() => {
        past.value = [];
        future.value = [];
      });
    },
    dispose: stop,
  };
}

const same = (a: Place, b: Place): boolean =>
  a.view === b.view &&
  a.moment === b.moment &&
  a.selection.group === b.selection.group &&
  a.selection.goroutine === b.selection.goroutine;
