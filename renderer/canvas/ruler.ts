// Ticks and time labels of the ruler. Far from the start of a long trace, labels at nanosecond resolution would have ten
// digits each; then the ruler shows one base time and every tick as a distance from it.

import { tickStep } from 'd3';
import { groupBeforePoint, timeUnit } from '../../shared/base/format';

export { formatTimeAt } from '../../shared/base/format';

/** Labels with more significant digits than this are shown relative to a base. */
const MAX_DIGITS = 5;

export interface RulerTick {
  readonly ns: number;
  readonly label: string;
}

export interface RulerTicks {
  readonly stepNs: number;
  readonly ticks: readonly RulerTick[];
  /** Present when labels are distances from this time. */
  readonly baseNs?: number;
}

/** Ticks at 1, 2 or 5 times a power of ten nanoseconds, at least `minGapPx` apart. Times before 0 have none. */
export function rulerTicks(fromNs: number, toNs: number, widthPx: number, minGapPx: number): RulerTicks {
  const count = Math.max(1, Math.floor(widthPx / minGapPx));
  const perPx = (toNs - fromNs) / widthPx;
  let stepNs = Math.max(1, tickStep(fromNs, toNs, count));
  // tickStep rounds the count both ways: take the next step where labels would come too close.
  while (stepNs / perPx < minGapPx) stepNs = nextStep(stepNs);
  const first = Math.max(0, Math.ceil(fromNs / stepNs));
  const last = Math.floor(toNs / stepNs);
  const far = last >= 10 ** MAX_DIGITS;
  const baseNs = far ? Math.floor(Math.max(0, fromNs) / (stepNs * 100)) * stepNs * 100 : 0;
  // All labels have one unit: that of the step, or a larger one where the last label would need four digits of it.
  const stepUnit = timeUnit(stepNs);
  const [unit, size] = !far && last * stepNs >= 1000 * stepUnit[1] ? timeUnit(last * stepNs) : stepUnit;
  const decimals = Math.max(0, Math.ceil(-Math.log10(stepNs / size) - 1e-9));
  const ticks: RulerTick[] = [];
  for (let i = first; i <= last; i++) {
    const ns = i * stepNs;
    const shown = ns - baseNs;
    const label = `${shown === 0 ? '0' : groupBeforePoint((shown / size).toFixed(decimals))} ${unit}`;
    ticks.push({ ns, label: far ? `+${label}` : label });
  }
  return far ? { stepNs, ticks, baseNs } : { stepNs, ticks };
}

function nextStep(stepNs: number): number {
  const power = 10 ** Math.floor(Math.log10(stepNs) + 1e-9);
  const lead = Math.round(stepNs / power);
  return lead >= 5 ? power * 10 : lead >= 2 ? power * 5 : power * 2;
}
