// Reads goroutine dumps from disk for the command line, with a line of progress.

import { setImmediate } from 'node:timers/promises';
import { ok, type Result } from '../../shared/base/result';
import { DEFAULT_SETTINGS } from '../../shared/findings/dumps';
import { openSeries, type SeriesSource } from '../../shared/ingest/dumps/open-series';
import type { SeriesSummary } from '../../shared/model/dump-requests';
import type { DumpSeries } from '../../shared/model/dumps';
import { createDumpService, type DumpService } from '../../shared/service/dump-service';
import { seriesSummary } from '../../shared/service/series-summary';
import { type FileSource, readSlice } from './file-source';
import { findSources } from './find-sources';
import { progressLine } from './output';

export type ReadDumps =
  | {
      readonly status: 'ready';
      readonly series: DumpSeries;
      readonly summary: SeriesSummary;
      readonly service: DumpService;
    }
  /** No goroutines in any file; `summary` says why. */
  | { readonly status: 'unreadable'; readonly summary: SeriesSummary };

/** Files and folders as one series. An error is a sentence: a path is not there. */
export async function readDumps(paths: readonly string[]): Promise<Result<ReadDumps>> {
  const files: FileSource[] = [];
  for (const path of paths) {
    const found = await findSources(path);
    if (!found.ok) return found;
    files.push(...found.value);
  }
  const progress = progressLine(files.length === 1 ? files[0].name : `${files.length} files`);
  try {
    const opened = await openSeries({
      sources: files.map(seriesSource),
      onProgress: (read) => progress.show(read),
      yieldTurn: setImmediate,
    });
    const summary = seriesSummary(opened.series);
    if (opened.status !== 'ready') return ok({ status: 'unreadable', summary });
    const service = createDumpService({ opened, settings: DEFAULT_SETTINGS });
    return ok({ status: 'ready', series: opened.series, summary, service });
  } finally {
    progress.end();
  }
}

const seriesSource = ({ name, path, size, modifiedMs }: FileSource): SeriesSource => ({
  name,
  size,
  ...(modifiedMs === undefined ? {} : { modifiedMs }),
  stream: () => readSlice(path, { from: 0, to: size }),
  async range(from, to) {
    const bytes = new Uint8Array(to - from);
    let at = 0;
    for await (const chunk of readSlice(path, { from, to })) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  },
});
