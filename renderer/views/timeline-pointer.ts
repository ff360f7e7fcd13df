// What gestures do to the timeline: hover, select, zoom, range.

import type { SpanDetail } from '../../shared/model/requests';
import { fitRange, nsAt, nsPerPx, panBy, type Viewport, viewportOf, zoomAt } from '../canvas/viewport';
import type { SpanRef, TimeWindow, TraceSession } from '../models/session';
import { gapLines } from './timeline-gaps';
import type { GestureActions } from './timeline-gestures';
import { itemTimes, type Target, targetAt } from './timeline-hover';
import type { Motion } from './timeline-motion';
import type { Navigation } from './timeline-navigation';
import type { Scene } from './timeline-scene';
import type { Tooltip } from './timeline-tooltip';
import { goroutineWords, groupLines, itemLines, type TooltipLine } from './timeline-words';

export interface PointerHost {
  readonly session: TraceSession;
  readonly motion: Motion;
  readonly navigation: Navigation;
  readonly tooltip: Tooltip;
  scene(): Scene;
  /** Place of the canvas in the page. */
  origin(): { readonly left: number; readonly top: number };
  scrollBy(px: number): void;
  setCursor(key: string | undefined): void;
  /** The pointer moved, or what lies under it changed. */
  hovered(x: number | undefined, target: Target | undefined): void;
}

export interface Pointer extends GestureActions {
  /** Looks again at what is under the pointer, after the picture moved. */
  refresh(): void;
  /** The keyboard took over: no tooltip until the pointer moves again. */
  rest(): void;
  readonly x: number | undefined;
  dispose(): void;
}

/** A hand that rests this long wants to know more; questions for passing spans are not worth asking. */
const DETAIL_DELAY_MS = 60;

