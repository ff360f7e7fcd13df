// Times that a line of a log tells. A time without a zone is taken as UTC, so that the times of one log keep their distances;
// one without a year is given that of another time in the same file, else none.

/** A date of which the year is not told is given in the year 2000, a leap year. */
export interface LogTime {
  readonly ms: number;
  readonly hasYear: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const YEARLESS = 2000;

const CLOCK = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const ZONE = String.raw`(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?`;
/** 2026-01-02T15:04:05.123Z and, with a space, of many loggers; Go's log has slashes. */
const NUMBERS = new RegExp(String.raw`(?<!\d)(\d{4})[-/](\d\d)[-/](\d\d)[T ]${CLOCK}${ZONE}`);
/** klog: I0102 15:04:05.678901 */
const KLOG = new RegExp(String.raw`(?<![0-9A-Za-z])[IWEF](\d\d)(\d\d) ${CLOCK}`);
/** Jan  2 15:04:05 of syslog; with a year in front of or behind the clock. */
const MONTH_NAME = new RegExp(
  String.raw`(?<![0-9A-Za-z])(?:(\d{1,2})[ /])?(${MONTHS.join('|')})[a-z]*[ /]{1,2}(\d{1,4}),?[ :](?:(\d{4}) )?${CLOCK}${ZONE}(?: [A-Z]{3,4})?(?: (\d{4})(?!\d))?`,
  'i',
);
/** "ts":1767366245.123 in s, ms, µs or ns. */
const EPOCH =
  /"?\b(?:ts|time|timestamp|@timestamp|t)"?\s{0,4}[:=]\s{0,4}"?(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19})(?![\d.])/;

function at(year: number, month: number, day: number, clock: readonly (string | undefined)[]): number | undefined {
  const [hour, minute, second] = clock.map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const fraction = clock[3] === undefined ? 0 : Number(`0.${clock[3]}`) * 1000;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) + Math.floor(fraction);
  return new Date(ms).getUTCDate() === day || second === 60 ? ms : undefined;
}

function zoneMs(zone: string | undefined): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (parts === null) return 0;
  return (Number(parts[2]) * 60 + Number(parts[3])) * 60_000 * (parts[1] === '-' ? -1 : 1);
}

type Reader = (text: string) => { readonly index: number; readonly time: LogTime } | undefined;

const told = (index: number, ms: number | undefined, hasYear: boolean): ReturnType<Reader> =>
  ms === undefined || !Number.isFinite(ms) ? undefined : { index, time: { ms, hasYear } };

const READERS: readonly Reader[] = [
  (text) => {
    const found = NUMBERS.exec(text);
    if (found === null) return undefined;
    const ms = at(Number(found[1]), Number(found[2]), Number(found[3]), found.slice(4, 8));
    return told(found.index, ms === undefined ? undefined : ms - zoneMs(found[8]), true);
  },
  (text) => {
    const found = KLOG.exec(text);
    if (found === null) return undefined;
    return told(found.index, at(YEARLESS, Number(found[1]), Number(found[2]), found.slice(3, 7)), false);
  },
  (text) => {
    const found = MONTH_NAME.exec(text);
    if (found === null) return undefined;
    const [, before, name, number, inner, hour, minute, second, fraction, zone, behind] = found;
    const month = MONTHS.indexOf(name.toLowerCase()) + 1;
    // 02 Jan 2026, or Jan 2 with the year elsewhere.
    const dayFirst = before !== undefined && number.length === 4;
    const day = Number(dayFirst ? before : number);
    const year = dayFirst ? number : (inner ?? behind);
    const ms = at(year === undefined ? YEARLESS : Number(year), month, day, [hour, minute, second, fraction]);
    return told(found.index, ms === undefined ? undefined : ms - zoneMs(zone), year !== undefined);
  },
  (text) => {
    const found = EPOCH.exec(text);
    if (found === null) return undefined;
    const value = Number(found[1]);
    const digits = found[1].split('.')[0].length;
    return told(found.index, Math.floor(digits === 10 ? value * 1000 : value / 10 ** (digits - 13)), true);
  },
];

/** The first time that a text tells; undefined = none. */
export function findTime(text: string): LogTime | undefined {
  let first: ReturnType<Reader>;
  for (const read of READERS) {
    const found = read(text);
    if (found !== undefined && (first === undefined || found.index < first.index)) first = found;
  }
  return first?.time;
}

/** The same date in the year of `nearMs`, or in the one before if it would be more than a day later. */
export function inYearOf(ms: number, nearMs: number): number {
  const date = new Date(ms);
  const year = new Date(nearMs).getUTCFullYear();
  const inYear = new Date(date).setUTCFullYear(year);
  return inYear > nearMs + 86_400_000 ? new Date(date).setUTCFullYear(year - 1) : inYear;
}
