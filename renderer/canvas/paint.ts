// Collects what a frame draws, so that rectangles of one colour go to the surface together and text comes last.

import type { Hatch, RectBatch } from './rect-batch';
import type { Surface, TextStyle } from './surface';

export interface Rects {
  push(x: number, y: number, width: number, height: number): void;
}

export interface Painter {
  /** Rectangles of a colour; larger `z` lies in front. */
  rects(fill: string, z: number, hatch?: Hatch): Rects;
  text(text: string, x: number, y: number, style: TextStyle): void;
  measure(text: string, font: string): number;
  readonly pixelRatio: number;
  /** Hands everything to the surface and starts anew. */
  flush(): void;
}

interface Batch extends RectBatch, Rects {
  readonly z: number;
  length: number;
  xywh: Float32Array;
}

export function createPainter(surface: Surface): Painter {
  const batches = new Map<string, Batch>();
  let texts: { readonly text: string; readonly x: number; readonly y: number; readonly style: TextStyle }[] = [];
  return {
    get pixelRatio() {
      return surface.pixelRatio;
    },
    rects(fill, z, hatch) {
      const key = `${z} ${fill} ${hatch ?? ''}`;
      let batch = batches.get(key);
      if (batch === undefined) {
        batch = createBatch(fill, z, hatch);
        batches.set(key, batch);
      }
      return batch;
    },
    text(text, x, y, style) {
      texts.push({ text, x, y, style });
    },
    measure: (text, font) => surface.measure(text, font),
    flush() {
      const filled = [...batches.values()].filter((batch) => batch.length > 0).sort((a, b) => a.z - b.z);
      if (filled.length > 0) surface.rects(filled);
      for (const batch of filled) batch.length = 0;
      for (const { text, x, y, style } of texts) surface.text(text, x, y, style);
      texts = [];
    },
  };
}

function createBatch(fill: string, z: number, hatch: Hatch | undefined): Batch {
  const batch: Batch = {
    fill,
    z,
    ...(hatch === undefined ? {} : { hatch }),
    xywh: new Float32Array(256),
    length: 0,
    push(x, y, width, height) {
      const at = batch.length * 4;
      if (at === batch.xywh.length) {
        const larger = new Float32Array(at * 2);
        larger.set(batch.xywh);
        batch.xywh = larger;
      }
      batch.xywh[at] = x;
      batch.xywh[at + 1] = y;
      batch.xywh[at + 2] = width;
      batch.xywh[at + 3] = height;
      batch.length++;
    },
  };
  return batch;
}
