// A media query, and the size of the window, as signals.

import { type ReadonlySignal, signal } from '@preact/signals';

export function mediaSignal(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener('change', () => {
    matches.value = list.matches;
  });
  return matches;
}

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

export function windowSizeSignal(): ReadonlySignal<WindowSize> {
  const size = signal<WindowSize>({ width: innerWidth, height: innerHeight });
  addEventListener('resize', () => {
    size.value = { width: innerWidth, height: innerHeight };
  });
  return size;
}
