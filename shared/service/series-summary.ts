// An open series in numbers: what the footer and the choosers of a moment show.

import type { FileInfo, MomentInfo, SeriesSummary } from '../model/dump-requests';
import { type DumpFile, type DumpSeries, type Moment, mainSnapshot, type Snapshot } from '../model/dumps';

export function seriesSummary({ symbols, files, moments }: DumpSeries): SeriesSummary {
  const infos = moments.map(momentInfo);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const read = files.reduce((sum, file) => sum + file.bytes * file.readFraction, 0);
  return {
    files: files.map(fileInfo),
    moments: infos,
    goroutines: infos.reduce((sum, { goroutines }) => sum + goroutines, 0),
    bytes,
    readFraction: bytes === 0 ? 0 : read / bytes,
    problems: files.flatMap(({ problems }) => problems),
    labelKeys: [...new Set(symbols.labelSets.flatMap((set) => set.map(([key]) => key)))].sort(),
    formats: formatsOf(moments),
  };
}

function fileInfo({ name, bytes, format, readFraction, problems, note }: DumpFile): FileInfo {
  return { name, bytes, format, readFraction, problems, ...(note === undefined ? {} : { note }) };
}

const listingsOf = ({ goroutines, counts, leaks, threads }: Moment): readonly Snapshot[] =>
  [goroutines, counts, leaks, threads].filter((snapshot) => snapshot !== undefined);

function momentInfo(moment: Moment): MomentInfo {
  const main = mainSnapshot(moment);
  const { name, timeMs, timeSource } = moment;
  return {
    name,
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(timeSource === undefined ? {} : { timeSource }),
    form: main.form,
    goroutines: weightOf(main),
    files: [...new Set(listingsOf(moment).map(({ file }) => file))],
    has: {
      counts: moment.counts !== undefined,
      leaks: moment.leaks !== undefined,
      threads: moment.threads !== undefined,
    },
    truncated: main.truncated,
  };
}

/** Goroutines of a listing. */
function weightOf({ length, columns }: Snapshot): number {
  let sum = 0;
  for (let row = 0; row < length; row++) sum += columns.weight[row];
  return sum;
}

/** `debug=2 + debug=1`, and whether labels are told. */
function formatsOf(moments: readonly Moment[]): readonly string[] {
  const listings = moments.flatMap(listingsOf);
  const names = [...new Set(listings.map(listingName))];
  const labelled = listings.some(({ length, columns }) => columns.labels.subarray(0, length).some((set) => set > 0));
  return [...(names.length > 0 ? [names.join(' + ')] : []), ...(labelled ? ['labels'] : [])];
}

/** As people ask for it. runtime.Stack prints what debug=2 does; a preamble says that the program wrote it itself. */
function listingName({ format, profile, preamble }: Snapshot): string {
  const of = profile === 'goroutine' ? '' : `${profile} `;
  if (format === 'pprof') return `${of}debug=0`;
  if (format === 'goroutine-counts') return `${of}debug=1`;
  const why = preamble.find((line) => /^(?:panic|fatal error|SIGQUIT)\b/.test(line));
  return why === undefined ? `${of}debug=2` : (/^[\w ]+/.exec(why)?.[0] ?? 'panic');
}
