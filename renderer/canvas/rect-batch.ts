// Rectangles of one colour: what tracks produce and surfaces draw.

/** Patterns laid over a fill. */
export type Hatch = 'rising' | 'falling' | 'dots' | 'upright';

/** Rectangles of one colour: x, y, width, height in `xywh`, four values each. */
export interface RectBatch {
  readonly fill: string;
  readonly hatch?: Hatch;
  /** Colour of the pattern; without it, a dark one that darkens any fill. */
  readonly ink?: string;
  readonly xywh: Float32Array;
  readonly length: number;
}
