// What `ghostlight info` prints of a trace: JSON with stable field names, or lines for people.

import { formatBytes, formatDuration, formatPercent, groupDigits } from '../../shared/base/format';
import type { Problem } from '../../shared/model/problems';
import type { TraceSummary } from '../../shared/model/requests';
import type { ReadResult } from './read-trace';
import { printable } from './text-table';

/** Field names of the JSON output. Absent = not known. */
export interface FileInfo {
  /** As it was named on the command line. */
  readonly file: string;
  readonly bytes: number;
  /** What the trace is packed in, and what it unpacks to. Byte offsets in problems are then those of the unpacked trace. */
  readonly wrapper?: TraceSummary['wrapper'];
  readonly unpackedBytes?: number;
  readonly format: string;
  readonly header?: string;
  /** Releases of Go that write this header. */
  readonly goVersionHint?: string;
  readonly spanNs?: number;
  /** Wall-clock time of the first event (RFC 3339, UTC). */
  readonly wallStart?: string;
  readonly generations?: number;
  readonly events?: number;
  readonly goroutines?: number;
  readonly procs?: number;
  readonly threads?: number;
  readonly tasks?: number;
  readonly regions?: number;
  readonly logs?: number;
  readonly samples?: number;
  /** Share of the bytes that was read and understood. */
  readonly readFraction: number;
  readonly problems: readonly Problem[];
}

/** Which releases write which header (formats.md 1, checked with each). */
const GO_VERSIONS: Readonly<Record<string, string>> = {
  '1.11': '1.11–1.18',
  '1.19': '1.19–1.20',
  '1.21': '1.21',
  '1.22': '1.22',
  '1.23': '1.23–1.24',
  '1.25': '1.25',
  '1.26': '1.26–1.27',
};

/** What there is to say of a file that was read, or of why it was not. */
export function fileInfo(file: string, read: ReadResult): FileInfo {
  const summary = read.status === 'ready' ? read.index.summary : read.summary;
  const { format, header, bytes, wrapper, unpackedBytes, readFraction, problems } = summary;
  const goVersionHint = GO_VERSIONS[header];
  const found = { file, bytes, wrapper, unpackedBytes, format, header: header || undefined, goVersionHint };
  if (read.status === 'unreadable') return { ...found, readFraction, problems };
  const { generations, events, goroutines, procs, threads, tasks, regions, logs, samples, wallStartMs } = summary;
  return {
    ...found,
    spanNs: Math.round(summary.spanNs),
    wallStart: isoTime(wallStartMs),
    generations,
    events,
    goroutines,
    procs,
    threads,
    tasks,
    regions,
    logs,
    samples,
    readFraction,
    problems,
  };
}

/** Undefined, too, for what no Date can hold. */
export function isoTime(ms: number | undefined): string | undefined {
  const date = new Date(ms ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** `label  value`; undefined = not told, and left out. */
export type InfoLine = readonly [label: string, value: string | undefined];

export function fileInfoText(info: FileInfo, colour: boolean): Generator<string> {
  const count = (value: number | undefined) => (value === undefined ? undefined : groupDigits(value));
  const go = info.goVersionHint === undefined ? '' : `, written by Go ${info.goVersionHint}`;
  const packed =
    info.wrapper === undefined ? '' : ` packed with ${info.wrapper}, ${formatBytes(info.unpackedBytes ?? 0)} unpacked`;
  const lines: readonly InfoLine[] = [
    ['format', `${info.format}${info.header === undefined ? '' : ` (header ${info.header}${go})`}`],
    ['size', `${formatBytes(info.bytes)}${packed}`],
    ['read', formatPercent(info.readFraction)],
    ['span', info.spanNs === undefined ? undefined : formatDuration(info.spanNs)],
    ['started', info.wallStart],
    ['generations', count(info.generations)],
    ['events', count(info.events)],
    ['goroutines', count(info.goroutines)],
    ['processors', count(info.procs)],
    ['threads', count(info.threads)],
    ['tasks', count(info.tasks)],
    ['regions', count(info.regions)],
    ['logs', count(info.logs)],
    ['CPU samples', count(info.samples)],
  ];
  return infoText(info.file, lines, info.problems, colour);
}

/** Lines for people. */
export function* infoText(
  file: string,
  lines: readonly InfoLine[],
  problems: readonly Problem[],
  colour: boolean,
): Generator<string> {
  yield colour ? `\x1b[1m${printable(file)}\x1b[0m\n` : `${printable(file)}\n`;
  for (const [label, value] of lines) if (value !== undefined) yield `  ${label.padEnd(12)} ${value}\n`;
  for (const problem of problems) {
    const text = printable(problem.message);
    yield colour ? `  \x1b[33mproblem\x1b[0m      ${text}\n` : `  problem      ${text}\n`;
  }
}
