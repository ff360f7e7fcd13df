// The overview above the ruler: the whole trace, with a brush that shows and sets the visible window.

import { type BrushBehavior, brushX, type D3BrushEvent, type Selection as D3Selection, select } from 'd3';
import type { Disposable } from '../../shared/base/disposable';
import type { DensityReply, SpansReply, TraceSummary } from '../../shared/model/requests';
import { GC_ROW, STW_ROW } from '../../shared/model/tables';
import { createPainter } from '../canvas/paint';
import type { Palette } from '../canvas/palette';
import { createCanvasSurface } from '../canvas/surface';
import { fitAll, levelFor, MARGIN_PX, nsAt, nsPerPx, pxAt } from '../canvas/viewport';
import type { TimeWindow, TraceSession } from '../models/session';
import { type OverviewData, overviewTrack, zoneTrack } from '../tracks';
import { overviewLines } from './overview-words';
import { gapLines, NOT_READABLE } from './timeline-gaps';
import type { Tooltip } from './timeline-tooltip';

export interface Overview extends Disposable {
  resize(widthPx: number, pixelRatio: number): void;
  draw(palette: Palette): void;
  /** Moves the brush to the visible window. */
  show(window: TimeWindow): void;
  /** More was read: asked for again, and shown as it was until the answer is there. */
  grow(summary: TraceSummary, unread: string | undefined): void;
}

const HEIGHT = overviewTrack.heightPx;
/** What is not read yet takes this share of the strip. Of its true length nothing is known: bytes are no time. */
const UNREAD_SHARE = 0.12;
const MIN_UNREAD_PX = 96;
const MAX_UNREAD_PX = 150;

/**
 * `unread`: what stands at the right of what was read, while the end of the trace is not known. `choose` gets the window
 * that the user brushed; undefined for a click outside: the whole trace.
 */
