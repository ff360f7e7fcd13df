import { describe, expect, test } from 'vitest';
import type { Viewport } from '../../../../renderer/canvas/viewport';
import { zoneTrack } from '../../../../renderer/tracks';
import { createRecordingSurface } from '../../../support/recording-surface';
import { namedPalette } from '../../../support/track-data';

/** 1 px is 10 ns. */
const viewport: Viewport = { fromNs: 1000, toNs: 11_000, widthPx: 1000, spanNs: 20_000 };

describe('the place of a gap', () => {
  test('is that of its times', () => {
    expect(zoneTrack.gapPx(viewport, { fromNs: 2000, toNs: 4000 })).toEqual({ x: 100, width: 200 });
  });
  test('is never too narrow to be seen, also where it lasts no time', () => {
    expect(zoneTrack.gapPx(viewport, { fromNs: 2000, toNs: 2000 })).toEqual({ x: 99, width: 3 });
    expect(zoneTrack.gapPx(viewport, { fromNs: 2000, toNs: 2010 })?.width).toBe(3);
  });
  test('is cut to the window; outside there is none', () => {
    expect(zoneTrack.gapPx(viewport, { fromNs: 0, toNs: 2000 })).toEqual({ x: -2, width: 102 });
    expect(zoneTrack.gapPx(viewport, { fromNs: 0, toNs: 900 })).toBeUndefined();
    expect(zoneTrack.gapPx(viewport, { fromNs: 12_000, toNs: 13_000 })).toBeUndefined();
  });
  test('is found by a pointer over what is drawn', () => {
    const gaps = [{ fromNs: 2000, toNs: 2000 }];
    expect([98, 99, 101, 102].map((px) => zoneTrack.gapAt(viewport, gaps, px) === gaps[0])).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('a zone', () => {
  const box = { x: 100, width: 200, topPx: 26, heightPx: 300 };
  test('that is not readable is hatched and says so', () => {
    const surface = createRecordingSurface();
    zoneTrack.drawGap(surface, box, namedPalette, 'not readable');
    expect(surface.drawnRects).toMatchObject([{ x: 100, width: 200, y: 26, height: 300, hatch: 'rising' }]);
    expect(surface.drawnTexts.map(({ text }) => text)).toEqual(['not readable']);
  });
  test('that is not read yet has another pattern', () => {
    const surface = createRecordingSurface();
    zoneTrack.drawUnread(surface, box, namedPalette, 'not read yet');
    expect(surface.drawnRects).toMatchObject([{ hatch: 'dots' }]);
    expect(surface.drawnTexts.map(({ text }) => text)).toEqual(['not read yet']);
  });
  test('has no label where it would stick out', () => {
    const surface = createRecordingSurface();
    zoneTrack.drawGap(surface, { ...box, width: 80 }, namedPalette, 'not readable');
    zoneTrack.drawGap(surface, { ...box, heightPx: 10 }, namedPalette, 'not readable');
    expect(surface.drawnRects).toHaveLength(2);
    expect(surface.drawnTexts).toEqual([]);
  });
});
