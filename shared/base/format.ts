// Numbers as people read them: three significant digits with a unit. The exact value belongs into a tooltip or a copy.

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['ns', 1],
  ['µs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
];

/** Three significant digits, never in exponent form: 1.05, 24.4, 772, 1 234. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 999.5) return groupDigits(Math.round(value));
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}

/** `1.05 ms`, `772 µs`, `24.4 s`, `0 ns`; minutes and hours from 100 s on (`2 min 5 s`, `5 min`). */
export function formatDuration(ns: number): string {
  if (!Number.isFinite(ns)) return 'unknown';
  if (ns < 0) return `-${formatDuration(-ns)}`;
  if (ns >= 100e9) {
    const seconds = Math.round(ns / 1e9);
    const minutes = Math.floor(seconds / 60);
    if (minutes >= 100) return `${Math.floor(minutes / 60)} h${andRest(minutes % 60, 'min')}`;
    return `${minutes} min${andRest(seconds % 60, 's')}`;
  }
  if (ns < 999.5) return `${Math.round(ns)} ns`;
  for (const [unit, size] of DURATION_UNITS.slice(1)) {
    if (ns / size < 999.5 || unit === 's') return `${threeDigits(ns / size)} ${unit}`;
  }
  return `${ns} ns`;
}

const andRest = (count: number, unit: string): string => (count === 0 ? '' : ` ${count} ${unit}`);

/** `1 234 567 ns`: every digit, for tooltips and copies. */
export function formatExactNs(ns: number): string {
  return Number.isFinite(ns) ? `${groupDigits(Math.round(ns))} ns` : 'unknown';
}

/** The largest unit of which the time has at least one; ns for less. */
export function timeUnit(ns: number): readonly [name: string, ns: number] {
  return DURATION_UNITS.findLast(([, size]) => ns >= size * 0.9999) ?? ['ns', 1];
}

/** `19.26 ms`: a place in time, with as many decimals as tell apart two that lie `resolutionNs` from each other. */
export function formatTimeAt(ns: number, resolutionNs: number): string {
  const [unit, size] = timeUnit(Math.abs(ns));
  const wanted = Math.ceil(-Math.log10(Math.max(1, resolutionNs) / size) - 1e-9);
  const decimals = Math.max(0, Math.min(Math.round(Math.log10(size)), wanted));
  return `${groupBeforePoint((ns / size).toFixed(decimals))} ${unit}`;
}

/** `12 345.678`: groups of three before the point only. */
export function groupBeforePoint(digits: string): string {
  const [whole = '', part] = digits.split('.');
  return part === undefined ? groupDigits(Number(whole)) : `${groupDigits(Number(whole))}.${part}`;
}

/** Thin groups of three: `3 210`. The space is a no-break space, so that a number never wraps. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
}

/** `35.3 KB`, `60.0 MB`: decimal units, as file managers and `ls --si` show sizes of files. */
export const formatBytes = (bytes: number): string => inUnits(bytes, 1000, ['KB', 'MB', 'GB', 'TB']);

/** `19.1 MiB`: memory in the units that pprof calls kB and MB, by their own names. */
export const formatMemory = (bytes: number): string => inUnits(bytes, 1024, ['KiB', 'MiB', 'GiB', 'TiB']);

function inUnits(bytes: number, step: number, units: readonly string[]): string {
  if (bytes < step) return `${Math.round(bytes)} B`;
  let value = bytes / step;
  let unit = 0;
  while (value >= step - 0.5 && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return `${threeDigits(value)} ${units[unit]}`;
}

/** `52.5 %`; never rounds something to nothing (`<0.1 %`) nor a part to the whole (`>99.9 %`). */
export function formatPercent(fraction: number): string {
  if (!Number.isFinite(fraction)) return 'unknown';
  if (fraction > 0 && fraction < 0.0005) return '<0.1 %';
  if (fraction < 1 && fraction > 0.9995) return '>99.9 %';
  return `${(fraction * 100).toFixed(1)} %`;
}
