// The thresholds that the user chose, kept for the next dumps. What is stored may be of another version or of anybody: each
// field is taken only if it has the kind of the default.

import type { BenignRule, DumpSettings } from '../../shared/model/dump-requests';
import type { SettingsStorage } from './settings';

const STORAGE_KEY = 'ghostlight.dump-settings';
/** More rules than anybody writes by hand; each is tried on every stack. */
const MAX_RULES = 500;

/** The defaults with what was stored before; the defaults themselves where nothing was. */
export function storedDumpSettings(storage: SettingsStorage | undefined, defaults: DumpSettings): DumpSettings {
  let saved: unknown;
  try {
    saved = JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null');
  } catch {
    return defaults; // refused, or written by something else
  }
  if (typeof saved !== 'object' || saved === null) return defaults;
  const record = saved as Readonly<Record<string, unknown>>;
  const numbers = Object.entries(defaults).filter(([, value]) => typeof value === 'number');
  const kept = numbers.map(([name]) => [name, record[name]] as const).filter(([, value]) => isThreshold(value));
  const benign = Array.isArray(record.benign) ? record.benign.filter(isRule).slice(0, MAX_RULES) : defaults.benign;
  return { ...defaults, ...Object.fromEntries(kept), benign };
}

export function storeDumpSettings(storage: SettingsStorage | undefined, settings: DumpSettings): void {
  try {
    storage?.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // Storage is full or refused: they hold for this page.
  }
}

const isThreshold = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isRule(value: unknown): value is BenignRule {
  const { match, func } = (value ?? {}) as Partial<Record<keyof BenignRule, unknown>>;
  return typeof func === 'string' && func !== '' && (match === 'top' || match === 'any' || match === 'created-by');
}
