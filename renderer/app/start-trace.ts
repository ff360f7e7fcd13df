// Starts the worker of a trace and dresses its messages as TraceApi.

import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { TraceApi } from '../../shared/contract/trace-api';
import type { TraceWorker } from '../models/file-session';

export function startTrace(onDeath: (message: string) => void): TraceWorker {
  const name = workerName(location.search);
  const worker = new Worker(new URL('../worker/trace.worker.ts', import.meta.url), { type: 'module', name });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onDeath(`the reader stopped (${event.message || 'no memory, or its script could not be loaded'})`);
  });
  const remote = wrap<TraceApi>(worker);
  return {
    api: client(remote),
    terminate() {
      // Comlink keeps the worker until the last reference to `remote` is gone, and the listener above reaches `remote` by
      // way of its session: let go by hand, or every file that was ever open stays in memory with its page elements.
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}

/**
 * `workers=2` where the page's address asks for a number of reading threads (1 … 8), else ''. The name of a worker is all that
 * it knows of the page when it starts.
 */
export function workerName(search: string): string {
  const count = new URLSearchParams(search).get('workers') ?? '';
  return /^[1-8]$/.test(count) ? `workers=${count}` : '';
}

function client(remote: Remote<TraceApi>): TraceApi {
  return {
    open: (source, onProgress, onPartial) =>
      onPartial === undefined
        ? remote.open(source, proxy(onProgress))
        : remote.open(source, proxy(onProgress), proxy(onPartial)),
    openStored: (key, onProgress) => remote.openStored(key, proxy(onProgress)),
    cancel: () => void remote.cancel(),
    layout: (filter) => remote.layout(filter),
    tableOrder: (filter, sort) => remote.tableOrder(filter, sort),
    tableRows: (rows) => remote.tableRows(rows),
    spans: (request) => remote.spans(request),
    density: (request) => remote.density(request),
    goroutine: (row) => remote.goroutine(row),
    spanAt: (lane, row, timeNs) => remote.spanAt(lane, row, timeNs),
    neighbourSpan: (lane, row, timeNs, step) => remote.neighbourSpan(lane, row, timeNs, step),
    complete: (filter, caret) => remote.complete(filter, caret),
    graphSources: () => remote.graphSources(),
    graph: (request, onWalked) => remote.graph(request, onWalked && proxy(onWalked)),
    flame: (request, onWalked) => remote.flame(request, onWalked && proxy(onWalked)),
    stopGraphs: () => void remote.stopGraphs(),
    stored: () => remote.stored(),
    forget: (key) => remote.forget(key),
  };
}
