import { describe, expect, test } from 'vitest';
import { createPainter, type Painter } from '../../../../renderer/canvas/paint';
import type { RowBox } from '../../../../renderer/canvas/row-box';
import type { Viewport } from '../../../../renderer/canvas/viewport';
import { gcTrack, goroutineTrack, groupTrack, overviewTrack, procTrack } from '../../../../renderer/tracks';
import { METRIC_HEAP } from '../../../../shared/model/events';
import { GoState, ProcState, SpanClass } from '../../../../shared/model/states';
import { createRecordingSurface, type RecordingSurface } from '../../../support/recording-surface';
import { densityOf, namedPalette, spansOf, type TestSpan } from '../../../support/track-data';

const REASONS = ['', 'network', 'sync', 'sleep'];
/** 1 ns is 1 px. */
const viewport: Viewport = { fromNs: 0, toNs: 1000, widthPx: 1000, spanNs: 1000 };
const box: RowBox = { leftPx: 200, topPx: 50, rowPx: 17, viewport, fromNs: 0, toNs: 1000 };

function drawn(draw: (painter: Painter) => void, pixelRatio = 1): RecordingSurface {
  const surface = createRecordingSurface(1200, 500, pixelRatio);
  const painter = createPainter(surface);
  draw(painter);
  painter.flush();
  return surface;
}

function goroutine(
  spans: readonly TestSpan[],
  where: RowBox = box,
  ratio = 1,
  palette = namedPalette,
): RecordingSurface {
  const reply = spansOf(spans);
  return drawn((painter) => goroutineTrack.draw(painter, reply, 0, spans.length, where, palette, REASONS), ratio);
}

