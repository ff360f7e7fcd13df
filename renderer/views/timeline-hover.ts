// What lies under a point of the canvas.

import type { Gap, SpansReply } from '../../shared/model/requests';
import { type RowPlace, rowAt } from '../canvas/rows';
import { levelFor, nsAt, nsPerPx } from '../canvas/viewport';
import { gcTrack, goroutineTrack, groupTrack, procTrack, zoneTrack } from '../tracks';
import { knownSpans } from './timeline-frame';
import { pinnedRow } from './timeline-pin';
import type { TimelineRow } from './timeline-rows';
import { RULER_PX, type Scene } from './timeline-scene';

export type Area = 'ruler' | 'gutter' | 'lanes';

export interface Target {
  readonly area: Area;
  readonly timeNs: number;
  readonly row?: TimelineRow;
  readonly place?: RowPlace;
  readonly item?: { readonly spans: SpansReply; readonly index: number };
  /** Groups: goroutines per SpanClass at the time. */
  readonly counts?: readonly number[];
  /** In ruler and lanes: nothing is known of this time. */
  readonly gap?: Gap;
}

export function targetAt(scene: Scene, x: number, y: number): Target {
  const timeNs = Math.max(0, Math.min(scene.viewport.spanNs, nsAt(scene.viewport, x - scene.gutterPx)));
  const inGutter = x < scene.gutterPx;
  const gap = inGutter ? undefined : zoneTrack.gapAt(scene.viewport, scene.summary.gaps, x - scene.gutterPx);
  const inGap = gap === undefined ? {} : { gap };
  if (y < RULER_PX) return { area: inGutter ? 'gutter' : 'ruler', timeNs, ...inGap };
  const area: Area = inGutter ? 'gutter' : 'lanes';
  const rowsY = y - RULER_PX + scene.scrollPx;
  const pinned = pinnedRow(scene)?.place;
  const place = pinned !== undefined && rowsY < pinned.topPx + pinned.rowPx ? pinned : rowAt(scene.rows.index, rowsY);
  if (place === undefined) return { area, timeNs, ...inGap };
  const row = scene.rows.at(place);
  if (inGutter || gap !== undefined) return { area, timeNs, row, place, ...inGap };
  if (row.kind === 'group') {
    const level = levelFor(nsPerPx(scene.viewport) / Math.min(2, scene.pixelRatio));
    const pieces = scene.data
      .density(row.group.rows, level, timeNs, timeNs, 'later')
      .map((piece) => ({ ...piece.value, fromNs: piece.fromNs, toNs: piece.toNs }));
    const counts = groupTrack.hit(pieces, timeNs);
    return { area, timeNs, row, place, ...(counts === undefined ? {} : { counts }) };
  }
  const item = itemUnder(scene, row, timeNs);
  return { area, timeNs, row, place, ...(item === undefined ? {} : { item }) };
}

function itemUnder(scene: Scene, row: TimelineRow, timeNs: number): Target['item'] {
  const perPx = nsPerPx(scene.viewport);
  const pieces = knownSpans(scene, row);
  const piece = pieces.find(({ fromNs, toNs }) => timeNs >= fromNs && timeNs < toNs) ?? pieces[pieces.length - 1];
  if (piece === undefined) return undefined;
  const { spans, first, last } = piece.value;
  const hit = row.kind === 'goroutine' ? goroutineTrack.hit : row.kind === 'proc' ? procTrack.hit : gcTrack.hit;
  const index = hit(spans, first, last, timeNs, perPx);
  return index === undefined ? undefined : { spans, index };
}

/** Times of the item under the pointer. */
export function itemTimes(target: Target): { readonly startNs: number; readonly endNs: number } | undefined {
  if (target.item === undefined) return undefined;
  const { spans, index } = target.item;
  return { startNs: spans.startNs[index] as number, endNs: spans.endNs[index] as number };
}
