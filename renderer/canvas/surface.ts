// What the timeline draws on: a few methods, so that tests can record and an export can write SVG. Coordinates are CSS
// pixels. Rectangles come in batches of one colour; a frame gives all of them in one call, from back to front.

import { createRaster } from './raster';
import type { Hatch, RectBatch } from './rect-batch';

export interface TextStyle {
  readonly font: string;
  readonly fill: string;
  readonly align?: 'left' | 'center' | 'right';
}

export interface Surface {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelRatio: number;
  /** Sets size and pixel ratio; what was drawn is lost, and texts are measured anew (a font may have arrived). */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void;
  /** Fills everything, or makes everything transparent. */
  clear(fill?: string): void;
  rects(batches: readonly RectBatch[]): void;
  outline(x: number, y: number, width: number, height: number, stroke: string, radius: number, fill?: string): void;
  line(x1: number, y1: number, x2: number, y2: number, stroke: string): void;
  /** Connects points given as x, y pairs; NaN interrupts the line. */
  polyline(points: Float32Array, stroke: string): void;
  /** `y` is the middle of the line of text. */
  text(text: string, x: number, y: number, style: TextStyle): void;
  measure(text: string, font: string): number;
  /** Limits what follows to a rectangle, until `unclip`. */
  clip(x: number, y: number, width: number, height: number): void;
  unclip(): void;
}

/**
 * Above this, rectangles are set pixel by pixel and drawn as one image. Measured in Chromium without a GPU at 1600 x 900,
 * as calls of fillRect and as pixels: 6 000 take 5 and 2 ms, 80 000 take 36 and 2 ms.
 */
const RASTER_FROM = 6_000;
/** Texts are measured once; a window full of names is some hundred entries. */
const MEASURE_CACHE = 5_000;

export function createCanvasSurface(canvas: HTMLCanvasElement): Surface {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser offers no 2D canvas.');
  const patterns = new Map<string, CanvasPattern>();
  const widths = new Map<string, number>();
  const raster = createRaster();
  let widthPx = 0;
  let heightPx = 0;
  let ratio = 1;

  const hatchPattern = (hatch: Hatch, ink: string): CanvasPattern | undefined => {
    const key = `${hatch} ${ink} ${ratio}`;
    let pattern = patterns.get(key);
    if (pattern === undefined) {
      const made = context.createPattern(hatchTile(hatch, ratio, ink), 'repeat');
      if (made === null) return undefined;
      made.setTransform(new DOMMatrix().scale(1 / ratio));
      patterns.set(key, made);
      pattern = made;
    }
    return pattern;
  };

  const fillAll = (batch: RectBatch) => {
    const { xywh } = batch;
    for (let i = 0; i < batch.length * 4; i += 4) {
      context.fillRect(xywh[i] as number, xywh[i + 1] as number, xywh[i + 2] as number, xywh[i + 3] as number);
    }
  };

  return {
    get widthPx() {
      return widthPx;
    },
    get heightPx() {
      return heightPx;
    },
    get pixelRatio() {
      return ratio;
    },
    resize(width, height, pixelRatio) {
      widthPx = width;
      heightPx = height;
      ratio = pixelRatio;
      widths.clear();
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.textBaseline = 'alphabetic';
    },
    clear(fill) {
      if (fill === undefined) context.clearRect(0, 0, widthPx, heightPx);
      else {
        context.fillStyle = fill;
        context.fillRect(0, 0, widthPx, heightPx);
      }
    },
    rects(batches) {
      let count = 0;
      for (const batch of batches) count += batch.length;
      if (count > RASTER_FROM) {
        raster.draw(context, batches, canvas.width, canvas.height, ratio);
      } else {
        for (const batch of batches) {
          context.fillStyle = batch.fill;
          fillAll(batch);
        }
      }
      for (const batch of batches) {
        if (batch.hatch === undefined || batch.length === 0) continue;
        const pattern = hatchPattern(batch.hatch, batch.ink ?? DARK_INK);
        if (pattern === undefined) continue;
        context.fillStyle = pattern;
        fillAll(batch);
      }
    },
    outline(x, y, width, height, stroke, radius, fill) {
      context.beginPath();
      context.roundRect(x, y, Math.max(0, width), Math.max(0, height), radius);
      if (fill !== undefined) {
        context.fillStyle = fill;
        context.fill();
      }
      context.strokeStyle = stroke;
      context.lineWidth = 1;
      context.stroke();
    },
    line(x1, y1, x2, y2, stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    },
    polyline(points, stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = 1.25;
      context.lineJoin = 'round';
      context.beginPath();
      let down = false;
      for (let i = 0; i < points.length; i += 2) {
        const x = points[i] as number;
        const y = points[i + 1] as number;
        if (Number.isNaN(y)) down = false;
        else if (down) context.lineTo(x, y);
        else {
          context.moveTo(x, y);
          down = true;
        }
      }
      context.stroke();
    },
    text(text, x, y, style) {
      context.font = style.font;
      context.textAlign = style.align ?? 'left';
      // Capitals of both fonts are 0.73 em high: half of that below the middle centres them optically.
      const size = Number.parseFloat(/([\d.]+)px/.exec(style.font)?.[1] ?? '12');
      const baseline = Math.round((y + size * 0.36) * ratio) / ratio;
      context.fillStyle = style.fill;
      context.fillText(text, x, baseline);
    },
    measure(text, font) {
      const key = `${font}\n${text}`;
      let width = widths.get(key);
      if (width === undefined) {
        if (widths.size > MEASURE_CACHE) widths.clear();
        context.font = font;
        width = context.measureText(text).width;
        widths.set(key, width);
      }
      return width;
    },
    clip(x, y, width, height) {
      context.save();
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
    },
    unclip() {
      context.restore();
    },
  };
}

/** Darkens any fill and is seen in both themes. */
const DARK_INK = 'rgba(8, 10, 14, 0.55)';

/** One tile of a pattern. */
function hatchTile(hatch: Hatch, ratio: number, ink: string): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  const size = Math.round(6 * ratio);
  tile.width = size;
  tile.height = size;
  const context = tile.getContext('2d');
  if (context === null) return tile;
  context.strokeStyle = ink;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 1.4 * ratio;
  context.beginPath();
  if (hatch === 'dots') {
    context.arc(size * 0.25, size * 0.25, size * 0.17, 0, Math.PI * 2);
    context.arc(size * 0.75, size * 0.75, size * 0.17, 0, Math.PI * 2);
    context.fill();
    return tile;
  }
  if (hatch === 'upright') {
    context.moveTo(size / 2, 0);
    context.lineTo(size / 2, size);
  } else {
    for (const shift of [-size, 0, size]) {
      const [y1, y2] = hatch === 'rising' ? [size, 0] : [0, size];
      context.moveTo(shift - 1, y1 + (hatch === 'rising' ? 1 : -1));
      context.lineTo(shift + size + 1, y2 + (hatch === 'rising' ? -1 : 1));
    }
  }
  context.stroke();
  return tile;
}