export function createPointer(host: PointerHost): Pointer {
  const { session, motion, navigation, tooltip } = host;
  let at: { readonly x: number; readonly y: number } | undefined;
  let dragging = false;
  let resting = false;
  let detailTimer: ReturnType<typeof setTimeout> | undefined;
  let askedFor: string | undefined;
  let detail: SpanDetail | undefined;

  const look = () => {
    if (at === undefined) return;
    const scene = host.scene();
    const target = targetAt(scene, at.x, at.y);
    host.hovered(at.x, target);
    showTooltip(scene, target);
  };

  const showTooltip = (scene: Scene, target: Target) => {
    const lines = dragging || resting ? [] : tooltipLines(scene, target);
    askDetail(target);
    if (lines.length === 0 || at === undefined) {
      tooltip.hide();
      return;
    }
    const { left, top } = host.origin();
    tooltip.show([...lines, ...detailLines(target)], left + at.x, top + at.y);
  };

  const keyOf = (target: Target): string | undefined => {
    const { row, item } = target;
    if (row === undefined || item === undefined || row.kind === 'section' || row.kind === 'group') return undefined;
    if ((item.spans.count[item.index] as number) > 1) return undefined;
    return `${row.kind}:${row.row}:${item.spans.startNs[item.index]}`;
  };

  const askDetail = (target: Target) => {
    const key = keyOf(target);
    if (key === askedFor) return;
    askedFor = key;
    detail = undefined;
    clearTimeout(detailTimer);
    const { row, item } = target;
    if (key === undefined || item === undefined || row === undefined || row.kind === 'section' || row.kind === 'group')
      return;
    const startNs = item.spans.startNs[item.index] as number;
    const endNs = item.spans.endNs[item.index] as number;
    detailTimer = setTimeout(() => {
      session.api.spanAt(row.kind, row.row, Math.floor((startNs + endNs) / 2)).then(
        (found) => {
          if (askedFor !== key) return;
          detail = found;
          look();
        },
        // Without an answer the tooltip says what it knows.
        () => undefined,
      );
    }, DETAIL_DELAY_MS);
  };

  const detailLines = (target: Target): readonly TooltipLine[] => {
    if (detail === undefined || keyOf(target) !== askedFor) return [];
    if (target.row?.kind === 'gc') return [{ text: detail.state, style: 'faint' }];
    const top = detail.stack[0];
    return top === undefined ? [] : [{ text: `in ${top.func}`, style: 'faint' }];
  };

  const windowBetween = (x1: number, x2: number): TimeWindow => {
    const { viewport, gutterPx } = host.scene();
    const times = [x1, x2]
      .map((x) => Math.round(Math.max(0, Math.min(viewport.spanNs, nsAt(viewport, x - gutterPx)))))
      .sort((a, b) => a - b);
    return { fromNs: times[0] as number, toNs: Math.max(times[1] as number, (times[0] as number) + 1) };
  };

  const click = (x: number, y: number) => {
    const scene = host.scene();
    const target = targetAt(scene, x, y);
    const { row, area } = target;
    if (area === 'ruler') {
      session.range.value = undefined;
      return;
    }
    if (row === undefined) return;
    // The lanes part of a section's title is empty: a click there means nothing.
    if (row.kind === 'section' && area !== 'gutter') return;
    if (row.kind === 'section' || row.kind === 'group') {
      const own = scene.rows.find(row.key);
      // A pinned row stands away from its own place: what it closes must not leave the view somewhere below.
      if (own !== undefined && own.topPx < scene.scrollPx) host.scrollBy(own.topPx - scene.scrollPx);
      host.setCursor(row.key);
      navigation.toggle(row.key);
      return;
    }
    if (target.item === undefined) {
      navigation.selectRow(row);
      return;
    }
    const { spans, index } = target.item;
    const ref: SpanRef = { lane: row.kind, row: row.row, timeNs: timeWithin(target) };
    const runs = row.kind === 'proc' ? (spans.arg[index] as number) : -1;
    navigation.selectSpan(ref, row.kind === 'goroutine' ? row.row : runs >= 0 ? runs : undefined);
  };

  return {
    get x() {
      if (at === undefined) return undefined;
      const { gutterPx, viewport } = host.scene();
      const x = at.x - gutterPx;
      return x >= 0 && x <= viewport.widthPx ? x : undefined;
    },
    refresh: look,
    rest() {
      resting = true;
      tooltip.hide();
    },
    areaAt: (x, y) => targetAt(host.scene(), x, y).area,
    zoomAt(x, factor, smooth) {
      const goal: Viewport = motion.goal;
      const px = Math.max(0, Math.min(goal.widthPx, x - host.scene().gutterPx));
      const next = zoomAt(goal, px, factor);
      if (smooth) motion.glide(next);
      else motion.jump(next);
    },
    pan: (dx) => motion.jump(panBy(motion.goal, dx)),
    scroll: host.scrollBy,
    selectRange(x1, x2) {
      session.range.value = windowBetween(x1, x2);
    },
    zoomToRange(x1, x2, done) {
      const range = windowBetween(x1, x2);
      session.range.value = done ? undefined : range;
      const { widthPx, spanNs } = motion.goal;
      if (done) motion.glide(viewportOf(range.fromNs, range.toNs, widthPx, spanNs));
    },
    click,
    doubleClick(x, y) {
      const target = targetAt(host.scene(), x, y);
      const times = itemTimes(target);
      if (target.area === 'lanes' && times !== undefined) {
        motion.glide(fitRange(motion.goal, times.startNs, times.endNs));
      }
    },
    hover(x, y) {
      at = { x, y };
      resting = false;
      look();
    },
    leave() {
      at = undefined;
      askedFor = undefined;
      clearTimeout(detailTimer);
      tooltip.hide();
      host.hovered(undefined, undefined);
    },
    dragging(active) {
      dragging = active;
      if (active) tooltip.hide();
    },
    dispose() {
      clearTimeout(detailTimer);
    },
  };
}

/** A whole time inside the item under the pointer: the pointer's own where items are merged, so that a click can choose. */
function timeWithin(target: Target): number {
  const times = itemTimes(target);
  if (times === undefined) return target.timeNs;
  return Math.floor(Math.max(times.startNs, Math.min(times.endNs - 1, target.timeNs)));
}

function tooltipLines(scene: Scene, target: Target): readonly TooltipLine[] {
  const { row, item, area, gap } = target;
  if (gap !== undefined) return gapLines(gap, scene.summary, nsPerPx(scene.viewport));
  if (row === undefined || row.kind === 'section') return [];
  if (row.kind === 'group') {
    return groupLines(
      row.group.name,
      row.group.rows.length,
      scene.ghosts.of(row.group),
      area === 'lanes' ? target.counts : undefined,
    );
  }
  if (area === 'gutter') {
    return row.kind === 'goroutine' ? [{ text: goroutineWords(scene.names, row.row), style: 'title' }] : [];
  }
  if (item === undefined) return [];
  const resolutionNs = nsPerPx(scene.viewport) / 4;
  return itemLines(row, item.spans, item.index, scene.summary, scene.names, resolutionNs, scene.unread === undefined);
}
