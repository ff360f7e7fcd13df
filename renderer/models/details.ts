// What the details panel shows of the selection, asked from the worker; and the steps to neighbouring spans.

import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { TraceApi } from '../../shared/contract/trace-api';
import type { GoroutineDetail, SpanDetail } from '../../shared/model/requests';
import { createLatest } from './latest';
import type { Selection } from './session';

export interface Details extends Disposable {
  /** Of the selected goroutine; the one before stays until the answer is there. */
  readonly goroutine: ReadonlySignal<GoroutineDetail | undefined>;
  readonly span: ReadonlySignal<SpanDetail | undefined>;
  /** Selects the span before or after the selected one on its row; nothing happens at the ends. */
  step(step: -1 | 1): void;
}

export function createDetails(
  api: TraceApi,
  edition: ReadonlySignal<number>,
  selection: Signal<Selection>,
  onFault: (error: unknown) => void,
): Details {
  const goroutine = signal<GoroutineDetail | undefined>(undefined);
  const span = signal<SpanDetail | undefined>(undefined);
  const latestGoroutine = createLatest(onFault);
  const latestSpan = createLatest(onFault);
  const latestStep = createLatest(onFault);
  // The whole selection changes with every click; its goroutine alone decides whether to ask for it again.
  const selectedRow = computed(() => selection.value.goroutine);

  let askedRow: number | undefined;
  let askedSpan: Selection['span'];

  const stopGoroutine = effect(() => {
    const row = selectedRow.value;
    if (edition.value === 0) return;
    const more = row !== undefined && row === askedRow;
    askedRow = row;
    (more ? latestGoroutine.again : latestGoroutine)(
      async () => (row === undefined ? undefined : api.goroutine(row)),
      (detail) => {
        goroutine.value = detail;
        // Of a ghost one wants to know where it waits: its last span is selected with it.
        const { goroutine: selected, span: chosen } = selection.peek();
        if (!more && detail?.ghost && selected === row && row !== undefined && chosen === undefined) {
          selection.value = { goroutine: row, span: { lane: 'goroutine', row, timeNs: detail.finalSinceNs } };
        }
      },
    );
  });
  const stopSpan = effect(() => {
    const ref = selection.value.span;
    if (edition.value === 0) return;
    const more = ref !== undefined && ref === askedSpan;
    askedSpan = ref;
    (more ? latestSpan.again : latestSpan)(
      async () => (ref === undefined ? undefined : api.spanAt(ref.lane, ref.row, ref.timeNs)),
      (detail) => {
        span.value = detail;
      },
    );
  });

  return {
    goroutine,
    span,
    step(step) {
      const { span: ref, ...rest } = selection.peek();
      if (ref === undefined) return;
      latestStep(
        () => api.neighbourSpan(ref.lane, ref.row, ref.timeNs, step),
        (found) => {
          if (found === undefined) return;
          const timeNs = found.startNs + (found.endNs - found.startNs) / 2;
          selection.value = { ...rest, span: { lane: found.lane, row: found.row, timeNs } };
        },
      );
    },
    dispose() {
      stopGoroutine();
      stopSpan();
      latestGoroutine.cancel();
      latestSpan.cancel();
      latestStep.cancel();
    },
  };
}
