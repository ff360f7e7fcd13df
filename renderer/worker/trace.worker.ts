// Entry of the worker: one per open trace. The page talks to it over comlink; large replies change hands without a copy.

import * as Comlink from 'comlink';
import type { TraceApi } from '../../shared/contract/trace-api';
import { openStore } from './open-store';
import { createSectionWorkers, workerCount } from './section-workers';
import { fetchSource } from './source-access';
import { createTraceService } from './trace-service';
import { createYieldTurn } from './yield-turn';

/** The page names its workers by what its address asks for. */
const asked = Number(new URLSearchParams(self.name).get('workers') ?? Number.NaN);
const workers = workerCount(Number.isNaN(asked) ? undefined : asked, navigator.hardwareConcurrency);

const service = createTraceService({
  store: openStore(),
  openSource: fetchSource,
  now: Date.now,
  yieldTurn: createYieldTurn(),
  sectionPool: (writer) => createSectionWorkers(workers, writer),
});

/** Buffers of the columns in a reply. Replies own theirs: queries hand out copies of what the index keeps. */
function buffers(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.push(value.buffer);
  } else if (value instanceof Object) {
    for (const part of Object.values(value)) buffers(part, found);
  }
  return found;
}

async function handOver<T>(reply: Promise<T>): Promise<T> {
  const value = await reply;
  return Comlink.transfer(value, [...new Set(buffers(value))]);
}

const api: TraceApi = {
  ...service,
  layout: (filter) => handOver(service.layout(filter)),
  tableOrder: (filter, sort) => handOver(service.tableOrder(filter, sort)),
  tableRows: (rows) => handOver(service.tableRows(rows)),
  spans: (request) => handOver(service.spans(request)),
  density: (request) => handOver(service.density(request)),
  flame: (request, onWalked) => handOver(service.flame(request, onWalked)),
};

Comlink.expose(api);
