// Turns pointer and wheel into what the user means. Knows areas and pixels, nothing of traces.

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
/** A notch of a mouse wheel (100 to 120 px) is a zoom of about 1.5; a trackpad sends many small steps. */
const ZOOM_PER_PX = 0.0055;
const PINCH_PER_PX = 0.012;
const NOTCH_PX = 50;

type Drag = 'pan' | 'range' | 'zoom';

export function listenToGestures(canvas: HTMLElement, actions: GestureActions): Disposable {
  const touches = new Map<number, { x: number; y: number }>();
  let start: { readonly x: number; readonly y: number; readonly drag: Drag } | undefined;
  let last = { x: 0, y: 0 };
  let moved = false;
  const abort = new AbortController();
  const { signal } = abort;

  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    const { x, y } = place(event);
    if (event.ctrlKey || event.metaKey) {
      const notch = Math.abs(dy) >= NOTCH_PX;
      const exponent = dy * (notch ? ZOOM_PER_PX : PINCH_PER_PX);
      actions.zoomAt(x, 2 ** Math.max(-2, Math.min(2, exponent)), notch);
    } else if (event.shiftKey) actions.pan(dx === 0 ? dy : dx);
    else {
      if (dx !== 0) actions.pan(dx);
      if (dy !== 0) actions.scroll(dy);
    }
    actions.hover(x, y);
  };

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = place(event);
    touches.set(event.pointerId, at);
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    const zooms = event.ctrlKey || event.metaKey;
    const area = actions.areaAt(at.x, at.y);
    start = { ...at, drag: zooms ? 'zoom' : area === 'ruler' ? 'range' : 'pan' };
    last = at;
    moved = false;
  };

  const onMove = (event: PointerEvent) => {
    const at = place(event);
    if (touches.size === 2 && touches.has(event.pointerId)) {
      pinch(event.pointerId, at);
      return;
    }
    if (start === undefined) {
      actions.hover(at.x, at.y);
      return;
    }
    if (!moved && Math.hypot(at.x - start.x, at.y - start.y) < DRAG_FROM_PX) return;
    if (!moved) actions.dragging(true);
    moved = true;
    if (start.drag === 'pan') {
      if (actions.areaAt(start.x, start.y) !== 'gutter') actions.pan(last.x - at.x);
      actions.scroll(last.y - at.y);
    } else if (start.drag === 'range') actions.selectRange(start.x, at.x, false);
    else actions.zoomToRange(start.x, at.x, false);
    last = at;
    actions.hover(at.x, at.y);
  };

  const pinch = (pointer: number, at: { x: number; y: number }) => {
    const other = [...touches].find(([id]) => id !== pointer)?.[1];
    const before = touches.get(pointer);
    if (other === undefined || before === undefined) return;
    moved = true;
    start = undefined;
    const oldGap = Math.max(10, Math.abs(before.x - other.x));
    const newGap = Math.max(10, Math.abs(at.x - other.x));
    actions.pan(((before.x - at.x) * 1) / 2);
    actions.zoomAt((at.x + other.x) / 2, oldGap / newGap, false);
    touches.set(pointer, at);
  };

  const onUp = (event: PointerEvent) => {
    touches.delete(event.pointerId);
    const from = start;
    if (from === undefined) return;
    start = undefined;
    const at = place(event);
    if (!moved) {
      if (from.drag === 'pan' && event.type === 'pointerup') actions.click(at.x, at.y);
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
  return disposable(() => abort.abort());
}
