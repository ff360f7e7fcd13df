// Collects the spans of a lane into blocks of BLOCK_SPANS and hands on each block sorted by row, with its levels of detail
// (shared/model/tables.ts says what a block is).
//
// Spans come one by one as plain numbers and are kept in preallocated columns. Within a row they come in time order, and
// whoever adds them writes idle time as spans too, so that a span ends where the next one starts. Where it does not (a C
// thread's goroutine id that is used again later, a damaged part of the file), the writer fills the gap with a span of state 0
// (GoState.Undetermined) without reason and argument, which counts for no class.

import { NONE } from '../model/events';
import type { SpanClass } from '../model/states';
import { BLOCK_SPANS, type BlockInfo, type Lane, type SpanLevel } from '../model/tables';
import { grown } from './growable';
import { levelsOfDetail, NO_CLASS } from './levels';

const GAP_STATE = 0;
/** States and reasons are one byte each. */
const REASON_NUMBERS = 256;
const UNASKED = 254;

export type EmitBlock = (info: BlockInfo, levels: readonly SpanLevel[]) => void;

export interface SpanBlockWriter {
  /** A finished span; times in ns since trace start. State, reason and arg: see SpanLevel. */
  add(row: number, startNs: number, endNs: number, state: number, reason: number, arg: number): void;
  /** Hands on the last, partly filled block. */
  finish(): void;
}

/**
 * @param classOf class of a state and reason number; asked once per pair. `undefined`: counts for no class.
 * @param emit receives each full block; its columns are not used again by the writer.
 */
export function createSpanBlockWriter(
  lane: Lane,
  classOf: (state: number, reason: number) => SpanClass | undefined,
  emit: EmitBlock,
): SpanBlockWriter {
  const rowOf = new Int32Array(BLOCK_SPANS);
  const starts = new Float64Array(BLOCK_SPANS);
  const ends = new Float64Array(BLOCK_SPANS);
  const states = new Uint8Array(BLOCK_SPANS);
  const reasons = new Uint8Array(BLOCK_SPANS);
  const args = new Int32Array(BLOCK_SPANS);
  const order = new Uint32Array(BLOCK_SPANS);
  /** Spans per row while counting, then the place of the row's next span; all zero between flushes. */
  let counts = new Uint32Array(0);
  const classes = new Uint8Array(REASON_NUMBERS * REASON_NUMBERS).fill(UNASKED);
  let length = 0;
  let block = 0;

  /** Fills `order` with the spans by row, those of a row as they came (counting sort); returns the rows, ascending. */
  function sortByRow(): Int32Array {
    const present = new Int32Array(length);
    let rowCount = 0;
    for (let i = 0; i < length; i++) {
      const row = rowOf[i];
      if (row >= counts.length) counts = grown(counts, row + 1, 0);
      if (counts[row]++ === 0) present[rowCount++] = row;
    }
    const rows = present.slice(0, rowCount).sort();
    let place = 0;
    for (const row of rows) {
      const count = counts[row];
      counts[row] = place;
      place += count;
    }
    for (let i = 0; i < length; i++) order[counts[rowOf[i]]++] = i;
    for (const row of rows) counts[row] = 0;
    return rows;
  }

  function countGaps(): number {
    let gaps = 0;
    for (let i = 1; i < length; i++) {
      const before = order[i - 1];
      const span = order[i];
      if (rowOf[before] === rowOf[span] && ends[before] < starts[span]) gaps++;
    }
    return gaps;
  }

  function classNumber(state: number, reason: number): number {
    const key = state * REASON_NUMBERS + reason;
    const known = classes[key];
    if (known !== UNASKED) return known;
    classes[key] = classOf(state, reason) ?? NO_CLASS;
    return classes[key];
  }

  function flush(): void {
    const rows = sortByRow();
    const items = length + countGaps();
    const startNs = new Float64Array(items);
    const state = new Uint8Array(items);
    const reason = new Uint8Array(items);
    const arg = new Int32Array(items);
    const spanClass = new Uint8Array(items);
    const rowOffset = new Uint32Array(rows.length + 1);
    const rowStartNs = new Float64Array(rows.length);
    const rowEndNs = new Float64Array(rows.length);
    let item = 0;
    let next = 0;
    let fromNs = Number.POSITIVE_INFINITY;
    let toNs = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < rows.length; i++) {
      rowStartNs[i] = starts[order[next]];
      let endNs = rowStartNs[i];
      for (; next < length && rowOf[order[next]] === rows[i]; next++) {
        const span = order[next];
        if (endNs < starts[span]) {
          startNs[item] = endNs;
          state[item] = GAP_STATE;
          arg[item] = NONE;
          spanClass[item++] = NO_CLASS;
        }
        startNs[item] = starts[span];
        state[item] = states[span];
        reason[item] = reasons[span];
        arg[item] = args[span];
        spanClass[item++] = classNumber(states[span], reasons[span]);
        endNs = ends[span];
      }
      rowOffset[i + 1] = item;
      rowEndNs[i] = endNs;
      if (rowStartNs[i] < fromNs) fromNs = rowStartNs[i];
      if (endNs > toNs) toNs = endNs;
    }
    length = 0;
    const base: SpanLevel = { rows, rowOffset, rowEndNs, startNs, state, reason, arg };
    const { widthNs, levels } = levelsOfDetail(base, spanClass, toNs - fromNs);
    emit({ lane, block: block++, spans: items, widthNs, rows, rowStartNs, rowEndNs, fromNs, toNs }, levels);
  }

  return {
    add(row, startNs, endNs, state, reason, arg) {
      const i = length++;
      rowOf[i] = row;
      starts[i] = startNs;
      ends[i] = endNs;
      states[i] = state;
      reasons[i] = reason;
      args[i] = arg;
      if (length === BLOCK_SPANS) flush();
    },
    finish() {
      if (length > 0) flush();
    },
  };
}
