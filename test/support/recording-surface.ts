// A surface that writes down what is drawn, so that tracks are tested without a canvas.

import type { Hatch, RectBatch } from '../../renderer/canvas/rect-batch';
import type { Surface, TextStyle } from '../../renderer/canvas/surface';

export interface DrawnRect {
  readonly fill: string;
  readonly hatch: Hatch | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly style: TextStyle;
}

export interface RecordingSurface extends Surface {
  readonly drawnRects: readonly DrawnRect[];
  readonly drawnTexts: readonly DrawnText[];
  readonly polylines: readonly { readonly points: Float32Array; readonly stroke: string }[];
  readonly outlines: readonly { readonly x: number; readonly width: number; readonly stroke: string }[];
}

/** Every letter is as wide as in a mono font of that size: 0.6 em. */
export function createRecordingSurface(widthPx = 1000, heightPx = 500, pixelRatio = 1): RecordingSurface {
  const drawnRects: DrawnRect[] = [];
  const drawnTexts: DrawnText[] = [];
  const polylines: { points: Float32Array; stroke: string }[] = [];
  const outlines: { x: number; width: number; stroke: string }[] = [];
  return {
    widthPx,
    heightPx,
    pixelRatio,
    drawnRects,
    drawnTexts,
    polylines,
    outlines,
    resize() {},
    clear() {
      drawnRects.length = 0;
      drawnTexts.length = 0;
    },
    rects(batches: readonly RectBatch[]) {
      for (const { fill, hatch, xywh, length } of batches) {
        for (let i = 0; i < length * 4; i += 4) {
          const [x, y, width, height] = xywh.subarray(i, i + 4) as unknown as [number, number, number, number];
          drawnRects.push({ fill, hatch, x, y, width, height });
        }
      }
    },
    outline(x, _y, width, _height, stroke) {
      outlines.push({ x, width, stroke });
    },
    line() {},
    polyline(points, stroke) {
      polylines.push({ points: points.slice(), stroke });
    },
    text(text, x, y, style) {
      drawnTexts.push({ text, x, y, style });
    },
    measure: (text, font) => text.length * 0.6 * Number.parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? '12'),
    clip() {},
    unclip() {},
  };
}
