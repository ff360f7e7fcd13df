// Literals for tests of tracks: a palette whose colours are names, and replies made from spans in words.

import type { Palette } from '../../renderer/canvas/palette';
import type { DensityReply, SpansReply } from '../../shared/model/requests';
import { SPAN_CLASS_COUNT, SPAN_CLASS_NAMES } from '../../shared/model/states';

export const namedPalette: Palette = {
  bg: 'bg',
  panel: 'panel',
  raised: 'raised',
  line: 'line',
  text: 'text',
  dim: 'dim',
  faint: 'faint',
  lamp: 'lamp',
  accent: 'accent',
  selection: 'selection',
  ghost: '#ff0000',
  stw: 'stw',
  gc: 'gc',
  classes: [...SPAN_CLASS_NAMES],
  hatches: SPAN_CLASS_NAMES.map(() => undefined),
  hues: ['#8080ff'],
  sans: 'Inter',
  mono: 'Mono',
};

export interface TestSpan {
  readonly start: number;
  readonly end: number;
  readonly state?: number;
  readonly reason?: number;
  readonly arg?: number;
  readonly count?: number;
  /** Share per SpanClass of a merged item, 0 … 1. */
  readonly coverage?: Readonly<Partial<Record<number, number>>>;
  readonly ghost?: boolean;
}

/** A reply with one array of spans per row. */
export function spansOf(...rows: readonly (readonly TestSpan[])[]): SpansReply {
  const all = rows.flat();
  const offset = [0];
  for (const row of rows) offset.push((offset[offset.length - 1] as number) + row.length);
  const coverage = new Uint8Array(all.length * SPAN_CLASS_COUNT);
  all.forEach((span, i) => {
    for (const [spanClass, share] of Object.entries(span.coverage ?? {})) {
      coverage[i * SPAN_CLASS_COUNT + Number(spanClass)] = Math.round((share ?? 0) * 255);
    }
  });
  return {
    offset: Uint32Array.from(offset),
    startNs: Float64Array.from(all, (span) => span.start),
    endNs: Float64Array.from(all, (span) => span.end),
    state: Uint8Array.from(all, (span) => span.state ?? 0),
    reason: Uint8Array.from(all, (span) => span.reason ?? 0),
    arg: Int32Array.from(all, (span) => span.arg ?? -1),
    count: Uint32Array.from(all, (span) => span.count ?? 1),
    coverage,
    ghost: Uint8Array.from(all, (span) => (span.ghost ? 1 : 0)),
  };
}

/** Columns of one group: per column the number of goroutines per SpanClass. */
export function densityOf(
  nsPerPx: number,
  columns: readonly Readonly<Partial<Record<number, number>>>[],
  fromNs = 0,
): DensityReply {
  const value = new Float32Array(columns.length * SPAN_CLASS_COUNT);
  columns.forEach((column, i) => {
    for (const [spanClass, count] of Object.entries(column))
      value[i * SPAN_CLASS_COUNT + Number(spanClass)] = count ?? 0;
  });
  return { fromNs, nsPerPx, columns: columns.length, value };
}
