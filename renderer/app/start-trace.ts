// Starts the worker of a trace and dresses its messages as TraceApi.

import { proxy, type Remote, wrap } from 'comlink';
import type { TraceApi } from '../../shared/contract/trace-api';
import type { TraceWorker } from '../models/sessions';

export function startTrace(onDeath: (message: string) => void): TraceWorker {
  const worker = new Worker(new URL('../worker/trace.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onDeath(`the reader stopped (${event.message || 'no memory, or its script could not be loaded'})`);
  });
  return { api: client(wrap<TraceApi>(worker)), terminate: () => worker.terminate() };
}

function client(remote: Remote<TraceApi>): TraceApi {
  return {
    open: (source, onProgress) => remote.open(source, proxy(onProgress)),
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
    stored: () => remote.stored(),
    forget: (key) => remote.forget(key),
  };
}
