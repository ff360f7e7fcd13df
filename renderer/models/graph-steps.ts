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

/** How a step is looked at: kept when it is left, and given back with it. */
export interface StepLook<L> {
  read(): L | undefined;
  /** Undefined: it is a new step, or was never seen. */
  write(look: L | undefined): void;
}

interface Left<T, L> {
  readonly step: T;
  readonly look: L | undefined;
}

/** @param read reads the signals that make a step; `write` sets them */
export function createSteps<T, L>(read: () => T, write: (step: T) => void, look: StepLook<L>): Steps & Disposable {
  const past = signal<readonly Left<T, L>[]>([]);
  const future = signal<readonly Left<T, L>[]>([]);
  let last: { readonly step: T } | undefined;
  /** Keeps the way itself out of what it leads through. */
  let travelling = false;
  const dispose = effect(() => {
    const step = read();
    untracked(() => {
      if (last !== undefined && !travelling) {
        past.value = [...past.value.slice(1 - MOST_STEPS), { step: last.step, look: look.read() }];
        future.value = [];
        look.write(undefined);
      }
      last = { step };
      travelling = false;
    });
  });
  function travel(from: Signal<readonly Left<T, L>[]>, to: Signal<readonly Left<T, L>[]>): void {
    const steps = from.peek();
    if (steps.length === 0 || last === undefined) return;
    const here = { step: last.step, look: look.read() };
    const there = steps[steps.length - 1];
    batch(() => {
      travelling = true;
      from.value = steps.slice(0, -1);
      to.value = [...to.peek(), here];
      look.write(there.look);
      write(there.step);
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
