// Binds @tanstack/virtual-core, which knows what of a long list is in view, to Preact.

import { useSignal } from '@preact/signals';
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Options = VirtualizerOptions<HTMLElement, HTMLElement>;

/** What a list says of itself; the rest is the binding's. */
export type ListOptions = Pick<Options, 'count' | 'estimateSize' | 'overscan'> &
  Partial<Pick<Options, 'horizontal' | 'scrollMargin' | 'scrollPaddingStart' | 'scrollPaddingEnd'>>;

export interface VirtualList {
  /** For the scrolling element. */
  readonly ref: (element: HTMLElement | null) => void;
  readonly element: () => HTMLElement | null;
  readonly list: Virtualizer<HTMLElement, HTMLElement>;
  /** First item in view and the one after the last, with `overscan` to spare at both ends. */
  readonly from: number;
  readonly to: number;
}

export function useVirtualList(options: ListOptions): VirtualList {
  const changes = useSignal(0);
  const element = useRef<HTMLElement | null>(null);
  const attach = useRef((target: HTMLElement | null) => {
    element.current = target;
  });
  const all: Options = {
    ...options,
    getScrollElement: () => element.current,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => {
      changes.value++;
    },
  };
  const made = useRef<Virtualizer<HTMLElement, HTMLElement> | undefined>(undefined);
  made.current ??= new Virtualizer(all);
  const list = made.current;
  list.setOptions(all);
  useLayoutEffect(() => list._didMount(), [list]);
  useLayoutEffect(() => list._willUpdate());
  void changes.value; // scrolled or resized: draw again
  const visible = list.getVirtualItems();
  return {
    ref: attach.current,
    element: () => element.current,
    list,
    from: visible[0]?.index ?? 0,
    to: (visible.at(-1)?.index ?? -1) + 1,
  };
}
