// The timeline: overview, ruler, names and lanes of one open trace. Mounts into an empty element, which it fills.
//
// A change of window, layout, selection or data marks a layer as stale; the next animation frame draws it. Nothing is
// drawn while nothing changes, and moving the pointer draws only the overlay.

import { effect, untracked } from '@preact/signals-core';
import { type Disposable, disposable, disposeAll } from '../../shared/base/disposable';
import type { SpanDetail, TraceSummary } from '../../shared/model/requests';
import { type Palette, readPalette, watchPalette } from '../canvas/palette';
import { type RowPlace, rowAt, totalPx } from '../canvas/rows';
import { createCanvasSurface } from '../canvas/surface';
import { fitAll, nsPerPx, type Viewport, viewportOf } from '../canvas/viewport';
import { isWhole, type SpanRef, shownSummary, type TraceSession } from '../models/session';
import { groupTrack } from '../tracks';
import { highestHeap } from './overview-words';
import type { TimelineHandle } from './timeline-commands';
import { createTimelineData } from './timeline-data';
import { createTimelineElements } from './timeline-elements';
import { createFrameDrawer } from './timeline-frame';
import { gapWords, unreadWords } from './timeline-gaps';
import { listenToGestures } from './timeline-gestures';
import { countGhosts, type GhostCounts } from './timeline-ghosts';
import type { Target } from './timeline-hover';
import { createMotion } from './timeline-motion';
import { createTimelineNames } from './timeline-names';
import { createNavigation } from './timeline-navigation';
import { drawOverlay } from './timeline-overlay';
import { createOverview } from './timeline-overview';
import { createPointer } from './timeline-pointer';
import { createTimelineRows, type Layout, rowKey, type TimelineRows } from './timeline-rows';
import { RULER_PX, type Scene } from './timeline-scene';
import { createScrollbar, SCROLLBAR_PX } from './timeline-scrollbar';
import { createTooltip } from './timeline-tooltip';
import { selectionWords } from './timeline-words';

export interface TimelineOptions {
  /** Width of the column of names that the user chose before. */
  readonly gutterPx: number;
  readonly onGutterChange: (gutterPx: number) => void;
}

const MIN_GUTTER_PX = 140;
/** Most of a narrow timeline is for the lanes. */
const MAX_GUTTER_SHARE = 0.34;

/** Shows the trace of a session as soon as a part of it is there, and goes on with what is read of it. */
export function mountTimeline(element: HTMLElement, session: TraceSession, options: TimelineOptions): TimelineHandle {
  let shown: TimelineHandle | undefined;
  const stop = effect(() => {
    const summary = shownSummary(session.status.value);
    if (summary !== undefined && shown === undefined) {
      shown = untracked(() => show(element, session, summary, options));
    }
  });
  return {
    run: (command) => shown?.run(command),
    reveal: (row) => shown?.reveal(row),
    showWindow: (window) => shown?.showWindow(window),
    dispose() {
      stop();
      shown?.dispose();
    },
  };
}

