// Collects the items of a spans reply and merges, row by row, neighbours that are narrower than a pixel.
//
// Short items that touch and start in the same pixel become one; a longer item stands alone. So a pixel starts at most
// two items of a row: one merged run, and one long item that leaves the pixel.

import type { SpansReply } from '../model/requests';
import { SPAN_CLASS_COUNT } from '../model/states';
import { NO_CLASS } from './query-context';

const FULL = 255;

export interface SpanItem {
  startNs: number;
  endNs: number;
  state: number;
  reason: number;
  arg: number;
  count: number;
  /** Class of an exact span; NO_CLASS where nothing is. Merged ones have `coverage` instead. */
  spanClass: number;
  ghost: number;
}

export interface SpanCollector {
  beginRow(): void;
  /** The next item of the row. `coverage`: SPAN_CLASS_COUNT shares in 1/255 from `at`; absent for exact spans. */
  add(item: SpanItem, coverage: Uint8Array | undefined, at: number): void;
  reply(): SpansReply;
}

/** @param overGaps short items of one pixel become one even where they do not touch; the gap counts for no class */
export function createSpanCollector(rows: number, nsPerPx: number, overGaps = false): SpanCollector {
  let capacity = 1024;
  let length = 0;
  let row = -1;
  const offset = new Uint32Array(rows + 1);
  let startNs = new Float64Array(capacity);
  let endNs = new Float64Array(capacity);
  let state = new Uint8Array(capacity);
  let reason = new Uint8Array(capacity);
  let arg = new Int32Array(capacity);
  let count = new Uint32Array(capacity);
  let coverage = new Uint8Array(capacity * SPAN_CLASS_COUNT);
  let ghost = new Uint8Array(capacity);

  // The run that is being merged: always the last item written, while openBucket is not NaN.
  let openBucket = Number.NaN;
  let longestNs = 0;
  /** Whether the run has anything but gaps. */
  let runExists = false;
  const runNs = new Float64Array(SPAN_CLASS_COUNT);

  function grow(): void {
    capacity *= 2;
    const grown = <T extends { set(values: T): void }>(bigger: T, values: T): T => {
      bigger.set(values);
      return bigger;
    };
    startNs = grown(new Float64Array(capacity), startNs);
    endNs = grown(new Float64Array(capacity), endNs);
    state = grown(new Uint8Array(capacity), state);
    reason = grown(new Uint8Array(capacity), reason);
    arg = grown(new Int32Array(capacity), arg);
    count = grown(new Uint32Array(capacity), count);
    coverage = grown(new Uint8Array(capacity * SPAN_CLASS_COUNT), coverage);
    ghost = grown(new Uint8Array(capacity), ghost);
  }

  function addToRun(item: SpanItem, shares: Uint8Array | undefined, at: number): void {
    const duration = item.endNs - item.startNs;
    runExists ||= shares !== undefined || item.spanClass !== NO_CLASS;
    if (shares === undefined) {
      if (item.spanClass !== NO_CLASS) runNs[item.spanClass] += duration;
    } else {
      for (let c = 0; c < SPAN_CLASS_COUNT; c++) runNs[c] += (duration * shares[at + c]) / FULL;
    }
  }

  /** Time of the item's own class: for a merged item the best estimate of how long its longest span is. */
  function ownNs(item: SpanItem, shares: Uint8Array | undefined, at: number): number {
    const duration = item.endNs - item.startNs;
    if (shares === undefined || item.spanClass === NO_CLASS) return duration;
    return (duration * shares[at + item.spanClass]) / FULL;
  }

  /** Shares of the run, by rounded running totals so that they add up. A run of no length keeps those of its first item. */
  function closeRun(): void {
    if (Number.isNaN(openBucket)) return;
    openBucket = Number.NaN;
    if (!runExists) {
      length--;
      return;
    }
    const last = length - 1;
    const total = endNs[last] - startNs[last];
    if (count[last] === 1 || total === 0) return;
    let covered = 0;
    let rounded = 0;
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) {
      covered += runNs[c];
      const next = Math.min(FULL, Math.round((covered / total) * FULL));
      coverage[last * SPAN_CLASS_COUNT + c] = next - rounded;
      rounded = next;
    }
  }

  function append(item: SpanItem, shares: Uint8Array | undefined, at: number): void {
    if (length === capacity) grow();
    const i = length++;
    startNs[i] = item.startNs;
    endNs[i] = item.endNs;
    state[i] = item.state;
    reason[i] = item.reason;
    arg[i] = item.arg;
    count[i] = item.count;
    ghost[i] = item.ghost;
    if (shares !== undefined) coverage.set(shares.subarray(at, at + SPAN_CLASS_COUNT), i * SPAN_CLASS_COUNT);
    else if (item.spanClass !== NO_CLASS) coverage[i * SPAN_CLASS_COUNT + item.spanClass] = FULL;
  }

  return {
    beginRow() {
      closeRun();
      row++;
      offset[row] = length;
    },
    add(item, shares, at) {
      const short = item.endNs - item.startNs < nsPerPx;
      const bucket = short ? Math.floor(item.startNs / nsPerPx) : Number.NaN;
      const last = length - 1;
      if (short && bucket === openBucket && (overGaps || endNs[last] === item.startNs)) {
        endNs[last] = item.endNs;
        count[last] += item.count;
        ghost[last] |= item.ghost;
        const own = ownNs(item, shares, at);
        if (own > longestNs) {
          longestNs = own;
          state[last] = item.state;
          reason[last] = item.reason;
          arg[last] = item.arg;
        }
        addToRun(item, shares, at);
        return;
      }
      closeRun();
      // Nothing is there: known only for exact items, whose own class says so.
      if (!short && shares === undefined && item.spanClass === NO_CLASS) return;
      append(item, shares, at);
      if (!short) return;
      openBucket = bucket;
      longestNs = ownNs(item, shares, at);
      runNs.fill(0);
      runExists = false;
      addToRun(item, shares, at);
    },
    reply() {
      closeRun();
      for (let i = row + 1; i <= rows; i++) offset[i] = length;
      return {
        offset,
        startNs: startNs.slice(0, length),
        endNs: endNs.slice(0, length),
        state: state.slice(0, length),
        reason: reason.slice(0, length),
        arg: arg.slice(0, length),
        count: count.slice(0, length),
        coverage: coverage.slice(0, length * SPAN_CLASS_COUNT),
        ghost: ghost.slice(0, length),
      };
    },
  };
}
