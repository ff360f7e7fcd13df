// The zones of the timeline of which nothing is known, in words and over the lanes and the ruler.

import { formatDuration } from '../../shared/base/format';
import type { Gap, TraceSummary } from '../../shared/model/requests';
import { formatTimeAt } from '../canvas/ruler';
import type { Surface } from '../canvas/surface';
import { pxAt } from '../canvas/viewport';
import { gapMessage } from '../models/gaps';
import type { SessionStatus } from '../models/session';
import { zoneTrack } from '../tracks';
import { RULER_PX, type Scene } from './timeline-scene';
import type { TooltipLine } from './timeline-words';

export const NOT_READABLE = 'not readable';

const RULER_BAND_PX = 6;

/** What stands where the end of the trace should be; undefined if that is known. */
export function unreadWords(status: SessionStatus): string | undefined {
  switch (status.kind) {
    case 'reading':
      return 'not read yet';
    case 'stopped':
      return 'not read';
    default:
      return undefined;
  }
}

/** `not readable`, `1.90 ms from 19.26 ms to 21.16 ms`, and what the file's problem says. */
export function gapLines(
  gap: Gap,
  summary: Pick<TraceSummary, 'problems'>,
  resolutionNs: number,
): readonly TooltipLine[] {
  const message = gapMessage(summary, gap);
  return [
    { text: NOT_READABLE, style: 'title' },
    { text: gapTimes(gap, resolutionNs), style: 'mono' },
    ...(message === undefined ? [] : [{ text: message, style: 'faint' } as const]),
  ];
}

/** `Not readable, 1.90 ms from 19.26 ms to 21.16 ms, gap 1 of 2`: for screen readers. */
export function gapWords(gaps: readonly Gap[], place: number): string {
  const gap = gaps[place];
  if (gap === undefined) return '';
  return `Not readable, ${gapTimes(gap, (gap.toNs - gap.fromNs) / 100)}, gap ${place + 1} of ${gaps.length}`;
}

function gapTimes({ fromNs, toNs }: Gap, resolutionNs: number): string {
  // Also of a gap narrower than a pixel, beginning and end must not seem the same.
  const exact = Math.min(resolutionNs, Math.max(1, toNs - fromNs));
  return `${formatDuration(toNs - fromNs)} from ${formatTimeAt(fromNs, exact)} to ${formatTimeAt(toNs, exact)}`;
}

/** Over all rows: the emptiness there must not be taken for idleness. */
export function drawZones(surface: Surface, scene: Scene): void {
  drawWithin(surface, scene, RULER_PX, scene.heightPx - RULER_PX, true);
}

/** Below the labels of the ruler: those could not be read over a hatch. */
export function drawRulerZones(surface: Surface, scene: Scene): void {
  drawWithin(surface, scene, RULER_PX - RULER_BAND_PX, RULER_BAND_PX, false);
}

function drawWithin(surface: Surface, scene: Scene, topPx: number, heightPx: number, labels: boolean): void {
  const { summary, viewport, gutterPx, palette, unread } = scene;
  for (const gap of summary.gaps) {
    const place = zoneTrack.gapPx(viewport, gap);
    if (place === undefined) continue;
    const box = { x: gutterPx + place.x, width: place.width, topPx, heightPx };
    zoneTrack.drawGap(surface, box, palette, labels ? NOT_READABLE : '');
  }
  if (unread === undefined) return;
  const from = Math.round(pxAt(viewport, viewport.spanNs));
  const width = viewport.widthPx - from;
  if (width <= 0) return;
  zoneTrack.drawUnread(surface, { x: gutterPx + from, width, topPx, heightPx }, palette, labels ? unread : '');
}
