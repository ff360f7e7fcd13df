// Whether the page can be seen, as a signal.

import { type ReadonlySignal, signal } from '@preact/signals';

export function visibilitySignal(): ReadonlySignal<boolean> {
  const isVisible = (): boolean => document.visibilityState === 'visible';
  const visible = signal(isVisible());
  document.addEventListener('visibilitychange', () => {
    visible.value = isVisible();
  });
  return visible;
}
