// Turns pointer and wheel into what the user means. Knows areas and pixels, nothing of traces.
//
// Zooming and panning are d3-zoom's, which knows wheels, buttons and fingers. Only the change of its transform is taken:
// the window of time lives in the session, moves for other reasons too (keys, brush, fit), and needs more precision than
// a transform of the whole trace has at 1 ns per pixel. Ranges, clicks and scrolling are plain pointer events.

import { type D3ZoomEvent, select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import { type Disposable, disposable } from '../../shared/base/disposable';
import type { Area } from './timeline-hover';

/** All coordinates are pixels of the canvas. */
export interface GestureActions {
  areaAt(x: number, y: number): Area;
  zoomAt(x: number, factor: number, smooth: boolean): void;
  pan(dx: number): void;
  scroll(dy: number): void;
  /** A range while it is drawn (`done` false) and when the button is up. */
  selectRange(x1: number, x2: number, done: boolean): void;
  zoomToRange(x1: number, x2: number, done: boolean): void;
  click(x: number, y: number): void;
  doubleClick(x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  /** The pointer holds the lanes: no tooltip meanwhile. */
  dragging(active: boolean): void;
}

/** Shorter ways are a click with an unsteady hand. */
const DRAG_FROM_PX = 4;
const LINE_PX = 32;
const PAGE_PX = 400;
/** A notch of a mouse wheel (100 to 120 px) is a zoom of about 1.5; a trackpad sends many small steps. */
const ZOOM_PER_PX = 0.0055;
const PINCH_PER_PX = 0.012;
const NOTCH_PX = 50;

type Drag = 'pan' | 'range' | 'zoom';
type Point = { readonly x: number; readonly y: number };

export function listenToGestures(canvas: HTMLElement, actions: GestureActions): Disposable {
  let start: (Point & { readonly drag: Drag }) | undefined;
  let moved = false;
  const abort = new AbortController();
  const { signal } = abort;

  const place = (event: { readonly clientX: number; readonly clientY: number }): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const isZoom = (event: MouseEvent) => event.ctrlKey || event.metaKey;
  const dragOf = (event: MouseEvent): Drag => {
    const { x, y } = place(event);
    return isZoom(event) ? 'zoom' : actions.areaAt(x, y) === 'ruler' ? 'range' : 'pan';
  };

  // --- zoom and pan -------------------------------------------------------------------------------------------------

  let before: ZoomTransform = zoomIdentity;
  const zooming = zoom<HTMLElement, undefined>()
    .filter((event: MouseEvent | TouchEvent) => {
      if (event instanceof WheelEvent) return isZoom(event);
      return !(event instanceof MouseEvent) || (event.button === 0 && dragOf(event) === 'pan');
    })
    .wheelDelta((event) => {
      const dy = wheelPx(event, event.deltaY);
      return -Math.max(-2, Math.min(2, dy * (isNotch(dy) ? ZOOM_PER_PX : PINCH_PER_PX)));
    })
    .clickDistance(DRAG_FROM_PX)
    .on('zoom', ({ sourceEvent, transform }: D3ZoomEvent<HTMLElement, undefined>) => {
      const factor = transform.k / before.k;
      const shift = { x: transform.x - before.x * factor, y: transform.y - before.y * factor };
      before = transform;
      if (sourceEvent instanceof WheelEvent) {
        actions.zoomAt(place(sourceEvent).x, 1 / factor, isNotch(wheelPx(sourceEvent, sourceEvent.deltaY)));
        return;
      }
      // One finger or button moves, two fingers also zoom: about the middle between them.
      const from = centre(sourceEvent);
      if (factor !== 1) actions.zoomAt(from.x, 1 / factor, false);
      if (start === undefined || actions.areaAt(start.x, start.y) !== 'gutter') {
        actions.pan(from.x * (1 - factor) - shift.x);
      }
      actions.scroll(from.y * (1 - factor) - shift.y);
    })
    .on('end', () => {
      // The next gesture begins anew, so the numbers stay small however long one zooms in.
      before = zoomIdentity;
      Object.assign(canvas, { __zoom: zoomIdentity });
    });
  const centre = (event: MouseEvent | TouchEvent): Point => {
    if (event instanceof MouseEvent) return place(event);
    const points = Array.from(event.touches, place);
    const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
    return { x: sum.x / Math.max(1, points.length), y: sum.y / Math.max(1, points.length) };
  };
  const target = select<HTMLElement, undefined>(canvas).call(zooming).on('dblclick.zoom', null);

  // --- scroll, range, click -----------------------------------------------------------------------------------------

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = place(event);
    if (!isZoom(event)) {
      const dx = wheelPx(event, event.deltaX);
      const dy = wheelPx(event, event.deltaY);
      if (event.shiftKey) actions.pan(dx === 0 ? dy : dx);
      else {
        if (dx !== 0) actions.pan(dx);
        if (dy !== 0) actions.scroll(dy);
      }
    }
    actions.hover(x, y);
  };

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    start = { ...place(event), drag: dragOf(event) };
    moved = false;
  };

  const onMove = (event: PointerEvent) => {
    const at = place(event);
    if (start !== undefined && event.isPrimary) {
      if (!moved && Math.hypot(at.x - start.x, at.y - start.y) < DRAG_FROM_PX) return;
      if (!moved) actions.dragging(true);
      moved = true;
      if (start.drag === 'range') actions.selectRange(start.x, at.x, false);
      if (start.drag === 'zoom') actions.zoomToRange(start.x, at.x, false);
    }
    actions.hover(at.x, at.y);
  };

  const onUp = (event: PointerEvent) => {
    const from = start;
    if (from === undefined || !event.isPrimary) return;
    start = undefined;
    const at = place(event);
    if (!moved) {
      if (from.drag !== 'zoom' && event.type === 'pointerup') actions.click(at.x, at.y);
      return;
    }
    actions.dragging(false);
    if (from.drag === 'range') actions.selectRange(from.x, at.x, true);
    if (from.drag === 'zoom') actions.zoomToRange(from.x, at.x, true);
  };

  canvas.addEventListener('wheel', onWheel, { passive: false, signal });
  canvas.addEventListener('pointerdown', onDown, { signal });
  canvas.addEventListener('pointermove', onMove, { signal });
  canvas.addEventListener('pointerup', onUp, { signal });
  canvas.addEventListener('pointercancel', onUp, { signal });
  canvas.addEventListener('pointerleave', () => start ?? actions.leave(), { signal });
  canvas.addEventListener(
    'dblclick',
    (event) => {
      const { x, y } = place(event);
      actions.doubleClick(x, y);
    },
    { signal },
  );
  return disposable(() => {
    target.on('.zoom', null);
    abort.abort();
  });
}

/** A wheel's step in pixels, whatever unit the browser counts in. */
function wheelPx(event: WheelEvent, delta: number): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return delta * LINE_PX;
  return event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? delta * PAGE_PX : delta;
}

const isNotch = (px: number): boolean => Math.abs(px) >= NOTCH_PX;
