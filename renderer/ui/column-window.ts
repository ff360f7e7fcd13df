// Windowing for many equal columns behind fixed ones: which of them are in view.

import { useVirtualList } from './virtualizer';

export interface ColumnWindow {
  readonly ref: (element: HTMLElement | null) => void;
  readonly from: number;
  readonly to: number;
  /** Brings a column into view if it is not; -1 = what is before the columns, `count` = what is behind them. */
  scrollTo(column: number): void;
}

/** Beyond each edge; narrow windows have narrower fixed columns than `fixedPx` says. */
const SPARE_COLUMNS = 5;

/** @param fixedPx width of what stays at the left; @param coveredPx of what stays at the right. */
export function useColumnWindow(count: number, columnPx: number, fixedPx: number, coveredPx: number): ColumnWindow {
  const { ref, element, list, from, to } = useVirtualList({
    count,
    horizontal: true,
    estimateSize: () => columnPx,
    overscan: SPARE_COLUMNS,
    scrollMargin: fixedPx,
    scrollPaddingStart: fixedPx,
    scrollPaddingEnd: coveredPx,
  });
  return {
    ref,
    from,
    to,
    scrollTo(column) {
      if (column >= 0 && column < count) list.scrollToIndex(column);
      else element()?.scrollTo({ left: column < 0 ? 0 : element()?.scrollWidth });
    },
  };
}
