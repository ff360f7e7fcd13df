// The commands of the timeline: what keys and menus can do.

import { unreachable } from '../../shared/base/assert';
import type { Gap, SpanDetail } from '../../shared/model/requests';
import { type RowPlace, rowByNumber, rowCount } from '../canvas/rows';
import { bringIntoView, fitAll, fitRange, panBy, type Viewport, viewportOf, zoomAt } from '../canvas/viewport';
import { neighbourGap, windowAround } from '../models/gaps';
import type { SpanRef, TimeWindow, TraceSession } from '../models/session';
import type { TimelineCommand } from './timeline-commands';
import type { Motion } from './timeline-motion';
import { groupKey, rowKey, type TimelineRow, type TimelineRows } from './timeline-rows';

export interface NavigationHost {
  readonly session: TraceSession;
  readonly motion: Motion;
  rows(): TimelineRows;
  viewport(): Viewport;
  /** Pointer's place within the lanes, or undefined. */
  pointerX(): number | undefined;
  cursor(): string | undefined;
  setCursor(key: string | undefined): void;
  scrollBy(px: number): void;
  /** Scrolls as little as needed to show a row. */
  showRow(place: RowPlace): void;
  visibleHeightPx(): number;
  gaps(): readonly Gap[];
  /** The window moved to one of the gaps, by its number. */
  atGap(place: number): void;
}

export interface Navigation {
  run(command: TimelineCommand): void;
  reveal(goroutineRow: number): void;
  toggle(key: string): void;
  /** Selects what a row stands for. */
  selectRow(row: TimelineRow): void;
  selectSpan(span: SpanRef, goroutine: number | undefined): void;
  showWindow(window: TimeWindow): void;
}

/** Held keys repeat about 30 times a second: each press a small step, together a steady motion. */
const ZOOM_STEP = 1.3;
const PAN_SHARE = 0.12;
const PAGE_SHARE = 0.9;

