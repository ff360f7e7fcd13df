// Starts the worker of a series of goroutine dumps and dresses its messages as DumpApi.

import { proxy, type Remote } from 'comlink';
import type { DumpApi } from '../../shared/contract/dump-api';
import type { DumpWorker } from '../models/dump-tab';
import { startReader } from './start-reader';

export function startDumps(): DumpWorker {
  const worker = new Worker(new URL('../worker/dump.worker.ts', import.meta.url), { type: 'module' });
  return startReader<DumpApi>(worker, client);
}

function client(remote: Remote<DumpApi>): DumpApi {
  return {
    open: (sources, onProgress) => remote.open(sources, proxy(onProgress)),
    add: (sources, onProgress) => remote.add(sources, proxy(onProgress)),
    cancel: () => void remote.cancel(),
    kindOf: (source) => remote.kindOf(source),
    help: () => remote.help(),
    summary: () => remote.summary(),
    report: (moment, withLocks) => remote.report(moment, withLocks),
    groups: (moment, request) => remote.groups(moment, request),
    members: (request) => remote.members(request),
    callTree: (request) => remote.callTree(request),
    createdTree: (request) => remote.createdTree(request),
    locks: (moment) => remote.locks(moment),
    matrix: (request) => remote.matrix(request),
    goroutine: (moment, row) => remote.goroutine(moment, row),
    complete: (filter, caret) => remote.complete(filter, caret),
    setTime: (moment, timeMs) => remote.setTime(moment, timeMs),
    settings: () => remote.settings(),
    setSettings: (settings) => remote.setSettings(settings),
    graphSources: () => remote.graphSources(),
    graph: (request) => remote.graph(request),
    flame: (request) => remote.flame(request),
  };
}
