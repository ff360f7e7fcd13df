// The selected time range in numbers: how many goroutines are in which state, on average over the range.

import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Disposable } from '../../shared/base/disposable';
import type { TraceApi } from '../../shared/contract/trace-api';
import type { Gap } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT } from '../../shared/model/states';
import { unreadableNs } from './gaps';
import { createLatest } from './latest';
import type { TimeWindow } from './session';

export interface RangeFacts extends TimeWindow {
  /** Average number of goroutines per SpanClass, over the part that is readable. */
  readonly perClass: readonly number[];
  /** How much of the range the file tells nothing of. */
  readonly unreadableNs: number;
}

export interface RangeFactsModel extends Disposable {
  /** Of the selected range; the one before stays until the answer is there. Undefined without a range. */
  readonly facts: ReadonlySignal<RangeFacts | undefined>;
}

/**
 * Merged spans that reach over an end of the range count by their share in it. They are about as long as a column, so with
 * a single column they could be as long as the range; with this many the error stays below half a percent.
 */
const COLUMNS = 512;
/** A range is dragged: ranges that stand shorter than this are not asked for. */
const DRAG_DELAY_MS = 60;

export function createRangeFacts(
  api: TraceApi,
  edition: ReadonlySignal<number>,
  range: ReadonlySignal<TimeWindow | undefined>,
  gaps: () => readonly Gap[],
  onFault: (error: unknown) => void,
): RangeFactsModel {
  const facts = signal<RangeFacts | undefined>(undefined);
  const latest = createLatest(onFault);
  let askedRange: TimeWindow | undefined;
  const stop = effect(() => {
    const asked = range.value;
    if (edition.value === 0) return;
    const more = asked !== undefined && asked === askedRange;
    askedRange = asked;
    if (asked === undefined || asked.toNs <= asked.fromNs) {
      latest.cancel();
      facts.value = undefined;
      return;
    }
    const ask = async () => {
      await new Promise<void>((resolve) => setTimeout(resolve, DRAG_DELAY_MS));
      if (asked !== range.peek()) return undefined;
      const { fromNs, toNs } = asked;
      return api.density({ groups: 'all', fromNs, toNs, nsPerPx: (toNs - fromNs) / COLUMNS });
    };
    (more ? latest.again : latest)(ask, (reply) => {
      if (!reply) return;
      const { fromNs, toNs } = asked;
      const lengthNs = toNs - fromNs;
      const lostNs = unreadableNs(gaps(), fromNs, toNs);
      // The columns count nobody in a gap; nobody is not what the file says of it.
      const scale = lostNs < lengthNs ? lengthNs / (lengthNs - lostNs) : 0;
      const perClass = averages(reply.value, reply.columns).map((count) => count * scale);
      facts.value = { ...asked, perClass, unreadableNs: lostNs };
    });
  });
  return {
    facts,
    dispose() {
      stop();
      latest.cancel();
    },
  };
}

/** Mean over all columns, per class. */
function averages(value: Float32Array, columns: number): readonly number[] {
  const sums = new Array<number>(SPAN_CLASS_COUNT).fill(0);
  for (let i = 0; i < columns * SPAN_CLASS_COUNT; i++) sums[i % SPAN_CLASS_COUNT] += value[i];
  return sums.map((sum) => sum / Math.max(1, columns));
}
