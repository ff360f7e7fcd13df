// Sets rectangles pixel by pixel into one image. A window of dense rows is 100 000 and more rectangles of one pixel
// width; as canvas calls they cost more than a frame, as memory writes they do not.

import { rgb } from 'd3';
import type { RectBatch } from './rect-batch';

export interface Raster {
  /** Draws all batches in order; edges fall on device pixels. */
  draw(
    target: CanvasRenderingContext2D,
    batches: readonly RectBatch[],
    width: number,
    height: number,
    ratio: number,
  ): void;
}

/** Colour as the four bytes of a canvas pixel, in the byte order of all platforms that browsers run on. */
export function pixelOf(fill: string): number {
  const { r, g, b, opacity } = rgb(fill);
  return ((Math.round(opacity * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** Writes one rectangle, given in device pixels, clipped to the image; at least one pixel wide and high. */
export function setRect(
  pixels: Uint32Array,
  width: number,
  height: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  pixel: number,
): void {
  const x = Math.round(left);
  const y = Math.round(top);
  const x1 = Math.max(0, x);
  const x2 = Math.min(width, Math.max(x + 1, Math.round(right)));
  const y1 = Math.max(0, y);
  const y2 = Math.min(height, Math.max(y + 1, Math.round(bottom)));
  for (let line = y1, start = y1 * width; line < y2; line++, start += width) {
    for (let at = start + x1; at < start + x2; at++) pixels[at] = pixel;
  }
}

export function createRaster(): Raster {
  let canvas: HTMLCanvasElement | undefined;
  let image: ImageData | undefined;
  return {
    draw(target, batches, width, height, ratio) {
      canvas ??= document.createElement('canvas');
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null) return;
      if (image === undefined || image.width !== width || image.height !== height) {
        canvas.width = width;
        canvas.height = height;
        image = context.createImageData(width, height);
      }
      const pixels = new Uint32Array(image.data.buffer);
      pixels.fill(0);
      for (const { xywh, length, fill } of batches) {
        const pixel = pixelOf(fill);
        for (let i = 0; i < length * 4; i += 4) {
          const x = (xywh[i] as number) * ratio;
          const y = (xywh[i + 1] as number) * ratio;
          const right = x + (xywh[i + 2] as number) * ratio;
          setRect(pixels, width, height, x, y, right, y + (xywh[i + 3] as number) * ratio, pixel);
        }
      }
      context.putImageData(image, 0, 0);
      target.drawImage(canvas, 0, 0, width / ratio, height / ratio);
    },
  };
}
