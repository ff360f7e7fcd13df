// Which item of a row lies at a time.

import { upperBound } from '../../shared/base/bisect';

/**
 * Index of the item in first … last - 1 that covers `timeNs`, else of the nearest one less than `toleranceNs` away; undefined if
 * there is none. Starts are ascending and items do not overlap.
 */
export function itemAt(
  startNs: Float64Array,
  endNs: Float64Array,
  first: number,
  last: number,
  timeNs: number,
  toleranceNs: number,
): number | undefined {
  const after = upperBound(startNs, timeNs, first, last);
  const before = after - 1;
  if (before >= first && timeNs < (endNs[before] as number)) return before;
  const gapBefore = before >= first ? timeNs - (endNs[before] as number) : Number.POSITIVE_INFINITY;
  const gapAfter = after < last ? (startNs[after] as number) - timeNs : Number.POSITIVE_INFINITY;
  if (Math.min(gapBefore, gapAfter) >= toleranceNs) return undefined;
  return gapBefore <= gapAfter ? before : after;
}