describe('a goroutine row', () => {
  test('draws active spans in full height, waiting ones at 60 % on the same baseline', () => {
    const { drawnRects } = goroutine([
      { start: 0, end: 100, state: GoState.Running },
      { start: 100, end: 300, state: GoState.Waiting, reason: 1 },
    ]);
    const running = drawnRects.find(({ fill }) => fill === 'running');
    const waiting = drawnRects.find(({ fill }) => fill === 'network');
    expect(running).toMatchObject({ x: 200, width: 100, y: 52, height: 13 });
    expect(waiting).toMatchObject({ x: 300, width: 200, y: 57, height: 8 });
  });

  test('labels spans from 70 px on, by state or by reason', () => {
    const { drawnTexts } = goroutine([
      { start: 0, end: 100, state: GoState.Running },
      { start: 100, end: 160, state: GoState.Runnable },
      { start: 160, end: 400, state: GoState.Waiting, reason: 1 },
    ]);
    expect(drawnTexts.map(({ text }) => text)).toEqual(['running', 'network']);
  });

  test('keeps the label of a span that began before the window inside it', () => {
    const later: Viewport = { ...viewport, fromNs: 500, toNs: 1500, spanNs: 2000 };
    const { drawnTexts } = goroutine([{ start: 0, end: 2000, state: GoState.Waiting, reason: 2 }], {
      ...box,
      viewport: later,
      toNs: 2000,
    });
    expect(drawnTexts).toHaveLength(1);
    expect(drawnTexts[0]?.x).toBe(206);
  });

  test('labels only what is visible: a span whose last pixels are in the window does not name its neighbour', () => {
    const spans = (end: number) => [
      { start: 0, end, state: GoState.Waiting, reason: 1 },
      { start: end, end: 2000, state: GoState.Waiting, reason: 3 },
    ];
    const later: Viewport = { ...viewport, fromNs: 500, toNs: 1500, spanNs: 2000 };
    const labels = (end: number) =>
      goroutine(spans(end), { ...box, viewport: later, toNs: 2000 }).drawnTexts.map(({ text }) => text);
    expect(labels(569)).toEqual(['sleep']);
    expect(labels(570)).toEqual(['network', 'sleep']);
  });

  test('labels no span whose visible part begins less than 70 px before the right edge', () => {
    const labels = (start: number) => goroutine([{ start, end: 5000, state: GoState.Running }]).drawnTexts.length;
    expect([labels(930), labels(931)]).toEqual([1, 0]);
  });

  test('labels a span once when two pieces show it', () => {
    const span = [{ start: 0, end: 1000, state: GoState.Waiting, reason: 1 }];
    const reply = spansOf(span);
    const { drawnTexts, drawnRects } = drawn((painter) => {
      goroutineTrack.draw(painter, reply, 0, 1, { ...box, toNs: 400 }, namedPalette, REASONS);
      goroutineTrack.draw(painter, reply, 0, 1, { ...box, fromNs: 400 }, namedPalette, REASONS);
    });
    expect(drawnTexts).toHaveLength(1);
    expect(drawnRects.map(({ x, width }) => [x, width])).toEqual([
      [200, 400],
      [600, 600],
    ]);
  });

  test('gives ghosts their colour and a hatch', () => {
    const { drawnRects } = goroutine([{ start: 0, end: 500, state: GoState.Waiting, reason: 1, ghost: true }]);
    const [plain, hatched] = [...drawnRects].sort((a, b) => a.x - b.x);
    // Plain ground for the label, the hatch from there to the end.
    expect(plain).toMatchObject({ fill: '#ff0000', height: 8 });
    expect(plain?.hatch).toBeUndefined();
    expect(hatched).toMatchObject({ fill: '#ff0000', hatch: 'rising', height: 8 });
    expect((plain?.x ?? 0) + (plain?.width ?? 0)).toBe(hatched?.x);
  });

  test('carries patterns where the palette has them', () => {
    const hatched = {
      ...namedPalette,
      hatches: namedPalette.hatches.map((_, i) => (i === SpanClass.Network ? 'dots' : undefined)),
    } as const;
    const { drawnRects } = goroutine([{ start: 0, end: 50, state: GoState.Waiting, reason: 1 }], box, 1, hatched);
    expect(drawnRects[0]?.hatch).toBe('dots');
  });

  test('draws nothing where the goroutine does not exist', () => {
    expect(goroutine([{ start: 0, end: 500, state: GoState.NotExist }]).drawnRects).toEqual([]);
  });

  test('stacks the shares of merged items, active ones at the bottom', () => {
    const { drawnRects, drawnTexts } = goroutine([
      {
        start: 0,
        end: 100,
        state: GoState.Waiting,
        reason: 1,
        count: 9,
        coverage: { [SpanClass.Running]: 0.5, [SpanClass.Network]: 0.5 },
      },
    ]);
    const running = drawnRects.find(({ fill }) => fill === 'running');
    const waiting = drawnRects.find(({ fill }) => fill === 'network');
    expect((running?.y ?? 0) + (running?.height ?? 0)).toBe(65);
    expect((waiting?.y ?? 0) + (waiting?.height ?? 0)).toBe(running?.y);
    expect(waiting?.height).toBeLessThan(running?.height ?? 0);
    expect(drawnTexts).toEqual([]);
  });

  test('joins items below a pixel into one column, so that a row never costs more than its pixels', () => {
    const spans = Array.from({ length: 50_000 }, (_, i) => ({
      start: i * 0.02,
      end: (i + 1) * 0.02,
      state: i % 2 === 0 ? GoState.Running : GoState.Waiting,
      reason: 2,
    }));
    const { drawnRects } = goroutine(spans);
    expect(drawnRects.length).toBeLessThanOrEqual(3000);
    expect(new Set(drawnRects.map(({ x }) => x)).size).toBeGreaterThan(990);
  });

  test('shows a short run between long waits', () => {
    const { drawnRects } = goroutine([
      { start: 0, end: 500.2, state: GoState.Waiting, reason: 1 },
      { start: 500.2, end: 500.3, state: GoState.Running },
      { start: 500.3, end: 1000, state: GoState.Waiting, reason: 1 },
    ]);
    expect(drawnRects.find(({ fill }) => fill === 'running')).toMatchObject({ x: 700, width: 1, height: 13 });
  });

  test('puts edges on device pixels', () => {
    const { drawnRects } = goroutine(
      [
        { start: 0.3, end: 10.4, state: GoState.Running },
        { start: 10.4, end: 20.2, state: GoState.Runnable },
      ],
      box,
      2,
    );
    expect(drawnRects.every(({ x, width }) => Number.isInteger(x * 2) && Number.isInteger(width * 2))).toBe(true);
    const [runnable, running] = ['runnable', 'running'].map((name) => drawnRects.find(({ fill }) => fill === name));
    expect(runnable?.x).toBe((running?.x ?? 0) + (running?.width ?? 0));
  });

  test('is hit within two pixels', () => {
    const reply = spansOf([
      { start: 10, end: 20, state: GoState.Running },
      { start: 30, end: 40, state: GoState.Running },
    ]);
    expect([9, 15, 21.5, 25, 31].map((time) => goroutineTrack.hit(reply, 0, 2, time, 1))).toEqual([
      0,
      0,
      0,
      undefined,
      1,
    ]);
  });
});

