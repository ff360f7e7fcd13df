// The visible time of the timeline: immutable, without DOM. Gestures and keys make new viewports from old ones.
//
// Pixels are CSS pixels of the lanes, 0 at their left edge; times are nanoseconds since the start of the trace.

/** Room left and right of the whole trace, so that its first and last spans do not touch the edge. */
export const MARGIN_PX = 8;
/** The closest zoom: times in a trace are whole nanoseconds. */
const MIN_NS_PER_PX = 1;

export interface Viewport {
  readonly fromNs: number;
  readonly toNs: number;
  readonly widthPx: number;
  /** Length of the whole trace. */
  readonly spanNs: number;
}

export const nsPerPx = (v: Viewport): number => (v.toNs - v.fromNs) / v.widthPx;
export const pxAt = (v: Viewport, ns: number): number => (ns - v.fromNs) / nsPerPx(v);
export const nsAt = (v: Viewport, px: number): number => v.fromNs + px * nsPerPx(v);

/** The whole trace with its margins. */
export function fitAll(widthPx: number, spanNs: number): Viewport {
  const width = Math.max(widthPx, MARGIN_PX * 4);
  const span = Math.max(spanNs, 1);
  const marginNs = (span * MARGIN_PX) / (width - 2 * MARGIN_PX);
  return { fromNs: -marginNs, toNs: span + marginNs, widthPx: width, spanNs: span };
}

/** A window brought within the trace and its margins, and to 1 ns per pixel at least. */
export function viewportOf(fromNs: number, toNs: number, widthPx: number, spanNs: number): Viewport {
  const all = fitAll(widthPx, spanNs);
  const largestNs = all.toNs - all.fromNs;
  const smallestNs = Math.min(largestNs, MIN_NS_PER_PX * all.widthPx);
  const wantedNs = toNs - fromNs;
  const lengthNs = Math.min(largestNs, Math.max(smallestNs, wantedNs > 0 ? wantedNs : smallestNs));
  const marginNs = (lengthNs * MARGIN_PX) / all.widthPx;
  const middleNs = (fromNs + toNs) / 2;
  const lowestNs = -marginNs;
  const highestNs = all.spanNs + marginNs - lengthNs;
  // A window that has the right length keeps its exact start: a pan must not creep by rounding.
  const startNs = lengthNs === wantedNs ? fromNs : middleNs - lengthNs / 2;
  const from = Math.max(lowestNs, Math.min(highestNs, startNs));
  return { fromNs: from, toNs: from + lengthNs, widthPx: all.widthPx, spanNs: all.spanNs };
}

/** Zooms so that the time under `px` stays there; factor < 1 shows less time (closer). */
export function zoomAt(v: Viewport, px: number, factor: number): Viewport {
  const all = fitAll(v.widthPx, v.spanNs);
  const largestNs = all.toNs - all.fromNs;
  const smallestNs = Math.min(largestNs, MIN_NS_PER_PX * v.widthPx);
  const lengthNs = Math.min(largestNs, Math.max(smallestNs, (v.toNs - v.fromNs) * factor));
  const fromNs = nsAt(v, px) - (px / v.widthPx) * lengthNs;
  return viewportOf(fromNs, fromNs + lengthNs, v.widthPx, v.spanNs);
}

/** Moves the window to later times by `px` pixels. */
export function panBy(v: Viewport, px: number): Viewport {
  const shiftNs = px * nsPerPx(v);
  return viewportOf(v.fromNs + shiftNs, v.toNs + shiftNs, v.widthPx, v.spanNs);
}

/** Shows a range with a tenth of its length free at both sides. */
export function fitRange(v: Viewport, fromNs: number, toNs: number): Viewport {
  const padNs = (toNs - fromNs) * 0.1;
  return viewportOf(fromNs - padNs, toNs + padNs, v.widthPx, v.spanNs);
}

/** The smallest move that brings a range into view; a range longer than the window is shown from its start. */
export function bringIntoView(v: Viewport, fromNs: number, toNs: number): Viewport {
  const padNs = 24 * nsPerPx(v);
  const lengthNs = v.toNs - v.fromNs;
  if (fromNs >= v.fromNs && toNs <= v.toNs) return v;
  if (fromNs < v.toNs && toNs > v.fromNs && toNs - fromNs > lengthNs) return v;
  const start = fromNs < v.fromNs || toNs - fromNs > lengthNs - 2 * padNs ? fromNs - padNs : toNs + padNs - lengthNs;
  return viewportOf(start, start + lengthNs, v.widthPx, v.spanNs);
}

/**
 * A step of an animation, t from 0 to 1. Lengths change geometrically around the one time that keeps its place, so that
 * a zoom at the cursor stays at the cursor in every frame.
 */
export function between(a: Viewport, b: Viewport, t: number): Viewport {
  if (t >= 1) return b;
  const lengthA = a.toNs - a.fromNs;
  const lengthB = b.toNs - b.fromNs;
  if (Math.abs(lengthB / lengthA - 1) < 1e-6) {
    const fromNs = a.fromNs + (b.fromNs - a.fromNs) * t;
    return { ...b, fromNs, toNs: fromNs + lengthB };
  }
  const share = (b.fromNs - a.fromNs) / (lengthA - lengthB);
  const fixedNs = a.fromNs + share * lengthA;
  const lengthNs = lengthA * (lengthB / lengthA) ** t;
  const fromNs = fixedNs - share * lengthNs;
  return { ...b, fromNs, toNs: fromNs + lengthNs };
}

/** Level of detail for a resolution: nanoseconds per item are 2 to the power of the level, rounded down. */
export const levelFor = (resolutionNs: number): number => Math.max(0, Math.floor(Math.log2(Math.max(1, resolutionNs))));