export function createOverview(
  parent: HTMLElement,
  api: Pick<TraceSession['api'], 'density' | 'spans'>,
  initial: TraceSummary,
  initialUnread: string | undefined,
  tooltip: Tooltip,
  choose: (window: TimeWindow | undefined) => void,
): Overview {
  const canvas = document.createElement('canvas');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  parent.append(canvas, svg);
  const surface = createCanvasSurface(canvas);
  const painter = createPainter(surface);
  /** What lies outside the window is dimmed. */
  const shades = [0, 1].map(() => select(svg).append('rect').attr('class', 'timeline-shade').attr('height', HEIGHT));
  const group: D3Selection<SVGGElement, unknown, null, undefined> = select(svg).append('g');
  const brush: BrushBehavior<unknown> = brushX<unknown>().on('start brush end', onBrush);
  let summary = initial;
  let unread = initialUnread;
  let density: DensityReply | undefined;
  let gc: SpansReply | undefined;
  let edition = 0;
  let asked: string | undefined;
  let underWay = 0;
  let widthPx = 0;
  let shown: TimeWindow | undefined;
  let lastPalette: Palette | undefined;
  let brushing = false;
  let disposed = false;

  const data = (): OverviewData => ({ density, gc, counters: summary.counters });
  const unreadPx = () =>
    unread === undefined ? 0 : Math.round(Math.min(MAX_UNREAD_PX, Math.max(MIN_UNREAD_PX, widthPx * UNREAD_SHARE)));
  const readPx = () => widthPx - unreadPx();
  const whole = () => fitAll(readPx(), summary.spanNs);

  function onBrush(event: D3BrushEvent<unknown>) {
    // Moves of the brush by `show` have no source event.
    if (event.sourceEvent === undefined || event.sourceEvent === null) return;
    brushing = event.type !== 'end';
    if (event.type === 'start') return;
    if (event.selection === null) {
      if (event.type === 'end') choose(undefined);
      return;
    }
    const [x1, x2] = event.selection as [number, number];
    choose({ fromNs: nsAt(whole(), x1), toNs: nsAt(whole(), x2) });
  }

  const ask = () => {
    const level = levelFor(nsPerPx(whole()));
    // What was read meanwhile is asked for when the answers are there: of a long trace they take longer than it grows.
    if (asked === `${level} ${edition}` || underWay > 0) return;
    asked = `${level} ${edition}`;
    const request = { fromNs: 0, toNs: Math.ceil(summary.spanNs), nsPerPx: 2 ** level };
    underWay = 2;
    const answered = () => {
      underWay--;
      if (disposed) return;
      if (lastPalette !== undefined) draw(lastPalette);
      ask();
    };
    // A question that fails leaves the strip as it is; the session reports a dead worker itself.
    api
      .density({ groups: 'all', ...request })
      .then((reply) => {
        density = reply;
      })
      .then(answered, answered);
    api
      .spans({ lane: 'gc', rows: Int32Array.of(GC_ROW, STW_ROW), ...request })
      .then((reply) => {
        gc = reply;
      })
      .then(answered, answered);
  };

  const draw = (palette: Palette) => {
    lastPalette = palette;
    surface.clear(palette.bg);
    overviewTrack.draw(surface, painter, data(), summary.spanNs, readPx(), palette);
    for (const gap of summary.gaps) {
      const place = zoneTrack.gapPx(whole(), gap);
      if (place !== undefined)
        zoneTrack.drawGap(surface, { ...place, topPx: 0, heightPx: HEIGHT }, palette, NOT_READABLE);
    }
    if (unread !== undefined) {
      const zone = { x: readPx(), width: unreadPx(), topPx: 0, heightPx: HEIGHT };
      zoneTrack.drawUnread(surface, zone, palette, unread);
    }
  };

  const show = (window: TimeWindow) => {
    shown = window;
    const all = whole();
    const x1 = Math.max(0, pxAt(all, window.fromNs));
    const x2 = Math.min(readPx(), Math.max(x1 + 2, pxAt(all, window.toNs)));
    shades[0]?.attr('x', 0).attr('width', x1);
    shades[1]?.attr('x', x2).attr('width', Math.max(0, readPx() - x2));
    // The brush follows the user's hand, not the window that results from it.
    if (brushing) return;
    brush.move(group, [x1, x2]);
  };

  const listening = new AbortController();
  const { signal } = listening;
  parent.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      const x = clientX - parent.getBoundingClientRect().left;
      const timeNs = nsAt(whole(), x);
      const gap = zoneTrack.gapAt(whole(), summary.gaps, x);
      if (brushing || timeNs < 0 || timeNs > summary.spanNs) tooltip.hide();
      else if (gap !== undefined) tooltip.show(gapLines(gap, summary, nsPerPx(whole())), clientX, clientY);
      else tooltip.show(overviewLines(data(), timeNs, nsPerPx(whole())), clientX, clientY);
    },
    { signal },
  );
  parent.addEventListener('pointerleave', () => tooltip.hide(), { signal });

  const layOut = () => {
    if (widthPx === 0) return;
    brush.extent([
      [0, 1],
      [readPx(), HEIGHT - 1],
    ]);
    // While the user's hand is on the brush, d3 keeps its own state in the element.
    if (!brushing) group.call(brush);
    ask();
    if (shown !== undefined) show(shown);
  };

  return {
    resize(width, pixelRatio) {
      widthPx = Math.max(width, MARGIN_PX * 4);
      surface.resize(widthPx, HEIGHT, pixelRatio);
      svg.setAttribute('width', String(widthPx));
      svg.setAttribute('height', String(HEIGHT));
      layOut();
    },
    draw,
    show,
    grow(next, nextUnread) {
      summary = next;
      unread = nextUnread;
      edition++;
      layOut();
      if (lastPalette !== undefined) draw(lastPalette);
    },
    dispose() {
      disposed = true;
      listening.abort();
      canvas.remove();
      svg.remove();
    },
  };
}
