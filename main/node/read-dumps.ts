// Reads goroutine dumps from disk for the command line, with a line of progress.

import { setImmediate } from 'node:timers/promises';
import { ok, type Result } from '../../shared/base/result';
import { DEFAULT_SETTINGS } from '../../shared/findings/dumps';
import { cachedRanges } from '../../shared/ingest/dumps/cached-ranges';
import { type OpenedSeries, openSeries, type SeriesSource } from '../../shared/ingest/dumps/open-series';
import type { DumpSettings, SeriesSummary } from '../../shared/model/dump-requests';
import type { DumpSeries } from '../../shared/model/dumps';
import { createDumpService, type DumpService } from '../../shared/service/dump-service';
import { seriesSummary } from '../../shared/service/series-summary';
import { readSettings } from './dump-settings';
import { type FileSource, readSource } from './file-source';
import { findAll } from './find-sources';
import { progressLine, writeError } from './output';
import { printable } from './text-table';

export interface OpenDumps {
  readonly status: 'ready';
  readonly series: DumpSeries;
  readonly summary: SeriesSummary;
  readonly service: DumpService;
  readonly textOf: OpenedSeries['textOf'];
}

export type ReadDumps =
  | OpenDumps
  /** No goroutines in any file; `summary` says why. */
  | { readonly status: 'unreadable'; readonly summary: SeriesSummary };

/** Files and folders as one series. An error is a sentence: a path is not there. */
export async function readDumps(
  paths: readonly string[],
  settings: DumpSettings = DEFAULT_SETTINGS,
): Promise<Result<ReadDumps>> {
  const files = await findAll(paths);
  return files.ok ? ok(await readDumpFiles(files.value, settings)) : files;
}

export async function readDumpFiles(
  files: readonly FileSource[],
  settings: DumpSettings = DEFAULT_SETTINGS,
): Promise<ReadDumps> {
  const progress = progressLine(files.length === 1 ? files[0].name : `${files.length} files`);
  try {
    const opened = await openSeries({
      sources: files.map(seriesSource),
      onProgress: (read) => progress.show(read),
      yieldTurn: setImmediate,
    });
    const summary = seriesSummary(opened.series);
    if (opened.status !== 'ready') return { status: 'unreadable', summary };
    const service = createDumpService({ opened, settings });
    return { status: 'ready', series: opened.series, summary, service, textOf: opened.textOf };
  } finally {
    progress.end();
  }
}

/**
 * The dumps, with what was wrong with the files said on stderr; undefined where there is nothing to go on with.
 * @param set thresholds as they were typed: `longWaitMinutes=3`
 */
export async function openDumps(paths: readonly string[], set: readonly string[]): Promise<OpenDumps | undefined> {
  const settings = readSettings(set);
  const read = settings.ok ? await readDumps(paths, settings.value) : settings;
  if (!read.ok) {
    writeError(read.error);
    return undefined;
  }
  reportProblems(read.value.summary);
  return read.value.status === 'ready' ? read.value : undefined;
}

/** A problem names its file where it is about one. */
export function reportProblems({ problems }: SeriesSummary): void {
  for (const { message } of problems) writeError(printable(message));
}

const seriesSource = (file: FileSource): SeriesSource => ({
  name: file.name,
  size: file.size,
  ...(file.modifiedMs === undefined ? {} : { modifiedMs: file.modifiedMs }),
  stream: () => readSource(file),
  // Texts of goroutines stand beside each other: opening the file for each of 100 000 took most of the time.
  range: cachedRanges(async (from, to) => {
    const bytes = new Uint8Array(to - from);
    let at = 0;
    for await (const chunk of readSource(file, { from, to })) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }, file.size),
});
