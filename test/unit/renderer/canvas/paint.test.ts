import { expect, test } from 'vitest';
import { createPainter } from '../../../../renderer/canvas/paint';
import { pixelOf, setRect } from '../../../../renderer/canvas/raster';
import { STACK_ORDER, stackParts } from '../../../../renderer/canvas/stack';
import { SPAN_CLASS_COUNT } from '../../../../shared/model/states';
import { createRecordingSurface } from '../../../support/recording-surface';

test('rectangles go from back to front, text comes last, and the next frame starts empty', () => {
  const surface = createRecordingSurface();
  const painter = createPainter(surface);
  painter.text('label', 1, 2, { font: '11px x', fill: 'ink' });
  painter.rects('front', 2).push(0, 0, 1, 1);
  painter.rects('back', 1).push(5, 6, 7, 8);
  painter.flush();
  expect(surface.drawnRects.map(({ fill }) => fill)).toEqual(['back', 'front']);
  expect(surface.drawnRects[0]).toMatchObject({ x: 5, y: 6, width: 7, height: 8 });
  expect(surface.drawnTexts).toHaveLength(1);
  painter.flush();
  expect(surface.drawnRects).toHaveLength(2);
});

test('a batch grows as far as it must', () => {
  const surface = createRecordingSurface();
  const painter = createPainter(surface);
  for (let i = 0; i < 1000; i++) painter.rects('a', 0).push(i, 0, 1, 1);
  painter.flush();
  expect(surface.drawnRects.map(({ x }) => x)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test('the raster sets pixels within the image, at least one', () => {
  const pixels = new Uint32Array(4 * 3);
  setRect(pixels, 4, 3, 1.4, 0.6, 2.6, 9, 7);
  setRect(pixels, 4, 3, 0, 0, 0.1, 0.1, 5);
  expect([...pixels]).toEqual([5, 0, 0, 0, 0, 7, 7, 0, 0, 7, 7, 0]);
  setRect(pixels, 4, 3, -10, -10, -5, -5, 9);
  setRect(pixels, 4, 3, 10, 1, 15, 5, 9);
  expect([...pixels]).not.toContain(9);
  expect(pixelOf('#102030')).toBe(0xff302010);
});

test('every span class has its place in a stack', () => {
  expect([...STACK_ORDER].sort()).toEqual(Array.from({ length: SPAN_CLASS_COUNT }, (_, i) => i));
});

function parts(amounts: readonly number[], unitPx: number): string[] {
  const drawn: string[] = [];
  const all = [...amounts, ...new Array<number>(SPAN_CLASS_COUNT - amounts.length).fill(0)];
  stackParts(all, 0, unitPx, 0.6, 100, 20, 1, (kind, top, height) => drawn.push(`${kind}@${top}+${height}`));
  return drawn;
}

test('parts stand on each other without gaps', () => {
  // Half running below, half waiting for a channel above it, at 60 %.
  expect(parts([0.5, 0, 0, 0.5], 20)).toEqual(['0@90+10', '3@84+6']);
});

test('an active state that is there at all is seen, and nothing passes the limit', () => {
  expect(parts([0.001, 0, 0, 0.999], 20)[0]).toBe('0@99+1');
  expect(parts([5], 20)).toEqual(['0@80+20']);
  expect(parts([0, 0, 0, 0.001], 20)).toEqual(['3@99+1']);
});