export function createNavigation(host: NavigationHost): Navigation {
  const { session, motion } = host;
  /** Replies to earlier questions must not overtake later ones. */
  let question = 0;
  /** Steps from span to span wait for each other: each starts where the one before ended, however fast the keys come. */
  let steps: Promise<void> = Promise.resolve();
  /** The gap that the keyboard went to last. */
  let gapShown: number | undefined;

  const zoom = (factor: number) => {
    const { goal } = motion;
    motion.glide(zoomAt(goal, host.pointerX() ?? goal.widthPx / 2, factor));
  };
  const pan = (share: number) => motion.glide(panBy(motion.goal, share * motion.goal.widthPx));

  const setOpen = (key: string, open: boolean) => {
    const next = new Set(session.open.value);
    if (open) next.add(key);
    else next.delete(key);
    session.open.value = next;
  };
  const toggle = (key: string) => setOpen(key, !session.open.value.has(key));

  const selectRow = (row: TimelineRow) => {
    host.setCursor(rowKey(row));
    if (row.kind === 'goroutine') session.selection.value = { goroutine: row.row };
  };

  const selectSpan = (span: SpanRef, goroutine: number | undefined) => {
    host.setCursor(`${span.lane}:${span.row}`);
    session.selection.value = { ...(goroutine === undefined ? {} : { goroutine }), span };
  };

  const step = (rows: number) => {
    const model = host.rows();
    const cursor = host.cursor();
    const place = cursor === undefined ? undefined : model.find(cursor);
    const now = place === undefined ? -1 : (model.index.firstRow[place.segment] as number) + place.offset;
    const wanted = place === undefined && rows < 0 ? rowCount(model.index) - 1 : now + rows;
    const next = rowByNumber(model.index, Math.max(0, Math.min(rowCount(model.index) - 1, wanted)));
    if (next === undefined) return;
    selectRow(model.at(next));
    host.showRow(next);
  };

  const neighbour = async (direction: -1 | 1) => {
    const { span, goroutine } = session.selection.value;
    const cursor = host.cursor()?.split(':');
    const from: SpanRef | undefined =
      span ??
      (cursor !== undefined && (cursor[0] === 'proc' || cursor[0] === 'gc')
        ? { lane: cursor[0], row: Number(cursor[1]), timeNs: middle() }
        : goroutine === undefined
          ? undefined
          : { lane: 'goroutine', row: goroutine, timeNs: middle() });
    if (from === undefined) return;
    const before = session.selection.value;
    const found = await session.api.neighbourSpan(from.lane, from.row, from.timeNs, direction);
    // Whoever selected something else meanwhile wins.
    if (found === undefined || session.selection.value !== before) return;
    selectSpan(refTo(found), found.goroutine?.row);
    motion.glide(bringIntoView(motion.goal, found.startNs, found.endNs));
  };
  const middle = () => (host.viewport().fromNs + host.viewport().toNs) / 2;

  const fitSelection = async () => {
    const { span, goroutine } = session.selection.value;
    const range = session.range.value;
    if (range !== undefined) {
      motion.glide(fitRange(motion.goal, range.fromNs, range.toNs));
      return;
    }
    const asked = ++question;
    if (span !== undefined) {
      const found = await session.api.spanAt(span.lane, span.row, span.timeNs);
      if (found !== undefined && asked === question) motion.glide(fitRange(motion.goal, found.startNs, found.endNs));
    } else if (goroutine !== undefined) {
      const found = await session.api.goroutine(goroutine);
      if (asked !== question) return;
      const fromNs = Number.isFinite(found.createdNs) ? found.createdNs : 0;
      motion.glide(fitRange(motion.goal, fromNs, found.endNs ?? motion.goal.spanNs));
    }
  };

  const toggleAtCursor = () => {
    const key = host.cursor();
    if (key === undefined) return;
    if (key.startsWith('section:') || key.startsWith('group:')) toggle(key);
    else if (key.startsWith('goroutine:')) {
      // From inside a group its row closes it, and the keyboard goes on from the group.
      const group = host.rows().groupOf(Number(key.slice('goroutine:'.length)));
      if (group === undefined) return;
      host.setCursor(groupKey(group));
      setOpen(groupKey(group), false);
      const place = host.rows().find(groupKey(group));
      if (place !== undefined) host.showRow(place);
    }
  };

  const clear = () => {
    motion.stop();
    if (session.range.value !== undefined) session.range.value = undefined;
    else {
      session.selection.value = {};
      host.setCursor(undefined);
    }
  };

  const showWindow = ({ fromNs, toNs }: TimeWindow) => {
    const { widthPx, spanNs } = motion.goal;
    motion.glide(viewportOf(fromNs, toNs, widthPx, spanNs));
  };

  const stepGap = (direction: -1 | 1) => {
    const { fromNs, toNs, spanNs } = motion.goal;
    const gaps = host.gaps();
    // At the ends of the trace the window cannot have a gap in its middle: then the step begins at the gap itself.
    const here = gaps[gapShown ?? -1];
    const shown = here !== undefined && here.fromNs >= fromNs && here.toNs <= toNs;
    const fromHere = shown ? (here.fromNs + here.toNs) / 2 : (fromNs + toNs) / 2;
    const place = neighbourGap(gaps, fromHere, direction);
    const gap = gaps[place ?? -1];
    if (place === undefined || gap === undefined) return;
    gapShown = place;
    showWindow(windowAround(gap, spanNs));
    host.atGap(place);
  };

  const stepSpan = (direction: -1 | 1) => {
    steps = steps.then(() => neighbour(direction)).catch(() => undefined);
  };

  const quietly = (work: Promise<void>) => {
    // A question fails only with its worker, and the session says that in its status.
    work.catch(() => undefined);
  };

  return {
    toggle,
    selectRow,
    selectSpan,
    showWindow,
    reveal(goroutineRow) {
      const group = host.rows().groupOf(goroutineRow);
      if (group === undefined) return;
      session.open.value = new Set([...session.open.value, 'section:goroutines', groupKey(group)]);
      const place = host.rows().find(`goroutine:${goroutineRow}`);
      if (place === undefined) return;
      host.setCursor(`goroutine:${goroutineRow}`);
      host.showRow(place);
    },
    run(command) {
      switch (command) {
        case 'zoom-in':
          return zoom(1 / ZOOM_STEP);
        case 'zoom-out':
          return zoom(ZOOM_STEP);
        case 'pan-left':
          return pan(-PAN_SHARE);
        case 'pan-right':
          return pan(PAN_SHARE);
        case 'row-up':
          return step(-1);
        case 'row-down':
          return step(1);
        case 'page-up':
          return host.scrollBy(-PAGE_SHARE * host.visibleHeightPx());
        case 'page-down':
          return host.scrollBy(PAGE_SHARE * host.visibleHeightPx());
        case 'span-previous':
          return stepSpan(-1);
        case 'span-next':
          return stepSpan(1);
        case 'gap-previous':
          return stepGap(-1);
        case 'gap-next':
          return stepGap(1);
        case 'fit-all':
          return motion.glide(fitAll(motion.goal.widthPx, motion.goal.spanNs));
        case 'fit-selection':
          return quietly(fitSelection());
        case 'toggle-group':
          return toggleAtCursor();
        case 'clear':
          return clear();
        default:
          return unreachable(command);
      }
    },
  };
}

/** A reference to a span by a time that lies within it, whatever is merged around it. */
export function refTo(span: SpanDetail): SpanRef {
  return { lane: span.lane, row: span.row, timeNs: Math.floor((span.startNs + span.endNs) / 2) };
}
