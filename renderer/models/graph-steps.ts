// The way back and forward through the settings of a graph: each change of what is looked at is a step.

import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';

export interface Steps {
  back(): void;
  forward(): void;
  readonly canGoBack: ReadonlySignal<boolean>;
  readonly canGoForward: ReadonlySignal<boolean>;
}

const MOST_STEPS = 50;

/** @param read reads the signals that make a step; `write` sets them */
export function createSteps<T>(read: () => T, write: (step: T) => void): Steps & Disposable {
  const past = signal<readonly T[]>([]);
  const future = signal<readonly T[]>([]);
  let last: { readonly step: T } | undefined;
  /** Keeps the way itself out of what it leads through. */
  let travelling = false;
  const dispose = effect(() => {
    const step = read();
    untracked(() => {
      if (last !== undefined && !travelling) {
        past.value = [...past.value.slice(1 - MOST_STEPS), last.step];
        future.value = [];
      }
      last = { step };
      travelling = false;
    });
  });
  function travel(from: Signal<readonly T[]>, to: Signal<readonly T[]>): void {
    const steps = from.peek();
    if (steps.length === 0 || last === undefined) return;
    const here = last.step;
    batch(() => {
      travelling = true;
      from.value = steps.slice(0, -1);
      to.value = [...to.peek(), here];
      write(steps[steps.length - 1]);
    });
  }
  return {
    back: () => travel(past, future),
    forward: () => travel(future, past),
    canGoBack: computed(() => past.value.length > 0),
    canGoForward: computed(() => future.value.length > 0),
    dispose,
  };
}