describe('a processor row', () => {
  const names = { name: () => 'main.work', label: (row: number) => `g${row}` };
  const draw = (spans: readonly TestSpan[]) =>
    drawn((painter) =>
      procTrack.draw(painter, spansOf(spans), 0, spans.length, { ...box, rowPx: 18 }, namedPalette, names),
    );

  test('names the goroutine that runs and leaves idle time empty', () => {
    const { drawnRects, drawnTexts } = draw([
      { start: 0, end: 100, state: ProcState.Running, arg: 7 },
      { start: 100, end: 500, state: ProcState.Idle },
    ]);
    expect(drawnRects).toHaveLength(1);
    expect(drawnTexts.map(({ text }) => text)).toEqual(['g7']);
  });

  test('names what is visible of a span, and once', () => {
    const reply = spansOf([{ start: 0, end: 560, state: ProcState.Running, arg: 7 }]);
    const later: Viewport = { ...viewport, fromNs: 500, toNs: 1500, spanNs: 2000 };
    const { drawnTexts } = drawn((painter) => {
      procTrack.draw(painter, reply, 0, 1, { ...box, viewport: later }, namedPalette, names);
      procTrack.draw(painter, reply, 0, 1, { ...box, toNs: 300 }, namedPalette, names);
      procTrack.draw(painter, reply, 0, 1, { ...box, fromNs: 300 }, namedPalette, names);
    });
    expect(drawnTexts.map(({ x }) => x)).toEqual([206]);
  });

  test('draws a processor without goroutine as a low line', () => {
    const { drawnRects } = draw([{ start: 0, end: 100, state: ProcState.Running, arg: -1 }]);
    expect(drawnRects).toMatchObject([{ fill: 'faint', height: 2 }]);
  });

  test('draws merged items as high as the processor was busy', () => {
    const coverage = { [SpanClass.Running]: 0.5, [SpanClass.Inactive]: 0.5 };
    const { drawnRects } = draw([{ start: 0, end: 100, state: ProcState.Idle, arg: 7, count: 5, coverage }]);
    expect(drawnRects).toMatchObject([{ height: 7 }]);
  });
});

describe('the rows GC and STW', () => {
  const reply = spansOf([
    { start: 100, end: 100.01, state: 1 },
    { start: 500, end: 600, state: 1, count: 3, coverage: { [SpanClass.Running]: 0.2 } },
  ]);

  test('show a short pause two pixels wide, several as one mark, and nothing between', () => {
    const { drawnRects } = drawn((painter) => gcTrack.draw(painter, reply, 0, 2, box, namedPalette, true));
    expect(drawnRects).toMatchObject([
      { fill: 'stw', x: 300, width: 2 },
      { fill: 'stw', x: 700, width: 100 },
    ]);
  });

  test('are hit near a pause and nowhere between two', () => {
    expect([98, 102, 105, 300, 550].map((time) => gcTrack.hit(reply, 0, 2, time, 1))).toEqual([
      0,
      0,
      undefined,
      undefined,
      1,
    ]);
  });
});

