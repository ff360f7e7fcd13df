// What `ghostlight info` says of goroutine dumps and of pprof profiles.

import { formatBytes, formatDuration, formatPercent, groupDigits } from '../../shared/base/format';
import { mainSnapshot } from '../../shared/model/dumps';
import type { Problem } from '../../shared/model/problems';
import type { ValueType } from '../../shared/model/profiles';
import type { FileSource } from './file-source';
import { type InfoLine, infoText, isoTime } from './info-output';
import type { OpenDumps } from './read-dumps';
import type { ReadProfile } from './read-profile';
import { shortPrintable } from './text-table';

/** Field names of the JSON output. Absent = not known. Of several dumps in a file the counts are sums. */
export interface DumpInfo {
  /** As it was named on the command line. */
  readonly file: string;
  readonly bytes: number;
  readonly format: string;
  /** What is in it, as people ask for it: `debug=2`, `labels`. */
  readonly contents: readonly string[];
  readonly goroutines: number;
  /** Distinct ones by stack, state and go statement. */
  readonly groups: number;
  readonly dumps: number;
  readonly states: Readonly<Record<string, number>>;
  readonly truncated: boolean;
  readonly readFraction: number;
  readonly problems: readonly Problem[];
}

export function dumpInfo(file: string, { size }: FileSource, read: OpenDumps): DumpInfo {
  const { series, summary, service } = read;
  const request = {
    groupBy: { by: 'stack' },
    similarity: 'lines',
    ignoreState: false,
    filter: '',
    background: true,
  } as const;
  const keys = new Set<string>();
  let beyond = 0;
  for (const moment of summary.moments.keys()) {
    const reply = service.groups(moment, request);
    if (!reply.ok) continue;
    for (const { key } of reply.groups) keys.add(key);
    beyond += reply.moreGroups;
  }
  const states = new Map<number, number>();
  for (const moment of series.moments) {
    const { columns, length } = mainSnapshot(moment);
    for (let row = 0; row < length; row++) {
      const state = columns.state[row];
      if (state !== 0) states.set(state, (states.get(state) ?? 0) + columns.weight[row]);
    }
  }
  const byCount = [...states].sort(([, a], [, b]) => b - a);
  return {
    file,
    bytes: size,
    // Of an archive with several kinds of listings: of the one that is shown.
    format: mainSnapshot(series.moments[0]).format,
    contents: summary.formats,
    goroutines: summary.goroutines,
    groups: keys.size + beyond,
    dumps: summary.moments.length,
    states: Object.fromEntries(byCount.map(([state, count]) => [series.symbols.table.string(state), count])),
    truncated: summary.moments.some(({ truncated }) => truncated),
    readFraction: summary.readFraction,
    problems: summary.problems,
  };
}

export function dumpInfoText(info: DumpInfo, colour: boolean): Generator<string> {
  const contents = info.contents.length === 0 ? '' : ` (${info.contents.join(', ')})`;
  const states = Object.entries(info.states).map(
    ([state, count]) => `${groupDigits(count)} ${shortPrintable(state, 40)}`,
  );
  const lines: readonly InfoLine[] = [
    ['format', `${info.format}${contents}`],
    ['size', formatBytes(info.bytes)],
    ['read', formatPercent(info.readFraction)],
    ['dumps', `${groupDigits(info.dumps)}${info.truncated ? ', cut' : ''}`],
    ['goroutines', groupDigits(info.goroutines)],
    ['groups', groupDigits(info.groups)],
    ['states', states.length === 0 ? undefined : states.join(', ')],
  ];
  return infoText(info.file, lines, info.problems, colour);
}

/** Field names of the JSON output. Absent = not known. */
export interface ProfileInfo {
  readonly file: string;
  readonly bytes: number;
  readonly format: 'pprof';
  readonly sampleTypes: readonly ValueType[];
  readonly samples: number;
  readonly time?: string;
  readonly durationNs?: number;
  readonly problems: readonly Problem[];
}

export function profileInfo(file: string, { size }: FileSource, { profile, damage }: ReadProfile): ProfileInfo {
  return {
    ...{ file, bytes: size, format: 'pprof', sampleTypes: profile.sampleTypes, samples: profile.length },
    time: isoTime(profile.timeMs),
    durationNs: profile.durationNs,
    problems: damage === undefined ? [] : [{ code: 'dump-damaged', message: damage }],
  };
}

export function profileInfoText(info: ProfileInfo, colour: boolean): Generator<string> {
  const lines: readonly InfoLine[] = [
    ['format', info.format],
    ['size', formatBytes(info.bytes)],
    ['counts', info.sampleTypes.map(({ type, unit }) => shortPrintable(`${type} (${unit})`, 60)).join(', ')],
    ['stacks', groupDigits(info.samples)],
    ['taken', info.time],
    ['duration', info.durationNs === undefined ? undefined : formatDuration(info.durationNs)],
  ];
  return infoText(info.file, lines, info.problems, colour);
}
