// Levels of detail of one block of spans: what the timeline draws when a span is narrower than a pixel.
//
// Level 0 is every span. For bucket widths 1024 ns * 4^k, neighbouring items of the last stored level that are shorter than
// the width and start in the same bucket become one item; longer ones stay as they are, so that what is wide enough to be
// seen keeps its exact edges. An item keeps the longest span in it (state, reason, argument: what is named and clicked)
// and the time per span class (what is drawn). A level is stored only if it has at most half the items of the one below;
// otherwise the next width is tried from the same level. So all levels together hold fewer items than level 0, and a row
// of three spans costs nothing (100 000 such rows: no level is ever half as long).
//
// While the levels are made, times per class stay exact in float64; they become 1/255 shares once per stored level, so that
// rounding does not add up from level to level.

import { SPAN_CLASS_COUNT } from '../model/states';
import type { SpanLevel } from '../model/tables';

/** Class of a span that stands for no state at all (a gap): it counts for no class. */
export const NO_CLASS = 255;

/** Narrowest bucket: below a microsecond per pixel single spans are wide enough to be drawn. */
const FIRST_WIDTH_NS = 1024;
const WIDTH_STEP = 4;

/** A level with what is needed to make the next one. For level 0 both are implied: one span of one class per item. */
interface Detail {
  readonly level: SpanLevel;
  /** Time per class of each item (n * SPAN_CLASS_COUNT). */
  readonly classNs: Float64Array | undefined;
  /** Duration of the longest span of each item. */
  readonly longestNs: Float64Array | undefined;
}

export interface Levels {
  /** Bucket width per level; that of level 0 is 0. */
  readonly widthNs: readonly number[];
  readonly levels: readonly SpanLevel[];
}

/**
 * @param base level 0
 * @param spanClass class of each span of level 0, or NO_CLASS
 * @param extentNs time from the first start to the last end of the block
 */
export function levelsOfDetail(base: SpanLevel, spanClass: Uint8Array, extentNs: number): Levels {
  const levels: SpanLevel[] = [base];
  const widths: number[] = [0];
  const itemOf = new Uint32Array(base.startNs.length);
  let below: Detail = { level: base, classNs: undefined, longestNs: undefined };
  for (let widthNs = FIRST_WIDTH_NS; ; widthNs *= WIDTH_STEP) {
    const items = below.level.startNs.length;
    // A row needs an item at least: no level can be half as long any more.
    if (below.level.rows.length * 2 > items) break;
    const merged = groupItems(below.level, widthNs, itemOf);
    if (merged * 2 <= items) {
      below = mergeItems(below, itemOf, merged, spanClass);
      levels.push(below.level);
      widths.push(widthNs);
    }
    if (widthNs >= extentNs) break;
  }
  return { widthNs: widths, levels };
}

/** Writes for each item the number of the merged item it belongs to; returns how many of those there are. */
function groupItems(level: SpanLevel, widthNs: number, itemOf: Uint32Array): number {
  const { rowOffset, rowEndNs, startNs } = level;
  const perNs = 1 / widthNs;
  let merged = 0;
  for (let row = 0; row < rowEndNs.length; row++) {
    let openBucket = -1;
    const to = rowOffset[row + 1];
    for (let item = rowOffset[row]; item < to; item++) {
      const start = startNs[item];
      const end = item + 1 < to ? startNs[item + 1] : rowEndNs[row];
      if (end - start >= widthNs) {
        openBucket = -1;
        merged++;
      } else {
        const bucket = Math.floor(start * perNs);
        if (bucket !== openBucket) {
          openBucket = bucket;
          merged++;
        }
      }
      itemOf[item] = merged - 1;
    }
  }
  return merged;
}

function mergeItems(below: Detail, itemOf: Uint32Array, items: number, spanClass: Uint8Array): Detail {
  const from = below.level;
  const classNs = new Float64Array(items * SPAN_CLASS_COUNT);
  if (below.classNs === undefined) addSpans(from, itemOf, spanClass, classNs);
  else addItems(below.classNs, itemOf, classNs);

  const startNs = new Float64Array(items);
  const state = new Uint8Array(items);
  const reason = new Uint8Array(items);
  const arg = new Int32Array(items);
  const count = new Uint32Array(items);
  const longestNs = new Float64Array(items);
  const totalNs = new Float64Array(items);
  const rowOffset = new Uint32Array(from.rows.length + 1);
  for (let row = 0; row < from.rows.length; row++) {
    const to = from.rowOffset[row + 1];
    for (let source = from.rowOffset[row]; source < to; source++) {
      const item = itemOf[source];
      const start = from.startNs[source];
      const duration = (source + 1 < to ? from.startNs[source + 1] : from.rowEndNs[row]) - start;
      const longest = below.longestNs === undefined ? duration : below.longestNs[source];
      if (count[item] === 0) startNs[item] = start;
      if (count[item] === 0 || longest > longestNs[item]) {
        longestNs[item] = longest;
        state[item] = from.state[source];
        reason[item] = from.reason[source];
        arg[item] = from.arg[source];
      }
      count[item] += from.count === undefined ? 1 : from.count[source];
      totalNs[item] += duration;
    }
    rowOffset[row + 1] = itemOf[to - 1] + 1;
  }
  const coverage = shares(classNs, totalNs);
  const { rows, rowEndNs } = from;
  return {
    level: { rows, rowOffset, rowEndNs, startNs, state, reason, arg, count, coverage },
    classNs,
    longestNs,
  };
}

/** Adds the duration of each span of level 0 to its class in the merged item. */
function addSpans(level: SpanLevel, itemOf: Uint32Array, spanClass: Uint8Array, classNs: Float64Array): void {
  const { rowOffset, rowEndNs, startNs } = level;
  for (let row = 0; row < rowEndNs.length; row++) {
    const to = rowOffset[row + 1];
    for (let span = rowOffset[row]; span < to; span++) {
      if (spanClass[span] === NO_CLASS) continue;
      const endNs = span + 1 < to ? startNs[span + 1] : rowEndNs[row];
      classNs[itemOf[span] * SPAN_CLASS_COUNT + spanClass[span]] += endNs - startNs[span];
    }
  }
}

/** Adds the times per class of each item of the level below to those of the merged item. */
function addItems(below: Float64Array, itemOf: Uint32Array, classNs: Float64Array): void {
  for (let outOf = 0; outOf < below.length; outOf += SPAN_CLASS_COUNT) {
    const into = itemOf[outOf / SPAN_CLASS_COUNT] * SPAN_CLASS_COUNT;
    for (let c = 0; c < SPAN_CLASS_COUNT; c++) classNs[into + c] += below[outOf + c];
  }
}

/** Time per class as shares in 1/255: running totals are rounded, so that the shares of a full item add up to 255 exactly. */
function shares(classNs: Float64Array, totalNs: Float64Array): Uint8Array {
  const coverage = new Uint8Array(classNs.length);
  for (let item = 0; item < totalNs.length; item++) {
    // Spans of no length take no time: they have no share, and the item is drawn by its state.
    if (totalNs[item] === 0) continue;
    const scale = 255 / totalNs[item];
    let covered = 0;
    let rounded = 0;
    for (let at = item * SPAN_CLASS_COUNT; at < (item + 1) * SPAN_CLASS_COUNT; at++) {
      if (classNs[at] === 0) continue;
      covered += classNs[at];
      const next = (covered * scale + 0.5) | 0;
      coverage[at] = next - rounded;
      rounded = next;
    }
  }
  return coverage;
}
