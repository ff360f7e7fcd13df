// Windowing for long lists of equal rows: which rows are in view, so that only those become elements.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

export interface RowWindow {
  /** For the scrolling element. */
  readonly ref: (element: HTMLElement | null) => void;
  /** First row in view and the one after the last, with a few rows to spare at both ends. */
  readonly from: number;
  readonly to: number;
  /** Whole rows that fit in view. */
  readonly pageRows: number;
  /** Brings a row into view if it is not; sticky content at the top of the list covers `coveredPx` of it. */
  scrollTo(row: number): void;
}

/** Rows beyond each edge: a wheel notch is about four rows, so that a scroll does not show blank rows first. */
const SPARE_ROWS = 6;

export function useRowWindow(count: number, rowPx: number, coveredPx = 0): RowWindow {
  const top = useSignal(0);
  const height = useSignal(0);
  const element = useRef<HTMLElement | null>(null);
  const watching = useRef<(() => void) | undefined>(undefined);
  const attach = useRef((target: HTMLElement | null) => {
    watching.current?.();
    element.current = target;
    if (target === null) return;
    const onScroll = (): void => {
      top.value = target.scrollTop;
    };
    const sizes = new ResizeObserver(() => {
      height.value = target.clientHeight;
      onScroll();
    });
    sizes.observe(target);
    target.addEventListener('scroll', onScroll, { passive: true });
    watching.current = () => {
      sizes.disconnect();
      target.removeEventListener('scroll', onScroll);
    };
  });

  const pageRows = Math.max(1, Math.floor((height.value - coveredPx) / rowPx));
  const from = Math.max(0, Math.min(count, Math.floor(top.value / rowPx) - SPARE_ROWS));
  const to = Math.min(count, Math.ceil((top.value + height.value) / rowPx) + SPARE_ROWS);
  return {
    ref: attach.current,
    from,
    to,
    pageRows,
    scrollTo(row) {
      const target = element.current;
      if (target === null || row < 0 || row >= count) return;
      const rowTop = row * rowPx;
      const room = target.clientHeight - coveredPx;
      if (rowTop < target.scrollTop) target.scrollTop = rowTop;
      else if (rowTop + rowPx > target.scrollTop + room) target.scrollTop = rowTop + rowPx - room;
    },
  };
}
