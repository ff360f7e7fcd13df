// While the end of a trace is not known nobody is a ghost: a goroutine that waits at the end of what was read may be woken
// by the next event. Answers are cleared of ghosts here, in one place for timeline, table and details.

import type { TraceApi } from '../../shared/contract/trace-api';

/** The same answers; until `whole`, without ghosts. */
export function withoutEarlyGhosts(api: TraceApi, whole: () => boolean): TraceApi {
  return {
    open: (source, onProgress, onPartial) => api.open(source, onProgress, onPartial),
    openStored: (key, onProgress) => api.openStored(key, onProgress),
    cancel: () => api.cancel(),
    layout: (filter) => api.layout(filter),
    tableOrder: (filter, sort) => api.tableOrder(filter, sort),
    async tableRows(rows) {
      const reply = await api.tableRows(rows);
      if (!whole()) reply.ghost.fill(0);
      return reply;
    },
    async spans(request) {
      const reply = await api.spans(request);
      if (!whole()) reply.ghost.fill(0);
      return reply;
    },
    density: (request) => api.density(request),
    async goroutine(row) {
      const detail = await api.goroutine(row);
      return whole() ? detail : { ...detail, ghost: false };
    },
    async spanAt(lane, row, timeNs) {
      const detail = await api.spanAt(lane, row, timeNs);
      return whole() || detail === undefined ? detail : { ...detail, ghost: false };
    },
    async neighbourSpan(lane, row, timeNs, step) {
      const detail = await api.neighbourSpan(lane, row, timeNs, step);
      return whole() || detail === undefined ? detail : { ...detail, ghost: false };
    },
    complete: (filter, caret) => api.complete(filter, caret),
    graphSources: () => api.graphSources(),
    graph: (request, onWalked) => api.graph(request, onWalked),
    flame: (request, onWalked) => api.flame(request, onWalked),
    stopGraphs: () => api.stopGraphs(),
    stored: () => api.stored(),
    forget: (key) => api.forget(key),
  };
}
