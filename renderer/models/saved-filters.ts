// Filters that the user gave a name, apart for traces and dumps: kept where the settings are.

import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { SettingsStorage } from './settings';

export const FILTER_KINDS = ['trace', 'dump'] as const;
export type SavedFilterKind = (typeof FILTER_KINDS)[number];

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

export interface SavedFilters {
  /** By name. */
  list(kind: SavedFilterKind): ReadonlySignal<readonly SavedFilter[]>;
  /** One of the same name gets the new text. Blank names and texts are not saved. */
  add(kind: SavedFilterKind, name: string, filter: string): void;
  remove(kind: SavedFilterKind, name: string): void;
}

const STORAGE_KEY = 'ghostlight.filters';
// Nobody reads a longer list; storage of the page has room for some megabytes.
const MAX_SAVED = 200;
const MAX_LENGTH = 10_000;

export function createSavedFilters(storage: SettingsStorage | undefined): SavedFilters {
  const saved = signal(load(storage));
  const lists = {
    trace: computed(() => saved.value.trace),
    dump: computed(() => saved.value.dump),
  };
  const change = (kind: SavedFilterKind, filters: readonly SavedFilter[]): void => {
    const sorted = filters.toSorted((a, b) => a.name.localeCompare(b.name));
    saved.value = { ...saved.value, [kind]: sorted };
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify(saved.value));
    } catch {
      // Storage is full or refused: the list holds for this page.
    }
  };
  const without = (kind: SavedFilterKind, name: string) => saved.value[kind].filter((filter) => filter.name !== name);
  return {
    list: (kind) => lists[kind],
    add(kind, name, filter) {
      const entry = { name: name.trim(), filter: filter.trim() };
      if (!isSaved(entry)) return;
      change(kind, [entry, ...without(kind, entry.name)].slice(0, MAX_SAVED));
    },
    remove: (kind, name) => change(kind, without(kind, name)),
  };
}

type Lists = Readonly<Record<SavedFilterKind, readonly SavedFilter[]>>;

/** What is no list of ours is left out: the storage may have been written by another version or by hand. */
function load(storage: SettingsStorage | undefined): Lists {
  let record: unknown;
  try {
    record = JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}');
  } catch {
    record = undefined; // refused, or written by something else
  }
  const listOf = (kind: SavedFilterKind): readonly SavedFilter[] => {
    const list: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, kind) : undefined;
    if (!Array.isArray(list)) return [];
    const entries: readonly unknown[] = list;
    return entries
      .filter(isSaved)
      .slice(0, MAX_SAVED)
      .map(({ name, filter }) => ({ name, filter }));
  };
  return { trace: listOf('trace'), dump: listOf('dump') };
}

function isSaved(entry: unknown): entry is SavedFilter {
  if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('filter' in entry)) return false;
  return [entry.name, entry.filter].every(
    (text) => typeof text === 'string' && text.trim() !== '' && text.length <= MAX_LENGTH,
  );
}
