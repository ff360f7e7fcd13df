// What is said of a flame graph: of a box, of the places of an axis of time.

import { formatTimeAt } from '../../shared/base/format';
import { visibleText } from '../../shared/base/visible-text';
import { boxWeight } from '../../shared/export/flame-picture';
import type { FlameTree } from '../../shared/model/flame';
import { weightText } from '../../shared/model/weight-text';

/** Name; `12.3 ms (4.5 %)`, of two that are compared what it was and what it is; `own 1.2 ms`; in order of time when. */
export function flameWords(tree: FlameTree, node: number): readonly string[] {
  const { unit, names, others, own } = tree;
  const isOthers = others !== undefined && tree.name[node] === names.length - 1;
  return [
    visibleText(node === 0 ? `all: ${tree.title}` : names[tree.name[node]]),
    boxWeight(tree, node),
    ...(node === 0 || isOthers ? [] : [`own ${weightText(own[node], unit)}`]),
    ...(isOthers ? [`boxes of less than ${weightText(others.least, unit)} each`] : []),
    ...whenWords(tree, node),
  ];
}

function whenWords({ time, start, width }: FlameTree, node: number): readonly string[] {
  if (time === undefined) return [];
  const first = sampleAt(time.start, start[node]);
  // The sample that begins where the box ends is not in it.
  const last = Math.max(first, sampleAt(time.start, start[node] + width[node] * (1 - 1e-12)));
  const [from, to] = [time.ns[first], time.ns[last]];
  return [first === last ? `at ${timeText(from)}` : `first at ${timeText(from)}, last at ${timeText(to)}`];
}

/** Samples of a CPU are 10 ms apart. */
const RESOLUTION_NS = 1e4;
const timeText = (ns: number): string => formatTimeAt(ns, RESOLUTION_NS);

/** The sample that a place falls on: the last one that begins there or before. */
function sampleAt(starts: Float64Array, at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Labels at even distances from the left edge of a view to its right edge: when the sample there was taken; '' where that is the one
 * before it.
 */
export function axisWords({ time, width }: FlameTree, from: number, to: number, places: number): readonly string[] {
  if (time === undefined || time.start.length === 0) return [];
  const { start, ns } = time;
  const samples = Array.from({ length: places }, (_, i) => {
    const at = from + ((to - from) * i) / (places - 1);
    // The sample that begins at the right edge is not in view.
    return sampleAt(start, i === places - 1 ? at - (to - from) * 1e-9 : at);
  });
  return samples.map((sample, i) => {
    const isEnd = i === 0 || i === places - 1;
    if (!isEnd && (sample === samples[i - 1] || sample === samples[places - 1])) return '';
    const first = i === 0 && from <= 0 ? 'first ' : '';
    const last = i === places - 1 && to >= width[0] * (1 - 1e-9) ? 'last ' : '';
    return first + last + timeText(ns[sample]);
  });
}