describe('a group', () => {
  const piece = (columns: readonly Readonly<Partial<Record<number, number>>>[]) => ({
    density: densityOf(1, columns),
    group: 0,
    fromNs: 0,
    toNs: columns.length,
  });
  const draw = (columns: readonly Readonly<Partial<Record<number, number>>>[]) =>
    drawn((painter) => groupTrack.draw(painter, [piece(columns)], { ...box, rowPx: 26 }, namedPalette)).drawnRects;

  test('is as high as goroutines are active, waiting ones count for less', () => {
    const columns = Array.from({ length: 1000 }, (_, i) =>
      i < 500 ? { [SpanClass.Running]: 4 } : { [SpanClass.Network]: 4 },
    );
    const rects = draw(columns);
    const running = rects.find(({ fill }) => fill === 'running');
    const waiting = rects.find(({ fill }) => fill === 'network');
    expect(running?.height).toBe(20);
    expect(waiting?.height).toBe(7);
    expect((running?.y ?? 0) + (running?.height ?? 0)).toBe((waiting?.y ?? 0) + (waiting?.height ?? 0));
  });

  test('shows one running goroutine among thousands of waiting ones', () => {
    const columns = Array.from({ length: 1000 }, () => ({ [SpanClass.Running]: 1, [SpanClass.Select]: 10_000 }));
    expect(draw(columns).some(({ fill, height }) => fill === 'running' && height >= 1)).toBe(true);
  });

  test('tells the counts at a time', () => {
    const counts = groupTrack.hit([piece([{ [SpanClass.Running]: 1 }, { [SpanClass.Sync]: 3 }])], 1.5);
    expect(counts?.[SpanClass.Sync]).toBe(3);
    expect(groupTrack.hit([piece([{}])], 5)).toBeUndefined();
  });

  test('draws nothing without data', () => {
    expect(drawn((painter) => groupTrack.draw(painter, [], box, namedPalette)).drawnRects).toEqual([]);
  });
});

test('where nothing is known of a goroutine nothing is drawn, and nothing is found', () => {
  const spans = [
    { start: 0, end: 100, state: GoState.Running },
    { start: 100, end: 600, state: GoState.Undetermined },
    { start: 600, end: 1000, state: GoState.Running },
  ];
  const { drawnRects } = goroutine(spans);
  expect(drawnRects.map(({ x, width }) => [x, width])).toEqual([
    [200, 100],
    [800, 400],
  ]);
  const reply = spansOf(spans);
  expect([50, 300, 700].map((at) => goroutineTrack.hit(reply, 0, 3, at, 1))).toEqual([0, undefined, 2]);
});

test('the overview shows states, pauses and the heap', () => {
  const surface = createRecordingSurface(1000, 64);
  const painter = createPainter(surface);
  const density = densityOf(
    1,
    Array.from({ length: 1000 }, () => ({ [SpanClass.Running]: 2, [SpanClass.Inactive]: 9 })),
  );
  const gc = spansOf([], [{ start: 300, end: 301, state: 1 }]);
  const heap = {
    name: METRIC_HEAP,
    bucketNs: 250,
    min: Float64Array.of(1, 2, Number.NaN, 4),
    max: Float64Array.of(1, 2, Number.NaN, 4),
    last: Float64Array.of(1, 2, Number.NaN, 4),
    samples: 3,
  };
  overviewTrack.draw(surface, painter, { density, gc, counters: [heap] }, 1000, 1000, namedPalette);
  expect(surface.drawnRects.some(({ fill }) => fill === 'running')).toBe(true);
  expect(surface.drawnRects.filter(({ fill }) => fill === 'stw')).toHaveLength(1);
  expect(surface.drawnRects.filter(({ fill }) => fill === 'gc')).toHaveLength(0);
  expect(surface.polylines).toHaveLength(1);
  expect(surface.polylines[0]?.points).toHaveLength(6);
});
