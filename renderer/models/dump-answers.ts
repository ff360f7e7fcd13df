// Answers that follow their questions: asked while somebody looks, asked again when what they depend on has changed.

import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import { createLatest } from './latest';

export interface Question<T> {
  /** What the answer depends on: plain data. The same key is not asked twice in a row. */
  readonly key: readonly unknown[];
  ask(): Promise<T>;
}

/**
 * Asks `question()`, which reads signals, whenever its key is another one; undefined = nobody looks, nothing is asked. The
 * answer of an older question is dropped.
 */
export function follow<T>(
  question: () => Question<T> | undefined,
  use: (answer: T) => void,
  onFault: (error: unknown) => void,
): Disposable {
  let asked: string | undefined;
  const latest = createLatest((error) => {
    asked = undefined; // whoever looks again asks again
    onFault(error);
  });
  const stop = effect(() => {
    const next = question();
    if (next === undefined) return;
    const key = JSON.stringify(next.key);
    if (key === asked) return;
    asked = key;
    untracked(() => latest(next.ask, use));
  });
  return {
    dispose() {
      stop();
      latest.cancel();
    },
  };
}

export interface Answer<T> extends Disposable {
  /** The last answer; it stays until the next one is there. */
  readonly value: ReadonlySignal<T | undefined>;
  /** Takes the answer away: it is of something that is not there any more. */
  clear(): void;
}

export function createAnswer<T>(
  question: () => Question<T> | undefined,
  onFault: (error: unknown) => void,
): Answer<NonNullable<T>> {
  const value = signal<NonNullable<T> | undefined>(undefined);
  const { dispose } = follow(
    question,
    (answer) => {
      value.value = answer ?? undefined;
    },
    onFault,
  );
  return {
    value,
    dispose,
    clear() {
      value.value = undefined;
    },
  };
}
