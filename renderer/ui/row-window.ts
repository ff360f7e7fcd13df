// Windowing for long lists of equal rows: which rows are in view, so that only those become elements.

import { useVirtualList } from './virtualizer';

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
  const { ref, list, from, to } = useVirtualList({
    count,
    estimateSize: () => rowPx,
    overscan: SPARE_ROWS,
    scrollPaddingEnd: coveredPx,
  });
  const height = list.scrollRect?.height ?? 0;
  return {
    ref,
    from,
    to,
    pageRows: Math.max(1, Math.floor((height - coveredPx) / rowPx)),
    scrollTo(row) {
      if (row >= 0 && row < count) list.scrollToIndex(row);
    },
  };
}
