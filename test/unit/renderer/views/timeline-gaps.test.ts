import { expect, test } from 'vitest';
import { fitAll } from '../../../../renderer/canvas/viewport';
import { drawRulerZones, drawZones, gapLines, gapWords, unreadWords } from '../../../../renderer/views/timeline-gaps';
import { RULER_PX, type Scene } from '../../../../renderer/views/timeline-scene';
import { createRecordingSurface } from '../../../support/recording-surface';
import { namedPalette } from '../../../support/track-data';
import { SUMMARY } from '../models/fake-trace-api';

const GAP = { fromNs: 1_000_000, toNs: 2_000_000, problem: 0 };
const problems = [{ code: 'broken-batch', message: 'The batch at byte 7 is damaged.' }] as const;

test('the tooltip of a gap tells its times and what the file’s problem says', () => {
  expect(gapLines(GAP, { problems }, 1000).map(({ text }) => text)).toEqual([
    'not readable',
    '1.00 ms from 1.000 ms to 2.000 ms',
    'The batch at byte 7 is damaged.',
  ]);
  const { fromNs, toNs } = GAP;
  expect(gapLines({ fromNs, toNs }, { problems }, 1000)).toHaveLength(2);
});

test('a gap narrower than a pixel still has two different times', () => {
  const [, times] = gapLines({ fromNs: 1_000_000, toNs: 1_000_020 }, { problems: [] }, 50_000);
  expect(times?.text).toBe('20 ns from 1.00000 ms to 1.00002 ms');
});

test('is said to those who do not see it, with its place among the others', () => {
  expect(gapWords([GAP, { fromNs: 3_000_000, toNs: 3_000_000 }], 0)).toMatch(/^Not readable, 1\.00 ms .*, gap 1 of 2$/);
  expect(gapWords([GAP], 3)).toBe('');
});

test('what is behind the end of what was read is named while the end is not known', () => {
  expect(unreadWords({ kind: 'reading', summary: SUMMARY })).toBe('not read yet');
  expect(unreadWords({ kind: 'stopped', summary: SUMMARY, message: '' })).toBe('not read');
  expect(unreadWords({ kind: 'ready', summary: SUMMARY, fromIndex: false })).toBeUndefined();
});

function drawn(scene: Partial<Scene>, draw: typeof drawZones) {
  const surface = createRecordingSurface(1200, 400);
  const viewport = fitAll(1000, SUMMARY.spanNs);
  draw(surface, { summary: SUMMARY, viewport, gutterPx: 200, heightPx: 400, palette: namedPalette, ...scene } as Scene);
  return surface;
}

test('gaps lie over all rows, right of the names, and below the labels of the ruler', () => {
  const summary = { ...SUMMARY, gaps: [GAP] };
  const [lanes] = drawn({ summary }, drawZones).drawnRects;
  expect(lanes).toMatchObject({ y: RULER_PX, height: 400 - RULER_PX, hatch: 'rising' });
  // A fifth of the trace, after the first fifth: 8 px of 1 000 are margin at each side.
  expect(lanes?.x).toBe(200 + Math.round(8 + 984 / 5));
  expect(lanes?.width).toBeCloseTo(984 / 5, -1);
  const ruler = drawn({ summary }, drawRulerZones);
  expect(ruler.drawnRects[0]?.y).toBeGreaterThan(RULER_PX / 2);
  expect(ruler.drawnTexts).toEqual([]);
});

test('what is not read yet begins where the read time ends; nothing is drawn there when all was read', () => {
  const zone = drawn({ unread: 'not read yet' }, drawZones).drawnRects;
  expect(zone).toMatchObject([{ x: 200 + 992, width: 8, hatch: 'dots' }]);
  expect(drawn({ unread: undefined }, drawZones).drawnRects).toEqual([]);
});
