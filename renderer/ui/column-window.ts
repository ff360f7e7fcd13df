// Windowing for many equal columns behind fixed ones: which of them are in view. The arithmetic is @tanstack/virtual-core's.

import { useSignal } from '@preact/signals';
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useRef } from 'preact/hooks';

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
  const changes = useSignal(0);
  const element = useRef<HTMLElement | null>(null);
  const attach = useRef((target: HTMLElement | null) => {
    element.current = target;
  });
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    horizontal: true,
    getScrollElement: () => element.current,
    estimateSize: () => columnPx,
    overscan: SPARE_COLUMNS,
    scrollMargin: fixedPx,
    scrollPaddingStart: fixedPx,
    scrollPaddingEnd: coveredPx,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => {
      changes.value++;
    },
  };
  const made = useRef<Virtualizer<HTMLElement, HTMLElement> | undefined>(undefined);
  made.current ??= new Virtualizer(options);
  const columns = made.current;
  columns.setOptions(options);
  useLayoutEffect(() => columns._didMount(), [columns]);
  useLayoutEffect(() => columns._willUpdate());
  void changes.value; // scrolled or resized: draw again
  const visible = columns.getVirtualItems();
  return {
    ref: attach.current,
    from: visible[0]?.index ?? 0,
    to: (visible.at(-1)?.index ?? -1) + 1,
    scrollTo(column) {
      if (column >= 0 && column < count) columns.scrollToIndex(column);
      else element.current?.scrollTo({ left: column < 0 ? 0 : element.current.scrollWidth });
    },
  };
}
