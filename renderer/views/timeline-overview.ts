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
import { type OverviewData, overviewTrack } from '../tracks';
import { overviewLines } from './overview-words';
import type { Tooltip } from './timeline-tooltip';

export interface Overview extends Disposable {
  resize(widthPx: number, pixelRatio: number): void;
  draw(palette: Palette): void;
  /** Moves the brush to the visible window. */
  show(window: TimeWindow): void;
}

const HEIGHT = overviewTrack.heightPx;

/** `choose` gets the window that the user brushed; undefined for a click outside: the whole trace. */
export function createOverview(
  parent: HTMLElement,
  api: Pick<TraceSession['api'], 'density' | 'spans'>,
  summary: TraceSummary,
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
  let density: DensityReply | undefined;
  let gc: SpansReply | undefined;
  let askedLevel: number | undefined;
  let widthPx = 0;
  let shown: TimeWindow | undefined;
  let lastPalette: Palette | undefined;
  let brushing = false;
  let disposed = false;

  const data = (): OverviewData => ({ density, gc, counters: summary.counters });
  const whole = () => fitAll(widthPx, summary.spanNs);

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
    if (askedLevel === level) return;
    askedLevel = level;
    const request = { fromNs: 0, toNs: Math.ceil(summary.spanNs), nsPerPx: 2 ** level };
    const redraw = () => {
      if (!disposed && lastPalette !== undefined) draw(lastPalette);
    };
    // A question that fails leaves the strip as it is; the session reports a dead worker itself.
    api.density({ groups: 'all', ...request }).then((reply) => {
      density = reply;
      redraw();
    }, redraw);
    api.spans({ lane: 'gc', rows: Int32Array.of(GC_ROW, STW_ROW), ...request }).then((reply) => {
      gc = reply;
      redraw();
    }, redraw);
  };

  const draw = (palette: Palette) => {
    lastPalette = palette;
    surface.clear(palette.bg);
    overviewTrack.draw(surface, painter, data(), summary.spanNs, palette);
  };

  const show = (window: TimeWindow) => {
    shown = window;
    const all = whole();
    const x1 = Math.max(0, pxAt(all, window.fromNs));
    const x2 = Math.min(widthPx, Math.max(x1 + 2, pxAt(all, window.toNs)));
    shades[0]?.attr('x', 0).attr('width', x1);
    shades[1]?.attr('x', x2).attr('width', Math.max(0, widthPx - x2));
    // The brush follows the user's hand, not the window that results from it.
    if (brushing) return;
    brush.move(group, [x1, x2]);
  };

  const listening = new AbortController();
  const { signal } = listening;
  parent.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      const timeNs = nsAt(whole(), clientX - parent.getBoundingClientRect().left);
      if (brushing || timeNs < 0 || timeNs > summary.spanNs) tooltip.hide();
      else tooltip.show(overviewLines(data(), timeNs, nsPerPx(whole())), clientX, clientY);
    },
    { signal },
  );
  parent.addEventListener('pointerleave', () => tooltip.hide(), { signal });

  return {
    resize(width, pixelRatio) {
      widthPx = Math.max(width, MARGIN_PX * 4);
      surface.resize(widthPx, HEIGHT, pixelRatio);
      svg.setAttribute('width', String(widthPx));
      svg.setAttribute('height', String(HEIGHT));
      brush.extent([
        [0, 1],
        [widthPx, HEIGHT - 1],
      ]);
      group.call(brush);
      ask();
      if (shown !== undefined) show(shown);
    },
    draw,
    show,
    dispose() {
      disposed = true;
      listening.abort();
      canvas.remove();
      svg.remove();
    },
  };
}
