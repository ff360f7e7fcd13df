// Answers the page's questions about one series of goroutine dumps: reads files, archives and what is in them, then asks the
// service. Free of worker globals: sources and the keeper of bytes are handed in, so that tests run it in Node.

import { assert } from '../../shared/base/assert';
import type { DumpApi, DumpOpenReply } from '../../shared/contract/dump-api';
import type { SourceRef } from '../../shared/contract/host';
import { DEFAULT_SETTINGS, DUMP_GUIDE } from '../../shared/findings/dumps';
import { cachedRanges } from '../../shared/ingest/dumps/cached-ranges';
import { type Keep, type OpenedSeries, openSeries, type SeriesOptions } from '../../shared/ingest/dumps/open-series';
import type { Progress } from '../../shared/model/requests';
import { createDumpService, type DumpService } from '../../shared/service/dump-service';
import { seriesSummary } from '../../shared/service/series-summary';
import type { OpenSource } from './source-access';
import { sourceKind } from './source-kind';

export interface DumpServerOptions {
  readonly openSource: OpenSource;
  /** Where bytes that come out of archives are kept. */
  readonly keep: Keep;
  /** Lets calls that arrived meanwhile (cancel, questions) be answered. */
  readonly yieldTurn?: () => Promise<void>;
}

export function createDumpServer({ openSource, keep, yieldTurn }: DumpServerOptions): DumpApi {
  let opened: OpenedSeries | undefined;
  let service: DumpService | undefined;
  let reading: AbortController | undefined;

  function answers(): DumpService {
    assert(service !== undefined, 'no dumps are open');
    return service;
  }

  async function read(
    sources: readonly SourceRef[],
    onProgress: (progress: Progress) => void,
    into: (options: SeriesOptions) => Promise<OpenedSeries>,
  ): Promise<OpenedSeries> {
    reading?.abort();
    const controller = new AbortController();
    reading = controller;
    const { signal } = controller;
    return into({
      sources: sources.map((source) => {
        const access = openSource(source);
        return {
          name: source.name,
          size: source.size,
          ...(source.modifiedMs === undefined ? {} : { modifiedMs: source.modifiedMs }),
          stream: () => access.stream(signal),
          // Asked for as long as the dumps are open: not with the signal of their reading.
          range: cachedRanges((from, to) => access.range(from, to, new AbortController().signal), source.size),
        };
      }),
      onProgress,
      isCancelled: () => signal.aborted,
      keep,
      ...(yieldTurn === undefined ? {} : { yieldTurn }),
    });
  }

  return {
    async open(sources, onProgress) {
      const result = await read(sources, onProgress, openSeries);
      if (result.status === 'cancelled') return { status: 'cancelled' };
      if (result.status === 'unreadable') return { status: 'unreadable', summary: seriesSummary(result.series) };
      opened = result;
      service = createDumpService({ opened: result, settings: DEFAULT_SETTINGS });
      return { status: 'ready', summary: service.summary() };
    },
    async add(sources, onProgress): Promise<DumpOpenReply> {
      const before = opened;
      assert(before !== undefined, 'no dumps are open');
      const result = await read(sources, onProgress, before.add);
      if (result.status === 'cancelled') return { status: 'cancelled' };
      const added = result.series.files.slice(before.series.files.length);
      // No goroutines in the new files: the series stays as it was, and the reply tells of them alone.
      if (added.every(({ format }) => format === 'unknown')) {
        return { status: 'unreadable', summary: seriesSummary({ ...result.series, files: added, moments: [] }) };
      }
      opened = result;
      answers().update(result);
      return { status: 'ready', summary: answers().summary() };
    },
    cancel() {
      reading?.abort();
    },
    async kindOf(source) {
      const controller = new AbortController();
      try {
        return await sourceKind(openSource(source).stream(controller.signal), source.name);
      } finally {
        controller.abort();
      }
    },
    help: async () => ({ guide: DUMP_GUIDE, defaults: DEFAULT_SETTINGS }),
    summary: async () => answers().summary(),
    report: async (moment, withLocks) => answers().report(moment, withLocks),
    groups: async (moment, request) => answers().groups(moment, request),
    members: async (request) => answers().members(request),
    callTree: async (request) => answers().callTree(request),
    createdTree: async (request) => answers().createdTree(request),
    locks: async (moment) => answers().locks(moment),
    matrix: async (request) => answers().matrix(request),
    goroutine: async (moment, row) => answers().goroutine(moment, row),
    complete: async (filter, caret) => answers().complete(filter, caret),
    setTime: async (moment, timeMs) => answers().setTime(moment, timeMs),
    settings: async () => answers().settings(),
    setSettings: async (settings) => answers().setSettings(settings),
    graphSources: async () => answers().graphSources(),
    graph: async (request) => answers().graph(request),
    flame: async (request) => answers().flame(request),
  };
}
