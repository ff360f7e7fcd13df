// What must be reached and what is aimed at, per figure. Ratios are to the reference in the same run: machines differ and
// are noisy. Where a figure depends on the size, the limit is a function of the file's bytes.

const MB = 1e6;
const GB = 1e9;
/** Ratios are promised for large traces: below, the start of process and page outweighs the reading. */
const large = (must, aim) => (bytes) => (bytes >= 150 * MB ? { must, aim } : undefined);
const always = (must, aim) => () => ({ must, aim });

/** `unit`: how a figure is printed. `higher`: more is better. Figures without a limit are printed for information. */
export const FIGURES = {
  reference: { title: 'readall (Go’s own reader)', unit: 's' },
  referenceMemory: { title: 'readall, peak RSS', unit: 'GB' },
  cli: { title: 'info --json', unit: 's' },
  cliRatio: { title: 'info --json against readall', unit: 'x', limit: large(0.8, 0.4) },
  cliMemory: { title: 'info --json, peak RSS', unit: 'GB', limit: always(0.8 * GB, 0.4 * GB) },
  index: { title: 'page: fully indexed and stored', unit: 's' },
  indexRatio: { title: 'page: full index against readall', unit: 'x', limit: large(1.0, 0.5) },
  indexOne: { title: 'page with 1 worker: fully indexed', unit: 's' },
  speedUp: { title: 'page: 2 workers against 1', unit: 'x', higher: true, limit: large(1.6, 1.8) },
  paint: { title: 'page: first true paint after open', unit: 's', limit: always(1, 0.5) },
  reopen: { title: 'page: reopened until painted', unit: 's', limit: always(0.5, 0.2) },
  memory: {
    title: 'page: peak memory above idle',
    unit: 'GB',
    limit: (bytes) => (bytes <= 400 * MB ? { must: 0.6 * GB, aim: 0.4 * GB } : { must: 1.0 * GB, aim: 0.6 * GB }),
  },
  stored: { title: 'index on disk', unit: 'MB' },
  storedRatio: { title: 'index on disk against file', unit: 'x', limit: always(2.5, 1.2) },
  query: { title: 'query of one screen, p95', unit: 'ms', limit: always(16, 5) },
  queryMedian: { title: 'query of one screen, p50', unit: 'ms' },
  queryLongest: { title: 'query of one screen, longest', unit: 'ms' },
  density: { title: 'density of the overview, p95', unit: 'ms' },
  frames: { title: 'frames while zooming, p95', unit: 'ms' },
  framesMedian: { title: 'frames while zooming, p50', unit: 'ms' },
  framesLongest: { title: 'frames while zooming, longest', unit: 'ms' },
  dump: {
    title: 'dump: parsed and grouped',
    unit: 's',
    // The promise is for 38 MB; a larger one may take as much longer as it is larger.
    limit: (bytes) => ({
      must: Math.max(0.4, (0.4 * bytes) / (38 * MB)),
      aim: Math.max(0.25, (0.25 * bytes) / (38 * MB)),
    }),
  },
  dumpParse: { title: 'dump: parsed', unit: 's' },
  dumpGroups: { title: 'dump: grouped', unit: 's' },
  dumpThread: { title: 'dump: processor time of its thread', unit: 's' },
  dumpMemory: {
    title: 'dump: peak RSS',
    unit: 'GB',
    // Columns have 100 bytes a goroutine, and grow by doubling.
    limit: (bytes) => (bytes <= 100 * MB ? { must: 0.2 * GB, aim: 0.15 * GB } : { must: 0.6 * GB, aim: 0.4 * GB }),
  },
  graphPlaced: { title: 'graph: placed by Graphviz', unit: 'ms' },
  graphShown: { title: 'graph: asked until painted', unit: 'ms' },
  graphFrames: { title: 'graph: frames while zooming, p95', unit: 'ms' },
  flameShown: { title: 'flame graph: asked until there', unit: 'ms' },
  flameFrames: { title: 'flame graph: frames zooming, p95', unit: 'ms' },
  flameFramesLongest: { title: 'flame graph: frames zooming, longest', unit: 'ms' },
  zoom: { title: 'zoom to one event of < 1 µs', unit: 'px', higher: true, limit: always(40, 100) },
};

const SCALE = { s: 1, ms: 1, x: 1, px: 1, MB, GB };
const DIGITS = { s: 2, ms: 1, x: 2, px: 0, MB: 1, GB: 2 };

export const printed = (value, unit) => `${(value / SCALE[unit]).toFixed(DIGITS[unit])} ${unit}`;

/** `ok`, `MISSED`, or '' where nothing is promised. A figure that could not be measured misses. */
export function verdict(id, value, bytes) {
  const { limit, higher = false } = FIGURES[id];
  const limits = limit?.(bytes);
  if (limits === undefined) return { mark: '' };
  const reached = (than) => (higher ? value >= than : value <= than);
  return { ...limits, mark: reached(limits.must) ? (reached(limits.aim) ? 'ok, aim' : 'ok') : 'MISSED' };
}
