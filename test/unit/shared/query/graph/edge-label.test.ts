// Labels of edges: nearer to their own line than to any other, on no box and on no other label.

import { expect, test } from 'vitest';
import type { PlacedEdge } from '../../../../../shared/model/drawn-graph';
import { placeLabels } from '../../../../../shared/query/graph/edge-label';

const textPx = (label: string): number => label.length * 6.6;
const HALF_HEIGHT_PX = 7;

/** A straight line downwards with a label where Graphviz keeps room: to the right of it. */
const down = (x: number, label: string, widthPx = 1, labelX = x + textPx(label) / 2 + 6): PlacedEdge =>
  ({
    label,
    widthPx,
    points: [x, 0, x, 30, x, 70, x, 100],
    tip: [x, 105],
    labelAt: [labelX, 50],
  }) as unknown as PlacedEdge;
const boxOf = ({ labelAt, label }: PlacedEdge) => {
  const [x, y] = labelAt ?? [Number.NaN, Number.NaN];
  const half = textPx(label) / 2;
  return { left: x - half, right: x + half, top: y - HALF_HEIGHT_PX, low: y + HALF_HEIGHT_PX };
};

test('stand at their own line, however wide it is', () => {
  for (const widthPx of [1, 6]) {
    const [edge] = placeLabels([down(100, '10.0 ms', widthPx)], [], textPx);
    expect(boxOf(edge).left).toBeCloseTo(100 + widthPx / 2 + 4, 0);
  }
});

test('between two lines are at their own one', () => {
  const [first] = placeLabels([down(100, '20.0 ms'), down(170, '10.0 ms')], [], textPx);
  const { left, right } = boxOf(first);
  const [own, other] = [Math.abs(left - 100), Math.abs(170 - right)];
  expect(own).toBeLessThan(other);
});

test('move away from a line that would strike them through, and from boxes', () => {
  const crossing = {
    ...down(0, ''),
    points: [90, 50, 110, 50, 150, 50, 200, 50],
    labelAt: undefined,
  } as unknown as PlacedEdge;
  const [edge] = placeLabels([down(100, '20.0 ms'), crossing], [], textPx);
  const { top, low } = boxOf(edge);
  expect(top > 50 || low < 50).toBe(true);
  const box = { x: 101, y: 40, width: 60, height: 20 };
  const moved = boxOf(placeLabels([down(100, '20.0 ms')], [box], textPx)[0]);
  expect(moved.right <= 101 || moved.top >= 60 || moved.low <= 40).toBe(true);
});

test('are not laid upon each other', () => {
  const same = [down(100, '20.0 ms'), down(103, '10.0 ms')];
  const [a, b] = placeLabels(same, [], textPx).map(boxOf);
  expect(a.right <= b.left || b.right <= a.left || a.low <= b.top || b.low <= a.top).toBe(true);
});
