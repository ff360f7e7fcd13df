// What a graph, a flame graph or a table of functions is waited for: what is being done, how far, what went wrong, and how it is
// stopped. One file is asked by one page: of two scopes the newer one is wanted, and the worker stops to work on the other.

import { batch, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import type { GraphAnswers, LayoutApi, OnWalked, WalkedGraphs } from '../../shared/contract/graph-api';
import type { DrawnGraph, GraphDirection, PlacedGraph, ViewSize } from '../../shared/model/drawn-graph';
import type { ExpressionError, GraphScope } from '../../shared/model/graph-requests';
import { createLatest, type Latest, messageOf } from './latest';

/** The worker that places graphs. */
export interface Layout extends LayoutApi {
  /** Whoever waits for a place does not want it any more. */
  cancel(): void;
  dispose(): void;
}

export interface GraphWork {
  /** What is being worked on; undefined = nothing. */
  readonly busy: ReadonlySignal<'building' | 'placing' | undefined>;
  /** Share of the file, 0 … 1, that was walked over for what is being built; undefined where it is not known. */
  readonly walked: ReadonlySignal<number | undefined>;
  /** The user did not want to wait: what is drawn, if anything, is of before. */
  readonly isStopped: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<ExpressionError | undefined>;
  readonly fault: ReadonlySignal<string | undefined>;
  cancel(): void;
  /** Asks again for what was stopped. */
  retry(): void;
}

type Refused = { readonly ok: false; readonly error: ExpressionError };

export interface Question<T extends { readonly ok: true }> {
  readonly latest: Latest;
  readonly scope: GraphScope;
  /** The view waits for this one. */
  readonly leads: boolean;
  readonly ask: (onWalked: OnWalked) => Promise<T | Refused>;
  readonly onAnswer: (answer: T) => void;
}

export interface GraphWorker extends GraphWork {
  /** For one kind of question each. */
  latest(): Latest;
  /** Rises whenever `retry` wants all questions again. */
  readonly tries: ReadonlySignal<number>;
  readonly fault: Signal<string | undefined>;
  ask<T extends { readonly ok: true }>(question: Question<T>): void;
  place(
    graph: DrawnGraph,
    direction: GraphDirection | 'auto',
    view: ViewSize,
    onPlaced: (placed: PlacedGraph, ms: number) => void,
  ): void;
  /** Nobody waits any more. */
  leave(): void;
}

/** Typing in a field does not ask at each letter. */
const PAUSE_MS = 120;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

export function createGraphWorker(answers: GraphAnswers & Partial<WalkedGraphs>, layout: Layout): GraphWorker {
  const busy = signal<'building' | 'placing' | undefined>(undefined);
  const walked = signal<number | undefined>(undefined);
  const isStopped = signal(false);
  const error = signal<ExpressionError | undefined>(undefined);
  const fault = signal<string | undefined>(undefined);
  const tries = signal(0);
  const onFault = (thrown: unknown): void =>
    batch(() => {
      busy.value = undefined;
      fault.value = messageOf(thrown);
    });
  const placing = createLatest(onFault);
  const others: Latest[] = [];
  /** What waits for its pause to be over, or was asked last. */
  const newest = new Map<Latest, OnWalked>();
  /** Of the scope that was asked for last; '' = nothing is wanted. */
  let key = '';

  function leave(): void {
    if (key === '') return;
    key = '';
    for (const latest of [placing, ...others]) latest.cancel();
    newest.clear();
    layout.cancel();
    answers.stopGraphs?.();
    busy.value = undefined;
  }

  return {
    ...{ busy, walked, isStopped, error, fault, tries, leave },
    latest() {
      const latest = createLatest(onFault);
      others.push(latest);
      return latest;
    },
    ask({ latest, scope, leads, ask, onAnswer }) {
      const wanted = JSON.stringify(scope);
      untracked(() => {
        if (wanted !== key) leave();
        key = wanted;
        if (!leads) return;
        placing.cancel();
        layout.cancel();
        batch(() => {
          busy.value = 'building';
          walked.value = undefined;
          isStopped.value = false;
        });
      });
      const onWalked: OnWalked = (share) => {
        if (key === wanted) walked.value = share;
      };
      newest.set(latest, onWalked);
      latest(
        async () => {
          await pause();
          // Its answer would be dropped, and the worker would have worked for nobody.
          if (newest.get(latest) !== onWalked) return new Promise<never>(() => {});
          return ask(onWalked);
        },
        (answer) =>
          batch(() => {
            fault.value = undefined;
            error.value = answer.ok ? undefined : answer.error;
            if (leads) busy.value = undefined;
            if (answer.ok) onAnswer(answer);
          }),
      );
    },
    place(graph, direction, view, onPlaced) {
      const startMs = performance.now();
      batch(() => {
        busy.value = 'placing';
        isStopped.value = false;
      });
      layout.cancel();
      placing(
        () => layout.place(graph, direction, view),
        (placed) =>
          batch(() => {
            busy.value = undefined;
            onPlaced(placed, performance.now() - startMs);
          }),
      );
    },
    cancel() {
      leave();
      isStopped.value = true;
    },
    retry() {
      tries.value++;
    },
  };
}
