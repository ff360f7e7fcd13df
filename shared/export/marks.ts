// What pictures are made of: text, boxes, curves and lines with places in pixels and colours.

/** `bold`: names; all text is in a font whose letters are 0.6 em wide. */
export interface TextMark {
  readonly kind: 'text';
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly sizePx: number;
  readonly text: string;
  readonly colour: string;
  readonly bold: boolean;
  /** Width that the text has in the font it was measured for; other fonts are set to it. */
  readonly width: number;
}
export interface RectMark {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly fill: string | undefined;
  readonly stroke: string | undefined;
  readonly strokePx: number;
  readonly dash: readonly number[];
}
export interface PathMark {
  readonly kind: 'path';
  /** x0 y0, then three points for each piece of a cubic Bézier curve. */
  readonly points: readonly number[];
  readonly stroke: string;
  readonly strokePx: number;
  readonly dash: readonly number[];
}
export interface PolygonMark {
  readonly kind: 'polygon';
  readonly points: readonly number[];
  readonly fill: string;
}
/** Straight lines, each from one point to another: x0 y0 x1 y1, for each. */
export interface LinesMark {
  readonly kind: 'lines';
  readonly points: readonly number[];
  readonly stroke: string;
  readonly strokePx: number;
}
export type Mark = TextMark | RectMark | PathMark | PolygonMark | LinesMark;
