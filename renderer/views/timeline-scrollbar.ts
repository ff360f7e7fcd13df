// The vertical scroll bar of the rows: always visible where there is more than fits, draggable, pages on a click.

import { type Disposable, disposable } from '../../shared/base/disposable';

export const SCROLLBAR_PX = 12;
const MIN_THUMB_PX = 28;

export interface Scrollbar extends Disposable {
  update(scrollPx: number, visiblePx: number, totalPx: number): void;
}

export function createScrollbar(parent: HTMLElement, scrollTo: (scrollPx: number) => void): Scrollbar {
  const bar = document.createElement('div');
  bar.className = 'timeline-scrollbar';
  bar.setAttribute('role', 'scrollbar');
  bar.setAttribute('aria-orientation', 'vertical');
  bar.setAttribute('aria-label', 'Rows');
  bar.setAttribute('aria-valuemin', '0');
  const thumb = document.createElement('div');
  thumb.className = 'timeline-scrollbar-thumb';
  bar.append(thumb);
  parent.append(bar);
  let state = { scrollPx: 0, visiblePx: 0, totalPx: 0, thumbPx: 0 };
  let grab: { readonly y: number; readonly scrollPx: number } | undefined;

  bar.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    if (event.target === thumb) {
      grab = { y: event.clientY, scrollPx: state.scrollPx };
      return;
    }
    const above = event.clientY < thumb.getBoundingClientRect().top;
    scrollTo(state.scrollPx + (above ? -1 : 1) * state.visiblePx * 0.9);
  });
  bar.addEventListener('pointermove', (event) => {
    if (grab === undefined) return;
    const way = Math.max(1, state.visiblePx - state.thumbPx);
    scrollTo(grab.scrollPx + ((event.clientY - grab.y) / way) * (state.totalPx - state.visiblePx));
  });
  const release = () => {
    grab = undefined;
  };
  bar.addEventListener('pointerup', release);
  bar.addEventListener('pointercancel', release);
  bar.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      scrollTo(state.scrollPx + event.deltaY);
    },
    { passive: false },
  );

  return {
    update(scrollPx, visiblePx, totalPx) {
      const needed = totalPx > visiblePx + 0.5;
      const thumbPx = needed ? Math.max(MIN_THUMB_PX, (visiblePx * visiblePx) / totalPx) : 0;
      state = { scrollPx, visiblePx, totalPx, thumbPx };
      bar.hidden = !needed;
      if (!needed) return;
      bar.setAttribute('aria-valuemax', String(Math.round(totalPx - visiblePx)));
      bar.setAttribute('aria-valuenow', String(Math.round(scrollPx)));
      thumb.style.height = `${thumbPx}px`;
      const topPx = ((visiblePx - thumbPx) * scrollPx) / (totalPx - visiblePx);
      thumb.style.transform = `translateY(${topPx}px)`;
    },
    ...disposable(() => bar.remove()),
  };
}