function show(
  element: HTMLElement,
  session: TraceSession,
  initial: TraceSummary,
  options: TimelineOptions,
): TimelineHandle {
  let summary = initial;
  let { spanNs } = summary;
  let status = session.status.peek();
  let edition = session.edition.peek();
  const elements = createTimelineElements(element);
  elements.setHeap(highestHeap(summary.counters));
  const surface = createCanvasSurface(elements.canvas);
  const overlay = createCanvasSurface(elements.overlay);
  const drawer = createFrameDrawer(surface);
  const tooltip = createTooltip(element);
  const scrollbar = createScrollbar(elements.body, (px) => scrollTo(px));
  let palette: Palette = readPalette(element);
  let names = createTimelineNames(undefined);
  let layout: Layout | undefined = session.layout.peek();
  let layoutEdition = edition;
  let rows: TimelineRows = createTimelineRows(summary, layout, session.open.peek(), isWhole(status));
  let ghosts: GhostCounts = countGhosts(undefined, undefined);
  let chosenGutterPx = options.gutterPx;
  let gutterPx = chosenGutterPx;
  let widthPx = 0;
  let heightPx = 0;
  let scrollPx = 0;
  let cursorKey: string | undefined;
  let selectedSpan: SpanDetail | undefined;
  let hovered: { readonly x: number | undefined; readonly target: Target | undefined } = {
    x: undefined,
    target: undefined,
  };
  let frame = 0;
  let stale = { lanes: true, overview: true };
  let disposed = false;
  let lookUp = 0;
  let namesUnderWay = false;
  /** The names are those of this edition. */
  let namesEdition = 0;

  const lanesPx = () => Math.max(1, widthPx - SCROLLBAR_PX - gutterPx);
  const visiblePx = () => Math.max(0, heightPx - RULER_PX);

  const viewport = (): Viewport => {
    const { fromNs, toNs } = session.window.peek();
    const all = fitAll(lanesPx(), spanNs);
    // A window of the whole trace, and one that nobody has set yet, have the margins of the whole trace.
    if (toNs <= fromNs || (fromNs <= 0 && toNs >= spanNs)) return all;
    return viewportOf(fromNs, toNs, lanesPx(), spanNs);
  };
  const setViewport = ({ fromNs, toNs }: Viewport) => {
    session.window.value = { fromNs, toNs };
  };

  const scene = (): Scene => ({
    summary,
    names,
    data,
    rows,
    ghosts,
    palette,
    viewport: viewport(),
    gutterPx,
    widthPx,
    heightPx,
    pixelRatio: surface.pixelRatio,
    scrollPx,
    selection: session.selection.peek(),
    selectedSpan,
    cursorKey,
    range: session.range.peek(),
    unread: unreadWords(status),
  });

  const redraw = (what: Partial<typeof stale> = { lanes: true }) => {
    stale = { lanes: stale.lanes || what.lanes === true, overview: stale.overview || what.overview === true };
    if (frame === 0 && !disposed) frame = requestAnimationFrame(draw);
  };

  const draw = () => {
    frame = 0;
    if (widthPx === 0 || heightPx === 0) return;
    const now = scene();
    if (stale.overview) overview.draw(palette);
    if (stale.lanes) {
      drawer.draw(now);
      scrollbar.update(scrollPx, visiblePx(), totalPx(rows.index));
      elements.canvas.dataset.state = data.incomplete ? 'loading' : 'complete';
    }
    const moved = stale.lanes;
    stale = { lanes: false, overview: false };
    // The picture may have moved under a resting pointer: what it outlines and says must follow.
    if (moved) pointer.refresh();
    drawOverlay(overlay, now, hovered.x, hovered.target);
  };

  const data = createTimelineData(session.api, spanNs, () => redraw());

  const scrollTo = (px: number) => {
    const next = Math.round(Math.max(0, Math.min(totalPx(rows.index) - visiblePx(), px)));
    if (next === scrollPx) return;
    scrollPx = next;
    redraw();
  };

  const setCursor = (key: string | undefined) => {
    cursorKey = key;
    redraw();
    speak();
  };

  const speak = () => {
    const place = cursorKey === undefined ? undefined : rows.find(cursorKey);
    const row = place === undefined ? undefined : rows.at(place);
    const open = cursorKey !== undefined && rows.isOpen(cursorKey);
    const detail = row !== undefined && selectedSpan?.row === rowNumber(row) ? selectedSpan : undefined;
    const words = selectionWords(row, names, open, detail);
    if (elements.live.textContent !== words) elements.live.textContent = words;
  };

  const showRow = (place: RowPlace) => {
    const below = place.topPx + place.rowPx - visiblePx();
    // Above a goroutine stands the row of its group, pinned.
    const above = rows.at(place).kind === 'goroutine' ? groupTrack.rowPx : 0;
    if (place.topPx - above < scrollPx) scrollTo(place.topPx - above);
    else if (below > scrollPx) scrollTo(below);
  };

  const motion = createMotion(viewport, setViewport);
  const navigation = createNavigation({
    session,
    motion,
    rows: () => rows,
    viewport,
    pointerX: () => pointer.x,
    cursor: () => cursorKey,
    setCursor,
    scrollBy: (px) => scrollTo(scrollPx + px),
    showRow,
    visibleHeightPx: visiblePx,
    gaps: () => summary.gaps,
    atGap(place) {
      elements.live.textContent = gapWords(summary.gaps, place);
    },
  });
  const pointer = createPointer({
    session,
    motion,
    navigation,
    tooltip,
    scene,
    origin: () => elements.canvas.getBoundingClientRect(),
    scrollBy: (px) => scrollTo(scrollPx + px),
    setCursor,
    hovered(x, target) {
      hovered = { x, target };
      elements.setPointer(target);
      redraw({});
    },
  });
  const overview = createOverview(elements.chart, session.api, summary, unreadWords(status), tooltip, (window) => {
    if (window === undefined) motion.glide(fitAll(lanesPx(), spanNs));
    else motion.jump(viewportOf(window.fromNs, window.toNs, lanesPx(), spanNs));
  });

  const layOut = () => {
    const box = element.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    if (box.width === 0 || box.height === 0) return;
    widthPx = Math.floor(box.width);
    heightPx = Math.floor(elements.body.getBoundingClientRect().height);
    gutterPx = Math.round(Math.max(MIN_GUTTER_PX, Math.min(widthPx * MAX_GUTTER_SHARE, chosenGutterPx)));
    elements.setGutter(gutterPx, SCROLLBAR_PX);
    surface.resize(widthPx, heightPx, ratio);
    overlay.resize(widthPx, heightPx, ratio);
    overview.resize(lanesPx(), ratio);
    overview.show(viewport());
    session.nsPerPx.value = nsPerPx(viewport());
    scrollTo(scrollPx);
    redraw({ lanes: true, overview: true });
  };
  const observer = new ResizeObserver(layOut);
  observer.observe(element);
  observer.observe(elements.body);

  const disposables: Disposable[] = [
    listenToGestures(elements.canvas, pointer),
    elements.onGutterDrag((px) => {
      chosenGutterPx = px;
      layOut();
      options.onGutterChange(gutterPx);
    }),
    disposable(
      watchPalette(() => {
        palette = readPalette(element);
        redraw({ lanes: true, overview: true });
      }),
    ),
    disposable(
      effect(() => {
        const { value } = session.window;
        if (widthPx > 0) {
          overview.show(value.toNs > value.fromNs ? viewport() : fitAll(lanesPx(), spanNs));
          session.nsPerPx.value = nsPerPx(viewport());
        }
        redraw();
      }),
    ),
    disposable(
      effect(() => {
        // Both are read here whatever happens: the effect follows both.
        const [next, open] = [session.layout.value, session.open.value];
        untracked(() => layOutRows(next, open));
      }),
    ),
    disposable(
      effect(() => {
        void session.status.value;
        untracked(grow);
      }),
    ),
    disposable(
      effect(() => {
        ghosts = countGhosts(session.layout.value, session.ghosts.value);
        redraw();
      }),
    ),
    disposable(
      effect(() => {
        session.range.value;
        redraw();
      }),
    ),
    disposable(effect(() => followSelection())),
  ];

  /** Rows come and go by filter and folding; and by reading on, which must not move what the user looks at. */
  function layOutRows(next: Layout | undefined, open: ReadonlySet<string>) {
    const grown = next !== layout && layoutEdition !== session.edition.peek();
    if (next !== layout) {
      layoutEdition = session.edition.peek();
      if (grown) inherit(layout, next);
      layout = next;
      nameRows();
    }
    const anchor = grown ? anchorRow() : undefined;
    rows = createTimelineRows(summary, layout, open, isWhole(status));
    const place = anchor && rows.find(anchor.key);
    if (!grown) pointer.rest();
    scrollTo(anchor !== undefined && place !== undefined ? place.topPx - anchor.belowPx : scrollPx);
    redraw();
    if (!grown) speak();
  }

  /** The keyboard's row if it is in view, else the one at the top; none while the rows are not scrolled. */
  function anchorRow(): { readonly key: string; readonly belowPx: number } | undefined {
    const cursor = cursorKey === undefined ? undefined : rows.find(cursorKey);
    if (cursorKey !== undefined && cursor !== undefined) {
      const belowPx = cursor.topPx - scrollPx;
      if (belowPx >= 0 && belowPx + cursor.rowPx <= visiblePx()) return { key: cursorKey, belowPx };
    }
    const top = scrollPx === 0 ? undefined : rowAt(rows.index, scrollPx);
    return top && { key: rowKey(rows.at(top)), belowPx: top.topPx - scrollPx };
  }

  function inherit(before: Layout | undefined, next: Layout | undefined) {
    const groups = new Map(before?.groups.map((group) => [group.name, group.rows]));
    for (const { name, rows: now } of next?.groups ?? []) {
      const then = groups.get(name);
      if (then !== undefined && then.length < now.length) data.succeed(then, now);
    }
  }

  /** More was read, or it is known that no more will come. What is shown stays until the answers are there. */
  function grow() {
    if (session.status.peek() === status) return;
    status = session.status.peek();
    summary = shownSummary(status) ?? summary;
    if (session.edition.peek() !== edition) {
      edition = session.edition.peek();
      const { fromNs, toNs } = motion.goal;
      const toWhole = motion.moving && fromNs <= 0 && toNs >= spanNs;
      ({ spanNs } = summary);
      // Who is on the way to all of it wants to see all of it, however long it has become meanwhile.
      if (toWhole) motion.glide(fitAll(lanesPx(), spanNs));
      data.grow(spanNs, isWhole(status));
      elements.setHeap(highestHeap(summary.counters));
      const { span } = session.selection.peek();
      if (span !== undefined) askSpan(span);
    }
    rows = createTimelineRows(summary, layout, session.open.peek(), isWhole(status));
    overview.grow(summary, unreadWords(status));
    if (widthPx > 0) {
      overview.show(viewport());
      session.nsPerPx.value = nsPerPx(viewport());
    }
    scrollTo(scrollPx);
    redraw({ lanes: true, overview: true });
  }

  /** The selected span's exact times; a goroutine that was selected elsewhere becomes the keyboard's row. */
  function followSelection() {
    const { span, goroutine } = session.selection.value;
    lookUp++;
    const key = span === undefined ? goroutine !== undefined && `goroutine:${goroutine}` : `${span.lane}:${span.row}`;
    if (key !== false && key !== cursorKey) cursorKey = key;
    if (selectedSpan !== undefined && !covers(selectedSpan, span)) selectedSpan = undefined;
    if (span !== undefined && selectedSpan === undefined) askSpan(span);
    redraw();
    speak();
  }

  function askSpan(span: SpanRef) {
    const asked = ++lookUp;
    session.api.spanAt(span.lane, span.row, span.timeNs).then(
      (found) => {
        if (asked !== lookUp || disposed) return;
        const first = selectedSpan === undefined;
        selectedSpan = found;
        redraw();
        // Of the same span that goes on while the file is read nobody wants to hear again.
        if (first) speak();
      },
      // The details panel shows what failed.
      () => undefined,
    );
  }

  /** A layout without a filter tells all names; behind a filter they are asked for. */
  function nameRows() {
    const asOf = session.edition.peek();
    if (layout === undefined || layout.matched === layout.total) {
      names = createTimelineNames(layout);
      namesEdition = layout === undefined ? 0 : asOf;
      return;
    }
    if (namesUnderWay || namesEdition === asOf) return;
    namesUnderWay = true;
    session.api.layout('').then(
      (reply) => {
        namesUnderWay = false;
        if (!reply.ok || disposed) return;
        names = createTimelineNames(reply);
        namesEdition = asOf;
        redraw();
        nameRows();
      },
      // Without names rows show `g?`; the session reports a dead worker itself.
      () => undefined,
    );
  }

  nameRows();
  const fonts = ['12px', '600 12px', '500 11px'].flatMap((size) => [
    document.fonts.load(`${size} ${palette.sans}`),
    document.fonts.load(`${size} ${palette.mono}`),
  ]);
  const drawAgain = () => {
    if (disposed) return;
    // Widths that were measured with a stand-in font are wrong: a resize drops them.
    layOut();
  };
  Promise.all(fonts).then(drawAgain, drawAgain);
  layOut();

  return {
    run(command) {
      pointer.rest();
      navigation.run(command);
    },
    reveal: navigation.reveal,
    showWindow: navigation.showWindow,
    dispose() {
      disposed = true;
      cancelAnimationFrame(frame);
      motion.stop();
      observer.disconnect();
      disposeAll([...disposables, pointer, data, overview, tooltip, scrollbar, elements]);
    },
  };
}

function covers(detail: SpanDetail, span: { lane: string; row: number; timeNs: number } | undefined): boolean {
  return (
    span !== undefined &&
    detail.lane === span.lane &&
    detail.row === span.row &&
    detail.startNs <= span.timeNs &&
    span.timeNs < detail.endNs
  );
}

function rowNumber(row: { readonly kind: string; readonly row?: number }): number | undefined {
  return row.row;
}
