// Durations on the command line: `5ms`, `1.2s`, `1m30s`, `250us`, a plain number is nanoseconds.

const UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds, or undefined where it is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
  let ns = 0;
  while (part.lastIndex < text.length || text === '') {
    const match = part.exec(text);
    if (match === null) return undefined;
    ns += Number(match[1]) * (UNITS_NS[match[2] as string] as number);
  }
  return Math.round(ns);
}
