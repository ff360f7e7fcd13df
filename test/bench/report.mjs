// Collects figures, prints each as soon as it is known, and sums up at the end.

import { cpus, loadavg, platform, totalmem } from 'node:os';
import { FIGURES, printed, verdict } from './budgets.mjs';

const WIDTHS = { what: 36, value: 11, min: 11, must: 10, aim: 10 };

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))];

export function createReport(say) {
  const traces = [];
  let trace;
  const line = (what, value, min, must, aim, rest) =>
    say(
      `  ${what.padEnd(WIDTHS.what)}${value.padStart(WIDTHS.value)}${min.padStart(WIDTHS.min)}${must.padStart(WIDTHS.must)}${aim.padStart(WIDTHS.aim)}  ${rest}`.trimEnd(),
    );
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'} x ${cpus().length}, ${(totalmem() / 1e9).toFixed(0)} GB, ${platform()}, Node ${process.versions.node}`;
  say(machine);

  const keep = (id, more) => {
    trace.figures[id] = more;
  };
  return {
    /** All figures that follow are of this file. */
    begin(facts) {
      const load = Math.round(loadavg()[0] * 10) / 10;
      trace = { ...facts, load, figures: {} };
      traces.push(trace);
      say(`\n${facts.name}, ${(facts.bytes / 1e6).toFixed(1)} MB, ${facts.by} (load of the machine ${load})`);
      line('', 'value', 'min', 'must', 'aim', '');
    },
    /** A figure: a number, or several of which the median counts. `note`: shown behind it. */
    figure(id, values, note = '') {
      const { title, unit } = FIGURES[id];
      const all = Array.isArray(values) ? values : [values];
      const value = median(all);
      const { must, aim, mark } = verdict(id, value, trace.bytes);
      const least = all.length > 1 ? printed(Math.min(...all), unit) : '';
      const limit = (of) => (of === undefined ? '' : printed(of, unit));
      if (Number.isNaN(value)) {
        keep(id, { missing: note || 'not measured here' });
        return line(title, 'n/a', '', limit(must), limit(aim), note || 'not measured here');
      }
      keep(id, { value, unit, runs: all, must, aim, mark, ...(note === '' ? {} : { note }) });
      line(
        title,
        printed(value, unit),
        least,
        limit(must),
        limit(aim),
        [mark, note].filter((text) => text !== '').join(', '),
      );
    },
    /** A figure that cannot be had here, and why. */
    missing(id, why) {
      keep(id, { missing: why });
      line(FIGURES[id].title, 'n/a', '', '', '', why);
    },
    /** A part that failed. Its promises count as missed. */
    failed(id, error) {
      const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      keep(id, { failed: why, mark: 'MISSED' });
      line(FIGURES[id].title, 'failed', '', '', '', `MISSED, ${why}`);
    },
    /** Figures that miss what they must reach. */
    missed: () =>
      traces.flatMap(({ name, figures }) =>
        Object.entries(figures)
          .filter(([, { mark }]) => mark === 'MISSED')
          .map(([id]) => `${name}: ${FIGURES[id].title}`),
      ),
    /** Figures with a promise that could not be measured, and why. */
    unknown: () =>
      traces.flatMap(({ name, bytes, figures }) =>
        Object.entries(figures)
          .filter(([id, { missing }]) => missing !== undefined && FIGURES[id].limit?.(bytes) !== undefined)
          .map(([id, { missing }]) => `${name}: ${FIGURES[id].title}: ${missing}`),
      ),
    json: () => ({ machine, traces }),
  };
}
