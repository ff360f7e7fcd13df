// The DOM of the timeline: what is drawn lies on two canvases, what is dragged or read aloud is elements.

import { type Disposable, disposable } from '../../shared/base/disposable';
import type { Target } from './timeline-hover';

export interface TimelineElements extends Disposable {
  readonly chart: HTMLElement;
  readonly body: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  /** Read aloud by screen readers when its text changes. */
  readonly live: HTMLElement;
  setGutter(gutterPx: number, scrollbarPx: number): void;
  /** The heap's highest value in words, if the trace has it. */
  setHeap(heap: string | undefined): void;
  /** Shape of the pointer over a target. */
  setPointer(target: Target | undefined): void;
  /** Calls back with the width that the user drags the column of names to. */
  onGutterDrag(resize: (gutterPx: number) => void): Disposable;
}

const KEY_STEP_PX = 16;

export function createTimelineElements(parent: HTMLElement): TimelineElements {
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, className: string, into: HTMLElement) => {
    const element = document.createElement(tag);
    element.className = className;
    into.append(element);
    return element;
  };
  parent.classList.add('timeline');
  const overview = make('div', 'timeline-overview', parent);
  const title = make('div', 'timeline-overview-title', overview);
  make('div', 'timeline-overview-name', title).textContent = 'Overview';
  const what = make('div', 'timeline-overview-what', title);
  let whats: readonly string[] = [];
  const fitWhat = () => {
    for (const text of whats) {
      what.textContent = text;
      if (what.scrollWidth <= what.clientWidth) break;
    }
  };
  const chart = make('div', 'timeline-overview-chart', overview);
  const body = make('div', 'timeline-body', parent);
  const canvas = make('canvas', 'timeline-canvas', body);
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', 'Timeline: arrow keys move between rows, comma and period between spans');
  const overlay = make('canvas', 'timeline-canvas timeline-overlay', body);
  overlay.setAttribute('aria-hidden', 'true');
  const handle = make('div', 'timeline-gutter-handle', body);
  handle.setAttribute('role', 'separator');
  handle.setAttribute('aria-orientation', 'vertical');
  handle.setAttribute('aria-label', 'Width of the names');
  handle.tabIndex = 0;
  const live = make('div', 'timeline-live', parent);
  live.setAttribute('aria-live', 'polite');

  return {
    chart,
    body,
    canvas,
    overlay,
    live,
    setGutter(gutterPx, scrollbarPx) {
      parent.style.setProperty('--timeline-gutter', `${gutterPx}px`);
      parent.style.setProperty('--timeline-scrollbar', `${scrollbarPx}px`);
      handle.setAttribute('aria-valuenow', String(gutterPx));
      fitWhat();
    },
    setHeap(heap) {
      const plain = 'goroutines by state';
      whats = heap === undefined ? [plain] : [`${plain} · ${heap}`, `states · ${heap}`, `${plain} · heap`];
      fitWhat();
    },
    setPointer(target) {
      const kind = target?.row?.kind;
      const folds = kind === 'group' || (kind === 'section' && target?.area === 'gutter');
      const pointer = target?.area === 'ruler' ? 'col-resize' : folds || target?.item ? 'pointer' : 'default';
      if (canvas.style.cursor !== pointer) canvas.style.cursor = pointer;
    },
    onGutterDrag(resize) {
      const abort = new AbortController();
      const { signal } = abort;
      const left = () => body.getBoundingClientRect().left;
      handle.addEventListener(
        'pointerdown',
        (event) => {
          event.preventDefault();
          handle.setPointerCapture(event.pointerId);
        },
        { signal },
      );
      handle.addEventListener(
        'pointermove',
        (event) => {
          if (handle.hasPointerCapture(event.pointerId)) resize(event.clientX - left());
        },
        { signal },
      );
      handle.addEventListener(
        'keydown',
        (event) => {
          const step = event.key === 'ArrowLeft' ? -KEY_STEP_PX : event.key === 'ArrowRight' ? KEY_STEP_PX : 0;
          if (step === 0) return;
          event.preventDefault();
          event.stopPropagation();
          resize(Number(handle.getAttribute('aria-valuenow')) + step);
        },
        { signal },
      );
      return disposable(() => abort.abort());
    },
    dispose() {
      parent.classList.remove('timeline');
      parent.replaceChildren();
    },
  };
}
