// What the user chose and should find again: theme, palette, sizes of panels. One record in the given storage.

import { effect, type Signal, signal } from '@preact/signals-core';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const PALETTES = ['standard', 'colour-blind'] as const;
export type Palette = (typeof PALETTES)[number];

export interface Settings {
  readonly theme: Signal<Theme>;
  readonly palette: Signal<Palette>;
  /** CSS pixels. */
  readonly detailsWidth: Signal<number>;
  readonly detailsOpen: Signal<boolean>;
  /** Column of names beside the lanes. */
  readonly gutterWidth: Signal<number>;
  readonly bottomHeight: Signal<number>;
  readonly bottomOpen: Signal<boolean>;
}

/** The part of `localStorage` that is used; both may throw where storage is refused. */
export interface SettingsStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const STORAGE_KEY = 'ghostlight.settings';

export function createSettings(storage: SettingsStorage | undefined): Settings {
  const saved = load(storage);
  const settings: Settings = {
    theme: signal(oneOf(THEMES, saved.theme, 'system')),
    palette: signal(oneOf(PALETTES, saved.palette, 'standard')),
    detailsWidth: signal(size(saved.detailsWidth, 322)),
    detailsOpen: signal(saved.detailsOpen !== false),
    gutterWidth: signal(size(saved.gutterWidth, 256)),
    bottomHeight: signal(size(saved.bottomHeight, 222)),
    bottomOpen: signal(saved.bottomOpen !== false),
  };
  effect(() => {
    const record = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value.value]));
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify(record));
    } catch {
      // Storage is full or refused: the choice holds for this page and is asked again next time.
    }
  });
  return settings;
}

function load(storage: SettingsStorage | undefined): Readonly<Record<string, unknown>> {
  try {
    const record: unknown = JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}');
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : {};
  } catch {
    return {}; // refused, or written by something else: defaults
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.find((item) => item === value) ?? otherwise;
}

function size(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 && value <= 10_000 ? value : otherwise;
}
