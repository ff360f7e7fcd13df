// Windowing for long lists of equal rows: which rows are in view, so that only those become elements. The arithmetic is
// @tanstack/virtual-core's; this binds it to Preact.

import { useSignal } from '@preact/signals';
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useRef } from 'preact/hooks';

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
  const changes = useSignal(0);
  const element = useRef<HTMLElement | null>(null);
  const attach = useRef((target: HTMLElement | null) => {
    element.current = target;
  });
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    getScrollElement: () => element.current,
    estimateSize: () => rowPx,
    overscan: SPARE_ROWS,
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
  const rows = made.current;
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());

  void changes.value; // scrolled or resized: draw again
  const visible = rows.getVirtualItems();
  const height = rows.scrollRect?.height ?? 0;
  return {
    ref: attach.current,
    from: visible[0]?.index ?? 0,
    to: (visible.at(-1)?.index ?? -1) + 1,
    pageRows: Math.max(1, Math.floor((height - coveredPx) / rowPx)),
    scrollTo(row) {
      if (row >= 0 && row < count) rows.scrollToIndex(row);
    },
  };
}
