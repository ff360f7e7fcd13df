// Puts theme and palette on the root element; everything that has a colour takes it from there.

import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Settings } from '../models/settings';
import { mediaSignal } from './media';

export type ShownTheme = 'light' | 'dark';

/** The theme in force: the chosen one, or that of the system. */
export function applyTheme({ theme, palette }: Settings): ReadonlySignal<ShownTheme> {
  const systemDark = mediaSignal('(prefers-color-scheme: dark)');
  const shown = computed<ShownTheme>(() =>
    theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value,
  );
  effect(() => {
    document.documentElement.dataset.theme = shown.value;
    document.documentElement.dataset.palette = palette.value;
  });
  return shown;
}
